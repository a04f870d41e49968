import { callEventNames, eventId, eventNameOf, occurrenceOf } from '../../call/event';
import type { CallEvent, CallEventName } from '../../call/event';
import type { Json } from '../../call/json';
import { at, instant, number, object, text } from '../../call/json';
import { e164Of } from '../../phoneNumber/spelling';
import { mapStatus, meaningOfEvent, yesOrNo } from '../statusMap';
import { readCall } from './record';
import { addressToken } from '../../webhooks/secret';
import type { EventWebhook } from '../provider';

const known = (name: string | null): CallEventName =>
	(callEventNames as readonly string[]).includes(name ?? '') ? (name as CallEventName) : 'call.unknown';

/**
 * Reads one event. Svalync names seven events and publishes no body for them, so the usual places are tried and the body is kept in `raw`.
 * Analytics of a finished call: duration, sentiment_scores, speech_metrics, outcome, conversion_status.
 */
export function readEvents(body: unknown): CallEvent[] {
	const name = text(at(body, 'event'), at(body, 'type'), at(body, 'event_type'));
	const call = at(body, 'call') ?? at(body, 'data') ?? body;
	const callId = text(at(body, 'call_id'), at(call, 'call_id'), at(call, 'id'), at(body, 'id'));
	const analytics = at(body, 'analytics') ?? at(call, 'analytics');
	const ofName = mapStatus('svalync', name?.replace(/^call\./, '') ?? null);
	const meaning = meaningOfEvent(ofName, mapStatus('svalync', text(at(call, 'status'))));
	const named = known(name);
	const event = named === 'call.completed' || named === 'call.failed' ? eventNameOf(meaning.status) : named;
	const happened = instant(at(body, 'timestamp'), at(body, 'occurred_at'));
	// Svalync redials under the same call ID. The attempt number separates a second ringing from a repeated delivery of the first.
	const attempt = text(at(body, 'attempt'), at(call, 'attempt'));
	const read = readCall(call);
	return [
		{
			event,
			eventId: eventId('svalync', event, callId, body, text(at(body, 'event_id')), occurrenceOf(event, null, attempt, happened)),
			occurredAt: happened ?? instant(at(call, 'updatedAt')),
			record: {
				...read,
				...meaning,
				callId,
				dialed: callId === null ? 'maybe' : 'yes',
				to: e164Of(at(call, 'phone_number')) ?? read.to,
				startedAt: read.startedAt ?? instant(at(call, 'start_time')),
				endedAt: read.endedAt ?? instant(at(call, 'end_time')),
				durationSeconds: number(at(analytics, 'duration'), at(call, 'duration')) ?? read.durationSeconds,
				transcript: text(at(call, 'transcript')) ?? read.transcript,
				recordingUrl: text(at(call, 'recording_url')),
				analysis: {
					sentiment: text(at(analytics, 'sentiment')),
					sentimentScores: object(at(analytics, 'sentiment_scores')),
					speechMetrics: object(at(analytics, 'speech_metrics')),
					outcome: text(at(analytics, 'outcome')),
					converted: yesOrNo(at(analytics, 'conversion_status')),
				},
			},
			raw: body as Json,
		},
	];
}

/** Svalync signs nothing, so the address carries the secret. */
export const webhook: EventWebhook = {
	proofs: [addressToken],
	notice:
		'Put a Webhook URL of this node (test or production), followed by ?token= and the Webhook Token of the credential, into Callback URL of Make Call or Send Call.',
};
