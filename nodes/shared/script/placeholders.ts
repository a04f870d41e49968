import type { CallVariables } from '../call/request';
import type { Fault } from '../fields/fault';
import { scriptFault } from './fault';
import type { Script } from './model';
import { mapTexts } from './texts';

/** The name is trimmed afterwards: blanks inside the pattern would make it slow on a long run of them. */
const placeholder = /\{\{([^{}]*)\}\}/g;

/** All placeholders of the script, each name once, with the place where it stands first. */
export function placeholdersOf(script: Script): Map<string, string> {
	const found = new Map<string, string>();
	mapTexts(script, (text, place) => {
		for (const match of text.matchAll(placeholder)) {
			const name = match[1].trim();
			if (!found.has(name)) found.set(name, place);
		}
		return text;
	});
	return found;
}

/** One fault for every placeholder that no variable fills. */
export const unfilled = (script: Script, variables: CallVariables): Fault[] =>
	[...placeholdersOf(script)]
		.filter(([name]) => !Object.hasOwn(variables, name))
		.map(([name, place]) =>
			scriptFault(
				place,
				`uses {{${name.slice(0, 40)}}}, and no variable has that name. Add it under Variables, or take it out.`,
			),
		);

/** The script with every placeholder replaced by its value, once: a value that looks like a placeholder stays as it is. */
export const filled = (script: Script, variables: CallVariables): Script =>
	mapTexts(script, (text) =>
		text.replace(placeholder, (whole, inner: string) => {
			const name = inner.trim();
			return Object.hasOwn(variables, name) ? String(variables[name]) : whole;
		}),
	);
