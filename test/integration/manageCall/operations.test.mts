/** Manage Call in n8n's engine: reading, listing and ending calls over the strict servers. */
import { describe, expect, test } from 'vitest';
import { continued, jsons, manage, manageSimulated, said } from '../../harness/manageCall.mts';
import { agent, simulate } from '../../harness/sendCall.mts';
import { realProviders, tellingNumbers, useServers } from '../../harness/servers.mts';

const servers = useServers();

/** What the list of a provider calls this call: UnleashX numbers its rows. */
const listedId = (provider: string, call: { id: string; number: number }): string =>
	provider === 'unleashx' ? String(call.number) : call.id;

describe('Get', () => {
	test.each(realProviders)('%s: one call is read by its ID, as the call record', async (id) => {
		const [, call] = servers[id].seedCalls(3, (one) => void (one.transcript = 'bot: hello'));
		const result = await manage(servers[id], 'get', { callId: call.id });
		expect(jsons(result)).toMatchObject([
			{ provider: id, callId: call.id, to: call.to, status: 'completed', outcome: 'answered', dialed: 'yes', simulated: false },
		]);
		expect(jsons(result)[0]).not.toHaveProperty('raw');
		expect(result.outputs[0][0].pairedItem).toEqual({ item: 0 });
		expect(servers[id].violations).toEqual([]);
	});

	test.each(realProviders)('%s: each item gets its own call, paired with it, and its own raw answer where wanted', async (id) => {
		const calls = servers[id].seedCalls(3);
		const items = calls.map((call) => ({ id: call.id }));
		const result = await manage(servers[id], 'get', { callId: '={{ $json.id }}', options: { includeRaw: true } }, { items });
		expect(jsons(result).map(({ callId }) => callId)).toEqual(items.map((item) => item.id));
		for (const { raw } of jsons(result)) expect(JSON.stringify(raw)).toContain(calls[0].to);
		expect(result.outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});

	test.each(realProviders)('%s: an unknown ID is an error that says so and what to check', async (id) => {
		servers[id].seedCalls(3);
		const result = await manage(servers[id], 'get', { callId: 'no-such-call' });
		expect(said(result)).toMatch(/^[\w ]+ has no call with this ID.*Check Call ID/);
		expect(servers[id].violations).toEqual([]);
	});

	test('a call of Talkover on a later page is found, and no page beyond is read', async () => {
		const calls = servers.talkover.seedCalls(450);
		const result = await manage(servers.talkover, 'get', { callId: calls[200].id });
		expect(jsons(result)).toMatchObject([{ callId: calls[200].id }]);
		expect(servers.talkover.requests.map(({ query }) => query.page)).toEqual(['1', '2', '3']);
	});

	test('the search for an unknown call of Talkover ends after 20 pages and says how many calls it saw', async () => {
		servers.talkover.seedCalls(2500);
		const result = await manage(servers.talkover, 'get', { callId: 'no-such-call' });
		expect(said(result)).toContain('among the first 2000 in its list');
		expect(servers.talkover.requests).toHaveLength(20);
	});

	test('a call of UnleashX is found by its reference too', async () => {
		const server = servers.unleashx;
		const calls = server.seedCalls(120, (call, index) => void (call.request = { metadata: { reference: `order-${index}` } }));
		const result = await manage(server, 'get', { callId: 'order-3' });
		expect(jsons(result)).toMatchObject([{ callId: listedId('unleashx', calls[3]), reference: 'order-3' }]);
		expect(server.violations).toEqual([]);
	});

	test('a call of Svalync is read in both envelopes, and by the ID that its endpoint for one call does not take', async () => {
		const [call] = servers.svalync.seedCalls(2);
		for (const envelope of ['plain', 'array'])
			for (const singleBy of ['id', 'call_id']) {
				Object.assign(servers.svalync.state, { envelope, singleBy });
				expect(jsons(await manage(servers.svalync, 'get', { callId: call.id }))).toMatchObject([{ callId: call.id }]);
			}
	});

	test('a call of Svalync is found by either ID, and is given back with that one', async () => {
		const server = servers.svalync;
		const [, call] = server.seedCalls(3);
		for (const singleBy of ['id', 'call_id'] as const)
			for (const callId of [call.id, `c-${call.number}`]) {
				Object.assign(server.state, { singleBy });
				const [record] = jsons(await manage(server, 'get', { callId, options: { includeRaw: true } }));
				expect(record).toMatchObject({ callId, to: call.to });
				expect(JSON.stringify(record.raw)).toContain(call.id);
			}
		expect(server.violations).toEqual([]);
	});

	test('an ID that one call goes by is not taken for the other one that carries it, and one that two carry finds neither', async () => {
		const server = servers.svalync;
		const [carries, own] = server.seedCalls(3);
		server.answerLists = ({ path }) =>
			path.endsWith('/specific-call') ? { status: 404, body: { success: false, message: 'Call not found', status: 404 } } : undefined;
		carries.row = { call_id: own.id, to_phone_number: '+442079460018' };
		expect(jsons(await manage(server, 'get', { callId: own.id }))).toMatchObject([{ callId: own.id, to: own.to }]);
		for (const one of server.calls) one.row = { call_id: 'shared' };
		expect(said(await manage(server, 'get', { callId: 'shared' }))).toMatch(/has no call with this ID among the 3 in its list/);
	});

	test('an endpoint for one call that shows another one is not believed', async () => {
		const server = servers.svalync;
		const [other, call] = server.seedCalls(2);
		const body = { success: true, status: 200, data: { id: other.id, call_id: 'c-other', to_phone_number: other.to, status: 'busy' } };
		server.answerNextReads({ status: 200, body });
		expect(jsons(await manage(server, 'get', { callId: call.id }))).toMatchObject([{ callId: call.id, status: 'completed' }]);
		server.answerNextReads({ status: 200, body });
		expect(said(await manage(server, 'get', { callId: 'no-such-call' }))).toMatch(/has no call with this ID among the 2/);
	});

	test.each([
		['svalync', { success: false, message: 'Call not found', status: 404 }],
		['svalync', { response: [{ success: false, message: 'Nothing there' }] }],
		['unleashx', { error: true, code: 404, message: 'Call not found', data: {} }],
		['unleashx', { error: true, message: 'No records' }],
	] as const)('%s: an endpoint that does not know the call, inside a 200, leaves the list: %j', async (id, body) => {
		const server = servers[id];
		const [, call] = server.seedCalls(3, (one, index) => void (one.request = { metadata: { reference: `order-${index}` } }));
		for (const callId of id === 'unleashx' ? [String(call.number), 'order-1'] : [call.id, `c-${call.number}`]) {
			server.answerNextReads({ status: 200, body });
			expect(jsons(await manage(server, 'get', { callId }))).toMatchObject([{ provider: id, to: call.to, status: 'completed' }]);
		}
		server.answerNextReads({ status: 200, body });
		expect(said(await manage(server, 'get', { callId: 'no-such-call' }))).toMatch(/has no call with this ID among the 3 in its list/);
	});

	test.each([
		['svalync', { success: false, message: 'No', status: 401 }, /refused the credential/],
		['unleashx', { error: true, code: 403, message: 'No' }, /refused the credential/],
		['unleashx', { error: true, code: 429, message: 'No' }, /accepts no more requests/],
		['unleashx', { error: true, code: 500, message: 'Oops' }, /failed while it handled the request.*Status 500/],
	] as const)('%s: an error of the whole account inside a 200 ends the search: %j', async (id, body, sentence) => {
		const server = servers[id];
		server.seedCalls(3);
		server.answerNextReads({ status: 200, body });
		expect(said(await manage(server, 'get', { callId: 'c1' }))).toMatch(sentence);
		expect(server.requests).toHaveLength(1);
	});

	test('a call of the Simulator is read by the call ID and by the reference, without a credential', async () => {
		const sent = await simulate([{ to: '+12025550100' }], { options: { reference: 'manage-get' } });
		const { callId } = sent.outputs[0][0].json as { callId: string };
		for (const wanted of [callId, 'manage-get']) {
			expect(jsons(await manageSimulated('get', { callId: wanted }))).toMatchObject([{ callId, status: 'completed', simulated: true }]);
		}
		expect(said(await manageSimulated('get', { callId: 'sim-nobody' }))).toMatch(/has no call with this ID/);
	});

	test('a node behind that changes a record changes nothing in the memory of the Simulator', async () => {
		const sent = await simulate([{ to: '+12025550100' }], { variables: { values: [{ name: 'a', value: 'b' }] } });
		const { callId } = sent.outputs[0][0].json as { callId: string };
		const [first] = jsons(await manageSimulated('get', { callId }));
		first.analysis.sentiment = 'changed';
		expect(jsons(await manageSimulated('get', { callId }))[0].analysis.sentiment).not.toBe('changed');
	});

	test.each(['../x', '..', 'a/b?c=1', 'a#b', '%2e%2e', 'ü–☎\u202e'])('the ID %j never changes the path that is asked', async (callId) => {
		for (const id of realProviders) {
			await manage(servers[id], 'get', { callId }, continued);
			if (id === 'talkover') await manage(servers[id], 'end', { callId, agentId: agent(callId) }, continued);
			for (const { path } of servers[id].requests)
				expect(path).toMatch(
					/\/(specific-call|get-call\/[^/]+|list|list-calls|calls?(\/[^/]+)?|conversations(\/[^/]+)?|calling-list-with-transaction|agents\/[^/]+\/end-call)$/,
				);
			expect(servers[id].requests.length).toBeGreaterThan(0);
		}
	});

	test.each([
		['', /Call ID is empty/],
		['a b', /has a blank/],
		[{ a: 1 }, /is not text/],
		['x'.repeat(300), /longer than 200/],
	])('the ID %j is refused before anything is asked', async (callId, reason) => {
		const result = await manage(
			servers.synthflow,
			'get',
			{ callId: '={{ $json.id }}' },
			{ items: [{ id: 'fine' }, { id: callId as any }] },
		);
		expect(said(result)).toMatch(reason);
		expect(said(result)).toMatch(/^Item 2: /);
		expect(servers.synthflow.requests).toEqual([]);
	});
});

describe('Get Many', () => {
	test.each(realProviders)(
		'%s: the list holds as many calls as the limit says, the newest first where the provider sorts so',
		async (id) => {
			const calls = servers[id].seedCalls(130);
			const result = await manage(servers[id], 'getAll', { limit: 3 });
			expect(jsons(result)).toHaveLength(3);
			const wanted = id === 'svalync' ? calls.slice(0, 3) : calls.slice(-3).reverse();
			expect(jsons(result).map(({ callId }) => callId)).toEqual(wanted.map((call) => listedId(id, call)));
			expect(servers[id].requests).toHaveLength(1);
			expect(servers[id].violations).toEqual([]);
		},
	);

	test.each(realProviders)('%s: the list holds all calls, each once, over as many pages as there are', async (id) => {
		const calls = servers[id].seedCalls(230);
		const result = await manage(servers[id], 'getAll', { returnAll: true, options: { includeRaw: true } });
		expect(
			jsons(result)
				.map(({ callId }) => callId)
				.sort(),
		).toEqual(calls.map((call) => listedId(id, call)).sort());
		for (const { raw, callId } of jsons(result)) expect(JSON.stringify(raw)).toContain(callId);
		expect(servers[id].requests).toHaveLength(id === 'retell' || id === 'svalync' ? 1 : 3);
		expect(servers[id].violations).toEqual([]);
	});

	test.each(tellingNumbers)('%s: the list is filtered by number, status and time, whatever the provider itself can filter', async (id) => {
		const server = servers[id];
		const words = {
			bland: 'busy',
			elevenlabs: 'failed',
			retell: 'dial_busy',
			svalync: 'busy',
			synthflow: 'busy',
			talkover: 'busy',
			unleashx: 'busy',
			vapi: 'customer-busy',
		};
		const calls = server.seedCalls(120, (call, index) => {
			if (index % 2) call.to = '+442079460018';
			if (index % 3 === 0) call.status = words[id];
		});
		const numbers = calls.filter((_call, index) => index % 2);
		const listed = async (filters: object): Promise<string[]> =>
			jsons(await manage(server, 'getAll', { returnAll: true, filters: filters as any })).map(({ callId }) => callId);
		expect((await listed({ to: '+44 20 7946 0018' })).sort()).toEqual(numbers.map((call) => listedId(id, call)).sort());
		const after = calls[100].createdAt;
		const before = calls[110].createdAt;
		expect((await listed({ after, before })).sort()).toEqual(
			calls
				.slice(100, 110)
				.map((call) => listedId(id, call))
				.sort(),
		);
		expect(await listed({ status: ['failed'] })).toHaveLength(40);
		expect(await listed({ status: ['failed'], to: '+442079460018' })).toHaveLength(20);
		expect(await listed({ to: '+12127365001' })).toEqual([]);
		expect(server.violations).toEqual([]);
	});

	test('a filter by number is refused where the list tells no numbers', async () => {
		const result = await manage(servers.elevenlabs, 'getAll', { filters: { to: '+442079460018' } });
		expect(said(result)).toMatch(/To cannot be used with ElevenLabs, whose list tells no numbers\. Take it out/);
		expect(servers.elevenlabs.requests).toEqual([]);
	});

	test.each(['svalync', 'talkover', 'unleashx'] as const)('%s: the list holds the calls of one agent', async (id) => {
		const server = servers[id];
		const other = String(server.agents[4].id ?? server.agents[4].agent_id);
		const calls = server.seedCalls(20, (call, index) => void (index % 5 === 0 && (call.agentId = other)));
		const result = await manage(server, 'getAll', { returnAll: true, filters: { agentId: other } });
		expect(jsons(result)).toHaveLength(calls.filter((call) => call.agentId === other).length);
		expect(new Set(jsons(result).map(({ agentId }) => agentId))).toEqual(new Set([other]));
	});

	test('nothing is asked of Synthflow without an agent', async () => {
		const result = await manage(servers.synthflow, 'getAll', { agentId: agent('={{ $json.none }}') });
		expect(said(result)).toMatch(/Agent is empty/);
		expect(servers.synthflow.requests).toEqual([]);
	});

	test('a call that moves to the next page while it is read comes once', async () => {
		const server = servers.talkover;
		const calls = server.seedCalls(150);
		const serve = server.requests.push.bind(server.requests);
		// A new call appears between the two pages, so that the last row of the first is the first of the second.
		server.requests.push = (...received) => {
			if (received[0].query.page === '2') server.seedCalls(1);
			return serve(...received);
		};
		const ids = jsons(await manage(server, 'getAll', { returnAll: true })).map(({ callId }) => callId);
		Reflect.deleteProperty(server.requests, 'push');
		expect(ids).toEqual([...calls].reverse().map((call) => call.id));
	});

	test('a list of Talkover without an end is not cut off silently', async () => {
		const server = servers.talkover;
		const page = (rows: object[]) => ({
			status: 200,
			body: { success: true, data: rows, pagination: { current_page: 1, last_page: 9999 } },
		});
		const row = (id: string) => ({ id, to: '+12127365000', status: 'completed' });
		server.answerNextReads(...Array.from({ length: 100 }, (_, index) => page([row(`c${index}`)])));
		expect(said(await manage(server, 'getAll', { returnAll: true }))).toMatch(/more calls than the 100 pages.*narrow the list/);
		expect(server.requests).toHaveLength(100);
		server.reset();
		server.answerNextReads(...Array.from({ length: 10 }, () => page([row('same')])));
		expect(said(await manage(server, 'getAll', { returnAll: true }))).toMatch(/same page of its list again and again/);
		expect(server.requests).toHaveLength(4);
	});

	test('a failing page gives no half list', async () => {
		const server = servers.talkover;
		server.seedCalls(150);
		const whole = await manage(server, 'getAll', { returnAll: true });
		expect(jsons(whole)).toHaveLength(150);
		server.answerNextReads({ status: 200, body: { success: true, data: [], pagination: { last_page: 3 } } }, { status: 503, body: {} });
		expect(said(await manage(server, 'getAll', { returnAll: true }))).toMatch(/gave an answer that cannot be read/);
		server.reset();
		server.seedCalls(150);
		server.answerNextReads({ status: 503, body: {} });
		expect(said(await manage(server, 'getAll', { returnAll: true }))).toMatch(/failed while it handled the request.*HTTP 503/);
	});

	test.each([
		[{ filters: { after: '2026-02-01T00:00:00Z', before: '2026-01-01T00:00:00Z' } }, /Before is not later than After/],
		[{ options: { after: '2026-02-01T00:00:00Z', before: '2026-01-01T00:00:00Z' } }, /Before is not later than After/],
		[{ filters: { after: 'yesterday' } }, /After is not a date and time/],
		[{ filters: { to: '12345' } }, /To .*country code/],
		[{ filters: { status: ['sleeping'] } }, /Status must hold words/],
		[{ limit: 0 }, /Limit must be a whole number/],
		[{ options: { timeout: 0 } }, /Timeout must be/],
	])('a filter %j is refused before anything is asked', async (parameters, reason) => {
		expect(said(await manage(servers.talkover, 'getAll', parameters as any))).toMatch(reason);
		expect(servers.talkover.requests).toEqual([]);
	});
});

describe('End', () => {
	const active = () => servers.talkover.seedCalls(2, (call) => void (call.status = 'answered'));

	test('a call of Talkover is ended with one request, and the record says how', async () => {
		const [call] = active();
		const result = await manage(servers.talkover, 'end', { callId: call.id, options: { includeRaw: true } });
		expect(jsons(result)).toMatchObject([
			{
				provider: 'talkover',
				callId: call.id,
				agentId: call.agentId,
				status: 'completed',
				dialed: 'yes',
				raw: { data: { ended_reason: 'ended_by_api' } },
			},
		]);
		expect(jsons(result)[0].endedAt).toMatch(/Z$/);
		expect(servers.talkover.requests).toHaveLength(1);
		expect(servers.talkover.violations).toEqual([]);
		expect(call.status).toBe('completed');
	});

	test.each(['nested', 'flat', 'message', 'laravel'])('a call that is over already is told in words (%s)', async (errorShape) => {
		servers.talkover.state.errorShape = errorShape as any;
		const [call] = servers.talkover.seedCalls(1);
		expect(said(await manage(servers.talkover, 'end', { callId: call.id }))).toMatch(/^The call is over already.*Get/);
	});

	test('an unknown call, and a call of another agent, are told in words', async () => {
		expect(said(await manage(servers.talkover, 'end', { callId: 'nobody' }))).toMatch(/no such call of this agent.*choose the agent/);
	});

	test.each(['bland', 'retell'] as const)('a call of %s that is over cannot be ended, and the sentence says how to look', async (id) => {
		const [call] = servers[id].seedCalls(1, (one) => void (one.status = id === 'bland' ? 'completed' : 'user_hangup'));
		expect(said(await manage(servers[id], 'end', { callId: call.id }))).toMatch(/has no such call under way.*operation Get/);
	});

	test('a lost answer leaves open whether the call was ended, and it is not asked again', async () => {
		const [call] = active();
		servers.talkover.answerNextReads({ play: (req) => req.socket.destroy() });
		expect(said(await manage(servers.talkover, 'end', { callId: call.id }))).toMatch(/not known whether the call was ended/);
		servers.talkover.answerNextReads({ status: 200, body: { success: false, code: 500, message: 'Oops' } });
		expect(said(await manage(servers.talkover, 'end', { callId: call.id }))).toMatch(/not known whether the call was ended/);
		servers.talkover.answerNextReads({ status: 502, body: {} });
		expect(said(await manage(servers.talkover, 'end', { callId: call.id }))).toMatch(/not known whether the call was ended/);
		expect(servers.talkover.requests).toHaveLength(3);
	});

	test('no call is ended at all where one item among many is bad', async () => {
		const calls = active();
		const result = await manage(
			servers.talkover,
			'end',
			{ callId: '={{ $json.id }}' },
			{ items: [{ id: calls[0].id }, { id: '' }, { id: calls[1].id }] },
		);
		expect(said(result)).toMatch(/^Item 2: Call ID is empty/);
		expect(servers.talkover.requests).toEqual([]);
	});

	test('the other calls are ended under "On Error: continue", and the bad items leave as errors of their own', async () => {
		const calls = active();
		const items = [{ id: calls[0].id }, { id: '' }, { id: calls[1].id }, { id: 'nobody' }];
		const result = await manage(servers.talkover, 'end', { callId: '={{ $json.id }}' }, { items, ...continued });
		expect(calls.map(({ status }) => status)).toEqual(['completed', 'completed']);
		expect(result.outputs[0].map(({ error, pairedItem }) => [error === undefined, pairedItem])).toEqual([
			[true, { item: 0 }],
			[false, { item: 1 }],
			[true, { item: 2 }],
			[false, { item: 3 }],
		]);
	});

	test.each(['svalync', 'synthflow', 'unleashx'] as const)(
		'%s: a workflow that asks for it anyway is told that it cannot be done',
		async (id) => {
			expect(said(await manage(servers[id], 'end', { callId: 'c1' }))).toMatch(/cannot do "End".*publishes no way.*Choose another/);
			expect(servers[id].requests).toEqual([]);
		},
	);
});
