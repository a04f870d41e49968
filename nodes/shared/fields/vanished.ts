import { isObject, at } from '../call/json';
import { maskNumbersIn } from '../phoneNumber/mask';
import type { FieldIssue } from '../call/result';
import { invalid } from '../call/result';
import type { Field, Fields } from './field';
import { isBlank } from './values';
import { parametersOf } from '../script/placeholders';
import { scriptFault } from '../call/script';

/** What the user wrote in one place of the node's parameters, and its value for this item. */
interface Place {
	written: unknown;
	value: unknown;
	/** The outer expression that the value comes from, with its whole result. */
	from: Origin | null;
	/** Written inside the text of a template, where a missing value leaves an empty text. */
	isInText: boolean;
}

interface Origin {
	expression: string;
	gave: unknown;
}

/** Number of characters of an expression that a message shows. */
const maxShownLength = 120;

/**
 * Finds the protections whose expression gives no value for this item: because of a typo in a name, everybody would be called. An empty
 * list is a value. An empty text is not, because templates and `join` turn missing values into text. The exception is an empty text that
 * the item itself has in place of a list. Returns one fault per protection, with its expression.
 * @param fields by the name of their parameter
 * @param written the node's parameters before any expression is resolved (an expression starts with `=`)
 * @param read a parameter's value for the item
 * @param evaluate one expression's value for the item, without the `=`
 */
export function vanishedProtections(
	fields: Fields,
	written: Readonly<Record<string, unknown>>,
	read: (name: string) => unknown,
	evaluate: (expression: string) => unknown,
): FieldIssue[] {
	const faults: FieldIssue[] = [];
	const look = (field: Field<unknown>, label: string, place: Place): void => {
		const { value } = place;
		const own = isExpression(place.written) ? { expression: place.written, gave: value } : null;
		const from = own ?? place.from;
		// A name that only the item's data contains was not requested by this node.
		const isAsked = own !== null || (from !== null && namesKey(from.expression, field.property.name));
		const isMeant = field.emptyIsValue === true && own !== null && !place.isInText && isTakenOver(own.expression);
		const isNothing = isGone(value) || (isAsked && ((isBlank(value) && !isMeant) || field.isNoValue?.(value) === true));
		const hasGone =
			isNothing ||
			(own !== null && (hasGoneInPart(field, own.expression, value, evaluate) || spreadsNothing(field, own.expression, evaluate)));
		if (field.protects !== undefined && hasGone && from !== null) faults.push(faultOf(label, from.expression, field));
		else lookInside(field.fields ?? {}, { ...place, from }, (inner, at) => look(inner, labelWithin(label, inner), at));
	};
	for (const [name, field] of Object.entries(fields)) {
		if (written[name] === undefined) continue;
		look(field, field.property.displayName, { written: written[name], value: read(name), from: null, isInText: false });
	}
	return faults;
}

/** Visits the fields of a collection that were written, or that its expression names. */
function lookInside(
	fields: Fields,
	{ written, value, from: outer, isInText }: Place,
	look: (field: Field<unknown>, place: Place) => void,
): void {
	const template = isExpression(written) ? membersOfTemplate(written) : null;
	const from = template === null ? outer : null;
	const [writtenSettings, settings] = [template ?? objectIn(written), objectIn(value)];
	for (const [name, field] of Object.entries(fields)) {
		const isThere = Object.hasOwn(writtenSettings, name) || Object.hasOwn(settings, name);
		if (isThere || (from !== null && isObjectLike(value) && hasDropped(from, name)))
			look(field, { written: writtenSettings[name], value: settings[name], from, isInText: isInText || template !== null });
	}
}

const isExpression = (written: unknown): written is string => typeof written === 'string' && written.startsWith('=');
const isObjectLike = (value: unknown): boolean => isObject(value) || (typeof value === 'string' && value.trim().startsWith('{'));

/** Whether an expression writes this name as the name of a setting. The argument of a method, as in `plus({ days: 1 })`, does not count. */
const namesKey = (expression: string, name: string): boolean =>
	new RegExp(`[{,]\\s*["']?${name}["']?\\s*:`).test(expression.replace(/\.(?!stringify\b)\w+\(\s*\{[^{}]*\}\s*\)/g, ''));

/** Whether a setting was undefined: the expression names it, but its JSON text lacks it. JSON cannot express `undefined`. */
const hasDropped = ({ expression, gave }: Origin, name: string): boolean =>
	typeof gave === 'string' && namesKey(expression, name) && !new RegExp(`"${name}"\\s*:`).test(gave);

/** Whether a collection spreads the settings of a missing object, as in `{ ...$json.safty }`. */
function spreadsNothing({ fields, protects }: Field<unknown>, expression: string, evaluate: (expression: string) => unknown): boolean {
	if (fields === undefined || protects === undefined) return false;
	const paths = [...expression.matchAll(/\.\.\.\s*(\$json\b(?:\??\.\w+|\[(?:'[^']*'|"[^"]*")\])*)(?=\s*[,}])/g)].map(([, path]) => path);
	return paths.some((path) => isGone(evaluate(`{{ ${path} }}`)));
}

/** Whether an expression passes on an existing value unchanged: a path, or an empty text. */
const isTakenOver = (expression: string): boolean =>
	/^=\{\{\s*(?:""|''|\$\w*(?:\((?:'[^']*'|"[^"]*")\))?(?:\??\.\w+(?:\(\))?|\[(?:'[^']*'|"[^"]*"|\d+)\])*)\s*\}\}$/.test(expression);

const isGone = (value: unknown): boolean => value === undefined || value === null;

/**
 * The members of JSON text with braces in it, such as `{"doNotCall":"{{ $json.list }}"}`. Each member is returned as if it were in a field
 * of its own, with a leading `=` if it contains braces. Null if the text is no such template.
 */
function membersOfTemplate(expression: string): Readonly<Record<string, unknown>> | null {
	const parts: string[] = [];
	let isInText = false;
	const marked = expression.slice(1).replace(/\{\{[\s\S]*?\}\}|\\.|"/g, (found) => {
		if (found === '"') isInText = !isInText;
		if (!found.startsWith('{{')) return found;
		const mark = `\uE000${parts.push(found) - 1}\uE001`;
		return isInText ? mark : `"${mark}"`;
	});
	if (!marked.trim().startsWith('{')) return null;
	try {
		const members: unknown = JSON.parse(marked, (_name, member: unknown) => {
			if (typeof member !== 'string' || !member.includes('\uE000')) return member;
			return `=${member.replace(/\uE000(\d+)\uE001/g, (_mark, index: string) => parts[Number(index)])}`;
		});
		return isObject(members) ? members : null;
	} catch {
		return null;
	}
}

/**
 * Whether a part of the text gives no value. The text around the braces hides a missing value, so each pair of braces is evaluated
 * separately.
 */
function hasGoneInPart(field: Field<unknown>, expression: string, value: unknown, evaluate: (expression: string) => unknown): boolean {
	if (field.protects === undefined || typeof value !== 'string') return false;
	const parts = expression.slice(1).match(/\{\{[\s\S]*?\}\}/g) ?? [];
	const isWhole = parts.length === 1 && parts[0] === expression.slice(1);
	if (isWhole || !(isBlank(value) || field.protects === 'list')) return false;
	return parts.some((part) => isGone(evaluate(part)));
}

function objectIn(value: unknown): Readonly<Record<string, unknown>> {
	if (typeof value === 'string' && value.trim().startsWith('{')) {
		try {
			return objectIn(JSON.parse(value));
		} catch {
			return {};
		}
	}
	return isObject(value) ? value : {};
}

const labelWithin = (label: string, { property }: Field<unknown>): string =>
	[label === 'Options' ? '' : label, property.displayName].filter((part) => part !== '').join(': ');

function faultOf(label: string, expression: string, { nothingMeant }: Field<unknown>): FieldIssue {
	const shown = maskNumbersIn(expression.slice(1).trim().replace(/\s+/g, ' '));
	const cut = shown.length > maxShownLength ? `${shown.slice(0, maxShownLength)}…` : shown;
	const wayOut = nothingMeant ?? 'give an empty list or a value where nothing is meant';
	return invalid(label, `is an expression that gives nothing for this item: ${cut} Correct it, or ${wayOut}.`).fault;
}

type Written = Readonly<Record<string, unknown>>;

/** Evaluates one expression, including its braces, for the item. Must not return null or undefined if it cannot evaluate. */
export type Evaluate = (expression: string) => unknown;

/** Texts that the agent speaks or listens for, by parameter name. A missing value in names, IDs and the like is found elsewhere. */
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

const maxExpressionLength = 80;

/**
 * Returns one fault for every expression in a script's texts that gives no value for this item. Otherwise the agent would say "Hello , your
 * order is ready". An empty text as the result of an expression is accepted.
 * @param format the selected format of the script
 * @param written the node's parameters before any expression is resolved (an expression starts with `=`)
 */
export function vanishedInScript(format: unknown, written: Written, evaluate: Evaluate): FieldIssue[] {
	const names = parametersOf[String(format)] ?? parametersOf.text;
	return names.flatMap((name) => {
		const value = name === 'options' ? { fallback: at(written.options, 'fallback') } : { [name]: written[name] };
		return textsIn(value).flatMap(([place, text]) =>
			gone(text, evaluate).map((part) => scriptFault(place, sentenceOf(part, mayBeEmpty(place, text, part)))),
		);
	});
}

/**
 * The same for texts under Options or at the top.
 * @param labels the fields' labels by name
 */
export function vanishedInOptions(labels: Readonly<Record<string, string>>, written: Written, evaluate: Evaluate): FieldIssue[] {
	return Object.entries(labels).flatMap(([name, label]) =>
		[at(written.options, name), written[name]].flatMap((text) =>
			gone(text, evaluate).map((part) => invalid(label, sentenceOf(part, true)).fault),
		),
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

/** The pairs of braces in an expression that give no value. */
export function gone(text: unknown, evaluate: Evaluate): string[] {
	if (typeof text !== 'string' || !text.startsWith('=')) return [];
	return [...new Set(text.match(/\{\{[\s\S]*?\}\}/g))].filter((part) => {
		const value = evaluate(part);
		return value === undefined || value === null;
	});
}

/** Whether the text may be empty: it contains more than this expression, or it is the optional fallback. */
const mayBeEmpty = (place: string, text: unknown, part: string): boolean =>
	place === spoken.fallback || String(text).slice(1).trim() !== part;

function sentenceOf(part: string, isOptional: boolean): string {
	const inside = maskNumbersIn(part.slice(2, -2).trim().replace(/\s+/g, ' '));
	const isLong = inside.length > maxExpressionLength;
	const holds = `holds {{ ${isLong ? `${inside.slice(0, maxExpressionLength)}…` : inside} }}, which gives nothing for this item.`;
	if (!isOptional) return `${holds} Correct it, or write the text itself.`;
	return `${holds} Correct it, or ${isLong ? "end it with ?? ''" : `write {{ ${inside} ?? '' }}`} where it may be empty.`;
}
