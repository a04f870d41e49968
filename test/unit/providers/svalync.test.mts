import { expect, test } from 'vitest';
import { callRecord } from '../../../nodes/shared/call/record';
import { svalync } from '../../../nodes/shared/providers/svalync';
import { aCall, aFullCall, answerOf, settingsOf } from '../../harness/values.mts';

const settings = settingsOf.svalync;
const request = (call = aCall(), more = {}) => svalync.placeCall.request(call, { ...settings, ...more });
const placed = (body: unknown, status = 200) => svalync.placeCall.read(answerOf(status, body), aCall());
/** The rendered pages wrap every answer in a list called response. */
const wrapped = (content: unknown) => ({ response: [content] });

test('the smallest call names the agent twice, as node and endpoint do, and leaves the caller ID to Svalync', () => {
	expect(request()).toEqual({
		method: 'POST',
		path: '/voiceai/sendcall',
		body: { agent_id: 'agent-1', agentId: 'agent-1', phone_number: '+442079460018', from_phone_number: 'internal' },
	});
});

test('the whole call has every field of the documented node', () => {
	expect(request(aFullCall())).toEqual({
		method: 'POST',
		path: '/voiceai/sendcall',
		body: {
			agent_id: 'agent-1',
			agentId: 'agent-1',
			phone_number: '+442079460018',
			from_phone_number: '+4930901820',
			call_parameters: {
				priority: 'high',
				retry_attempts: 2,
				retry_interval: 900,
				max_duration: 300,
				scheduled_time: '2026-12-01T09:30:00.000Z',
				custom_variables: { orderNumber: 'A-17', amount: 12.5, paid: false },
			},
			retry_config: { attempts: 2, interval: 900, conditions: ['no-answer', 'busy'], max_total_attempts: 3 },
			response_handlers: {
				interested: { patterns: ['yes', 'sure'], action: 'transfer_call', transfer_number: '+442079460018' },
				later: { patterns: ['not now'], action: 'end_call' },
			},
			callback_url: 'https://n8n.example.com/webhook/call-events',
			recording: true,
			transcription: false,
		},
	});
});

test.each([
	[{ sendCallPath: '/v2/call' }, '/v2/call'],
	[{ sendCallPath: 'v2/call ' }, '/v2/call'],
	[{ sendCallPath: '//evil.example/call' }, '/evil.example/call'],
	[{ sendCallPath: '' }, '/voiceai/sendcall'],
	[{ sendCallPath: undefined }, '/voiceai/sendcall'],
])('the path with %j is %s', (more, path) => {
	expect(request(aCall(), more).path).toBe(path);
});

test.each([
	['the documented answer, which has no call id', { success: true, message: 'done', status: 200 }, { callId: null, status: 'queued' }],
	['"queued"', { success: true, message: 'queued', status: 200 }, { callId: null, status: 'queued' }],
	['an execution id', { message: 'done', status: 'queued', execution_id: 'e1' }, { callId: 'e1', status: 'queued' }],
	['an id within data', { success: true, data: { call_id: 'c1', status: 'ringing' } }, { callId: 'c1', status: 'ringing' }],
	['a number as id', { success: true, id: 42 }, { callId: '42', status: 'queued' }],
])('an answer says that the call was placed: %s, wrapped or not', (_name, body, { callId, status }) => {
	for (const one of [body, wrapped(body)]) expect(placed(one)).toEqual({ placed: { callId, status, outcome: null } });
});

test.each([
	['a web page', '<html>'],
	['nothing', undefined],
	['{}', {}],
	['an empty list', { response: [] }],
	['null', null],
	['a list', []],
])('an answer says neither that the call was placed nor that it was refused: %s', (_name, body) => {
	expect(placed(body)).toBeNull();
});

test.each([
	['an error of the request inside a 2xx', { success: false, message: 'Invalid phone number', status: 400 }, 'invalid_phone_number'],
	['an error without status', { success: false, message: 'Agent not available' }, 'agent_unavailable'],
	['a flaw of a field', { success: false, message: 'agentId must be a string', status: 400 }, 'invalid_parameters'],
	['a refused key', { success: false, message: 'no agent for this key', status: 401 }, 'unauthorized'],
])('an answer says that the call was refused: %s', (_name, body, type) => {
	for (const one of [body, wrapped(body)]) expect(placed(one)).toMatchObject({ refused: { type } });
});

test.each([
	{ message: 'Internal error', status: 500 },
	{ message: 'Call rejected', status: 400 },
	{ message: 'Connection failure', status: 400 },
	{ message: 'Voice service unavailable', status: 400 },
	{ message: 'A call to this phone number is already in progress', status: 400 },
	{ message: 'The phone number was called, and the transcript could not be stored' },
	{ message: 'Agent hung up' },
	{ message: 'Unauthorized' },
])('an error inside a 2xx leaves open whether the call went out: %j', (said) => {
	for (const one of [{ success: false, ...said }, wrapped({ success: false, ...said })])
		expect(placed(one)).toMatchObject({ failed: { type: 'provider_error' } });
});

test.each([
	[400, { success: false, message: 'Invalid phone number', status: 400 }, 'invalid_phone_number'],
	[400, { success: false, message: 'Voice service unavailable' }, 'voice_unavailable'],
	[400, { success: false, message: 'Script validation error' }, 'invalid_script'],
	[400, { success: false, message: 'Agent not available' }, 'agent_unavailable'],
	[400, { success: false, message: 'agentId is required' }, 'invalid_parameters'],
	[400, { success: false, message: 'Call rejected' }, 'call_rejected'],
	[400, { success: false, message: 'A call to this phone number is already in progress' }, 'duplicate'],
	[401, { message: 'Bad key for agent' }, 'unauthorized'],
	[402, {}, 'insufficient_credits'],
	[403, { message: 'agent' }, 'unauthorized'],
	[429, { message: 'too many calls to this phone number' }, 'rate_limited'],
])('the status %i with %j is %s', (status, body, type) => {
	expect(svalync.readRefusal(answerOf(status, body)).type).toBe(type);
	expect(svalync.readRefusal(answerOf(status, wrapped(body))).type).toBe(type);
});

const row = {
	id: 'c1',
	agentId: 'agent-1',
	agent: { name: 'Ada' },
	call_id: 'x',
	batch_id: null,
	pathways: null,
	callType: 'outbound',
	callDuration: 61,
	to_phone_number: '+442079460018',
	from_phone_number: '+4930901820',
	status: 'completed',
	transcripts: 'agent: Hello',
	summary: 'A talk.',
	tokens_consumed: 5,
	startedAt: '2026-11-20T10:00:00.000Z',
	endedAt: '2026-11-20T10:01:01.000Z',
	endedBy: 'user',
	userData: { name: 'Ada' },
	createdAt: '2026-11-20T09:59:58.000Z',
	updatedAt: '2026-11-20T10:01:02.000Z',
	isTestMode: false,
	userId: 'u1',
};
const record = callRecord('svalync', {
	callId: 'c1',
	agentId: 'agent-1',
	to: '+442079460018',
	from: '+4930901820',
	status: 'completed',
	outcome: 'answered',
	dialed: 'yes',
	createdAt: '2026-11-20T09:59:58.000Z',
	startedAt: '2026-11-20T10:00:00.000Z',
	endedAt: '2026-11-20T10:01:01.000Z',
	durationSeconds: 61,
	transcript: 'agent: Hello',
	summary: 'A talk.',
	variables: { name: 'Ada' },
});

test('one call is read with all its fields, wrapped or not, alone or in a list', () => {
	const get = svalync.getCall!;
	expect(get.request({ callId: 'c1', agentId: null }, settings)).toEqual({
		method: 'GET',
		path: '/voiceai/specific-call',
		query: { id: 'c1' },
	});
	for (const body of [{ success: true, data: row }, { success: true, data: [row] }, wrapped({ success: true, data: [row] })]) {
		expect(get.read(answerOf(200, body), { callId: 'c1', agentId: null })).toEqual({ record, row });
	}
	expect(get.read(answerOf(200, { success: true, data: [] }), { callId: 'c1', agentId: null })).toBe('absent');
	for (const body of [{}, '<html>']) expect(get.read(answerOf(200, body), { callId: 'c1', agentId: null })).toBeNull();
});

test('a call keeps the one of its two ids that it was asked for by, and another call its own', () => {
	const read = (callId: string) => svalync.getCall!.read(answerOf(200, { success: true, data: row }), { callId, agentId: null });
	expect(read('x')).toEqual({ record: { ...record, callId: 'x' }, row });
	expect(read('nobody')).toEqual({ record, row });
});

test('numbers are E.164 in whatever way they are spelled, and the caller ID that Svalync chooses is not known', () => {
	const read = (more: object) =>
		svalync.listCalls!.read(answerOf(200, { data: [{ ...row, ...more }] }), {
			agentId: null,
			to: null,
			after: null,
			before: null,
			search: null,
			cursor: null,
			limit: 5,
		})?.results[0].record;
	expect(read({ to_phone_number: '919876543210', from_phone_number: 442079460018 })).toMatchObject({
		to: '+919876543210',
		from: '+442079460018',
	});
	for (const from_phone_number of ['internal', 'Internal', null]) expect(read({ from_phone_number })).toMatchObject({ from: null });
	expect(svalync.readEvents({ event: 'call.ringing', call_id: 'c1', phone_number: '44 20 7946 0018' })[0].record.to).toBe('+442079460018');
});

test.each([
	['converted', true],
	['not converted', false],
	['pending', null],
])('a conversion_status %j is %j', (conversion_status, converted) => {
	expect(
		svalync.readEvents({ event: 'call.completed', call_id: 'c1', analytics: { conversion_status } })[0].record.analysis.converted,
	).toBe(converted);
});

test('the list of calls comes whole', () => {
	const all = svalync.listCalls!;
	const query = { agentId: 'a', to: null, after: null, before: null, search: null, cursor: null, limit: 5 };
	expect(all.request(query, settings)).toEqual({ method: 'GET', path: '/voiceai/list' });
	for (const body of [{ success: true, data: [row] }, wrapped({ data: [row] }), [row]]) {
		expect(all.read(answerOf(200, body), query)).toEqual({ results: [{ record, row }], next: null });
	}
});

test('agents are listed by name, and an error inside a 2xx is no empty list', () => {
	const query = { search: null, cursor: null };
	expect(svalync.listAgents!.request(query, settings)).toEqual({ method: 'GET', path: '/agents/getall' });
	const agents = [{ id: 'a1', name: 'Ada', language: 'en' }, { id: 'a2' }, { name: 'without id' }];
	for (const body of [{ success: true, data: agents }, wrapped({ success: true, data: agents })]) {
		expect(svalync.listAgents!.read(answerOf(200, body), query)).toEqual({
			results: [
				{ id: 'a1', name: 'Ada' },
				{ id: 'a2', name: 'a2' },
			],
			next: null,
		});
	}
	expect(svalync.listAgents!.read(answerOf(200, { success: false, message: 'no' }), query)).toBeNull();
});

test.each([
	['call.queued', 'queued', null],
	['call.initiated', 'initiated', null],
	['call.ringing', 'ringing', null],
	['call.connected', 'connected', null],
	['call.in_progress', 'in_progress', null],
	['call.completed', 'completed', 'answered'],
	['call.failed', 'failed', 'failed'],
])('the event %s moves the call to %s', (event, status, outcome) => {
	const bodies = [
		{ event, call_id: 'c1', agent_id: 'a1', phone_number: '+442079460018' },
		{ type: event, call: { id: 'c1', agentId: 'a1', to_phone_number: '+442079460018' } },
		{ event_type: event, data: { call_id: 'c1', agent_id: 'a1', phone_number: '+442079460018' } },
	];
	for (const body of bodies) {
		const [read, ...more] = svalync.readEvents(body);
		expect(more).toEqual([]);
		expect(read).toMatchObject({
			event,
			raw: body,
			record: { callId: 'c1', agentId: 'a1', to: '+442079460018', status, outcome, dialed: 'yes' },
		});
	}
});

test('the end of a call brings its analytics, and the status in the body says more than the event', () => {
	const body = {
		event: 'call.failed',
		event_id: 'e1',
		timestamp: '2026-11-20T10:01:01Z',
		call: { id: 'c1', status: 'no-answer', transcript: 'agent: Hello', recording_url: 'https://svalync.com/r/1' },
		analytics: {
			duration: 12,
			sentiment: 'positive',
			sentiment_scores: { positive: 0.9 },
			speech_metrics: { clarity: 1 },
			outcome: 'sale',
			conversion_status: true,
		},
	};
	const [event] = svalync.readEvents(body);
	expect(event).toMatchObject({
		event: 'call.failed',
		occurredAt: '2026-11-20T10:01:01.000Z',
		record: {
			status: 'failed',
			outcome: 'no_answer',
			durationSeconds: 12,
			transcript: 'agent: Hello',
			recordingUrl: 'https://svalync.com/r/1',
			analysis: {
				sentiment: 'positive',
				sentimentScores: { positive: 0.9 },
				speechMetrics: { clarity: 1 },
				outcome: 'sale',
				converted: true,
			},
		},
	});
	expect(svalync.readEvents({ ...body, sent: 2 })[0].eventId).toBe(event.eventId);
});

test.each([{ event: 'call.teleported', call_id: 'c1' }, { event: 'constructor' }, {}, 'text', null, [], 5])(
	'an unknown event is passed on: %j',
	(body) => {
		expect(svalync.readEvents(body)).toMatchObject([{ event: 'call.unknown', raw: body, record: { status: 'unknown', outcome: null } }]);
	},
);

test.each([
	['call.completed', 'busy', 'call.failed', 'failed', 'busy'],
	['call.failed', 'completed', 'call.failed', 'failed', 'failed'],
	['call.failed', 'queued', 'call.failed', 'failed', 'failed'],
	['call.ringing', 'completed', 'call.ringing', 'ringing', null],
])('the event %s with status %s is %s', (name, status, event, known, outcome) => {
	expect(svalync.readEvents({ event: name, call_id: 'c1', call: { status } })).toMatchObject([
		{ event, record: { status: known, outcome } },
	]);
});

test('a redial rings again under the same call id, and a repeat of either ringing is a repeat', () => {
	const ringing = (more: object) => svalync.readEvents({ event: 'call.ringing', call_id: 'c1', ...more })[0].eventId;
	const [first, second] = [{ timestamp: '2026-11-20T10:00:02Z' }, { timestamp: '2026-11-20T10:01:02Z' }].map(ringing);
	expect(first).not.toBe(second);
	expect(ringing({ timestamp: '2026-11-20T10:00:02Z', sent: 2 })).toBe(first);
	expect(ringing({ attempt: 1 })).not.toBe(ringing({ attempt: 2 }));
	expect(ringing({ attempt: 1, timestamp: '2026-11-20T10:00:02Z' })).toBe(ringing({ attempt: 1, timestamp: '2026-11-20T10:00:09Z' }));
});

test('an end that is stamped anew on each delivery is still one end', () => {
	const end = (timestamp: string) => svalync.readEvents({ event: 'call.completed', call_id: 'c1', timestamp })[0].eventId;
	expect(end('2026-11-20T10:00:02Z')).toBe(end('2026-11-20T10:01:02Z'));
});

test('an event of no call does not claim that one was placed', () => {
	expect(svalync.readEvents({ event: 'call.ringing' })[0].record).toMatchObject({ callId: null, dialed: 'maybe' });
});

test('voicemail is no retry condition that Svalync knows', () => {
	const retry = { attempts: 1, intervalSeconds: 60, maxTotalAttempts: null };
	expect(svalync.check(aCall({ retry: { ...retry, conditions: ['busy', 'failed', 'no-answer'] } }))).toEqual([]);
	expect(svalync.check(aCall({ retry: { ...retry, conditions: ['voicemail'] } }))).toEqual([
		{
			type: 'invalid_parameters',
			field: 'Retry: Conditions',
			sentence: 'holds Voicemail, which Svalync does not know. Choose among no-answer, busy, failed.',
		},
	]);
	expect(svalync.check(aCall())).toEqual([]);
});
