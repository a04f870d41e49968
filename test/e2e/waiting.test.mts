import { createHmac, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { providerById } from '../../nodes/shared/providers/registry';
import { request } from './support/n8nClient.mts';
import type { CreateAnswer, ProviderName } from '../servers/strictServer.mts';
import { endCall, endCalls } from '../harness/ends.mts';
import { eventBodies, type Story } from '../harness/eventBodies.mts';
import type { Client, Execution, SharedN8n } from './support/n8n.mts';
import { connect, startOwnN8n } from './support/n8n.mts';
import type { NodeResult, RunnableWorkflow } from './support/nodeWorkflow.mts';
import { nodeWorkflow } from './support/nodeWorkflow.mts';
import type { Providers } from './support/providers.mts';
import { neededBy, realProviders, startProviders } from './support/providers.mts';

/** Wait for Result in a real n8n: sleeping until the provider's callback comes, and asking again and again. */
let n8n: Client & SharedN8n;
let providers: Providers;
const made: RunnableWorkflow[] = [];
const neverEnding = '+12127366401';
let timedOut: Promise<ReadonlyArray<readonly [ProviderName, NodeResult]>>;

beforeAll(async () => {
	n8n = connect();
	providers = await startProviders();
	// n8n looks for waits that have run out once a minute: these four run beside everything else.
	timedOut = Promise.all(
		realProviders.map(async (provider) => {
			const workflow = await waitingWorkflow(n8n, provider, { waitLimitMinutes: 0.05 });
			return [provider, await workflow.run([{ phone: neverEnding }], { timeoutMs: 8 * 60_000 })] as const;
		}),
	);
	timedOut.catch(() => undefined);
});
afterAll(async () => {
	for (const workflow of made) await workflow.remove().catch(() => undefined);
	await providers.close();
});

/** What Synthflow signs with: the credential of each workflow has it. */
const webhookSecret = `secret-${randomUUID()}`;

const numberOf = (body: any): string => body.phone_number ?? body.phone ?? body.to_number ?? body.to ?? body.customer?.number;
const isWaiting = ({ status }: Execution): boolean => status === 'waiting';

function createCredential(client: Client, provider: ProviderName) {
	const { type, data } = providers.credentialOf(provider);
	return client.createCredential({
		type,
		data: { ...data, ...(provider === 'synthflow' ? { webhookSecret } : {}) },
		name: `${provider} ${randomUUID()}`,
	});
}

/** A workflow around Send Call that waits; the number comes from the item. */
async function waitingWorkflow(
	client: Client,
	provider: ProviderName,
	parameters: Record<string, unknown> = {},
): Promise<RunnableWorkflow> {
	const credential = await createCredential(client, provider);
	const workflow = await nodeWorkflow(client, {
		type: 'n8n-nodes-voice-calls.sendCall',
		credentials: { [credential.type]: { id: credential.id, name: credential.name } },
		parameters: {
			provider,
			agentId: { __rl: true, mode: 'id', value: providers[provider].usableAgent },
			phoneNumber: '={{ $json.phone }}',
			...neededBy[provider],
			safety: { callingHours: 'off' },
			waitForResult: true,
			waitMethod: 'callback',
			...parameters,
		},
	});
	made.push(workflow);
	return workflow;
}

/** The create request of this number, as soon as the provider has it. */
async function createOf(provider: ProviderName, phone: string): Promise<any> {
	for (let tries = 0; tries < 1200; tries++) {
		const found = providers[provider].creates.find(({ body }) => numberOf(body) === phone);
		if (found) return found.body;
		await sleep(50);
	}
	throw new Error(`no call to ${phone}`);
}

/** The per-call address that the provider was given. */
const callbackOf = (body: any): string => body.callback_url ?? body.external_webhook_url ?? body.assistantOverrides?.server.url;
const callOf = (provider: ProviderName, phone: string) => providers[provider].calls.find(({ to }) => to === phone)!;

/** What the provider posts about this call, the last one its end. */
const bodiesOf = (provider: ProviderName, phone: string, story: Story = 'answered') =>
	eventBodies(provider, story, { callId: callOf(provider, phone).id, to: phone, agentId: providers[provider].usableAgent });
const isEnd =
	(provider: ProviderName) =>
	(body: any): boolean =>
		providerById(provider)!
			.readEvents(body)
			.some(({ event }) => event === 'call.completed' || event === 'call.failed');
const endOf = (provider: ProviderName, phone: string, story: Story = 'answered') => bodiesOf(provider, phone, story).find(isEnd(provider))!;

/** The end of a call as the provider posts it, once it is over there. */
function over(provider: ProviderName, phone: string, story: 'answered' | 'no_answer' | 'busy' | 'failed' = 'answered'): any {
	endCall(providers[provider], callOf(provider, phone), story);
	return endOf(provider, phone, story);
}

/** Synthflow signs the id of the call. */
const signatureOf = (callId: unknown, secret = webhookSecret): Record<string, string> =>
	typeof callId === 'string' ? { 'Synthflow-Signature': createHmac('sha256', secret).update(callId).digest('base64') } : {};

const post = (url: string, body: any, headers = signatureOf(body?.call?.call_id)) => request(url, { method: 'POST', body, headers });

/** Posts until n8n takes it, as a provider that delivers again does; 409 means that the execution does not wait yet. */
async function deliver(url: string, body: unknown): Promise<number> {
	for (let tries = 1; ; tries++) {
		const { status } = await post(url, body);
		if (status === 200 || tries >= 900) return status;
		await sleep(100);
	}
}

/** The state of this execution once it is what is waited for. */
async function later(workflow: RunnableWorkflow, id: string, wanted: (result: NodeResult) => boolean, seconds = 90): Promise<NodeResult> {
	for (let tries = 0; ; tries++) {
		const result = await workflow.read(id);
		if (wanted(result) || tries >= seconds * 5) return result;
		await sleep(200);
	}
}
const ended = (result: NodeResult): boolean => ['success', 'error', 'crashed', 'canceled'].includes(result.execution.status);

const changed = (url: string, change: (params: URLSearchParams) => void): string => {
	const address = new URL(url);
	change(address.searchParams);
	return address.href;
};

describe.each(['svalync', 'synthflow'] as const)('%s, by callback', (provider) => {
	test('an execution sleeps through events on the way, forged and foreign ones, and wakes with the whole record; repeats do nothing', async () => {
		const workflow = await waitingWorkflow(n8n, provider);
		const phone = '+12127366001';
		const { execution } = await workflow.run([{ phone }], { until: isWaiting });
		const url = callbackOf(await createOf(provider, phone));
		const before = bodiesOf(provider, phone).filter((body) => !isEnd(provider)(body));
		const end = endOf(provider, phone);
		const statuses = async (urls: string[], body: unknown = end) =>
			(await Promise.all(urls.map((one) => post(one, body)))).map(({ status }) => status);

		const forged = [
			changed(url, (params) => params.delete('attempt')),
			changed(url, (params) => params.set('attempt', '')),
			changed(url, (params) => params.set('attempt', 'A'.repeat(32))),
			changed(url, (params) => params.append('attempt', params.get('attempt') ?? '')),
			changed(url, (params) => params.set('signature', '0'.repeat(64))),
			changed(url, (params) => params.delete('signature')),
		];
		expect(await statuses(forged)).toEqual(forged.map(() => 401));
		if (provider === 'synthflow') {
			expect(await statuses([url], { ...end, call: { ...end.call, call_id: randomUUID() } })).toEqual([401]);
			const { call_id: callId } = end.call;
			const unsigned = [{}, signatureOf(callId, 'another-secret-of-old'), signatureOf(randomUUID()), { 'Synthflow-Signature': '' }];
			for (const headers of unsigned) expect((await post(url, end, headers)).status).toBe(401);
		}
		expect(
			(await request(url, { method: 'POST', body: 'no json', headers: { 'content-type': 'application/json' } })).status,
		).toBeGreaterThanOrEqual(400);
		expect((await request(url, { method: 'POST', body: '[]', headers: { 'content-type': 'text/html' } })).status).toBe(400);
		expect((await request(url)).status).toBe(404);
		for (const body of [...before, ...before]) expect((await post(url, body)).status).toBe(200);
		expect((await workflow.read(execution.id)).execution.status).toBe('waiting');

		over(provider, phone);
		expect(await deliver(url, end)).toBe(200);
		const result = await later(workflow, execution.id, ended);
		expect(result.execution.status).toBe('success');
		expect(result.collected['Not Dialed']).toEqual([]);
		const [item] = result.collected.Dialed;
		expect(item.json).toMatchObject({
			to: phone,
			dialed: 'yes',
			status: 'completed',
			outcome: 'answered',
			audit: { country: 'US', decision: 'allowed' },
		});
		// The talk is the provider's own, not that of the body.
		expect(item.json.transcript).toBe('bot: Hello.\nhuman: Hi.');
		expect(item.json.problem).toBeUndefined();
		expect(item.pairedItem).toMatchObject({ item: 0 });
		expect(await statuses([url, url])).toEqual([409, 409]);
		expect((await workflow.read(execution.id)).collected.Dialed).toHaveLength(1);
		expect(providers[provider].creates.filter(({ body }) => numberOf(body) === phone)).toHaveLength(1);
	});

	test.each(['no_answer', 'busy', 'failed'] as const)(
		'a call that never connected arrives on Dialed with its outcome: %s',
		async (story) => {
			const workflow = await waitingWorkflow(n8n, provider);
			const phone = `+1212736611${['no_answer', 'busy', 'failed'].indexOf(story)}`;
			const { execution } = await workflow.run([{ phone }], { until: isWaiting });
			await deliver(callbackOf(await createOf(provider, phone)), over(provider, phone, story));
			const result = await later(workflow, execution.id, ended);
			expect(result.collected.Dialed[0].json).toMatchObject({ to: phone, dialed: 'yes', status: 'failed', outcome: story });
		},
	);

	test('the record of the provider wins over the body, and what it does not show is told as unverified', async () => {
		const workflow = await waitingWorkflow(n8n, provider);
		const told = async (phone: string): Promise<any> => {
			const { execution } = await workflow.run([{ phone }], { until: isWaiting });
			const url = callbackOf(await createOf(provider, phone));
			if (phone === lied) over(provider, phone, 'busy');
			expect(await deliver(url, endOf(provider, phone, 'answered'))).toBe(200);
			return (await later(workflow, execution.id, ended)).collected.Dialed[0].json;
		};
		const [lied, early] = ['+12127366011', '+12127366012'];
		const busy = await told(lied);
		expect(busy).toMatchObject({ dialed: 'yes', status: 'failed', outcome: 'busy' });
		expect(busy.problem).toBeUndefined();
		expect(await told(early)).toMatchObject({
			dialed: 'yes',
			status: 'completed',
			problem: { type: 'outcome_unknown', title: 'The result could not be verified' },
		});
	});

	test('three ends at once become one result', async () => {
		const workflow = await waitingWorkflow(n8n, provider);
		const phone = '+12127366002';
		const { execution } = await workflow.run([{ phone }], { until: isWaiting });
		const url = callbackOf(await createOf(provider, phone));
		const end = over(provider, phone);
		const answers = await Promise.all([1, 2, 3].map(() => post(url, end)));
		expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
		const result = await later(workflow, execution.id, ended);
		expect(result.execution.status).toBe('success');
		expect(result.collected.Dialed).toHaveLength(1);
		expect(result.collected.Dialed[0].json.outcome).toBe('answered');
	});

	test('an end 50 to 200 ms after the create answer is not lost; below 15 ms n8n may refuse it, and a second delivery closes the gap', async () => {
		const workflow = await waitingWorkflow(n8n, provider);
		const delays = [0, 5, 15, 50, 50, 100, 100, 150, 150, 200, 200];
		const statuses = new Map<number, number>();
		const deliveries: Array<Promise<number>> = [];
		providers[provider].answerNextCreates(
			...delays.map((): CreateAnswer => ({
				dialed: true,
				play: (_received, response, { success }) => {
					response.writeHead(success.status, { 'content-type': 'application/json' });
					response.end(JSON.stringify(success.body), () => {
						const { body } = providers[provider].creates.at(-1)!;
						const phone = numberOf(body);
						const index = Number(phone.slice(-2));
						const end = over(provider, phone);
						deliveries.push(
							sleep(delays[index]).then(async () => {
								const { status } = await post(callbackOf(body), end);
								statuses.set(index, status);
								return status === 200 ? status : await deliver(callbackOf(body), end);
							}),
						);
					});
				},
			})),
		);
		for (const index of delays.keys()) {
			const phone = `+121273662${String(index).padStart(2, '0')}`;
			const result = await workflow.run([{ phone }], { timeoutMs: 120_000 });
			expect(result.execution.status).toBe('success');
			expect(result.collected.Dialed[0].json).toMatchObject({ to: phone, outcome: 'answered', status: 'completed' });
		}
		expect(await Promise.all(deliveries)).toEqual(delays.map(() => 200));
		console.log(
			`${provider}, first answer to an early end: ${delays.map((delay, index) => `${delay} ms ${statuses.get(index)}`).join(', ')}`,
		);
	}, 180_000);
});

describe('a loop, whose rounds share one address', () => {
	test('the end of the round before changes nothing in the next round', async () => {
		const provider = 'synthflow';
		const credential = await createCredential(n8n, provider);
		const path = randomUUID();
		const node = (name: string, type: string, fields: Record<string, unknown>) => ({
			id: randomUUID(),
			name,
			type,
			typeVersion: 1,
			position: [0, 0] as [number, number],
			parameters: {},
			...fields,
		});
		const to = (name: string) => [{ node: name, type: 'main', index: 0 }];
		const { id } = await n8n.createWorkflow({
			name: `loop ${path}`,
			nodes: [
				node('Webhook', 'n8n-nodes-base.webhook', {
					typeVersion: 2,
					webhookId: randomUUID(),
					parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
				}),
				node('Items', 'n8n-nodes-base.splitOut', { parameters: { fieldToSplitOut: 'body.items', options: {} } }),
				node('Loop', 'n8n-nodes-base.splitInBatches', { typeVersion: 3, parameters: { options: {} } }),
				node('Call it', 'n8n-nodes-voice-calls.sendCall', {
					credentials: { [credential.type]: { id: credential.id, name: credential.name } },
					parameters: {
						provider,
						agentId: { __rl: true, mode: 'id', value: providers[provider].usableAgent },
						phoneNumber: '={{ $json.phone }}',
						recipientName: 'Ada',
						safety: { callingHours: 'off' },
						waitForResult: true,
						waitMethod: 'callback',
					},
				}),
				node('Done', 'n8n-nodes-base.noOp', {}),
			],
			connections: {
				Webhook: { main: [to('Items')] },
				Items: { main: [to('Loop')] },
				Loop: { main: [to('Done'), to('Call it')] },
				'Call it': { main: [to('Loop'), to('Loop')] },
			},
		});
		await n8n.activate(id);
		const phones = ['+12127366301', '+12127366302', '+12127366303'];
		await n8n.runWebhook(path, { items: phones.map((phone) => ({ phone })) });
		const urls: string[] = [];
		for (const phone of phones) {
			urls.push(callbackOf(await createOf(provider, phone)));
			const end = over(provider, phone);
			for (const old of urls.slice(0, -1)) {
				// While n8n stores the new wait it answers 409; then the token of the old round is refused.
				let { status } = await post(old, end);
				for (let tries = 0; status === 409 && tries < 600; tries++) {
					await sleep(50);
					({ status } = await post(old, end));
				}
				expect(status).toBe(401);
			}
			expect(await deliver(urls.at(-1)!, end)).toBe(200);
		}
		const execution = await n8n.waitForExecution(id, ({ status }) => status === 'success');
		expect(execution.data.resultData.runData.Done[0].data?.main?.[0]?.map(({ json }) => [json.to, json.outcome])).toEqual(
			phones.map((phone) => [phone, 'answered']),
		);
		await n8n.deactivate(id);
		await n8n.deleteWorkflow(id);
	}, 180_000);
});

describe('twenty executions that wait while n8n is killed', () => {
	test('all twenty get their results after the restart', async () => {
		const own = await startOwnN8n();
		try {
			const provider = 'synthflow';
			const workflow = await waitingWorkflow(own, provider);
			const phones = Array.from({ length: 20 }, (_, index) => `+121273665${String(index).padStart(2, '0')}`);
			const waiting = await Promise.all(phones.map((phone) => workflow.run([{ phone }], { until: isWaiting, timeoutMs: 120_000 })));
			await own.kill9();
			await own.restart();
			const urls = phones.map((phone) => callbackOf(providers[provider].creates.find(({ body }) => numberOf(body) === phone)!.body));
			expect(
				await Promise.all(phones.map((phone, index) => deliver(urls[index], over(provider, phone, index % 2 ? 'busy' : 'answered')))),
			).toEqual(phones.map(() => 200));
			const results = await Promise.all(waiting.map(({ execution }) => later(workflow, execution.id, ended)));
			expect(results.map(({ collected }) => collected.Dialed.map(({ json }) => [json.to, json.outcome]))).toEqual(
				phones.map((phone, index) => [[phone, index % 2 ? 'busy' : 'answered']]),
			);
			expect(providers[provider].creates.filter(({ body }) => phones.includes(numberOf(body)))).toHaveLength(20);
		} finally {
			await own.dispose();
		}
	}, 600_000);
});

describe('by polling', () => {
	test.each(realProviders)(
		'%s: each of fifty items in one run has its own result',
		async (provider) => {
			const server = providers[provider];
			const phones = Array.from({ length: 50 }, (_, index) => `+121273667${String(index).padStart(2, '0')}`);
			const ends = ['answered', 'no_answer', 'busy', 'failed', 'voicemail'] as const;
			const outcomeOf = (phone: string) => ends[Number(phone.slice(-2)) % 5];
			const stop = endCalls(server, ({ to }) => (phones.includes(to) ? outcomeOf(to) : undefined));
			const workflow = await waitingWorkflow(n8n, provider, { waitMethod: 'polling', options: { concurrency: 10 } });
			const before = server.requests.filter(({ method }) => method === 'GET').length;
			const result = await workflow.run(
				phones.map((phone) => ({ phone })),
				{ timeoutMs: 150_000 },
			);
			stop();
			expect(result.collected.Dialed.map(({ json }) => [json.to, json.outcome])).toEqual(phones.map((phone) => [phone, outcomeOf(phone)]));
			expect(server.creates.filter(({ body }) => phones.includes(numberOf(body)))).toHaveLength(50);
			// Brief rows are read whole, once each.
			const whole = ['bland', 'elevenlabs', 'retell'].includes(provider) ? 2 * phones.length : 0;
			expect(server.requests.filter(({ method }) => method === 'GET').length - before).toBeLessThan(20 + whole);
			expect(server.violations).toEqual([]);
		},
		180_000,
	);
});

describe('through Call Event Trigger with Resume Waiting', () => {
	// The end of a Talkover event does not say how the call went: its list does.
	test.each([
		['talkover', 'busy'],
		['unleashx', 'answered'],
	] as const)(
		'%s: the end wakes the execution that waits for this call, and no other',
		async (provider, outcome) => {
			const token = randomUUID();
			const { name, type, data } = providers.credentialOf(provider);
			const credential = await n8n.createCredential({ name: `${name} ${token}`, type, data: { ...data, webhookToken: token } });
			const credentials = { [type]: { id: credential.id, name: credential.name } };
			const agentId = { __rl: true, mode: 'id', value: providers[provider].usableAgent };
			const webhookId = randomUUID();
			const trigger = await n8n.createWorkflow({
				name: `resume ${token}`,
				nodes: [
					{
						id: randomUUID(),
						name: 'Call Event Trigger',
						type: 'n8n-nodes-voice-calls.callEventTrigger',
						typeVersion: 1,
						position: [0, 0],
						webhookId,
						credentials,
						parameters: {
							provider,
							...(provider === 'talkover' ? { agentId } : {}),
							events: ['call.completed', 'call.failed'],
							resumeWaiting: true,
						},
					},
					{ id: randomUUID(), name: 'Next', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [200, 0], parameters: {} },
				],
				connections: { 'Call Event Trigger': { main: [[{ node: 'Next', type: 'main', index: 0 }]] } },
			});
			await n8n.activate(trigger.id);
			const workflow = await waitingWorkflow(n8n, provider);
			const phones = ['+12127366801', '+12127366802'];
			const waiting = await Promise.all(phones.map((phone) => workflow.run([{ phone }], { until: isWaiting })));

			const sent: any = await createOf(provider, phones[0]);
			const echo = provider === 'talkover' ? sent.context : sent.metadata;
			expect(echo.resumeUrl).toContain('/webhook-waiting/');
			const end: any = over(provider, phones[0], outcome);
			if (provider === 'talkover') end.context = echo;
			else end.data.metadata = echo;
			const address =
				provider === 'talkover'
					? {
							url: (providers.talkover.state as any).webhooks[0].webhook_url as string,
							headers: Object.fromEntries(
								(providers.talkover.state as any).webhooks[0].custom_headers.map(({ key, value }: any) => [key, value]),
							),
						}
					: { url: `${n8n.baseUrl}/webhook/${webhookId}/events?token=${token}`, headers: {} };
			const answer = await request(address.url, { method: 'POST', body: end, headers: address.headers });
			expect(answer.status).toBe(200);
			const result = await later(workflow, waiting[0].execution.id, ended);
			expect(result.collected.Dialed[0].json).toMatchObject({
				to: phones[0],
				dialed: 'yes',
				outcome,
				status: outcome === 'busy' ? 'failed' : 'completed',
			});
			expect(result.collected.Dialed[0].json.problem).toBeUndefined();
			expect((await workflow.read(waiting[1].execution.id)).execution.status).toBe('waiting');
			expect(JSON.stringify(result.collected.Dialed[0].json)).not.toContain('webhook-waiting');
			await n8n.deactivate(trigger.id);
			await n8n.deleteWorkflow(trigger.id);
		},
		180_000,
	);
});

test(
	'an item whose end never comes says after the limit which call it was, and that it timed out',
	async () => {
		for (const [provider, result] of await timedOut) {
			expect(result.execution.status).toBe('success');
			expect(result.collected['Not Dialed']).toEqual([]);
			const [{ json, pairedItem }] = result.collected.Dialed;
			expect(json).toMatchObject({
				to: neverEnding,
				dialed: 'yes',
				outcome: null,
				problem: { type: 'outcome_unknown', title: 'The result did not come in time', reconcile: expect.any(String) },
			});
			expect(json.callId).toBe(callOf(provider, neverEnding).id);
			expect(pairedItem).toMatchObject({ item: 0 });
		}
	},
	9 * 60_000,
);
