/**
 * A whole call at each provider that is called back or signs its events, in one n8n: ended, placed by both nodes, waited for by polling and
 * by callback, recorded, and told by both triggers.
 */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { textOf } from '../harness/canary.mts';
import { endCall, endCalls } from '../harness/ends.mts';
import { eventBodies } from '../harness/eventBodies.mts';
import type { StoredCall } from '../servers/strictServer.mts';
import { providerById, supports } from '../../nodes/shared/providers/registry';
import type { Execution, Item, WorkflowNode } from './support/n8n.mts';
import { connect } from './support/n8n.mts';
import { hasEnded, request, waitFor } from './support/n8nClient.mts';
import type { Providers } from './support/providers.mts';
import { realProviders, startProviders } from './support/providers.mts';
import { triggerWorkflow } from './support/triggerWorkflow.mts';

type Id = (typeof realProviders)[number];

const n8n = connect();
let providers: Providers;
const stops: Array<() => void> = [];
const made: string[] = [];
const secret = `secret-${randomUUID()}`;
const credentials = {} as Record<Id, NonNullable<WorkflowNode['credentials']>>;

/** The field of the credential with the secret of the webhooks, at each provider that signs every event. */
const secretFields: Record<string, Record<string, string>> = {
	bland: { webhookSecret: secret },
	elevenlabs: { webhookSecret: secret },
	retell: { webhookApiKey: secret },
	vapi: { webhookSecret: secret },
};

const ids = realProviders.filter((id) => id in secretFields);

beforeAll(async () => {
	providers = await startProviders();
	for (const id of ids) {
		const { type, data } = providers.credentialOf(id);
		const created = await n8n.createCredential({ name: `${id} ${randomUUID()}`, type, data: { ...data, ...secretFields[id] } });
		credentials[id] = { [created.type]: { id: created.id, name: created.name } };
		// Every call that a node places is answered at once, and recorded.
		stops.push(
			endCalls(providers[id], (call) => {
				call.recorded = true;
				return call.agentId === 'live' ? undefined : 'answered';
			}),
		);
	}
});
afterAll(async () => {
	for (const stop of stops) stop();
	for (const id of made)
		await n8n.deactivate(id).then(
			() => n8n.deleteWorkflow(id),
			() => undefined,
		);
	await providers.close();
});

const hex = (...parts: Array<string | Buffer>): string =>
	createHmac('sha256', secret)
		.update(Buffer.concat(parts.map((part) => Buffer.from(part))))
		.digest('hex');

/** What each provider sends with a body, as it documents its signatures. */
const proofs: Record<string, (raw: string) => Record<string, string>> = {
	bland: (raw) => ({ 'X-Webhook-Signature': hex(raw) }),
	elevenlabs: (raw) => {
		const time = String(Math.floor(Date.now() / 1000));
		return { 'ElevenLabs-Signature': `t=${time},v0=${hex(`${time}.${raw}`)}` };
	},
	retell: (raw) => {
		const time = String(Date.now());
		return { 'X-Retell-Signature': `v=${time},d=${hex(raw, time)}` };
	},
	vapi: (raw) => {
		const time = String(Date.now());
		return { 'x-timestamp': time, 'x-signature': hex(`${time}.${raw}`) };
	},
};

/** Vapi signs nothing at an address that came with the call. */
const unsignedPerCall = ['vapi'];
const proofAt = (id: Id, raw: string): Record<string, string> => (unsignedPerCall.includes(id) ? {} : proofs[id](raw));

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value });
const fromList = (value: string) => ({ __rl: true, mode: 'list', value });

/** The caller number of each account. */
const from: Record<string, Record<string, unknown>> = {
	bland: {},
	elevenlabs: { fromNumber: fromList('twilio:phnum_1') },
	retell: { fromNumber: fromList('+14157774444') },
	vapi: { fromNumber: fromList('9f2b0000-0000-4000-8000-000000000001') },
};
/** Who speaks the script, if it is not the agent. */
const voices: Record<string, Record<string, unknown>> = { bland: { voiceId: byId('maya') }, vapi: {} };

const canCallBack = (id: Id): boolean => supports(providerById(id)!, 'callbackUrl');
const canEnd = (id: Id): boolean => supports(providerById(id)!, 'endCall');

const at = { typeVersion: 1, position: [0, 0] as [number, number] };
const voice = (id: Id, name: string, type: string, parameters: Record<string, unknown>): WorkflowNode => ({
	...at,
	id: randomUUID(),
	name,
	type: `n8n-nodes-voice-calls.${type}`,
	credentials: credentials[id],
	parameters: { provider: id, ...parameters },
});
const next = (...names: string[]) =>
	Object.fromEntries(names.slice(1).map((name, index) => [names[index], { main: [[{ node: name, type: 'main', index: 0 }]] }]));

/** One workflow: a live call is ended, Send Call waits by polling, its recording is fetched, Make Call waits by callback where that is possible. */
async function wholeCall(id: Id): Promise<{ id: string; path: string }> {
	const path = `e2e-${randomUUID()}`;
	const waiting = { safety: { callingHours: 'off' }, waitForResult: true, ...from[id] };
	const steps = [
		...(canEnd(id) ? [voice(id, 'End', 'manageCall', { operation: 'end', callId: '={{ $json.live }}' })] : []),
		voice(id, 'Send', 'sendCall', {
			agentId: byId(providers[id].usableAgent),
			phoneNumber: '={{ $("Items").item.json.first }}',
			waitMethod: 'polling',
			...waiting,
		}),
		voice(id, 'Recording', 'manageCall', { operation: 'downloadRecording', callId: '={{ $json.callId }}' }),
		voice(id, 'Make', 'makeCall', {
			phoneNumber: '={{ $("Items").item.json.second }}',
			scriptFormat: 'text',
			scriptText: 'Hello, your order is ready.',
			waitMethod: canCallBack(id) ? 'callback' : 'polling',
			...(voices[id] ?? { agentId: byId(providers[id].usableAgent) }),
			...waiting,
		}),
	];
	const created = await n8n.createWorkflow({
		name: `e2e whole call ${id}`,
		settings: { executionOrder: 'v1' },
		nodes: [
			{
				...at,
				id: randomUUID(),
				name: 'Webhook',
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				webhookId: randomUUID(),
				parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
			},
			{
				...at,
				id: randomUUID(),
				name: 'Items',
				type: 'n8n-nodes-base.splitOut',
				parameters: { fieldToSplitOut: 'body.items', options: {} },
			},
			...steps,
		],
		connections: next('Webhook', 'Items', ...steps.map(({ name }) => name)),
	});
	made.push(created.id);
	await n8n.activate(created.id);
	return { id: created.id, path };
}

const itemOf = (execution: Execution, node: string): Item => {
	const items = execution.data.resultData.runData[node]?.at(-1)?.data?.main?.flatMap((one) => one ?? []) ?? [];
	if (items.length !== 1) throw new Error(`${node} gave ${items.length} items: ${execution.data.resultData.error?.message ?? ''}`);
	return items[0];
};

/** The address of the waiting execution, wherever the provider's request has it. */
const addressIn = (rawBody: string): string | undefined => /https?:[^"\s]+webhook-waiting[^"\s]+/.exec(rawBody)?.[0].replaceAll('\\/', '/');

/** What the provider posts about the end of this call. */
const endOf = (id: Id, { id: callId, to, agentId }: StoredCall) =>
	eventBodies(id, 'answered', { callId, to, agentId }).find((body) =>
		providerById(id)!
			.readEvents(body)
			.some(({ event }) => event === 'call.completed'),
	);

/** Delivers the end of a call to the waiting execution, again and again until n8n takes it. */
async function callBack(id: Id, to: string): Promise<void> {
	const server = providers[id];
	const create = await waitFor(`the call to ${to}`, async () => server.creates.find(({ rawBody }) => rawBody.includes(to)));
	const call = server.calls.find((one) => one.to === to)!;
	const body = endOf(id, call);
	const raw = JSON.stringify(body);
	const url = addressIn(create.rawBody) ?? '';
	const headers = { 'content-type': 'application/json' };
	// Not even the secret of the address helps a delivery with a wrong signature.
	const forged = proofs[id](`${raw} `);
	expect((await request(url, { method: 'POST', body: raw, headers: { ...headers, ...forged } })).status).toBe(401);
	await waitFor('the delivery of the end', async () => {
		const { status } = await request(url, { method: 'POST', body: raw, headers: { ...headers, ...proofAt(id, raw) } });
		return status === 200 ? true : undefined;
	});
}

describe.concurrent.each(ids)('%s', (id) => {
	const index = ids.indexOf(id);

	test('a live call is ended, a call is sent and one is made, each is waited for, and the recording is fetched', async () => {
		const server = providers[id];
		const [live] = server.seedCalls(1, (call) => Object.assign(call, { agentId: 'live', status: liveWords[id], durationSeconds: null }));
		const [first, second] = [`+1212736720${index}`, `+1212736730${index}`];
		const workflow = await wholeCall(id);
		const answer = await n8n.runWebhook(workflow.path, { items: [{ live: live.id, first, second }] });
		expect(answer.status).toBe(200);
		if (canCallBack(id)) {
			await n8n.waitForExecution(workflow.id, ({ status }: Execution) => status === 'waiting' || hasEnded({ status } as Execution));
			await callBack(id, second);
		}
		const execution = await n8n.waitForExecution(workflow.id, hasEnded);
		expect([execution.status, execution.data.resultData.error?.message]).toEqual(['success', undefined]);

		if (canEnd(id)) {
			expect(itemOf(execution, 'End').json).toMatchObject({ provider: id, callId: live.id, dialed: 'yes' });
			expect(isLive(id, live)).toBe(false);
		}
		for (const [node, to] of [
			['Send', first],
			['Make', second],
		]) {
			const { json } = itemOf(execution, node);
			expect(json, node).toMatchObject({ provider: id, to, dialed: 'yes', status: 'completed', outcome: 'answered' });
			expect(json.problem, node).toBeUndefined();
		}
		const { binary } = itemOf(execution, 'Recording');
		expect(binary?.data.mimeType).toMatch(/^audio\//);
		expect(Number(binary?.data.bytes ?? 1)).toBeGreaterThan(0);
		expect(server.creates.filter(({ rawBody }) => rawBody.includes(first) || rawBody.includes(second))).toHaveLength(2);
		expect(server.violations).toEqual([]);
		expect(textOf(execution.data)).not.toContain(server.key);
		expect(textOf(server.elsewhere.requests)).not.toContain(server.key);
	});

	test('an event that the provider signs starts a workflow once, and a forged or unsigned one does not', async () => {
		const [call] = providers[id].seedCalls(1);
		endCall(providers[id], call, 'answered');
		const trigger = await triggerWorkflow(n8n, {
			parameters: { provider: id, events: ['call.completed'] },
			credentials: credentials[id],
		});
		made.push(trigger.id);
		await trigger.activate();
		const body = endOf(id, call);
		const raw = JSON.stringify(body);
		const altered = raw.replace('answered', 'altered').concat(' ');
		const refused = [
			{ body: raw },
			{ body: altered, headers: proofs[id](raw) },
			{ body: raw, headers: Object.fromEntries(Object.entries(proofs[id](raw)).map(([name]) => [name, randomBytes(32).toString('hex')])) },
		];
		for (const post of refused) expect((await trigger.post(post)).status).toBe(401);
		for (const _repeat of [1, 2]) expect((await trigger.post({ body: raw, headers: proofs[id](raw) })).status).toBe(200);
		expect(await trigger.items(1)).toMatchObject([
			{ event: 'call.completed', verified: true, provider: id, callId: call.id, status: 'completed', outcome: 'answered' },
		]);
		expect(await trigger.started()).toBe(1);
	});

	test('a call that ends after the poll trigger was activated is told once, and no earlier one', async () => {
		providers[id].seedCalls(3);
		const created = await n8n.createWorkflow({
			name: `e2e poll ${id}`,
			settings: { executionOrder: 'v1' },
			nodes: [
				voice(id, 'Calls', 'callPollTrigger', {
					events: ['call.completed', 'call.failed'],
					// Every other second: n8n takes no interval under a minute.
					pollTimes: { item: Array.from({ length: 30 }, (_time, step) => ({ mode: 'custom', cronExpression: `${step * 2} * * * * *` })) },
				}),
				{ ...at, id: randomUUID(), name: 'End', type: 'n8n-nodes-base.noOp', parameters: {} },
			],
			connections: next('Calls', 'End'),
		});
		made.push(created.id);
		await n8n.activate(created.id);
		// A call that ends before the first poll is an earlier one, so calls go on ending until one is told.
		const later: string[] = [];
		const ending = setInterval(() => {
			const [call] = providers[id].seedCalls(1, (one) =>
				Object.assign(one, { agentId: 'live', status: liveWords[id], durationSeconds: null }),
			);
			endCall(providers[id], call, 'busy');
			later.push(call.id);
		}, 1000);
		const toldBy = (execution: Execution): Item[] => execution.data.resultData.runData.Calls?.[0]?.data?.main?.[0] ?? [];
		try {
			const execution = await n8n.waitForExecution(created.id, (one: Execution) => hasEnded(one) && toldBy(one).length > 0);
			expect(execution.status).toBe('success');
			for (const { json } of toldBy(execution)) {
				expect(json).toMatchObject({ event: 'call.failed', verified: true, provider: id });
				expect(later).toContain(json.callId);
			}
		} finally {
			clearInterval(ending);
			await n8n.deactivate(created.id);
		}
	});
});

/** The word of a call that is under way. */
const liveWords: Record<string, string> = { bland: 'started', elevenlabs: 'in-progress', retell: 'ongoing', vapi: 'in-progress' };
const isLive = (id: Id, call: StoredCall): boolean => call.status === liveWords[id];
