import { createHmac } from 'node:crypto';
import type { CallEventName } from '../../call/event';
import { eventId } from '../../call/event';
import type { Json, JsonObject } from '../../call/json';
import type { CallRecord, CallStatus } from '../../call/record';
import type { CallRequest } from '../../call/request';
import type { CallbackDelivery } from '../provider';

/** The events of one played call, in order, each with what was known of the call at that moment. */
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
 * What the Simulator posts to the call's callback URL: one event a request, signed as Standard Webhooks say
 * (HMAC-SHA256 over id.timestamp.body). There is no account, so the callback address itself is the secret.
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
	eventsOf(record).map((one) => ({
		event: one.event,
		eventId: eventId('simulator', one.event, record.callId, null),
		occurredAt: one.occurredAt,
		call: one.record as unknown as Json,
	}));

function signed(url: string, record: CallRecord, id: string, body: JsonObject): CallbackDelivery {
	const timestamp = String(Math.floor(Date.parse(record.endedAt ?? '') / 1000));
	const signature = createHmac('sha256', url).update(`${id}.${timestamp}.${JSON.stringify(body)}`).digest('base64');
	return {
		url,
		headers: { 'webhook-id': id, 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` },
		body,
	};
}
