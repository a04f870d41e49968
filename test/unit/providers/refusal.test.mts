import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Refusal } from '../../../nodes/shared/providers/provider';
import { errorInside, readRefusal, retryAfterSeconds, wayOutOf } from '../../../nodes/shared/providers/refusal';
import { providers } from '../../../nodes/shared/providers/registry';
import { problemTypes } from '../../../nodes/shared/call/problem';
import { answerOf } from '../../harness/values.mts';

/** The error shapes that providers use side by side. */
test.each([
	['{error: {code, message}}', { error: { code: 'X1', message: 'No.' } }, 'X1', 'No.'],
	['{success: false, error: {code, message}}', { success: false, error: { code: 'X1', message: 'No.' } }, 'X1', 'No.'],
	['{error: code, message}', { error: 'UNAUTHORIZED', message: 'No.', status_code: 401 }, 'UNAUTHORIZED', 'No.'],
	['{message, code}', { success: false, message: 'No.', code: 'X1' }, 'X1', 'No.'],
	['{error: true, message}', { error: true, message: 'No.' }, null, 'No.'],
	['{message}', { message: 'Missing Bearer Token' }, null, 'Missing Bearer Token'],
	['{detail: text}', { detail: 'Not Found' }, null, 'Not Found'],
	['{detail: {description, category}}', { detail: { status: 'error', description: 'No.', category: 'validation' } }, 'validation', 'No.'],
	['{detail: [{msg}]}', { detail: [{ loc: ['body'], msg: 'field required' }] }, null, 'field required'],
	[
		'{message, errors}',
		{ message: 'Invalid.', errors: { to: ['Too short.', 'Not E.164.'], x: 'Bad.' } },
		null,
		'to: Too short. Not E.164. x: Bad.',
	],
	['{error: text}', { error: 'No.' }, null, 'No.'],
	['a web page', '<html>', null, null],
	['nothing', undefined, null, null],
	['an empty object', {}, null, null],
])('a refusal is read from %s', (_name, body, code, message) => {
	expect(readRefusal(answerOf(400, body), [])).toEqual({ type: 'invalid_parameters', code, message, retryAfterSeconds: null });
});

test.each([
	[400, 'invalid_parameters'],
	[401, 'unauthorized'],
	[402, 'insufficient_credits'],
	[403, 'unauthorized'],
	[404, 'agent_unavailable'],
	[405, 'provider_error'],
	[409, 'duplicate'],
	[413, 'invalid_parameters'],
	[415, 'provider_error'],
	[422, 'invalid_parameters'],
	[429, 'rate_limited'],
	[410, 'call_rejected'],
	[451, 'call_rejected'],
])('the status %i means %s where the provider says nothing more precise', (status, type) => {
	expect(readRefusal(answerOf(status, {}), []).type).toBe(type);
});

test('the first rule whose status, code and message all fit decides', () => {
	const rules = [
		{ type: 'duplicate', status: 409, code: 'DUP' },
		{ type: 'voice_unavailable', status: 400, message: /voice/ },
		{ type: 'call_rejected', code: 'DUP' },
	] as const;
	const read = (status: number, body: unknown) => readRefusal(answerOf(status, body), [...rules]).type;
	expect(read(409, { code: 'DUP', message: 'voice' })).toBe('duplicate');
	expect(read(400, { message: 'The voice is gone' })).toBe('voice_unavailable');
	expect(read(400, { code: 'DUP' })).toBe('call_rejected');
	expect(read(401, { message: 'voice' })).toBe('unauthorized');
});

test('a 403 about this call does not speak of the account', () => {
	const read = (message?: string) => readRefusal(answerOf(403, { message }), []).type;
	expect(read('Calls to this country are not enabled')).toBe('call_rejected');
	for (const message of [undefined, 'Forbidden', 'Invalid API key', 'Permission denied', 'No access to this workspace'])
		expect(read(message)).toBe('unauthorized');
});

const now = Date.parse('2026-11-20T12:00:00Z');
test.each([
	[undefined, null],
	['2', 2],
	[' 2 ', 2],
	['0', 0],
	['99999', 3600],
	['Fri, 20 Nov 2026 12:00:03 GMT', 3],
	['Fri, 20 Nov 2026 11:00:00 GMT', 0],
	['Sat, 21 Nov 2026 12:00:00 GMT', 3600],
	['soon', null],
	['', null],
	['NaN', null],
])('a Retry-After of %j is %j seconds', (header, seconds) => {
	expect(retryAfterSeconds(header, now)).toBe(seconds);
});

test.each([
	[{ error: { details: { retry_after: 30 } } }, {}, 30],
	[{ retry_after: '12' }, {}, 12],
	[{ retry_after: 1.2 }, {}, 2],
	[{ retry_after: -5 }, {}, 0],
	[{ retry_after: 99_999 }, {}, 3600],
	[{ retry_after: 30 }, { 'retry-after': '60' }, 30],
	[{}, { 'retry-after': '60' }, 60],
	[{}, { 'retry-after': 'Fri, 20 Nov 2026 12:00:03 GMT', date: 'Fri, 20 Nov 2026 12:00:00 GMT' }, 3],
	[{ retry_after: 'soon' }, {}, null],
])('the wait in %j with headers %j is %j seconds', (body, headers, seconds) => {
	expect(readRefusal(answerOf(429, body, headers), []).retryAfterSeconds).toBe(seconds);
});

test.each(providers.map((provider) => [provider.id, provider] as const))('%s reads a refusal out of any JSON', (_id, provider) => {
	fc.assert(
		fc.property(fc.constantFrom(400, 401, 404, 422, 429), fc.jsonValue(), (status, body) => {
			for (const one of [body, { errors: body }, { message: body, error: body }, { detail: body }]) {
				expect(problemTypes).toContain(provider.readRefusal(answerOf(status, one)).type);
			}
		}),
		{ numRuns: 200 },
	);
	expect(provider.readRefusal(answerOf(400, { errors: { to: [{ toString: 5 }], x: { toString: 5 } } })).code).toBeNull();
});

test('every problem has a way out, and a provider may have its own', () => {
	for (const provider of providers) {
		for (const type of problemTypes) expect(wayOutOf(type, provider)).toMatch(/^[A-Z].*\.$/);
	}
	const synthflow = providers.find(({ id }) => id === 'synthflow')!;
	expect(wayOutOf('unauthorized', synthflow)).toMatch(/Region/);
});

describe('an error inside a 2xx', () => {
	const refusal = { type: 'invalid_parameters', message: 'No.', code: null, retryAfterSeconds: null } as const;

	test.each([
		['it is documented', { ...refusal, nobodyPhoned: true }, {}],
		['it is documented, beside a status of its own', { ...refusal, nobodyPhoned: true }, { status: 400 }],
		['it is documented, beside the status of the answer', { ...refusal, nobodyPhoned: true }, { status: 200 }],
		['the body names a 4xx', refusal, { code: 422 }],
		['the body names a 4xx within the error', refusal, { error: { status: '404' } }],
		[
			'the body names a 4xx, whose type is known',
			{ ...refusal, type: 'insufficient_credits', message: 'Internal credits are used up' },
			{ status_code: 402 },
		],
	] as const)('an error inside a 2xx is a certain no where %s', (_name, said, body) => {
		const { type, message, code, retryAfterSeconds } = said;
		expect(errorInside(said, body, null)).toEqual({ refused: { type, message, code, retryAfterSeconds } });
	});

	test.each([
		['nobody documents it', refusal, {}, null, 'provider_error'],
		[
			'nobody documents it, though its type is known',
			{ ...refusal, type: 'insufficient_credits' },
			{ success: false },
			null,
			'provider_error',
		],
		[
			'it is documented, and the phone may have rung',
			{ ...refusal, type: 'call_rejected', nobodyPhoned: false },
			{ status: 400 },
			null,
			'provider_error',
		],
		['the body names a status of the server', refusal, { status: 500 }, null, 'provider_error'],
		[
			'it is documented, and the body names a status of the server',
			{ ...refusal, nobodyPhoned: true },
			{ status: 503 },
			null,
			'provider_error',
		],
		['the body names two statuses', refusal, { status: 500, code: 400 }, null, 'provider_error'],
		['the body names the status of the answer', refusal, { status: 200, code: 400 }, null, 'provider_error'],
		['a number is no status', refusal, { code: 1002 }, null, 'provider_error'],
		['the server ran out of time', { ...refusal, message: 'Internal timeout' }, { status: 400 }, null, 'provider_error'],
		['its code says that the server failed', { ...refusal, code: 'INTERNAL_SERVER_ERROR' }, { status: 400 }, null, 'provider_error'],
		['the body names a time-out', refusal, { status: 408 }, null, 'provider_error'],
		['the server failed', { ...refusal, message: 'Server Error' }, { status: 400 }, null, 'provider_error'],
		['the server lost its database', { ...refusal, message: 'Database connection lost' }, { status: 400 }, null, 'provider_error'],
		['a documented time-out', { ...refusal, type: 'response_timeout', nobodyPhoned: false }, { status: 400 }, null, 'response_timeout'],
		['the body names a status of telephony', { ...refusal, type: 'agent_unavailable' }, { code: 486 }, null, 'provider_error'],
		[
			'it is documented, and the body names a status of telephony',
			{ ...refusal, nobodyPhoned: true },
			{ code: 603 },
			null,
			'provider_error',
		],
		[
			'its code is documented, and its words are about a call',
			{ ...refusal, nobodyPhoned: true, message: 'The agent went inactive during the call' },
			{},
			null,
			'provider_error',
		],
		[
			'the body names a 4xx, and its words are about a call',
			{ ...refusal, message: 'Stopped after the call was connected' },
			{ code: 400 },
			null,
			'provider_error',
		],
		['it names a call', { ...refusal, nobodyPhoned: true }, { status: 400 }, 'c-1', 'outcome_unknown'],
	] as const)('an error inside a 2xx leaves open what happened where %s', (_name, said, body, callId, type) => {
		const { message, code, retryAfterSeconds } = said as Refusal;
		expect(errorInside(said, body, callId)).toEqual({ failed: { type, message, code, retryAfterSeconds }, callId });
	});

	test.each([
		'The caller hung up',
		'Call ended',
		'The call was answered, then the agent was gone',
		'No answer',
		'Busy Here',
		'Callee is busy',
		'A call is already in progress',
		'Credits ran out after 12 seconds',
		'while saving the placed call',
		'did not pick up',
	])('an error inside a 2xx is open where its words are about a call: %s', (message) => {
		expect(errorInside({ ...refusal, nobodyPhoned: true, message }, {}, null)).toHaveProperty('failed');
	});

	test.each([
		'Not enough credits to place the call',
		'No number is connected to this agent',
		'The call was not placed',
		'Calls to this number are blocked',
		'Retry after 30 seconds',
		'Please try again after 5 minutes',
		'Answer the security question first',
		'The line is not valid',
		'Call limit reached',
	])('an error inside a 2xx is a certain no where its words are about the request: %s', (message) => {
		expect(errorInside({ ...refusal, nobodyPhoned: true, message }, {}, null)).toHaveProperty('refused');
	});
});
