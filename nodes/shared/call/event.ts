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
	/** Where the execution that waits for this call is resumed; a secret, kept out of the record. */
	resumeUrl?: string;
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
 * else of the call id and the event, else (no call id at all, or an event nobody knows) of the body.
 * `occurrence` tells apart what one call may go through twice, such as the provider's own word for it (see `occasion`).
 */
export function eventId(
	provider: string,
	event: CallEventName,
	callId: string | null,
	raw: unknown,
	providerEventId: string | null = null,
	occurrence: ReadonlyArray<string | null> = [],
): string {
	const ofCall = callId === null || event === 'call.unknown' ? null : [callId, ...occurrence.map((one) => one ?? '')];
	const subject = providerEventId ?? ofCall?.join('\n') ?? JSON.stringify(raw);
	return `evt_${createHash('sha256').update(`${provider}\n${event}\n${subject}`).digest('hex').slice(0, 32)}`;
}

/** What a call may go through again when the provider redials it. */
const again: readonly CallEventName[] = [
	'call.queued',
	'call.initiated',
	'call.ringing',
	'call.connected',
	'call.in_progress',
];

/**
 * Which time it is that a call goes through this event: the attempt that the body names, else the time it gives.
 * The time tells only the steps on the way apart: were it stamped on each delivery, an end would count twice.
 */
export const occasion = (event: CallEventName, attempt: string | null, happened: string | null): string | null =>
	attempt ?? (again.includes(event) ? happened : null);
