import type { CallEvent } from '../../call/event';
import { eventId, eventNameOf } from '../../call/event';
import type { Json } from '../../call/json';
import { at, isObject, object, text } from '../../call/json';
import { withGapsFilled } from '../../call/record';
import { e164Of } from '../../phoneNumber/spelling';
import { readCall } from './record';

/**
 * The post-call webhook: one request per call, without an event name; the status of `call` says how it ended, and
 * transcript and analysis come with it.
 * Source: https://docs.synthflow.ai/post-call-webhook
 */
export function readEvents(body: unknown): CallEvent[] {
	const call = at(body, 'call');
	const row = isObject(call) ? { status: at(body, 'status') as Json, analysis: at(body, 'analysis') as Json, ...call } : {};
	const read = readCall(row);
	const record = withGapsFilled({ ...read, dialed: read.callId === null ? 'maybe' : 'yes' }, {
		to: e164Of(at(body, 'lead', 'phone_number')),
		recipientName: text(at(body, 'lead', 'name')),
		variables: object(at(body, 'lead', 'prompt_variables')),
	});
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
