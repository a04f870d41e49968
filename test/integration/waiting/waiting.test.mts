import type { IDataObject } from 'n8n-workflow';
import { afterEach, describe, expect, test } from 'vitest';
import { faults } from '../../servers/faults.mts';
import { isRead } from '../../servers/routing.mts';
import type { CreateAnswer, StrictServer } from '../../servers/strictServer.mts';
import { endCall, endCalls, lookOften } from '../../harness/ends.mts';
import { listsAsked } from '../../harness/looks.mts';
import { makeCall } from '../../harness/makeCall.mts';
import { anyTime, itemsTo, onlyRecord, OTHER, records, sendCall, simulate, TO } from '../../harness/sendCall.mts';
import { realProviders, startServer, useServers } from '../../harness/servers.mts';

/** Wait for Result by polling, in n8n's engine over the strict servers. */
const servers = useServers();
let stop = (): void => {};
lookOften();
afterEach(() => stop());

const polling: IDataObject = { waitForResult: true, waitMethod: 'polling' };
/** Minutes: a twentieth of a second, for what is never seen to end. */
const short: IDataObject = { ...polling, waitLimitMinutes: 0.02 };
const gets = (server: StrictServer<any>) => server.requests.filter(isRead);

/** Talkover's list has no transcript, and Retell has none of a call that nobody answered. */
const saysNothing: string[] = ['retell', 'talkover'];

describe.each(realProviders)('%s', (provider) => {
	test('the run goes on with the whole record when the call is over, and asks only by GET', async () => {
		const server = servers[provider];
		stop = endCalls(server, () => 'answered');
		const record = onlyRecord(await sendCall(server, polling));
		expect(record).toMatchObject({
			to: TO,
			dialed: 'yes',
			status: 'completed',
			outcome: 'answered',
			durationSeconds: 25,
			attempt: 1,
			attempts: null,
		});
		expect(record.callId).toBe(provider === 'svalync' ? server.calls[0].id : record.callId);
		expect(record.transcript).toBe(provider === 'talkover' ? null : 'bot: Hello.\nhuman: Hi.');
		expect(record.problem).toBeUndefined();
		expect(record.audit).toMatchObject({ country: 'US', decision: 'allowed' });
		expect(server.requests.filter(({ method }) => method !== 'GET')).toHaveLength(1);
		expect(server.violations).toEqual([]);
	});

	test.each(['no_answer', 'busy', 'failed', 'voicemail'] as const)('the record tells how the call ended: %s', async (end) => {
		const server = servers[provider];
		stop = endCalls(server, () => end);
		const record = onlyRecord(await sendCall(server, polling));
		expect(record).toMatchObject({ dialed: 'yes', outcome: end, status: end === 'voicemail' ? 'completed' : 'failed' });
		expect(server.creates).toHaveLength(1);
	});

	test('the wait stops at the limit with the last known state and says so, still on Dialed', async () => {
		const server = servers[provider];
		const result = await sendCall(server, short);
		expect(records(result, 1)).toEqual([]);
		const [record] = records(result, 0);
		expect(record).toMatchObject({
			dialed: 'yes',
			outcome: null,
			problem: { type: 'outcome_unknown', title: 'The result did not come in time' },
		});
		expect(record.problem.detail).toContain('Look it up with Manage Call');
		expect(server.creates).toHaveLength(1);
	});

	test('many items share their looks, and each gets its own result', async () => {
		const server = servers[provider];
		const numbers = Array.from({ length: 50 }, (_, index) => `+12127365${String(100 + index)}`);
		const endings = ['answered', 'no_answer', 'busy', 'failed', 'voicemail'] as const;
		const endOf = (to: string) => endings[Number(to.slice(-3)) % 5];
		stop = endCalls(server, (call) => endOf(call.to));
		const result = await sendCall(server, { ...polling, options: { concurrency: 10 } }, { items: itemsTo(...numbers) });
		expect(records(result, 0).map(({ to, outcome }) => [to, outcome])).toEqual(numbers.map((to) => [to, endOf(to)]));
		expect(result.outputs[0].map(({ pairedItem }) => pairedItem)).toEqual(numbers.map((_, item) => ({ item })));
		expect(server.creates).toHaveLength(50);
		// One request brings up to 100 calls; a few looks are enough, since all are over.
		expect(listsAsked(server).length).toBeLessThan(20);
	});

	test('raw is the row that told the result, for one call and for many', async () => {
		const server = servers[provider];
		for (const numbers of [[TO], [TO, OTHER]]) {
			stop();
			server.reset();
			stop = endCalls(server, () => 'busy');
			const result = await sendCall(server, { ...polling, options: { includeRaw: true } }, { items: itemsTo(...numbers) });
			for (const [index, record] of records(result, 0).entries()) {
				expect(record).toMatchObject({ to: numbers[index], outcome: 'busy' });
				expect(JSON.stringify(record.raw)).toMatch(new RegExp(`"\\${numbers[index]}".*busy"|busy".*"\\${numbers[index]}"`));
			}
		}
		stop();
		server.reset();
		stop = endCalls(server, () => 'busy');
		expect(onlyRecord(await sendCall(server, polling))).not.toHaveProperty('raw');
	});

	test('a cancelled execution ends the wait', async () => {
		const server = servers[provider];
		const whenPlaced = async (cancel: () => void): Promise<void> => {
			while (gets(server).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
			cancel();
		};
		const { run } = await sendCall(server, polling, { started: (cancel) => void whenPlaced(cancel) });
		expect(run.status).toBe('canceled');
		expect(server.creates).toHaveLength(1);
	});

	test('a repeated run hands out the whole result again, although long texts are not kept twice', async () => {
		const server = servers[provider];
		const talk = 'bot: Hello. '.repeat(500);
		for (const parameters of [polling, {}]) {
			server.reset();
			const more = { ...parameters, options: { includeRaw: true } };
			stop = endCalls(server, (call) => {
				Object.assign(call, { transcript: talk, row: { ...call.row, TRANSCRIPT: talk } });
				return 'busy';
			});
			const first = await sendCall(server, { ...more, ...polling }, { items: itemsTo(TO, OTHER) });
			stop();
			const contextData = JSON.parse(JSON.stringify(first.contextData));
			expect(JSON.stringify(contextData)).not.toContain(talk.slice(0, 1001));
			const second = await sendCall(server, more, { items: itemsTo(TO, OTHER), mode: 'retry', contextData });
			expect(records(second, 0)).toEqual(records(first, 0));
			expect(records(second, 0).map(({ transcript }) => transcript)).toEqual(
				Array(2).fill(saysNothing.includes(provider) ? null : talk.trim()),
			);
			expect(server.creates).toHaveLength(2);
		}
	});

	test('a retried execution asks again for the same call, and dials nobody', async () => {
		const server = servers[provider];
		const first = await sendCall(server, short);
		expect(records(first, 0)[0].problem.type).toBe('outcome_unknown');
		endCall(server, server.calls[0], 'answered');
		const second = await sendCall(server, polling, { mode: 'retry', contextData: first.contextData });
		expect(onlyRecord(second)).toMatchObject({ dialed: 'yes', status: 'completed', outcome: 'answered' });
		expect(server.creates).toHaveLength(1);
	});
});

test.concurrent.each(realProviders)('a call that may have been placed is looked for, and found later: %s', async (provider) => {
	const server = await startServer(provider);
	server.answerNextCreates({ ...(faults.find(({ id }) => id === 'reset') as CreateAnswer & object), dialed: false } as CreateAnswer);
	const placedLater = setTimeout(() => {
		const [call] = server.seedCalls(1, (one) => (one.request = server.creates[0].body as typeof one.request));
		endCall(server, call, 'busy');
	}, 1500);
	const record = onlyRecord(await sendCall(server, { ...polling, options: { reference: 'order-A-17' } }));
	clearTimeout(placedLater);
	await server.close();
	expect(record).toMatchObject({ to: TO, dialed: 'yes', status: 'failed', outcome: 'busy', reference: 'order-A-17' });
	expect(record.problem).toBeUndefined();
	expect(server.creates).toHaveLength(1);
});

test('a Svalync call that got the other ID of its row when it was placed is found', async () => {
	const server = servers.svalync;
	server.state.callId = 'call_id';
	stop = endCalls(server, ({ to }) => (to === TO ? 'busy' : 'no_answer'));
	for (const numbers of [[TO], [TO, OTHER, TO]]) {
		const parameters = { ...polling, safety: { ...(anyTime.safety as IDataObject), allowRepeats: true } };
		const result = records(await sendCall(server, parameters, { items: itemsTo(...numbers) }), 0);
		expect(result.map(({ outcome }) => outcome)).toEqual(numbers.map((to) => (to === TO ? 'busy' : 'no_answer')));
		const placed = server.calls.slice(-numbers.length).map(({ number }) => `c-${number}`);
		expect(result.map(({ callId }) => callId).sort()).toEqual(placed.sort());
	}
	expect(server.violations).toEqual([]);
});

test('a key that is refused while the result is waited for ends the wait, and the call stays dialled', async () => {
	const server = servers.synthflow;
	const revoke = async (): Promise<void> => {
		while (gets(server).length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
		server.state.region = 'wrong'; // a key of another region is a wrong key
	};
	const [result] = await Promise.all([sendCall(server, polling), revoke()]);
	const [record] = records(result, 0);
	expect(record).toMatchObject({ dialed: 'yes', status: 'queued', problem: { type: 'outcome_unknown', httpStatus: 401 } });
	expect(record.problem.detail).toContain('Synthflow refuses to tell what became of it (401)');
});

test('Make Call waits as well', async () => {
	const server = servers.synthflow;
	stop = endCalls(server, () => 'answered');
	expect(onlyRecord(await makeCall(server, polling))).toMatchObject({
		dialed: 'yes',
		status: 'completed',
		transcript: expect.stringContaining('Hello'),
	});
});

describe('the Simulator', () => {
	test.each(['callback', 'polling'])('the Simulator answers a wait at once with the whole record: %s', async (waitMethod) => {
		const numbers = ['+12025550100', '+12025550102', '+12025550108'];
		const { outputs, run } = await simulate(itemsTo(...numbers), { waitForResult: true, waitMethod });
		expect(outputs[0].map(({ json }) => [json.to, json.outcome, json.dialed])).toEqual([
			[numbers[0], 'answered', 'yes'],
			[numbers[1], 'no_answer', 'yes'],
			[numbers[2], null, 'maybe'],
		]);
		expect(run.status).toBe('success');
	});
});

describe('bad input is refused before the first call', () => {
	const refused = async (parameters: IDataObject, items = itemsTo(TO)): Promise<string> => {
		const server = servers.synthflow;
		const { error } = await sendCall(server, parameters, { items });
		expect(server.requests).toEqual([]);
		return String(error?.description);
	};
	test('several items by callback are refused before the first call', async () => {
		expect(await refused({ waitForResult: true, waitMethod: 'callback' }, itemsTo(TO, OTHER))).toMatch(
			/Wait Method is Callback, which takes one item per run.*Loop Over Items/,
		);
	});
	test('a callback URL of one’s own by callback is refused before the first call', async () => {
		expect(await refused({ waitForResult: true, waitMethod: 'callback', callbackUrl: 'https://example.com/hook' })).toMatch(
			/Empty Callback URL, or choose Polling/,
		);
	});
	test.each([0, -1, 'soon', 20_000])('a limit of %s is refused before the first call', async (waitLimitMinutes) => {
		expect(await refused({ ...polling, waitLimitMinutes })).toContain('Wait Limit must be a number of minutes');
	});
	test('a method that is none is refused before the first call', async () => {
		expect(await refused({ waitForResult: true, waitMethod: 'carrier pigeon' })).toContain('Wait Method must be one of callback, polling');
	});
	test('a malformed redial is refused before the first call', async () => {
		expect(await refused({ ...polling, retry: { attempts: 11 } })).toContain('Retry: Attempts must be a whole number from 0 to 10');
	});
});

test('as an AI tool nothing is waited for', async () => {
	const server = servers.synthflow;
	const { outputs, run } = await sendCall(
		server,
		{ waitForResult: true, waitMethod: 'callback' },
		{ type: 'n8n-nodes-voice-calls.sendCallTool' },
	);
	expect(run.status).toBe('success');
	expect(outputs[0][0].json).toMatchObject({ dialed: 'yes', status: 'queued' });
	expect(server.requests).toHaveLength(1);
});
