import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { call, create, get, TO } from './client.mts';
import { retellSignature, startRetell, type RetellState } from './retell.mts';
import type { StrictServer } from './strictServer.mts';

let server: StrictServer<RetellState>;
beforeAll(async () => void (server = await startRetell()));
beforeEach(() => server.reset());
afterAll(async () => await server.close());

const list = (filter_criteria: object, more: object = {}) => call(server, 'POST', '/v3/list-calls', { filter_criteria, ...more });
const idsOf = ({ json }: { json: any }): string[] => json.items.map((row: any) => row.call_id);

test('Retell AI answers 201 with the whole call, registered, and echoes metadata and variables', async () => {
	const { status, json } = await create(server, {
		metadata: { reference: 'r-1', dialedAtMs: 5 },
		retell_llm_dynamic_variables: { name: 'Ada' },
		agent_override: {
			agent: { voicemail_option: null, webhook_url: 'https://n8n.example/w', webhook_events: ['call_ended'] },
			retell_llm: { begin_message: 'Hello' },
		},
	});
	expect([status, json.call_status, json.metadata.reference, json.retell_llm_dynamic_variables]).toEqual([
		201,
		'registered',
		'r-1',
		{ name: 'Ada' },
	]);
	expect(json).not.toHaveProperty('start_timestamp');
	expect(server.violations).toEqual([]);
});

test.each([
	['a variable that is no text', { retell_llm_dynamic_variables: { amount: 5 } }],
	['a prompt', { agent_override: { retell_llm: { general_prompt: 'Be brief.' } } }],
	['a call of less than a minute', { agent_override: { agent: { max_call_duration_ms: 59_999 } } }],
	['a call of more than two hours', { agent_override: { agent: { max_call_duration_ms: 7_200_001 } } }],
	['a ringing of less than five seconds', { agent_override: { agent: { ring_duration_ms: 4_999 } } }],
	['a message without words', { agent_override: { agent: { voicemail_option: { action: { type: 'static_text' } } } } }],
	['an event that is none', { agent_override: { agent: { webhook_events: ['call_rang'] } } }],
	['a number that is not E.164', { to_number: '212-736-5000' }],
])('Retell AI refuses %s with a 400', async (_name, change) => {
	const { status, json } = await create(server, change);
	expect([status, json.status, server.calls]).toEqual([400, 'error', []]);
});

test('Retell AI answers an unknown agent, number or call with a 422, and a chat agent too', async () => {
	const chat = server.agents.find((agent) => agent.channel === 'chat')?.agent_id;
	for (const change of [{ override_agent_id: 'agent_none' }, { override_agent_id: chat }, { from_number: '+442079460018' }])
		expect((await create(server, change)).status).toBe(422);
	expect((await get(server, '/v2/get-call/call_none')).status).toBe(422);
	expect((await call(server, 'POST', '/v2/stop-call/call_none')).status).toBe(422);
	expect([server.calls, server.violations]).toEqual([[], []]);
});

test('Retell AI stops a call once, with a 204 and no body', async () => {
	const { call_id: id } = (await create(server)).json;
	const stop = () => call(server, 'POST', `/v2/stop-call/${id}`);
	expect([(await stop()).status, (await stop()).status]).toEqual([204, 422]);
	expect((await get(server, `/v2/get-call/${id}`)).json).toMatchObject({ call_status: 'ended', disconnection_reason: 'manual_stopped' });
});

test('Retell AI lists by number, metadata, agent and time, and hides from a time what has not begun', async () => {
	const [first] = server.seedCalls(3, (one, index) => {
		one.createdAt = new Date(1_700_000_000_000 + index * 60_000).toISOString();
		if (index === 2) Object.assign(one, { status: 'dial_busy' });
	});
	const { call_id: placed } = (await create(server, { metadata: { reference: 'r-1', dialedAtMs: 1_700_000_500_000 } })).json;
	expect(idsOf(await list({ to_number: { type: 'string', op: 'eq', value: TO } }))).toHaveLength(4);
	expect(idsOf(await list({ metadata: [{ type: 'string', op: 'eq', key: 'reference', value: 'r-1' }] }))).toEqual([placed]);
	expect(idsOf(await list({ agent: [{ agent_id: 'agent_none' }] }))).toEqual([]);
	const began = { type: 'range', op: 'bt', value: [1_700_000_000_000, 1_700_000_030_000] };
	expect(idsOf(await list({ start_timestamp: began }))).toEqual([first.id]);
	expect(idsOf(await list({ start_timestamp: { type: 'number', op: 'ge', value: 1_700_000_000_000 } }))).toHaveLength(2);
	const dialed = { type: 'number', op: 'ge', key: 'dialedAtMs', value: 1_700_000_100_000 };
	expect(idsOf(await list({ metadata: [dialed] })).sort()).toEqual([placed, server.calls[2].id].sort());
	expect(server.violations).toEqual([]);
});

test('Retell AI pages by an opaque key, and its rows have no transcript and no recording', async () => {
	server.seedCalls(5, (one) => Object.assign(one, { transcript: 'Agent: Hello', recorded: true }));
	const first = await list({}, { limit: 3 });
	const second = await list({}, { limit: 3, pagination_key: first.json.pagination_key });
	expect([first.json.has_more, second.json.has_more, second.json.pagination_key]).toEqual([true, false, undefined]);
	expect(new Set([...idsOf(first), ...idsOf(second)]).size).toBe(5);
	for (const row of first.json.items) for (const name of ['transcript', 'recording_url']) expect(row).not.toHaveProperty(name);
	const whole = (await get(server, `/v2/get-call/${server.calls[0].id}`)).json;
	expect([whole.transcript, whole.recording_url]).toEqual(['Agent: Hello', expect.stringContaining('/recordings/')]);
	expect((await list({}, { limit: 1001 })).status).toBe(400);
	expect((await list({}, { skip: 1, pagination_key: 'x' })).status).toBe(400);
});

test('Retell AI has none of its old lists any more', async () => {
	for (const path of ['/list-calls', '/list-agents', '/list-phone-numbers']) expect((await get(server, path)).status).toBe(404);
	expect((await call(server, 'POST', '/v2/list-calls', {})).status).toBe(404);
});

test('Retell AI signs the body followed by the time, as its published vector', () => {
	expect(retellSignature('test-api-key', '{"event":"call_ended"}', 1_700_000_000_000)).toBe(
		'v=1700000000000,d=07024cabe7dd8f6d1c6e4a8324ca92c812e6ad4a7ee506c04f7e462e3321823e',
	);
});
