import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { StrictServer } from '../servers/strictServer.mts';
import type { SvalyncState } from '../servers/svalync.mts';
import { startSvalync } from '../servers/svalync.mts';
import { lookOften } from '../support/ends.mts';
import { makeCall } from '../support/makeCall.mts';
import { itemsTo, onlyRecord, OTHER, records, sendCall, simulate, startServer, TO } from '../support/sendCall.mts';

/** Svalync documents no id in its answer to a call: the record gets it from the list, and only where it is certain. */
let server: StrictServer<SvalyncState>;
beforeAll(async () => {
	lookOften();
	server = await startSvalync();
});
beforeEach(() => server.reset());
afterAll(() => server.close());

const gets = (): number => server.requests.filter(({ method }) => method === 'GET').length;
const ago = (milliseconds: number): string => new Date(Date.now() - milliseconds).toISOString();
const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `+1212736${String(1000 + index)}`);
const idTo = (to: string): string | undefined => server.calls.find((call) => call.to === to)?.id;

describe.each(['plain', 'array'] as const)('the envelope of the list: %s', (envelope) => {
	test.each([['Send Call', sendCall], ['Make Call', makeCall]] as const)('%s: the record has the id of its row', async (_name, call) => {
		server.state.envelope = envelope;
		// Another call to the same person, an hour ago, and one to somebody else right now.
		server.seedCalls(2, (one, index) => Object.assign(one, index === 0 ? { createdAt: ago(3_600_000) } : { to: OTHER }));
		const record = onlyRecord(await call(server));
		expect(record).toMatchObject({ to: TO, dialed: 'yes', status: 'queued', callId: server.calls[2].id });
		expect(gets()).toBe(1);
		expect(server.violations).toEqual([]);
	});
});

test('a run of 500 calls asks once for all of them', async () => {
	const all = numbers(500);
	const parameters = { safety: { callingHours: 'off', maxCalls: 500 }, options: { concurrency: 20 } };
	const result = await sendCall(server, parameters, { items: itemsTo(...all) });
	expect(records(result, 0).map(({ to, callId }) => [to, callId])).toEqual(all.map((to) => [to, idTo(to)]));
	expect(gets()).toBe(1);
});

test('a list that lags is asked a second time, and not a third', async () => {
	const hidden: typeof server.calls = [];
	let looks = 0;
	server.answerLists = () => {
		if (++looks === 1) hidden.push(...server.calls.splice(0));
		else server.calls.push(...hidden.splice(0, 1));
		return undefined;
	};
	const result = await sendCall(server, {}, { items: itemsTo(TO, OTHER) });
	const [first] = server.calls;
	expect(records(result, 0).map(({ to, callId }) => [to, callId])).toEqual([TO, OTHER].map((to) => [to, to === first.to ? first.id : null]));
	expect(looks).toBe(2);
});

describe('none is taken', () => {
	const seeded = async (change: IDataObject, parameters: IDataObject = {}): Promise<any> => {
		server.answerNextCreates({ status: 200, body: { success: true, message: 'queued', status: 200 }, dialed: false });
		server.seedCalls(1, (call) => Object.assign(call, { createdAt: new Date().toISOString(), ...change }));
		return onlyRecord(await sendCall(server, parameters));
	};
	test.each<[string, () => IDataObject]>([
		['of a row of a minute ago', () => ({ createdAt: ago(60_000) })],
		['of a row in the future', () => ({ createdAt: ago(-3_600_000) })],
		['of a row whose time names no zone', () => ({ row: { createdAt: new Date().toISOString().slice(0, 19) } })],
		['of a row by another agent', () => ({ agentId: 'sv-agent-9' })],
		['of a row to another number', () => ({ to: OTHER })],
	])('%s', async (_name, change) => {
		expect(await seeded(change())).toMatchObject({ to: TO, dialed: 'yes', callId: null });
		expect(server.creates).toHaveLength(1);
	});

	test('of two that could be it', async () => {
		server.seedCalls(1, (call) => (call.createdAt = new Date().toISOString()));
		expect(onlyRecord(await sendCall(server))).toMatchObject({ to: TO, dialed: 'yes', callId: null });
	});

	test.each([
		['500', { status: 500, body: {} }],
		['a sign-in page', { status: 200, text: '<title>Sign in</title>' }],
	])('where the list answers %s, and the call stays placed', async (_name, answer) => {
		server.answerLists = () => answer;
		expect(onlyRecord(await sendCall(server))).toMatchObject({ to: TO, dialed: 'yes', status: 'queued', callId: null });
		expect(gets()).toBe(2);
	});
});

test('two calls to one number get one row each, in their order', async () => {
	const result = await sendCall(server, { safety: { callingHours: 'off', allowRepeats: true } }, { items: itemsTo(TO, OTHER, TO) });
	expect(records(result, 0).map(({ callId }) => callId)).toEqual(server.calls.map(({ id }) => id));
});

test('the id is known to a repeated run, which asks nothing', async () => {
	const first = await sendCall(server, { options: { includeRaw: true } });
	expect(onlyRecord(first).callId).toBe(server.calls[0].id);
	server.requests.length = 0;
	const second = await sendCall(server, {}, { mode: 'retry', contextData: JSON.parse(JSON.stringify(first.contextData)) });
	expect(onlyRecord(second)).toMatchObject({ dialed: 'yes', callId: server.calls[0].id });
	expect(server.requests).toEqual([]);
});

describe('nobody asks where nobody gains', () => {
	test('the answer names an id, or the provider documents one', async () => {
		server.state.callId = 'execution_id';
		await sendCall(server);
		expect(gets()).toBe(0);
		for (const provider of ['synthflow', 'talkover', 'unleashx'] as const) {
			const other = await startServer(provider);
			await sendCall(other);
			expect(other.requests).toHaveLength(1);
			await other.close();
		}
	});
	test('nothing was dialed, or it is not known', async () => {
		await sendCall(server, { options: { dryRun: true } });
		server.answerNextCreates({ status: 400, body: { success: false, message: 'Invalid phone number', status: 400 } });
		await sendCall(server);
		expect(gets()).toBe(0);
		await simulate(itemsTo('+12025550100'));
	});
	test('the execution goes to sleep until the callback', async () => {
		const { run } = await sendCall(server, { waitForResult: true, waitMethod: 'callback' });
		expect(run.waitTill).toBeInstanceOf(Date);
		expect(gets()).toBe(0);
	});
	test('a wait by polling finds the id itself', async () => {
		server.answerLists = () => {
			for (const call of server.calls) Object.assign(call, { status: 'busy' });
			return undefined;
		};
		const result = await sendCall(server, { waitForResult: true, waitMethod: 'polling' }, { items: itemsTo(TO, OTHER) });
		expect(records(result, 0).map(({ callId, outcome }) => [callId, outcome])).toEqual([TO, OTHER].map((to) => [idTo(to), 'busy']));
		expect(gets()).toBe(1);
	});
});
