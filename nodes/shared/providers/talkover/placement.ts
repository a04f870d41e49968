import type { JsonObject } from '../../call/json';
import { at, instant, isObject, prune, text } from '../../call/json';
import type { CallRequest } from '../../call/request';
import { redialOf } from '../../call/request';
import { compileScript } from '../../script/compile';
import type { HttpAnswer, HttpRequest } from '../../call/http';
import { segment } from '../../call/http';
import type { Placement, Refusal } from '../provider';
import type { RefusalRule } from '../refusal';
import { errorInside, idIn, readRefusal, statusIn } from '../refusal';
import { mapStatus } from '../statusMap';

/** Make call: https://docs.talkover.ai/en/api-reference/endpoints/make-call (with a campaign: make-campaign-call) */
export function placeCallRequest(call: CallRequest): HttpRequest {
	// The events echo both values. They identify the call and resume a waiting execution.
	const context: JsonObject = {
		...call.context,
		reference: call.reference,
		...prune({ resumeUrl: call.resumeUrl, callAttempt: redialOf(call) }),
	};
	const payload = { ...call.variables, ...scriptVariables(call) };
	const shared = {
		to: call.to,
		payload: Object.keys(payload).length === 0 ? undefined : payload,
		context,
		is_testing: call.testCall,
	};
	if (call.campaignId !== null) {
		return { method: 'POST', path: `/campaigns/${segment(call.campaignId)}/call`, body: prune(shared) };
	}
	return {
		method: 'POST',
		path: `/agents/${segment(call.agentId ?? '')}/call`,
		body: prune({ ...shared, delay_seconds: call.delaySeconds }),
	};
}

/** The script as two variables that the agent's prompt must use: {{greeting}} and {{script}}. */
function scriptVariables(call: CallRequest): JsonObject {
	if (call.scripted === null) return {};
	const { greeting, prompt } = compileScript(call.scripted.script);
	return { greeting, script: prompt };
}

/** Documented codes of make-call and make-campaign-call. Each one refuses the request. */
const codes: RefusalRule[] = [
	{ type: 'invalid_phone_number', code: 'INVALID_PHONE_NUMBER' },
	{ type: 'invalid_phone_number', code: 'MISSING_PHONE_NUMBER' },
	{ type: 'agent_unavailable', code: 'AGENT_INACTIVE' },
	{ type: 'agent_unavailable', code: 'AGENT_NOT_FOUND' },
	{ type: 'agent_unavailable', code: 'CAMPAIGN_NOT_ACTIVE' },
	{ type: 'unauthorized', code: 'INVALID_TOKEN' },
	{ type: 'insufficient_credits', code: 'INSUFFICIENT_CREDITS' },
	{ type: 'rate_limited', code: 'RATE_LIMIT_EXCEEDED' },
	{ type: 'duplicate', code: 'DUPLICATE_CALL' },
];

const rules: RefusalRule[] = [
	...codes.map((rule) => ({ ...rule, nobodyPhoned: true })),
	{ type: 'invalid_phone_number', status: 422, message: /^to:/i },
];

/** Reads a refusal of Talkover. */
export const readTalkoverRefusal = (answer: HttpAnswer): Refusal => readRefusal(answer, rules);

/**
 * Reads three documented answers: `{success, data: {id …}}`, flat `{call_id …}`, flat `{id, sid …}`. A campaign answers `{campaign_call:
 * {id …}}`.
 */
export function readPlacement(answer: HttpAnswer): Placement | null {
	const { body } = answer;
	const call = at(body, 'data') ?? at(body, 'campaign_call') ?? body;
	const callId = text(idIn(at(call, 'id')), idIn(at(call, 'call_id')));
	if (at(body, 'success') === false || (isObject(at(body, 'error')) && at(body, 'data') === undefined)) {
		return errorInside(readTalkoverRefusal({ ...answer, status: statusIn(body) ?? 400 }), body, callId);
	}
	if (callId === null) return null;
	const meaning = mapStatus('talkover', text(at(call, 'status')));
	return {
		placed: {
			callId,
			status: meaning.status === 'unknown' ? 'initiated' : meaning.status,
			outcome: meaning.outcome,
			createdAt: instant(at(call, 'created_at')),
		},
	};
}
