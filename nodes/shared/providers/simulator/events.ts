import { callEventNames, eventId } from '../../call/event';
import type { CallEvent, CallEventName } from '../../call/event';
import type { Json } from '../../call/json';
import { at, instant, list, number, object, text } from '../../call/json';
import type { CallAttempt, CallRecord } from '../../call/record';
import { callOutcomes, callRecord, callStatuses } from '../../call/record';

/** The value where it is one of the words, else null. */
const oneOf = <T extends string>(words: readonly T[], value: unknown): T | null =>
	(words as readonly unknown[]).includes(value) ? (value as T) : null;

/** One event a body, as `callbacks` of this folder makes it. */
export function readEvents(body: unknown): CallEvent[] {
	const event: CallEventName = oneOf(callEventNames, at(body, 'event')) ?? 'call.unknown';
	const record = readRecord(at(body, 'call'));
	const id = text(at(body, 'eventId'));
	return [
		{
			event,
			eventId: id !== null && /^evt_[0-9a-f]{32}$/.test(id) ? id : eventId('simulator', event, record.callId, body, id),
			occurredAt: instant(at(body, 'occurredAt')),
			record,
			raw: body as Json,
		},
	];
}

/** The record in the body, each field only where it has the right type: the body comes from the network. */
function readRecord(call: unknown): CallRecord {
	const callId = text(at(call, 'callId'));
	const converted = at(call, 'analysis', 'converted');
	return callRecord('simulator', {
		callId,
		reference: text(at(call, 'reference')),
		agentId: text(at(call, 'agentId')),
		to: text(at(call, 'to')),
		from: text(at(call, 'from')),
		recipientName: text(at(call, 'recipientName')),
		status: oneOf(callStatuses, at(call, 'status')) ?? 'unknown',
		outcome: oneOf(callOutcomes, at(call, 'outcome')),
		dialed: callId === null ? 'maybe' : 'yes',
		attempt: number(at(call, 'attempt')),
		attempts: attemptsIn(at(call, 'attempts')),
		simulated: true,
		createdAt: instant(at(call, 'createdAt')),
		startedAt: instant(at(call, 'startedAt')),
		answeredAt: instant(at(call, 'answeredAt')),
		endedAt: instant(at(call, 'endedAt')),
		durationSeconds: number(at(call, 'durationSeconds')),
		recordingUrl: text(at(call, 'recordingUrl')),
		transcript: text(at(call, 'transcript')),
		summary: text(at(call, 'summary')),
		analysis: {
			sentiment: text(at(call, 'analysis', 'sentiment')),
			sentimentScores: object(at(call, 'analysis', 'sentimentScores')),
			speechMetrics: object(at(call, 'analysis', 'speechMetrics')),
			outcome: text(at(call, 'analysis', 'outcome')),
			converted: typeof converted === 'boolean' ? converted : null,
		},
		variables: object(at(call, 'variables')),
		context: (at(call, 'context') ?? null) as Json,
	});
}

function attemptsIn(value: unknown): CallAttempt[] | null {
	if (!Array.isArray(value)) return null;
	return list(value).map((one, index) => ({
		attempt: number(at(one, 'attempt')) ?? index + 1,
		callId: text(at(one, 'callId')),
		status: oneOf(callStatuses, at(one, 'status')) ?? 'unknown',
		outcome: oneOf(callOutcomes, at(one, 'outcome')),
		startedAt: instant(at(one, 'startedAt')),
		endedAt: instant(at(one, 'endedAt')),
	}));
}
