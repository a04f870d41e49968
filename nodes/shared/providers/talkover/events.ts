import type { CallEvent, CallEventName } from '../../call/event';
import { eventId, eventNameOf, occurrenceOf } from '../../call/event';
import type { Json } from '../../call/json';
import { at, instant, number, object, text, seconds } from '../../call/json';
import { ownContextNames, resumeUrlIn, withoutOwn } from '../reserved';
import { mapStatus, meaningOfEvent } from '../statusMap';
import type { CallRecord } from '../../call/record';
import { callRecord } from '../../call/record';
import { e164Of } from '../../phoneNumber/spelling';

/** Events that add data to a call and do not change its status. */
const brings = new Map<string | null, CallEventName>([
	['event_recording', 'call.recording_ready'],
	['event_call_transcript', 'call.transcript_ready'],
	['event_call_report', 'call.analysis_ready'],
]);

/**
 * Reads one event of an agent or campaign webhook. Talkover documents event names (list-agent-webhooks, list-campaign-webhooks) but not
 * bodies. So the usual places are tried and the body is kept in `raw`. Every event echoes `context`.
 */
export function readEvents(body: unknown): CallEvent[] {
	const name = text(at(body, 'event'), at(body, 'type'));
	const call = at(body, 'call') ?? at(body, 'campaign_call') ?? at(body, 'data') ?? body;
	const callId = text(at(body, 'call_id'), at(call, 'call_id'), at(call, 'id'));
	const ofName = mapStatus('talkover', name);
	const meaning = meaningOfEvent(ofName, mapStatus('talkover', text(at(call, 'status'))));
	const event = brings.get(name) ?? (ofName.status === 'unknown' ? 'call.unknown' : eventNameOf(meaning.status));
	const happened = instant(at(body, 'timestamp'), at(body, 'occurred_at'));
	const attempt = text(at(body, 'attempt'), at(call, 'attempt'));
	const context = object(at(body, 'context'), at(call, 'context'));
	const read = readCall(call);
	return [
		{
			event,
			eventId: eventId('talkover', event, callId, body, text(at(body, 'event_id')), occurrenceOf(event, name, attempt, happened)),
			occurredAt: happened ?? instant(at(call, 'updated_at')),
			record: {
				...read,
				...meaning,
				callId,
				outcome: endedByApi(call) ? 'cancelled' : meaning.outcome,
				dialed: callId === null ? 'maybe' : 'yes',
				reference: text(at(context, 'reference')),
				agentId: text(at(body, 'agent_id')) ?? read.agentId,
				endedAt: instant(at(call, 'ended_at')),
				durationSeconds: number(at(call, 'duration'), at(body, 'duration')),
				recordingUrl: text(at(body, 'recording_url'), at(call, 'recording_url'), at(body, 'url')),
				transcript: text(at(body, 'transcript'), at(call, 'transcript')),
				summary: text(at(body, 'summary'), at(call, 'summary')),
				attempt: number(at(context, 'callAttempt')),
				context: withoutOwn(context, ownContextNames),
			},
			raw: body as Json,
			...resumeUrlIn(context),
		},
	];
}

const endedByApi = (call: unknown): boolean => at(call, 'ended_reason') === 'ended_by_api';

/** Reads a call as list-calls, get-agent-calls and active-call show it. Source: list-calls, get-active-call. */
export function readCall(row: unknown): CallRecord {
	return callRecord('talkover', {
		callId: text(at(row, 'id'), at(row, 'call_id')),
		agentId: text(at(row, 'agent', 'id'), at(row, 'agent_id')),
		to: e164Of(at(row, 'to')),
		from: e164Of(at(row, 'from')),
		...mapStatus('talkover', text(at(row, 'status'))),
		dialed: 'yes',
		createdAt: instant(at(row, 'created_at')),
		startedAt: instant(at(row, 'started_at')),
		durationSeconds: seconds(at(row, 'duration'), at(row, 'duration_seconds')),
		endReason: text(at(row, 'ended_reason')),
	});
}
