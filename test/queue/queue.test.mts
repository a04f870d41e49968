/**
 * n8n in queue mode, for real: PostgreSQL, Redis, a main, two workers and a webhook processor. Workers are killed and stopped, Redis is
 * restarted, and the campaign is started again: nobody is phoned twice, and no result is lost.
 */
import { createHmac, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { providerById } from '../../nodes/shared/providers/registry';
import { dataTable } from '../e2e/support/dataTables.mts';
import type { Execution } from '../e2e/support/n8n.mts';
import { hasEnded, waitFor } from '../e2e/support/n8nClient.mts';
import type { Providers } from '../e2e/support/providers.mts';
import { neededBy, startProviders } from '../e2e/support/providers.mts';
import { endCall, endCalls } from '../harness/ends.mts';
import { eventBodies } from '../harness/eventBodies.mts';
import type { Person } from './support/campaign.mts';
import { countOf, people, table, tell, without } from './support/campaign.mts';
import type { Queue, QueueWorkflow } from './support/cluster.mts';
import { eventsTemplate } from './support/events.mts';
import { begun, callWorkflow, postAll, startQueue, workerSince } from './support/cluster.mts';

const MINUTE = 60_000;
const webhookSecret = `secret-${randomUUID()}`;
let queue: Queue;
let providers: Providers;
let stopEnding: () => void = () => {};

beforeAll(async () => {
	[queue, providers] = await Promise.all([startQueue(), startProviders()]);
}, 8 * MINUTE);
afterAll(async () => {
	console.log(`\n${table()}\n`);
	await queue?.dispose();
	await providers?.close();
});
beforeEach(() => {
	for (const id of ['bland', 'synthflow', 'vapi'] as const) providers[id].reset();
});
afterEach(() => stopEnding());

/** Send Call as a campaign that may be started again: one call per person and month, under a Reference of the person's own. */
async function campaign(provider: 'bland' | 'synthflow' | 'vapi', parameters: Record<string, unknown> = {}): Promise<QueueWorkflow> {
	const { type, data } = providers.credentialOf(provider);
	const secret = provider === 'synthflow' ? { webhookSecret } : {};
	const credential = await queue.createCredential({ type, data: { ...data, ...secret }, name: `${provider} ${randomUUID()}` });
	const node = {
		name: 'Send Call',
		type: 'n8n-nodes-voice-calls.sendCall',
		parameters: {
			provider,
			agentId: { __rl: true, mode: 'id', value: providers[provider].usableAgent },
			phoneNumber: '={{ $json.phone }}',
			...neededBy[provider],
			safety: { callingHours: 'off', maxCalls: 500, callLimit: { maxCalls: 1, perHours: 720 } },
			options: { reference: '={{ $json.id }}', concurrency: 10 },
			waitForResult: true,
			waitMethod: 'polling',
			...parameters,
		},
	};
	return await callWorkflow(queue, node, credential);
}

const start = async ({ url }: QueueWorkflow, all: readonly Person[]): Promise<number> =>
	(await postAll([{ url, body: { people: all } }]))[0];

async function until(what: string, look: () => boolean): Promise<void> {
	for (const end = Date.now() + 5 * MINUTE; Date.now() < end;) {
		if (look()) return;
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	throw new Error(`${what} did not happen`);
}

const endedOrNot = (execution: Execution): string | undefined =>
	hasEnded(execution) ? `${execution.status}, ${execution.data.resultData.error?.message ?? 'no error'}` : undefined;

const safe = (calls: number) => ({ calls, once: calls, twice: 0, results: calls });

test.each([1, 75, 150, 225, 300])(
	'a campaign of 300 in one execution whose worker is killed after %i calls calls the others at its new start, and brings all results',
	async (moment) => {
		const server = providers.vapi;
		const all = people(300);
		const workflow = await campaign('vapi');
		const before = begun(queue);
		expect(await start(workflow, all)).toBe(200);
		await until(`call ${moment}`, () => server.creates.length >= moment);
		const killed = workerSince(queue, before);
		await queue.killWorker(killed);
		const placed = server.creates.length;
		const lost = await countOf(server, workflow, all);
		tell(`300 in one execution, worker killed after ${placed}`, lost);
		expect(lost.results).toBe(0);

		stopEnding = endCalls(server, () => 'answered');
		expect(await start(workflow, all)).toBe(200);
		const restarted = queue.startWorker(killed);
		await workflow.succeeded(1);
		await restarted;
		const found = await countOf(server, workflow, all);
		tell('  started again', found);
		expect(found).toEqual(safe(300));
		expect(server.violations).toEqual([]);
		await workflow.remove();
	},
	6 * MINUTE,
);

test(
	'500 calls as one execution: the worker is killed in the middle, the new start brings all results',
	async () => {
		const server = providers.vapi;
		stopEnding = endCalls(server, () => 'answered');
		const all = people(500);
		const workflow = await campaign('vapi');
		const before = begun(queue);
		await start(workflow, all);
		await until('call 250', () => server.creates.length >= 250);
		const killed = workerSince(queue, before);
		await queue.killWorker(killed);
		tell(`500 in one execution, worker killed after ${server.creates.length}`, await countOf(server, workflow, all));
		await start(workflow, all);
		const restarted = queue.startWorker(killed);
		await workflow.succeeded(1);
		await restarted;
		const found = await countOf(server, workflow, all);
		tell('  started again', found);
		expect(found).toEqual(safe(500));

		// n8n gives the first one up and has not even its items for a retry, which therefore dials nobody.
		await workflow.settled(2);
		const lost = (await workflow.ended()).find(({ status }) => status !== 'success')!;
		const retried = await queue.retryExecution(lost.id).then(
			async ({ id }) => await waitFor('the retried execution', async () => endedOrNot(await queue.execution(id))),
			(error: Error) => error.message,
		);
		console.log(`Retry execution of the lost one (${lost.status}): ${retried}`);
		expect(server.creates).toHaveLength(500);
		await workflow.remove();
	},
	6 * MINUTE,
);

test(
	'500 executions that poll: a worker is killed, Redis is restarted, a worker is stopped; only what the killed one held is lost, and a new start brings it',
	async () => {
		const server = providers.bland;
		stopEnding = endCalls(server, () => 'answered');
		const all = people(500);
		const workflow = await campaign('bland');
		const posted = postAll(all.map((person) => ({ url: workflow.url, body: { people: [person] } })));
		await until('call 100', () => server.creates.length >= 100);
		await queue.killWorker(0);
		const atKill = begun(queue)[0];
		await queue.startWorker(0);
		await until('call 200', () => server.creates.length >= 200);
		await queue.restartRedis();
		await until('call 300', () => server.creates.length >= 300);
		await queue.stopWorker(1);
		await queue.startWorker(1);
		const accepted = (await posted).filter((status) => status === 200).length;
		await workflow.settled(accepted);
		const first = await countOf(server, workflow, all);
		tell(`500 executions, polling: worker killed, Redis restarted, worker stopped`, first);
		expect(first.twice).toBe(0);
		expect(atKill).toBeGreaterThan(0);

		const open = await without(workflow, all);
		await postAll(open.map((person) => ({ url: workflow.url, body: { people: [person] } })));
		await workflow.settled(accepted + open.length);
		const found = await countOf(server, workflow, all);
		tell(`  ${open.length} without a result started again`, found);
		expect(found).toEqual(safe(500));
		await workflow.remove();
	},
	8 * MINUTE,
);

test(
	'500 executions that wait by callback sleep through a killed worker, a stopped worker and a restart of Redis; the webhook processor wakes them',
	async () => {
		const server = providers.synthflow;
		const all = people(500);
		// Here one call is one execution, so nothing needs to be started again.
		const safety = { callingHours: 'off' };
		const workflow = await campaign('synthflow', { waitMethod: 'callback', safety });
		const statuses = await postAll(all.map((person) => ({ url: workflow.url, body: { people: [person] } })));
		expect(statuses.filter((status) => status !== 200)).toEqual([]);
		await workflow.asleep(500);
		await queue.killWorker(0);
		await queue.restartRedis();
		await queue.stopWorker(1);
		await queue.startWorker(0);
		const ends = server.creates.map(({ body }) => {
			const { phone, external_webhook_url: url } = body as Record<string, string>;
			const call = server.calls.find(({ to }) => to === phone)!;
			endCall(server, call, 'answered');
			const bodies = eventBodies('synthflow', 'answered', { callId: call.id, to: phone, agentId: server.usableAgent });
			const end = bodies.find((one) =>
				providerById('synthflow')!
					.readEvents(one)
					.some(({ event }) => event === 'call.completed'),
			)!;
			const signature = createHmac('sha256', webhookSecret).update(call.id).digest('base64');
			return { url, body: end, headers: { 'Synthflow-Signature': signature } };
		});
		expect(new Set(ends.map(({ url }) => new URL(url).origin))).toEqual(new Set([queue.webhookUrl]));
		// A provider delivers again what was not taken.
		for (let open = ends, tries = 0; open.length > 0 && tries < 20; tries++) {
			const answered = await postAll(open);
			open = open.filter((_end, at) => answered[at] !== 200);
		}
		await queue.startWorker(1);
		await workflow.settled(500);
		const found = await countOf(server, workflow, all);
		tell('500 executions, callback: worker killed and stopped, Redis restarted while they sleep', found);
		expect(found).toEqual(safe(500));
		await workflow.remove();
	},
	8 * MINUTE,
);

test(
	'events that come to the webhook processor and again to main are one row each in the table of the example',
	async () => {
		const { workflow, deliveries } = await eventsTemplate(queue, 100);
		const post = async (these: typeof deliveries, url: string) => {
			const statuses = await postAll(these.map(({ headers, body }) => ({ url, body, headers })));
			expect(statuses.filter((status) => status !== 200)).toEqual([]);
		};
		// The first one makes the table.
		await post(deliveries.slice(0, 1), workflow.url);
		await workflow.settled(1);
		await post(deliveries.slice(1), workflow.url);
		await workflow.settled(100);
		await post(deliveries, workflow.mainUrl);
		await workflow.quiet();
		const next = [...(await workflow.items('Answered: tell the team', 0)), ...(await workflow.items('Not reached: plan another way', 0))];
		// Executions side by side overwrite what the others wrote into n8n's history of duplicates.
		console.log(`events: 100 sent to the webhook processor and again to main; ${next.length - 100} passed Remove Duplicates a second time`);
		expect(new Set(next.map(({ eventId }) => eventId)).size).toBe(100);
		expect(await (await dataTable(queue, 'voice_calls_events')).rows()).toHaveLength(100);
		await workflow.remove();
	},
	6 * MINUTE,
);
