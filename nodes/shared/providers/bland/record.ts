import { at, instant, list, number, object, seconds, text } from '../../call/json';
import { isTerminal } from '../../call/lifecycle';
import type { Problem } from '../../call/problem';
import { problem } from '../../call/problem';
import type { CallOutcome, CallRecord } from '../../call/record';
import { callRecord } from '../../call/record';
import { maskNumbersIn } from '../../phoneNumber/mask';
import { e164Of } from '../../phoneNumber/spelling';
import { mapStatus } from '../statusMap';
import type { WordMeaning } from '../words';
import { ended, stage } from '../words';
import { agentIn } from './agents';

/**
 * Reads a call of GET /v1/calls/{id}, a row of GET /v1/calls, or the webhook after the call, which all have the same form. Rows of the list
 * have no transcript. `call_length` is minutes, `corrected_duration` seconds as text. `end_at` is the time at which `max_duration` would end
 * the call, not its end. Source: https://docs.bland.ai/api-v1/get/calls-id
 */
export function readCall(row: unknown): CallRecord {
	const metadata = object(at(row, 'metadata'));
	const meaning = meaningOf(row);
	const startedAt = instant(at(row, 'started_at'));
	const durationSeconds = isTerminal(meaning.status) ? durationOf(row) : null;
	const undialed = neverDialed(row, meaning);
	return callRecord('bland', {
		callId: text(at(row, 'call_id')),
		reference: text(at(metadata, 'reference')),
		agentId: agentIn(row),
		to: e164Of(at(row, 'to')),
		from: e164Of(at(row, 'from')),
		...meaning,
		dialed: undialed === null ? 'yes' : 'no',
		attempt: number(at(metadata, 'callAttempt')),
		createdAt: instant(at(row, 'created_at')),
		startedAt,
		endedAt: startedAt === null || durationSeconds === null ? null : instant(Date.parse(startedAt) + durationSeconds * 1000),
		durationSeconds,
		recordingUrl: text(at(row, 'recording_url')),
		transcript: text(at(row, 'concatenated_transcript')) ?? linesOf(at(row, 'transcripts')),
		summary: text(at(row, 'summary')),
		analysis: {
			sentiment: null,
			sentimentScores: null,
			speechMetrics: null,
			outcome: text(at(row, 'disposition_tag')),
			converted: null,
		},
		endReason: endReasonOf(row, meaning),
		cost: costOf(row, meaning),
		variables: object(at(row, 'request_data')),
		context: object(at(metadata, 'context')),
		...(undialed === null ? {} : { problem: undialed }),
	});
}

/**
 * What the words of a call mean together. `answered_by` is more precise than `status`: a call to a mailbox is "completed". `completed` is
 * more recent than `queue_status`.
 */
function meaningOf(row: unknown): WordMeaning {
	const queue = text(at(row, 'queue_status'));
	const stood = mapStatus('bland', text(at(row, 'status')), queue);
	const isOver = at(row, 'completed') === true || isTerminal(stood.status) || queue === 'complete';
	if (!isOver) return stood;
	const answeredBy = text(at(row, 'answered_by'));
	const byPerson = answeredBy === 'human' ? ended('answered') : mapStatus('bland', answeredBy);
	// A call that failed or was canceled on its way keeps that outcome, whoever answered it.
	if (stood.status === 'failed') return stood.outcome === 'failed' ? ended(outcomeOfError(row, byPerson.outcome)) : stood;
	if (byPerson.outcome !== null) return byPerson;
	return isTerminal(stood.status) ? stood : stage('completed');
}

/** More precise outcomes of a failed call, from the words of `error_message` that the page lists. Some are inferred from SIP codes. */
const outcomesOfErrors: Array<[RegExp, CallOutcome]> = [
	[/\bblocked\b|\bspam\b|\b608\b/i, 'rejected'],
	[/\bbusy\b|\b486\b/i, 'busy'],
	[/temporarily unavailable|\b480\b/i, 'no_answer'],
];

function outcomeOfError(row: unknown, answeredBy: CallOutcome | null): CallOutcome {
	const said = text(at(row, 'error_message')) ?? '';
	return outcomesOfErrors.find(([words]) => words.test(said))?.[1] ?? (answeredBy === 'no_answer' ? 'no_answer' : 'failed');
}

/** Errors that the page places before the dialing: "an error occurred before the call was queued", "while the call was queued". */
const beforeDialing = ['pre_queue_error', 'queue_error'];

/** The problem of a call that ended in the queue, or null if it may have been dialed. A sign of a dial outweighs the queue's word. */
function neverDialed(row: unknown, { status, outcome }: WordMeaning): Problem | null {
	if (!beforeDialing.includes(text(at(row, 'queue_status')) ?? '') || status !== 'failed') return null;
	const hasRung = text(at(row, 'started_at'), at(row, 'answered_by')) !== null || (durationOf(row) ?? 0) > 0;
	if (hasRung || outcome === 'busy' || outcome === 'no_answer' || outcome === 'rejected') return null;
	const said = text(at(row, 'error_message'));
	const why = said === null ? 'It gives no reason' : `It says: "${maskNumbersIn(said).slice(0, 300)}"`;
	return problem(
		'call_rejected',
		`Bland took the call and dropped it before it dialed. ${why}. Check the number and the account at Bland.`,
	);
}

function durationOf(row: unknown): number | null {
	const minutes = number(at(row, 'call_length'));
	return seconds(at(row, 'corrected_duration')) ?? (minutes === null ? null : seconds(Math.round(minutes * 60)));
}

function endReasonOf(row: unknown, { status }: WordMeaning): string | null {
	const [by, error] = [at(row, 'call_ended_by'), at(row, 'error_message')];
	return status === 'failed' ? text(error, by) : text(by, error);
}

/** `price` is in US dollars. Before the end it is not final. */
function costOf(row: unknown, { status }: WordMeaning): CallRecord['cost'] {
	const price = number(at(row, 'price'));
	return price === null || !isTerminal(status) ? null : { amount: Math.abs(price), currency: 'USD' };
}

/** The spoken lines of a transcript. Actions of the agent are no speech. */
function linesOf(transcripts: unknown): string | null {
	const lines = list(transcripts)
		.filter((line) => at(line, 'user') !== 'agent-action')
		.flatMap((line) => (text(at(line, 'text')) === null ? [] : [`${text(at(line, 'user')) ?? 'unknown'}: ${text(at(line, 'text'))}`]));
	return lines.length === 0 ? null : lines.join('\n');
}
