/** A trigger under test on the Simulator plays a call of its own, so that its first event needs no second workflow. */
import { randomUUID } from 'node:crypto';
import type { IDataObject, IHookFunctions, IPollFunctions } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { CallEventTrigger } from '../../../nodes/CallEventTrigger/CallEventTrigger.node';
import { CallPollTrigger } from '../../../nodes/CallPollTrigger/CallPollTrigger.node';
import type { ProviderId } from '../../../nodes/shared/providers/provider';
import { rememberedCalls } from '../../../nodes/shared/providers/simulator/server';
import { deliver, trigger } from '../../harness/delivery.mts';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout'] }));
afterEach(() => void vi.useRealTimers());

interface Setup {
	provider?: ProviderId;
	mode?: string;
	events?: string[];
	options?: IDataObject;
	parameters?: IDataObject;
	/** What the test address answers, one after the other; the last for all others. */
	statuses?: Array<number | 'refused'>;
}

/** Activates a trigger, and returns what it posts within a minute. */
async function activate({
	provider = 'simulator',
	mode = 'manual',
	events = ['call.completed', 'call.failed'],
	options = {},
	parameters = {},
	statuses = [200],
}: Setup = {}) {
	const to = trigger(provider, {
		mode: 'manual',
		address: `https://n8n.example.com/webhook-test/${randomUUID()}/events`,
		parameters: { events, options, ...parameters },
	});
	const posts: IDataObject[] = [];
	const warnings: string[] = [];
	const values: IDataObject = { ...to.parameters, provider };
	const context = {
		getNodeParameter: (name: string, fallback: unknown) => (name in values ? values[name] : fallback),
		getCredentials: async () => ({
			apiKey: 'key-0123456789',
			baseUrl: 'https://api.example.com/v1',
			webhookToken: 'a-long-token-0123456789',
		}),
		getNode: () => ({ id: 'node', name: 'Trigger', type: 'callEventTrigger', credentials: {} }),
		getWorkflow: () => ({ id: to.workflowId, name: 'Leads' }),
		getTimezone: () => 'UTC',
		getActivationMode: () => mode,
		getNodeWebhookUrl: () => to.address,
		getWorkflowStaticData: () => ({}),
		logger: { warn: (message: string) => void warnings.push(message) },
		helpers: {
			httpRequest: async (request: IDataObject) => {
				posts.push(request);
				const status = statuses[posts.length - 1] ?? statuses.at(-1);
				if (status === 'refused') throw new Error('connect ECONNREFUSED');
				return { statusCode: status };
			},
		},
	} as unknown as IHookFunctions;
	const { checkExists, create } = new CallEventTrigger().webhookMethods.default;
	expect((await checkExists.call(context)) || (await create.call(context))).toBe(true);
	expect(posts, 'n8n takes the address into use only after this').toEqual([]);
	await vi.advanceTimersByTimeAsync(60_000);
	return { to, posts, warnings };
}

/** Hands a post to the trigger, as n8n does. */
async function received({ to, posts: [post] }: Awaited<ReturnType<typeof activate>>) {
	const headers = Object.entries(post.headers as Record<string, string>);
	return await deliver(to, { headers, query: '', body: Buffer.from(String(post.body)) });
}

describe('Execute step on the Simulator', () => {
	test('an execution of the step brings the end of a played call in one delivery that proves itself', async () => {
		const played = await activate();
		expect(played.posts).toMatchObject([{ method: 'POST', url: played.to.address }]);
		const { items } = await received(played);
		expect(items).toMatchObject([
			{ event: 'call.completed', verified: true, simulated: true, to: '+12025550100', outcome: 'answered', status: 'completed' },
		]);
		expect(items[0].transcript).toMatch(/\w/);
	});

	test.each([
		[
			['call.queued', 'call.ringing', 'call.completed'],
			['call.queued', 'call.ringing', 'call.completed'],
		],
		[
			['call.recording_ready', 'call.transcript_ready'],
			['call.recording_ready', 'call.transcript_ready'],
		],
		[['call.failed'], ['call.failed']],
	])('the chosen events %j arrive together, since a test address takes one delivery', async (events, expected) => {
		const { items } = await received(await activate({ events }));
		expect(items.map(({ event }) => event)).toEqual(expected);
	});

	test('the call can be read again, as Fetch Full Call does', async () => {
		const { items } = await received(await activate());
		expect(rememberedCalls().map(({ callId }) => callId)).toContain(items[0].callId);
	});

	test('two executions of the step are two calls', async () => {
		const ids = [];
		for (let round = 0; round < 2; round++) ids.push((await received(await activate())).items[0].callId);
		expect(new Set(ids).size).toBe(2);
	});

	test('an address that is not in use yet is tried again, one that took the event is not', async () => {
		expect((await activate({ statuses: [404, 200] })).posts).toHaveLength(2);
		expect((await activate({ statuses: [404] })).posts).toHaveLength(3);
		for (const status of [200, 401, 500]) expect((await activate({ statuses: [status] })).posts).toHaveLength(1);
	});

	test('an address that cannot be reached is a line in the log, and the trigger listens on', async () => {
		const { posts, warnings } = await activate({ statuses: ['refused'] });
		expect([posts.length, warnings]).toEqual([1, [expect.stringContaining('could not be handed to its test address')]]);
	});

	test('the step listens for the calls of the person without Sample Call', async () => {
		expect((await activate({ options: { sampleCall: false } })).posts).toEqual([]);
	});
});

test('a published trigger plays nothing, and a real provider never does', async () => {
	for (const mode of ['activate', 'init', 'update']) expect((await activate({ mode })).posts).toEqual([]);
	for (const provider of ['svalync', 'unleashx'] as const) expect((await activate({ provider })).posts).toEqual([]);
});

test('Fetch Test Event of Call Poll Trigger plays a call where the Simulator has none yet', async () => {
	vi.resetModules(); // the calls of the other tests are forgotten
	const { CallPollTrigger: Fresh } = (await import('../../../nodes/CallPollTrigger/CallPollTrigger.node')) as {
		CallPollTrigger: typeof CallPollTrigger;
	};
	const poll = async (events: string[], mode = 'manual') => {
		const parameters: IDataObject = { provider: 'simulator', events, options: {} };
		const context = {
			getNodeParameter: (name: string, fallback: unknown) => parameters[name] ?? fallback,
			getMode: () => mode,
			getTimezone: () => 'UTC',
			getNode: () => ({ id: 'n', name: 'Poll', type: 't', typeVersion: 1, position: [0, 0], parameters: {}, credentials: {} }),
			getWorkflow: () => ({ id: 'w' }),
			getWorkflowStaticData: () => ({}),
		} as unknown as IPollFunctions;
		return (await new Fresh().poll.call(context))?.[0].map(({ json }) => json) ?? [];
	};
	expect(await poll(['call.completed'], 'trigger'), 'a real poll plays nothing').toEqual([]);
	const first = await poll(['call.completed']);
	expect(first).toMatchObject([{ event: 'call.completed', outcome: 'answered', simulated: true }]);
	expect(await poll(['call.completed']), 'there is one now').toEqual(first);
});
