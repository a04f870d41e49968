import { hasZone, instant, isObject } from './json';
import type { CallRecord } from './record';

/** A call as its provider shows it: the record that was read, and the provider's own object. */
export interface CallRow {
	record: CallRecord;
	row: unknown;
}

/** When a listed call began, epoch milliseconds: from when to when it may have been, where its time names no zone. */
export interface BeginTime {
	earliest: number;
	latest: number;
}

const hour = 3_600_000;

/**
 * When a call of a list began, or null where its row tells no time. A time without a zone is read as UTC, and may be that
 * of any zone on earth (UTC−12 to UTC+14): it proves neither that a call is new nor that it is old.
 * @param row the provider's own row
 */
export function beginTimeOf(record: CallRecord, row: unknown): BeginTime | null {
	const told = record.createdAt ?? record.startedAt;
	if (told === null) return null;
	const at = Date.parse(told);
	// A whole second is a time that was cut.
	const until = at % 1000 === 0 ? at + 999 : at;
	return isZoneless(told, row) ? { earliest: at - 14 * hour, latest: until + 12 * hour } : { earliest: at, latest: until };
}

/** Whether the row gives this instant only in words without a zone. */
function isZoneless(told: string, row: unknown): boolean {
	if (!isObject(row)) return false;
	const words = Object.values(row).filter((value) => typeof value === 'string' && instant(value) === told);
	return words.length > 0 && !words.some((word) => hasZone(String(word)));
}

/** Whether a call surely began within this time. */
export const surelyWithin = (begun: BeginTime | null, from: number, to: number): boolean =>
	begun !== null && begun.earliest >= from && begun.latest <= to;

/** Whether a call may have begun within this time. */
export const perhapsWithin = (begun: BeginTime | null, from: number, to: number): boolean =>
	begun === null || (begun.latest >= from && begun.earliest <= to);

/** Milliseconds by which the provider's clock may be off. */
export const clockSkew = 120_000;

/** Whether a row is one to this number; `perhaps` where its number is not told, hidden or in another spelling. */
export function sameNumber({ to }: CallRecord, e164: string): 'yes' | 'perhaps' | 'no' {
	if (digitsOf(to) === digitsOf(e164)) return 'yes';
	return !isReadable(to) || isSpelledAlike(to, e164) ? 'perhaps' : 'no';
}

/** Digits of a number that tell it from others; fewer are an extension, a service or a part of it. */
const minDigits = 7;

/** Whether a number is one: not missing, hidden behind signs or cut. */
export const isReadable = (number: string | null): boolean =>
	number !== null && /^[+\d\s().\-/]+$/.test(number) && digitsOf(number).length >= minDigits;

/** Whether the number may be the one that was called, without its country or in an unusual form. */
export function isSpelledAlike(told: string | null, e164: string): boolean {
	const [listed, called] = [digitsOf(told).replace(/^0+/, ''), digitsOf(e164)];
	return listed.length >= minDigits && (called.endsWith(listed) || listed.endsWith(called));
}

export const digitsOf = (number: string | null): string => (number ?? '').replace(/\D/g, '');
