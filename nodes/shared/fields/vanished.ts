import { isObject } from '../call/json';
import { maskNumbersIn } from '../phoneNumber/mask';
import type { Fault } from './fault';
import { bad } from './fault';
import type { Field, Fields } from './field';
import { isBlank } from './values';

/** What was written at a place of the node's parameters, and what this item made of it. */
interface Place {
	written: unknown;
	value: unknown;
	/** The expression that the value comes from, where it stands further out. */
	from: string | null;
}

/** Characters of an expression that are shown. */
const longest = 120;

/**
 * The protections that were asked for by an expression which gives nothing for this item: a slip in a name would call
 * everybody. An empty list or text is a value. One fault for each, with its expression.
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
): Fault[] {
	const faults: Fault[] = [];
	const look = (field: Field<unknown>, label: string, place: Place): void => {
		const { value } = place;
		const expression = isExpression(place.written) ? place.written : null;
		const from = expression ?? place.from;
		const isNothing = value === undefined || value === null || (expression !== null && field.isNoValue?.(value) === true);
		const isGone = isNothing || (expression !== null && hasGoneInPart(field, expression, value, evaluate));
		if (field.protects !== undefined && isGone && from !== null) faults.push(faultOf(label, from, field));
		else lookInside(field.fields ?? {}, { ...place, from }, (inner, at) => look(inner, labelWithin(label, inner), at));
	};
	for (const [name, field] of Object.entries(fields)) {
		if (written[name] === undefined) continue;
		look(field, field.property.displayName, { written: written[name], value: read(name), from: null });
	}
	return faults;
}

/** The fields of a collection that were written, or that its expression names. */
function lookInside(fields: Fields, { written, value, from }: Place, look: (field: Field<unknown>, place: Place) => void): void {
	const [writtenSettings, settings] = [objectIn(written), objectIn(value)];
	for (const [name, field] of Object.entries(fields)) {
		if (Object.hasOwn(writtenSettings, name) || Object.hasOwn(settings, name)) look(field, { written: writtenSettings[name], value: settings[name], from });
	}
}

const isExpression = (written: unknown): written is string => typeof written === 'string' && written.startsWith('=');

/** What stands around the braces makes text even of nothing: then every pair of braces is asked by itself. */
function hasGoneInPart(field: Field<unknown>, expression: string, value: unknown, evaluate: (expression: string) => unknown): boolean {
	if (field.protects === undefined || typeof value !== 'string') return false;
	const parts = expression.slice(1).match(/\{\{[\s\S]*?\}\}/g) ?? [];
	const isWhole = parts.length === 1 && parts[0] === expression.slice(1);
	if (isWhole || !(isBlank(value) || field.protects === 'list')) return false;
	return parts.some((part) => {
		const gives = evaluate(part);
		return gives === undefined || gives === null;
	});
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
	[label === 'Options' ? '' : label, property.displayName].filter((one) => one !== '').join(': ');

function faultOf(label: string, expression: string, { nothingMeant }: Field<unknown>): Fault {
	const shown = maskNumbersIn(expression.slice(1).trim().replace(/\s+/g, ' '));
	const cut = shown.length > longest ? `${shown.slice(0, longest)}…` : shown;
	const wayOut = nothingMeant ?? 'give an empty list or a value where nothing is meant';
	return bad(label, `is an expression that gives nothing for this item: ${cut} Correct it, or ${wayOut}.`).fault;
}
