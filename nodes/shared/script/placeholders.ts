import type { CallVariables } from '../call/request';
import type { Json } from '../call/json';
import type { Fault } from '../call/result';
import { scriptFault } from './fault';
import type { Script } from '../call/script';
import { mapTexts } from './texts';

/**
 * `{{name}}`; `[name]`, which n8n leaves alone where it would make an expression of the other; and `{name}`, as people write it
 * from habit. The name is trimmed afterwards: blanks inside the pattern would make it slow on a long run of them.
 */
const placeholder = /\{\{([^{}]*)\}\}|\[([^[\]{}\n]{1,64})\]|\{([^{}[\]\n]{1,64})\}/g;

/** One to three words: what stands so in brackets was meant to be filled, or to be read by a person, and not to be spoken. */
const oneToThreeWords = /^\p{L}[\p{L}\p{M}\p{N}_.’'-]*(?: +[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.’'-]*){0,2}$/u;

/** A name that a variable may have. */
const nameOfVariable = /^[A-Za-z_][\w .-]{0,63}$/;

/** What a text says about the person who is called; the script knows it by these names. */
const ofRecipient = ['name', 'recipientName'] as const;

const isSame = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

/** The values for a script: the variables, and the recipient's name where no variable has its name. */
export function scriptValues(variables: CallVariables, recipientName: string | null): CallVariables {
	if (recipientName === null) return variables;
	const free = ofRecipient.filter((name) => !Object.keys(variables).some((one) => isSame(one, name)));
	return { ...Object.fromEntries(free.map((name) => [name, recipientName])), ...variables };
}

/** The value of that name, whatever its capitals are where only one has it; undefined without one. */
function valueOf(values: CallVariables, name: string): Json | undefined {
	if (Object.hasOwn(values, name)) return values[name];
	const alike = Object.keys(values).filter((one) => isSame(one, name));
	return alike.length === 1 ? values[alike[0]] : undefined;
}

/** The name in the braces or brackets, or null where they hold something else. */
function nameIn(values: CallVariables, [, braced, ...others]: readonly (string | undefined)[]): string | null {
	if (braced !== undefined) return braced.trim();
	const name = (others.find((one) => one !== undefined) ?? '').trim();
	return oneToThreeWords.test(name) || valueOf(values, name) !== undefined ? name : null;
}

/** One fault for every placeholder that nothing fills, at the place where it stands first. */
export function unfilled(script: Script, values: CallVariables): Fault[] {
	const found = new Map<string, Fault>();
	mapTexts(script, (text, place) => {
		for (const match of text.matchAll(placeholder)) {
			const name = nameIn(values, match);
			if (name === null || found.has(name) || valueOf(values, name) !== undefined) continue;
			found.set(name, scriptFault(place, sentenceOf(name, match[0], match[1] !== undefined)));
		}
		return text;
	});
	return [...found.values()];
}

/** @param isBraced whether it stands in two braces, which nobody writes but for a placeholder or an expression */
function sentenceOf(name: string, whole: string, isBraced: boolean): string {
	const [open, close] = isBraced ? ['{{', '}}'] : [whole[0], whole.slice(-1)];
	const shown = `${open}${name.slice(0, 40)}${close}`;
	if (isBraced && name.includes('$')) {
		const meant = /(?:\.|\[["'])([A-Za-z_][\w ]{0,39})(?:["']\])?$/.exec(name)?.[1] ?? 'name';
		const variable = ofRecipient.some((one) => isSame(one, meant)) ? 'for the Recipient Name' : 'for a variable of that name';
		return `holds {{ ${name.slice(0, 40)} }}, an expression, and the field is set to Fixed. Switch this field to Expression, or write [${meant}] ${variable}.`;
	}
	if (ofRecipient.some((one) => isSame(one, name))) {
		return `uses ${shown}, and nothing fills it. Fill in Recipient Name, add the variable under Variables, or take it out.`;
	}
	if (isBraced) return `uses ${shown}, and no variable has that name. Add it under Variables, or take it out.`;
	const without = `write it without ${open === '[' ? 'brackets' : 'braces'}`;
	return `holds ${shown}, which nothing fills. ${nameOfVariable.test(name) ? `Add it under Variables, or ${without}` : `W${without.slice(1)}`}.`;
}

/** The script with every placeholder replaced by its value, once: a value that looks like a placeholder stays as it is. */
export const filled = (script: Script, values: CallVariables): Script =>
	mapTexts(script, (text) =>
		text.replace(placeholder, (whole, ...groups: Array<string | undefined>) => {
			const name = nameIn(values, [whole, ...groups.slice(0, 3)]);
			const value = name === null ? undefined : valueOf(values, name);
			return value === undefined ? whole : String(value);
		}),
	);
