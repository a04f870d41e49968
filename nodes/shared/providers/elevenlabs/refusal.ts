import { at, isObject, list, text } from '../../call/json';
import type { HttpAnswer } from '../../call/http';
import type { Refusal } from '../provider';
import type { RefusalRule } from '../refusal';
import { readRefusal } from '../refusal';

/**
 * Words of the phone company about a call that it did not begin, in the `message` of an answer with `success: false`.
 * Source: https://www.twilio.com/docs/api/errors, 21210, 21211, 21212, 21215, 21216, 21217, 21219
 */
const ofPhoneCompany: RefusalRule[] = [
	{
		type: 'invalid_phone_number',
		message: /phone number you are attempting to call\b.* is not (a )?valid|\binvalid 'to' phone number|\b2121[17]\b/i,
	},
	{
		type: 'invalid_parameters',
		message: /source phone number provided\b.* not (yet )?verified|\binvalid 'from' phone number|\b2121[02]\b/i,
	},
	{
		type: 'call_rejected',
		message: /\bnot (authorized|allowed) to call\b|\bis unverified\. trial accounts\b|\b2121[569]\b/i,
	},
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
