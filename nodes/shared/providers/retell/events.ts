import type { CallEvent, CallEventName } from '../../call/event';
import { eventId, eventNameOf } from '../../call/event';
import type { Json } from '../../call/json';
import { at, instant, text } from '../../call/json';
import { isTerminal } from '../../call/lifecycle';
import type { CallRecord } from '../../call/record';
import { bodySignature } from '../../webhooks/signature';
import type { EventWebhook } from '../provider';
import { readCall } from './record';

/**
 * Reads `{event, call}`. A delivery has no ID, so an event is known by its name and its call. `call_analyzed` comes last and brings the
 * analysis; it also tells the end, in case that `call_ended` was lost. The end has one ID, whichever of the two brings it. Parts of a
 * transcript and stages of a transfer are told as `call.unknown`, with the body. Source: https://docs.retellai.com/features/webhook-overview
 */
export function readEvents(body: unknown): CallEvent[] {
	const name = text(at(body, 'event'));
	const read = readCall(at(body, 'call'));
	const record = read.callId === null ? { ...read, dialed: 'maybe' as const } : read;
	const sentAt = instant(at(body, 'event_timestamp'));
	const event = (event: CallEventName, occurredAt: string | null, record: CallRecord): CallEvent => ({
		event,
		eventId: eventId('retell', event, record.callId, body),
		occurredAt,
		record,
		raw: body as Json,
	});
	if (name === 'call_started')
		return [event('call.in_progress', record.startedAt ?? sentAt, { ...record, status: 'in_progress', outcome: null })];
	if (name !== 'call_ended' && name !== 'call_analyzed') return [event('call.unknown', sentAt, record)];
	const over: CallRecord = isTerminal(record.status) ? record : { ...record, status: 'completed', outcome: null };
	const end = event(eventNameOf(over.status), over.endedAt ?? (name === 'call_ended' ? sentAt : null), over);
	return name === 'call_ended' ? [end] : [end, event('call.analysis_ready', sentAt, over)];
}

/**
 * HMAC-SHA256 of the raw body followed by the time in milliseconds. The key is the API key with the webhook badge. That the addresses given
 * with one call are signed too is not documented. Source: https://docs.retellai.com/features/secure-webhook and
 * https://github.com/RetellAI/retell-typescript-sdk/blob/main/src/lib/webhook_auth.ts
 */
const signature = bodySignature({
	secretField: { name: 'webhookApiKey', label: 'Webhook API Key', inAddress: false, fallback: 'apiKey' },
	header: 'x-retell-signature',
	form: /^v=(?<time>\d+),d=(?<digest>[0-9a-f]{64})$/,
	around: (time) => ({ after: time }),
	tolerance: 300_000,
	absentPerCall: true,
});

export const webhook: EventWebhook = {
	proofs: [signature],
	notice:
		'Put a Webhook URL of this node (test or production) into Callback URL of Make Call or Send Call, or into the webhook settings of the agent or the account at Retell AI. Retell AI signs with the key that has the webhook badge: if that is not the API Key of the credential, fill in Webhook API Key there.',
	// Retell AI is told to wait 30 seconds for an answer.
	analysisLag: 24_000,
};
