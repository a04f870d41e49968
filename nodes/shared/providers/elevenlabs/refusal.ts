import { at, isObject, list, text } from '../../call/json';
import type { HttpAnswer } from '../../call/http';
import type { Refusal } from '../provider';
import type { RefusalRule } from '../refusal';
import { readRefusal } from '../refusal';

/** An error code of Twilio in a text, as its own errors name it: "error 21211", "code: 21211", "twilio.com/docs/errors/21211". */
const twilioCode = (last: string): RegExp => new RegExp(`\\b(errors?|code)\\W{1,3}212${last}\\b`, 'i');

/**
 * Faults that Twilio finds before it dials, by the codes of its 400, in the `message` of an answer with `success: false`. ElevenLabs does
 * not publish what stands there, so words without a code prove nothing.
 * Source: https://www.twilio.com/docs/api/errors, 21210, 21211, 21212, 21215, 21216, 21217, 21219
 */
const ofPhoneCompany: RefusalRule[] = [
	{ type: 'invalid_phone_number', message: twilioCode('1[17]') },
	{ type: 'invalid_parameters', message: twilioCode('1[02]') },
	{ type: 'call_rejected', message: twilioCode('1[569]') },
];

/** Words of https://help.elevenlabs.io (API errors) and of the API's own validation. The list for calls is not published as a whole. */
const rules: RefusalRule[] = [
	{ type: 'insufficient_credits', code: 'quota_exceeded' },
	{ type: 'agent_unavailable', code: 'invalid_provider_config' },
	{ type: 'invalid_phone_number', status: 422, message: /\bto_number: /i },
	{ type: 'agent_unavailable', status: 422, message: /\b(agent_id|agent_phone_number_id): /i },
	...ofPhoneCompany.map((rule) => ({ ...rule, status: 400, nobodyPhoned: true })),
];

/** Reads a refusal of ElevenLabs. `detail` is an object with `status` and `message`, a list of faulty fields, or a text. */
export const readElevenlabsRefusal = (answer: HttpAnswer): Refusal => readRefusal({ ...answer, body: plainBody(answer.body) }, rules);

/** The code and the message of an error, as one flat object. */
function plainBody(body: unknown): unknown {
	const detail = at(body, 'detail');
	if (Array.isArray(detail)) return { message: list(detail).map(fieldFault).join(' ') || null };
	if (isObject(detail)) {
		return { code: text(detail.status, detail.code, detail.type), message: text(detail.message, detail.msg) };
	}
	return body;
}

/** One faulty field as a sentence: "to_number: field required." */
function fieldFault(fault: unknown): string {
	const place = list(at(fault, 'loc'))
		.map((step) => text(step))
		.filter((step) => step !== null && step !== 'body');
	const said = text(at(fault, 'msg')) ?? 'is refused';
	return place.length === 0 ? said : `${place.join('.')}: ${said}`;
}
