import { at, isObject, list, text } from '../../call/json';
import type { HttpAnswer } from '../../call/http';
import { classifyStatus } from '../../call/http';
import type { Refusal } from '../provider';
import type { RefusalRule } from '../refusal';
import { readRefusal, statusIn } from '../refusal';

/**
 * Documented refusals of POST /v1/calls (https://docs.bland.ai/api-v1/post/calls, error codes) and the plan codes of Bland's own skills for
 * coding agents (CINTELLILABS/bland-skills, calls). The statuses 401, 402 and 404 need no rule.
 */
const rules: RefusalRule[] = [
	{ type: 'call_rejected', code: 'CALL_PLAN_DESTINATION_BLOCKED' },
	{ type: 'call_rejected', code: 'CALL_UNPAID_INTL_BLOCK' },
	{ type: 'rate_limited', code: 'CALL_RL_PLAN_CONCURRENCY' },
	{ type: 'rate_limited', code: 'CALL_RL_PLAN_DAILY_MINUTES' },
	{ type: 'invalid_script', code: 'OBJECTIVE_VALIDATION_ERROR' },
	// A 429 that is no rate limit: the number is refused for good.
	{ type: 'call_rejected', status: 429, message: /blacklist/i },
	{ type: 'call_rejected', status: 403, message: /flagged/i },
	{ type: 'call_rejected', status: 400, message: /\bDNC\b|sensitive number/i },
	// The page does not say whether anything was queued when these two failed, so a call may have been placed.
	{ type: 'provider_error', status: 400, message: /^unable to (save request body|queue call)/i, leavesOpen: true },
	{ type: 'invalid_phone_number', status: 400, message: /^invalid phone number/i },
	// Said of a call that cannot be stopped: https://docs.bland.ai/api-v1/post/calls-id-stop. Its status is not stated.
	{ type: 'agent_unavailable', message: /^SID not found/i },
];

/** Reads a refusal of Bland, in any of its documented forms. An error inside a 2xx counts as a 400, unless its body names a status. */
export function readBlandRefusal(answer: HttpAnswer): Refusal {
	const status = classifyStatus(answer.status) === 'answered' ? (statusIn(answer.body) ?? 400) : answer.status;
	const refusal = readRefusal({ ...answer, body: uniform(answer.body) }, rules, status);
	const guard = /\bevery (\d+) seconds\b/i.exec(refusal.message ?? '');
	return guard === null ? refusal : { ...refusal, retryAfterSeconds: Number(guard[1]) };
}

/** Whether a 2xx reports an error: in the word `status`, or in the fields that the errors of other endpoints have. */
export const reportsFault = (body: unknown): boolean =>
	/error|fail/i.test(text(at(body, 'status')) ?? '') || isSaid(at(body, 'errors')) || isSaid(at(body, 'error'));

const isSaid = (value: unknown): boolean => ![undefined, null, false, ''].some((nothing) => value === nothing) && !isEmptyList(value);
const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

/**
 * The body in one form, `{code, message}`. Documented forms are `{status: "error", message, errors: [text]}`, `{data: null, errors:
 * [{error, message}]}`, `{error: text}`, `{error: CODE, details}` and `{status: "DNC Error", message}`.
 */
function uniform(body: unknown): unknown {
	if (!isObject(body)) return body;
	const { errors, details, ...rest } = body;
	const [first] = list(errors);
	if (isObject(first)) return { ...rest, code: first.error, message: text(first.message, body.message) };
	if (text(details) !== null) return { ...rest, code: body.error, message: details };
	return { ...rest, code: text(body.code) ?? codeIn(body.status), message: withErrors(text(body.message), list(errors)) };
}

/** The message with the errors that it does not repeat itself. */
function withErrors(message: string | null, errors: readonly unknown[]): string | null {
	const more = errors.flatMap((error) => text(error) ?? []).filter((error) => !(message ?? '').includes(error));
	return more.length === 0 ? message : [...(message === null ? [] : [message]), ...more].join(' ');
}

/** A word in `status` that is more than "error", such as "DNC Error". */
const codeIn = (status: unknown): string | null => (typeof status === 'string' && !/^error$/i.test(status) ? status : null);
