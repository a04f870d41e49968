import { describe, expect, test } from 'vitest';
import type { ProviderName, StoredCall } from '../../servers/strictServer.mts';
import { allPages, callRecord, everything, inNode, providerOf } from '../../harness/provider.mts';
import { TO } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';
import { examples, type Example } from './readingExamples.mts';

const servers = useServers();

const store = (provider: ProviderName, { row, stored }: Example): StoredCall =>
	servers[provider].seedCalls(1, (call) => Object.assign(call, stored, { row }))[0];

describe('a call read alone', () => {
	const readable = realProviders.flatMap((provider): Array<[ProviderName, Example]> => {
		const { one } = examples[provider];
		return one ? [[provider, one]] : [];
	});

	test.each(readable)('a call read alone becomes a record with every field the answer has: %s', async (provider, example) => {
		const server = servers[provider];
		server.seedCalls(3);
		const call = store(provider, example);
		const read = await inNode(server, ({ provider: { getCall }, run }) => run(getCall, { callId: call.id, agentId: call.agentId }));
		const record = callRecord(provider, { dialed: 'yes', ...example.record(call, server.elsewhere.origin, server.baseUrl) });
		expect(read).toEqual({ record, row: expect.anything() });
		expect(server.violations).toEqual([]);
	});

	test.each(readable)('a call read alone is none where the provider does not know it: %s', async (provider) => {
		const server = servers[provider];
		server.seedCalls(3);
		const record = await inNode(server, ({ provider: { getCall }, run }) => run(getCall, { callId: 'call-none', agentId: null }));
		// A search that finds nothing is an answer; a 404 is none.
		expect(record).toBe(provider === 'unleashx' ? 'absent' : null);
		expect(server.violations).toEqual([]);
	});

	test('a call read alone is found in both envelopes of Svalync', async () => {
		const server = servers.svalync;
		const call = store('svalync', examples.svalync.list);
		for (const envelope of ['plain', 'array']) {
			server.state.envelope = envelope;
			const record = await inNode(server, ({ provider: { getCall }, run }) => run(getCall, { callId: call.id, agentId: null }));
			expect(record).toMatchObject({ record: { callId: call.id, durationSeconds: 54 } });
		}
	});
});

describe('a list of calls', () => {
	test.each(realProviders)('a list of calls gives a record with every field the row has: %s', async (provider) => {
		const server = servers[provider];
		const example = examples[provider].list;
		const call = store(provider, example);
		const { results } = await inNode(server, (asker) =>
			allPages(asker, asker.provider.listCalls, { ...everything, agentId: call.agentId }),
		);
		expect(results.map(({ record }) => record)).toEqual([
			callRecord(provider, { dialed: 'yes', ...example.record(call, server.elsewhere.origin, server.baseUrl) }),
		]);
		expect(server.violations).toEqual([]);
	});

	const pages: Record<ProviderName, number> = {
		bland: 3,
		elevenlabs: 3,
		retell: 1,
		svalync: 1,
		synthflow: 3,
		talkover: 3,
		unleashx: 3,
		vapi: 3,
	};
	test.each(realProviders)('a list of 240 calls is read to its end, each call once: %s', async (provider) => {
		const server = servers[provider];
		const seeded = server.seedCalls(240);
		const read = await inNode(server, (asker) => allPages(asker, asker.provider.listCalls, { ...everything, agentId: server.usableAgent }));
		const idOf = (call: StoredCall): string => (provider === 'unleashx' ? String(call.number) : call.id);
		expect(new Set(read.results.map(({ record }) => record.callId))).toEqual(new Set(seeded.map(idOf)));
		expect(read.results).toHaveLength(240);
		expect(read.pages).toBe(pages[provider]);
		expect(server.violations).toEqual([]);
	});

	test.each(realProviders)('a list that ends on a full page is not asked for more than one page after it: %s', async (provider) => {
		const server = servers[provider];
		server.seedCalls(200);
		const read = await inNode(server, (asker) => allPages(asker, asker.provider.listCalls, { ...everything, agentId: server.usableAgent }));
		expect(read.results).toHaveLength(200);
		expect(read.pages).toBeLessThanOrEqual(3);
	});

	test.each(realProviders.filter((one) => one !== 'svalync'))(
		'a list of calls is asked with every filter its API has, and loses no call that fits: %s',
		async (provider) => {
			const server = servers[provider];
			const [first, , third] = server.seedCalls(5, (call, index) => {
				call.createdAt = new Date(Date.UTC(2026, 2, 4, 10, index)).toISOString();
				if (index === 1) call.to = '+442079460018';
			});
			const query = {
				...everything,
				agentId: server.usableAgent,
				to: TO,
				after: first.createdAt,
				before: third.createdAt,
			};
			const { results } = await inNode(server, (asker) => allPages(asker, asker.provider.listCalls, query));
			const idOf = (call: StoredCall): string => (provider === 'unleashx' ? String(call.number) : call.id);
			// `before` may be read coarsely; the calls within must all be there, and none to another number.
			expect(results.map(({ record }) => record.callId)).toEqual(expect.arrayContaining([idOf(first), idOf(third)]));
			if (providerOf(provider).listsByNumber) expect(new Set(results.map(({ record }) => record.to))).toEqual(new Set([TO]));
			expect(server.violations).toEqual([]);
		},
	);

	test('a list of Talkover is read under both names of its paging', async () => {
		const server = servers.talkover;
		server.state.callPaging = 'meta';
		server.seedCalls(120);
		const { results } = await inNode(server, (asker) => allPages(asker, asker.provider.listCalls, everything));
		expect(results).toHaveLength(120);
	});

	test('a list of UnleashX is read wrapped and unwrapped, and found by our reference', async () => {
		const server = servers.unleashx;
		server.seedCalls(3, (call, index) => void (call.request = { metadata: { reference: `ref-${index}` } }));
		for (const wrapped of [true, false]) {
			server.state.wrapped = wrapped;
			const { results } = await inNode(server, (asker) => allPages(asker, asker.provider.listCalls, { ...everything, search: 'ref-1' }));
			expect(results.map(({ record }) => record.reference)).toEqual(['ref-1']);
		}
		expect(server.violations).toEqual([]);
	});
});

describe('a list of agents', () => {
	const usable: Record<ProviderName, (agent: any) => boolean> = {
		elevenlabs: (agent) => agent.archived === false,
		bland: (agent) => agent.deleted_at === null,
		retell: (agent) => agent.channel === 'voice',
		svalync: () => true,
		synthflow: (agent) => agent.type === 'outbound',
		talkover: (agent) => agent.current_status === 'published' && agent.direction === 'outbound',
		unleashx: (agent) => agent.status === 1 && agent.agent_type === 3 && agent.calling_type !== 2,
		vapi: () => true,
	};
	const idOf = (agent: any): string => String(agent.id ?? agent.model_id ?? agent.agent_id);
	/** What stands before an ID of the provider in ours. */
	const kinds: Partial<Record<ProviderName, string>> = { bland: 'persona:' };
	const nameOf = (agent: any): string => agent.label ?? agent.name ?? agent.agent_name ?? idOf(agent);

	test.each(realProviders)('a list of agents holds every agent that can make calls, with its name, and no other: %s', async (provider) => {
		const server = servers[provider];
		const copies = server.agents.flatMap((agent) =>
			[1, 2, 3].map((round) => ({
				...agent,
				...(agent.agent_id
					? {
							agent_id: /^\d+$/.test(String(agent.agent_id)) ? Number(agent.agent_id) + round * 1000 : `${String(agent.agent_id)}-${round}`,
						}
					: {
							id: `${idOf(agent)}-${round}`,
							...(agent.model_id ? { model_id: `${idOf(agent)}-${round}`, id: undefined } : {}),
						}),
			})),
		);
		server.agents.push(...copies);
		const { results, pages } = await inNode(server, (asker) => allPages(asker, asker.provider.listAgents, { search: null, cursor: null }));
		const wanted = server.agents
			.filter(usable[provider])
			.map((agent) => ({ id: `${kinds[provider] ?? ''}${idOf(agent)}`, name: nameOf(agent) }));
		expect(results.map(({ id, name }) => ({ id, name })).sort((a, b) => a.id.localeCompare(b.id))).toEqual(
			wanted.sort((a, b) => a.id.localeCompare(b.id)),
		);
		expect(wanted.length).toBeGreaterThan(60);
		if (provider === 'synthflow') expect(pages).toBe(4);
		expect(server.violations).toEqual([]);
	});

	test('a list of agents is searched by Talkover itself', async () => {
		const server = servers.talkover;
		const { results } = await inNode(server, (asker) => allPages(asker, asker.provider.listAgents, { search: 'agent 2', cursor: null }));
		expect(results.map((one) => one.name)).toEqual(
			['Agent 2', 'Agent 22', 'Agent 23', 'Agent 26', 'Agent 27', 'Agent 28'].filter((name) =>
				server.agents.some((agent) => usable.talkover(agent) && agent.label === name),
			),
		);
		expect(server.requests[0].query.search).toBe('agent 2');
		expect(server.violations).toEqual([]);
	});
});

describe('a list of voices', () => {
	test.each([['talkover', 12, 1]] as const)('a list of voices is read to its end: %s', async (provider, count, pages) => {
		const server = servers[provider];
		const read = await inNode(server, (asker) => allPages(asker, asker.provider.listVoices, { search: null, cursor: null }));
		expect(read.results).toHaveLength(count);
		expect(new Set(read.results.map((one) => one.id)).size).toBe(count);
		expect(read.results.find((one) => one.name === 'Voice 1')?.description).toMatch(/^(de|en)$/);
		expect(read.pages).toBe(pages);
		expect(server.violations).toEqual([]);
	});
});

describe('ending a call', () => {
	test('a call of Talkover that is ended gives its end, and cannot be ended twice', async () => {
		const server = servers.talkover;
		const [call] = server.seedCalls(1, (one) => void (one.status = 'in-progress'));
		const ref = { callId: call.id, agentId: call.agentId };
		const [first, second] = await inNode(server, async ({ provider: { endCall }, run }) => [
			await run(endCall, ref),
			await run(endCall, ref),
		]);
		expect(first).toEqual({
			callId: call.id,
			status: 'completed',
			outcome: 'cancelled',
			endedAt: expect.stringMatching(/^\d{4}-.+Z$/),
			endReason: 'ended_by_api',
		});
		expect(second).toBeNull();
		expect(call.status).toBe('completed');
		expect(server.violations).toEqual([]);
	});

	test('no provider that publishes no way to end a call offers it', () => {
		expect(realProviders.filter((id) => providerOf(id).endCall !== undefined)).toEqual(['bland', 'retell', 'talkover']);
	});
});

describe('the recording of a Synthflow call', () => {
	test('the recording of a Synthflow call is a redirect that is not followed, so that the key stays at Synthflow', async () => {
		const server = servers.synthflow;
		const [call] = server.seedCalls(1, (one) => void (one.recorded = true));
		const answer = await inNode(server, ({ provider: { recording }, ask }) => {
			if (!recording) throw new Error('no recording');
			return ask(recording.request({ callId: call.id, agentId: null }));
		});
		expect(answer.status).toBe(302);
		expect(answer.headers.location).toBe(`${server.elsewhere.origin}/recordings/${call.id}.mp3?signature=abc`);
		expect(server.elsewhere.requests).toEqual([]);
		expect(server.violations).toEqual([]);
	});
});
