import type { JsonObject } from '../../call/json';
import { at, hasZone, instant, number, object, seconds, text } from '../../call/json';
import { isTerminal } from '../../call/lifecycle';
import type { CallRecord } from '../../call/record';
import { callRecord } from '../../call/record';
import { e164Of } from '../../phoneNumber/spelling';
import { withoutOwn } from '../reserved';
import type { WordMeaning } from '../words';
import { mapStatus } from '../statusMap';

/**
 * Reads a row of /agents/executions/list (upper-case fields) or of /transactions/calling-list-with-transaction (lower case). CALL_STATUS
 * describes the phone call and takes precedence over STATUS, which describes the execution. If CALL_STATUS only says that the call was
 * answered, a finished execution means that the call ended. The second endpoint's created_at, such as "15 Jan 2025, 10:12 AM", has no
 * documented zone and is not read. The first endpoint's zone is not documented either, so the time in the metadata takes precedence over
 * it. Source: call-summary, call-cost.
 */
export function readCall(row: unknown): CallRecord {
	const input = inputOf(row);
	const disposition = text(at(row, 'DISPOSITION'), at(row, 'disposition'));
	const meaning = meaningOfRow(row);
	const began = [at(row, 'CREATED_AT'), at(row, 'created_at'), at(row, 'started_at')];
	const ended = meaning.status === 'completed' && mapStatus('unleashx', disposition).outcome === 'voicemail';
	return callRecord('unleashx', {
		callId: text(at(row, 'track_id'), at(row, 'call_id'), at(row, 'ID'), at(row, 'id')),
		reference: text(at(input, 'reference')),
		agentId: text(at(row, 'AGENT_ID'), at(row, 'agent_id')),
		to: e164Of(at(row, 'CALLING_NUMBER'), at(row, 'calling_number')),
		from: e164Of(at(row, 'PROVIDER_NUMBER'), at(row, 'provider_number')),
		status: meaning.status,
		outcome: ended ? 'voicemail' : meaning.outcome,
		dialed: 'yes',
		attempt: number(at(input, 'callAttempt')),
		createdAt: instant(...began.filter((time) => hasZone(String(time))), at(input, 'dialedAt'), ...began),
		endedAt: instant(at(row, 'ended_at')),
		durationSeconds: seconds(at(row, 'TOTAL_DURATION'), at(row, 'total_duration')),
		recordingUrl: text(at(row, 'FILE_PATH'), at(row, 'recording_url')),
		transcript: text(at(row, 'TRANSCRIPT'), at(row, 'transcript')),
		summary: text(at(row, 'SUMMARY'), at(row, 'summary')),
		analysis: {
			sentiment: text(at(row, 'overall_sentiment'), at(row, 'VOICE_CALL_ANALYSIS', 'overall_sentiment')),
			sentimentScores: null,
			speechMetrics: object(at(row, 'VOICE_CALL_ANALYSIS')),
			outcome: disposition,
			converted: null,
		},
		endReason: enderOf(row),
		variables: withoutOwn(input),
		context: withoutOwn(object(at(input, 'context')), ['resumeUrl']),
	});
}

/** The data sent with the call: variables, and the names of the package. */
export const inputOf = (row: unknown): JsonObject | null => object(at(row, 'INPUT_DATA'), at(row, 'metadata'), at(row, 'input_data'));

function meaningOfRow(row: unknown): WordMeaning {
	const telephone = mapStatus('unleashx', text(at(row, 'CALL_STATUS'), at(row, 'call_status')));
	const execution = mapStatus('unleashx', text(at(row, 'STATUS'), at(row, 'status')));
	const answered = telephone.status === 'connected' || telephone.status === 'in_progress';
	const over = answered && isTerminal(execution.status);
	return telephone.status === 'unknown' || over ? execution : telephone;
}

/** The status words that say who ended the call. Source: campaign-audience-stats */
const enders = /^(agent|user)[ _-]ended$/i;

function enderOf(row: unknown): string | null {
	const words = ['CALL_STATUS', 'call_status', 'STATUS', 'status'].map((field) => text(at(row, field)));
	return words.find((word) => word !== null && enders.test(word.trim())) ?? null;
}

/** The rows of a list answer, with or without the wrapper `data` that other answers of this API have. Null if there is no list. */
export function rowsOf(body: unknown): unknown[] | null {
	const rows = at(body, 'datalist') ?? at(body, 'data', 'datalist') ?? at(body, 'transactions') ?? at(body, 'data', 'transactions');
	return Array.isArray(rows) ? rows : null;
}

/** The call in an answer of /call-summary, with or without the wrapper `data` that other answers of this API have. */
export const summaryIn = (body: unknown): unknown => at(body, 'data') ?? body;
