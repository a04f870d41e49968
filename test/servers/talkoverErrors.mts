import { row, type DocumentedError } from './documentedError.mts';
import { errorShapes, talkoverError } from './talkoverAnswers.mts';

const talkoverCodes: Array<[number, string, string, DocumentedError['expectedType'], DocumentedError['via']?]> = [
	[400, 'INVALID_PHONE_NUMBER', 'The phone number is invalid', 'invalid_phone_number'],
	[400, 'MISSING_PHONE_NUMBER', 'The phone number is missing', 'invalid_phone_number'],
	[400, 'AGENT_INACTIVE', 'Agent is not published', 'agent_unavailable', 'send'],
	[400, 'CAMPAIGN_NOT_ACTIVE', 'Campaign is not active', 'agent_unavailable', 'campaign'],
	[401, 'INVALID_TOKEN', 'The API token is invalid', 'unauthorized'],
	[402, 'INSUFFICIENT_CREDITS', 'Not enough credits to place the call', 'insufficient_credits'],
	[404, 'AGENT_NOT_FOUND', 'Agent not found', 'agent_unavailable', 'send'],
];

const existing = {
	id: 'call-existing',
	campaign_id: 'campaign-active',
	to: '+12127365000',
	status: 'queued',
	created_at: '2026-01-01T00:00:00Z',
};

/** Talkover: seven codes in four shapes, and what has a shape of its own. */
export const talkover: DocumentedError[] = [
	// Every code in the four shapes that can carry a code or its words; the two Laravel shapes have their own rows below.
	...talkoverCodes.flatMap(([status, code, message, expectedType, via]) =>
		errorShapes
			.filter((shape) => shape !== 'validation' && shape !== 'message')
			.map((shape) =>
				row(`${code}, shape ${shape}`, 'make-call, make-campaign-call; shapes of introduction and authentication', message, {
					...talkoverError(shape, status, code, message),
					expectedType,
					expectedCode: code,
					...(via ? { via } : {}),
				}),
			),
	),
	row('missing token', 'create-agent-webhook', 'Missing Bearer Token', {
		status: 401,
		body: { message: 'Missing Bearer Token' },
		expectedType: 'unauthorized',
	}),
	row('authentication page 401', 'authentication', 'Invalid or missing', {
		status: 401,
		body: { error: 'UNAUTHORIZED', message: 'Invalid or missing token', status_code: 401 },
		expectedType: 'unauthorized',
		expectedCode: 'UNAUTHORIZED',
	}),
	row('campaign 403', 'make-campaign-call', 'not allowed', {
		status: 403,
		body: { success: false, message: 'You are not allowed to use this campaign' },
		expectedType: 'unauthorized',
		via: 'campaign',
	}),
	row('campaign 404', 'make-campaign-call', 'Campaign not found', {
		status: 404,
		body: { success: false, message: 'Campaign not found' },
		expectedType: 'agent_unavailable',
		via: 'campaign',
	}),
	row('duplicate', 'make-campaign-call', 'already exists', {
		status: 409,
		body: {
			success: false,
			message: 'A call to this number already exists in the campaign',
			existing_call: existing,
		},
		expectedType: 'duplicate',
		via: 'campaign',
	}),
	row('duplicate with its code', 'make-campaign-call', 'already exists', {
		status: 409,
		body: {
			success: false,
			code: 'DUPLICATE_CALL',
			message: 'A call to this number already exists in the campaign',
			existing_call: existing,
		},
		expectedType: 'duplicate',
		expectedCode: 'DUPLICATE_CALL',
		via: 'campaign',
	}),
	row('422 with success', 'make-call (Laravel validation)', 'delay_seconds', {
		status: 422,
		body: {
			success: false,
			message: 'The given data was invalid.',
			errors: { delay_seconds: ['delay_seconds may not be greater than 3600.'] },
		},
		expectedType: 'invalid_parameters',
	}),
	row('422 without success', 'make-campaign-call (Laravel validation)', 'payload', {
		status: 422,
		body: {
			message: 'The given data was invalid.',
			errors: { payload: ['The payload must be an object.'] },
		},
		expectedType: 'invalid_parameters',
	}),
	row('throttled', 'make-call, introduction', 'Too many requests', {
		...talkoverError('nested', 429, 'RATE_LIMIT_EXCEEDED', 'Too many requests', { retry_after: 2 }),
		headers: { 'X-RateLimit-Limit': '100', 'X-RateLimit-Remaining': '0', 'X-RateLimit-Reset': '2' },
		expectedType: 'rate_limited',
		expectedCode: 'RATE_LIMIT_EXCEEDED',
		expectedRetryAfterSeconds: 2,
	}),
];
