import type { IDataObject } from 'n8n-workflow';
import type { Problem } from '../call/problem';
import type { CallAudit, CallRecord } from '../call/record';
import type { CallRequest, RetryPolicy } from '../call/request';
import type { FieldIssue } from '../call/result';
import type { Safety } from '../fields/safety';
import type { Wait } from '../fields/waiting';
import type { Privacy } from '../privacy/privacy';
import type { CheckedNumber } from '../phoneNumber/e164';
import type { DoNotCallList } from '../doNotCall/suppressionList';
import { advance, endedUndialed } from '../call/lifecycle';

/** An item that may be dialled or may have been, with the facts it was let through or refused on. */
export interface DialJob {
	parsed: ParsedItem;
	audit: CallAudit;
	/** Why it is not dialled now: an earlier try may have. */
	refusal: Problem | null;
}

/** An item that was held back because another one of this run has its number or its reference. */
export interface RepeatedJob extends DialJob {
	/** That other item. */
	repeatOf: number;
}

/** What leaves with one input item. */
export interface ItemResult {
	item: number;
	record: CallRecord;
	/** The call of an earlier try, whose events go to the address of that try. */
	earlier?: boolean;
	/** The call of another execution, which Call Limit and the named Reference keep from being placed again. */
	earlierStart?: boolean;
	/** Held back before anybody looked whether an earlier try had dialled it. */
	notLookedUp?: boolean;
	/** The request that a dry run would have sent. */
	dryRun?: IDataObject;
}

/** What the user chose under Options, for one item. */
export interface CallOptions {
	callsPerMinute: number | null;
	concurrency: number;
	defaultCountry: string | null;
	dryRun: boolean;
	includeRaw: boolean;
	privacy: Privacy;
	reference: string | null;
	/** Seconds. */
	timeout: number;
	simulatedAnswers?: string[];
}

/** One item of the run after reading: a call that may be placed, or the faults that hold it back. */
export interface ParsedItem {
	item: number;
	faults: FieldIssue[];
	call: CallRequest | null;
	number: CheckedNumber | null;
	options: CallOptions;
	/** Null where the settings themselves are malformed. */
	safety: Safety | null;
	/** Who must not be called; null where there is no call. */
	doNotCall: DoNotCallList | null;
	/** How the result is waited for; null where it is not. */
	wait: Wait | null;
	/** Redials inside the wait, where the provider does not redial itself. */
	redial: RetryPolicy | null;
	/** Every try of this execution surely gives the call the same reference. Read only where the provider is searched by it alone. */
	isSteady?: boolean;
	/** Recipient Name is an expression that gives nothing. */
	isNameless?: boolean;
	/** What is known of the call even where it cannot be placed. */
	known: Partial<CallRecord>;
}

/**
 * Joins the provider's record of a call to the known one. The requested values win, since providers omit or respell them;
 * the status never goes backwards. The call counts as dialed, unless the provider's record says that it ended before it was.
 * @param seen what else was seen of the call, such as its events
 */
export function mergeProviderRecord(known: CallRecord, found: CallRecord, seen: readonly CallRecord[] = []): CallRecord {
	const { callId, reference, to, from, recipientName, variables, context, attempt } = known;
	const asked = definedOf({ callId, reference, to, from, recipientName, variables, context, attempt });
	const record: CallRecord = { ...known, ...definedOf(found), ...asked, ...advance(known, found) };
	if (endedUndialed(found, known, ...seen)) return { ...record, dialed: 'no' };
	delete record.problem;
	return { ...record, dialed: 'yes' };
}

/** The members that are not null: a `null` must not replace a known value. */
const definedOf = (record: Partial<CallRecord>): Partial<CallRecord> =>
	Object.fromEntries(Object.entries(record).filter(([, value]) => value !== null)) as Partial<CallRecord>;
