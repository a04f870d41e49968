import type { ProviderName } from './contract.mts';
import { bland } from './blandErrors.mts';
import { row, type DocumentedError } from './documentedError.mts';
import { elevenlabs } from './elevenlabsErrors.mts';
import { talkover } from './talkoverErrors.mts';
import { vapi } from './vapiErrors.mts';

export type { DocumentedError, ProblemType } from './documentedError.mts';

/** Svalync: seven sentences from the pages of its call nodes, each as {success:false} with status 400 and inside a 200. */
const svalyncSentences: Array<[string, DocumentedError['expectedType'], DocumentedError['via']?]> = [
	['Invalid phone number', 'invalid_phone_number'],
	['Voice service unavailable', 'voice_unavailable', 'make'],
	['Script validation error', 'invalid_script', 'make'],
	['Connection failure', 'connection_failed'],
	['Response timeout', 'response_timeout'],
	['Agent not available', 'agent_unavailable', 'send'],
	['Call rejected', 'call_rejected'],
	['agentId must be a string', 'invalid_parameters', 'send'],
];

/** Those that may be said when the phone has rung already: a service, a connection or the called person failed. */
const svalyncOpen: Array<DocumentedError['expectedType']> = ['voice_unavailable', 'connection_failed', 'response_timeout', 'call_rejected'];

const svalync: DocumentedError[] = [
	...svalyncSentences.flatMap(([message, expectedType, via]) =>
		[400, 200].map((status) =>
			row(`${message}, HTTP ${status}`, 'nodes Make Call and Send Call; developers/calls/sendcall', message, {
				status,
				body: { success: false, message, status: 400 },
				expectedType,
				...(via ? { via } : {}),
				...(status === 200 && svalyncOpen.includes(expectedType) ? { open: true } : {}),
			}),
		),
	),
	row('refused key', 'status undocumented; envelope of developers/calls', 'Unauthorized', {
		status: 401,
		body: { success: false, message: 'Unauthorized', status: 401 },
		expectedType: 'unauthorized',
	}),
	row('refused key inside a 200', 'status undocumented; envelope of developers/calls', 'Unauthorized', {
		status: 200,
		body: { success: false, message: 'Unauthorized', status: 401 },
		expectedType: 'unauthorized',
	}),
	row('error in the outer response array', 'developers/calls/list-call (rendered page)', 'Invalid phone number', {
		status: 400,
		body: { response: [{ success: false, message: 'Invalid phone number', status: 400 }] },
		expectedType: 'invalid_phone_number',
	}),
];

const detail = (description: string, category: string): unknown => ({
	detail: { status: 'error', description, request_id: 'req_0001', category },
});

const synthflow: DocumentedError[] = [
	row('detail object, phone', 'OpenAPI 400; words from field reports', 'Invalid phone number', {
		status: 400,
		body: detail('Invalid phone number', 'validation_error'),
		expectedType: 'invalid_phone_number',
	}),
	row('detail object, other field', 'OpenAPI 400', 'name is required', {
		status: 400,
		body: detail('name is required', 'validation_error'),
		expectedType: 'invalid_parameters',
	}),
	row('undocumented empty 400', 'OpenAPI: the body of 400 is {}', undefined, {
		status: 400,
		body: {},
		expectedType: 'invalid_parameters',
	}),
	row('refused key', 'authentication', 'Invalid API key', {
		status: 401,
		body: { error: 'Unauthorized', message: 'Invalid API key' },
		expectedType: 'unauthorized',
	}),
	row('key of another region', 'field report: a wrong region is a 401', undefined, {
		status: 401,
		body: detail('Unauthorized', 'auth_error'),
		expectedType: 'unauthorized',
	}),
	row('gateway 403', 'gateway shape {error, message}', 'Access denied', {
		status: 403,
		body: { error: 'Forbidden', message: 'Access denied' },
		expectedType: 'unauthorized',
	}),
	row('unknown agent', 'OpenAPI 404', 'Assistant not found', {
		status: 404,
		body: detail('Assistant not found', 'not_found'),
		expectedType: 'agent_unavailable',
	}),
	row('bare 404', 'field report: {detail: "Not Found"}', 'Not Found', {
		status: 404,
		body: { detail: 'Not Found' },
		expectedType: 'agent_unavailable',
	}),
	row('422', 'OpenAPI 422 on some operations', 'field required', {
		status: 422,
		body: {
			detail: [{ loc: ['body', 'name'], msg: 'field required', type: 'value_error.missing' }],
		},
		expectedType: 'invalid_parameters',
	}),
	row('throttled', 'concurrency-calling-limits (429, no headers)', 'Too many', {
		status: 429,
		body: { error: 'Too Many Requests', message: 'Too many concurrent calls' },
		expectedType: 'rate_limited',
	}),
];

const unleashxMessages: Array<[number, string, DocumentedError['expectedType']]> = [
	[400, 'Phone Number is required', 'invalid_phone_number'],
	[400, 'Agent ID is required', 'invalid_parameters'],
	[401, 'Invalid Auth Key or Session Expired', 'unauthorized'],
	[404, 'Agent not found or not active', 'agent_unavailable'],
	[422, 'Validation failed', 'invalid_parameters'],
];

const unleashx: DocumentedError[] = [
	...unleashxMessages.flatMap(([status, message, expectedType]) => [
		row(`${message}, HTTP ${status}`, 'voice-ai/make-call', message, {
			status,
			body: { error: true, message },
			expectedType,
		}),
		row(`${message}, inside a 200`, "click-to-dial/trigger-call: always look at the body's error field", message, {
			status: 200,
			body: { error: true, message },
			expectedType,
			// The pages name the status of a failed validation, not its words.
			...(status === 422 ? { open: true } : {}),
		}),
		row(`${message}, with code and data`, 'the other endpoints add code and data', message, {
			status,
			body: { error: true, code: status, message, data: {} },
			expectedType,
		}),
	]),
	row('success false inside a 200', 'voice-ai/make-call, generalised', 'Agent not found or not active', {
		status: 200,
		body: { success: false, message: 'Agent not found or not active' },
		expectedType: 'agent_unavailable',
	}),
	row('throttled', 'introduction (429)', 'Rate limit', {
		status: 429,
		body: { error: true, message: 'Rate limit exceeded' },
		expectedType: 'rate_limited',
	}),
];

/** One form for all; the example messages of the specification, and words that it shows for a phone number. */
const retellMessages: Array<[string, number, string, DocumentedError['expectedType']]> = [
	['malformed request', 400, 'Invalid request format, please check API reference.', 'invalid_parameters'],
	['bad number', 400, 'to_number is not a valid E.164 phone number', 'invalid_phone_number'],
	['bad phone number', 400, 'Invalid phone number', 'invalid_phone_number'],
	['bad caller number', 400, 'from_number is not a valid phone number', 'invalid_parameters'],
	['refused key', 401, 'API key is missing or invalid.', 'unauthorized'],
	['ended trial', 402, 'Trial has ended, please add payment method.', 'insufficient_credits'],
	['unknown agent or caller number', 422, 'Cannot find requested asset under given api key.', 'agent_unavailable'],
	['throttled', 429, 'Account rate limited, please throttle your requests.', 'rate_limited'],
];

const retell: DocumentedError[] = [
	...retellMessages.map(([name, status, message, expectedType]) =>
		row(name, 'OpenAPI of create-phone-call', message, { status, body: { status: 'error', message }, expectedType }),
	),
	row('undocumented empty 400', 'a body without words', undefined, { status: 400, body: {}, expectedType: 'invalid_parameters' }),
	row('undocumented 403', 'a status of the gateway', 'Forbidden', {
		status: 403,
		body: { status: 'error', message: 'Forbidden' },
		expectedType: 'unauthorized',
	}),
];

/** Every documented refusal of a place-call request, by provider. */
export const documentedErrors: Record<ProviderName, DocumentedError[]> = {
	elevenlabs,
	bland,
	retell,
	svalync,
	synthflow,
	talkover,
	unleashx,
	vapi,
};
