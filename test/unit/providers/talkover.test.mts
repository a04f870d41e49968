import { expect, test } from 'vitest';
import { callRecord } from '../../../nodes/shared/call/record';
import { talkover } from '../../../nodes/shared/providers/talkover';
import { aCall, aFullCall, answerOf, settingsOf } from '../../harness/values.mts';

const settings = settingsOf.talkover;
const reference = aCall().reference;
const request = (call = aCall()) => talkover.placeCall.request(call, settings);
const placed = (body: unknown) => talkover.placeCall.read(answerOf(200, body), aCall());

test('the smallest call has a number, and the reference that is echoed back', () => {
	expect(request()).toEqual({ method: 'POST', path: '/agents/agent-1/call', body: { to: '+442079460018', context: { reference } } });
});

test('the whole call of an agent has every documented field', () => {
	expect(request(aFullCall())).toEqual({
		method: 'POST',
		path: '/agents/agent-1/call',
		body: {
			to: '+442079460018',
			payload: { orderNumber: 'A-17', amount: 12.5, paid: false },
			context: { lead: { id: 7 }, reference },
			is_testing: true,
			delay_seconds: 60,
		},
	});
});

test('a call through a campaign has no delay of its own', () => {
	const call = aFullCall({ campaignId: 'c/1', delaySeconds: null, testCall: null });
	expect(request(call)).toEqual({
		method: 'POST',
		path: '/campaigns/c%2F1/call',
		body: { to: '+442079460018', payload: call.variables, context: { lead: { id: 7 }, reference } },
	});
	expect(talkover.check(call)).toEqual([]);
	expect(talkover.check({ ...call, delaySeconds: 60 })).toMatchObject([{ type: 'invalid_parameters', field: 'Campaign ID' }]);
});

test.each(['../admin', 'a/b', '..', 'a?b=1'])('the agent %j stays one segment of the path', (agentId) => {
	const url = new URL(`https://app.talkover.ai/api/v1${request(aCall({ agentId })).path}`);
	expect(url.pathname).toMatch(/^\/api\/v1\/agents\/[^/]+\/call$/);
	expect(url.search).toBe('');
});

const created = '2026-11-20T10:00:00.000Z';
test.each([
	[
		'the API reference',
		{ success: true, data: { id: 'c1', agent_id: 'a', to: '+4', status: 'initiated', created_at: created } },
		'initiated',
		created,
	],
	[
		'the first-call page',
		{ call_id: 'c1', agent_id: 'a', to: '+4', status: 'queued', created_at: created, estimated_duration: 60 },
		'queued',
		created,
	],
	['the OpenAPI file', { id: 'c1', sid: 's1', status: 'ringing', to: '+4', from: '+4', created_at: created }, 'ringing', created],
	[
		'a campaign',
		{ campaign_call: { id: 'c1', campaign_id: 'k', to: '+4', status: 'scheduled', created_at: created }, campaign: { id: 'k' } },
		'queued',
		created,
	],
	['a status nobody documented', { success: true, data: { id: 'c1', status: 'teleported' } }, 'initiated', null],
])('a call was placed by an answer such as %s shows', (_name, body, status, createdAt) => {
	expect(placed(body)).toEqual({ placed: { callId: 'c1', status, outcome: null, createdAt } });
});

test.each([
	['no id', { success: true, data: { status: 'initiated' } }],
	['a number as id', { success: true, data: { id: 5 } }],
	['an empty id', { id: '' }],
	['a web page', '<html>'],
	['nothing', undefined],
	['a list', []],
])('an answer says neither that the call was placed nor that it was refused: %s', (_name, body) => {
	expect(placed(body)).toBeNull();
});

test.each([
	['{success: false}', { success: false, message: 'no', code: 'AGENT_INACTIVE' }, 'agent_unavailable'],
	['{error: {…}}', { error: { code: 'INSUFFICIENT_CREDITS', message: 'no' } }, 'insufficient_credits'],
	['a 4xx of its own', { success: false, message: 'no', status_code: 422 }, 'invalid_parameters'],
])('a call was refused inside a 2xx: %s', (_name, body, type) => {
	expect(placed(body)).toMatchObject({ refused: { type } });
});

test.each([
	{ success: false, message: 'no' },
	{ error: { code: 'CALL_STORE_FAILED', message: 'no' } },
	{ success: false, message: 'no', code: 'AGENT_INACTIVE', status_code: 500 },
])('an error inside a 2xx leaves open whether the call went out: %j', (body) => {
	expect(placed(body)).toMatchObject({ failed: { type: 'provider_error' } });
});

test.each([
	[400, { error: { code: 'INVALID_PHONE_NUMBER', message: 'x' } }, 'invalid_phone_number'],
	[400, { success: false, error: { code: 'MISSING_PHONE_NUMBER', message: 'x' } }, 'invalid_phone_number'],
	[400, { success: false, message: 'x', code: 'AGENT_INACTIVE' }, 'agent_unavailable'],
	[400, { success: false, message: 'x', code: 'CAMPAIGN_NOT_ACTIVE' }, 'agent_unavailable'],
	[401, { error: 'INVALID_TOKEN', message: 'x', status_code: 401 }, 'unauthorized'],
	[401, { message: 'Missing Bearer Token' }, 'unauthorized'],
	[402, { error: { code: 'INSUFFICIENT_CREDITS' } }, 'insufficient_credits'],
	[404, { error: { code: 'AGENT_NOT_FOUND' } }, 'agent_unavailable'],
	[409, { success: false, message: 'x', code: 'DUPLICATE_CALL', existing_call: { id: 'c0' } }, 'duplicate'],
	[422, { success: false, message: 'The given data was invalid.', errors: { to: ['The to field is required.'] } }, 'invalid_phone_number'],
	[422, { message: 'Invalid.', errors: { delay_seconds: ['Too long.'] } }, 'invalid_parameters'],
])('the status %i with %j is %s', (status, body, type) => {
	expect(talkover.readRefusal(answerOf(status, body)).type).toBe(type);
});

test('a rate limit says how long to wait', () => {
	const body = { error: { code: 'RATE_LIMIT_EXCEEDED', message: 'slow down', details: { retry_after: 17 } } };
	expect(talkover.readRefusal(answerOf(429, body))).toEqual({
		nobodyPhoned: true,
		type: 'rate_limited',
		code: 'RATE_LIMIT_EXCEEDED',
		message: 'slow down',
		retryAfterSeconds: 17,
	});
});

/** A row of list-calls. */
const row = {
	id: 'c1',
	sid: 's1',
	to: '+442079460018',
	to_formatted: '+44 20',
	from: '+4930901820',
	from_formatted: '+49 30',
	is_testing: false,
	direction: 'outbound',
	status: 'completed',
	duration: 61,
	agent: { id: 'agent-1', name: 'ada', label: 'Ada' },
	created_at: created,
	updated_at: created,
};
const record = callRecord('talkover', {
	callId: 'c1',
	agentId: 'agent-1',
	to: '+442079460018',
	from: '+4930901820',
	status: 'completed',
	outcome: 'answered',
	dialed: 'yes',
	createdAt: created,
	durationSeconds: 61,
});
const query = { agentId: null, to: null, after: null, before: null, search: null, cursor: null, limit: 10 };

test('a row of the list is a call, and so is an active call', () => {
	const { read } = talkover.listCalls!;
	expect(read(answerOf(200, { success: true, data: [row], pagination: { current_page: 1, last_page: 1 } }), query)).toEqual({
		results: [{ record, row }],
		next: null,
	});
	const active = { id: 'c1', agent_id: 'agent-1', to: '+442079460018', status: 'answered', started_at: created, duration_seconds: 3 };
	expect(read(answerOf(200, { data: [active] }), query)?.results).toMatchObject([
		{ row: active, record: { callId: 'c1', agentId: 'agent-1', status: 'connected', startedAt: created, durationSeconds: 3 } },
	]);
});

test('calls are filtered by days, one more on either side, and paged from 1', () => {
	const { request: ask, read } = talkover.listCalls!;
	expect(ask(query, settings)).toEqual({ method: 'GET', path: '/calls', query: { per_page: 100, page: 1 } });
	const filtered = {
		...query,
		agentId: 'a',
		to: '+442079460018',
		after: '2026-11-20T00:30:00.000Z',
		before: '2026-11-20T23:00:00.000Z',
		cursor: '3',
	};
	expect(ask(filtered, settings).query).toEqual({
		per_page: 100,
		page: 3,
		agent_id: 'a',
		date_from: '2026-11-19',
		date_to: '2026-11-21',
		search: '+442079460018',
	});
	const next = (cursor: string | null, paging: object, data: unknown[] = [row]) =>
		read(answerOf(200, { data, ...paging }), { ...query, cursor })?.next;
	expect(next(null, { pagination: { last_page: 3 } })).toBe('2');
	expect(next('3', { pagination: { last_page: 3 } })).toBeNull();
	expect(next(null, { meta: { last_page: '2' } })).toBe('2');
	expect(next(null, {})).toBeNull();
	expect(next(null, { pagination: { last_page: 3 } }, [])).toBeNull();
	expect(read(answerOf(200, { success: false }), query)).toBeNull();
});

test('a call is ended by the id that placed it', () => {
	const end = talkover.endCall!;
	const ref = { callId: 'c1', agentId: 'a/1' };
	expect(end.request(ref, settings)).toEqual({ method: 'POST', path: '/agents/a%2F1/end-call', body: { call_sid: 'c1' } });
	const answer = answerOf(200, { success: true, data: { id: 'c1', status: 'completed', ended_at: created, ended_reason: 'ended_by_api' } });
	expect(end.read(answer, ref)).toEqual({
		callId: 'c1',
		status: 'completed',
		outcome: 'cancelled',
		endedAt: created,
		endReason: 'ended_by_api',
	});
});

test('only published outbound agents are offered, under their label', () => {
	const list = talkover.listAgents;
	expect(list!.request({ search: 'ad', cursor: '2' }, settings)).toEqual({
		method: 'GET',
		path: '/agents',
		query: { status: 'published', direction: 'outbound', per_page: 100, page: 2, search: 'ad' },
	});
	const data = [{ id: 'a1', name: 'ada', label: 'Ada' }, { id: 'a2', name: 'bob' }, { id: 'a3' }, { name: 'without id' }];
	expect(list!.read(answerOf(200, { success: true, data, meta: { last_page: 2 } }), { search: null, cursor: null })).toEqual({
		results: [
			{ id: 'a1', name: 'Ada' },
			{ id: 'a2', name: 'bob' },
			{ id: 'a3', name: 'a3' },
		],
		next: '2',
	});
});

test('voices are taken out of their templates', () => {
	const data = [
		{ display_name: 'Set', voices: [{ id: 'v1', name: 'Ann', language: 'en' }, { name: 'without id' }] },
		{ voices: [{ id: 'v2' }] },
	];
	expect(talkover.listVoices!.request({ search: null, cursor: null }, settings)).toEqual({ method: 'GET', path: '/voice-templates' });
	expect(talkover.listVoices!.read(answerOf(200, { data }), { search: null, cursor: null })).toEqual({
		results: [
			{ id: 'v1', name: 'Ann', description: 'en' },
			{ id: 'v2', name: 'v2', description: undefined },
		],
		next: null,
	});
});

test.each([
	['event_phone_call_started', {}, 'call.initiated', 'initiated', null],
	['event_phone_call_connected', {}, 'call.connected', 'connected', null],
	['event_connection_established', {}, 'call.connected', 'connected', null],
	['event_conversation_started', {}, 'call.in_progress', 'in_progress', null],
	['event_phone_call_ended', { status: 'completed' }, 'call.completed', 'completed', 'answered'],
	['event_phone_call_ended', { ended_reason: 'ended_by_api' }, 'call.completed', 'completed', 'cancelled'],
	['event_phone_call_did_not_connect', { status: 'busy' }, 'call.failed', 'failed', 'busy'],
	['event_phone_call_did_not_connect', { status: 'no-answer' }, 'call.failed', 'failed', 'no_answer'],
	['event_phone_call_did_not_connect', {}, 'call.failed', 'failed', 'failed'],
	['event_phone_call_did_not_connect', { status: 'completed' }, 'call.failed', 'failed', 'failed'],
	['event_phone_call_ended', {}, 'call.completed', 'completed', null],
	['event_phone_call_ended', { duration: 61 }, 'call.completed', 'completed', null],
	['event_phone_call_ended', { status: 'busy' }, 'call.failed', 'failed', 'busy'],
	['event_phone_call_ended', { status: 'voicemail' }, 'call.completed', 'completed', 'voicemail'],
	['event_phone_call_ended', { status: 'completed', ended_reason: 'ended_by_api' }, 'call.completed', 'completed', 'cancelled'],
	['event_phone_call_started', { status: 'completed' }, 'call.initiated', 'initiated', null],
	['campaign_call.failed', {}, 'call.failed', 'failed', 'failed'],
	['campaign_call.completed', {}, 'call.completed', 'completed', null],
	['event_phone_call_error', {}, 'call.failed', 'failed', 'failed'],
	['event_voicemail_detected', {}, 'call.in_progress', 'in_progress', 'voicemail'],
	['campaign_call.queued', {}, 'call.queued', 'queued', null],
	['campaign_call.retry_scheduled', {}, 'call.queued', 'queued', null],
	['campaign_call.started', {}, 'call.initiated', 'initiated', null],
	['campaign_call.completed', { status: 'completed' }, 'call.completed', 'completed', 'answered'],
	['campaign_call.failed', { status: 'busy' }, 'call.failed', 'failed', 'busy'],
])('the event %s with %j is %s', (name, more, event, status, outcome) => {
	const context = { reference: 'r1', lead: 7 };
	const bodies = [
		{ event: name, call_id: 'c1', agent_id: 'a1', context, ...more },
		{ type: name, call: { id: 'c1', agent: { id: 'a1' }, context, ...more } },
		{ event: name, data: { call_id: 'c1', agent_id: 'a1', context, ...more } },
	];
	for (const body of bodies) {
		expect(talkover.readEvents(body)).toMatchObject([
			{ event, raw: body, record: { callId: 'c1', agentId: 'a1', reference: 'r1', context: { lead: 7 }, status, outcome, dialed: 'yes' } },
		]);
		expect(talkover.readEvents(body)[0].record.endReason).toBe('ended_reason' in more ? 'ended_by_api' : null);
	}
});

test.each([
	['event_recording', { recording_url: 'https://t.example/r' }, 'call.recording_ready', { recordingUrl: 'https://t.example/r' }],
	['event_call_transcript', { transcript: 'agent: Hello' }, 'call.transcript_ready', { transcript: 'agent: Hello' }],
	['event_call_report', { summary: 'A talk.', duration: 61 }, 'call.analysis_ready', { summary: 'A talk.', durationSeconds: 61 }],
])('the event %s brings something about a call, and moves it nowhere', (event, more, name, known) => {
	const body = { event, call_id: 'c1', timestamp: created, ...more };
	expect(talkover.readEvents(body)).toMatchObject([
		{ event: name, occurredAt: created, record: { callId: 'c1', status: 'unknown', outcome: null, ...known } },
	]);
});

test.each([
	{ event: 'webhook.test', agent_id: 'a', test: true },
	{ event: 'event_participant_joined', call_id: 'c1' },
	{ event: 'constructor' },
	{},
	'text',
	null,
	[],
])('an unknown event is passed on: %j', (body) => {
	expect(talkover.readEvents(body)).toMatchObject([{ event: 'call.unknown', raw: body }]);
});

test('events of different names are different, also where they mean the same to us', () => {
	const names = [
		'event_phone_call_connected',
		'event_connection_established',
		'event_phone_call_started',
		'campaign_call.started',
		'event_voicemail_detected',
		'event_voicemail_message_left',
		'event_action',
		'event_participant_joined',
	];
	const ids = names.map((event) => talkover.readEvents({ event, call_id: 'c1', timestamp: created })[0].eventId);
	expect(new Set(ids).size).toBe(names.length);
	expect(names.map((event) => talkover.readEvents({ event, call_id: 'c1', timestamp: created })[0].eventId)).toEqual(ids);
});

test('the end of a call is one event, whenever it is delivered', () => {
	const end = (timestamp: string) => talkover.readEvents({ event: 'event_phone_call_ended', call_id: 'c1', timestamp })[0].eventId;
	expect(end('2026-11-20T10:00:02Z')).toBe(end('2026-11-20T10:01:02Z'));
});

test('a campaign may name its call as it did when the call was placed', () => {
	const body = {
		event: 'campaign_call.failed',
		campaign_call: { id: 'cc1', to: '+442079460018', status: 'no-answer', created_at: created },
	};
	expect(talkover.readEvents(body)).toMatchObject([
		{ event: 'call.failed', record: { callId: 'cc1', to: '+442079460018', outcome: 'no_answer', createdAt: created } },
	]);
});

test.each(['reference', 'resumeUrl', 'callAttempt'])('a context may not take the name %s, which the package fills itself', (name) => {
	expect(talkover.check(aCall({ context: { [name]: 'mine' } }))).toEqual([
		{ type: 'invalid_parameters', field: 'Context', sentence: `uses the name ${name}, which is kept for the package. Rename it.` },
	]);
	expect(talkover.check(aCall({ context: { lead: 7 } }))).toEqual([]);
});
