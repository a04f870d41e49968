import { at, list, number, text } from '../call/json';
import type { ProblemType } from '../call/problem';
import type { HttpAnswer } from '../call/http';
import type { Placement, Refusal, Provider } from './provider';
import { classifyStatus } from '../call/http';

/** Maps a provider's own code or message to a problem type. The first matching rule wins. */
export interface RefusalRule {
	type: ProblemType;
	status?: number;
	code?: string;
	message?: RegExp;
	/**
	 * For an error inside a 2xx. True: the provider documents that the error occurs before anybody is phoned. False: the provider documents
	 * it and the phone may have rung, whatever status the body names. Left out: the status in the body decides.
	 */
	nobodyPhoned?: boolean;
	/** The provider documents that a request so refused was not processed. The same request may be sent again. */
	mayBeRepeated?: boolean;
	/** The provider leaves open whether a call was placed, although the status is that of a refusal. */
	leavesOpen?: boolean;
}

/** The meaning of a status if the provider says nothing more precise. */
const byStatus: Record<number, ProblemType> = {
	400: 'invalid_parameters',
	401: 'unauthorized',
	402: 'insufficient_credits',
	403: 'unauthorized',
	404: 'agent_unavailable',
	405: 'provider_error',
	409: 'duplicate',
	413: 'invalid_parameters',
	415: 'provider_error',
	422: 'invalid_parameters',
	429: 'rate_limited',
};

/** Words in a 403 that refuse only this call, not the key or the account. */
const ofThisCall = /\bnumber|countr|destination|region|recipient/i;

/** A list of field errors (Laravel or FastAPI) as one sentence: "to: The to field is required." */
function fieldErrors(body: unknown): string | null {
	const errors = at(body, 'errors');
	if (typeof errors !== 'object' || errors === null) return null;
	const sentences = Object.entries(errors).map(
		([field, messages]) =>
			`${field}: ${
				list(messages)
					.map((member) => text(member) ?? '')
					.join(' ') ||
				(text(messages) ?? '')
			}`,
	);
	return sentences.length > 0 ? sentences.join(' ') : null;
}

/** Whole seconds from a Retry-After header (seconds or HTTP date), from 0 to one hour. Null if there is no usable value. */
export function retryAfterSeconds(header: string | undefined, now: number): number | null {
	if (header === undefined) return null;
	const seconds = /^\d+$/.test(header.trim()) ? Number(header.trim()) : (Date.parse(header) - now) / 1000;
	return withinAnHour(seconds);
}

const withinAnHour = (seconds: number): number | null =>
	Number.isFinite(seconds) ? Math.min(3600, Math.max(0, Math.ceil(seconds))) : null;

/**
 * Reads a refusal leniently. Providers use several error shapes, so each known place is tried.
 * @param answer a 4xx answer, or a 2xx whose body reports an error
 * @param rules the provider's documented codes and messages
 * @param status the status to judge by, if the body carries the true one
 */
export function readRefusal(answer: HttpAnswer, rules: RefusalRule[], status = answer.status): Refusal {
	const { body } = answer;
	const code = text(
		at(body, 'error', 'code'),
		at(body, 'code'),
		at(body, 'error_code'),
		at(body, 'detail', 'category'),
		typeof at(body, 'message') === 'string' ? at(body, 'error') : null, // {error: "UNAUTHORIZED", message}
	);
	const message =
		fieldErrors(body) ??
		text(
			at(body, 'error', 'message'),
			at(body, 'message'),
			at(body, 'detail', 'description'),
			at(body, 'detail'),
			at(body, 'detail', 0, 'msg'),
			at(body, 'error'),
		);
	const rule = rules.find(
		(rule) =>
			(rule.status === undefined || rule.status === status) &&
			(rule.code === undefined || rule.code === code) &&
			(rule.message === undefined || (message !== null && rule.message.test(message))),
	);
	const inBody = number(at(body, 'error', 'details', 'retry_after'), at(body, 'retry_after'));
	const retryAfter =
		(inBody === null ? null : withinAnHour(inBody)) ??
		retryAfterSeconds(answer.headers['retry-after'], Date.parse(answer.headers.date ?? '') || Date.now());
	const isOfThisCall = status === 403 && message !== null && ofThisCall.test(message);
	return {
		type: rule?.type ?? (isOfThisCall ? 'call_rejected' : byStatus[status]) ?? 'call_rejected',
		message: message === null ? null : message.slice(0, 20_000),
		code: code ?? null,
		retryAfterSeconds: retryAfter,
		...(rule?.nobodyPhoned !== undefined && { nobodyPhoned: rule.nobodyPhoned }),
		...(rule?.mayBeRepeated !== undefined && { mayBeRepeated: rule.mayBeRepeated }),
		...(rule?.leavesOpen !== undefined && { leavesOpen: rule.leavesOpen }),
	};
}

/** Places in an answer that may contain the status of an error. */
const statusPlaces = [['status'], ['status_code'], ['code'], ['error', 'status'], ['error', 'status_code'], ['error', 'code']];

/** The status in a body, of HTTP or of telephony (SIP ends at 699). Of several, one that leaves the outcome open comes first. */
export function statusIn(body: unknown): number | null {
	const named = statusPlaces.flatMap((place) => number(at(body, ...place)) ?? []).filter((status) => status >= 100 && status < 700);
	const open = named.find((status) => classifyStatus(status) === 'indeterminate');
	return open ?? named.find((status) => classifyStatus(status) === 'answered') ?? named[0] ?? null;
}

/** Words of a server that failed or gave up. They do not prove that nobody was phoned. */
export const gaveUp =
	/time[d]?[ _-]?out|\b(server|unknown)[ _]error|internal|exception|gateway|unavailable|went wrong|unexpected|error (has )?occurred|database|connection|fail(ed|ure) to\b|try again/i;

/** Words about a call that is or was in progress. They mean that the phone rang, whatever code the answer has. */
const underWay = new RegExp(
	[
		/\b(hung[ -]?up|hang[ -]?up|rang|ringing|busy here|request terminated|picked up|pick up|no[ -]answer)\b/,
		/\b(during|after|throughout|while (in|on)) (the |this |that |a )?((placed|current|live|active|running) )?(call|conversation|dial)\b/,
		/\b(call|conversation)( (was|is|has been|had been|got))?( already)? (connected|answered|ended|dropped|placed|started|established|dialed|dialled|in progress|under ?way|disconnected|terminated)\b/,
		/\bplaced call\b/,
		/\b(callee|caller|person|recipient|customer|line|lead)( (was|is|has|had))? (busy|answered|hung|picked|disconnected)\b/,
		/(?<!\b(retry|again|wait|available) )\bafter \d+ ?(s|secs?|seconds?|m|mins?|minutes?)\b/,
	]
		.map(({ source }) => source)
		.join('|'),
	'i',
);

/** Types that follow from the status alone, without a documented code or message. */
const vague: readonly ProblemType[] = ['invalid_parameters', 'call_rejected', 'provider_error'];

/**
 * An error inside a 2xx. It is a definite refusal only if the provider documents it as one, or if the body names a 4xx. Every other error
 * may come from a server that failed after it had dialed.
 * @param body the answer, without its envelope
 * @param callId the call that the same body names, or null
 */
export function errorInside({ nobodyPhoned, ...refusal }: Refusal, body: unknown, callId: string | null): Placement {
	const status = statusIn(body);
	const verdict = status === null ? null : classifyStatus(status);
	const said = `${refusal.code ?? ''} ${refusal.message ?? ''}`;
	const isClear = nobodyPhoned ?? (verdict === 'refused' && !(vague.includes(refusal.type) && gaveUp.test(said)));
	// The status of a failed server outweighs its words. Words about a call outweigh any code.
	if (isClear && verdict !== 'indeterminate' && !underWay.test(said)) {
		return callId === null ? { refused: refusal } : { failed: { ...refusal, type: 'outcome_unknown' }, callId };
	}
	return { failed: { ...refusal, type: refusal.type === 'response_timeout' ? 'response_timeout' : 'provider_error' }, callId };
}

/** The ID of a call, or null. Only text that is not blank is an ID, not a number, a list or an object. */
export const idIn = (value: unknown): string | null => (typeof value === 'string' && value.trim() !== '' ? value : null);

/** The places of an answer's own fields. One provider wraps them in a list. */
export const contentsOf = (body: unknown): unknown[] => [body, at(body, 'response', 0)];

/** The status to judge an error by. For an error inside a 2xx it is the status in the body, or 400 if the body has none. */
export function statusSaidBy({ status, body }: HttpAnswer): number {
	if (classifyStatus(status) !== 'answered') return status;
	const named = contentsOf(body).map((member) => number(at(member, 'status'), at(member, 'code'), at(member, 'status_code')));
	return named.find((status) => status !== null && status >= 400 && status < 600) ?? 400;
}

/** The advice for a provider's refusal, as the last sentence of its detail. */
const wayOut: Partial<Record<ProblemType, string>> = {
	invalid_phone_number: 'Check the number with the person.',
	invalid_parameters: 'Check the fields of the node against the message.',
	agent_unavailable: 'Choose another agent, or publish or activate this one at the provider.',
	voice_unavailable: 'Choose another voice.',
	invalid_script: 'Check the script against the message.',
	unauthorized: 'Check the API key in the credential.',
	insufficient_credits: 'Top up the account, then run the workflow again.',
	rate_limited: 'Set Calls per Minute under Options, and try these items again later.',
	duplicate: 'Nothing was dialed now; look at the earlier call.',
	call_rejected: 'Check the number and the account at the provider.',
	provider_error: 'Check the Base URL in the credential.',
};

/** The advice for a problem of this type at this provider. */
export const wayOutOf = (type: ProblemType, provider: Provider): string =>
	provider.remedies?.[type] ?? wayOut[type] ?? 'Look at the provider’s own log.';
