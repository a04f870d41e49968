import { problem } from '../call/problem';
import type { CallRecord } from '../call/record';
import type { PlannedCall } from '../dialling/plan';
import type { Provider } from '../providers/provider';

/**
 * The record of a call whose end was not seen in time: what tells a time-out apart from a result.
 * A call that may not even have been placed keeps the problem that says so.
 * @param refusedWith the status with which the provider refused to tell, else null
 */
export function unfinished(
	record: CallRecord,
	{ wait }: Pick<PlannedCall, 'wait'>,
	{ displayName, reconcileHint }: Provider,
	refusedWith: number | null = null,
): CallRecord {
	if (record.problem) return record;
	const reason =
		refusedWith === null
			? `its end was not seen within ${wait?.limitMinutes ?? 0} minutes`
			: `${displayName} refuses to tell what became of it (${refusedWith})`;
	const detail = `The call was placed, and ${reason}. It may still be under way. Look it up with Manage Call, operation Get, before anybody is called again.`;
	return {
		...record,
		problem: problem('outcome_unknown', detail, {
			title: 'The result did not come in time',
			httpStatus: refusedWith,
			reconcile: reconcileHint,
		}),
	};
}
