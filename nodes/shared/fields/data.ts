import type { JsonObject } from '../call/json';
import { isObject, text } from '../call/json';
import type { CallVariables } from '../call/request';
import { customField } from './builders';
import type { Result } from '../call/result';
import { invalid, ok } from '../call/result';
import { isBlank, readJsonObject } from './values';

const label = 'Variables';
const maxValueLength = 1000;
const largestSum = 16_000;

/** Values for the agent's prompt: rows of name and value, JSON, or an object from an expression. */
export const variables = customField<CallVariables>({
	label,
	name: 'variables',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	// One empty row to fill in when the field is added.
	default: { values: [{ name: '', value: '' }] },
	placeholder: 'Add Variable',
	description: 'Values that fill the placeholders of the agent, such as a name or an order number',
	options: [
		{
			displayName: 'Name and Value',
			name: 'values',
			values: [
				{ displayName: 'Name', name: 'name', type: 'string', default: '', placeholder: 'e.g. orderNumber' },
				{ displayName: 'Value', name: 'value', type: 'string', default: '', placeholder: 'e.g. A-17' },
			],
		},
		{
			displayName: 'JSON',
			name: 'json',
			values: [
				{
					displayName: 'JSON',
					name: 'json',
					type: 'json',
					default: '{}',
					description: 'An object of names and values',
				},
			],
		},
	],
	capability: 'variables',
	read: readVariables,
});

function readVariables(raw: unknown): Result<CallVariables> {
	if (isBlank(raw)) return ok({});
	const merged: JsonObject = Object.create(null) as JsonObject;
	for (const part of partsOf(raw)) {
		const object = readJsonObject(part, label);
		if (!object.ok) return object;
		for (const [name, value] of Object.entries(object.value ?? {})) {
			if (Object.hasOwn(merged, name)) return invalid(label, `gives ${quoted(name)} twice. Remove one of the two.`);
			merged[name] = value;
		}
	}
	return checkVariables(merged);
}

/** The rows and the JSON blocks of the collection. Any other value is an object from an expression. */
function partsOf(raw: unknown): unknown[] {
	if (!isObject(raw)) return [raw];
	const isPart = ([name, part]: [string, unknown]): boolean => (name === 'values' || name === 'json') && typeof part === 'object';
	if (!Object.entries(raw).every(isPart)) return [raw];
	const rows = (Array.isArray(raw.values) ? raw.values : [raw.values]).filter(isObject);
	const blocks = (Array.isArray(raw.json) ? raw.json : [raw.json]).filter(isObject);
	return [
		...rows.filter((row) => !(isBlank(row.name) && isBlank(row.value))).map((row) => ({ [text(row.name) ?? '']: row.value ?? '' })),
		...blocks.map((block) => block.json),
	];
}

function checkVariables(merged: JsonObject): Result<CallVariables> {
	const checked: CallVariables = {};
	let sum = 0;
	for (const [name, value] of Object.entries(merged)) {
		if (!/^[A-Za-z_][\w .-]{0,63}$/.test(name) || name === '__proto__' || name === 'constructor' || name === 'prototype') {
			return invalid(label, `holds the name ${quoted(name)}. Use letters, digits and _, up to 64, starting with a letter.`);
		}
		if (value === null) continue;
		if (typeof value === 'object') {
			return invalid(label, `holds ${quoted(name)}, which is a list or an object. Give text, a number or true/false.`);
		}
		const length = String(value).length;
		if (length > maxValueLength) {
			return invalid(label, `holds ${quoted(name)}, which is longer than ${maxValueLength} characters. Shorten it.`);
		}
		sum += name.length + length;
		checked[name] = typeof value === 'string' ? withoutInvisible(value) : value;
	}
	return sum > largestSum ? invalid(label, `is longer than ${largestSum} characters in all. Send less.`) : ok(checked);
}

/** Removes control, bidi and zero-width characters, which could hide text from a reader. Line breaks and tabs stay. */
const withoutInvisible = (shown: string): string =>
	// eslint-disable-next-line no-control-regex -- control characters are exactly what is taken out
	shown.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, '');

const quoted = (name: string): string => `"${name.slice(0, 40)}"`;

export const context = customField<JsonObject | null>({
	label: 'Context',
	name: 'context',
	type: 'json',
	default: '{}',
	description: 'Your own data, which the provider hands back in every event of this call',
	capability: 'context',
	read: readJsonObject,
});
