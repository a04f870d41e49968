import { fieldsOfItem, isObject } from '../call/json';
import { customField } from './builders';
import { invalid, ok } from '../call/result';
import { isBlank } from './values';

/** The type's name. `instanceof` would fail, because an expression's value may come from another JavaScript realm. */
const tagOf = (value: unknown): string => Object.prototype.toString.call(value).slice(8, -1);
const listTags = ['Object', 'Array', 'Set', 'Map', 'String', 'Number', 'BigInt', 'Undefined', 'Null'];
const isList = (value: unknown): value is Iterable<unknown> => ['Array', 'Set', 'Map'].includes(tagOf(value));
const maxDepth = 6;

/** Texts that programs write for a missing value, and separators of list entries. */
const words = /\b(?:undefined|null|NaN)\b/g;
const separators = /[\s,;|]+/g;

/**
 * Whether an entry has no content: a missing value, as `rows.map((row) => row.fone)` gives it, the same as text, or a row or list of only
 * such entries.
 */
function isNothing(entry: unknown, depth = 0): boolean {
	if (entry === undefined || entry === null) return true;
	if (typeof entry === 'string') return entry.trim() !== '' && entry.replace(words, '').replace(separators, '') === '';
	if (depth >= maxDepth) return false;
	const members = isList(entry) ? [...entry] : tagOf(entry) === 'Object' ? Object.values(fieldsOfItem(entry) as object) : null;
	return members !== null && (members.length > 0 || !isList(entry)) && members.every((member) => isNothing(member, depth + 1));
}

/** Whether it is the one item without fields that n8n makes of an empty table ("Always Output Data"). Such a table names nobody. */
const isEmptyTable = ([first, ...others]: readonly unknown[]): boolean =>
	others.length === 0 && isObject(first) && isObject(first.json) && Object.keys(first.json).length === 0;

/** A list written as JSON. Any other value is returned unchanged. */
function parsed(raw: unknown): unknown {
	if (typeof raw !== 'string' || !/^\s*[[{]/.test(raw)) return raw;
	try {
		return JSON.parse(raw) as unknown;
	} catch {
		return raw;
	}
}

/** Why the value is not a list in any notation, or null. Such a value would protect nobody without any sign of it. */
function listFault(raw: unknown): string | null {
	if (!listTags.includes(tagOf(raw))) {
		return `is ${typeof raw === 'boolean' ? String(raw) : `a value of type ${tagOf(raw)}`}, not a list of numbers. Give the numbers themselves.`;
	}
	if (typeof raw === 'number' && (!Number.isSafeInteger(raw) || raw < 100_000))
		return 'is a number, but no phone number. Give a list of phone numbers.';
	if (typeof raw === 'string' && /^\s*(undefined|null|NaN|true|false)\s*$|\[object \w+\]/.test(raw)) {
		return 'is what text makes of a list that is not there, or of objects. Give the list itself, in one expression with nothing beside it.';
	}
	if (typeof raw === 'string' && isNothing(raw)) {
		return 'holds nothing between its separators. Check the name of the column with the numbers; leave it empty where nobody is meant.';
	}
	if (tagOf(raw) === 'Object' && isNothing(raw))
		return 'is an object without any value, not a list of numbers. Give a list, empty where nobody is meant.';
	return isList(raw) ? entriesFault([...raw]) : null;
}

function entriesFault(entries: readonly unknown[]): string | null {
	const telling = entries.filter((entry) => typeof entry !== 'string' || !isBlank(entry));
	if (telling.length === 0 || !telling.every((entry) => isNothing(entry)) || isEmptyTable(entries)) return null;
	const size = entries.length === 1 ? 'one entry that holds' : `${entries.length} entries that hold`;
	return `is a list of ${size} nothing. Check the name of the column with the numbers; give [] where nobody is meant.`;
}

export const doNotCall = customField<unknown>({
	label: 'Do Not Call',
	name: 'doNotCall',
	type: 'string',
	typeOptions: { rows: 3 },
	default: '',
	placeholder: 'e.g. +442079460018, +442079460019',
	description: 'Numbers that must not be called: a list separated by commas or lines, or an expression that gives a list',
	protects: 'list',
	emptyIsValue: true,
	nothingMeant: 'give an empty list, [], where nobody is meant',
	read: (raw, label) => {
		const sentence = listFault(raw) ?? listFault(parsed(raw));
		return sentence === null ? ok(raw) : invalid(label, sentence);
	},
});
