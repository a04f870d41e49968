import type { CallEvent, CallEventName } from '../shared/call/event';
import { eventId } from '../shared/call/event';
import { advance, isTerminal } from '../shared/call/lifecycle';
import type { CallRecord, CallStatus } from '../shared/call/record';
import { withGapsFilled } from '../shared/call/record';
import type { PollState, EmittedState } from './pollState';
import { keyOf, isAnalysed, observe } from './pollState';
const hour = 3_600_000;

/**
 * Milliseconds by which every poll looks back again. Lists lag behind, a transcript comes minutes to hours after the
 * end, and some times come without a zone, which can put a call half a day off: a day covers all of that.
 */
export const lookBack = 24 * hour;

/** Milliseconds that n8n may be down without losing the ends of calls in that time: three days cover a weekend. */
export const maxGap = 72 * hour;

/** Calls that are remembered; as many as one poll reads, where n8n was not down for days. */
export const maxCalls = 15_000;

/** The earliest time from which calls are listed, epoch milliseconds. @param now epoch milliseconds */
export const windowStart = (before: PollState | null, now: number): number =>
	before === null ? now - lookBack : Math.max(Math.min(before.floor, now - lookBack), now - maxGap);

/**
 * The events since the last poll, oldest call first, and the state for the next poll. Pure.
 * Without an earlier state this is the first poll: it emits nothing. Rows may come in any order and more than once.
 * A row without a call ID is left out: its events could not be told apart from those of another row.
 * A row without any time counts as listed just now for as long as it is listed.
 * @param now epoch milliseconds
 */
export function diffCalls(
	before: PollState | null,
	listed: readonly CallRecord[],
	now: number,
	scope: string,
): { events: CallEvent[]; state: PollState; forgotten: number } {
	const floor = windowStart(before, now);
	const calls = new Map(before?.calls);
	const timeless = new Set<string>();
	const found: Array<{ time: number; record: CallRecord; names: CallEventName[] }> = [];

	for (const [callId, record] of mergeRows(listed)) {
		const key = keyOf(callId);
		const known = calls.get(key) ?? null;
		const began = timeOf(record);
		if (began === null) timeless.add(key);
		// A time in the future comes from a misread time zone; without the cap the call would be kept longest.
		const time = Math.min(began ?? now, now);
		const isOld = began === null ? before?.closed === true : began < (before?.floor ?? floor) || began < floor;
		// A call that began before the trigger was active is never reported.
		if (known === null && isOld && !(before === null && isOpen(record.status))) continue;
		const { told, names } = observe(known, record, time);
		calls.set(key, told);
		if (before !== null && names.length > 0) found.push({ time, record: { ...record, ...standing(told) }, names });
	}

	const { state, forgotten } = bounded(
		{ scope, floor: Math.max(before?.floor ?? 0, now - lookBack), closed: before?.closed ?? false, calls },
		timeless,
	);
	found.sort((a, b) => a.time - b.time);
	return { events: found.flatMap(({ record, names }) => names.map((name) => eventOf(name, record))), state, forgotten };
}

const standing = ({ status, outcome }: EmittedState) => ({ status, outcome });

/** Whether the call has not ended. Scheduled calls wait for days, so an open call is kept for as long as it is listed. */
const isOpen = (status: CallStatus): boolean => !isTerminal(status) && status !== 'unknown';

function timeOf(record: CallRecord): number | null {
	const time = Date.parse(record.createdAt ?? record.startedAt ?? '');
	return Number.isNaN(time) ? null : time;
}

/** Each call once, with the furthest state of its rows: a call may move to the next page while pages are read, and come twice. */
export function mergeRows(listed: readonly CallRecord[]): Map<string, CallRecord> {
	const calls = new Map<string, CallRecord>();
	for (const record of listed) {
		if (record.callId === null) continue;
		const other = calls.get(record.callId);
		calls.set(record.callId, other === undefined ? record : joined(other, record));
	}
	return calls;
}

function joined(earlier: CallRecord, later: CallRecord): CallRecord {
	const stands = advance(earlier, later);
	const [further, other] = later.status === stands.status ? [later, earlier] : [earlier, later];
	const analysis = isAnalysed(further.analysis) ? further.analysis : other.analysis;
	return { ...withGapsFilled(further, other), ...stands, analysis };
}

/** Drops ended calls older than the window, then the oldest calls above the maximum, and counts those. Raises the floor, so that dropped calls are not reported anew. */
function bounded(state: PollState, timeless: ReadonlySet<string>): { state: PollState; forgotten: number } {
	const kept = [...state.calls].filter(([, told]) => told.time >= state.floor || isOpen(told.status));
	if (kept.length <= maxCalls) return { state: { ...state, calls: new Map(kept) }, forgotten: 0 };
	kept.sort(([, a], [, b]) => b.time - a.time);
	const dropped = kept.splice(maxCalls);
	const timed = dropped.filter(([key]) => !timeless.has(key)).map(([, told]) => told.time);
	const floor = timed.reduce((latest, time) => Math.max(latest, time + 1), state.floor);
	const closed = state.closed || timed.length < dropped.length;
	return { state: { ...state, floor, closed, calls: new Map(kept) }, forgotten: dropped.length };
}

/** When the event happened, as far as the record says. No list says when a transcript became ready. */
function occurredAt(event: CallEventName, record: CallRecord): string | null {
	if (event === 'call.completed' || event === 'call.failed') return record.endedAt;
	if (event === 'call.connected' || event === 'call.in_progress') return record.answeredAt;
	if (event === 'call.initiated') return record.startedAt;
	return event === 'call.queued' ? record.createdAt : null;
}

/** The event with the id that a pushed event of the same call and name has. */
export function eventOf(event: CallEventName, record: CallRecord): CallEvent {
	return {
		event,
		eventId: eventId(record.provider, event, record.callId, null, event === 'call.unknown' ? record.callId : null),
		occurredAt: occurredAt(event, record),
		record,
		raw: null,
	};
}
