import { row, type DocumentedError } from './documentedError.mts';

const page = 'api-v1/post/calls, Error Codes Reference';
const skills = 'bland-skills, skills/calls';
const said = (message: string, more: object = {}): unknown => ({ status: 'error', message, ...more });
const coded = (error: string, message: string): unknown => ({ data: null, errors: [{ error, message }] });

/** Sentences in the usual form, by status and meaning. */
const sentences: Array<[number, string, DocumentedError['expectedType']]> = [
	[400, 'Invalid phone number. Please include a country code if outside the US.', 'invalid_phone_number'],
	[400, 'Record must be a boolean', 'invalid_parameters'],
	[400, 'Additional properties are not allowed', 'invalid_parameters'],
	[400, 'Invalid voicemail action. Must be one of: hangup, leave_message, ignore', 'invalid_parameters'],
	[400, 'Webhook must be a valid URI', 'invalid_parameters'],
	[400, 'Invalid language code', 'invalid_parameters'],
	[400, 'Invalid from phone number.', 'invalid_parameters'],
	[400, 'Invalid pathway data', 'invalid_parameters'],
	[400, 'Flagged Node: x', 'invalid_parameters'],
	[400, 'max_duration must be at most 12 hours.', 'invalid_parameters'],
	[400, 'Invalid start_time.', 'invalid_parameters'],
	[400, 'Calls must be scheduled at least 5 minutes in advance, or more', 'invalid_parameters'],
	[400, 'Cannot dial sensitive numbers. More attempts will result in being blocked.', 'call_rejected'],
	[402, 'Insufficient balance.', 'insufficient_credits'],
	[402, 'No billing record found.', 'insufficient_credits'],
	[403, 'The Bland Team has flagged your account for security purposes.', 'call_rejected'],
	[404, 'Pathway with ID "w-1" not found', 'agent_unavailable'],
	[404, 'Pathway version with ID "3" not found', 'agent_unavailable'],
	[429, 'Rate limit exceeded', 'rate_limited'],
	[429, 'Rate limit exceeded for newly created accounts. Please try again soon.', 'rate_limited'],
	[429, 'International rate limit exceeded for your account type.', 'rate_limited'],
	[429, 'This number is blacklisted.', 'call_rejected'],
];

/** Plan codes of the newer material; the page does not have them. */
const codes: Array<[number, string, DocumentedError['expectedType']]> = [
	[403, 'CALL_PLAN_DESTINATION_BLOCKED', 'call_rejected'],
	[403, 'CALL_UNPAID_INTL_BLOCK', 'call_rejected'],
	[429, 'CALL_RL_PLAN_CONCURRENCY', 'rate_limited'],
	[429, 'CALL_RL_PLAN_DAILY_MINUTES', 'rate_limited'],
];

export const bland: DocumentedError[] = [
	...sentences.map(([status, message, expectedType]) => row(message, page, message, { status, body: said(message), expectedType })),
	...codes.map(([status, code, expectedType]) =>
		row(code, skills, 'Plan limit', { status, body: coded(code, 'Plan limit'), expectedType, expectedCode: code }),
	),
	row('refused key', page, 'Unauthorized', {
		status: 401,
		body: coded('AUTH_FAILURE', 'Unauthorized'),
		expectedType: 'unauthorized',
		expectedCode: 'AUTH_FAILURE',
	}),
	row('number in a field of its own', page, 'Invalid phone number format', {
		status: 400,
		body: { error: 'Invalid phone number format' },
		expectedType: 'invalid_phone_number',
	}),
	row('missing field, with a list of errors', page, 'Missing required parameter: task.', {
		status: 400,
		body: said('Invalid parameters. Error: ["Missing required parameter: task."]', { errors: ['Missing required parameter: task.'] }),
		expectedType: 'invalid_parameters',
	}),
	row('do-not-call list', page, 'Number found in DNC list.', {
		status: 400,
		body: { status: 'DNC Error', message: 'Number found in DNC list. You cannot dial sensitive numbers.' },
		expectedType: 'call_rejected',
		expectedCode: 'DNC Error',
	}),
	row('objective', page, 'Too vague', {
		status: 418,
		body: { error: 'OBJECTIVE_VALIDATION_ERROR', details: 'Too vague' },
		expectedType: 'invalid_script',
		expectedCode: 'OBJECTIVE_VALIDATION_ERROR',
	}),
	row('guard of ten seconds', page, 'every 10 seconds', {
		status: 429,
		body: said('Calls can only be sent every 10 seconds to the same number. Please try again in a few seconds.'),
		expectedType: 'rate_limited',
		expectedRetryAfterSeconds: 10,
	}),
	...['Unable to save request body.', 'Unable to queue call.'].map((message) =>
		row(message, `${page}: whether anything was queued is not said`, message, {
			status: 400,
			body: said(message),
			expectedType: 'call_rejected',
			open: true,
		}),
	),
];
