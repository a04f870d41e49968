import { isTerminal } from '../call/lifecycle';
import type { CallAttempt, CallOutcome, CallRecord } from '../call/record';
import type { RetryCondition, RetryPolicy } from '../call/request';

/** The outcomes that a condition stands for; a call that failed without a reason is a failed one. */
const outcomesOf: Record<RetryCondition, ReadonlyArray<CallOutcome | null>> = {
	'no-answer': ['no_answer'],
	busy: ['busy'],
	failed: ['failed', null],
	voicemail: ['voicemail'],
};

/** How many calls there may be in all, the first one included. */
export const mostDials = ({ attempts, maxTotalAttempts }: RetryPolicy): number =>
	Math.max(1, Math.min(1 + attempts, maxTotalAttempts ?? Infinity));

/**
 * Whether the person is to be called again after this call: only where it is certain that it was placed and is over.
 * @param dials how many calls there were already, this one included
 */
export function isRedialDue(policy: RetryPolicy | null, record: CallRecord, dials: number): boolean {
	if (policy === null || dials >= mostDials(policy)) return false;
	if (record.dialed !== 'yes' || !isTerminal(record.status)) return false;
	if (record.outcome === null && record.status !== 'failed') return false;
	return policy.conditions.some((condition) => outcomesOf[condition].includes(record.outcome));
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
