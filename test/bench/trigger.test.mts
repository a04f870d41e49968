/**
 * `npm run bench`: what an execution that a delivery starts costs n8n in CPU, with Call Event Trigger against a trigger that only hands the body
 * on and n8n's Webhook node. One n8n has a workflow of each; counted is what its process works between the first delivery and its rest.
 */
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import process from 'node:process';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureHost } from '../../scripts/lib/n8nHost.mjs';
import { startN8n } from '../../scripts/lib/n8nInstance.mjs';
import { packProject } from '../../scripts/lib/npm.mjs';
import type { Client, WorkflowNode } from '../e2e/support/n8n.mts';
import { createClient } from '../e2e/support/n8nClient.mts';
import { inParallel } from '../harness/bars.mts';
import { eventBodies } from '../harness/eventBodies.mts';
import { sendRequest } from '../harness/http.mts';
import { compare, report } from './support/measure.mts';

const deliveries = 60;
const atOnce = 5;
const token = randomUUID();

/** A trigger that does the least that n8n asks for. */
const minimalTrigger = `exports.MinimalTrigger = class {
	description = {
		displayName: 'Minimal Trigger', name: 'minimalTrigger', group: ['trigger'], version: 1, description: 'Hands the body on',
		defaults: { name: 'Minimal Trigger' }, inputs: [], outputs: ['main'], properties: [],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'events' }],
	};
	async webhook() { return { workflowData: [[{ json: this.getBodyData() }]] }; }
};
`;

let n8n: Client & Awaited<ReturnType<typeof startN8n>>;
const folder = mkdtempSync(join(tmpdir(), 'voice-calls-trigger-'));
const extensions = join(folder, 'extensions');
const isLinux = process.platform === 'linux';

beforeAll(async () => {
	if (!isLinux) return;
	mkdirSync(extensions);
	writeFileSync(join(extensions, 'MinimalTrigger.node.js'), minimalTrigger);
	const host = await ensureHost();
	const { tarball } = await packProject(folder);
	const started = await startN8n({ host, tarball, env: { N8N_CUSTOM_EXTENSIONS: extensions } });
	n8n = { ...started, ...createClient(started) };
}, 1_800_000);
afterAll(async () => {
	if (!isLinux) return;
	await n8n.dispose();
	rmSync(folder, { recursive: true });
});

/** A workflow that starts so and does nothing more. @returns its address */
async function workflowOf(trigger: Pick<WorkflowNode, 'type' | 'parameters'> & Partial<WorkflowNode>, path: string): Promise<string> {
	const webhookId = randomUUID();
	const at = { typeVersion: 1, position: [0, 0] as [number, number] };
	const { id } = await n8n.createWorkflow({
		name: `bench ${trigger.type}`,
		settings: { executionOrder: 'v1' },
		nodes: [
			{ ...at, id: randomUUID(), name: 'Trigger', webhookId, ...trigger },
			{ ...at, id: randomUUID(), name: 'End', type: 'n8n-nodes-base.noOp', parameters: {} },
		],
		connections: { Trigger: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
	});
	await n8n.activate(id);
	return `${n8n.baseUrl}/webhook/${path.replace('ID', webhookId)}`;
}

/** Of one process: hundredths of a second of CPU, and its resident pages. */
function statOf(pid: string): { ticks: number; pages: number } {
	const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
	return { ticks: Number(fields[11]) + Number(fields[12]), pages: Number(fields[21]) };
}

/** n8n's own process among those with its port in their environment, which is by far the largest. */
function n8nPid(): string {
	const mark = `N8N_PORT=${new URL(n8n.baseUrl).port}\0`;
	const found = readdirSync('/proc').filter((name) => {
		try {
			return /^\d+$/.test(name) && readFileSync(`/proc/${name}/environ`, 'utf8').includes(mark);
		} catch {
			return false; // ended meanwhile, or somebody else's
		}
	});
	return found.sort((a, b) => statOf(b).pages - statOf(a).pages)[0];
}

/** Waits until the process rests. @returns its hundredths of a second */
async function rest(pid: string): Promise<number> {
	for (;;) {
		const { ticks } = statOf(pid);
		await sleep(700);
		if (statOf(pid).ticks - ticks <= 1) return ticks;
	}
}

test.skipIf(!isLinux)('what an execution costs that a delivery starts', { timeout: 1_200_000 }, async () => {
	const data = { apiKey: 'none', baseUrl: 'http://127.0.0.1:1/api', webhookToken: token };
	const { id, name } = await n8n.createCredential({ name: 'bench', type: 'svalyncVoiceApi', data });
	const path = randomUUID();
	const addresses = [
		await workflowOf({ type: 'CUSTOM.minimalTrigger', parameters: {} }, 'ID/events'),
		await workflowOf(
			{
				type: 'n8n-nodes-voice-calls.callEventTrigger',
				parameters: { provider: 'svalync', events: ['call.completed'], fetchFullCall: false },
				credentials: { svalyncVoiceApi: { id, name } },
			},
			`ID/events`,
		),
		await workflowOf({ type: 'n8n-nodes-base.webhook', typeVersion: 2, parameters: { httpMethod: 'POST', path } }, path),
	];
	const pid = n8nPid();
	let sent = 0;
	const bodyOf = (): string =>
		JSON.stringify(eventBodies('svalync', 'answered', { callId: `call-${++sent}` }).find(({ event }) => event === 'call.completed'));
	const deliver = (address: string) => async (): Promise<number> => {
		const before = await rest(pid);
		await inParallel(Array.from({ length: deliveries }), atOnce, async () => {
			const answer = await sendRequest(`${address}?token=${token}`, {
				method: 'POST',
				headers: { 'content-type': 'application/json' },
				body: bodyOf(),
			});
			expect(answer.status, answer.text).toBe(200);
		});
		return ((await rest(pid)) - before) * 10;
	};
	const used = await compare(addresses.map(deliver));
	// What is cheap because it starts nothing is none.
	for (const { id: workflow } of await n8n.api('GET', '/workflows').then((answer: { data: Array<{ id: string }> }) => answer.data)) {
		const executions = await n8n.executions(workflow);
		expect(executions.length).toBe(50);
		for (const { status } of executions) expect(status).toBe('success');
	}
	const figure = (index: number, what: string) => ({
		what,
		value: `${(used[index] / deliveries).toFixed(1)} ms an execution`,
		ratio: used[index] / used[0],
	});
	report({
		place: 4,
		title: 'Starting workflows',
		how: `CPU of n8n's process for ${deliveries} deliveries, ${atOnce} at a time, each of which starts an execution that n8n keeps, against the trigger that hands the body on unread.`,
		figures: [
			{ ...figure(0, 'Minimal trigger (baseline)'), ratio: undefined },
			{ ...figure(1, 'Call Event Trigger: proof, event, repeats'), bar: { most: 1.05 } },
			figure(2, 'n8n’s Webhook node'),
		],
	});
});
