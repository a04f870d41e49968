import type { CallEvent } from '../../call/event';
import { eventId, eventNameOf } from '../../call/event';
import type { Json } from '../../call/json';
import { at, instant, object, text } from '../../call/json';
import type { CallRecord } from '../../call/record';
import { resumeUrlIn } from '../reserved';
import { inputOf, readCall } from './record';
import { addressToken } from '../../webhooks/secret';
import type { EventWebhook } from '../provider';

/** Fields that may contain the status of a call. */
const statusFields = ['CALL_STATUS', 'call_status', 'STATUS', 'status'];

/**
 * Reads one event. The agent's session_data_webhook posts the end of a session. UnleashX does not publish its body, so the fields of the
 * call log are tried, wrapped or not, and the body is kept in `raw`. Source: create-voice-agent
 */
export function readEvents(body: unknown): CallEvent[] {
	const row = at(body, 'data') ?? body;
	const read = readCall(row);
	const callId = text(at(row, 'execution_id'), read.callId);
	const status = read.status === 'unknown' && endsSession(row, callId, read) ? 'completed' : read.status;
	const event = eventNameOf(status);
	return [
		{
			event,
			eventId: eventId('unleashx', event, callId, body),
			occurredAt: instant(at(row, 'ended_at'), at(row, 'timestamp')),
			record: { ...read, callId, status, dialed: callId === null ? 'maybe' : 'yes' },
			raw: body as Json,
			...resumeUrlOf(row),
		},
	];
}

/** The resume address is beside the variables. For a call that a user placed without the nodes, it may be in the context. */
function resumeUrlOf(row: unknown) {
	const input = inputOf(row);
	return { ...resumeUrlIn(object(at(input, 'context'))), ...resumeUrlIn(input) };
}

/** A session that reports its results without a status is over, with an unknown outcome. */
const endsSession = (row: unknown, callId: string | null, read: CallRecord): boolean =>
	callId !== null &&
	statusFields.every((field) => text(at(row, field)) === null) &&
	(read.endedAt !== null || read.transcript !== null || read.durationSeconds !== null);

/** UnleashX signs nothing, so the address carries the secret. */
export const webhook: EventWebhook = {
	proofs: [addressToken],
	notice:
		'Put a Webhook URL of this node (test or production), followed by ?token= and the Webhook Token of the credential, into the field session_data_webhook of the agent at UnleashX.',
};
