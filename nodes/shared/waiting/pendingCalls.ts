import { forItem, problem } from '../call/problem';
import { isTerminal } from '../call/lifecycle';
import type { Problem } from '../call/problem';
import type { CallAttempt, CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import type { Preflight } from '../dialling/preflight';
import type { Ledger } from '../dialling/ledger';
import { supports } from '../providers/registry';
import type { TrackedCall } from './candidates';
import { attemptOf, isRedialDue, mayRedialItself } from './redial';
import type { ParsedItem } from '../dialling/job';
import type { Provider } from '../providers/provider';
import type { DialRun } from '../dialling/dialRun';

/** One item whose result is awaited. Instants without a unit are milliseconds of `performance.now()`. */
export interface PendingCall extends TrackedCall {
	parsed: ParsedItem;
	deadline: number;
	/** Until when a call that may not exist is looked for. */
	unseenUntil: number;
	/** When the person is called again; null while a call is under way. */
	redialAt: number | null;
	/** The dials before the present one. */
	earlier: CallAttempt[];
	/** The dial before the present one, to which the item goes back if the present one was never dialed. */
	before: Pick<PendingCall, 'parsed' | 'call' | 'record' | 'since'> | null;
	/** Looks that showed the call ended, but not yet what was said. */
	looksSinceEnd: number;
	/** An earlier try of this execution had more of this call than it kept. */
	cut: boolean;
	over: boolean;
}

/** What became of the calls of a run, asked for again and again. */
export interface WaitRun {
	dialRun: DialRun;
	preflight: Preflight;
	/** `performance.now()` before the first dial. */
	startedAt: number;
}

/** Looks that a call gets to show its transcript after it ended. */
const looksForTranscript = 3;

/** Milliseconds after which a call that was placed shows up in every list; after them it is not looked for any more. */
const maxUnseen = 300_000;

export function pendingCallOf(
	{ parsed, record }: { parsed: ParsedItem; record: CallRecord },
	ledger: Ledger,
	startedAt: number,
): PendingCall {
	const call = parsed.call as CallRequest;
	return {
		parsed,
		record,
		call,
		since: placedSince(ledger, call, record),
		isShared: parsed.options.reference !== null,
		deadline: startedAt + (parsed.wait?.limitMinutes ?? 0) * 60_000,
		unseenUntil: performance.now() + maxUnseen,
		redialAt: null,
		earlier: [],
		before: null,
		looksSinceEnd: 0,
		cut: false,
		over: false,
	};
}

/** When a call was placed, as the ledger recorded it: ISO 8601 UTC. */
export function placedSince(ledger: Ledger, call: CallRequest, record: CallRecord): string {
	const earlier = ledger.earlier(call);
	return earlier.state === 'none' ? (record.createdAt ?? new Date().toISOString()) : earlier.since;
}

/** When the wait for an item ends, whatever is known by then. */
export const endOf = ({ record, deadline, unseenUntil }: PendingCall): number =>
	record.dialed === 'maybe' ? Math.min(deadline, unseenUntil) : deadline;

/** The call that would be the next dial of this item; a delay was the first call's. */
export const nextCallOf = ({ call, earlier }: PendingCall): CallRequest => ({
	...call,
	attempt: earlier.length + 2,
	delaySeconds: null,
	ringsAt: null,
	scheduledTime: null,
});

/** Moves on to the next dial and keeps the result of the one before. */
export function advanceTo(ledger: Ledger, pending: PendingCall, call: CallRequest, record: CallRecord): void {
	pending.earlier.push(attemptOf(pending.record));
	const { parsed, call: last, record: shown, since } = pending;
	Object.assign(pending, {
		before: { parsed, call: last, record: shown, since },
		call,
		parsed: { ...pending.parsed, call },
		record,
		since: placedSince(ledger, call, record),
		unseenUntil: performance.now() + maxUnseen,
		redialAt: null,
		looksSinceEnd: 0,
		cut: false,
	});
}

/** Continues where an earlier try of this execution stopped. The dials of that try count, whatever is allowed now. */
export function catchUp(waitRun: Pick<WaitRun, 'dialRun'>, pending: PendingCall): void {
	const { ledger } = waitRun.dialRun;
	pending.cut = isCut(ledger, pending.call, pending.record);
	for (let earlier = earlierDial(ledger, pending); earlier.state === 'dialled'; earlier = earlierDial(ledger, pending)) {
		advanceTo(ledger, pending, nextCallOf(pending), earlier.record);
		pending.cut = earlier.cut === true;
	}
	// A dial that was begun is looked for at once, whatever the policy says; it is not placed again.
	if (earlierDial(ledger, pending).state === 'pending') pending.redialAt = performance.now();
	else settle(waitRun, pending);
}

/** Whether this record of an earlier try is shorter than what that try knew. */
export function isCut(ledger: Ledger, call: CallRequest, record: CallRecord): boolean {
	const earlier = ledger.earlier(call);
	return earlier.state === 'dialled' && earlier.cut === true && earlier.record === record;
}

const earlierDial = (ledger: Ledger, pending: PendingCall) => ledger.earlier(nextCallOf(pending));

/** Takes note of where a call stands: under way, to be redialled, or over. */
export function settle({ dialRun }: Pick<WaitRun, 'dialRun'>, pending: PendingCall): void {
	if (!pending.cut) dialRun.ledger.settle(pending.call, pending.record);
	if (!isTerminal(pending.record.status)) return;
	if (mayRedialItself(pending.call, pending.record, pending.since, Date.now())) return;
	const { redial } = pending.parsed;
	// Without an ID the row in the list is a guess, so it does not lead to a redial.
	const isSure = pending.record.callId !== null;
	if (isRedialDue(redial, pending.record, pending.earlier.length + 1) && !isSure) guessedAtEnd(dialRun, pending);
	else if (isRedialDue(redial, pending.record, pending.earlier.length + 1)) {
		const redialAt = performance.now() + (redial?.intervalSeconds ?? 0) * 1000;
		if (redialAt < pending.deadline) {
			pending.redialAt = redialAt;
			return;
		}
		noTimeLeft(dialRun, pending);
	}
	// Providers report the end before the transcript is ready; a few more readings may show it.
	const { provider } = dialRun.connection;
	const speechless = pending.record.outcome === 'answered' && pending.record.transcript === null && supports(provider, 'transcript');
	const mayCome = (speechless || pending.cut) && !provider.inProcess;
	pending.over = !mayCome || ++pending.looksSinceEnd > looksForTranscript;
}

/**
 * Ends the wait for a call that the provider accepted and never dialed. The ledger takes it back, so that a retry may dial it. After an
 * earlier dial the item leaves with the record of that dial, since the person was called.
 */
export function neverDialed({ dialRun }: Pick<WaitRun, 'dialRun'>, pending: PendingCall): void {
	const { record, before } = pending;
	dialRun.ledger.settle(pending.call, record);
	dialRun.limiter.takeBack(record);
	if (before === null) pending.over = true;
	else {
		pending.earlier.pop();
		Object.assign(pending, { ...before, before: null });
		const { problem: reason } = record;
		if (reason === undefined) pending.over = true;
		else endWith(pending, reason);
	}
}

/** Ends the wait for a stored result that the provider no longer shows, after a few readings. */
export function notSeenAgain(pending: PendingCall): void {
	if (isTerminal(pending.record.status)) pending.over = ++pending.looksSinceEnd > looksForTranscript;
}

/** A redial that would come after the limit is not begun. */
export function noTimeLeft({ context, warnings }: DialRun, { parsed }: PendingCall): void {
	const sentence =
		'The person is not called again, since Wait Limit ends before the next redial. Raise Wait Limit (Minutes), or shorten the Interval of Retry.';
	warnings.push(forItem(sentence, parsed.item, context.getInputData().length));
}

/** Warns that a person is not redialed, since the call in the list may be another one. */
function guessedAtEnd({ context, warnings, connection }: DialRun, { parsed }: PendingCall): void {
	const sentence = `The person is not called again: ${connection.provider.displayName} gave this call no ID, and the call in its list may be another one.`;
	const told = forItem(sentence, parsed.item, context.getInputData().length);
	if (!warnings.includes(told)) warnings.push(told);
}

/** Ends the item with its last record and the reason why it is not redialed. */
export function endWith(pending: PendingCall, reason: Problem): void {
	const dials = pending.earlier.length + 1;
	const detail = `${reason.detail} The person was called ${dials === 1 ? 'once' : `${dials} times`} before, and is not called again.`;
	pending.record = { ...pending.record, problem: { ...reason, detail } };
	Object.assign(pending, { redialAt: null, over: true });
}

/** The limit is reached, or the key refused: the item goes on with the last known state. */
export function timeOut({ dialRun }: Pick<WaitRun, 'dialRun'>, pending: PendingCall, unauthorized: number | null = null): void {
	pending.over = true;
	if (isTerminal(pending.record.status) || pending.parsed.wait === null) return;
	pending.record = timedOutRecord(pending.record, pending.parsed, dialRun.connection.provider, unauthorized);
}

/** The last dial's record, with all dials where there were several. */
export const recordOf = ({ record, earlier }: PendingCall): CallRecord =>
	earlier.length === 0 ? record : { ...record, attempts: [...earlier, attemptOf(record)] };

/**
 * The record of a call whose end was not seen in time: what tells a time-out apart from a result.
 * A call that may not even have been placed keeps the problem that says so.
 * @param refusedWith the status with which the provider refused to tell, else null
 */
export function timedOutRecord(
	record: CallRecord,
	{ wait }: Pick<ParsedItem, 'wait'>,
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
