import type { JsonObject } from '../../call/json';
import { at, prune, text } from '../../call/json';
import type { CallRequest } from '../../call/request';
import { redialOf } from '../../call/request';
import type { FieldIssue } from '../../call/result';
import { compileScript } from '../../script/compile';
import type { HttpAnswer, HttpRequest } from '../../call/http';
import type { Placement, Refusal } from '../provider';
import type { RefusalRule } from '../refusal';
import { errorInside, idIn, readRefusal, statusIn } from '../refusal';
import { checkReserved, ownNames } from '../reserved';
import { mapStatus } from '../statusMap';

/** Make call: https://docs.unleashx.ai/api-reference/voice-ai/make-call. `agent_id` is an integer. */
export function placeCallRequest(call: CallRequest): HttpRequest {
	const metadata: JsonObject = { ...call.variables };
	if (call.context !== null) metadata.context = call.context;
	if (call.scripted) {
		const { greeting, prompt } = compileScript(call.scripted.script);
		metadata.greeting = greeting;
		metadata.script = prompt;
	}
	// The log does not contain the execution ID. These values come back in the log and identify the call, whatever zone the log uses.
	const { reference, resumeUrl, dialedAt } = call;
	Object.assign(metadata, prune({ reference, resumeUrl, callAttempt: redialOf(call), dialedAt }));
	return {
		method: 'POST',
		path: '/agents/call',
		body: { agent_id: Number(call.agentId), phone_number: call.to, metadata },
	};
}

/** The agent ID must be a whole number. Variables must not use the names that the package fills itself. */
export function checkCall(call: CallRequest): FieldIssue[] {
	const faults: FieldIssue[] = [];
	if (!/^[1-9]\d{0,14}$/.test(call.agentId ?? '')) {
		faults.push({
			type: 'invalid_parameters',
			field: 'Agent',
			sentence: 'is not a whole number, and UnleashX numbers its agents. Choose it from the list, or type a number such as 123.',
		});
	}
	faults.push(...checkReserved(call, ownNames));
	return faults;
}

/** Messages of make-call. The API has no codes of its own. The first four are documented word by word, and no words follow them. */
const rules: RefusalRule[] = [
	{ type: 'invalid_phone_number', message: /^phone number is required\.?$/i, nobodyPhoned: true },
	{ type: 'invalid_parameters', message: /^agent id is required\.?$/i, nobodyPhoned: true },
	{ type: 'unauthorized', message: /^invalid auth key or session expired\.?$/i, nobodyPhoned: true },
	{ type: 'agent_unavailable', message: /^agent not found or not active\.?$/i, nobodyPhoned: true },
	{ type: 'invalid_phone_number', message: /phone number/i },
	{ type: 'agent_unavailable', message: /agent not found|not active/i },
	{ type: 'invalid_parameters', message: /agent id is required/i },
	{ type: 'unauthorized', message: /invalid auth key|session expired/i },
	...[400, 402, 403].map((status): RefusalRule => ({ type: 'insufficient_credits', status, message: /\bcredits?\b|\bbalance\b/i })),
];

/**
 * Reads a refusal of UnleashX.
 * @param status the status to judge by, if the body carries the true one
 */
export const readUnleashxRefusal = (answer: HttpAnswer, status = answer.status): Refusal =>
	readRefusal(answer, status === 429 ? [] : rules, status);

/**
 * Reads `{success, message, data: {execution_id, call_status}}`. The click-to-dial page warns that an error may come inside a 2xx: `error:
 * true` is one.
 */
export function readPlacement(answer: HttpAnswer): Placement | null {
	const { body } = answer;
	const callId = idIn(at(body, 'data', 'execution_id'));
	if (at(body, 'error') === true || at(body, 'success') === false) {
		return errorInside(readUnleashxRefusal(answer, statusIn(body) ?? 400), body, callId);
	}
	if (callId === null) return null;
	const meaning = mapStatus('unleashx', text(at(body, 'data', 'call_status')));
	return {
		placed: { callId, status: meaning.status === 'unknown' ? 'initiated' : meaning.status, outcome: meaning.outcome },
	};
}
