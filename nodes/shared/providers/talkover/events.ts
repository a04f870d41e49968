import type { CallEvent, CallEventName } from '../../call/event';
import { eventId, eventNameOf } from '../../call/event';
import type { Json } from '../../call/json';
import { at, instant, number, object, text } from '../../call/json';
import type { CallOutcome } from '../../call/record';
import { callRecord } from '../../call/record';
import { meaningOf } from '../statusWords';

/** Events that bring something about a call rather than move it. */
const brings = new Map<string | null, CallEventName>([
	['event_recording', 'call.recording_ready'],
	['event_call_transcript', 'call.transcript_ready'],
	['event_call_report', 'call.analysis_ready'],
]);

/**
 * Agent and campaign webhooks. Event names are documented (list-agent-webhooks, list-campaign-webhooks), bodies are
 * not: the usual places are tried and the body stays in `raw`. `context` is echoed back in every event.
 */
export function readEvents(body: unknown): CallEvent[] {
	const name = text(at(body, 'event'), at(body, 'type'));
	const call = at(body, 'call') ?? at(body, 'data') ?? body;
	const callId = text(at(body, 'call_id'), at(call, 'call_id'), at(call, 'id'));
	const status = text(at(call, 'status'));
	const ofEvent = meaningOf('talkover', name);
	// did_not_connect and ended say that it is over, the status in the body says how.
	const meaning = ofEvent.status === 'unknown' ? meaningOf('talkover', status) : ofEvent;
	const outcome: CallOutcome | null = meaning.outcome ?? endOutcome(meaning.status, call, status);
	const event = brings.get(name) ?? eventNameOf(ofEvent.status);
	const context = object(at(body, 'context'), at(call, 'context'));
	return [
		{
			event,
			eventId: eventId('talkover', event, callId, body, text(at(body, 'event_id'))),
			occurredAt: instant(at(body, 'timestamp'), at(body, 'occurred_at'), at(call, 'updated_at')),
			record: callRecord('talkover', {
				callId,
				reference: text(at(context, 'reference')),
				agentId: text(at(body, 'agent_id'), at(call, 'agent_id'), at(call, 'agent', 'id')),
				to: text(at(call, 'to')),
				from: text(at(call, 'from')),
				status: meaning.status,
				outcome,
				dialed: 'yes',
				durationSeconds: number(at(call, 'duration'), at(body, 'duration')),
				recordingUrl: text(at(body, 'recording_url'), at(call, 'recording_url'), at(body, 'url')),
				transcript: text(at(body, 'transcript'), at(call, 'transcript')),
				summary: text(at(body, 'summary'), at(call, 'summary')),
				context,
			}),
			raw: body as Json,
		},
	];
}

function endOutcome(status: string, call: unknown, word: string | null): CallOutcome | null {
	if (at(call, 'ended_reason') === 'ended_by_api') return 'cancelled';
	if (status !== 'completed' && status !== 'failed') return null;
	return meaningOf('talkover', word).outcome ?? (status === 'completed' ? 'answered' : null);
}
