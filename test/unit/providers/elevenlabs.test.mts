import { describe, expect, test } from 'vitest';
import { callRecord } from '../../../nodes/shared/call/record';
import type { CallRequest } from '../../../nodes/shared/call/request';
import { elevenlabs } from '../../../nodes/shared/providers/elevenlabs';
import { dialOf, userIdOf } from '../../../nodes/shared/providers/elevenlabs/userId';
import type { CallQuery } from '../../../nodes/shared/providers/provider';
import { openDelivery } from '../../../nodes/shared/webhooks/delivery';
import { aCall, aFullCall, answerOf, settingsOf } from '../../harness/values.mts';

const settings = settingsOf.elevenlabs;
const reference = aCall().reference;
const ours = (more: Partial<CallRequest> = {}): CallRequest => aCall({ fromNumberId: 'twilio:phnum_1', ...more });
const request = (call = ours()) => elevenlabs.placeCall.request(call, settings);
const placed = (body: unknown) => elevenlabs.placeCall.read(answerOf(200, body), ours());
const script = { form: 'text', text: 'Hello, this is a reminder.' } as const;
const everything: CallQuery = { agentId: null, to: null, after: null, before: null, search: null, cursor: null, limit: 100 };

test.each([
	['global', 'https://api.elevenlabs.io'],
	['us', 'https://api.us.elevenlabs.io'],
	['eu', 'https://api.eu.residency.elevenlabs.io'],
	['in', 'https://api.in.residency.elevenlabs.io'],
	['custom', 'https://proxy.example.com'],
])('the region %s lives at %s', (region, url) => {
	expect(elevenlabs.baseUrl({ region, baseUrl: 'https://proxy.example.com' })).toBe(url);
});

describe('placing a call', () => {
	test('the smallest call has an agent, the ID of a number, a number to call and our reference', () => {
		expect(request()).toEqual({
			method: 'POST',
			path: '/v1/convai/twilio/outbound-call',
			body: {
				agent_id: 'agent-1',
				agent_phone_number_id: 'phnum_1',
				to_number: '+442079460018',
				conversation_initiation_client_data: { dynamic_variables: { reference }, user_id: reference },
			},
		});
	});

	test('the whole call of an agent sends variables with their types, the context as JSON text, and the overrides', () => {
		const call = aFullCall({ fromNumber: null, fromNumberId: 'sip_trunk:phnum_2', language: 'de', ringTimeout: 40, recording: false });
		expect(request(call)).toEqual({
			method: 'POST',
			path: '/v1/convai/sip-trunk/outbound-call',
			body: {
				agent_id: 'agent-1',
				agent_phone_number_id: 'phnum_2',
				to_number: '+442079460018',
				conversation_initiation_client_data: {
					dynamic_variables: { orderNumber: 'A-17', amount: 12.5, paid: false, reference, context: '{"lead":{"id":7}}' },
					user_id: reference,
					conversation_config_override: {
						agent: { first_message: 'Hello, this is an assistant.', prompt: { prompt: 'Be brief.' }, language: 'de' },
					},
				},
				call_recording_enabled: false,
				telephony_call_config: { ringing_timeout_secs: 40 },
			},
		});
	});

	test('a script becomes the first message and the prompt of this call, with its voice', () => {
		const voice = { gender: null, accent: null, speed: 1.1 };
		const { body } = request(ours({ scripted: { script, voiceId: 'voice_1', voice, simulatedAnswers: [] }, recording: true }));
		expect(body).toMatchObject({
			conversation_initiation_client_data: {
				conversation_config_override: {
					agent: { first_message: script.text, prompt: { prompt: expect.stringContaining(script.text) } },
					tts: { voice_id: 'voice_1', speed: 1.1 },
				},
			},
			call_recording_enabled: true,
		});
	});

	test.each([
		['twilio:phnum_1', '/v1/convai/twilio/outbound-call', 'phnum_1'],
		['sip_trunk:phnum_2', '/v1/convai/sip-trunk/outbound-call', 'phnum_2'],
		['exotel:phnum:3', '/v1/convai/exotel/outbound-call', 'phnum:3'],
	])('the number %s is called from by %s', (fromNumberId, path, id) => {
		expect(request(ours({ fromNumberId }))).toMatchObject({ path, body: { agent_phone_number_id: id } });
		expect(elevenlabs.check(ours({ fromNumberId }))).toEqual([]);
	});

	test('a redial is told from the first dial by its user ID and by the variable callAttempt', () => {
		expect(request(ours({ attempt: 3 }))).toMatchObject({
			body: { conversation_initiation_client_data: { user_id: `${reference}~3`, dynamic_variables: { reference, callAttempt: 3 } } },
		});
	});

	test.each([
		['order-1', 1, 'order-1'],
		['order-1', 2, 'order-1~2'],
		['order-1~2', 1, 'order-1~2~1'],
		['order-1~2', 2, 'order-1~2~2'],
		['order~', 1, 'order~'],
		['order~0', 1, 'order~0'],
		['line\nbreak', 2, 'line\nbreak~2'],
	])('the dial %j, %i has the user ID %j, which is read back', (name, attempt, userId) => {
		expect(userIdOf({ reference: name, attempt })).toBe(userId);
		expect(dialOf(userId)).toEqual({ reference: name, attempt });
	});
});

describe('a call that is refused before any request', () => {
	test.each([
		['genesys:phnum_4', 'belongs to the phone provider "genesys"'],
		['phnum_1', 'twilio:phnum_123'],
		['twilio:', 'twilio:phnum_123'],
		['constructor:phnum_1', 'belongs to the phone provider "constructor"'],
	])('the number %s has no path', (fromNumberId, words) => {
		const [issue, ...others] = elevenlabs.check(ours({ fromNumberId }));
		expect([issue.field, issue.type, others]).toEqual(['From Number', 'invalid_parameters', []]);
		expect(issue.sentence).toContain(words);
	});

	test('a number that is not looked up yet is no fault', () => {
		expect(elevenlabs.check(ours({ fromNumber: '+12127365002', fromNumberId: null }))).toEqual([]);
	});

	test.each(['reference', 'context', 'callAttempt', 'system__conversation_id'])('a variable must not be named %s', (name) => {
		expect(elevenlabs.check(ours({ variables: { [name]: 'x' } }))).toMatchObject([{ type: 'invalid_parameters', field: 'Variables' }]);
	});
});

describe('the answer to a call', () => {
	test('a call was placed by the documented answer', () => {
		expect(placed({ success: true, message: 'Success', conversation_id: 'conv_1', callSid: 'CA1' })).toEqual({
			placed: { callId: 'conv_1', status: 'initiated', outcome: null },
		});
	});

	test.each([
		['no conversation', { success: true, message: 'Success', conversation_id: null, callSid: 'CA1' }],
		['a number as ID', { success: true, conversation_id: 5 }],
		['an empty ID', { success: true, conversation_id: ' ' }],
		['an error inside a 200', { detail: { status: 'invalid_api_key', message: 'Invalid API key' } }],
		['a web page', '<html>'],
		['nothing', undefined],
		['a list', []],
	])('an answer leaves the outcome open: %s', (_name, body) => {
		expect(placed(body)).toBeNull();
	});

	test.each([
		['Unable to create record. More information: https://www.twilio.com/docs/errors/21211', 'invalid_phone_number'],
		['Twilio error 21217', 'invalid_phone_number'],
		['{"code":21215,"message":"No","status":400}', 'call_rejected'],
		['HTTP 400 error code: 21219', 'call_rejected'],
		['Error 21216', 'call_rejected'],
		['Error 21212: not a valid caller', 'invalid_parameters'],
		['Error (21210)', 'invalid_parameters'],
	])('success: false is a refusal where it names Twilio’s code of a fault before the dial: %s', (message, type) => {
		expect(placed({ success: false, message, conversation_id: null, callSid: null })).toMatchObject({ refused: { type, message } });
	});

	test.each([
		'Something went wrong',
		'Twilio did not answer',
		'The call was connected and dropped',
		'',
		'The phone number you are attempting to call, +442079460018, is not valid.',
		"Unable to create record: Invalid 'To' Phone Number: +44207946XXXX",
		'Account not authorized to call +442079460018.',
		'The number +442079460018 is unverified. Trial accounts may only make calls to verified numbers.',
		'Call 21211 was dropped',
		'Error 212110',
		'Error 21220',
		'Error 21211: not valid. The person hung up.',
	])('success: false leaves the outcome open with other words: %j', (message) => {
		expect(placed({ success: false, message, conversation_id: null, callSid: null })).toMatchObject({ failed: { type: 'provider_error' } });
	});

	test('success: false beside a call leaves the outcome open, whatever its words', () => {
		const message = 'Twilio error 21211';
		expect(placed({ success: false, message, conversation_id: 'conv_1', callSid: null })).toMatchObject({
			failed: { type: 'outcome_unknown' },
			callId: 'conv_1',
		});
		for (const sid of [{ callSid: 'CA1' }, { sip_call_id: 's1' }]) {
			expect(placed({ success: false, message, conversation_id: null, ...sid })).toMatchObject({
				failed: { type: 'outcome_unknown' },
				callId: null,
			});
		}
	});

	const detail = (status: string, message = 'Said so') => ({ detail: { status, message } });
	const fields = (...faults: Array<[string, string]>) => ({
		detail: faults.map(([field, msg]) => ({ loc: ['body', field], msg, type: 'value_error' })),
	});
	test.each([
		[401, detail('invalid_api_key'), 'unauthorized', 'invalid_api_key'],
		[401, detail('missing_permissions'), 'unauthorized', 'missing_permissions'],
		[401, detail('quota_exceeded'), 'insufficient_credits', 'quota_exceeded'],
		[403, { detail: 'Forbidden' }, 'unauthorized', null],
		[404, detail('agent_not_found'), 'agent_unavailable', 'agent_not_found'],
		[404, { detail: 'Not Found' }, 'agent_unavailable', null],
		[400, detail('invalid_provider_config'), 'agent_unavailable', 'invalid_provider_config'],
		[400, { detail: { type: 'invalid_provider_config', message: 'x' } }, 'agent_unavailable', 'invalid_provider_config'],
		[422, fields(['to_number', 'field required']), 'invalid_phone_number', null],
		[422, fields(['agent_id', 'field required']), 'agent_unavailable', null],
		[422, fields(['agent_phone_number_id', 'field required']), 'agent_unavailable', null],
		[422, fields(['agent_id', 'field required'], ['to_number', 'field required']), 'invalid_phone_number', null],
		[422, fields(['telephony_call_config', 'extra']), 'invalid_parameters', null],
		[429, detail('too_many_concurrent_requests'), 'rate_limited', 'too_many_concurrent_requests'],
		[429, detail('system_busy'), 'rate_limited', 'system_busy'],
	])('the status %i with %j is %s', (status, body, type, code) => {
		expect(elevenlabs.readRefusal(answerOf(status, body))).toMatchObject({ type, code });
	});

	test('the faults of several fields are told in words', () => {
		const { message } = elevenlabs.readRefusal(answerOf(422, fields(['agent_id', 'field required'], ['to_number', 'is wrong'])));
		expect(message).toBe('agent_id: field required to_number: is wrong');
	});
});

/** GET /v1/convai/conversations/{id} */
const conversation = {
	conversation_id: 'conv_1',
	agent_id: 'agent_1',
	status: 'done',
	user_id: 'order-1',
	has_audio: true,
	transcript: [
		{ role: 'agent', message: 'Hello.', tool_calls: [], time_in_call_secs: 0 },
		{ role: 'user', message: 'Hi.', time_in_call_secs: 3 },
		{ role: 'agent', message: null, tool_calls: [{ tool_name: 'end_call' }], time_in_call_secs: 5 },
	],
	metadata: {
		start_time_unix_secs: 1_700_000_000,
		accepted_time_unix_secs: 1_700_000_009,
		call_duration_secs: 42,
		cost: 300,
		phone_call: {
			type: 'twilio',
			direction: 'outbound',
			phone_number_id: 'phnum_1',
			agent_number: '+12127365002',
			external_number: '+442079460018',
			call_sid: 'CA1',
		},
		termination_reason: 'end_call tool was called',
	},
	analysis: {
		call_successful: 'success',
		transcript_summary: 'They agreed.',
		data_collection_results: {},
		evaluation_criteria_results: {},
	},
	conversation_initiation_client_data: {
		dynamic_variables: { name: 'Ada', visits: 3, reference: 'order-1', context: '{"leadId":7}', system__call_sid: 'CA1' },
	},
};
const record = callRecord('elevenlabs', {
	callId: 'conv_1',
	agentId: 'agent_1',
	reference: 'order-1',
	to: '+442079460018',
	from: '+12127365002',
	status: 'completed',
	outcome: 'answered',
	dialed: 'yes',
	attempt: 1,
	startedAt: '2023-11-14T22:13:20.000Z',
	answeredAt: '2023-11-14T22:13:29.000Z',
	durationSeconds: 42,
	transcript: 'agent: Hello.\nuser: Hi.',
	summary: 'They agreed.',
	analysis: { sentiment: null, sentimentScores: null, speechMetrics: null, outcome: 'success', converted: null },
	endReason: 'end_call tool was called',
	cost: { amount: 300, currency: 'credits' },
	variables: { name: 'Ada', visits: 3 },
	context: { leadId: 7 },
});
const ref = { callId: 'conv_1', agentId: null };
const readOne = (body: unknown) => {
	const read = elevenlabs.getCall!.read(answerOf(200, body), ref);
	return read === null || read === 'absent' ? read : read.record;
};
const told = (more: object, metadata: object = {}) =>
	readOne({ ...conversation, ...more, metadata: { ...conversation.metadata, ...metadata } });

describe('reading a call', () => {
	test('one conversation is read whole', () => {
		expect(elevenlabs.getCall!.request({ callId: 'c/1', agentId: null }, settings)).toEqual({
			method: 'GET',
			path: '/v1/convai/conversations/c%2F1',
		});
		expect(elevenlabs.getCall!.read(answerOf(200, conversation), ref)).toEqual({ record, row: conversation });
		for (const body of [{}, '<html>', [], { detail: 'x' }]) expect(readOne(body)).toBeNull();
	});

	test('a conversation that does not repeat its ID is the one that was asked for', () => {
		const { conversation_id: _id, ...rest } = conversation;
		expect(readOne(rest)).toMatchObject({ callId: 'conv_1' });
	});

	test('a redial is told by its variable, and by its user ID where the variables are gone', () => {
		const gone = { conversation_initiation_client_data: {}, user_id: 'order-1~2' };
		expect(told(gone)).toMatchObject({ reference: 'order-1', attempt: 2 });
		const variables = { dynamic_variables: { reference: 'order-1', callAttempt: 2 } };
		expect(told({ conversation_initiation_client_data: variables, user_id: 'order-1~2' })).toMatchObject({ attempt: 2 });
	});

	test('the person of an inbound call is the caller', () => {
		const inbound = { ...conversation.metadata.phone_call, direction: 'inbound' };
		expect(told({}, { phone_call: inbound })).toMatchObject({ to: '+12127365002', from: '+442079460018' });
	});

	test.each([
		['initiated', 'initiated', null],
		['in-progress', 'in_progress', null],
		['processing', 'in_progress', null],
		['done', 'completed', 'answered'],
		['failed', 'failed', 'failed'],
		['teleported', 'unknown', null],
	])('the status %s is %s, %s', (status, ours, outcome) => {
		expect(told({ status })).toMatchObject({ status: ours, outcome });
	});

	test('a price is told once the call is over', () => {
		expect(told({ status: 'processing' })).toMatchObject({ cost: null });
		expect(told({}, { cost: null })).toMatchObject({ cost: null });
		expect(told({}, { cost: -1 })).toMatchObject({ cost: null });
	});

	test.each([
		[{}, { termination_reason: 'voicemail_detection tool was called' }],
		[{ transcript: [{ role: 'agent', message: null, tool_calls: [{ tool_name: 'voicemail_detection' }] }] }, {}],
	])('a call that the tool voicemail_detection ended is a voicemail', (more, metadata) => {
		expect(told(more, metadata)).toMatchObject({ status: 'completed', outcome: 'voicemail' });
	});

	test('a finished call without any talk proves no answer', () => {
		expect(told({ transcript: [] }, { call_duration_secs: 0 })).toMatchObject({ status: 'completed', outcome: null, durationSeconds: 0 });
	});

	test.each([
		['busy', 'busy'],
		['no-answer', 'no_answer'],
		['Missing required dynamic variables in tools', 'failed'],
		['done', 'failed'],
	])('a failed call with the reason %j has the outcome %s', (reason, outcome) => {
		expect(told({ status: 'failed' }, { termination_reason: null, error: { code: 1, reason } })).toMatchObject({
			status: 'failed',
			outcome,
			endReason: reason,
		});
	});

	test('a verdict that is not there yet is null', () => {
		expect(told({ analysis: { call_successful: 'unknown' } })).toMatchObject({ analysis: { outcome: null }, summary: null });
	});
});

describe('the list of conversations', () => {
	const row = {
		conversation_id: 'conv_1',
		agent_id: 'agent_1',
		agent_name: 'Agent',
		start_time_unix_secs: 1_700_000_000,
		call_duration_secs: 42,
		message_count: 3,
		status: 'done',
		call_successful: 'success',
		termination_reason: 'end_call tool was called',
		transcript_summary: 'They agreed.',
		direction: 'outbound',
	};
	const { request: ask, read } = elevenlabs.listCalls!;

	test('it is filtered by agent, user ID and time, a page of at most 100 at a time', () => {
		const query = {
			...everything,
			agentId: 'agent_1',
			to: '+442079460018',
			after: '2026-11-20T10:00:00.500Z',
			before: '2026-11-20T11:00:00.000Z',
			dial: { reference: 'order-1', attempt: 2 },
			cursor: 'next',
			limit: 500,
		};
		expect(ask(query, settings)).toEqual({
			method: 'GET',
			path: '/v1/convai/conversations',
			query: {
				page_size: 100,
				summary_mode: 'include',
				agent_id: 'agent_1',
				user_id: 'order-1~2',
				call_start_after_unix: Date.parse('2026-11-20T09:59:59Z') / 1000,
				call_start_before_unix: Date.parse('2026-11-20T11:00:01Z') / 1000,
				cursor: 'next',
			},
		});
		expect(ask(everything, settings).query).toEqual({ page_size: 100, summary_mode: 'include' });
		expect(ask({ ...everything, search: 'order-1', limit: 0 }, settings).query).toMatchObject({ user_id: 'order-1', page_size: 1 });
	});

	test('a row tells no number, and whose it is only if the list was filtered by it', () => {
		const answer = answerOf(200, { conversations: [row], has_more: false, next_cursor: null });
		const shown = {
			...callRecord('elevenlabs'),
			callId: 'conv_1',
			agentId: 'agent_1',
			status: 'completed',
			outcome: 'answered',
			dialed: 'yes',
			startedAt: '2023-11-14T22:13:20.000Z',
			durationSeconds: 42,
			summary: 'They agreed.',
			analysis: record.analysis,
			endReason: 'end_call tool was called',
		};
		const records = (query: CallQuery) => read(answer, query)?.results.map(({ record: listed }) => listed);
		expect(records(everything)).toEqual([shown]);
		expect(records({ ...everything, dial: { reference: 'order-1', attempt: 2 } })).toEqual([
			{ ...shown, reference: 'order-1', attempt: 2 },
		]);
		expect(records({ ...everything, search: 'order-1' })).toEqual([{ ...shown, reference: 'order-1', attempt: 1 }]);
	});

	test('a row that names another dial is not taken for the one that was asked for', () => {
		const answer = answerOf(200, { conversations: [{ ...row, user_id: 'order-2' }] });
		const page = read(answer, { ...everything, dial: { reference: 'order-1', attempt: 1 } });
		expect(page?.results[0].record).toMatchObject({ reference: 'order-2' });
	});

	test('pages follow each other by the cursor, to the last', () => {
		const next = (body: object) => read(answerOf(200, { conversations: [row], ...body }), everything)?.next;
		expect(next({ has_more: true, next_cursor: 'c2' })).toBe('c2');
		expect(next({ has_more: false, next_cursor: 'c2' })).toBeNull();
		expect(next({ has_more: true, next_cursor: null })).toBeNull();
		for (const body of [{}, [], '<html>', null]) expect(read(answerOf(200, body), everything)).toBeNull();
	});
});

describe('agents, voices and numbers', () => {
	const query = { search: 'ada', cursor: 'c2' };

	test('agents are searched by ElevenLabs, and an archived one is no choice', () => {
		const { request: ask, read } = elevenlabs.listAgents!;
		expect(ask(query, settings)).toEqual({
			method: 'GET',
			path: '/v1/convai/agents',
			query: { page_size: 100, search: 'ada', cursor: 'c2' },
		});
		const agents = [
			{ agent_id: 'a1', name: 'Ada', archived: false },
			{ agent_id: 'a2', name: 'Old', archived: true },
			{ agent_id: 'a3' },
			{},
		];
		expect(read(answerOf(200, { agents, has_more: true, next_cursor: 'c3' }), query)).toEqual({
			results: [
				{ id: 'a1', name: 'Ada' },
				{ id: 'a3', name: 'a3' },
			],
			next: 'c3',
		});
	});

	test('voices have a page token of their own', () => {
		const { request: ask, read } = elevenlabs.listVoices!;
		expect(ask(query, settings)).toEqual({
			method: 'GET',
			path: '/v2/voices',
			query: { page_size: 100, search: 'ada', next_page_token: 'c2' },
		});
		const voices = [{ voice_id: 'v1', name: 'Ada', category: 'premade' }];
		expect(read(answerOf(200, { voices, has_more: true, next_page_token: 't', total_count: 2 }), query)).toEqual({
			results: [{ id: 'v1', name: 'Ada', description: 'premade' }],
			next: 't',
		});
	});

	test('the ID of a number says by which path it is called from', () => {
		const { request: ask, read } = elevenlabs.listNumbers!;
		expect(ask({ search: null, cursor: null }, settings)).toEqual({ method: 'GET', path: '/v1/convai/phone-numbers' });
		const rows = [
			{ phone_number: '+12127365002', label: 'Main', phone_number_id: 'p1', provider: 'twilio', assigned_agent: { agent_name: 'Ada' } },
			{ phone_number: '+12127365003', label: '+12127365003', phone_number_id: 'p2', provider: 'sip_trunk', assigned_agent: null },
			{ phone_number_id: 'p3' },
			{ phone_number: '+12127365005', label: 'Genesys', phone_number_id: 'p4', provider: 'genesys' },
			{ phone_number: '+12127365004' },
		];
		expect(read(answerOf(200, rows), query)).toEqual({
			results: [
				{ id: 'twilio:p1', name: '+12127365002 (Main)', number: '+12127365002', description: 'Assigned to Ada' },
				{ id: 'sip_trunk:p2', name: '+12127365003', number: '+12127365003' },
				{ id: 'unknown:p3', name: 'p3: not for calls from n8n' },
				{ id: 'genesys:p4', name: '+12127365005 (Genesys): not for calls from n8n', number: '+12127365005' },
			],
			next: null,
		});
		expect(read(answerOf(200, { detail: 'x' }), query)).toBeNull();
	});
});

test('a recording is asked for by the ID of its conversation', () => {
	expect(elevenlabs.recording!.request({ callId: '..', agentId: null })).toEqual({
		method: 'GET',
		path: '/v1/convai/conversations/%252E%252E/audio',
	});
});

describe('events', () => {
	const event = (type: string, data: object) => ({ type, event_timestamp: 1_700_000_100, data });
	const occurredAt = '2023-11-14T22:15:00.000Z';
	const idLike: unknown = expect.stringMatching(/^evt_/);

	test('the transcript is the end of a call with all that is known of it', () => {
		const body = event('post_call_transcription', conversation);
		expect(elevenlabs.readEvents(body)).toEqual([{ event: 'call.completed', eventId: idLike, occurredAt, record, raw: body }]);
	});

	test('a delivery that is repeated later has the same ID', () => {
		const [first] = elevenlabs.readEvents(event('post_call_transcription', conversation));
		const [again] = elevenlabs.readEvents({ ...event('post_call_transcription', conversation), event_timestamp: 1_700_000_400 });
		expect(again.eventId).toBe(first.eventId);
	});

	test.each([
		['failed', 'call.failed'],
		['processing', 'call.completed'],
		['teleported', 'call.completed'],
	])('the transcript of a call with the status %s is %s', (status, name) => {
		expect(elevenlabs.readEvents(event('post_call_transcription', { ...conversation, status }))).toMatchObject([{ event: name }]);
	});

	test.each([
		['busy', 'busy'],
		['no-answer', 'no_answer'],
		['unknown', 'failed'],
		['done', 'failed'],
		[null, 'failed'],
	])('a call that did not come about for the reason %s has the outcome %s', (reason, outcome) => {
		const body = event('call_initiation_failure', {
			agent_id: 'agent_1',
			conversation_id: 'conv_2',
			failure_reason: reason,
			metadata: { type: 'twilio', body: { CallSid: 'CA1', CallStatus: 'busy', Called: '+442079460018', Caller: '+12127365002' } },
		});
		expect(elevenlabs.readEvents(body)).toEqual([
			{
				event: 'call.failed',
				eventId: idLike,
				occurredAt,
				record: callRecord('elevenlabs', {
					callId: 'conv_2',
					agentId: 'agent_1',
					to: '+442079460018',
					from: '+12127365002',
					status: 'failed',
					outcome: outcome as 'busy',
					dialed: 'yes',
					endReason: reason,
				}),
				raw: body,
			},
		]);
	});

	test('the failure and the transcript of one failed call are one event', () => {
		const [failure] = elevenlabs.readEvents(event('call_initiation_failure', { conversation_id: 'conv_1', failure_reason: 'busy' }));
		const [transcript] = elevenlabs.readEvents(event('post_call_transcription', { ...conversation, status: 'failed' }));
		expect(transcript.eventId).toBe(failure.eventId);
	});

	test('the recording is told as ready, and its bytes are left out', () => {
		const body = event('post_call_audio', { agent_id: 'agent_1', conversation_id: 'conv_1', full_audio: 'SUQz' });
		expect(elevenlabs.readEvents(body)).toMatchObject([
			{ event: 'call.recording_ready', record: { callId: 'conv_1', agentId: 'agent_1', recordingUrl: null } },
		]);
		expect(JSON.stringify(elevenlabs.readEvents(body))).not.toContain('SUQz');
	});

	test.each([event('post_call_teleportation', { conversation_id: 'conv_1' }), { data: 'text' }, {}, 'text', null, []])(
		'an unknown event is passed on: %j',
		(body) => {
			expect(elevenlabs.readEvents(body)).toMatchObject([{ event: 'call.unknown', raw: body }]);
		},
	);
});

describe('the signature', () => {
	const [proof] = elevenlabs.webhook.proofs;
	const body = '{"type":"post_call_transcription","event_timestamp":1700000000,"data":{}}';
	const hex = 'e6a4adef625f8b782bc72390ffbbf342f801fc0dfcd9bf90cad5deecf3048273';
	const signed = 1_700_000_000_000;
	const holds = (header: string, now = signed, secret = 'test-secret', raw = body): boolean => {
		const delivery = openDelivery({ headers: {}, rawHeaders: ['ElevenLabs-Signature', header], rawBody: Buffer.from(raw) });
		if (!delivery.ok) throw new Error(delivery.fault.sentence);
		return proof.verify(delivery.value, [proof.toKey(secret)], now);
	};

	test('it is HMAC-SHA256 over time and body, whatever other parts stand beside it', () => {
		expect(holds(`t=1700000000,v0=${hex}`)).toBe(true);
		expect(holds(`x=1,t=1700000000,v1=abc,v0=${hex},y`)).toBe(true);
	});

	test('it holds for 30 minutes', () => {
		const minutes = (count: number): number => signed + count * 60_000;
		expect([holds(`t=1700000000,v0=${hex}`, minutes(30)), holds(`t=1700000000,v0=${hex}`, minutes(-30))]).toEqual([true, true]);
		expect([holds(`t=1700000000,v0=${hex}`, minutes(30) + 1), holds(`t=1700000000,v0=${hex}`, minutes(-30) - 1)]).toEqual([false, false]);
	});

	test.each([
		['another secret', `t=1700000000,v0=${hex}`, 'other-secret', body],
		['another body', `t=1700000000,v0=${hex}`, 'test-secret', body.replace('{}', '{ }')],
		['another time', `t=1700000001,v0=${hex}`, 'test-secret', body],
		['two times', `t=1700000000,t=1700000000,v0=${hex}`, 'test-secret', body],
		['two signatures', `t=1700000000,v0=${hex},v0=${hex}`, 'test-secret', body],
		['no time', `v0=${hex}`, 'test-secret', body],
		['capital letters', `t=1700000000,v0=${hex.toUpperCase()}`, 'test-secret', body],
		['a blank', `t=1700000000, v0=${hex}`, 'test-secret', body],
		['the digest alone', hex, 'test-secret', body],
	])('it does not hold with %s', (_name, header, secret, raw) => {
		expect(holds(header, signed, secret, raw)).toBe(false);
	});
});
