import { isTerminal } from '../call/lifecycle';
import type { CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import type { BeginTime, CallRow } from '../call/listedCall';
import { perhapsWithin, surelyWithin, clockSkew } from '../call/listedCall';
import { isByAgent } from '../dialling/lookup';

/** A call that was or may have been placed and has not ended yet. */
export interface TrackedCall {
	call: CallRequest;
	record: CallRecord;
	/** When it was placed, ISO 8601 UTC, taken right before the request. */
	since: string;
	/** Whether calls to other people may have the same reference, since the user gave it. */
	isShared?: boolean;
}

/** Every call should be in the list after this many milliseconds. */
export const maxLag = { milliseconds: 60_000 };
/** How many milliseconds after the request a call begins: at once, or after a queue. */
export const begins = [60_000, 600_000] as const;

/** A row that may belong to a call whose id it does not carry. */
export interface Candidate extends CallRow {
	begun: BeginTime | null;
}

/** When a call was placed by our clock, in epoch milliseconds. */
export const placedOf = ({ since }: TrackedCall): number => Date.parse(since);

/** Groups the entries of a list by their key, in their order. */
export function groupBy<T, K>(list: readonly T[], keyOf: (entry: T) => K): Map<K, T[]> {
	const groups = new Map<K, T[]>();
	for (const entry of list) {
		const group = groups.get(keyOf(entry));
		if (group === undefined) groups.set(keyOf(entry), [entry]);
		else group.push(entry);
	}
	return groups;
}

/** Splits sorted times into clusters, wherever two times are further apart than `gap` (same unit). */
export function clustersOf(times: readonly number[], gap: number): number[][] {
	const clusters: number[][] = [];
	for (const time of times) {
		const last = clusters.at(-1);
		if (last !== undefined && time - last[last.length - 1] <= gap) last.push(time);
		else clusters.push([time]);
	}
	return clusters;
}

/**
 * The one row that began right when the call was placed. Undefined if there are two.
 * @param placed epoch milliseconds by the provider's clock
 */
export function onlyNear(placed: number, rows: readonly Candidate[]): CallRow | undefined {
	const near = begins.map((within) => rows.filter((row) => isNear(row, placed, placed, within))).find((some) => some.length > 0) ?? [];
	return near.length === 1 ? near[0] : undefined;
}

/**
 * The only row that can be this call. The call may have waited in a queue, or its time may name no zone, but it cannot have begun
 * before it was placed. There is no result before the list had time to show the call, or if the call may not exist.
 * @param placed epoch milliseconds by the provider's clock
 */
export function onlyLate(tracked: TrackedCall, placed: number, rows: readonly Candidate[]): CallRow | undefined {
	if (tracked.record.dialed !== 'yes' || Date.now() - placedOf(tracked) <= maxLag.milliseconds) return undefined;
	const latest = isDeferred(tracked.call) ? Date.now() + clockSkew : placed + begins[1];
	const [only, ...others] = rows.filter(({ begun }) => perhapsWithin(begun, placed - clockSkew, latest));
	return others.length === 0 && only !== undefined && perhapsWithin(only.begun, placed, latest) ? only : undefined;
}

/** How many milliseconds a time loses at most when it is cut to seconds. */
const cutTo = 999;

/**
 * Whether a row began within `within` milliseconds after a call that was placed between `first` and `last` (epoch milliseconds). A row
 * without a time fits if its call has not ended.
 */
export const isNear = ({ begun, record }: Candidate, first: number, last: number, within: number): boolean =>
	begun === null
		? !isTerminal(record.status)
		: begun.latest >= first && surelyWithin(begun, first - cutTo, Math.min(last + within, Date.now() + clockSkew));

/** Whether the provider dials the call later: it is scheduled, delayed or part of a campaign. */
export const isDeferred = ({ scheduledTime, delaySeconds, campaignId }: CallRequest): boolean =>
	scheduledTime !== null || (delaySeconds ?? 0) > 0 || campaignId !== null;

/**
 * The row of a call whose id the list does not know: the only call to this number by this agent since it was placed, and it began right
 * then. To avoid taking another call for it, there is no result before the list had time to show the id, for a call that may not exist,
 * or for a deferred call.
 * @param placed epoch milliseconds by the provider's clock
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
