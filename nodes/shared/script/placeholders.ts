import type { CallVariables } from '../call/request';
import type { Fault } from '../fields/fault';
import { scriptFault } from './fault';
import type { Script } from './model';
import { mapTexts } from './texts';

/**
 * `{{name}}`, and `[name]`, which n8n leaves alone where it would make an expression of the other. The name in braces is
 * trimmed afterwards: blanks inside the pattern would make it slow on a long run of them.
 */
const placeholder = /\{\{([^{}]*)\}\}|\[([A-Za-z_][\w .-]{0,63})\]/g;

/** What a text says about the person who is called; the script knows it by these names. */
const ofRecipient = ['name', 'recipientName'] as const;

/** The values for a script: the variables, and the recipient's name where no variable has its name. */
export function scriptValues(variables: CallVariables, recipientName: string | null): CallVariables {
	if (recipientName === null) return variables;
	return { ...Object.fromEntries(ofRecipient.map((name) => [name, recipientName])), ...variables };
}

/**
 * All placeholders of the script, each name once, with the place where it stands first. A word in brackets is one only where
 * a value has its name, since people write brackets for other things too; `[name]` always is.
 */
export function placeholdersOf(script: Script, values: CallVariables = {}): Map<string, { place: string; written: string }> {
	const found = new Map<string, { place: string; written: string }>();
	mapTexts(script, (text, place) => {
		for (const [, braced, bracketed] of text.matchAll(placeholder)) {
			const name = (braced ?? bracketed).trim();
			const isOne = braced !== undefined || name === 'name' || Object.hasOwn(values, name);
			const shown = name.slice(0, 40);
			if (isOne && !found.has(name)) found.set(name, { place, written: braced === undefined ? `[${shown}]` : `{{${shown}}}` });
		}
		return text;
	});
	return found;
}

/**
 * One fault for every placeholder that nothing fills.
 * @param hasName whether Recipient Name can be given
 */
export const unfilled = (script: Script, values: CallVariables, hasName = false): Fault[] =>
	[...placeholdersOf(script, values)]
		.filter(([name]) => !Object.hasOwn(values, name))
		.map(([name, { place, written }]) => {
			const isName = hasName && ofRecipient.some((one) => one === name);
			const wayOut = isName
				? 'and nothing fills it. Fill in Recipient Name, add the variable under Variables, or take it out.'
				: 'and no variable has that name. Add it under Variables, or take it out.';
			return scriptFault(place, `uses ${written}, ${wayOut}`);
		});

/** The script with every placeholder replaced by its value, once: a value that looks like a placeholder stays as it is. */
export const filled = (script: Script, values: CallVariables): Script =>
	mapTexts(script, (text) =>
		text.replace(placeholder, (whole, braced?: string, bracketed?: string) => {
			const name = (braced ?? bracketed ?? '').trim();
			return Object.hasOwn(values, name) ? String(values[name]) : whole;
		}),
	);
