import { callEventNames, eventId } from '../../call/event';
import type { CallEvent, CallEventName } from '../../call/event';
import type { Json, JsonObject } from '../../call/json';
import { at, instant, list, number, object, text, toJson } from '../../call/json';
import type { CallAttempt, CallCost, CallRecord, CallStatus } from '../../call/record';
import { callOutcomes, callRecord, callStatuses } from '../../call/record';
import { standardSignature } from '../../webhooks/standardWebhooks';
import { createHmac } from 'node:crypto';
import type { CallRequest } from '../../call/request';
import type { CallbackDelivery, EventWebhook } from '../provider';

/** The value if it is one of the words, else null. */
const oneOf = <T extends string>(words: readonly T[], value: unknown): T | null =>
	(words as readonly unknown[]).includes(value) ? (value as T) : null;

/** Reads one event per body, in the shape that `callbacks` of this file makes. */
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

/** The record in the body. A field of the wrong type is left out, because the body comes from the network. */
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
		endReason: text(at(call, 'endReason')),
		cost: costIn(at(call, 'cost')),
		variables: object(at(call, 'variables')),
		context: (at(call, 'context') ?? null) as Json,
	});
}

function costIn(value: unknown): CallCost | null {
	const [amount, currency] = [number(at(value, 'amount')), text(at(value, 'currency'))];
	return amount === null || currency === null ? null : { amount, currency };
}

function attemptsIn(value: unknown): CallAttempt[] | null {
	if (!Array.isArray(value)) return null;
	return list(value).map((row, index) => ({
		attempt: number(at(row, 'attempt')) ?? index + 1,
		callId: text(at(row, 'callId')),
		status: oneOf(callStatuses, at(row, 'status')) ?? 'unknown',
		outcome: oneOf(callOutcomes, at(row, 'outcome')),
		startedAt: instant(at(row, 'startedAt')),
		endedAt: instant(at(row, 'endedAt')),
	}));
}

/** Signs as Standard Webhooks describe. The callback address is the secret, because the Simulator has no account to keep one in. */
export const webhook: EventWebhook = {
	proofs: [standardSignature],
	notice:
		'Execute this step to see the event of a sample call. For your own simulated calls put a Webhook URL of this node (test or production), unchanged, into Callback URL of Make Call or Send Call.',
};

/** The events of one played call in order, each with the record as it was known at that moment. */
export function eventsOf(record: CallRecord): Array<{ event: CallEventName; occurredAt: string; record: CallRecord }> {
	const upTo = (status: CallStatus): CallRecord => ({
		...record,
		status,
		outcome: null,
		endedAt: null,
		durationSeconds: null,
		recordingUrl: null,
		transcript: null,
		summary: null,
		endReason: null,
		cost: null,
		analysis: { sentiment: null, sentimentScores: null, speechMetrics: null, outcome: null, converted: null },
		answeredAt: status === 'connected' || status === 'in_progress' ? record.answeredAt : null,
	});
	const created = record.createdAt ?? '';
	const started = record.startedAt ?? created;
	const ended = record.endedAt ?? started;
	const events: Array<[CallEventName, string, CallRecord]> = [
		['call.queued', created, upTo('queued')],
		['call.initiated', started, upTo('initiated')],
		['call.ringing', started, upTo('ringing')],
	];
	if (record.answeredAt !== null) {
		events.push(['call.connected', record.answeredAt, upTo('connected')]);
		events.push(['call.in_progress', record.answeredAt, upTo('in_progress')]);
	}
	events.push([record.status === 'completed' ? 'call.completed' : 'call.failed', ended, record]);
	if (record.recordingUrl !== null) events.push(['call.recording_ready', ended, record]);
	if (record.transcript !== null) events.push(['call.transcript_ready', ended, record]);
	return events.map(([event, occurredAt, known]) => ({ event, occurredAt, record: known }));
}

/**
 * The requests that the Simulator posts to the call's callback URL: one event per request, signed as Standard Webhooks describe
 * (HMAC-SHA256 over id.timestamp.body). The callback address is the secret, because the Simulator has no account.
 */
export function callbacks(record: CallRecord, call: CallRequest): CallbackDelivery[] {
	const url = call.callbackUrl;
	return url === null ? [] : eventBodies(record).map((body) => signed(url, record, body.eventId, body));
}

/** All events of a played call in one delivery. */
export function batch(record: CallRecord, url: string): CallbackDelivery {
	const events = eventBodies(record);
	return signed(url, record, events[0].eventId, { events });
}

const eventBodies = (record: CallRecord) =>
	eventsOf(record).map((played) => ({
		event: played.event,
		eventId: eventId('simulator', played.event, record.callId, null),
		occurredAt: played.occurredAt,
		call: toJson(played.record),
	}));

function signed(url: string, record: CallRecord, id: string, body: JsonObject): CallbackDelivery {
	const timestamp = String(Math.floor(Date.parse(record.endedAt ?? '') / 1000));
	const signature = createHmac('sha256', url)
		.update(`${id}.${timestamp}.${JSON.stringify(body)}`)
		.digest('base64');
	return {
		url,
		headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` },
		body,
	};
}
