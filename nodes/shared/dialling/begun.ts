import { hasZone, instant, isObject } from '../call/json';
import type { CallRecord } from '../call/record';

/** When a listed call began, epoch milliseconds: from when to when it may have been, where its time names no zone. */
export interface Begun {
	earliest: number;
	latest: number;
}

const hour = 3_600_000;

/**
 * When a call of a list began, or null where its row tells no time. A time without a zone is read as UTC, and may be that
 * of any zone on earth (UTC−12 to UTC+14): it proves neither that a call is new nor that it is old.
 * @param row the provider's own row
 */
export function begunOf(record: CallRecord, row: unknown): Begun | null {
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
export const surelyWithin = (begun: Begun | null, from: number, to: number): boolean =>
	begun !== null && begun.earliest >= from && begun.latest <= to;

/** Whether a call may have begun within this time. */
export const perhapsWithin = (begun: Begun | null, from: number, to: number): boolean =>
	begun === null || (begun.latest >= from && begun.earliest <= to);
