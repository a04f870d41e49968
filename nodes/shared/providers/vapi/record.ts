import type { JsonObject } from '../../call/json';
import { at, instant, list, number, object, seconds, text } from '../../call/json';
import { isTerminal } from '../../call/lifecycle';
import type { CallCost, CallRecord } from '../../call/record';
import { callRecord } from '../../call/record';
import { e164Of } from '../../phoneNumber/spelling';
import { mapStatus } from '../statusMap';
import type { WordMeaning } from '../words';
import { meaningOfReason, neverDialedProblem } from './reasons';

/**
 * Reads a Call of POST /call, GET /call/{id}, GET /call, or the call in a server message with the message's fields laid over it. Vapi does
 * not document when a call was answered. Source: OpenAPI schema Call, https://docs.vapi.ai/calls/call-features
 */
export function readCall(row: unknown): CallRecord {
	const meaning = meaningOf(row);
	const reason = text(at(row, 'endedReason'));
	const isOver = isTerminal(meaning.status);
	const unrung = isOver && reason !== null && !talked(row) ? neverDialedProblem(reason) : null;
	const sent = metadataOf(row);
	const [startedAt, endedAt] = [instant(at(row, 'startedAt')), instant(at(row, 'endedAt'))];
	return callRecord('vapi', {
		callId: text(at(row, 'id')),
		reference: text(at(sent, 'reference')),
		agentId: text(at(row, 'assistantId')),
		to: e164Of(at(row, 'customer', 'number')),
		from: e164Of(at(row, 'phoneNumber', 'number')),
		recipientName: text(at(row, 'customer', 'name')),
		...meaning,
		dialed: unrung === null ? 'yes' : 'no',
		attempt: number(at(sent, 'callAttempt')),
		createdAt: instant(at(row, 'createdAt')),
		startedAt,
		endedAt,
		durationSeconds: isOver ? (seconds(at(row, 'durationSeconds')) ?? secondsBetween(startedAt, endedAt)) : null,
		recordingUrl: text(
			at(row, 'artifact', 'presignedMonoUrl'),
			at(row, 'artifact', 'recording', 'mono', 'combinedUrl'),
			at(row, 'artifact', 'recordingUrl'),
			at(row, 'recordingUrl'),
		),
		transcript: text(at(row, 'artifact', 'transcript'), at(row, 'transcript')),
		summary: text(at(row, 'analysis', 'summary'), at(row, 'summary')),
		analysis: {
			sentiment: null,
			sentimentScores: null,
			speechMetrics: null,
			outcome: text(at(row, 'analysis', 'successEvaluation')),
			converted: null,
		},
		endReason: reason,
		cost: isOver ? costOf(at(row, 'cost')) : null,
		variables: nonEmpty(object(at(row, 'assistantOverrides', 'variableValues'))),
		context: nonEmpty(object(at(sent, 'context'))),
		...(unrung !== null && { problem: unrung }),
	});
}

/** Whether the row shows that somebody talked. Such a call was dialed, whatever its reason says. */
const talked = (row: unknown): boolean =>
	text(at(row, 'startedAt')) !== null && (list(at(row, 'artifact', 'messages')).length > 0 || list(at(row, 'messages')).length > 0);

/** The status, and for a call that is over how its reason says it ended. An end without a reason leaves the outcome open. */
function meaningOf(row: unknown): WordMeaning {
	const meaning = mapStatus('vapi', text(at(row, 'status')));
	const reason = text(at(row, 'endedReason'));
	return meaning.status === 'completed' && reason !== null ? meaningOfReason(reason, talked(row)) : meaning;
}

/** The metadata that our request sent. It stands where it was sent: beside a saved assistant, or in the assistant of a script. */
const metadataOf = (row: unknown): JsonObject | null => object(at(row, 'assistantOverrides', 'metadata'), at(row, 'assistant', 'metadata'));

const nonEmpty = (value: JsonObject | null): JsonObject | null => (value === null || Object.keys(value).length === 0 ? null : value);

/** The price in US dollars. It is 0 until Vapi has added it up. */
function costOf(value: unknown): CallCost | null {
	const amount = number(value);
	return amount === null || amount <= 0 ? null : { amount, currency: 'USD' };
}

function secondsBetween(from: string | null, to: string | null): number | null {
	if (from === null || to === null) return null;
	return seconds(Math.round((Date.parse(to) - Date.parse(from)) / 1000));
}
