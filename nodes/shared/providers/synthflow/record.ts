import { at, instant, object, seconds, text } from '../../call/json';
import type { CallOutcome, CallRecord } from '../../call/record';
import { callRecord } from '../../call/record';
import { e164Of } from '../../phoneNumber/spelling';
import { mapStatus } from '../statusMap';

/** End reasons that are more precise than the status (API and webhook sets, field `end_call_reason`). */
const outcomeOfReason = new Map<string | null, CallOutcome>([
	['voicemail', 'voicemail'],
	['voicemail_cut_off', 'voicemail'],
	['voicemail_message_left', 'voicemail'],
	['user_canceled', 'cancelled'],
]);

/**
 * Reads a call of GET /calls (field `call_status`), GET /calls/{id} (field `status`) or of the post-call webhook. `start_time` is
 * milliseconds as text in the API and ISO in the webhook. `telephony_*` durations are milliseconds.
 */
export function readCall(row: unknown): CallRecord {
	const meaning = mapStatus('synthflow', text(at(row, 'call_status'), at(row, 'status')));
	const reason = text(at(row, 'end_call_reason'));
	const judged = object(at(row, 'judge_results'), at(row, 'analysis'));
	const startedAt = instant(at(row, 'start_time'), at(row, 'telephony_start'));
	const durationSeconds = seconds(at(row, 'duration'));
	return callRecord('synthflow', {
		callId: text(at(row, 'call_id')),
		agentId: text(at(row, 'model_id')),
		to: e164Of(at(row, 'phone_number_to'), at(row, 'lead_phone_number')),
		from: e164Of(at(row, 'phone_number_from'), at(row, 'agent_phone_number')),
		recipientName: text(at(row, 'name'), at(row, 'lead_name')),
		status: meaning.status,
		outcome: outcomeOfReason.get(reason) ?? meaning.outcome,
		dialed: 'yes',
		startedAt,
		endedAt: instant(at(row, 'telephony_end')) ?? endOf(startedAt, durationSeconds, meaning.outcome),
		durationSeconds,
		recordingUrl: text(at(row, 'recording_url')),
		transcript: text(at(row, 'transcript')),
		analysis: {
			sentiment: text(at(judged, 'user_sentiment')),
			sentimentScores: null,
			speechMetrics: null,
			outcome: reason,
			converted: goal(at(judged, 'goal')),
		},
		endReason: endReasonOf(row, reason),
		variables: object(at(row, 'prompt_variables')),
	});
}

function endOf(startedAt: string | null, duration: number | null, outcome: CallOutcome | null): string | null {
	if (startedAt === null || duration === null || outcome === null) return null;
	return instant(Date.parse(startedAt) + duration * 1000);
}

/** The user's own word where the reason says that there is one. The webhook writes "undefined" for a call without a reason. */
function endReasonOf(row: unknown, reason: string | null): string | null {
	if (reason === 'custom_end_call') return text(at(row, 'custom_end_call_reason')) ?? reason;
	return reason === 'undefined' ? null : reason;
}

const goal = (value: unknown): boolean | null => {
	if (value === true || value === 'true') return true;
	return value === false || value === 'false' ? false : null;
};
