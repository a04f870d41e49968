import type { JsonObject } from '../../call/json';
import { at, prune, text } from '../../call/json';
import type { CallRequest } from '../../call/request';
import type { CompiledScript } from '../../script/compile';
import { compileScript } from '../../script/compile';
import type { HttpAnswer, HttpRequest } from '../../call/http';
import type { Placement, Refusal } from '../provider';
import type { RefusalRule } from '../refusal';
import { errorInside, idIn, readRefusal, statusIn } from '../refusal';

/** POST /calls. `custom_variables` is a list of {key, value}. Synthflow silently ignores an object there. */
export function placeCallRequest(call: CallRequest): HttpRequest {
	const scripted = call.scripted === null ? null : compileScript(call.scripted.script);
	return { method: 'POST', path: '/calls', body: bodyOf(call, scripted) };
}

const bodyOf = (call: CallRequest, scripted: CompiledScript | null): JsonObject =>
	prune({
		model_id: call.agentId,
		phone: call.to,
		name: call.recipientName,
		from_phone_number: call.fromNumber,
		custom_variables:
			Object.keys(call.variables).length === 0
				? undefined
				: Object.entries(call.variables).map(([key, value]) => ({ key, value: String(value) })),
		prompt: scripted?.prompt ?? call.prompt,
		greeting: scripted?.greeting ?? call.greeting,
		lead_email: call.leadEmail,
		lead_timezone: call.leadTimezone,
		external_webhook_url: call.callbackUrl,
	});

/** Words from field reports. Synthflow publishes neither codes nor messages. */
const rules: RefusalRule[] = [
	{ type: 'invalid_phone_number', status: 400, message: /phone/i },
	{ type: 'invalid_phone_number', status: 422, message: /phone/i },
	{ type: 'agent_unavailable', status: 400, message: /assistant|agent|model/i },
];

/** Reads a refusal of Synthflow. */
export const readSynthflowRefusal = (answer: HttpAnswer): Refusal => readRefusal(answer, rules);

/** Reads `{status: "success", response: {answer: "ok", call_id}, eta}`. Without a call ID the outcome is unknown. */
export function readPlacement(answer: HttpAnswer): Placement | null {
	const { body } = answer;
	const word = text(at(body, 'status'), at(body, 'detail', 'status'));
	const callId = idIn(at(body, 'response', 'call_id'));
	if (word === 'error' || word === 'failed') {
		return errorInside(readSynthflowRefusal({ ...answer, status: statusIn(body) ?? 400 }), body, callId);
	}
	return callId === null ? null : { placed: { callId, status: 'queued', outcome: null } };
}
