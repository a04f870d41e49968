import { expect, test } from 'vitest';
import { callRecord } from '../../../nodes/shared/call/record';
import { synthflow } from '../../../nodes/shared/providers/synthflow';
import { aCall, aFullCall, answerOf, settingsOf } from '../../harness/values.mts';

const settings = settingsOf.synthflow;
const request = (call = aCall({ recipientName: 'Ada' })) => synthflow.placeCall.request(call, settings);
const placed = (body: unknown) => synthflow.placeCall.read(answerOf(200, body), aCall());

test.each([
	['global', 'https://api.synthflow.ai/v2'],
	['us', 'https://api.us.synthflow.ai/v2'],
	['eu', 'https://api.eu.synthflow.ai/v2'],
	['custom', 'https://proxy.example.com/v2'],
])('the region %s lives at %s', (region, url) => {
	expect(synthflow.baseUrl({ region, baseUrl: 'https://proxy.example.com/v2' })).toBe(url);
});

test('the smallest call has an agent, a number and a name', () => {
	expect(request()).toEqual({ method: 'POST', path: '/calls', body: { model_id: 'agent-1', phone: '+442079460018', name: 'Ada' } });
});

test('the whole call sends its variables as a list of key and value, all of them text', () => {
	expect(request(aFullCall())).toEqual({
		method: 'POST',
		path: '/calls',
		body: {
			model_id: 'agent-1',
			phone: '+442079460018',
			name: 'Ada Lovelace',
			from_phone_number: '+4930901820',
			custom_variables: [
				{ key: 'orderNumber', value: 'A-17' },
				{ key: 'amount', value: '12.5' },
				{ key: 'paid', value: 'false' },
			],
			prompt: 'Be brief.',
			greeting: 'Hello, this is an assistant.',
			lead_email: 'ada@example.com',
			lead_timezone: 'Europe/London',
			external_webhook_url: 'https://n8n.example.com/webhook/call-events',
		},
	});
});

test('a call without a name is held back before any request', () => {
	expect(synthflow.check(aCall({ recipientName: 'Ada' }))).toEqual([]);
	expect(synthflow.check(aCall())).toMatchObject([{ type: 'invalid_parameters', field: 'Recipient Name' }]);
});

test('a call was placed by the documented answer', () => {
	expect(placed({ status: 'success', response: { answer: 'ok', call_id: 'c1' }, eta: 3 })).toEqual({
		placed: { callId: 'c1', status: 'queued', outcome: null },
	});
});

test.each([
	['no id', { status: 'success', response: { answer: 'ok' } }],
	['a number as id', { status: 'success', response: { call_id: 5 } }],
	['null as id', { status: 'success', response: { call_id: null } }],
	['an empty id', { status: 'success', response: { call_id: ' ' } }],
	['a web page', '<html>'],
	['nothing', undefined],
	['a list', []],
])('an answer says neither that the call was placed nor that it was refused: %s', (_name, body) => {
	expect(placed(body)).toBeNull();
});

test.each([
	['a bad number', { status: 'error', code: 400, message: 'phone is not valid' }, 'invalid_phone_number'],
	[
		'an unknown agent',
		{ detail: { status: 'error', description: 'Assistant not found', category: 'validation' }, status_code: 404 },
		'agent_unavailable',
	],
])('a call was refused inside a 2xx that names a 4xx: %s', (_name, body, type) => {
	expect(placed(body)).toMatchObject({ refused: { type } });
});

test.each([
	{ status: 'error', message: 'phone is not valid' },
	{ detail: { status: 'error', description: 'Assistant not found', category: 'validation' } },
	{ status: 'failed' },
])('an error inside a 2xx leaves open whether the call went out, since Synthflow documents none: %j', (body) => {
	expect(placed(body)).toMatchObject({ failed: { type: 'provider_error' } });
});

test.each([
	[400, { detail: { status: 'error', description: 'phone: invalid number', request_id: 'r', category: 'c' } }, 'invalid_phone_number'],
	[400, { detail: { status: 'error', description: 'Model not found' } }, 'agent_unavailable'],
	[400, {}, 'invalid_parameters'],
	[401, { error: 'unauthorized', message: 'Invalid API key' }, 'unauthorized'],
	[404, { detail: 'Not Found' }, 'agent_unavailable'],
	[422, { detail: [{ loc: ['body', 'phone'], msg: 'phone field required' }] }, 'invalid_phone_number'],
	[429, {}, 'rate_limited'],
])('the status %i with %j is %s', (status, body, type) => {
	expect(synthflow.readRefusal(answerOf(status, body)).type).toBe(type);
});

/** GET /calls/{id}: times are milliseconds as text, the status is called status. */
const row = {
	call_id: 'c1',
	model_id: 'agent-1',
	campaign_type: 'outbound',
	phone_number_from: '+4930901820',
	phone_number_to: '+442079460018',
	name: 'Ada',
	transcript: 'bot: Hello',
	duration: 61,
	recording_url: 'https://synthflow.example/r/1',
	end_call_reason: 'human_ended_call',
	status: 'completed',
	prompt_variables: { orderNumber: 'A-17' },
	start_time: '1761559186000',
	telephony_duration: 61_000,
};
const record = callRecord('synthflow', {
	callId: 'c1',
	agentId: 'agent-1',
	to: '+442079460018',
	from: '+4930901820',
	recipientName: 'Ada',
	status: 'completed',
	outcome: 'answered',
	dialed: 'yes',
	startedAt: '2025-10-27T09:59:46.000Z',
	endedAt: '2025-10-27T10:00:47.000Z',
	durationSeconds: 61,
	recordingUrl: 'https://synthflow.example/r/1',
	transcript: 'bot: Hello',
	variables: { orderNumber: 'A-17' },
	analysis: { sentiment: null, sentimentScores: null, speechMetrics: null, outcome: 'human_ended_call', converted: null },
	endReason: 'human_ended_call',
});

test('one call is read out of the list that it comes in', () => {
	const get = synthflow.getCall!;
	expect(get.request({ callId: 'c/1', agentId: null }, settings)).toEqual({ method: 'GET', path: '/calls/c%2F1' });
	expect(get.read(answerOf(200, { status: 'ok', response: { calls: [row] } }), { callId: 'c1', agentId: null })).toEqual({ record, row });
	expect(get.read(answerOf(200, { response: { calls: [] } }), { callId: 'c1', agentId: null })).toBe('absent');
	for (const body of [{}, '<html>']) expect(get.read(answerOf(200, body), { callId: 'c1', agentId: null })).toBeNull();
});

test('a list row has other names for the same, and the results of the judge', () => {
	const { status, phone_number_to: to, phone_number_from: from, name, ...same } = row;
	const listed = {
		...same,
		call_status: status,
		lead_phone_number: to,
		agent_phone_number: from,
		lead_name: name,
		duration: '61',
		judge_results: { user_sentiment: 'positive', goal: 'true' },
	};
	const { read } = synthflow.listCalls!;
	const page = read(answerOf(200, { response: { calls: [listed], pagination: { total_records: 1 } } }), {
		agentId: 'a',
		to: null,
		after: null,
		before: null,
		search: null,
		cursor: null,
		limit: 20,
	});
	const judged = { ...record, analysis: { ...record.analysis, sentiment: 'positive', converted: true } };
	expect(page).toEqual({ results: [{ record: judged, row: listed }], next: null });
});

test.each([
	['voicemail_message_left', 'completed', 'voicemail'],
	['voicemail_cut_off', 'completed', 'voicemail'],
	['user_canceled', 'completed', 'cancelled'],
	['agent_goodbye', 'completed', 'answered'],
	['constructor', 'completed', 'answered'],
])('a call that ended by %s is %s, %s', (reason, status, outcome) => {
	const read = synthflow.getCall!.read(answerOf(200, { response: { calls: [{ ...row, end_call_reason: reason }] } }), {
		callId: 'c1',
		agentId: null,
	});
	expect(read).toMatchObject({ record: { status, outcome, analysis: { outcome: reason } } });
});

test.each([
	[{ end_call_reason: 'human_goodbye' }, 'human_goodbye'],
	[{ end_call_reason: 'custom_end_call', custom_end_call_reason: 'wrong_person' }, 'wrong_person'],
	[{ end_call_reason: 'custom_end_call' }, 'custom_end_call'],
	[{ end_call_reason: 'undefined' }, null],
	[{ end_call_reason: null }, null],
])('the reason for the end is the provider’s own word: %j is %j', (more, endReason) => {
	const read = synthflow.getCall!.read(answerOf(200, { response: { calls: [{ ...row, ...more }] } }), { callId: 'c1', agentId: null });
	expect(read).toMatchObject({ record: { endReason } });
});

test('a call has no end while it is going on', () => {
	const going = { ...row, status: 'in-progress', duration: 30 };
	expect(synthflow.getCall!.read(answerOf(200, { response: { calls: [going] } }), { callId: 'c1', agentId: null })).toMatchObject({
		record: { status: 'in_progress', outcome: null, endedAt: null },
	});
});

test('calls are listed for one agent, a page of at most 100 at a time', () => {
	const { request: ask, read } = synthflow.listCalls!;
	const query = {
		agentId: 'a1',
		to: '+442079460018',
		after: '2026-11-20T10:00:00.000Z',
		before: '2026-11-20T11:00:00.000Z',
		search: null,
		cursor: '100',
		limit: 500,
	};
	expect(ask(query, settings)).toEqual({
		method: 'GET',
		path: '/calls',
		query: {
			model_id: 'a1',
			limit: 100,
			offset: 100,
			lead_phone_number: '+442079460018',
			from_date: Date.parse('2026-11-20T10:00:00Z'),
			to_date: Date.parse('2026-11-20T11:00:01Z'),
		},
	});
	const next = (rows: number, total: number | undefined, cursor: string | null, limit = 100) =>
		read(answerOf(200, { response: { calls: Array(rows).fill(row), pagination: { total_records: total } } }), { ...query, cursor, limit })
			?.next;
	expect([next(100, 250, null), next(100, 250, '100'), next(50, 250, '200'), next(0, 250, '250')]).toEqual(['100', '200', null, null]);
	expect([next(100, undefined, null), next(99, undefined, null)]).toEqual(['100', null]);
});

test('only outbound agents can make calls; the address ends with a slash, since without it the answer is a redirect', () => {
	const query = { search: null, cursor: null };
	expect(synthflow.listAgents!.request({ search: null, cursor: '50' }, settings)).toEqual({
		method: 'GET',
		path: '/assistants/',
		query: { limit: 50, offset: 50 },
	});
	const assistants = [
		{ model_id: 'a1', name: 'Ada', type: 'outbound', description: 'Calls back' },
		{ model_id: 'a2', name: 'In', type: 'inbound' },
		{ model_id: 'a3', type: 'outbound' },
		{ name: 'without id', type: 'outbound' },
	];
	expect(synthflow.listAgents!.read(answerOf(200, { response: { assistants, pagination: { total_records: 60 } } }), query)).toEqual({
		results: [
			{ id: 'a1', name: 'Ada', description: 'Calls back' },
			{ id: 'a3', name: 'a3', description: undefined },
		],
		next: '4',
	});
});

test('a recording is asked for by the id of its call', () => {
	expect(synthflow.recording!.request({ callId: '..', agentId: null })).toEqual({ method: 'GET', path: '/calls/%252E%252E/recording' });
});

/** Source: https://docs.synthflow.ai/post-call-webhook */
const hook = {
	status: 'completed',
	error_message: '',
	lead: { name: 'Ada', phone_number: '+442079460018', prompt_variables: { orderNumber: 'A-17' } },
	call: {
		status: 'completed',
		end_call_reason: 'agent_goodbye',
		model_id: 'agent-1',
		call_id: 'c1',
		timezone: 'Europe/Berlin',
		duration: 113,
		start_time: '2025-10-27T10:59:46+01:00',
		transcript: '\nbot: Hello\nhuman: Hi',
	},
	executed_actions: {},
	analysis: { goal: 'false', goal_feedback: '', user_sentiment: 'neutral' },
	collected_variables: {},
};

test('the post-call webhook is the end of a call with all that is known of it', () => {
	const [event] = synthflow.readEvents(hook);
	expect(event).toEqual({
		event: 'call.completed',
		eventId: expect.stringMatching(/^evt_/),
		occurredAt: '2025-10-27T10:01:39.000Z',
		raw: hook,
		record: callRecord('synthflow', {
			callId: 'c1',
			agentId: 'agent-1',
			to: '+442079460018',
			recipientName: 'Ada',
			status: 'completed',
			outcome: 'answered',
			dialed: 'yes',
			startedAt: '2025-10-27T09:59:46.000Z',
			endedAt: '2025-10-27T10:01:39.000Z',
			durationSeconds: 113,
			transcript: 'bot: Hello\nhuman: Hi',
			variables: { orderNumber: 'A-17' },
			analysis: { sentiment: 'neutral', sentimentScores: null, speechMetrics: null, outcome: 'agent_goodbye', converted: false },
			endReason: 'agent_goodbye',
		}),
	});
	expect(synthflow.readEvents({ ...hook, executed_actions: { x: 1 } })[0].eventId).toBe(event.eventId);
});

test.each([
	['no-answer', 'call.failed', 'no_answer'],
	['hangup_on_voicemail', 'call.completed', 'voicemail'],
	['ringing', 'call.ringing', null],
])('a webhook with status %s is %s', (status, event, outcome) => {
	expect(synthflow.readEvents({ ...hook, call: { ...hook.call, status } })).toMatchObject([{ event, record: { outcome } }]);
});

test('the status beside the call counts where the call has none of its own', () => {
	const { status: _status, ...call } = hook.call;
	expect(synthflow.readEvents({ ...hook, status: 'busy', call })).toMatchObject([{ event: 'call.failed', record: { outcome: 'busy' } }]);
});

test('a time that nobody gave is not made up', () => {
	const { duration: _duration, ...call } = hook.call;
	expect(synthflow.readEvents({ ...hook, call })).toMatchObject([{ occurredAt: null, record: { endedAt: null, durationSeconds: null } }]);
});

test.each([{ call: { call_id: 'c1', status: 'teleported' } }, { call: 'text' }, {}, 'text', null, []])(
	'an unknown event is passed on: %j',
	(body) => {
		expect(synthflow.readEvents(body)).toMatchObject([{ event: 'call.unknown', raw: body }]);
	},
);
