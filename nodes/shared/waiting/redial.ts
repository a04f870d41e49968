import { isTerminal } from '../call/lifecycle';
import type { CallAttempt, CallOutcome, CallRecord } from '../call/record';
import type { CallRequest, RetryCondition, RetryPolicy } from '../call/request';
import { maxDials } from '../call/request';

/** The outcomes that each condition covers; `failed` also covers a failed call without an outcome. */
const outcomesOf: Record<RetryCondition, ReadonlyArray<CallOutcome | null>> = {
	'no-answer': ['no_answer'],
	busy: ['busy'],
	failed: ['failed', null],
	voicemail: ['voicemail'],
};

/** Whether somebody was connected in a call that failed. The fault came during the talk, and the person was reached. */
const wasConnected = ({ answeredAt, transcript, durationSeconds }: CallRecord): boolean =>
	answeredAt !== null || transcript !== null || (durationSeconds ?? 0) > 0;

/**
 * Whether the person is to be called again after this call: only where it is certain that it was placed and is over.
 * @param dials how many calls there were already, this one included
 */
export function isRedialDue(policy: RetryPolicy | null, record: CallRecord, dials: number): boolean {
	if (policy === null || dials >= maxDials(policy)) return false;
	if (record.dialed !== 'yes' || !isTerminal(record.status)) return false;
	if (record.outcome === null && record.status !== 'failed') return false;
	if (outcomesOf.failed.includes(record.outcome) && wasConnected(record)) return false;
	return policy.conditions.some((condition) => outcomesOf[condition].includes(record.outcome));
}

/** Seconds that one dial of the provider's own may take until nobody answered. */
export const nativeRedials = { ringSeconds: 120 };

/**
 * Whether the provider itself may still call this person again: it does not say which of its dials the last one was, so
 * that is asked of the clock. @param since ISO 8601 UTC, when the call was placed
 */
export function mayRedialItself({ retry, scheduledTime }: CallRequest, record: CallRecord, since: string, now: number): boolean {
	if (retry === null || !isRedialDue(retry, record, 1)) return false;
	const begins = Math.max(Date.parse(since), scheduledTime === null ? 0 : Date.parse(scheduledTime));
	const { ringSeconds } = nativeRedials;
	return now < begins + 1000 * (ringSeconds + (maxDials(retry) - 1) * (retry.intervalSeconds + ringSeconds));
}

/** What is kept of one dial in the record of the whole. */
export const attemptOf = ({ attempt, callId, status, outcome, startedAt, endedAt }: CallRecord): CallAttempt => ({
	attempt: attempt ?? 1,
	callId,
	status,
	outcome,
	startedAt,
	endedAt,
});
