import { row, type DocumentedError } from './documentedError.mts';

/** The general form of an error; `message` is a sentence or a list of sentences. */
const body = (statusCode: number, message: string | string[], error: string): unknown => ({ message, error, statusCode });

const e164 = 'customer.number must be a valid phone number in the E.164 format';

/** Vapi publishes the statuses 400 and 500 without bodies; forms and sentences are from field reports and pull requests. */
export const vapi: DocumentedError[] = [
	row('number as a sentence', 'support thread 18819419', e164, {
		status: 400,
		body: body(400, `${e164}. Hot tip, you may be missing the country code.`, 'Bad Request'),
		expectedType: 'invalid_phone_number',
		expectedCode: 'Bad Request',
	}),
	row('number in a list of sentences', 'support thread 18819419', e164, {
		status: 400,
		body: body(400, [e164, 'customer.number must be longer than or equal to 3 characters'], 'Bad Request'),
		expectedType: 'invalid_phone_number',
		expectedCode: 'Bad Request',
	}),
	row('unknown field', 'support threads', 'property prompt should not exist', {
		status: 400,
		body: body(400, ['property prompt should not exist'], 'Bad Request'),
		expectedType: 'invalid_parameters',
	}),
	row(
		'unknown fields of the overrides',
		'support threads',
		'assistantOverrides.property prompt should not exist; assistantOverrides.voice',
		{
			status: 400,
			body: body(
				400,
				['assistantOverrides.property prompt should not exist', 'assistantOverrides.voice must be an object', 'and more'],
				'Bad Request',
			),
			expectedType: 'invalid_parameters',
		},
	),
	row('empty 400', 'OpenAPI: 400 without a body', undefined, { status: 400, expectedType: 'invalid_parameters' }),
	row('concurrency', 'pull request 110 of the documentation', 'Over Concurrency Limit', {
		status: 400,
		body: { error: 'Over Concurrency Limit' },
		expectedType: 'rate_limited',
	}),
	row('refused key', 'general form of an error', 'Invalid Key', {
		status: 401,
		body: body(401, 'Invalid Key. Hot tip, you may be using the public key instead of the private key.', 'Unauthorized'),
		expectedType: 'unauthorized',
		expectedCode: 'Unauthorized',
	}),
	row('no credits', 'status undocumented; general form of an error', 'Wallet balance', {
		status: 402,
		body: body(402, 'Wallet balance is below zero', 'Payment Required'),
		expectedType: 'insufficient_credits',
	}),
	row('unknown assistant', 'general form of an error', 'does not exist', {
		status: 404,
		body: body(404, "Couldn't get assistant: the assistant does not exist.", 'Not Found'),
		expectedType: 'agent_unavailable',
	}),
	row('unknown assistant as a 400', 'general form of an error', 'does not exist', {
		status: 400,
		body: body(400, "Couldn't get assistant: the assistant does not exist.", 'Bad Request'),
		expectedType: 'agent_unavailable',
	}),
	row('unknown caller number', 'general form of an error', 'does not exist', {
		status: 404,
		body: body(404, 'phoneNumberId: the phone number does not exist.', 'Not Found'),
		expectedType: 'invalid_parameters',
	}),
	row('throttled', 'support thread 27528690', 'Rate limit exceeded', {
		status: 429,
		headers: { 'Retry-After': '7' },
		body: body(429, 'Rate limit exceeded', 'Too Many Requests'),
		expectedType: 'rate_limited',
		expectedRetryAfterSeconds: 7,
	}),
];
