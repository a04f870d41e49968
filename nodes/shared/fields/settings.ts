import { isObject } from '../call/json';
import { maskNumbersIn } from '../phoneNumber/mask';
import type { Checked } from '../call/result';
import { bad, good } from '../call/result';
import { isBlank } from './values';

/**
 * The settings of a collection, from the editor or from an expression; empty where nothing was set. The editor writes no
 * name that the collection does not have, so an unknown one is a slip of who wrote the workflow or the expression.
 * @param names all settings of the collection, shown or not
 */
export function readSettings(raw: unknown, field: string, names: readonly string[]): Checked<Record<string, unknown>> {
	if (isBlank(raw)) return good({});
	const value = typeof raw === 'string' ? parsed(raw) : raw;
	if (!isSettings(value)) {
		return bad(field, `is ${describe(raw)}, not an object of settings. Add the settings one by one, or give an object with ${listed(names)}.`);
	}
	const unknown = Object.keys(value).find((name) => !names.includes(name));
	if (unknown === undefined) return good(value);
	const meant = names.find((name) => name.toLowerCase() === unknown.toLowerCase().replace(/[^a-z]/g, ''));
	const wayOut = meant === undefined ? `Use ${listed(names)}.` : `Write ${meant} instead.`;
	return bad(field, `holds "${maskNumbersIn(unknown.slice(0, 40))}", which is none of its settings. ${wayOut}`);
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Dates, sets and the like are objects too, but their content is not among their own names. */
const isSettings = (value: unknown): value is Record<string, unknown> =>
	isObject(value) && Object.prototype.toString.call(value) === '[object Object]';

function describe(raw: unknown): string {
	if (Array.isArray(raw)) return 'a list';
	if (typeof raw === 'string') return 'text';
	return typeof raw === 'object' ? 'no plain object' : `a value of type ${typeof raw}`;
}

const listed = (names: readonly string[]): string => `${names.slice(0, -1).join(', ')} and ${names.slice(-1).join('')}`;
