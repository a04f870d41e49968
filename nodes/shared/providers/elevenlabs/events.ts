import type { CallEvent, CallEventName } from '../../call/event';
import { eventId, eventNameOf } from '../../call/event';
import type { Json } from '../../call/json';
import { at, instant, isObject, text } from '../../call/json';
import { isTerminal } from '../../call/lifecycle';
import type { CallRecord } from '../../call/record';
import { callRecord } from '../../call/record';
import { e164Of } from '../../phoneNumber/spelling';
import { bodySignature, secondsToMilliseconds } from '../../webhooks/signature';
import type { EventWebhook } from '../provider';
import { mapStatus } from '../statusMap';
import { ended } from '../words';
import { readCall } from './record';

/**
 * Reads one event: `{type, event_timestamp, data}`. The event has no ID, so its ID is made from our name of it and the conversation.
 * Source: https://elevenlabs.io/docs/eleven-agents/workflows/post-call-webhooks
 */
export function readEvents(body: unknown): CallEvent[] {
	const { event, record } = readData(text(at(body, 'type')), at(body, 'data'));
	return [
		{
			event,
			eventId: eventId('elevenlabs', event, record.callId, body),
			occurredAt: instant(at(body, 'event_timestamp')),
			record: { ...record, dialed: record.callId === null ? 'maybe' : 'yes' },
			raw: withoutAudio(body) as Json,
		},
	];
}

function readData(type: string | null, data: unknown): { event: CallEventName; record: CallRecord } {
	switch (type) {
		case 'post_call_transcription': {
			const read = readCall(data);
			// The event comes after the call and its analysis, whatever word the data has.
			const record: CallRecord = isTerminal(read.status) ? read : { ...read, status: 'completed' };
			return { event: eventNameOf(record.status), record };
		}
		case 'call_initiation_failure':
			return { event: 'call.failed', record: readFailure(data) };
		case 'post_call_audio':
			return { event: 'call.recording_ready', record: { ...readCall(data), status: 'completed' } };
		default:
			return { event: 'call.unknown', record: readCall(data) };
	}
}

/** A call that did not come about. `metadata.body` holds the fields of the phone company, of which only Twilio's names are published. */
function readFailure(data: unknown): CallRecord {
	const told = mapStatus('elevenlabs', text(at(data, 'failure_reason')));
	const fields = at(data, 'metadata', 'body');
	return callRecord('elevenlabs', {
		callId: text(at(data, 'conversation_id')),
		agentId: text(at(data, 'agent_id')),
		to: e164Of(at(fields, 'Called'), at(fields, 'To')),
		from: e164Of(at(fields, 'Caller'), at(fields, 'From')),
		...(told.status === 'failed' ? told : ended('failed')),
		endReason: text(at(data, 'failure_reason')),
	});
}

/** The body without the recording, which has megabytes. Download Recording fetches it. */
function withoutAudio(body: unknown): unknown {
	const data = at(body, 'data');
	if (!isObject(body) || !isObject(data) || !Object.hasOwn(data, 'full_audio')) return body;
	const rest = { ...data };
	delete rest.full_audio;
	return { ...body, data: rest };
}

/** Exactly one time and one signature, in this order. Parts of other versions may stand between them. */
const signatureForm =
	/^(?:(?!t=|v0=)[^,]*,)*t=(?<time>[1-9]\d{0,11})(?:,(?!t=|v0=)[^,]*)*,v0=(?<digest>[0-9a-f]{64})(?:,(?!t=|v0=)[^,]*)*$/;

/**
 * `ElevenLabs-Signature: t=<seconds>,v0=<hex>`, HMAC-SHA256 of `<t>.<body>` with the webhook's secret as text. The official SDK refuses a
 * time that is more than 30 minutes old.
 * Source: https://github.com/elevenlabs/elevenlabs-js, src/wrapper/webhooks.ts
 */
const signature = bodySignature({
	secretField: { name: 'webhookSecret', label: 'Webhook Secret', inAddress: false },
	header: 'elevenlabs-signature',
	form: signatureForm,
	around: (time) => ({ before: `${time}.` }),
	tolerance: 30 * 60_000,
	toMilliseconds: secondsToMilliseconds,
});

export const webhook: EventWebhook = {
	proofs: [signature],
	notice:
		'Make a webhook at ElevenLabs, in the settings of Agents, with the authentication HMAC and the Webhook URL of this node (test or production), and choose it as post-call webhook with the event transcript. Copy its secret into Webhook Secret of the credential. Leave the event audio out: it sends the whole recording.',
};
