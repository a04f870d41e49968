import type { CallVariables } from '../call/request';
import type { Json } from '../call/json';
import type { FieldIssue } from '../call/result';
import { scriptFault } from '../call/script';
import type { Script } from '../call/script';
import { responseName, stepName } from './walk';
import { at } from '../call/json';

/**
 * `{{name}}`, `[name]` or `{name}`. n8n turns the first into an expression in some places and leaves the second unchanged. People write the
 * third out of habit. The name is trimmed afterwards, because spaces in the pattern would make it slow on a long run of them.
 */
const placeholder = /\{\{([^{}]*)\}\}|\[([^[\]{}\n]{1,64})\]|\{([^{}[\]\n]{1,64})\}/g;

/** One to three words. In brackets they are a placeholder or a note for a reader, not text to speak. */
const oneToThreeWords = /^\p{L}[\p{L}\p{M}\p{N}_.’'-]*(?: +[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.’'-]*){0,2}$/u;

/** A valid name of a variable. */
const nameOfVariable = /^[A-Za-z_][\w .-]{0,63}$/;

/** The names of the called person's name in a script. */
const ofRecipient = ['name', 'recipientName'] as const;

const isSame = (candidate: string, other: string): boolean => candidate.toLowerCase() === other.toLowerCase();

/** The values for a script: the variables, plus the recipient's name unless a variable has that name. */
export function scriptValues(variables: CallVariables, recipientName: string | null): CallVariables {
	if (recipientName === null) return variables;
	const free = ofRecipient.filter((name) => !Object.keys(variables).some((candidate) => isSame(candidate, name)));
	return { ...Object.fromEntries(free.map((name) => [name, recipientName])), ...variables };
}

/**
 * The value of that name. If the exact name is missing, upper and lower case are ignored, provided that only one variable matches.
 * Undefined if there is none.
 */
function valueOf(values: CallVariables, name: string): Json | undefined {
	if (Object.hasOwn(values, name)) return values[name];
	const candidates = Object.keys(values).filter((candidate) => isSame(candidate, name));
	return candidates.length === 1 ? values[candidates[0]] : undefined;
}

/** The name in the braces or brackets, or null if they contain something else. */
function nameIn(values: CallVariables, [, braced, ...others]: readonly (string | undefined)[]): string | null {
	if (braced !== undefined) return braced.trim();
	const name = (others.find((candidate) => candidate !== undefined) ?? '').trim();
	return oneToThreeWords.test(name) || valueOf(values, name) !== undefined ? name : null;
}

/** One fault for every placeholder without a value, at its first place in the script. */
export function unfilled(script: Script, values: CallVariables): FieldIssue[] {
	const found = new Map<string, FieldIssue>();
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

/** @param isBraced whether the name is in double braces, which people write only for a placeholder or an expression */
function sentenceOf(name: string, whole: string, isBraced: boolean): string {
	const [open, close] = isBraced ? ['{{', '}}'] : [whole[0], whole.slice(-1)];
	const shown = `${open}${name.slice(0, 40)}${close}`;
	if (isBraced && name.includes('$')) {
		const meant = /(?:\.|\[["'])([A-Za-z_][\w ]{0,39})(?:["']\])?$/.exec(name)?.[1] ?? 'name';
		const variable = ofRecipient.some((candidate) => isSame(candidate, meant)) ? 'for the Recipient Name' : 'for a variable of that name';
		return `holds {{ ${name.slice(0, 40)} }}, an expression, and the field is set to Fixed. Switch this field to Expression, or write [${meant}] ${variable}.`;
	}
	if (ofRecipient.some((candidate) => isSame(candidate, name))) {
		return `uses ${shown}, and nothing fills it. Fill in Recipient Name, add the variable under Variables, or take it out.`;
	}
	if (isBraced) return `uses ${shown}, and no variable has that name. Add it under Variables, or take it out.`;
	const without = `write it without ${open === '[' ? 'brackets' : 'braces'}`;
	return `holds ${shown}, which nothing fills. ${nameOfVariable.test(name) ? `Add it under Variables, or ${without}` : `W${without.slice(1)}`}.`;
}

/** The text with every placeholder replaced once by its value. A value that looks like a placeholder stays unchanged. */
export const filledText = (text: string, values: CallVariables): string =>
	text.replace(placeholder, (whole, ...groups: Array<string | undefined>) => {
		const name = nameIn(values, [whole, ...groups.slice(0, 3)]);
		const value = name === null ? undefined : valueOf(values, name);
		return value === undefined ? whole : String(value);
	});

/** The script with the placeholders of every text replaced. */
export const filled = (script: Script, values: CallVariables): Script => mapTexts(script, (text) => filledText(text, values));

/** Applies `change` to every text of the script that is spoken or listened for. Names and IDs stay. `place` is as in faults. */
function mapTexts(script: Script, change: (text: string, place: string) => string): Script {
	switch (script.form) {
		case 'text':
			return { ...script, text: change(script.text, 'Text') };
		case 'dialogue':
			return {
				...script,
				greeting: change(script.greeting, 'Greeting'),
				responses: script.responses.map((response, index) => {
					const place = responseName(response.name, index);
					return {
						...response,
						patterns: response.patterns.map((pattern) => change(pattern, `${place}: Patterns`)),
						reply: change(response.reply, `${place}: Reply`),
					};
				}),
				fallback: script.fallback === null ? null : change(script.fallback, 'Fallback'),
			};
		case 'steps':
			return {
				...script,
				steps: script.steps.map((step, index) => ({
					...step,
					text: change(step.text, `${stepName(script.steps, index)}: Text`),
				})),
			};
	}
}

/** A single name in the braces, such as `{{ name }}`. In an n8n expression it has no meaning and would vanish. */
const bareName = /\{\{\s*([A-Za-z_]\w*)\s*\}\}/;

/** Words that are values in an expression, not names. */
const literals = ['true', 'false', 'null', 'undefined', 'NaN', 'Infinity'];

/**
 * The fault of a script whose field is in Expression mode but contains our placeholders. n8n switches a field to that mode when `{{` is
 * typed or pasted. It then reads {{name}} as an unknown variable and inserts nothing.
 * @param parameters the node's parameters before any expression is resolved (an expression starts with `=`)
 */
export function placeholderInExpression(parameters: Readonly<Record<string, unknown>>): FieldIssue | null {
	for (const text of expressionsIn(parameters)) {
		const name = bareName.exec(text)?.[1];
		if (name === undefined || literals.includes(name)) continue;
		return scriptFault(
			'',
			`holds {{${name.slice(0, 40)}}} in a field that is set to Expression, where it would vanish. Write [${name.slice(0, 40)}] instead, or {{ $json.${name.slice(0, 40)} }}, or switch that field to Fixed.`,
		);
	}
	return null;
}

/** The parameters of each format. Values of another format are not spoken. */
export const parametersOf: Record<string, readonly string[]> = {
	dialogue: ['greeting', 'responses', 'fallback', 'dialogue', 'options'],
	steps: ['steps'],
	json: ['scriptJson'],
	text: ['scriptText'],
};

function expressionsIn(parameters: Readonly<Record<string, unknown>>): string[] {
	const found: string[] = [];
	const look = (value: unknown): void => {
		if (typeof value === 'string') {
			if (value.startsWith('=')) found.push(value);
		} else if (typeof value === 'object' && value !== null) {
			Object.values(value).forEach(look);
		}
	};
	const names = parametersOf[String(parameters.scriptFormat)] ?? Object.values(parametersOf).flat();
	for (const name of names) look(name === 'options' ? at(parameters.options, 'fallback') : parameters[name]);
	return found;
}
