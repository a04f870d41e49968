import { at, instant, list, number, object, seconds, text } from '../../call/json';
import { isTerminal } from '../../call/lifecycle';
import type { Problem, ProblemType } from '../../call/problem';
import { problem } from '../../call/problem';
import type { CallCost, CallRecord } from '../../call/record';
import { callRecord } from '../../call/record';
import { e164Of } from '../../phoneNumber/spelling';
import { withoutOwn } from '../reserved';
import { mapStatus } from '../statusMap';
import type { WordMeaning } from '../words';

/**
 * Reads a call of get-call, list-calls, create-phone-call or a webhook. Times are milliseconds since 1970, durations milliseconds, and
 * costs US cents. A row of the list has no transcript and no recording. A call that never connected has no times, so the dial time in its
 * metadata counts. Source: https://github.com/RetellAI/retell-typescript-sdk/blob/main/src/resources/call.ts (PhoneCallResponse)
 */
export function readCall(row: unknown): CallRecord {
	const metadata = object(at(row, 'metadata'));
	const analysis = at(row, 'call_analysis');
	const undialed = whyUndialed(row);
	const milliseconds = number(at(row, 'duration_ms'));
	const successful = at(analysis, 'call_successful');
	return callRecord('retell', {
		callId: text(at(row, 'call_id')),
		reference: text(at(metadata, 'reference')),
		agentId: text(at(row, 'agent_id')),
		to: e164Of(at(row, 'to_number')),
		from: e164Of(at(row, 'from_number')),
		...meaningOf(row),
		dialed: undialed === null ? 'yes' : 'no',
		attempt: number(at(metadata, 'callAttempt')),
		createdAt: instant(at(metadata, 'dialedAt')),
		startedAt: instant(at(row, 'start_timestamp')),
		endedAt: instant(at(row, 'end_timestamp')),
		durationSeconds: milliseconds === null ? null : seconds(milliseconds / 1000),
		recordingUrl: text(at(row, 'recording_url')),
		transcript: text(at(row, 'transcript')),
		summary: text(at(analysis, 'call_summary')),
		analysis: {
			sentiment: sentimentOf(analysis),
			sentimentScores: null,
			speechMetrics: null,
			outcome: null,
			converted: typeof successful === 'boolean' && hasTalk(row) ? successful : null,
		},
		endReason: text(at(row, 'disconnection_reason')),
		cost: costOf(row),
		variables: withoutOwn(object(at(row, 'retell_llm_dynamic_variables')), ['script']),
		context: object(at(metadata, 'context')),
		...(undialed !== null && { problem: undialed }),
	});
}

/** The status and the outcome of a call. Of an ended call, the reason of the end says more than the status. */
function meaningOf(row: unknown): WordMeaning {
	const status = text(at(row, 'call_status'));
	const reason = text(at(row, 'disconnection_reason'));
	const ofStatus = mapStatus('retell', status);
	if (!isTerminal(ofStatus.status)) return ofStatus;
	if (reason === 'manual_stopped' && status !== 'ended' && !hasTalk(row)) return { status: 'failed', outcome: 'cancelled' };
	if (reason === 'transfer_cancelled' && !hasTalk(row)) return { status: 'completed', outcome: 'cancelled' };
	if (at(row, 'call_analysis', 'in_voicemail') === true && hasTalk(row)) return { status: 'completed', outcome: 'voicemail' };
	return mapStatus('retell', reason, status);
}

/** Whether somebody or something was connected: the call lasted, or there are words or a recording of it. */
const hasTalk = (row: unknown): boolean =>
	(number(at(row, 'duration_ms')) ?? 0) > 0 ||
	text(at(row, 'transcript'), at(row, 'recording_url')) !== null ||
	list(at(row, 'transcript_object')).length > 0;

/** The reasons that mean, by their names, that a call was registered and never dialed. */
const undialedReasons = new Map<string | null, [type: ProblemType, sentence: string]>([
	[
		'concurrency_limit_reached',
		['rate_limited', 'all lines of the workspace were busy. Set Calls per Minute under Options, and try again later'],
	],
	['no_concurrency_fallback', ['rate_limited', 'no line was free. Set Calls per Minute under Options, and try again later']],
	[
		'no_valid_payment',
		['insufficient_credits', 'the workspace has no valid payment. Add a payment method at Retell AI, then run the workflow again'],
	],
	['scam_detected', ['call_rejected', 'it took the call for a scam. Check the agent and the account at Retell AI']],
	['registered_call_timeout', ['call_rejected', 'the call was not begun in time. Try again later']],
]);

/** Why a registered call was never dialed, or null if it was, or may have been. A call with a talk is never one. */
function whyUndialed(row: unknown): Problem | null {
	const status = text(at(row, 'call_status'));
	const reason = text(at(row, 'disconnection_reason'));
	const why = undialedReasons.get(reason);
	if (why === undefined || (status !== 'error' && status !== 'not_connected') || hasTalk(row)) return null;
	const [type, sentence] = why;
	return problem(type, `Retell AI took the call and dialed nobody: ${sentence}.`, { providerCode: reason });
}

const sentimentOf = (analysis: unknown): string | null => {
	const sentiment = text(at(analysis, 'user_sentiment'));
	return sentiment === 'Unknown' ? null : sentiment;
};

/** `combined_cost` is in US cents and may have fractions. */
function costOf(row: unknown): CallCost | null {
	const cents = number(at(row, 'call_cost', 'combined_cost'));
	return cents === null || cents < 0 ? null : { amount: Math.round(cents * 10_000) / 1_000_000, currency: 'USD' };
}
