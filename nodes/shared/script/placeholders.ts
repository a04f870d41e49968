import type { CallVariables } from '../call/request';
import type { Fault } from '../fields/fault';
import { scriptFault } from './fault';
import type { Script } from './model';
import { mapTexts } from './model';

const placeholder = /\{\{\s*([^{}]*?)\s*\}\}/g;

/** How a value looks inside the text; the default is the value itself. */
export type Dress = (value: string) => string;

/** Names of all placeholders of the script, each once. */
export function placeholdersOf(script: Script): string[] {
	const names = new Set<string>();
	mapTexts(script, (text) => {
		for (const match of text.matchAll(placeholder)) names.add(match[1]);
		return text;
	});
	return [...names];
}

/** One fault for every placeholder that no variable fills. */
export function unfilled(script: Script, variables: CallVariables): Fault[] {
	return placeholdersOf(script)
		.filter((name) => !Object.hasOwn(variables, name))
		.map((name) =>
			scriptFault(
				'',
				`uses {{${name.slice(0, 40)}}}, and no variable has that name. Add it under Variables, or take it out.`,
			),
		);
}

/** The script with every placeholder replaced by its value, once: a value that looks like a placeholder stays as it is. */
export const filled = (script: Script, variables: CallVariables, dress: Dress = (value) => value): Script =>
	mapTexts(script, (text) =>
		text.replace(placeholder, (whole, name: string) =>
			Object.hasOwn(variables, name) ? dress(String(variables[name])) : whole,
		),
	);
