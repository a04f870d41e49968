import type { IDataObject } from 'n8n-workflow';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { faults } from '../../servers/faults.mts';
import type { CreateAnswer, StrictServer } from '../../servers/strictServer.mts';
import { endCall, endCalls, lookOften } from '../../harness/ends.mts';
import { makeCall } from '../../harness/makeCall.mts';
import { itemsTo, onlyRecord, OTHER, records, sendCall, TO } from '../../harness/sendCall.mts';
import { realProviders, useServers, withServer, type EndAll } from '../../harness/servers.mts';
import { built } from '../../harness/built.mts';

/** What may go wrong between two dials to the same person: other people's rows, retried executions, accidents. */
const { providerById } = built('shared/providers/registry') as typeof import('../../../nodes/shared/providers/registry.ts');

const servers = useServers();
let stop = (): void => {};
lookOften();
afterEach(() => {
	stop();
	vi.useRealTimers();
	vi.restoreAllMocks();
});

const polling: IDataObject = { waitForResult: true, waitMethod: 'polling' };
const again: IDataObject = { ...polling, retry: { attempts: 3, conditions: ['no-answer', 'busy'], interval: 1 } };
const reset = { ...(faults.find(({ id }) => id === 'reset') as CreateAnswer & object), dialed: false } as CreateAnswer;
const isList = ({ method, path }: { method: string; path: string }): boolean => method === 'GET' && !/specific-call/.test(path);
const kept = (contextData: unknown): any => JSON.parse(JSON.stringify(contextData));

describe.concurrent('a list that lags shows the call of an earlier execution', () => {
	/** A call to the same person by the same agent a minute ago, which nobody answered. */
	const earlierCall = (server: StrictServer<any>, reference: string) =>
		server.seedCalls(1, (call) => {
			call.createdAt = new Date(Date.now() - 60_000).toISOString();
			call.request = { metadata: { reference } };
			if (server.provider === 'svalync') call.agentId = '';
			endCall(server, call, 'no_answer');
		});
	/** The new call is not shown by the first lists. */
	const hideNew = (server: StrictServer<any>, looks: number) => {
		let hidden: any[] = [];
		let asked = 0;
		server.answerLists = (received) => {
			if (!isList(received)) return undefined;
			hidden.push(...server.calls.splice(1));
			if (++asked > looks) {
				server.calls.push(...hidden);
				hidden = [];
			}
			return undefined;
		};
	};

	test.each([
		['svalync', makeCall],
		['unleashx', sendCall],
	] as const)('%s: an older call is not taken for the new one, and nobody is called again', async (provider, call) =>
		withServer(provider, async (server) => {
			earlierCall(server, 'order-A-17');
			hideNew(server, 3);
			const seen = new Set<string>();
			const timer = setInterval(
				() => server.calls.slice(1).forEach((one) => !seen.has(one.id) && seen.add(one.id) && endCall(server, one, 'answered')),
				5,
			);
			const result = await call(server, { ...again, options: { reference: 'order-A-17' } }).finally(() => clearInterval(timer));
			const record = onlyRecord(result);
			expect(record).toMatchObject({ dialed: 'yes', outcome: 'answered', attempt: 1, attempts: null });
			expect(server.creates).toHaveLength(1);
		}),
	);

	test.each(['synthflow', 'talkover'] as const)(
		'%s: an older call does not stand for a call that may not even have been placed',
		async (provider) =>
			withServer(provider, async (server) => {
				earlierCall(server, 'x');
				server.answerNextCreates(reset);
				const record = onlyRecord(await sendCall(server, { ...again, waitLimitMinutes: 0.1 }));
				expect(record).toMatchObject({ dialed: 'maybe', status: 'unknown', callId: null });
				expect(server.creates).toHaveLength(1);
			}),
	);
});

describe.concurrent('a retried execution whose second dial was begun before', () => {
	const begun = async (server: StrictServer<any>, endAll: EndAll): Promise<any> => {
		let contextData: unknown;
		// A busy machine may not come to the second dial within the limit: then it is played once more.
		for (let round = 1; round <= 5 && server.creates.length < 2; round++) {
			server.reset();
			endAll((_call, dials) => (dials === 1 ? 'no_answer' : undefined));
			({ contextData } = await sendCall(server, { ...again, waitLimitMinutes: 0.05 }));
		}
		expect(server.creates).toHaveLength(2);
		endCall(server, server.calls[1], 'answered');
		return kept(contextData);
	};

	test('a retried execution tells of the second dial even where the gate would not let it through any more', async () =>
		withServer('talkover', async (server, endAll) => {
			const contextData = await begun(server, endAll);
			const retried = await sendCall(server, { ...again, safety: { callingHours: 'off', doNotCall: TO } }, { mode: 'retry', contextData });
			expect(onlyRecord(retried)).toMatchObject({ dialed: 'yes', outcome: 'answered', attempt: 2 });
			expect(server.creates).toHaveLength(2);
		}));

	test('a retried execution tells of the second dial even where there is no time or no leave for another one', async () =>
		withServer('talkover', async (server, endAll) => {
			const contextData = await begun(server, endAll);
			const retried = await sendCall(
				server,
				{ ...again, retry: { attempts: 3, conditions: ['busy'], interval: 900 } },
				{ mode: 'retry', contextData },
			);
			expect(onlyRecord(retried)).toMatchObject({ dialed: 'yes', outcome: 'answered', attempt: 2 });
			expect(server.creates).toHaveLength(2);
		}));

	test.each([
		['shown', true],
		['not shown', false],
	])('a second dial whose outcome was never known is looked for, not dialed again (%s)', async (_name, shown) =>
		withServer('talkover', async (server, endAll) => {
			const contextData = await begun(server, endAll);
			for (const key of Object.keys(contextData)) {
				const entries = Object.values(contextData[key].voiceCalls ?? {}).flat() as any[];
				for (const entry of entries) if (entry.attempt === 2) delete entry.record;
			}
			if (!shown) server.calls.pop();
			const retried = await sendCall(
				server,
				{ ...again, waitLimitMinutes: 0.05, safety: { callingHours: 'off', doNotCall: TO } },
				{ mode: 'retry', contextData },
			);
			expect(onlyRecord(retried)).toMatchObject(
				shown ? { dialed: 'yes', outcome: 'answered', attempt: 2 } : { dialed: 'maybe', attempt: 2 },
			);
			expect(server.creates).toHaveLength(2);
		}),
	);
});

describe('accidents inside a wait', () => {
	test.each(realProviders)('%s: a look that stumbles is another look, and nothing is lost', async (provider) => {
		const server = servers[provider];
		const operation = (providerById(provider) as any).listCalls;
		const { request } = operation;
		let stumbles = 3;
		vi.spyOn(operation, 'request').mockImplementation((...query: unknown[]) => {
			if (stumbles-- > 0) throw new RangeError('Invalid time value');
			return request(...query);
		});
		stop = endCalls(server, ({ to }) => (to === TO ? 'answered' : 'busy'));
		const result = await sendCall(server, polling, { items: itemsTo(TO, OTHER) });
		expect(result.error).toBeUndefined();
		expect(records(result, 0).map(({ outcome }) => outcome)).toEqual(['answered', 'busy']);
		expect(server.creates).toHaveLength(2);
	});

	test('a redial that stumbles leaves a doubt, and the node does not throw', async () => {
		const server = servers.talkover;
		stop = endCalls(server, () => 'busy');
		server.answerNextCreates('ok', reset);
		const operation = (providerById('talkover') as any).listCalls;
		const { request } = operation;
		vi.spyOn(operation, 'request').mockImplementation((...query: unknown[]) => {
			if (server.creates.length > 1) throw new RangeError('Invalid time value');
			return request(...query);
		});
		const result = await sendCall(server, { ...again, waitLimitMinutes: 0.1 });
		expect(result.error).toBeUndefined();
		expect(onlyRecord(result)).toMatchObject({
			dialed: 'maybe',
			status: 'unknown',
			attempt: 2,
			attempts: [{ attempt: 1, outcome: 'busy' }, { attempt: 2 }],
		});
		expect(server.creates).toHaveLength(2);
	});
});

describe('the pace of redials', () => {
	test('the pace of redials keeps Calls per Minute, also between redials and first calls', async () => {
		const server = servers.talkover;
		const numbers = [TO, OTHER, '+4930901820'];
		let least = 0;
		// A busy machine may deliver a request late, which shortens the gap after it: then it is played once more.
		for (let round = 1; round <= 5 && least <= 700; round++) {
			server.reset();
			stop = endCalls(server, (_call, dials) => (dials === 1 ? 'busy' : 'answered'));
			await sendCall(
				server,
				{ ...polling, retry: { attempts: 1, conditions: ['busy'], interval: 1 }, options: { callsPerMinute: 60 } },
				{ items: itemsTo(...numbers) },
			);
			stop();
			expect(server.creates).toHaveLength(6);
			least = Math.min(...server.creates.slice(1).map(({ at }, index) => at - server.creates[index].at));
		}
		expect(least).toBeGreaterThan(700);
	});

	test('no redial begins after the limit, however long the queue before it is', async () =>
		withServer('talkover', async (server, endAll) => {
			endAll(() => 'busy');
			const numbers = [TO, OTHER, '+4930901820', '+12127365001'];
			const result = await sendCall(
				server,
				{ ...again, waitLimitMinutes: 0.125, options: { callsPerMinute: 60, concurrency: 4 } },
				{ items: itemsTo(...numbers) },
			);
			// One a second until the limit of 7.5 seconds: four first calls, and four redials of which some were in the queue.
			expect(server.creates.length).toBeLessThanOrEqual(8);
			expect(records(result, 0).map(({ outcome }) => outcome)).toEqual(Array(4).fill('busy'));
			expect(result.hints.join(' ')).toContain('Wait Limit ends before the next redial');
		}));

	test('the list is asked for no more often because redials fall due one by one', async () => {
		const server = servers.talkover;
		const pace = built('shared/waiting/pollPace').pollPace;
		Object.assign(pace, { first: 1500, whileYoung: 1500, longest: 1500 });
		stop = endCalls(server, ({ to }, dials) => (to === TO ? undefined : dials === 1 ? 'busy' : 'answered'));
		const numbers = [TO, ...Array.from({ length: 30 }, (_, index) => `+12127365${String(100 + index)}`)];
		await sendCall(
			server,
			{ ...polling, waitLimitMinutes: 0.15, retry: { attempts: 1, conditions: ['busy'], interval: 1 }, options: { concurrency: 20 } },
			{ items: itemsTo(...numbers) },
		);
		Object.assign(pace, { first: 40, whileYoung: 120, longest: 120 });
		expect(server.creates).toHaveLength(61);
		expect(server.requests.filter(isList).length).toBeLessThan(12);
	});
});

test.concurrent('a delay is the first call’s: a redial goes out when it is due', async () =>
	withServer('talkover', async (server, endAll) => {
		endAll((_call, dials) => (dials === 1 ? 'no_answer' : 'answered'));
		await sendCall(server, { ...again, delaySeconds: 600 });
		expect(server.creates.map(({ body }) => (body as IDataObject).delay_seconds)).toEqual([600, undefined]);
	}),
);

test.concurrent('what ends the redials of all is said of each item in words of its own', async () =>
	withServer('talkover', async (server, endAll) => {
		endAll(() => 'no_answer');
		server.answerNextCreates(
			'ok',
			'ok',
			{ status: 402, body: { error: true, message: 'Insufficient credits' } },
			{ status: 402, body: { error: true, message: 'Insufficient credits' } },
		);
		const result = await sendCall(server, again, { items: itemsTo(TO, OTHER) });
		expect(records(result, 0).map(({ problem }) => problem?.type)).toEqual(['insufficient_credits', 'insufficient_credits']);
		records(result, 0).forEach(({ problem }, item) => expect(problem.detail).toMatch(new RegExp(`^Item ${item + 1}: `)));
	}),
);

describe.concurrent('Svalync does not say what the id of a single call is', () => {
	test('a call that is not found by it is looked for in the list', async () =>
		withServer('svalync', async (server) => {
			server.state.singleBy = 'call_id';
			let looks = 0;
			server.answerLists = () => {
				if (++looks === 4) endCall(server, server.calls[0], 'answered');
				return undefined;
			};
			const record = onlyRecord(await sendCall(server, { ...polling, waitLimitMinutes: 0.1 }));
			expect(record).toMatchObject({ dialed: 'yes', outcome: 'answered', callId: server.calls[0].id });
		}));

	test('another person’s call is not taken for it', async () =>
		withServer('svalync', async (server) => {
			const [other] = server.seedCalls(1, (call) => (call.to = OTHER));
			endCall(server, other, 'no_answer');
			server.answerLists = ({ path }) => {
				if (!path.includes('specific-call')) return undefined;
				return {
					status: 200,
					body: {
						success: true,
						status: 200,
						data: [{ id: other.id, to_phone_number: OTHER, status: 'no-answer', createdAt: new Date().toISOString() }],
					},
				};
			};
			const record = onlyRecord(await makeCall(server, { ...again, waitLimitMinutes: 0.05 }));
			expect(record).toMatchObject({ dialed: 'yes', outcome: null, to: TO, problem: { type: 'outcome_unknown' } });
			expect(server.creates).toHaveLength(1);
		}));

	test('an older call to the same person is not taken for it, and brings no redial', async () =>
		withServer('svalync', async (server, endAll) => {
			Object.assign(server.state, { callId: 'execution_id' });
			const ago = new Date(Date.now() - 20 * 86_400_000).toISOString();
			const old = { id: 'call-of-november', to_phone_number: TO, status: 'no-answer', createdAt: ago, endedAt: ago };
			server.answerLists = ({ path }) =>
				path.includes('specific-call') ? { status: 200, body: { success: true, status: 200, data: [old] } } : undefined;
			endAll(() => 'answered');
			const record = onlyRecord(await makeCall(server, again));
			expect(record).toMatchObject({ dialed: 'yes', outcome: 'answered', callId: server.calls[0].id, attempt: 1, attempts: null });
			expect(Date.parse(record.createdAt)).toBeGreaterThan(Date.parse(ago) + 86_400_000);
			expect(server.creates).toHaveLength(1);
		}));
});

test.concurrent('a retried execution that has lost its credential says why the end of the call is not known', async () =>
	withServer('talkover', async (server) => {
		const first = await sendCall(server, { ...again, waitLimitMinutes: 0.02 });
		const retried = await sendCall(server, again, {
			mode: 'retry',
			contextData: kept(first.contextData),
			credential: undefined,
			node: { credentials: undefined },
		});
		expect(onlyRecord(retried)).toMatchObject({
			dialed: 'yes',
			outcome: null,
			problem: { type: 'unauthorized', detail: expect.stringContaining('needs a credential') },
		});
		expect(server.creates).toHaveLength(1);
	}),
);

test.concurrent('a cancelled execution calls nobody again, in the interval or in the queue of redials', async () =>
	withServer('talkover', async (server, endAll) => {
		endAll(() => 'busy');
		const numbers = Array.from({ length: 20 }, (_, index) => `+12127365${String(100 + index)}`);
		let dials = 0;
		const whenRedialled = async (cancel: () => void): Promise<void> => {
			while (server.creates.length < 25) await new Promise((resolve) => setTimeout(resolve, 2));
			dials = server.creates.length;
			cancel();
		};
		const { run } = await sendCall(
			server,
			{ ...again, options: { concurrency: 2 } },
			{ items: itemsTo(...numbers), started: (cancel) => void whenRedialled(cancel) },
		);
		expect(run.status).toBe('canceled');
		await new Promise((resolve) => setTimeout(resolve, 1500));
		// What was on its way at that moment arrives, and nothing after it.
		expect(server.creates.length).toBeLessThanOrEqual(dials + 2);
		expect(dials).toBeLessThan(40);
	}),
);
