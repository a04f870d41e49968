import type { Problem } from '../call/problem';
import { problem } from '../call/problem';
import type { CallRequest } from '../call/request';
import type { Safety } from '../fields/safety';
import { maskNumber } from '../phoneNumber/mask';

/** Why a person who did not agree is not called, or null: whoever did not say yes is like somebody on the do-not-call list. */
export function consentProblem({ requireConsent }: Safety, call: CallRequest): Problem | null {
	if (requireConsent !== 'missing') return null;
	const sentence = `Require Consent under Safety does not say yes for this item, so ${maskNumber(call.to)} is not called. Only true, yes and 1 are a consent: ask the person, or correct the field.`;
	return problem('do_not_call', sentence, { title: 'There is no consent to this call' });
}
