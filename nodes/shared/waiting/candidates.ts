import { isTerminal } from '../call/lifecycle';
import type { CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import type { BeginTime, CallRow } from '../call/listedCall';
import { perhapsWithin, surelyWithin, clockSkew } from '../call/listedCall';
import { isByAgent } from '../dialling/lookup';

/** A call that was or may have been placed, and whose end is awaited. */
export interface TrackedCall {
	call: CallRequest;
	record: CallRecord;
	/** ISO 8601 UTC, right before it was placed. */
	since: string;
}

/** Milliseconds in which every call should have appeared in the list. */
export const maxLag = { milliseconds: 60_000 };
/** Milliseconds after the request in which its call begins: at once, or after a queue. */
export const begins = [60_000, 600_000] as const;

/** A row that may be that of a call whose id it does not tell. */
export interface Candidate extends CallRow {
	begun: BeginTime | null;
}

export const placedOf = ({ since }: TrackedCall): number => Date.parse(since);

export function groupBy<T, K>(list: readonly T[], keyOf: (entry: T) => K): Map<K, T[]> {
	const groups = new Map<K, T[]>();
	for (const entry of list) {
		const group = groups.get(keyOf(entry));
		if (group === undefined) groups.set(keyOf(entry), [entry]);
		else group.push(entry);
	}
	return groups;
}

/** Times in order, parted where nothing happened for so long. */
export function clustersOf(times: readonly number[], gap: number): number[][] {
	const clusters: number[][] = [];
	for (const time of times) {
		const last = clusters.at(-1);
		if (last !== undefined && time - last[last.length - 1] <= gap) last.push(time);
		else clusters.push([time]);
	}
	return clusters;
}

/** The row that began right when the call was placed; none where there are two. @param placed by the provider's clock */
export function onlyNear(placed: number, rows: readonly Candidate[]): CallRow | undefined {
	const near = begins.map((within) => rows.filter((row) => isNear(row, placed, placed, within))).find((some) => some.length > 0) ?? [];
	return near.length === 1 ? near[0] : undefined;
}

/**
 * The one row that can be this call at all: it may have waited, or name no zone, but never have begun before the call was
 * placed. Only once the list had the time to show the call, and never for a call that may not exist.
 * @param placed by the provider's clock
 */
export function onlyLate(tracked: TrackedCall, placed: number, rows: readonly Candidate[]): CallRow | undefined {
	if (tracked.record.dialed !== 'yes' || Date.now() - placedOf(tracked) <= maxLag.milliseconds) return undefined;
	const latest = isDeferred(tracked.call) ? Date.now() + clockSkew : placed + begins[1];
	const [only, ...others] = rows.filter(({ begun }) => perhapsWithin(begun, placed - clockSkew, latest));
	return others.length === 0 && only !== undefined && perhapsWithin(only.begun, placed, latest) ? only : undefined;
}

/** Milliseconds that a time loses that is cut to seconds. */
const cutTo = 999;

/** Whether a row began right when a call was placed between these times; one without a time has not begun yet. */
export const isNear = ({ begun, record }: Candidate, first: number, last: number, within: number): boolean =>
	begun === null
		? !isTerminal(record.status)
		: begun.latest >= first && surelyWithin(begun, first - cutTo, Math.min(last + within, Date.now() + clockSkew));

export const isDeferred = ({ scheduledTime, delaySeconds, campaignId }: CallRequest): boolean =>
	scheduledTime !== null || (delaySeconds ?? 0) > 0 || campaignId !== null;

/**
 * The row of a call with an id that the list does not know: the only call to this number by this agent since it was
 * placed, begun right then. Only once the list had the time to show the id, and never for a call that may not exist or
 * comes later, so that another call is not taken for it.
 */
export function onlyOne({ call, record, since }: TrackedCall, placed: number, rows: readonly Candidate[]): CallRow | undefined {
	if (record.dialed !== 'yes' || isDeferred(call) || Date.now() - Date.parse(since) <= maxLag.milliseconds) return undefined;
	const [row, ...others] = rows.filter(
		({ begun, record: listed }) => isByAgent(listed, call) && perhapsWithin(begun, placed - clockSkew, Date.now() + clockSkew),
	);
	if (row === undefined || others.length > 0) return undefined;
	const isNow = perhapsWithin(row.begun, placed, Infinity) && surelyWithin(row.begun, placed - cutTo, placed + clockSkew);
	return isNow && (call.agentId === null || row.record.agentId === call.agentId) ? row : undefined;
}
