import type { IWebhookFunctions } from 'n8n-workflow';
import type { CallEvent } from '../shared/call/event';
import { eventId, eventNameOf } from '../shared/call/event';
import { isTerminal } from '../shared/call/lifecycle';
import type { CallRecord } from '../shared/call/record';
import { withGapsFilled } from '../shared/call/record';
import type { Connection } from '../shared/transport/send';
import { request } from '../shared/transport/request';
import { pause } from '../shared/time/breath';

/**
 * Milliseconds before a second read: `retryPause` if the call could not be read, `lagPause` if the event says that the call ended and the
 * provider's record does not yet.
 */
const retryPause = 250;
const lagPause = 1500;

/** The result of reading a call at the provider: its record, no such call, or no usable answer. */
type Word = CallRecord | 'absent' | 'unreachable';

/** Events that add data to a call without changing its status. They keep their name. */
const brings = new Set(['call.recording_ready', 'call.transcript_ready', 'call.analysis_ready']);

/**
 * The event with an ID made from its call and its name, as a poll makes it. Several events about the same end, under any name, get the same
 * ID. Events before the end keep their ID, because a call may repeat these stages.
 */
export function namedOnce(event: CallEvent): CallEvent {
	const { record } = event;
	if (record.callId === null || event.event !== eventNameOf(record.status) || !isTerminal(record.status)) return event;
	return { ...event, eventId: eventId(record.provider, event.event, record.callId, null) };
}

/**
 * The event after its call was read at the provider. For an ended call, the provider's record counts, with the name and the ID of its end.
 * Otherwise the event's body counts, and it is verified only if the proof covers the body.
 * @returns null if the provider knows no such call and the proof does not cover the body
 */
export async function withFullCall(
	context: IWebhookFunctions,
	connection: Connection,
	event: CallEvent,
	coversBody: boolean,
): Promise<{ event: CallEvent; verified: boolean } | null> {
	const { callId, agentId } = event.record;
	if (callId === null) return { event, verified: coversBody };
	let word = await ask(context, connection, callId, agentId);
	// A call that has just ended may not be readable yet, or may not have ended yet in the provider's record.
	const lags = typeof word !== 'string' && !coversBody && isTerminal(event.record.status) && !isTerminal(word.status);
	if (typeof word === 'string' || lags) {
		await pause(lags ? lagPause : retryPause);
		word = await ask(context, connection, callId, agentId);
	}
	if (word === 'absent' && !coversBody) return null;
	if (typeof word === 'string') return { event, verified: coversBody };
	if (!isTerminal(word.status) || word.callId !== callId) return { event, verified: coversBody };
	return { event: asRead(event, word), verified: true };
}

async function ask(context: IWebhookFunctions, connection: Connection, callId: string, agentId: string | null): Promise<Word> {
	const { provider } = connection;
	if (provider.getCall === undefined) return 'unreachable';
	const call = { callId, agentId };
	const asked = await request(context, connection, provider.getCall, call);
	if (asked.ok) return asked.value.value === 'absent' ? 'absent' : asked.value.value.record;
	const { fault } = asked;
	return fault.kind === 'status' && (fault.answer.status === 404 || fault.answer.status === 400) ? 'absent' : 'unreachable';
}

function asRead(event: CallEvent, read: CallRecord): CallEvent {
	const known = Object.entries(read.analysis).filter(([, value]) => value !== null);
	const record = {
		...withGapsFilled(read, event.record),
		analysis: { ...event.record.analysis, ...Object.fromEntries(known) },
	};
	return brings.has(event.event) ? { ...event, record } : namedOnce({ ...event, event: eventNameOf(read.status), record });
}
