import type { Problem } from '../call/problem';
import type { CallAudit, CallRecord } from '../call/record';
import { withGapsFilled } from '../call/record';
import type { CallRequest } from '../call/request';
import type { ListedHistory } from '../callLimit/limiter';
import { notKnown } from '../callLimit/limiter';
import type { CallToPerson } from '../callLimit/list';
import { unclear } from '../callLimit/list';
import type { Connection } from '../transport/send';
import type { DialRun } from './dialRun';
import { mergeProviderRecord } from './job';
import type { ItemResult } from './job';
import { isNamedLike } from './lookup';
import { callsOf } from './providerCalls';
import { unknownOutcomeRecord } from './place';

/** A call that an earlier start placed for this item, or why it cannot be told whether there is one. */
type EarlierCall = { placed: CallRecord } | { unclear: Problem };

/** How many of a person's calls are read one by one, because the rows of the list leave the reference out. */
const maxRead = 5;

/**
 * The person's calls with their references: a brief list may leave them out, and then each call is read. One that could not be read is a
 * call of which nobody knows whether it is this one.
 * @param asked the person's calls within the hours of Call Limit
 */
export async function withReferences(
	{ context, ledger }: DialRun,
	connection: Connection,
	asked: ListedHistory | null,
): Promise<ListedHistory | null> {
	if (asked?.ok !== true || connection.provider.rowsAreBrief !== true) return asked;
	const own = ledger.callIds();
	const { one } = callsOf(context, connection);
	const lacking = asked.value.filter(({ ids, reference }) => reference === null && !ids.some((id) => own.has(id)));
	const read = new Map<CallToPerson, CallToPerson>();
	for (const call of lacking.sort((a, b) => begunAt(b) - begunAt(a))) {
		const { callId } = call.record;
		const full = callId === null || read.size >= maxRead ? null : await one(callId);
		read.set(call, full === null ? { ...call, isUnread: true } : { ...call, record: withGapsFilled(full.record, call.record) });
	}
	return { ok: true, value: asked.value.map((call) => read.get(call) ?? call) };
}

/**
 * The call that an earlier start of the same campaign placed for this item, or null. n8n loses the results of an execution whose process was
 * killed, and a new start has no ledger of it: the user's own Reference, which the provider echoes, tells which of the person's calls is this
 * one, however many Call Limit allows. The rest of the record is read with the results.
 * @param asked the person's calls within the hours of Call Limit
 */
export function callOfEarlierStart(
	{ connection, ledger }: DialRun,
	call: CallRequest,
	asked: ListedHistory | null,
	audit: CallAudit,
): EarlierCall | null {
	// A list that could not be read holds the call back by Call Limit itself.
	if (asked?.ok !== true) return null;
	// Where the list does not show which of the calls under this Reference this execution placed, Call Limit is to hold another round back.
	const listedIds = new Set(asked.value.flatMap(({ ids }) => ids));
	if (call.attempt === 1 && ledger.dialsAs(call).some((id) => id === null || !listedIds.has(id))) return null;
	const own = ledger.callIds();
	const others = asked.value.filter(({ ids }) => !ids.some((id) => own.has(id)));
	const named = others.filter(({ record }) => isNamedLike(record, call));
	const found = named.filter(({ isSure }) => isSure);
	if (found.length > 0) {
		const { record: listed } = found.reduce((newest, other) => (begunAt(other) > begunAt(newest) ? other : newest));
		const since = listed.createdAt ?? listed.startedAt ?? new Date().toISOString();
		const known = unknownOutcomeRecord(connection, call, since);
		const record: CallRecord = { ...mergeProviderRecord(known, listed), audit };
		// Lists leave out what was said, so the call is read once more, as that of an earlier try of this execution is.
		ledger.adopt(call, { state: 'dialled', since, record, cut: true });
		return { placed: record };
	}
	const isHidden = named.length > 0;
	if (!isHidden && !others.some(({ isUnread }) => isUnread === true)) return null;
	const what = isHidden ? 'the number of a call under the same Reference' : 'the Reference of a call to this person';
	const { fault } = unclear(`${connection.provider.displayName} does not tell ${what}`, null);
	return { unclear: notKnown(call, fault, Date.now()) };
}

/** Epoch milliseconds; a call without a time counts as the oldest. */
const begunAt = ({ begun }: CallToPerson): number => begun?.latest ?? -Infinity;

/** The sentence of the output panel about the calls of earlier starts. */
export function toldOfEarlierStarts(results: ReadonlyMap<number, ItemResult>): string[] {
	const calls = [...results.values()].filter(({ earlierStart }) => earlierStart === true).length;
	if (calls === 0) return [];
	const [were, leave] = calls === 1 ? ['1 person was', 'its record leaves'] : [`${calls} people were`, 'their records leave'];
	return [`${were} called under the same Reference by an earlier execution and not called again: ${leave} here.`];
}
