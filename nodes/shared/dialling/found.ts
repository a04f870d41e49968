import { advance } from '../call/lifecycle';
import type { CallRecord } from '../call/record';

/**
 * A call as the provider shows it now, joined to what was known of it. What was asked for is known best: providers
 * leave it out, respell it or mix it with fields of their own; a status never goes backwards.
 */
export function foundRecord(known: CallRecord, found: CallRecord): CallRecord {
	const { callId, reference, to, from, recipientName, variables, context, attempt } = known;
	const asked = definedOf({ callId, reference, to, from, recipientName, variables, context, attempt });
	const record: CallRecord = { ...known, ...definedOf(found), ...asked, ...advance(known, found), dialed: 'yes' };
	delete record.problem;
	return record;
}

/** What is really told: a `null` must not hide what is known already. */
const definedOf = (record: Partial<CallRecord>): Partial<CallRecord> =>
	Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null)) as Partial<CallRecord>;
