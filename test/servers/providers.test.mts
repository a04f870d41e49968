import { describe, expect, test } from 'vitest';
import { call, create, get, TO, type Reply } from './client.mts';

import { sendRequest } from '../harness/http.mts';
import { useServers } from '../harness/servers.mts';

const servers = useServers();

describe('Svalync', () => {
	test('Svalync takes the three forms of a script and no mixture of them', async () => {
		const send = (script: unknown): Promise<Reply> =>
			call(servers.svalync, 'POST', '/voiceai/makecall', {
				phone_number: TO,
				voice_id: 'voice_default',
				script,
			});
		const good = [
			{ text: 'Hello' },
			{
				greeting: { text: 'Hi', responses: { yes: { pattern: ['yes'], reply: 'Fine' } } },
				fallback: { text: 'Sorry?' },
			},
			{
				steps: [
					{ type: 'ask', text: 'Well?', responses: { yes: { next: 'end' } } },
					{ id: 'end', type: 'close', text: 'Bye' },
				],
			},
		];
		for (const script of good) expect((await send(script)).json).toEqual({ success: true, message: 'done', status: 200 });
		expect(servers.svalync.violations).toEqual([]);
		const bad = [
			{},
			{ text: '' },
			{ text: 'Hello', steps: [] },
			{ greeting: { text: 'Hi', responses: { yes: { pattern: 'yes', reply: 'x' } } } },
			{ steps: [{ type: 'ask', text: 'Well?', responses: { yes: { next: 'nowhere' } } }] },
			'Hello',
		];
		for (const script of bad) expect((await send(script)).json.message).toContain('Script validation error');
		expect(servers.svalync.calls).toHaveLength(3);
	});

	test('Svalync checks every field of Send Call to its innermost', async () => {
		const full = {
			call_parameters: {
				priority: 'high',
				retry_attempts: 2,
				retry_interval: 60,
				max_duration: 300,
				scheduled_time: '2026-11-20T10:00:00Z',
				custom_variables: { a: 1 },
			},
			retry_config: { attempts: 2, interval: 60, conditions: ['busy'], max_total_attempts: 3 },
			callback_url: 'https://n8n.example/webhook',
			recording: true,
			transcription: true,
			response_handlers: {
				transfer: {
					patterns: ['agent'],
					action: 'transfer_call',
					transfer_number: '+442079460018',
				},
			},
		};
		expect((await create(servers.svalync, full)).status).toBe(200);
		expect(servers.svalync.violations).toEqual([]);
		const wrong: Array<[Record<string, unknown>, string]> = [
			[{ call_parameters: { priority: 'asap' } }, 'call_parameters.priority must be one of'],
			[{ retry_config: { conditions: ['rain'] } }, 'retry_config.conditions[0]'],
			[{ response_handlers: { x: { patterns: ['a'], action: 'transfer_call' } } }, 'no transfer_number'],
			[{ agent_id: 'sv-agent-2' }, 'two different agents'],
			[{ call_parameters: { scheduled_time: 'tomorrow' } }, 'scheduled_time has the wrong format'],
			[{ recording: 'yes' }, 'recording must be of type boolean'],
		];
		for (const [change, words] of wrong) {
			expect((await create(servers.svalync, change)).json).toMatchObject({ success: false, status: 400 });
			expect(servers.svalync.violations.at(-1)).toContain(words);
		}
	});

	test('Svalync switches its envelope, its call id and the answer to a bad key', async () => {
		servers.svalync.seedCalls(3);
		expect((await get(servers.svalync, '/voiceai/list')).json.data).toHaveLength(3);
		servers.svalync.state.envelope = 'array';
		expect((await get(servers.svalync, '/agents/getall')).json.response[0].data).toHaveLength(45);
		servers.svalync.state.callId = 'execution_id';
		expect((await create(servers.svalync)).json.execution_id).toBe(servers.svalync.calls.at(-1)?.id);
		servers.svalync.state.badKey = 'redirect';
		expect((await call(servers.svalync, 'GET', '/agents/getall', undefined, {})).headers.get('location')).toBe('/sign-in');
	});
});

describe('Synthflow', () => {
	test('Synthflow wants model_id, keeps the limit, excludes to_date and speaks of call_status', async () => {
		const agent = servers.synthflow.usableAgent;
		const seeded = servers.synthflow.seedCalls(45);
		expect((await get(servers.synthflow, '/calls')).status).toBe(400);
		const tooMany = await get(servers.synthflow, `/calls?model_id=${agent}&limit=101`);
		expect([tooMany.status, tooMany.json.detail.description]).toEqual([400, 'Limit must be between 1 and 100.']);
		const last = (await get(servers.synthflow, `/calls?model_id=${agent}&limit=20&offset=40`)).json.response;
		expect([last.calls.length, last.pagination.total_records, last.calls[0].call_status, last.calls[0].status]).toEqual([
			5,
			45,
			'completed',
			undefined,
		]);
		const newest = Date.parse(seeded.at(-1)?.createdAt ?? '');
		expect((await get(servers.synthflow, `/calls?model_id=${agent}&to_date=${newest}`)).json.response.pagination.total_records).toBe(44);
	});

	test('Synthflow ignores an unknown parameter as the real one does, but records it', async () => {
		servers.synthflow.seedCalls(2);
		expect(
			(await get(servers.synthflow, `/calls?model_id=${servers.synthflow.usableAgent}&start_date=2030-01-01`)).json.response.calls,
		).toHaveLength(2);
		expect(servers.synthflow.violations).toEqual(['GET /v2/calls: query parameter start_date is not a documented field']);
		expect(
			(await get(servers.synthflow, `/calls?model_id=${servers.synthflow.usableAgent}&lead_phone_number=${TO}`)).status,
			'a bare + is a space',
		).toBe(400);
	});

	test('Synthflow refuses variables as an object, inbound agents, foreign caller numbers and a wrong region', async () => {
		expect(
			(
				await create(servers.synthflow, {
					custom_variables: [{ key: 'a', value: 'b' }],
					lead_timezone: 'Europe/Berlin',
					from_phone_number: '+12127365002',
				})
			).status,
		).toBe(200);
		expect((await create(servers.synthflow, { custom_variables: { a: 'b' } })).status).toBe(400);
		expect((await create(servers.synthflow, { lead_timezone: 'Mars/Base' })).status).toBe(400);
		expect((await create(servers.synthflow, { model_id: 'sf-agent-1' })).status).toBe(400);
		expect((await create(servers.synthflow, { model_id: 'unknown' })).status).toBe(404);
		expect((await create(servers.synthflow, { from_phone_number: '+442079460018' })).status).toBe(400);
		servers.synthflow.state.region = 'wrong';
		expect((await create(servers.synthflow)).status).toBe(401);
		expect([servers.synthflow.creates.length, servers.synthflow.calls.length]).toEqual([7, 1]);
	});

	test('Synthflow sends recordings to another server, which sees what the client brings', async () => {
		const [done] = servers.synthflow.seedCalls(1, (one) => {
			one.recorded = true;
		});
		const answer = await get(servers.synthflow, `/calls/${done?.id}/recording`);
		expect(answer.status).toBe(302);
		expect((await sendRequest(String(answer.headers.get('location')))).text).toContain('recording');
		expect(servers.synthflow.elsewhere.requests[0]?.headers.authorization).toBeUndefined();
		expect((await get(servers.synthflow, `/calls/${done?.id}`)).json.response.calls[0].status).toBe('completed');
	});

	test('Synthflow pages its agents under the address with the slash', async () => {
		expect((await get(servers.synthflow, '/assistants/?limit=20&offset=40')).json.response.assistants).toHaveLength(5);
		expect((await get(servers.synthflow, '/assistants?limit=1')).status).toBe(307);
		expect(servers.synthflow.violations.join()).toContain('with the slash');
		expect((await get(servers.synthflow, '/voices?limit=5')).status).toBe(400);
		expect((await get(servers.synthflow, '/voices?workspace=ws-1&provider=deepgram')).json.response.voices).toHaveLength(10);
	});
});

describe('Talkover', () => {
	test('Talkover answers a placed call in its three documented variants, with rate headers', async () => {
		for (const [variant, find] of [
			['wrapped', (json: any) => json.data.id],
			['call_id', (json: any) => json.call_id],
			['sid', (json: any) => json.id],
		] as const) {
			servers.talkover.state.variant = variant;
			servers.talkover.state.rateLimit = 100;
			const { json, headers } = await create(servers.talkover, {
				payload: { a: 1 },
				context: { b: 2 },
				delay_seconds: 3600,
				is_testing: true,
			});
			expect(find(json)).toBe(servers.talkover.calls.at(-1)?.id);
			expect(headers.get('x-ratelimit-limit')).toBe('100');
		}
		expect((await create(servers.talkover, { delay_seconds: 3601 })).json.errors).toHaveProperty('delay_seconds');
		expect((await create(servers.talkover, { to: 'x' })).json.error.code).toBe('INVALID_PHONE_NUMBER');
		servers.talkover.state.errorShape = 'word';
		expect((await create(servers.talkover, { to: undefined })).json).toMatchObject({
			error: 'MISSING_PHONE_NUMBER',
			status_code: 400,
		});
	});

	test('Talkover refuses a duplicate in a campaign, and campaigns that do not run', async () => {
		const send = (campaign: string, more = {}): Promise<Reply> =>
			call(servers.talkover, 'POST', `/campaigns/${campaign}/call`, { to: TO, ...more });
		const first = await send('campaign-active');
		expect([first.status, first.json.campaign_call.status]).toEqual([201, 'queued']);
		expect((await send('campaign-active')).json.existing_call.id).toBe(first.json.campaign_call.id);
		expect((await send('campaign-active', { allow_duplicates: true })).status).toBe(201);
		expect((await send('campaign-paused')).json.error.code).toBe('CAMPAIGN_NOT_ACTIVE');
		expect([servers.talkover.creates.length, servers.talkover.calls.length, servers.talkover.violations.length]).toEqual([4, 2, 0]);
	});

	test('Talkover finds and ends an active call, has no GET /calls/{id} and never dials for a draft', async () => {
		const { id } = (await create(servers.talkover)).json.data;
		const agent = servers.talkover.usableAgent;
		expect((await get(servers.talkover, `/agents/${agent}/active-call/${encodeURIComponent(TO)}`)).json.data[0].id).toBe(id);
		const end = (): Promise<Reply> => call(servers.talkover, 'POST', `/agents/${agent}/end-call`, { call_sid: id });
		expect([(await end()).json.data.ended_reason, (await end()).status]).toEqual(['ended_by_api', 409]);
		expect((await get(servers.talkover, `/agents/${agent}/active-call/${encodeURIComponent(TO)}`)).status).toBe(404);
		expect(servers.talkover.violations).toEqual([]);
		expect((await get(servers.talkover, `/calls/${id}`)).status).toBe(404);
		const draft = servers.talkover.agents.find((one) => one.current_status === 'draft');
		expect((await call(servers.talkover, 'POST', `/agents/${draft?.id}/call`, { to: TO })).json.error.code).toBe('AGENT_INACTIVE');
	});

	test('Talkover pages agents under meta and calls under pagination, and filters both', async () => {
		servers.talkover.seedCalls(45);
		const agents = (await get(servers.talkover, '/agents?status=published&direction=outbound&per_page=20&page=2')).json;
		const usable = servers.talkover.agents.filter((one) => one.current_status === 'published' && one.direction === 'outbound').length;
		expect([agents.meta.total, agents.data.length, agents.pagination]).toEqual([usable, usable - 20, undefined]);
		const calls = (await get(servers.talkover, '/calls?per_page=20&page=3')).json;
		expect([calls.data.length, calls.pagination.last_page]).toEqual([5, 3]);
		expect((await get(servers.talkover, '/calls?per_page=101')).status).toBe(422);
		expect((await get(servers.talkover, '/voice-templates?language=de')).json.data[0].voices).toHaveLength(4);
	});

	test('Talkover registers, lists and deletes webhooks of an agent', async () => {
		const path = `/agents/${servers.talkover.usableAgent}/webhooks`;
		const hook = {
			name: 'n8n',
			webhook_url: 'https://n8n.example/hook',
			events: ['event_phone_call_ended'],
			custom_headers: [{ key: 'X-Token', value: 't' }],
		};
		const { data } = (await call(servers.talkover, 'POST', path, hook)).json;
		expect((await get(servers.talkover, path)).json.data.webhooks[0].id).toBe(data.id);
		expect((await call(servers.talkover, 'POST', path, { ...hook, events: ['event_nonsense'] })).status).toBe(422);
		expect((await call(servers.talkover, 'DELETE', `${path}/${data.id}`)).status).toBe(200);
		expect([servers.talkover.state.webhooks, servers.talkover.creates]).toEqual([[], []]);
	});
});

describe('UnleashX', () => {
	test('UnleashX wants an integer agent, names what is missing and can hide errors in a 200', async () => {
		expect((await create(servers.unleashx, { metadata: { key: { deep: true } } })).json.data.call_status).toBe('initiated');
		expect((await create(servers.unleashx, { agent_id: '102' })).status).toBe(422);
		expect((await create(servers.unleashx, { phone_number: undefined })).json).toEqual({
			error: true,
			message: 'Phone Number is required',
		});
		servers.unleashx.state.errorsInside2xx = true;
		const inactive = servers.unleashx.agents.find((one) => one.status === 3)?.agent_id;
		expect(await create(servers.unleashx, { agent_id: inactive })).toMatchObject({
			status: 200,
			json: { error: true, message: 'Agent not found or not active' },
		});
		expect(servers.unleashx.calls).toHaveLength(1);
	});

	test('UnleashX lists executions without totals or execution_id, and finds our own key in the metadata', async () => {
		const { execution_id: id } = (await create(servers.unleashx, { metadata: { correlation: 'abc-123' } })).json.data;
		servers.unleashx.seedCalls(25);
		const list = async (query: string): Promise<any[]> => (await get(servers.unleashx, `/agents/executions/list?${query}`)).json.datalist;
		expect([(await list('limit=10&page=3')).length, (await list('limit=10&page=4')).length]).toEqual([6, 0]);
		const [row] = await list(`input_data=abc-123&agent_id=${servers.unleashx.usableAgent}`);
		expect([row.INPUT_DATA, JSON.stringify(row).includes(id)]).toEqual([{ correlation: 'abc-123' }, false]);
		expect((await get(servers.unleashx, `/transactions/calling-list-with-transaction?search=${id}`)).json.data.transactions).toHaveLength(
			1,
		);
		servers.unleashx.state.wrapped = true;
		expect((await get(servers.unleashx, '/agents/executions/list')).json.data.datalist).toHaveLength(10);
	});

	test('UnleashX proves a key with POST /verify, lists agents in data.data and voices by page token', async () => {
		expect((await call(servers.unleashx, 'POST', '/verify', {})).status).toBe(200);
		expect((await call(servers.unleashx, 'POST', '/verify', {}, { token: 'nope' })).json.error).toBe(true);
		expect((await get(servers.unleashx, '/agents/get?agent_type=3')).json.data.data.length).toBeGreaterThan(35);
		const first = (await get(servers.unleashx, '/voice-list?provider=elevenlabs')).json.data;
		expect([first.voices.length, first.has_more, first.total_count]).toEqual([20, true, 45]);
		expect(
			(await get(servers.unleashx, `/voice-list?provider=elevenlabs&page_token=${first.next_page_token}`)).json.data.voices[0].id,
		).toBe('ux-voice-21');
	});
});
