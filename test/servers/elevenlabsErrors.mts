import { row, type DocumentedError } from './documentedError.mts';

/** Words of the API's errors as its help pages name them, and the shapes of `detail`. */
const words: Array<[number, string, DocumentedError['expectedType']]> = [
	[401, 'invalid_api_key', 'unauthorized'],
	[401, 'missing_permissions', 'unauthorized'],
	[401, 'needs_authorization', 'unauthorized'],
	[401, 'detected_unusual_activity', 'unauthorized'],
	[401, 'quota_exceeded', 'insufficient_credits'],
	[404, 'agent_not_found', 'agent_unavailable'],
	[400, 'invalid_provider_config', 'agent_unavailable'],
	[429, 'too_many_concurrent_requests', 'rate_limited'],
	[429, 'system_busy', 'rate_limited'],
];
const fields: Array<[string, DocumentedError['expectedType']]> = [
	['to_number', 'invalid_phone_number'],
	['agent_id', 'agent_unavailable'],
	['agent_phone_number_id', 'agent_unavailable'],
	['conversation_initiation_client_data', 'invalid_parameters'],
];
/** Codes of Twilio for a call that it did not begin, as its own errors name them. */
const messages: Array<[string, DocumentedError['expectedType']]> = [
	['Invalid number. More information: https://www.twilio.com/docs/errors/21211', 'invalid_phone_number'],
	['Geographic permissions are missing. Error 21215', 'call_rejected'],
	['The caller number is not verified. Code: 21210', 'invalid_parameters'],
];

/** The refusals of ElevenLabs: the words of its help pages, the API's own validation, and the phone company's codes inside a 200. */
export const elevenlabs: DocumentedError[] = [
	...words.map(([status, word, expectedType]) =>
		row(`${word}, HTTP ${status}`, 'help.elevenlabs.io, API errors', `Words of ${word}`, {
			status,
			body: { detail: { status: word, message: `Words of ${word}` } },
			expectedType,
			expectedCode: word,
		}),
	),
	...fields.map(([field, expectedType]) =>
		row(`a list of faulty fields: ${field}`, 'SDK, HttpValidationError', `${field}: Field required`, {
			status: 422,
			body: { detail: [{ loc: ['body', field], msg: 'Field required', type: 'missing' }] },
			expectedType,
		}),
	),
	row('a text as detail', 'FastAPI', 'Not Found', { status: 404, body: { detail: 'Not Found' }, expectedType: 'agent_unavailable' }),
	...messages.map(([message, expectedType]) =>
		row(`success: false, ${message}`, 'SDK, TwilioOutboundCallResponse; twilio.com/docs/api/errors', message, {
			status: 200,
			body: { success: false, message, conversation_id: null, callSid: null },
			expectedType,
		}),
	),
	...[
		'The call could not be started',
		'Twilio answered with an error',
		'The phone number you are attempting to call is not valid.',
		'Account not authorized to call this number.',
		'The source phone number provided is not yet verified for your account.',
	].map((message) =>
		row(`success: false, ${message}`, 'SDK, TwilioOutboundCallResponse', message, {
			status: 200,
			body: { success: false, message, conversation_id: null, callSid: null },
			expectedType: 'call_rejected',
			open: true,
		}),
	),
];
