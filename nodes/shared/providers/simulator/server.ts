import type { Json, JsonObject } from '../../call/json';
import { at, text } from '../../call/json';
import type { HttpAnswer, HttpRequest } from '../../call/http';
import { simulatedAgents, simulatedVoices } from './agents';
import { endingOf } from './endings';
import { limitedOnce, remember, rememberedCalls } from './memory';
import { play } from './play';

const answer = (status: number, body: JsonObject, headers: Record<string, string> = {}): HttpAnswer => ({
	status,
	headers,
	body,
});

const refuse = (status: number, code: string, message: string, headers?: Record<string, string>) =>
	answer(status, { error: { code, message } }, headers);

/** The Simulator's server, in this process: answers like a provider, so that a simulated call walks the whole path. */
export function answerInProcess(request: HttpRequest, now: Date): HttpAnswer {
	if (request.path === '/calls' && request.method === 'POST') return placeCall(request.body, now);
	if (request.path === '/calls') return answer(200, { calls: rememberedCalls() as unknown as Json });
	if (request.path === '/agents') return answer(200, { agents: simulatedAgents as unknown as Json });
	if (request.path === '/voices') return answer(200, { voices: simulatedVoices as unknown as Json });
	const call = rememberedCalls().find((one) => request.path === `/calls/${one.callId}`);
	return call
		? answer(200, { call: call as unknown as Json })
		: refuse(404, 'CALL_NOT_FOUND', 'The Simulator remembers the last 1,000 calls since n8n was started');
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
	return answer(201, { call: record as unknown as Json });
}
