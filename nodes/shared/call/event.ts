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
	/** The URL that resumes the execution that waits for this call. It is a secret, so the record does not hold it. */
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
 * `occurrence` tells apart what one call may go through twice, see `occurrenceOf`.
 */
export function eventId(
	provider: string,
	event: CallEventName,
	callId: string | null,
	raw: unknown,
	providerEventId: string | null = null,
	occurrence: readonly string[] = [],
): string {
	const ofCall = callId === null || event === 'call.unknown' ? null : [callId, ...occurrence];
	const subject = providerEventId ?? ofCall?.join('\n') ?? JSON.stringify(raw);
	return `evt_${createHash('sha256').update(`${provider}\n${event}\n${subject}`).digest('hex').slice(0, 32)}`;
}

/** Events that can occur again in one call when the provider redials. */
const again: readonly CallEventName[] = ['call.queued', 'call.initiated', 'call.ringing', 'call.connected', 'call.in_progress'];

/**
 * What tells two events of one call and one name of ours apart: the attempt that the body names, and for a step on the
 * way also the provider's own word and its time. The end of a call has one id, whichever word reports it, however often it
 * is delivered, and whether it was pushed or found by polling.
 */
export function occurrenceOf(event: CallEventName, word: string | null, attempt: string | null, happened: string | null): string[] {
	if (!again.includes(event)) return attempt === null ? [] : [attempt];
	return [word ?? '', attempt ?? happened ?? ''];
}
