import type { JsonObject } from '../../call/json';
import { at, text, toJson } from '../../call/json';
import type { HttpAnswer, HttpRequest } from '../../call/http';
import { simulatedAgents, simulatedVoices, endingOf } from './agents';
import { play } from './play';
import type { CallRecord } from '../../call/record';
import { randomBytes } from 'node:crypto';
import type { CallEventName } from '../../call/event';
import type { CallbackDelivery } from '../provider';
import { batch, eventsOf } from './events';

const answer = (status: number, body: JsonObject, headers: Record<string, string> = {}): HttpAnswer => ({
	status,
	headers,
	body,
});

const refuse = (status: number, code: string, message: string, headers?: Record<string, string>) =>
	answer(status, { error: { code, message } }, headers);

/** The Simulator's server, in this process. It answers like a provider, so that a simulated call uses the same code as a real one. */
export function answerInProcess(request: HttpRequest, now: Date): HttpAnswer {
	if (request.path === '/calls' && request.method === 'POST') return placeCall(request.body, now);
	if (request.path === '/calls') return answer(200, { calls: rememberedCalls().map(toJson) });
	if (request.path === '/agents') return answer(200, { agents: simulatedAgents.map(toJson) });
	if (request.path === '/voices') return answer(200, { voices: simulatedVoices.map(toJson) });
	const call = rememberedCalls().find((played) => request.path === `/calls/${played.callId}`);
	return call
		? answer(200, { call: toJson(call) })
		: refuse(
				404,
				'CALL_NOT_FOUND',
				'A process of n8n remembers the last 1,000 calls that the Simulator played in it since its start; in queue mode another worker may have played this one',
			);
}

function placeCall(body: unknown, now: Date): HttpAnswer {
	const ending = endingOf(text(at(body, 'to')) ?? '');
	switch (ending.instead) {
		case 'agent_unavailable':
			return refuse(404, 'AGENT_UNAVAILABLE', 'The agent is not available (number ending 06)');
		case 'insufficient_credits':
			return refuse(402, 'INSUFFICIENT_CREDITS', 'The simulated account has no credits (number ending 09)');
		case 'no_answer_to_request':
			throw Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' });
		case 'rate_limited_once':
			if (limitedOnce(text(at(body, 'reference')) ?? '')) {
				return refuse(429, 'RATE_LIMITED', 'Too many calls (number ending 07)', { 'retry-after': '1' });
			}
	}
	const record = play(body, ending, now);
	remember(record);
	return answer(201, { call: toJson(record) });
}

/** The number of calls and of references that are remembered. The oldest are dropped first. */
const maxKept = 1000;

const calls = new Map<string, CallRecord>();
const limited = new Set<string>();

/** Remembers a played call, so that it can be read again while this process runs. */
function remember(record: CallRecord): void {
	if (record.callId === null) return;
	calls.set(record.callId, record);
	if (calls.size > maxKept) calls.delete(calls.keys().next().value ?? '');
}

/** All remembered calls, newest first. */
export const rememberedCalls = (): CallRecord[] => [...calls.values()].reverse();

/** Whether this reference is refused now. The first try is refused, the next one succeeds. */
function limitedOnce(reference: string): boolean {
	if (limited.delete(reference)) return false;
	limited.add(reference);
	if (limited.size > maxKept) limited.delete(limited.values().next().value ?? '');
	return true;
}

/** The numbers of a sample call: the first is answered, the second is not. */
const people = ['+12025550100', '+12025550102'];

/**
 * Plays a call that produces at least one wanted event. Returns all its events in one delivery, because a test address of n8n accepts only
 * one. Returns `null` if no call produces a wanted event.
 * @param url the address of the delivery. It is also the secret of the signature.
 */
export function sampleDelivery(wanted: readonly CallEventName[], url: string, now: Date): CallbackDelivery | null {
	for (const to of people) {
		const body = {
			reference: `sample-${randomBytes(4).toString('hex')}`,
			to,
			agentId: simulatedAgents[0].id,
			recipientName: 'Ada',
			recording: true,
		};
		const record = play(body, endingOf(to), now);
		if (!eventsOf(record).some(({ event }) => wanted.includes(event))) continue;
		remember(record);
		return batch(record, url);
	}
	return null;
}
