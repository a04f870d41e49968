import type { CallEvent } from '../../call/event';
import { eventId, eventNameOf } from '../../call/event';
import type { Json } from '../../call/json';
import { at, isObject, object, text } from '../../call/json';
import { withGapsFilled } from '../../call/record';
import { e164Of } from '../../phoneNumber/spelling';
import { readCall } from './record';
import { createHmac } from 'node:crypto';
import { digestOf, isOneOf } from '../../webhooks/secret';
import type { Delivery } from '../../webhooks/delivery';
import type { WebhookVerifier } from '../../webhooks/verify';
import type { EventWebhook } from '../provider';

/**
 * Reads the post-call webhook: one request per call, without an event name. The status of `call` says how the call ended. The request
 * includes the transcript and the analysis.
 * Source: https://docs.synthflow.ai/post-call-webhook
 */
export function readEvents(body: unknown): CallEvent[] {
	const call = at(body, 'call');
	const row = isObject(call) ? { status: at(body, 'status') as Json, analysis: at(body, 'analysis') as Json, ...call } : {};
	const read = readCall(row);
	const record = withGapsFilled(
		{ ...read, dialed: read.callId === null ? 'maybe' : 'yes' },
		{
			to: e164Of(at(body, 'lead', 'phone_number')),
			recipientName: text(at(body, 'lead', 'name')),
			variables: object(at(body, 'lead', 'prompt_variables')),
		},
	);
	const event = eventNameOf(record.status);
	return [
		{
			event,
			eventId: eventId('synthflow', event, record.callId, body),
			occurredAt: record.endedAt,
			record,
			raw: body as Json,
		},
	];
}

/** The page names the header in the spelling of a WSGI server. The header sent is one of these. */
const headers = ['synthflow-signature', 'x-synthflow-signature', 'http_synthflow_signature', 'http-synthflow-signature'];

/** The values of every one of these headers. A header that came twice proves nothing. */
const extract = (delivery: Delivery): string[] => headers.flatMap((name) => delivery.header(name));
const isTwice = (delivery: Delivery): boolean => headers.some((name) => delivery.header(name).length > 1);

/**
 * HMAC-SHA256 of the call ID, base64, with the workspace's secret as plain text. It does not cover the rest of the body:
 * https://docs.synthflow.ai/security
 */
const callIdSignature: WebhookVerifier = {
	keyFrom: 'credential',
	secretField: { name: 'webhookSecret', label: 'Webhook Secret', inAddress: false },
	coversBody: false,
	extract,
	toKey: (secret) => Buffer.from(secret, 'utf8'),
	verify(delivery, keys) {
		const callId = at(delivery.body(), 'call', 'call_id');
		if (typeof callId !== 'string' || callId.trim() === '' || callId.length > 256 || isTwice(delivery)) return false;
		const expected = keys.map((key) => digestOf(createHmac('sha256', key).update(callId).digest('base64')));
		return extract(delivery).every((signature) => isOneOf(signature, expected));
	},
};

export const webhook: EventWebhook = {
	proofs: [callIdSignature],
	notice:
		'Put a Webhook URL of this node (test or production) into Callback URL of Make Call or Send Call, or into the webhook settings of the agent at Synthflow. The Webhook Secret of the credential is the one that Synthflow shows under Security, Webhooks.',
};
