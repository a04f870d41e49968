import type { JsonObject } from '../call/json';
import { isObject } from '../call/json';
import { zonedInstant } from '../time/calendar';
import type { Result } from '../call/result';
import { invalid, ok } from '../call/result';

/** Whether the user left the field empty. */
export const isBlank = (raw: unknown): boolean => raw === undefined || raw === null || (typeof raw === 'string' && raw.trim() === '');

/**
 * Text without surrounding spaces, or null.
 * @param longest in characters
 */
export function readText(raw: unknown, field: string, longest = 2000): Result<string | null> {
	if (isBlank(raw)) return ok(null);
	if (typeof raw !== 'string' && typeof raw !== 'number') return invalid(field, 'is not text. Give text or a number.');
	const text = String(raw).trim();
	return text.length > longest ? invalid(field, `is longer than ${longest} characters. Shorten it.`) : ok(text);
}

/**
 * A whole number within bounds, also from digits in text, or null.
 * @param unit what is counted, such as "seconds"
 */
export function readInteger(raw: unknown, field: string, least: number, most: number, unit?: string): Result<number | null> {
	if (isBlank(raw)) return ok(null);
	const value = typeof raw === 'string' && /^-?\d+$/.test(raw.trim()) ? Number(raw) : raw;
	if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
		return invalid(field, `must be a whole number ${unit === undefined ? '' : `of ${unit} `}from ${least} to ${most}.`);
	}
	return ok(value);
}

/** True or false, also as text, or null. */
export function readBoolean(raw: unknown, field: string): Result<boolean | null> {
	if (isBlank(raw)) return ok(null);
	if (typeof raw === 'boolean') return ok(raw);
	if (raw === 'true' || raw === 'false') return ok(raw === 'true');
	return invalid(field, 'must be true or false.');
}

/** One of the words, or null. */
export function readWord<W extends string>(raw: unknown, field: string, words: readonly W[]): Result<W | null> {
	if (isBlank(raw)) return ok(null);
	return (words as readonly unknown[]).includes(raw) ? ok(raw as W) : invalid(field, `must be one of ${words.join(', ')}.`);
}

/** Sorts labels of the editor, small and capital letters alike. `localeCompare` would load the tables of all languages while n8n starts. */
export function byLabel(one: string, other: string): number {
	const [a, b] = [one.toLowerCase(), other.toLowerCase()];
	return a < b ? -1 : a > b ? 1 : 0;
}

const maxDepth = 20;
const largest = 64_000;

/** A JSON object, from JSON text or an expression, or null. Bounded: 64,000 characters, 20 levels. */
export function readJsonObject(raw: unknown, field: string): Result<JsonObject | null> {
	if (isBlank(raw)) return ok(null);
	let value = raw;
	if (typeof raw === 'string') {
		try {
			value = JSON.parse(raw);
		} catch {
			return invalid(field, 'is not valid JSON. Check quotes and commas, such as { "orderId": "A-17" }.');
		}
	}
	if (!isObject(value)) return invalid(field, 'is not a JSON object. Put it into braces, such as { "orderId": "A-17" }.');
	if (depthOf(value) > maxDepth) return invalid(field, `is nested deeper than ${maxDepth} levels. Flatten it.`);
	const text = JSON.stringify(value);
	if (text.length > largest) return invalid(field, `is larger than ${largest} characters. Send less.`);
	return Object.keys(value).length === 0 ? ok(null) : ok(JSON.parse(text) as JsonObject);
}

function depthOf(value: unknown, depth = 0): number {
	if (typeof value !== 'object' || value === null || depth > maxDepth) return depth;
	return Math.max(depth, ...Object.values(value).map((member) => depthOf(member, depth + 1)));
}

/**
 * An instant as ISO 8601 UTC, or null. A time without zone, as the editor's date picker gives it, is in the workflow's time zone. Luxon
 * dates from expressions are accepted too.
 */
export function readInstant(raw: unknown, field: string, timezone: string): Result<string | null> {
	if (isBlank(raw)) return ok(null);
	const text = spelledInstant(raw);
	const match = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d+)?)?(Z|[+-]\d\d:?\d\d)?$/i.exec(text.trim());
	const fault = invalid(field, 'is not a date and time. Write it as 2026-01-31T09:30:00+01:00.');
	if (match === null) return fault;
	const [year, month, day, hour, minute, second] = match.slice(1, 7).map((part) => Number(part ?? 0));
	const wall = Date.UTC(year, month - 1, day, hour, minute, second);
	// Date.UTC turns 31 February into March and month 0 into December. A date that does not come back unchanged does not exist.
	const isDay = new Date(wall).getUTCDate() === day && new Date(wall).getUTCMonth() === month - 1;
	if (!isDay || hour > 23 || minute > 59 || second > 59) return fault;
	const at = match[7] === undefined ? zonedInstant(wall, timezone) : Date.parse(text.trim().replace(' ', 'T'));
	return Number.isNaN(at) ? fault : ok(new Date(at).toISOString());
}

/** The ISO text of a Date or a Luxon date. Text is returned unchanged. Any other value gives an empty text. */
function spelledInstant(raw: unknown): string {
	if (typeof raw === 'string') return raw;
	if (raw instanceof Date) return Number.isNaN(raw.getTime()) ? '' : raw.toISOString();
	const { toISO } = raw as { toISO?: unknown };
	return typeof toISO === 'function' ? String(toISO.call(raw)) : '';
}

/** An IANA time zone such as Europe/Berlin, or null. */
export function readTimezone(raw: unknown, field: string): Result<string | null> {
	const text = readText(raw, field, 64);
	if (!text.ok || text.value === null) return text;
	try {
		if (!text.value.includes('/') && text.value !== 'UTC') throw new RangeError();
		new Intl.DateTimeFormat('en', { timeZone: text.value });
		return text;
	} catch {
		return invalid(field, 'is not an IANA time zone. Write it as Europe/Berlin or America/New_York.');
	}
}
