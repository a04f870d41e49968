import type { IWebhookFunctions } from 'n8n-workflow';
import type { CallEvent } from '../call/event';
import { eventId, eventNameOf } from '../call/event';
import { isObject } from '../call/json';
import { isTerminal } from '../call/lifecycle';
import type { CallRecord } from '../call/record';
import { withGapsFilled } from '../call/record';
import type { Connection } from '../transport/exchange';
import { exchange } from '../transport/exchange';
import { pause } from '../time/pause';

const retryPause = 250;

/** What the provider's API says about a call: its record, that there is no such call, or nothing. */
type Word = CallRecord | 'none' | 'unreachable';

/** Events that bring something about a call rather than move it keep their name. */
const brings = new Set(['call.recording_ready', 'call.transcript_ready', 'call.analysis_ready']);

/**
 * The event after the call was read at the provider. An ended call is told as the provider has it, under a name and an
 * id that follow from that; else the word of the body stands, verified only if the proof covers the body.
 * @returns null where the provider knows no such call
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
	// A call that has just ended may not be there to read yet.
	if (word === 'unreachable' || word === 'none') {
		await pause(retryPause);
		word = await ask(context, connection, callId, agentId);
	}
	if (word === 'none') return null;
	if (word === 'unreachable') return { event, verified: false };
	if (!isTerminal(word.status) || word.callId !== callId) return { event, verified: coversBody };
	return { event: asRead(event, word), verified: true };
}

async function ask(context: IWebhookFunctions, connection: Connection, callId: string, agentId: string | null): Promise<Word> {
	const { provider, settings } = connection;
	if (provider.getCall === undefined) return 'unreachable';
	const call = { callId, agentId };
	const exchanged = await exchange(context, connection, provider.getCall.request(call, settings));
	if ('fault' in exchanged) return 'unreachable';
	const { status, body } = exchanged.answer;
	if (status === 404 || status === 400) return 'none';
	if (status < 200 || status > 299) return 'unreachable';
	return provider.getCall.read(exchanged.answer, call) ?? (isObject(body) ? 'none' : 'unreachable');
}

function asRead(event: CallEvent, read: CallRecord): CallEvent {
	const known = Object.entries(read.analysis).filter(([, value]) => value !== null);
	const record = {
		...withGapsFilled(read, event.record),
		analysis: { ...event.record.analysis, ...Object.fromEntries(known) },
	};
	const name = eventNameOf(read.status);
	if (brings.has(event.event) || name === event.event) return { ...event, record };
	return { ...event, event: name, eventId: eventId(read.provider, name, read.callId, event.raw), record };
}
