import { callEventNames, eventId } from '../../call/event';
import type { CallEvent, CallEventName } from '../../call/event';
import type { Json } from '../../call/json';
import { at, instant, number, object, text } from '../../call/json';
import { callRecord } from '../../call/record';
import { meaningOf } from '../statusWords';

const known = (name: string | null): CallEventName =>
	(callEventNames as readonly string[]).includes(name ?? '') ? (name as CallEventName) : 'call.unknown';

/**
 * Svalync names seven events and publishes no body for them: the usual places are tried, the body stays in `raw`.
 * Analytics of a finished call: duration, sentiment_scores, speech_metrics, outcome, conversion_status.
 */
export function readEvents(body: unknown): CallEvent[] {
	const name = text(at(body, 'event'), at(body, 'type'), at(body, 'event_type'));
	const event = known(name);
	const call = at(body, 'call') ?? at(body, 'data') ?? body;
	const callId = text(at(body, 'call_id'), at(call, 'call_id'), at(call, 'id'), at(body, 'id'));
	const analytics = at(body, 'analytics') ?? at(call, 'analytics');
	const meaning = meaningOf('svalync', text(at(call, 'status')), name?.replace(/^call\./, '') ?? null);
	const converted = at(analytics, 'conversion_status');
	return [
		{
			event,
			eventId: eventId('svalync', event, callId, body, text(at(body, 'event_id'))),
			occurredAt: instant(at(body, 'timestamp'), at(body, 'occurred_at'), at(call, 'updatedAt')),
			record: callRecord('svalync', {
				callId,
				agentId: text(at(call, 'agentId'), at(call, 'agent_id')),
				to: text(at(call, 'phone_number'), at(call, 'to_phone_number')),
				...meaning,
				dialed: 'yes',
				durationSeconds: number(at(analytics, 'duration'), at(call, 'duration'), at(call, 'callDuration')),
				transcript: text(at(call, 'transcript'), at(call, 'transcripts')),
				recordingUrl: text(at(call, 'recording_url')),
				analysis: {
					sentiment: text(at(analytics, 'sentiment')),
					sentimentScores: object(at(analytics, 'sentiment_scores')),
					speechMetrics: object(at(analytics, 'speech_metrics')),
					outcome: text(at(analytics, 'outcome')),
					converted: typeof converted === 'boolean' ? converted : null,
				},
			}),
			raw: body as Json,
		},
	];
}
