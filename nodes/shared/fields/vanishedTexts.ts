import { at, isObject } from '../call/json';
import { maskNumbersIn } from '../phoneNumber/mask';
import { parametersOf } from '../script/expressionTrap';
import { scriptFault } from '../script/fault';
import type { Fault } from '../call/result';
import { bad } from '../call/result';

type Written = Readonly<Record<string, unknown>>;

/** Evaluates one expression, with its braces, for the item; anything but null and undefined where it cannot. */
export type Evaluate = (expression: string) => unknown;

/** What is spoken or listened for, by name; in names, IDs and the like a gap is found out elsewhere. */
const spoken: Readonly<Record<string, string>> = {
	scriptText: 'Text',
	scriptJson: 'JSON',
	greeting: 'Greeting',
	fallback: 'Fallback',
	text: 'Text',
	answer: 'Answer',
	patterns: 'Patterns',
	reply: 'Reply',
};

const longest = 80;

/**
 * One fault for every expression in the texts of a script that gives nothing for this item: "Hello , your order is ready"
 * would be read to a person. An empty text that the expression gives is meant.
 * @param format the format of the script that counts
 * @param written the node's parameters before any expression is resolved (an expression starts with `=`)
 */
export function vanishedInScript(format: unknown, written: Written, evaluate: Evaluate): Fault[] {
	const names = parametersOf[String(format)] ?? parametersOf.text;
	return names.flatMap((name) => {
		const value = name === 'options' ? { fallback: at(written.options, 'fallback') } : { [name]: written[name] };
		return textsIn(value).flatMap(([place, text]) => gone(text, evaluate).map((part) => scriptFault(place, sentenceOf(part, mayBeEmpty(place, text, part)))));
	});
}

/** The same for texts that stand under Options or at the top. @param labels by name */
export function vanishedInOptions(labels: Readonly<Record<string, string>>, written: Written, evaluate: Evaluate): Fault[] {
	return Object.entries(labels).flatMap(([name, label]) =>
		[at(written.options, name), written[name]].flatMap((text) => gone(text, evaluate).map((part) => bad(label, sentenceOf(part, true)).fault)),
	);
}

/** Every text with its place, such as "step 1: response 2: Answer". */
function textsIn(value: unknown, place: readonly string[] = []): Array<[place: string, text: unknown]> {
	if (!isObject(value)) return [];
	return Object.entries(value).flatMap(([name, member]): Array<[string, unknown]> => {
		if (Array.isArray(member)) return member.flatMap((row, index) => textsIn(row, [...place, `${name} ${index + 1}`]));
		if (isObject(member)) return textsIn(member, place);
		return Object.hasOwn(spoken, name) ? [[[...place, spoken[name]].join(': '), member]] : [];
	});
}

/** The pairs of braces of an expression that give nothing. */
export function gone(text: unknown, evaluate: Evaluate): string[] {
	if (typeof text !== 'string' || !text.startsWith('=')) return [];
	return [...new Set(text.match(/\{\{[\s\S]*?\}\}/g))].filter((part) => {
		const value = evaluate(part);
		return value === undefined || value === null;
	});
}

/** A text that is nothing but this expression must not be empty, unless nobody needs it. */
const mayBeEmpty = (place: string, text: unknown, part: string): boolean => place === spoken.fallback || String(text).slice(1).trim() !== part;

function sentenceOf(part: string, isOptional: boolean): string {
	const inside = maskNumbersIn(part.slice(2, -2).trim().replace(/\s+/g, ' '));
	const isLong = inside.length > longest;
	const holds = `holds {{ ${isLong ? `${inside.slice(0, longest)}…` : inside} }}, which gives nothing for this item.`;
	if (!isOptional) return `${holds} Correct it, or write the text itself.`;
	return `${holds} Correct it, or ${isLong ? "end it with ?? ''" : `write {{ ${inside} ?? '' }}`} where it may be empty.`;
}
