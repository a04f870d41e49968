import { idsIn } from '../call/ids';
import type { CallRecord } from '../call/record';
import { clockSkew, clockSlack, isNamedLike, isToSame, mayBe } from '../dialling/lookup';
import type { Pursued } from './reading';

/** How the ids of a list go with the id that a call got when it was placed. */
export interface ListIds {
	/** Every id of a row. */
	of(row: CallRecord): readonly string[];
	/** Whether the list is whole, and a call may have got an id that it does not know: none that the provider documents. */
	mayDiffer: boolean;
}

/** The id that a list goes by, and those that stand beside it in the provider's own row. */
export const idsOf = ({ callId }: CallRecord, row: unknown): string[] => [...(callId === null ? [] : [callId]), ...idsIn(row)];

/**
 * Gives every call its row: by the provider's id, by our reference where the list echoes it, and else, for a call
 * whose id was never told, by number, agent and time among the rows that belong to no other call. A call with an id that
 * the list does not know is taken for the one row that can be it, and for none where there are two.
 */
export function assign<P extends Pursued>(
	pursued: readonly P[],
	rows: readonly CallRecord[],
	others: ReadonlySet<string>,
	found: Map<P, CallRecord>,
	ids: ListIds = { of: (row) => idsOf(row, null), mayDiffer: false },
): void {
	const taken = new Set(others);
	for (const row of found.values()) for (const id of ids.of(row)) taken.add(id);
	const take = (one: P, row: CallRecord | undefined): void => {
		if (row === undefined) return;
		found.set(one, row);
		for (const id of ids.of(row)) taken.add(id);
	};
	const isFree = (row: CallRecord): boolean => !ids.of(row).some((id) => taken.has(id));
	for (const { record } of pursued) if (record.callId !== null) taken.add(record.callId);
	for (const one of pursued) {
		const { call } = one;
		take(one, byId(one, rows, ids) ?? nearest(one, rows.filter((row) => isNamedLike(row, call))));
	}
	// One call that goes by its id shows that the others would, too.
	const mayDiffer = ids.mayDiffer && !pursued.some((one) => found.has(one) && one.record.callId !== null);
	for (const one of pursued) {
		const { call, record } = one;
		if (found.has(one) || (record.callId !== null && !mayDiffer)) continue;
		const likely = rows.filter((row) => row.reference === null && isFree(row) && mayBe(row, { call, others: taken }, earliestOf(one)));
		take(one, record.callId === null ? nearest(one, likely) : onlyOne(one, likely));
	}
}

/** The row that goes by the id of the call, else the one to its number that carries it; two that carry it are none. */
function byId({ call, record: { callId } }: Pursued, rows: readonly CallRecord[], ids: ListIds): CallRecord | undefined {
	if (callId === null) return undefined;
	const named = rows.find((row) => row.callId === callId);
	if (named !== undefined) return named;
	const carrying = rows.filter((row) => ids.of(row).includes(callId) && (row.to === null || isToSame(row, call)));
	return new Set(carrying.map((row) => row.callId)).size === 1 ? carrying[0] : undefined;
}

/**
 * The row of a call with an id that the list does not know: the only call to this number by this agent since it was
 * placed, begun right then. Only once the list had the time to show the id, and never for a call that may not exist or
 * comes later, so that another call is not taken for it.
 */
function onlyOne({ call, record, since }: Pursued, likely: readonly CallRecord[]): CallRecord | undefined {
	const placed = Date.parse(since);
	const isLater = call.scheduledTime !== null || (call.delaySeconds ?? 0) > 0 || call.campaignId !== null;
	if (record.dialed !== 'yes' || isLater || Date.now() - placed <= longestLag) return undefined;
	const [row, ...others] = likely;
	if (row === undefined || others.length > 0) return undefined;
	const began = Date.parse(row.createdAt ?? row.startedAt ?? '');
	const isNow = began >= placed - clockSlack && began <= placed + clockSkew;
	return isNow && (call.agentId === null || row.agentId === call.agentId) ? row : undefined;
}

/** Milliseconds in which every call should have appeared in the list. */
const longestLag = 60_000;

/**
 * ISO 8601 UTC before which the call cannot have begun. A list that lags may still show the call before in its place, so
 * an older row counts as a wrong clock only later on, and never for a call that may not exist.
 */
function earliestOf({ since, record }: Pursued): string {
	const placed = Date.parse(since);
	const late = record.dialed === 'yes' && Date.now() - placed > longestLag;
	return new Date(placed - (late ? clockSkew : clockSlack)).toISOString();
}

/**
 * The row that began nearest to the request: a reference comes back when the same workflow runs again. Rows that begin
 * in the future come from a clock of another zone, by which an older one would seem nearer: then the newest is taken.
 */
function nearest(one: Pursued, rows: CallRecord[]): CallRecord | undefined {
	const began = (row: CallRecord): string => row.createdAt ?? row.startedAt ?? one.since;
	const distance = (row: CallRecord): number => Math.abs(Date.parse(began(row)) - Date.parse(one.since));
	const candidates = rows.filter((row) => began(row) >= earliestOf(one)).sort((a, b) => distance(a) - distance(b));
	const newest = candidates.at(-1);
	return newest !== undefined && Date.parse(began(newest)) > Date.now() + clockSkew ? newest : candidates[0];
}
