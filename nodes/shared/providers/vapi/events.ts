import type { CallEvent, CallEventName } from '../../call/event';
import { eventId, eventNameOf, occurrenceOf } from '../../call/event';
import type { Json, JsonObject } from '../../call/json';
import { at, instant, object, prune, text } from '../../call/json';
import { isTerminal } from '../../call/lifecycle';
import type { CallRecord } from '../../call/record';
import { readCall } from './record';

/** The server messages that tell a status. All others are about a moment of the talk. */
const ofStatus = ['status-update', 'end-of-call-report'];

/**
 * Reads a server message. Its call stands under `message`, with what is new beside it. A status update about the end and the report after it
 * are one event, under one ID. The report also brings what is ready with it. Vapi gives its messages no ID.
 * Source: https://docs.vapi.ai/server-url/events
 */
export function readEvents(body: unknown): CallEvent[] {
	const message = at(body, 'message');
	const type = text(at(message, 'type'));
	const isReport = type === 'end-of-call-report';
	const read = readCall(rowOf(message, isReport));
	const record: CallRecord = ofStatus.includes(type ?? '') ? read : { ...withoutEnd(read), status: 'unknown', outcome: null };
	const told: CallRecord = record.callId === null ? { ...record, dialed: 'maybe' } : record;
	const word = isReport ? 'ended' : text(at(message, 'status'));
	const happened = instant(at(message, 'timestamp'));
	const one = (event: CallEventName): CallEvent => ({
		event,
		eventId: eventId('vapi', event, told.callId, body, null, occurrenceOf(event, word, null, null)),
		occurredAt: happened,
		record: told,
		raw: body as Json,
	});
	const first = eventNameOf(told.status);
	return [first, ...(isReport && told.callId !== null && isTerminal(told.status) ? readyWith(told) : [])].map(one);
}

/** What a report brings besides the end. */
function readyWith({ recordingUrl, transcript, summary, analysis }: CallRecord): CallEventName[] {
	const ready: Array<[CallEventName, unknown]> = [
		['call.recording_ready', recordingUrl],
		['call.transcript_ready', transcript],
		['call.analysis_ready', summary ?? analysis.outcome],
	];
	return ready.flatMap(([name, value]) => (value === null ? [] : [name]));
}

/** A message of a moment of the talk does not say how its call ended. */
function withoutEnd(told: CallRecord): CallRecord {
	const record: CallRecord = { ...told, dialed: 'yes' };
	delete record.problem;
	return record;
}

/** Names of a message's own fields that a Call has too. Those of the message are newer. */
const newer = ['status', 'endedReason', 'artifact', 'analysis', 'cost', 'startedAt', 'endedAt', 'durationSeconds', 'transcript', 'summary'];
/** Names of what a message tells of the call's surroundings, if the call itself does not. */
const around = ['customer', 'phoneNumber', 'assistant'];

/** The call of a message as a row of the API would show it. */
function rowOf(message: unknown, isReport: boolean): JsonObject {
	const given = (names: readonly string[]): JsonObject => prune(Object.fromEntries(names.map((name) => [name, at(message, name) as Json])));
	return { ...given(around), ...object(at(message, 'call')), ...given(newer), ...(isReport && { status: 'ended' }) };
}
