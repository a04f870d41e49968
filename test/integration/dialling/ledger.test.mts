import { describe, expect, test } from 'vitest';
import { faults } from '../../servers/faults.mts';
import type { CreateAnswer, StrictServer } from '../../servers/strictServer.mts';
import type { EngineResult, EngineRun } from '../../harness/engine.mts';
import { openListDoor } from '../../harness/listDoor.mts';
import { makeCall } from '../../harness/makeCall.mts';
import { itemsTo, onlyRecord, OTHER, records, sendCall, simulate, TO } from '../../harness/sendCall.mts';
import { listsAsked, requestOf } from '../../harness/looks.mts';
import { realProviders, startServer, useServers } from '../../harness/servers.mts';

const servers = useServers();

const THIRD = '+4930901820';
const refusal: CreateAnswer = { status: 400, body: { success: false, message: 'Not today' } };
/** The connection breaks after the request, and no list shows the call. */
const lost = { ...faults.find((fault) => fault.id === 'reset'), dialed: false } as CreateAnswer;

/** "Retry execution" as n8n does it: the data of the first execution comes back from the database, where it is JSON. */
const retryOf = (first: EngineResult): Partial<EngineRun> => ({
	mode: 'retry',
	contextData: JSON.parse(JSON.stringify(first.contextData)),
});

/** The context of a process that ended between "about to dial" and the answer. */
const pendingSince = (since: Date, entry: { reference?: string; to?: string } = {}) => ({
	'node:Call': { voiceCalls: { '0:0': [{ reference: 'order-A-17', to: TO, since: since.toISOString(), ...entry }] } },
});

const noError = (result: EngineResult): void => {
	for (const item of result.outputs.flat()) {
		expect(item.error).toBeUndefined();
		expect(item.json.error).toBeUndefined();
	}
};
/** Both outputs; the clock of who is refused again has moved on. */
const outputsOf = (result: EngineResult): unknown =>
	result.outputs.map((output, index) =>
		output.map(({ json, pairedItem }) => ({
			json: index === 0 ? json : { ...json, audit: { ...(json.audit as object), localTime: null } },
			pairedItem,
		})),
	);
const gets = (server: StrictServer<any>): number => listsAsked(server).length;

describe('retry execution', () => {
	// The looks for a call whose outcome is unknown take seconds: side by side, each with a server of its own.
	test.concurrent.each(realProviders)(
		'a retried execution dials nobody again and gives the same records on the same outputs: %s',
		async (provider) => {
			const server = await startServer(provider);
			server.answerNextCreates('ok', lost, 'ok');
			const items = { items: itemsTo(TO, OTHER, 'call me', THIRD, TO) };
			const first = await sendCall(server, {}, items);
			expect(records(first, 0).map((one) => one.dialed)).toEqual(['yes', 'maybe', 'yes']);
			const asked = server.requests.length;
			const second = await sendCall(server, {}, { ...items, ...retryOf(first) });
			expect(server.creates).toHaveLength(3);
			expect(outputsOf(second)).toEqual(outputsOf(first));
			const third = await sendCall(server, {}, { ...items, ...retryOf(second) });
			expect(outputsOf(third)).toEqual(outputsOf(first));
			expect(server.requests).toHaveLength(asked);
			[first, second, third].forEach(noError);
			await server.close();
		},
	);

	test('a retried execution gives a long talk on the Simulator once more, whole', async () => {
		const parameters = { options: { simulatedAnswers: Array(20).fill('I would like to think about it for some time.'.repeat(4)) } };
		const first = await simulate(itemsTo('+12025550100'), parameters);
		expect(onlyRecord(first).transcript.length).toBeGreaterThan(1000);
		for (const waitForResult of [false, true]) {
			const second = await simulate(itemsTo('+12025550100'), { ...parameters, waitForResult }, retryOf(first));
			expect(outputsOf(second)).toEqual(outputsOf(first));
		}
	});

	test.each(realProviders)('a retried execution tries again what was certainly not dialed, and only that: %s', async (provider) => {
		const server = servers[provider];
		server.answerNextCreates('ok', refusal);
		const items = { items: itemsTo(TO, OTHER, THIRD) };
		const first = await sendCall(server, { safety: { callingHours: 'off', doNotCall: THIRD } }, items);
		expect(records(first, 1).map((one) => one.to)).toEqual([OTHER, THIRD]);
		const second = await sendCall(server, {}, { ...items, ...retryOf(first) });
		expect(records(second, 0).map((one) => [one.to, one.dialed])).toEqual([
			[TO, 'yes'],
			[OTHER, 'yes'],
			[THIRD, 'yes'],
		]);
		expect(records(second, 0)[0]).toEqual(records(first, 0)[0]);
		expect(server.creates).toHaveLength(4);
		// Svalync names no ID: each run asks its list once for those of the calls that it placed.
		expect(gets(server)).toBe(provider === 'svalync' ? 2 : 0);
	});

	test('a retried execution keeps the record of the dial, with its audit, whatever the gate says by then', async () => {
		const server = servers.talkover;
		const first = await sendCall(server);
		const safety = { callingHours: 'off', doNotCall: TO, allowedCountries: 'FR' };
		const second = await sendCall(server, { safety }, retryOf(first));
		expect(outputsOf(second)).toEqual(outputsOf(first));
		expect(onlyRecord(second).audit.decision).toBe('allowed');
		expect(server.creates).toHaveLength(1);
	});

	test.each([
		['the credential is gone', { credential: undefined }, []],
		['the account is refused for another item', {}, [{ status: 401, body: { message: 'No' } }]],
	] as Array<[string, Partial<EngineRun>, CreateAnswer[]]>)(
		'a retried execution keeps what was dialed where %s',
		async (_name, change, answers) => {
			const server = servers.unleashx;
			server.answerNextCreates(refusal, 'ok', 'ok');
			const items = { items: itemsTo(TO, OTHER, THIRD) };
			const first = await sendCall(server, {}, items);
			expect(records(first, 0)).toHaveLength(2);
			server.answerNextCreates(...answers);
			const second = await sendCall(server, {}, { ...items, ...retryOf(first), ...change });
			expect(second.error).toBeUndefined();
			expect(second.outputs[0].map(({ json }) => json)).toEqual(first.outputs[0].map(({ json }) => json));
			expect(records(second, 1)).toMatchObject([{ to: TO, dialed: 'no', problem: { type: 'unauthorized' } }]);
			noError(second);
		},
	);

	test.each([
		['a clock', '={{ $now }}'],
		['chance', '={{ Math.random() }}'],
	])('a retried execution knows a call whose reference comes from %s', async (_name, reference) => {
		for (const provider of realProviders) {
			const server = servers[provider];
			const first = await sendCall(server, { options: { reference } });
			expect(onlyRecord(first).dialed).toBe('yes');
			const second = await sendCall(server, { options: { reference } }, retryOf(first));
			expect(onlyRecord(second)).toEqual(onlyRecord(first));
			expect(server.creates).toHaveLength(1);
		}
	});

	test.each(realProviders)('a retried execution of Make Call does not dial again either: %s', async (provider) => {
		const server = servers[provider];
		const first = await makeCall(server, {}, { items: itemsTo(TO, OTHER) });
		const second = await makeCall(server, {}, { items: itemsTo(TO, OTHER), ...retryOf(first) });
		expect(outputsOf(second)).toEqual(outputsOf(first));
		expect(records(second, 0)).toHaveLength(2);
		expect(server.creates).toHaveLength(2);
	});

	test('a retried execution of the Simulator plays nothing twice', async () => {
		const first = await simulate(itemsTo('+12025550100', '+12025550102'));
		const second = await simulate(itemsTo('+12025550100', '+12025550102'), {}, retryOf(first));
		expect(outputsOf(second)).toEqual(outputsOf(first));
	});

	test('another round of a loop is another call, which the lost end of the earlier try may have placed', async () => {
		const server = servers.talkover;
		const context = { 'node:Call': { voiceCalls: { '1:0': [{ reference: 'order-A-17', to: OTHER, since: new Date().toISOString() }] } } };
		expect(onlyRecord(await sendCall(server, {}, { mode: 'retry', contextData: context })).dialed).toBe('yes');
		expect([server.creates.length, gets(server)]).toEqual([1, 1]);
	});

	test('another person in the same item is another call', async () => {
		const server = servers.talkover;
		const first = await sendCall(server);
		expect(onlyRecord(await sendCall(server, {}, { items: itemsTo(OTHER), ...retryOf(first) }))).toMatchObject({
			to: OTHER,
			dialed: 'yes',
		});
		expect(server.creates).toHaveLength(2);
	});
});

describe('Retry On Fail', () => {
	test.each(realProviders)('every item is dialed once with Retry On Fail after a refused key: %s', async (provider) => {
		const server = servers[provider];
		server.answerNextCreates({ status: 401, body: { message: 'No' } });
		const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };
		const result = await sendCall(server, {}, { items: itemsTo(TO, OTHER, THIRD), node });
		expect(result.error).toBeUndefined();
		expect(records(result, 0).map((one) => one.to)).toEqual([TO, OTHER, THIRD]);
		expect(server.creates).toHaveLength(4);
		expect(server.calls.map((call) => call.to)).toEqual([TO, OTHER, THIRD]);
		noError(result);
	});
});

describe('a process that ended while a call was placed', () => {
	const reference = 'order-A-17';
	const minuteAgo = (): Date => new Date(Date.now() - 60_000);

	test.each(realProviders)(
		'a call that a dead process placed is not dialed again: found in the list, it was dialed: %s',
		async (provider) => {
			const server = servers[provider];
			const [call] = server.seedCalls(1, (one) => (one.request = requestOf(reference)));
			const run = { mode: 'retry' as const, contextData: pendingSince(minuteAgo()) };
			const parameters = { recipientName: 'Ada', options: { reference } };
			const found = await sendCall(server, parameters, run);
			const record = onlyRecord(found);
			expect(record).toMatchObject({ to: TO, dialed: 'yes', status: 'completed', reference, agentId: server.usableAgent });
			expect(record.problem).toBeUndefined();
			expect(record.callId).toBe(provider === 'unleashx' ? String(call.number) : call.id);
			expect(records(found, 0)).toHaveLength(1);
			expect(server.creates).toEqual([]);
			const asked = gets(server);
			expect(listsAsked(server)).toHaveLength(1);
			expect(onlyRecord(await sendCall(server, parameters, retryOf(found)))).toEqual(record);
			expect(gets(server)).toBe(asked);
		},
	);

	test.each(realProviders)(
		'a call that a dead process placed is found under the reference it had, when the reference changes from try to try: %s',
		async (provider) => {
			const server = servers[provider];
			server.seedCalls(1, (one) => (one.request = requestOf(reference)));
			const run = { mode: 'retry' as const, contextData: pendingSince(minuteAgo()) };
			const record = onlyRecord(await sendCall(server, { options: { reference: '={{ $now }}' } }, run));
			expect(record).toMatchObject({ dialed: 'yes', reference });
			expect(server.creates).toEqual([]);
		},
	);

	test.each(realProviders)(
		'a call that a dead process placed is not dialed again: not in the list, or only older and other calls, leaves it unknown: %s',
		async (provider) => {
			const server = servers[provider];
			const run = () => ({ mode: 'retry' as const, contextData: pendingSince(minuteAgo()) });
			const unknown = async (): Promise<void> => {
				const result = await sendCall(server, { options: { reference } }, run());
				expect(onlyRecord(result)).toMatchObject({
					to: TO,
					dialed: 'maybe',
					status: 'unknown',
					reference,
					problem: { type: 'outcome_unknown' },
				});
				expect(onlyRecord(result).problem.reconcile).toContain(`Reference: ${reference}.`);
				expect(records(result, 0)).toHaveLength(1);
				expect(server.creates).toEqual([]);
				noError(result);
			};
			await unknown();
			server.seedCalls(3, (call, index) => {
				call.request = requestOf(`other-${index}`);
				if (index === 0) call.to = OTHER;
				if (index === 1)
					call.agentId = String(
						server.agents.map((one) => one.id ?? one.model_id ?? one.agent_id).find((id) => String(id) !== server.usableAgent),
					);
				if (index === 2) call.createdAt = new Date(Date.now() - 10 * 60_000).toISOString();
			});
			await unknown();
		},
	);

	test.each(realProviders)('a call that a dead process placed is not dialed again where the list does not answer: %s', async (provider) => {
		const server = servers[provider];
		for (const answer of [
			{ status: 500, body: {} },
			{ status: 200, body: '<title>Sign in</title>' },
			{ status: 401, body: {} },
		]) {
			const door = await openListDoor(server, answer);
			const result = await sendCall(server, {}, { credential: door.credential, mode: 'retry', contextData: pendingSince(minuteAgo()) });
			await door.close();
			expect(onlyRecord(result)).toMatchObject({ dialed: 'maybe', problem: { type: 'outcome_unknown' } });
			expect(door.asked).toHaveLength(1);
			expect(server.creates).toEqual([]);
		}
	});

	test.each(realProviders)(
		'a call that a dead process placed is not certainly undialed where the credential is gone: %s',
		async (provider) => {
			const server = servers[provider];
			const result = await sendCall(
				server,
				{},
				{ items: itemsTo(TO, OTHER), credential: undefined, mode: 'retry', contextData: pendingSince(minuteAgo()) },
			);
			expect(result.error).toBeUndefined();
			expect(records(result, 0)).toMatchObject([
				{ to: TO, dialed: 'maybe' },
				{ to: OTHER, dialed: 'maybe' },
			]);
		},
	);
});
