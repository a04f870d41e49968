/** JSON as data, and the lenient readers that provider answers need: a wrong type reads as `null`, never as a guess. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** Whether the value is a plain object (not null, not an array). */
export const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A value of ours (a record, a policy, a list of agents) as JSON. Our interfaces have no index signature, so TypeScript cannot
 * see by itself that they hold nothing but JSON.
 */
export const toJson = (value: object): JsonObject => value as JsonObject;

/** What `toJson` gave, as the type it had before. Only for values that this package wrote itself. */
export const fromJson = <T>(value: unknown): T => value as T;

/** The value at a path of keys and indexes, or undefined; own properties only. */
export function at(value: unknown, ...path: Array<string | number>): unknown {
	let here = value;
	for (const key of path) {
		if (typeof here !== 'object' || here === null || !Object.hasOwn(here, key)) return undefined;
		here = (here as Record<string | number, unknown>)[key];
	}
	return here;
}

/** A non-empty string; finite numbers are spelled out, since several providers send ids as numbers. */
export function text(...candidates: unknown[]): string | null {
	for (const value of candidates) {
		if (typeof value === 'string' && value.trim() !== '') return value.trim();
		if (typeof value === 'number' && Number.isFinite(value)) return String(value);
	}
	return null;
}

/** A finite number, also from a numeric string ("25"). */
export function number(...candidates: unknown[]): number | null {
	for (const value of candidates) {
		if (typeof value === 'number' && Number.isFinite(value)) return value;
		if (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value.trim())) return Number(value);
	}
	return null;
}

/** Seconds that a call can take: none below zero, none longer than a month. */
export function seconds(...candidates: unknown[]): number | null {
	const told = number(...candidates);
	return told !== null && told >= 0 && told <= 31 * 86_400 ? told : null;
}

/** An object, or null; JSON text that holds an object is read. */
export function object(...candidates: unknown[]): JsonObject | null {
	for (const value of candidates) {
		if (isObject(value)) return value;
		if (typeof value === 'string' && value.trim().startsWith('{')) {
			try {
				const parsed: unknown = JSON.parse(value);
				if (isObject(parsed)) return parsed;
			} catch {
				continue; // not JSON after all: the next candidate may be
			}
		}
	}
	return null;
}

/** The array, or an empty one. */
export const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

/** The object without its `undefined` and `null` members; empty objects stay. */
export function prune(value: Record<string, Json | undefined>): JsonObject {
	return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== undefined && member !== null)) as JsonObject;
}

/**
 * An instant as ISO 8601 UTC, or null.
 * Reads ISO strings, epoch seconds or milliseconds (numbers or digit strings), and "2025-01-15 10:12:00" as UTC.
 */
export function instant(...candidates: unknown[]): string | null {
	for (const value of candidates) {
		const epoch = number(value);
		if (epoch !== null && epoch > 0) {
			const date = new Date(epoch < 1e11 ? epoch * 1000 : epoch);
			if (!Number.isNaN(date.getTime())) return date.toISOString();
		} else if (typeof value === 'string' && /^\d{4}-\d\d-\d\d/.test(value)) {
			const date = new Date(hasZone(value) ? value : `${value.replace(' ', 'T')}${value.length > 10 ? 'Z' : ''}`);
			if (!Number.isNaN(date.getTime())) return date.toISOString();
		}
	}
	return null;
}

/** Whether a time in words names its zone, or is a number, which needs none. */
export const hasZone = (words: string): boolean => /(?:[zZ]|[+-]\d\d:?\d\d)$/.test(words) || number(words) !== null;

/** The day (UTC, "2026-01-31") of an ISO instant, moved by whole days: for filters that know days in a zone nobody names. */
export const dayOf = (iso: string, shift: number): string => new Date(Date.parse(iso) + shift * 86_400_000).toISOString().slice(0, 10);

/** What n8n keeps in an item beside its fields. */
const ofTheItem = ['json', 'binary', 'pairedItem', 'error', 'metadata', 'evaluationData', 'index', 'sendMessage', 'redaction'];

/** The fields of an item of n8n, `{ json, pairedItem }`; any other row as it is, also where a column is named json. */
export const fieldsOfItem = (row: unknown): unknown =>
	isObject(row) && isObject(row.json) && Object.keys(row).every((name) => ofTheItem.includes(name)) ? row.json : row;
