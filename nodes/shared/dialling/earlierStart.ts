import type { Problem } from '../call/problem';
import type { CallAudit, CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import type { ListedHistory } from '../callLimit/limiter';
import { notKnown } from '../callLimit/limiter';
import type { CallToPerson } from '../callLimit/list';
import { unclear } from '../callLimit/list';
import type { DialRun } from './dialRun';
import { mergeProviderRecord } from './job';
import type { ItemResult } from './job';
import { isNamedLike } from './lookup';
import { unknownOutcomeRecord } from './place';

/** A call that an earlier start placed for this item, or why it cannot be told whether there is one. */
type EarlierCall = { placed: CallRecord } | { unclear: Problem };

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
	// After a call of this execution this is another round of a loop, or a redial, which Call Limit is to hold back.
	if (call.attempt === 1 && ledger.isDialed(call.to)) return null;
	const own = ledger.callIds();
	const named = asked.value.filter(({ ids, record }) => isNamedLike(record, call) && !ids.some((id) => own.has(id)));
	const found = named.filter(({ isSure }) => isSure);
	if (found.length === 0) {
		if (named.length === 0) return null;
		const { fault } = unclear(`${connection.provider.displayName} hides the number of a call under the same Reference`, null);
		return { unclear: notKnown(call, fault, Date.now()) };
	}
	const { record: listed } = found.reduce((newest, other) => (begunAt(other) > begunAt(newest) ? other : newest));
	const since = listed.createdAt ?? listed.startedAt ?? new Date().toISOString();
	const known = unknownOutcomeRecord(connection, call, since);
	const record: CallRecord = { ...mergeProviderRecord(known, listed), audit };
	// Lists leave out what was said, so the call is read once more, as that of an earlier try of this execution is.
	ledger.adopt(call, { state: 'dialled', since, record, cut: true });
	return { placed: record };
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
