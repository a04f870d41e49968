import type { IExecuteFunctions } from 'n8n-workflow';
import type { Problem, ProblemType } from '../call/problem';
import { problem } from '../call/problem';
import type { CallRecord } from '../call/record';
import { endedUndialed } from '../call/lifecycle';
import { callRecord, withGapsFilled } from '../call/record';
import type { CallRequest } from '../call/request';
import { maskNumberIn, maskNumbersIn } from '../phoneNumber/mask';
import type { Placement, Refusal } from '../providers/provider';
import type { Connection, Exchange } from '../transport/send';
import { send } from '../transport/send';
import type { HttpAnswer } from '../call/http';
import type { TransportFault } from '../transport/classify';
import { jsonWithoutSecrets, secretsOf, withoutSecrets } from '../transport/redact';
import { pause } from '../time/breath';
import type { SignOfCall } from '../providers/signOfCall';
import { signOfCall } from '../providers/signOfCall';
import { wayOutOf } from '../providers/refusal';
import type { RefusedDial } from './begin';
import { classifyStatus } from '../call/http';

/** Tries in all. A request is repeated only if it is certain that the provider did not receive or did not accept it. */
const maxTries = 3;
/** Milliseconds before the second try; jitter keeps many workflows from trying at the same instant. */
const firstPause = 400;
/** Characters of a quoted message. It is cut after masking, since half a key would not be recognized. */
const maxQuoteLength = 300;
/** Seconds that a node waits for a rate limit at most. */
const maxPause = 60;

/**
 * Places one call and returns its record; never throws. A request that may have been sent is never sent again: its record
 * says `unknown` and `maybe`, and how to find out.
 * @param late checks before each further try whether the call is still allowed: earlier tries may have taken minutes
 */
export async function placeCall(
	context: IExecuteFunctions,
	connection: Connection,
	call: CallRequest,
	late: () => RefusedDial | null = () => null,
): Promise<{ record: CallRecord; answer: HttpAnswer | null; late?: RefusedDial }> {
	const known = requestedRecord(connection, call);
	let exchanged: Exchange | null = null;
	try {
		const request = connection.provider.placeCall.request(call, connection.settings);
		for (let attempt = 1; ; attempt++) {
			exchanged = await send(context, connection, request);
			const milliseconds = pauseBeforeNextTry(connection, exchanged, attempt);
			if (milliseconds === null) break;
			await pause(milliseconds, context.getExecutionCancelSignal());
			// A cancelled execution does not try again; the call was certainly not placed.
			if (context.getExecutionCancelSignal()?.aborted) break;
			const refused = late();
			if (refused !== null) {
				return { record: { ...known, status: 'blocked', dialed: 'no', problem: refused.refusal }, answer: null, late: refused };
			}
		}
		const record =
			'fault' in exchanged ? afterFault(connection, call, known, exchanged.fault) : afterAnswer(connection, call, known, exchanged.answer);
		return { record, answer: 'answer' in exchanged ? exchanged.answer : null };
	} catch (error) {
		// An error while the answer is read must not hide that a call may have been placed.
		const reason = error instanceof Error ? error.name : 'an error';
		return {
			record: unknown(connection, call, known, 'outcome_unknown', `its answer could not be read (${reason})`, null),
			answer: null,
		};
	}
}

/** Milliseconds until the request may be sent again, or null if it must not be. */
function pauseBeforeNextTry(connection: Connection, exchanged: Exchange, attempt: number): number | null {
	if (attempt >= maxTries) return null;
	if ('fault' in exchanged) {
		return exchanged.fault.phase === 'not_sent' ? firstPause * attempt * (0.5 + Math.random()) : null;
	}
	const { answer } = exchanged;
	if (classifyStatus(answer.status) !== 'refused') return null;
	const { mayBeRepeated, retryAfterSeconds } = connection.provider.readRefusal(answer);
	if (mayBeRepeated !== true) return null;
	const seconds = retryAfterSeconds ?? 1;
	return seconds > maxPause ? null : seconds * 1000;
}

function afterFault(connection: Connection, call: CallRequest, known: CallRecord, fault: TransportFault): CallRecord {
	const name = connection.provider.displayName;
	const code = fault.code === null ? '' : ` (${fault.code})`;
	if (fault.phase !== 'maybe_sent') {
		const detail = `${name} could not be reached at ${hostOf(connection)}${code}, so nothing was dialed. Check the Base URL in the credential and the network, then try again.`;
		return { ...known, status: 'failed', dialed: 'no', problem: problem('connection_failed', detail) };
	}
	return fault.timedOut
		? unknown(connection, call, known, 'response_timeout', `it did not answer within ${connection.timeoutSeconds} seconds`, null)
		: unknown(connection, call, known, 'outcome_unknown', `the connection was lost before the answer came${code}`, null);
}

function afterAnswer(connection: Connection, call: CallRequest, known: CallRecord, answer: HttpAnswer): CallRecord {
	const { provider } = connection;
	const verdict = classifyStatus(answer.status);
	if (verdict === 'indeterminate') {
		const type: ProblemType = answer.status >= 500 ? 'provider_error' : answer.status === 408 ? 'response_timeout' : 'outcome_unknown';
		return unknown(connection, call, known, type, `it answered with status ${answer.status}`, answer.status);
	}
	const placement = unlessCalled(
		verdict === 'refused' ? placementOf(provider.readRefusal(answer)) : provider.placeCall.read(answer, call),
		() => signOfCall(provider.id, answer.body, call),
	);
	if (placement === null) {
		return unknown(connection, call, known, 'outcome_unknown', 'its answer names no call', answer.status);
	}
	if ('refused' in placement) return refused(connection, known, answer, placement.refused);
	if ('failed' in placement) {
		const { failed, callId = null } = placement;
		const words = wordsOf(connection, failed.message);
		const record = unknown(connection, call, { ...known, callId }, failed.type, `it answered with an error${words}`, answer.status);
		if (record.problem) record.problem.providerCode = quoted(connection, failed.code);
		return record;
	}
	const { problem: reported, ...placed } = callRecord(provider.id, placement.placed);
	// The provider may take a call and end it at once, before it is dialed.
	const record: CallRecord = endedUndialed({ ...placed, problem: reported })
		? { ...placed, problem: reported }
		: { ...placed, dialed: 'yes' };
	return withGapsFilled(record, known);
}

/** A refused request. Where the provider leaves open whether it dialed, the outcome is unknown. */
const placementOf = (refusal: Refusal): Placement => (refusal.leavesOpen === true ? { failed: refusal } : { refused: refusal });

/** A refusal that names a call does not count as one: that call may be ringing. */
function unlessCalled(placement: Placement | null, sign: () => SignOfCall | null): Placement | null {
	if (placement === null || !('refused' in placement)) return placement;
	const found = sign();
	return found === null ? placement : { failed: { ...placement.refused, type: 'outcome_unknown' }, callId: found.callId };
}

/** The record of a refused call: the provider's code and message, and what to do. */
function refused(connection: Connection, known: CallRecord, answer: HttpAnswer, refusal: Refusal): CallRecord {
	const { provider } = connection;
	const said = wordsOf(connection, refusal.message);
	const end = said.endsWith('."') ? '' : '.';
	const detail = `${provider.displayName} refused the call (${answer.status})${said}${end} ${wayOutOf(refusal.type, provider)}`;
	return {
		...known,
		status: 'failed',
		dialed: 'no',
		problem: problem(refusal.type, detail, {
			httpStatus: answer.status,
			providerCode: quoted(connection, refusal.code),
			retryAfterSeconds: refusal.retryAfterSeconds,
		}),
	};
}

/** What the provider wrote, without a secret or a whole phone number. */
const quoted = ({ settings }: Connection, text: string | null): string | null =>
	text === null ? null : maskNumbersIn(withoutSecrets(text, secretsOf(settings))).slice(0, maxQuoteLength);

/** The provider's message as the end of a sentence. */
const wordsOf = (connection: Connection, message: string | null): string => (message === null ? '' : `: "${quoted(connection, message)}"`);

/** The call may have been placed: it is not tried again, and the record says how to find out. */
function unknown(
	connection: Pick<Connection, 'provider'>,
	call: CallRequest,
	known: CallRecord,
	type: ProblemType,
	what: string,
	httpStatus: number | null,
): CallRecord {
	const { provider } = connection;
	const reported: Problem = problem(
		type,
		`${provider.displayName} was asked to call, and ${what}. The person may have been phoned; the call is not placed again.`,
		{ httpStatus, reconcile: `${provider.reconcileHint} Reference: ${maskNumberIn(call.reference, call.to)}.` },
	);
	return { ...known, status: 'unknown', dialed: 'maybe', problem: reported };
}

/**
 * The record of a call that an earlier try may have placed, where the provider cannot tell.
 * @param since ISO 8601 UTC, when that try was about to place it; null where it is not even known whether it was
 * @param perhaps calls in the provider's list that may be it
 */
export function unknownOutcomeRecord(
	connection: Pick<Connection, 'provider'>,
	call: CallRequest,
	since: string | null,
	perhaps: readonly CallRecord[] = [],
): CallRecord {
	const known = { ...requestedRecord(connection, call), createdAt: since };
	const record = unknown(connection, call, known, 'outcome_unknown', 'the earlier try ended before its outcome was known', null);
	const { problem: reported } = record;
	if (reported === undefined) return record;
	if (since === null) {
		reported.detail = `This execution was tried before, and what that try dialed is not known. The person may have been phoned in it; the call is not placed again.`;
	}
	reported.reconcile = `${candidatesSentence(perhaps)}${reported.reconcile}`;
	return record;
}

/** Names the newest of the calls that may be the one: their results are not told, since they may be those of another run. */
function candidatesSentence(perhaps: readonly CallRecord[]): string {
	const [newest, ...others] = perhaps
		.filter(({ callId }) => callId !== null)
		.sort((a, b) => (b.createdAt ?? b.startedAt ?? '').localeCompare(a.createdAt ?? a.startedAt ?? ''));
	if (newest === undefined) return '';
	const when = newest.createdAt ?? newest.startedAt;
	const more = others.length === 0 ? '' : `, the newest of ${others.length + 1}`;
	return `Call ${newest.callId}${when === null ? '' : ` of ${when}`}${more} may be this one or one of another run: read it with Manage Call, operation Get. `;
}

const hostOf = (connection: Connection): string => {
	try {
		return new URL(connection.baseUrl).host;
	} catch {
		return 'its address';
	}
};

/** What is known of a call before anything was sent. */
function requestedRecord(connection: Pick<Connection, 'provider'>, call: CallRequest): CallRecord {
	return callRecord(connection.provider.id, {
		reference: call.reference,
		agentId: call.agentId,
		to: call.to,
		from: call.fromNumber,
		recipientName: call.recipientName,
		attempt: call.attempt,
		simulated: connection.provider.inProcess !== undefined,
		createdAt: call.dialedAt ?? new Date().toISOString(),
		variables: Object.keys(call.variables).length > 0 ? call.variables : null,
		context: call.context,
	});
}

/** The record with the provider's own answer beside it, without any secret; an answer that cannot be copied is left out. */
export function withRaw(record: CallRecord, answer: HttpAnswer | null, connection: Connection): CallRecord {
	try {
		return { ...record, raw: answer === null ? null : jsonWithoutSecrets(answer.body, secretsOf(connection.settings)) };
	} catch {
		return { ...record, raw: null };
	}
}
