import { expect, test } from 'vitest';
import { callRecord } from '../../../nodes/shared/call/record';
import { unleashx } from '../../../nodes/shared/providers/unleashx';
import { aCall, aFullCall, answerOf, settingsOf } from '../../harness/values.mts';

const settings = settingsOf.unleashx;
const reference = aCall().reference;
const request = (call = aCall({ agentId: '123' })) => unleashx.placeCall.request(call, settings);
const placed = (body: unknown) => unleashx.placeCall.read(answerOf(200, body), aCall());

test('the smallest call has a numbered agent, and the reference to find it again', () => {
	expect(request()).toEqual({
		method: 'POST',
		path: '/agents/call',
		body: { agent_id: 123, phone_number: '+442079460018', metadata: { reference } },
	});
});

test('the variables and the context travel as metadata', () => {
	expect(request(aFullCall({ agentId: '123' })).body).toEqual({
		agent_id: 123,
		phone_number: '+442079460018',
		metadata: { orderNumber: 'A-17', amount: 12.5, paid: false, context: { lead: { id: 7 } }, reference },
	});
});

test.each([
	['123', true],
	['1', true],
	['0', false],
	['-5', false],
	['1.5', false],
	['12a', false],
	['agent-1', false],
	['9'.repeat(16), false],
])('the agent %s is a number of UnleashX: %s', (agentId, is) => {
	expect(unleashx.check(aCall({ agentId }))).toEqual(is ? [] : [expect.objectContaining({ type: 'invalid_parameters', field: 'Agent' })]);
});

test.each(['reference', 'context', 'script'])('a variable may not take the name %s, which the package fills itself', (name) => {
	const faults = unleashx.check(aCall({ agentId: '123', variables: { [name]: 'x' } }));
	expect(faults).toEqual([
		{ type: 'invalid_parameters', field: 'Variables', sentence: `uses the name ${name}, which is kept for the package. Rename it.` },
	]);
});

test.each([
	[
		'the documented answer',
		{ success: true, message: 'Call initiated successfully', data: { execution_id: 'e1', agent_id: 123, call_status: 'initiated' } },
		'initiated',
	],
	['another status', { success: true, data: { execution_id: 'e1', call_status: 'ringing' } }, 'ringing'],
	['a status nobody documented', { error: false, data: { execution_id: 'e1', call_status: 'Fresh' } }, 'initiated'],
])('an answer says that the call was placed: %s', (_name, body, status) => {
	expect(placed(body)).toEqual({ placed: { callId: 'e1', status, outcome: null } });
});

test.each([
	['no id', { success: true, data: {} }],
	['a number as id', { success: true, data: { execution_id: 5 } }],
	['an empty id', { success: true, data: { execution_id: ' ' } }],
	['a web page', '<html>'],
	['nothing', undefined],
	['a list', []],
])('an answer says neither that the call was placed nor that it was refused: %s', (_name, body) => {
	expect(placed(body)).toBeNull();
});

test.each([
	['a missing number', { error: true, message: 'Phone Number is required' }, 'invalid_phone_number'],
	['an unknown agent', { error: true, code: 404, message: 'Agent not found or not active', data: {} }, 'agent_unavailable'],
	['a refused key', { error: true, code: 401, message: 'Invalid Auth Key or Session Expired' }, 'unauthorized'],
	['success: false', { success: false, message: 'Agent ID is required' }, 'invalid_parameters'],
	['a 4xx of its own', { error: true, code: 422, message: 'no' }, 'invalid_parameters'],
])('a call was refused inside a 2xx: %s', (_name, body, type) => {
	expect(placed(body)).toMatchObject({ refused: { type } });
});

test.each([
	{ error: true, code: 500, message: 'Internal' },
	{ error: true, message: 'Call to this phone number could not be logged' },
	{ error: true, message: 'Insufficient balance' },
	{ success: false, message: 'no' },
])('an error inside a 2xx leaves open whether the call went out: %j', (body) => {
	expect(placed(body)).toMatchObject({ failed: { type: 'provider_error' } });
});

test.each([
	[400, { error: true, message: 'Phone Number is required' }, 'invalid_phone_number'],
	[400, { error: true, message: 'Agent ID is required' }, 'invalid_parameters'],
	[401, { error: true, message: 'Invalid Auth Key or Session Expired' }, 'unauthorized'],
	[402, { error: true, message: 'no' }, 'insufficient_credits'],
	[400, { error: true, message: 'Insufficient balance' }, 'insufficient_credits'],
	[404, { error: true, message: 'Agent not found or not active' }, 'agent_unavailable'],
	[422, { error: true, message: 'Validation failed' }, 'invalid_parameters'],
	[429, { error: true, message: 'Too many calls to this phone number' }, 'rate_limited'],
])('the status %i with %j is %s', (status, body, type) => {
	expect(unleashx.readRefusal(answerOf(status, body)).type).toBe(type);
});

/** A row of /agents/executions/list. */
const row = {
	ID: 77,
	AGENT_ID: 123,
	agent_name: 'Ada',
	CALLING_NUMBER: '+442079460018',
	PROVIDER_NUMBER: '+4930901820',
	STATUS: 'completed',
	CALL_STATUS: 'USER_ENDED',
	TOTAL_DURATION: 185,
	total_duration: '3m:5s',
	CREATED_AT: '2025-01-15 10:12:00',
	TRANSCRIPT: 'agent: Hello',
	FILE_PATH: 'https://u.example/r/77',
	DISPOSITION: 'Interested',
	SUMMARY: 'A talk.',
	INPUT_DATA: '{"orderNumber":"A-17","context":{"lead":7},"reference":"r1"}',
	VOICE_CALL_ANALYSIS: { overall_sentiment: 'positive', pace: 1 },
};
const record = callRecord('unleashx', {
	callId: '77',
	reference: 'r1',
	agentId: '123',
	to: '+442079460018',
	from: '+4930901820',
	status: 'completed',
	outcome: 'answered',
	dialed: 'yes',
	createdAt: '2025-01-15T10:12:00.000Z',
	durationSeconds: 185,
	recordingUrl: 'https://u.example/r/77',
	transcript: 'agent: Hello',
	summary: 'A talk.',
	analysis: {
		sentiment: 'positive',
		sentimentScores: null,
		speechMetrics: { overall_sentiment: 'positive', pace: 1 },
		outcome: 'Interested',
		converted: null,
	},
	endReason: 'USER_ENDED',
	variables: expect.objectContaining({ orderNumber: 'A-17' }) as never,
	context: { lead: 7 },
});
const query = { agentId: null, to: null, after: null, before: null, search: null, cursor: null, limit: 10 };

test('a row of the log is a call, wrapped or not', () => {
	for (const body of [{ datalist: [row] }, { error: false, data: { datalist: [row] } }]) {
		expect(unleashx.listCalls!.read(answerOf(200, body), query)).toEqual({ results: [{ record, row }], next: null });
	}
});

test.each([
	[{ CALL_STATUS: 'busy', STATUS: 'completed' }, 'failed', 'busy'],
	[{ CALL_STATUS: null, STATUS: 'completed' }, 'completed', 'answered'],
	[{ CALL_STATUS: 'ANSWER', STATUS: 'completed' }, 'completed', 'answered'],
	[{ CALL_STATUS: 'ANSWER', STATUS: 'failed' }, 'failed', 'failed'],
	[{ CALL_STATUS: 'ANSWER', STATUS: 'running' }, 'connected', null],
	[{ CALL_STATUS: 'ringing', STATUS: 'completed' }, 'ringing', null],
	[{ CALL_STATUS: 'weird', STATUS: 'running' }, 'in_progress', null],
	[{ CALL_STATUS: 'weird', STATUS: 'weird' }, 'unknown', null],
	[{ DISPOSITION: 'Voicemail Left' }, 'completed', 'voicemail'],
	[{ DISPOSITION: 'Voicemail Left', CALL_STATUS: 'busy' }, 'failed', 'busy'],
])("the telephone's word goes before the execution's: %j", (more, status, outcome) => {
	expect(unleashx.listCalls!.read(answerOf(200, { datalist: [{ ...row, ...more }] }), query)?.results).toMatchObject([
		{ record: { status, outcome } },
	]);
});

test.each([
	[{ CALL_STATUS: 'AGENT_ENDED' }, 'AGENT_ENDED'],
	[{ CALL_STATUS: 'ANSWER', STATUS: 'user_ended' }, 'user_ended'],
	[{ CALL_STATUS: 'completed' }, null],
	[{ CALL_STATUS: 'busy' }, null],
])('the reason for the end is the status that says who ended the call: %j is %j', (more, endReason) => {
	const { results } = unleashx.listCalls!.read(answerOf(200, { datalist: [{ ...row, ...more }] }), query)!;
	expect(results).toMatchObject([{ record: { endReason } }]);
	expect(unleashx.readEvents({ data: { ...row, ...more } })).toMatchObject([{ record: { endReason } }]);
});

test('a call is searched by its id in the cost log, and only an exact match is the call', () => {
	const { request: ask, read } = unleashx.getCall!;
	const ref = { callId: 'e1', agentId: null };
	expect(ask(ref, settings)).toEqual({
		method: 'GET',
		path: '/transactions/calling-list-with-transaction',
		query: { search: 'e1', page: 1, limit: 10 },
	});
	const transaction = {
		id: 5,
		track_id: 'e1',
		agent_id: 123,
		calling_number: '+442079460018',
		provider_number: '+4930901820',
		status: 'completed',
		call_status: 'AGENT_ENDED',
		total_duration: 61,
		transcript: 'agent: Hello',
		disposition: null,
		overall_sentiment: 'neutral',
	};
	for (const body of [{ transactions: [{ track_id: 'e10' }, transaction] }, { data: { transactions: [transaction] } }]) {
		expect(read(answerOf(200, body), ref)).toMatchObject({
			row: transaction,
			record: {
				callId: 'e1',
				agentId: '123',
				to: '+442079460018',
				status: 'completed',
				outcome: 'answered',
				durationSeconds: 61,
				analysis: { sentiment: 'neutral' },
			},
		});
	}
	expect(read(answerOf(200, { transactions: [{ ...transaction, track_id: 'x', call_id: 'e1' }] }), ref)).toMatchObject({
		record: { callId: 'e1' },
	});
	expect(read(answerOf(200, { transactions: [{ track_id: 'e10' }] }), ref)).toBe('absent');
	expect(read(answerOf(200, '<html>'), ref)).toBeNull();
});

test('calls are filtered by agent, number, reference and days; a page that is not full is the last', () => {
	const { request: ask, read } = unleashx.listCalls!;
	expect(ask(query, settings)).toEqual({ method: 'GET', path: '/agents/executions/list', query: { page: 1, limit: 100 } });
	const filtered = {
		...query,
		agentId: '123',
		to: '+442079460018',
		search: 'r1',
		after: '2026-11-20T10:00:00.000Z',
		before: '2026-11-21T10:00:00.000Z',
		cursor: '2',
	};
	expect(ask(filtered, settings).query).toEqual({
		page: 2,
		limit: 100,
		agent_id: '123',
		calling_number: '079460018',
		input_data: 'r1',
		fromdate: '2026-11-19',
		todate: '2026-11-22',
	});
	expect(read(answerOf(200, { datalist: Array(100).fill(row) }), { ...query, cursor: '2' })?.next).toBe('3');
	expect(read(answerOf(200, { datalist: Array(99).fill(row) }), query)?.next).toBeNull();
});

test.each([10, 20, 25, 30, 50])('pages that UnleashX itself cuts to %s rows are read to their end', (cap) => {
	const { request: ask, read } = unleashx.listCalls!;
	const pages: unknown[] = [];
	let cursor: string | null = null;
	for (let left = 2 * cap + 3; pages.length < 9; left -= cap) {
		pages.push(ask({ ...query, cursor }, settings).query?.page);
		cursor = read(answerOf(200, { datalist: Array(Math.max(0, Math.min(cap, left))).fill(row) }), { ...query, cursor })?.next ?? null;
		if (cursor === null) break;
	}
	expect(pages).toEqual([1, 2, 3]);
	// As many rows as the cap exactly: the page behind them is empty.
	expect(read(answerOf(200, { datalist: [] }), { ...query, cursor: `2:${cap}` })?.next).toBeNull();
});

test('only active agents that may call out are offered', () => {
	const list = unleashx.listAgents;
	const none = { search: null, cursor: null };
	expect(list!.request(none, settings)).toEqual({ method: 'GET', path: '/agents/get', query: { agent_type: 3 } });
	const data = [
		{ agent_id: 1, agent_name: 'Ada', description: 'Calls back', status: 1, calling_type: 1 },
		{ agent_id: 2, agent_name: 'Any', status: 1, calling_type: null },
		{ agent_id: 3, agent_name: 'Inbound', status: 1, calling_type: 2 },
		{ agent_id: 4, agent_name: 'Inactive', status: 3, calling_type: 1 },
		{ agent_name: 'Without id', status: 1 },
	];
	expect(list!.read(answerOf(200, { error: false, data: { success: true, total: 5, data } }), none)).toEqual({
		results: [
			{ id: '1', name: 'Ada', description: 'Calls back' },
			{ id: '2', name: 'Any', description: undefined },
		],
		next: null,
	});
	expect(list!.read(answerOf(200, { error: true, message: 'no' }), none)).toBeNull();
});

test.each([
	[{ execution_id: 'e1', call_status: 'AGENT_ENDED', ended_at: '2026-11-20T10:00:00Z' }, 'call.completed', 'e1'],
	[{ data: { execution_id: 'e1', call_status: 'no_answer' } }, 'call.failed', 'e1'],
	[{ ID: 77, CALL_STATUS: 'busy' }, 'call.failed', '77'],
	[{ data: { call_id: 'c1', call_status: 'ringing' } }, 'call.ringing', 'c1'],
])('the end of a session %j is %s', (body, event, callId) => {
	expect(unleashx.readEvents(body)).toMatchObject([{ event, raw: body, record: { callId, dialed: 'yes' } }]);
});

test.each([{ execution_id: 'e1', call_status: 'teleported' }, { data: 'text' }, {}, 'text', null, []])(
	'an unknown event is passed on: %j',
	(body) => {
		expect(unleashx.readEvents(body)).toMatchObject([{ event: 'call.unknown', raw: body, record: { status: 'unknown', outcome: null } }]);
	},
);

test('a session that says what it left but not how it went is over, and its outcome is not known', () => {
	expect(unleashx.readEvents({ execution_id: 'e1', transcript: 'agent: Hello', total_duration: 12 })).toMatchObject([
		{ event: 'call.completed', record: { callId: 'e1', status: 'completed', outcome: null, durationSeconds: 12 } },
	]);
	for (const body of [{ execution_id: 'e1' }, { transcript: 'agent: Hello' }])
		expect(unleashx.readEvents(body)[0].event).toBe('call.unknown');
	expect(unleashx.readEvents({})[0].record.dialed).toBe('maybe');
});

const everything = { agentId: null, to: null, after: null, before: null, search: null, cursor: null, limit: 5 };
const filtered = (more: object) => unleashx.listCalls!.request({ ...everything, ...more }, settings).query;

test('the list is asked from three months before an end alone, since without a beginning it has one month', () => {
	expect(filtered({ before: '2026-06-15T10:00:00.000Z' })).toMatchObject({ fromdate: '2026-03-19', todate: '2026-06-16' });
	expect(filtered({ before: '2026-05-01T00:00:00.000Z' })).toMatchObject({ fromdate: '2026-02-02', todate: '2026-05-02' });
	expect(filtered({ before: '2026-06-15T10:00:00.000Z', after: '2026-06-14T10:00:00.000Z' })).toMatchObject({
		fromdate: '2026-06-13',
		todate: '2026-06-16',
	});
	expect(filtered({})).not.toHaveProperty('fromdate');
});

const costRow = {
	id: 7,
	track_id: 'abc123',
	call_id: 'call-xyz',
	agent_id: 962,
	calling_number: '919876543210',
	provider_number: '+14045551234',
	call_status: 'completed',
	created_at: '15 Jan 2025, 10:12 AM',
};
const found = (callId: string, ...rows: object[]) =>
	unleashx.getCall!.read(answerOf(200, { error: false, data: { transactions: rows } }), { callId, agentId: null });

test('a call is found in the cost log by any of its ids, and never by the id of two', () => {
	for (const callId of ['abc123', 'call-xyz', '7'])
		expect(found(callId, { ...costRow, id: 8, track_id: 'o', call_id: 'o' }, costRow)).toMatchObject({
			record: { callId, agentId: '962' },
			row: costRow,
		});
	expect(found('e1', { ...costRow, execution_id: 'e1' })).toMatchObject({ record: { callId: 'e1' } });
	expect(found('7', costRow, { ...costRow, id: 8, track_id: '7' })).toMatchObject({ record: { callId: '7' }, row: { id: 8 } });
	expect(found('abc123', { ...costRow, track_id: 'o', call_id: 'abc123', agent_id: 1 }, costRow)).toMatchObject({
		record: { agentId: '962' },
		row: costRow,
	});
	expect(found('7', { ...costRow, call_id: '7', id: 9 }, costRow)).toBe('absent');
	expect(found('abc', costRow)).toBe('absent');
});

test('a row of the cost log has its number as E.164, and its time, in a zone that nobody names, is not known', () => {
	expect(found('abc123', costRow)).toMatchObject({
		record: { to: '+919876543210', from: '+14045551234', createdAt: null },
	});
});
