import type { CallVariables } from '../call/request';
import type { Json } from '../call/json';
import type { FieldIssue } from '../call/result';
import { scriptFault } from '../call/script';
import type { Script } from '../call/script';
import { responseName, stepName } from './walk';
import { at } from '../call/json';

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

const isSame = (candidate: string, other: string): boolean => candidate.toLowerCase() === other.toLowerCase();

/** The values for a script: the variables, and the recipient's name where no variable has its name. */
export function scriptValues(variables: CallVariables, recipientName: string | null): CallVariables {
	if (recipientName === null) return variables;
	const free = ofRecipient.filter((name) => !Object.keys(variables).some((candidate) => isSame(candidate, name)));
	return { ...Object.fromEntries(free.map((name) => [name, recipientName])), ...variables };
}

/** The value of that name, whatever its capitals are where only one has it; undefined without one. */
function valueOf(values: CallVariables, name: string): Json | undefined {
	if (Object.hasOwn(values, name)) return values[name];
	const candidates = Object.keys(values).filter((candidate) => isSame(candidate, name));
	return candidates.length === 1 ? values[candidates[0]] : undefined;
}

/** The name in the braces or brackets, or null where they hold something else. */
function nameIn(values: CallVariables, [, braced, ...others]: readonly (string | undefined)[]): string | null {
	if (braced !== undefined) return braced.trim();
	const name = (others.find((candidate) => candidate !== undefined) ?? '').trim();
	return oneToThreeWords.test(name) || valueOf(values, name) !== undefined ? name : null;
}

/** One fault for every placeholder that nothing fills, at the place where it stands first. */
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

/** @param isBraced whether it stands in two braces, which nobody writes but for a placeholder or an expression */
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

/** The script with every placeholder replaced by its value, once: a value that looks like a placeholder stays as it is. */
export const filled = (script: Script, values: CallVariables): Script =>
	mapTexts(script, (text) =>
		text.replace(placeholder, (whole, ...groups: Array<string | undefined>) => {
			const name = nameIn(values, [whole, ...groups.slice(0, 3)]);
			const value = name === null ? undefined : valueOf(values, name);
			return value === undefined ? whole : String(value);
		}),
	);

/** Every text of the script that is spoken or listened for, changed by `change`; names and ids stay. `place` as in faults. */
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

/** A name alone between the braces, which means nothing in an n8n expression and so would vanish: `{{ name }}`. */
const bareName = /\{\{\s*([A-Za-z_]\w*)\s*\}\}/;

/** Words that are values in an expression, not names. */
const literals = ['true', 'false', 'null', 'undefined', 'NaN', 'Infinity'];

/**
 * The fault of a script whose field is in Expression mode while it means our placeholders. n8n switches a field to that
 * mode when `{{` is typed or pasted; it then reads {{name}} as an unknown variable and puts nothing in its place.
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

/** The parameters of each format: what another format left behind is not spoken. */
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
