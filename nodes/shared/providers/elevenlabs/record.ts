import type { JsonObject } from '../../call/json';
import { at, instant, list, number, object, seconds, text } from '../../call/json';
import { isTerminal } from '../../call/lifecycle';
import type { CallCost, CallRecord } from '../../call/record';
import { callRecord } from '../../call/record';
import { e164Of } from '../../phoneNumber/spelling';
import { withoutOwn } from '../reserved';
import { mapStatus } from '../statusMap';
import type { WordMeaning } from '../words';
import { dialOf } from './userId';

/** The names that the package fills among the dynamic variables. */
export const ownVariables = ['reference', 'context', 'callAttempt'] as const;
/** Dynamic variables with this prefix are those of ElevenLabs. */
export const systemPrefix = 'system__';

/**
 * Reads a conversation of GET /v1/convai/conversations/{id}, a row of the list, or the data of the event post_call_transcription. A row of
 * the list has neither phone numbers nor `user_id`. Times are in seconds, the price is in credits.
 * Source: https://elevenlabs.io/docs/api-reference/conversations/get
 */
export function readCall(row: unknown): CallRecord {
	const variables = object(at(row, 'conversation_initiation_client_data', 'dynamic_variables'));
	const metadata = at(row, 'metadata');
	const meaning = meaningOf(row);
	const userId = text(at(row, 'user_id'), at(row, 'conversation_initiation_client_data', 'user_id'));
	const dial = userId === null ? null : dialOf(userId);
	return callRecord('elevenlabs', {
		callId: text(at(row, 'conversation_id')),
		agentId: text(at(row, 'agent_id')),
		reference: text(at(variables, 'reference')) ?? dial?.reference ?? null,
		...numbersOf(at(metadata, 'phone_call')),
		...meaning,
		dialed: 'yes',
		attempt: number(at(variables, 'callAttempt')) ?? dial?.attempt ?? null,
		startedAt: instant(at(metadata, 'start_time_unix_secs'), at(row, 'start_time_unix_secs')),
		answeredAt: instant(at(metadata, 'accepted_time_unix_secs')),
		durationSeconds: durationOf(row),
		transcript: transcriptOf(row),
		summary: text(at(row, 'analysis', 'transcript_summary'), at(row, 'transcript_summary')),
		analysis: {
			sentiment: null,
			sentimentScores: null,
			speechMetrics: null,
			outcome: verdictOf(row),
			converted: null,
		},
		endReason: reasonOf(row),
		cost: isTerminal(meaning.status) ? costOf(number(at(metadata, 'cost'))) : null,
		variables: withoutSystem(withoutOwn(variables, ownVariables)),
		context: object(at(variables, 'context')),
	});
}

/** The called number and the caller. `external_number` is the person's, whoever called. */
function numbersOf(phoneCall: unknown): Pick<CallRecord, 'to' | 'from'> {
	const person = e164Of(at(phoneCall, 'external_number'));
	const agent = e164Of(at(phoneCall, 'agent_number'));
	return at(phoneCall, 'direction') === 'inbound' ? { to: agent, from: person } : { to: person, from: agent };
}

/**
 * ElevenLabs does not publish how a conversation tells that nobody answered. If a failed one gives its reason in the words of the event
 * call_initiation_failure, the reason is the outcome. A finished one without any talk has no outcome: it proves no answer.
 */
function meaningOf(row: unknown): WordMeaning {
	const meaning = mapStatus('elevenlabs', text(at(row, 'status')));
	if (meaning.status === 'failed') {
		const ofReason = mapStatus('elevenlabs', text(at(row, 'metadata', 'error', 'reason')), reasonOf(row));
		return ofReason.status === 'failed' ? ofReason : meaning;
	}
	if (meaning.status !== 'completed') return meaning;
	if (isVoicemail(row)) return { ...meaning, outcome: 'voicemail' };
	return wasSilent(row) ? { ...meaning, outcome: null } : meaning;
}

/** Whether the tool voicemail_detection ended the call. The text of the reason is free, so only the name of the tool is looked for. */
const isVoicemail = (row: unknown): boolean =>
	/voicemail_detection/i.test(reasonOf(row) ?? '') ||
	list(at(row, 'transcript')).some((turn) =>
		list(at(turn, 'tool_calls')).some((tool) => text(at(tool, 'tool_name'), at(tool, 'name')) === 'voicemail_detection'),
	);

/** Whether the call is told to have lasted no second, and nothing was said in it. */
function wasSilent(row: unknown): boolean {
	const turns = at(row, 'transcript');
	const said = Array.isArray(turns) ? turns.length : number(at(row, 'message_count'));
	return durationOf(row) === 0 && (said ?? 0) === 0;
}

const durationOf = (row: unknown): number | null => seconds(at(row, 'metadata', 'call_duration_secs'), at(row, 'call_duration_secs'));

/** The provider's own words for the end. */
const reasonOf = (row: unknown): string | null =>
	text(
		at(row, 'metadata', 'termination_reason'),
		at(row, 'termination_reason'),
		at(row, 'metadata', 'error', 'reason'),
		at(row, 'metadata', 'error', 'code'),
	);

/** What was said, a line for each turn: "agent: Hello." A turn without words is a call of a tool. */
function transcriptOf(row: unknown): string | null {
	const lines = list(at(row, 'transcript')).flatMap((turn) => {
		const said = text(at(turn, 'message'));
		return said === null ? [] : [`${text(at(turn, 'role')) ?? 'unknown'}: ${said}`];
	});
	return lines.length === 0 ? null : lines.join('\n');
}

/** The verdict of the analysis: success or failure. "unknown" stands there before the analysis, too. */
function verdictOf(row: unknown): string | null {
	const verdict = text(at(row, 'analysis', 'call_successful'), at(row, 'call_successful'));
	return verdict === 'unknown' ? null : verdict;
}

const costOf = (credits: number | null): CallCost | null =>
	credits === null || credits < 0 ? null : { amount: credits, currency: 'credits' };

function withoutSystem(variables: JsonObject | null): JsonObject | null {
	const rest = Object.entries(variables ?? {}).filter(([name]) => !name.startsWith(systemPrefix));
	return rest.length === 0 ? null : Object.fromEntries(rest);
}
