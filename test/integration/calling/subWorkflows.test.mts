import type { IDataObject, IRunExecutionData } from 'n8n-workflow';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { StrictServer } from '../../servers/strictServer.mts';
import type { EngineResult, EngineRun } from '../../harness/engine.mts';
import { makeCall } from '../../harness/makeCall.mts';
import { itemsTo, onlyRecord, OTHER, records, sendCall, sendCallType, TO } from '../../harness/sendCall.mts';
import { readsOf, realProviders, tellingNumbers, useServers } from '../../harness/servers.mts';

/** n8n repeats a sub-workflow in an execution of its own, and a client repeats a tool call outside of any. */
const servers = useServers();
beforeEach(() => {
	family = `${Date.now()}-${Math.random()}`;
});

/** Executions of one test never meet those of another. */
let family = '';
const id = (name: string): string => `${name} ${family}`;
let begun = Date.now();

/** What n8n keeps of an execution that runs for the first time, of one that was retried, and of one that went on after a wait. */
const fresh = (above?: string): Partial<IRunExecutionData> => kept(++begun, {}, above);
const retryOf = (first: Partial<IRunExecutionData>, above?: string): Partial<IRunExecutionData> =>
	kept(first.executionData?.runtimeData?.establishedAt ?? 0, { lastNodeExecuted: 'Execute Sub-workflow' }, above);
const kept = (establishedAt: number, resultData: object, above?: string): Partial<IRunExecutionData> =>
	({
		resultData: { runData: {}, ...resultData },
		executionData: {
			runtimeData: { version: 1, establishedAt, source: 'webhook' },
			nodeExecutionStack: [{ node: { name: 'Execute Sub-workflow' } }],
		},
		...(above === undefined ? {} : { parentExecution: { executionId: above, workflowId: 'w' } }),
	}) as unknown as Partial<IRunExecutionData>;

/** Requests that find out the ID of a call whose placing named none. */
const looksForId = { bland: 0, elevenlabs: 0, retell: 0, svalync: 1, synthflow: 0, talkover: 0, unleashx: 0, vapi: 0 };
const gets = (server: StrictServer<any>): number => readsOf(server).length;

/** One run of the sub-workflow below a parent. */
const below = async (
	server: StrictServer<any>,
	parent: string,
	executions: EngineRun['executions'],
	more: { to?: string; parameters?: IDataObject; call?: typeof sendCall } = {},
): Promise<EngineResult> =>
	await (more.call ?? sendCall)(server, more.parameters ?? {}, { mode: 'integrated', parent, executions, items: itemsTo(more.to ?? TO) });

const again = 'placed by an earlier try of this sub-workflow';

describe('a sub-workflow that n8n repeats', () => {
	test.each(realProviders)(
		'a sub-workflow that Retry On Fail repeats calls once, and the call leaves as what it was: %s',
		async (provider) => {
			const server = servers[provider];
			const executions = { [id('R')]: fresh() };
			const first = await below(server, id('R'), executions);
			for (let tries = 2; tries <= 3; tries++) {
				const next = await below(server, id('R'), executions);
				expect(next.outputs.map((items) => items.map(({ json }) => json))).toEqual(
					first.outputs.map((items) => items.map(({ json }) => json)),
				);
				expect(next.hints.join()).toContain(`1 call was ${again} and is not placed again.`);
			}
			expect([server.creates.length, gets(server)]).toEqual([1, looksForId[provider]]);
		},
	);

	test.each(realProviders)('a sub-workflow repeated because the execution above is retried calls once: %s', async (provider) => {
		const server = servers[provider];
		const first = fresh();
		const executions = { [id('R1')]: first, [id('R2')]: retryOf(first), [id('R3')]: retryOf(first) };
		const told: IDataObject[] = [];
		for (const parent of ['R1', 'R2', 'R3']) told.push(onlyRecord(await below(server, id(parent), executions)));
		expect(told).toEqual(told.map(() => told[0]));
		expect([server.creates.length, gets(server)]).toEqual([1, looksForId[provider]]);
	});

	test('a sub-workflow several executions below the retried one calls once', async () => {
		const server = servers.talkover;
		const first = fresh();
		const executions = {
			[id('R1')]: first,
			[id('R2')]: retryOf(first),
			[id('S1')]: fresh(id('R1')),
			[id('S2')]: fresh(id('R1')),
			[id('S3')]: fresh(id('R2')),
			[id('T1')]: fresh(id('S1')),
			[id('T3')]: fresh(id('S3')),
		};
		// Retry On Fail two levels up, then a retry of the execution at the top.
		for (const parent of ['S1', 'S2', 'S3']) expect(onlyRecord(await below(server, id(parent), executions)).dialed).toBe('yes');
		expect(server.creates).toHaveLength(1);
		for (const parent of ['T1', 'T3']) expect(onlyRecord(await below(server, id(parent), executions, { to: OTHER })).dialed).toBe('yes');
		expect(server.creates).toHaveLength(2);
	});

	test('a repeated sub-workflow calls whom the earlier try certainly did not call', async () => {
		const server = servers.synthflow;
		const executions = { [id('R')]: fresh() };
		server.answerNextCreates({ status: 400, body: { message: 'Not now' } });
		await below(server, id('R'), executions);
		expect(onlyRecord(await below(server, id('R'), executions)).dialed).toBe('yes');
		expect(server.creates).toHaveLength(2);
	});

	test('a repeated sub-workflow keeps a call that may have been placed', { timeout: 30_000 }, async () => {
		const server = servers.talkover;
		const executions = { [id('R')]: fresh() };
		server.answerNextCreates({ status: 502, body: {} });
		const first = onlyRecord(await below(server, id('R'), executions));
		expect(first.dialed).toBe('maybe');
		expect(onlyRecord(await below(server, id('R'), executions))).toEqual(first);
		expect(server.creates).toHaveLength(1);
	});

	test('a sub-workflow that runs twice at the same time calls once', async () => {
		const server = servers.talkover;
		const executions = { [id('R')]: fresh() };
		const runs = await Promise.all([below(server, id('R'), executions), below(server, id('R'), executions)]);
		expect(runs.map((run) => onlyRecord(run).dialed).sort()).toEqual(['no', 'yes']);
		expect(runs.flatMap((run) => records(run, 1))).toMatchObject([{ problem: { type: 'duplicate' } }]);
		expect(server.creates).toHaveLength(1);
	});

	test('a repeated sub-workflow says that another call to the same person is a repeat, unless Allow Repeats is on', async () => {
		const server = servers.talkover;
		const executions = { [id('R')]: fresh() };
		const other = { variables: { values: [{ name: 'order', value: 'B-2' }] } };
		await below(server, id('R'), executions);
		const { problem, dialed } = onlyRecord(await below(server, id('R'), executions, { parameters: other }));
		expect([dialed, problem.type]).toEqual(['no', 'duplicate']);
		expect(problem.detail).toMatch(/^\+12•+00 was called already in another run of this sub-workflow/);
		const allowed = { ...other, safety: { callingHours: 'off', allowRepeats: true } };
		expect(onlyRecord(await below(server, id('R'), executions, { parameters: allowed })).dialed).toBe('yes');
		expect(server.creates).toHaveLength(2);
	});
});

describe('a sub-workflow that is used as it is meant', () => {
	test('a sub-workflow calls each person of a list that is handed over one by one, without a look at the provider', async () => {
		const server = servers.talkover;
		const read = vi.fn(() => fresh());
		const executions = Object.defineProperty({}, id('R'), { get: read }) as EngineRun['executions'];
		const numbers = Array.from({ length: 20 }, (_, index) => `+4420794610${String(index).padStart(2, '0')}`);
		for (const to of numbers) expect(onlyRecord(await below(server, id('R'), executions, { to })).dialed).toBe('yes');
		expect([server.creates.length, gets(server), read.mock.calls.length]).toEqual([20, 0, 1]);
	});

	test('a sub-workflow calls the same person for two executions that have nothing to do with each other', async () => {
		const server = servers.talkover;
		const executions = { [id('A')]: fresh(), [id('B')]: fresh(), [id('C')]: undefined as never };
		for (const parent of ['A', 'B', 'C']) expect(onlyRecord(await below(server, id(parent), executions)).dialed).toBe('yes');
		expect([server.creates.length, gets(server)]).toEqual([3, 0]);
	});

	test('a sub-workflow goes on after a wait of the execution above without a look at the provider', async () => {
		const server = servers.talkover;
		const waited = { ...retryOf(fresh()), waitTill: new Date() };
		expect(onlyRecord(await below(server, id('W'), { [id('W')]: waited })).dialed).toBe('yes');
		expect([server.creates.length, gets(server)]).toEqual([1, 0]);
	});

	test('a sub-workflow calls the same person from two of its nodes', async () => {
		const server = servers.talkover;
		const executions = { [id('R')]: fresh() };
		for (const node of ['first', 'second']) {
			const run = await sendCall(server, {}, { mode: 'integrated', parent: id('R'), executions, node: { id: node } });
			expect(onlyRecord(run).dialed).toBe('yes');
		}
		expect(server.creates).toHaveLength(2);
	});
});

describe('a retry of an execution above whose first try ran elsewhere', () => {
	test.each(tellingNumbers)('a retry whose first try ran elsewhere looks the call up before it calls: %s', async (provider) => {
		const server = servers[provider];
		const reference = `order-${family}`;
		const parameters = { options: { reference } };
		const executions = { [id('R2')]: retryOf(fresh()) };
		server.seedCalls(1, (one) => {
			one.request = { metadata: { reference } };
			one.createdAt = new Date(Date.now() - 60_000).toISOString();
		});
		const found = onlyRecord(await below(server, id('R2'), executions, { parameters }));
		expect(found.dialed).toBe('yes');
		expect(server.creates).toHaveLength(0);
		expect(gets(server)).toBeGreaterThan(0);
		// Who is not in the list is called.
		expect(onlyRecord(await below(server, id('R2'), executions, { to: OTHER })).dialed).toBe('yes');
		expect(server.creates).toHaveLength(1);
	});

	test('a retry whose first try ran in an earlier life of the process looks the call up too', async () => {
		const server = servers.synthflow;
		const crashed = kept(1, {});
		server.seedCalls(1, (one) => (one.createdAt = new Date(Date.now() - 60_000).toISOString()));
		expect(onlyRecord(await below(server, id('R'), { [id('R')]: crashed }, { call: makeCall })).dialed).not.toBe('no');
		expect(server.creates).toHaveLength(0);
	});
});

describe('a client that repeats a tool call', () => {
	const tool = `${sendCallType}Tool`;
	const ask = async (server: StrictServer<any>, to = TO, parameters: IDataObject = {}) =>
		onlyRecord(
			await sendCall(server, parameters, { type: tool, mode: 'webhook', executionId: null, items: itemsTo(to), node: { id: family } }),
		);

	test.each(realProviders)('a client that repeats a tool call calls nobody twice: %s', async (provider) => {
		const server = servers[provider];
		expect((await ask(server)).dialed).toBe('yes');
		const { dialed, problem } = await ask(server);
		expect([dialed, problem.type]).toEqual(['no', 'duplicate']);
		expect(problem.detail).toContain('was called by this tool a moment ago');
		const callId = server.provider === 'svalync' ? undefined : server.calls[0].id;
		if (callId) expect(problem.detail).toContain(`(call ID ${callId})`);
		expect(Date.parse(problem.nextAllowedAt) - Date.now()).toBeLessThanOrEqual(15 * 60_000);
		expect((await ask(server, OTHER)).dialed).toBe('yes');
		expect(server.creates).toHaveLength(2);
	});

	test('a client that repeats a tool call at the same time calls nobody twice', async () => {
		const server = servers.talkover;
		const both = await Promise.all([ask(server), ask(server)]);
		expect(both.map(({ dialed }) => dialed).sort()).toEqual(['no', 'yes']);
		expect(server.creates).toHaveLength(1);
	});

	test('a client may call again after 15 minutes, after a certain no, or with Allow Repeats', async () => {
		const server = servers.talkover;
		server.answerNextCreates({ status: 422, body: { message: 'No.' } });
		const refused = await sendCall(
			server,
			{},
			{ type: tool, mode: 'webhook', executionId: null, node: { id: family, onError: 'continueRegularOutput' } },
		);
		expect(onlyRecord(refused).dialed).toBe('no');
		expect((await ask(server)).dialed).toBe('yes');
		expect((await ask(server, TO, { safety: { callingHours: 'off', allowRepeats: true } })).dialed).toBe('yes');
		vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 15 * 60_000 + 1000 });
		expect((await ask(server)).dialed).toBe('yes');
		vi.useRealTimers();
		expect(server.creates).toHaveLength(4);
	});
});
