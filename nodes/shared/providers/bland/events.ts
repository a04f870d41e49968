import type { CallEvent } from '../../call/event';
import { eventId, eventNameOf, occurrenceOf } from '../../call/event';
import type { Json } from '../../call/json';
import { at, text } from '../../call/json';
import type { CallStatus } from '../../call/record';
import { callRecord } from '../../call/record';
import { bodySignature } from '../../webhooks/signature';
import type { EventWebhook } from '../provider';
import { readCall } from './record';

/**
 * Reads a webhook. During the call it brings a live event: `{message, call_id, category, log_level}`, without a time. After the call it
 * brings the call itself, without an event name. Every other body, such as citations or evals, is unknown. Sources:
 * https://docs.bland.ai/api-v1/post/calls (webhook_events), https://docs.bland.ai/tutorials/post-call-webhooks
 */
export function readEvents(body: unknown): CallEvent[] {
	const isLive = text(at(body, 'category')) !== null;
	const isEnd = !isLive && (at(body, 'completed') !== undefined || at(body, 'corrected_duration') !== undefined);
	return [isEnd ? endOf(body) : stepOf(body)];
}

function endOf(body: unknown): CallEvent {
	const read = readCall(body);
	const record = read.callId === null ? { ...read, dialed: 'maybe' as const } : read;
	const event = eventNameOf(record.status);
	return {
		event,
		eventId: eventId('bland', event, record.callId, body),
		occurredAt: record.endedAt,
		record,
		raw: body as Json,
	};
}

/** The two steps among the messages. The category `call` also carries every spoken line, and the texts are no promised vocabulary. */
const steps: ReadonlyArray<{ category: string; message: string; status: CallStatus }> = [
	{ category: 'queue', message: 'call enqueued', status: 'queued' },
	{ category: 'call', message: 'call connected', status: 'connected' },
];

function stepOf(body: unknown): CallEvent {
	const message = text(at(body, 'message'))?.toLowerCase() ?? '';
	const step = steps.find((known) => known.message === message && known.category === at(body, 'category'));
	const status = step?.status ?? 'unknown';
	const callId = text(at(body, 'call_id'));
	const event = eventNameOf(status);
	return {
		event,
		eventId: eventId('bland', event, callId, body, null, occurrenceOf(event, message, null, null)),
		occurredAt: null,
		record: callRecord('bland', { callId, status, dialed: callId === null ? 'maybe' : 'yes' }),
		raw: body as Json,
	};
}

/** The HMAC of the body has no time, so a delivery that was seen can be sent again. So the trigger reads the call by default. */
export const webhook: EventWebhook = {
	proofs: [
		bodySignature({
			secretField: { name: 'webhookSecret', label: 'Webhook Secret', inAddress: false },
			header: 'x-webhook-signature',
		}),
	],
	readsCallByDefault: true,
	notice:
		'Put a Webhook URL of this node (test or production) into Callback URL of Make Call or Send Call. The Webhook Secret of the credential is the one that Bland shows once under Account Settings, Keys, Replace Secret; without it Bland signs nothing, and no event is let in.',
};
