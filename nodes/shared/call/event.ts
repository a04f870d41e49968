import { createHash } from 'node:crypto';
import type { Json } from './json';
import type { CallRecord, CallStatus } from './record';

export const callEventNames = [
	'call.queued',
	'call.initiated',
	'call.ringing',
	'call.connected',
	'call.in_progress',
	'call.completed',
	'call.failed',
	'call.recording_ready',
	'call.transcript_ready',
	'call.analysis_ready',
	'call.unknown',
] as const;
export type CallEventName = (typeof callEventNames)[number];

/** One thing that happened to a call, with all that is known of the call at that moment. `occurredAt` ISO 8601 UTC. */
export interface CallEvent {
	event: CallEventName;
	/** Stable over redeliveries of the same event. */
	eventId: string;
	occurredAt: string | null;
	record: CallRecord;
	raw: Json;
}

const eventOfStatus: Record<CallStatus, CallEventName> = {
	queued: 'call.queued',
	initiated: 'call.initiated',
	ringing: 'call.ringing',
	connected: 'call.connected',
	in_progress: 'call.in_progress',
	completed: 'call.completed',
	failed: 'call.failed',
	unknown: 'call.unknown',
	blocked: 'call.unknown',
};

/** The event that says a call reached this status. */
export const eventNameOf = (status: CallStatus): CallEventName => eventOfStatus[status];

/**
 * An id that is the same for every delivery of one event: of the provider's own event id where there is one,
 * else of the call id and the event, else (no call id at all) of the body.
 */
export function eventId(
	provider: string,
	event: CallEventName,
	callId: string | null,
	raw: unknown,
	providerEventId: string | null = null,
): string {
	const subject = providerEventId ?? (callId === null || event === 'call.unknown' ? JSON.stringify(raw) : callId);
	return `evt_${createHash('sha256').update(`${provider}\n${event}\n${subject}`).digest('hex').slice(0, 32)}`;
}
