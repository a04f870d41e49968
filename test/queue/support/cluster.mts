/** n8n in queue mode for the tests, and what they ask of it through its webhook processor. */
import { randomUUID } from 'node:crypto';
import { startCluster } from './n8nCluster.mjs';
import { ensureHost } from '../../../scripts/lib/n8nHost.mjs';
import { buildProject, packProject } from '../../../scripts/lib/npm.mjs';
import { temporaryFolder } from '../../../scripts/lib/processes.mjs';
import type { Client, Credential, Item, WorkflowNode } from '../../e2e/support/n8n.mts';
import { createClient, hasEnded, request, waitFor } from '../../e2e/support/n8nClient.mts';

const MINUTE = 60_000;

export type Queue = Awaited<ReturnType<typeof startCluster>> & Client;

/** The packed package in a new n8n in queue mode; the test must `dispose()` of it. */
export async function startQueue(): Promise<Queue> {
	const note = (text: string): void => console.log(`queue: ${text}`);
	let tarball = process.env.VOICE_CALLS_TARBALL;
	if (tarball === undefined) {
		await buildProject();
		({ tarball } = await packProject(temporaryFolder('pack')));
	}
	const host = await ensureHost({ note });
	const cluster = await startCluster({ host, tarball, note, env: { N8N_DISABLE_UI: 'true' } });
	return { ...cluster, ...createClient(cluster) };
}

export type NewNode = Pick<WorkflowNode, 'name' | 'type' | 'parameters'> & Partial<WorkflowNode>;

/** A row of n8n's list of executions, with its data where that was asked for. */
interface Listed {
	id: string;
	status: string;
	data?: { resultData: { runData: Record<string, Array<{ data?: { main?: Array<Item[] | null> } }>> } };
}

export interface QueueWorkflow {
	id: string;
	/** The production address at the webhook processor. */
	url: string;
	/** The same path at main. */
	mainUrl: string;
	/** Every execution that has ended; with `withData` what its nodes put out. */
	ended(withData?: boolean): Promise<Listed[]>;
	/** Waits until `count` executions have ended, those that n8n gave up with their worker included. */
	settled(count: number): Promise<void>;
	/** Waits until no more executions come, five looks long: a trigger drops some events without an execution. */
	quiet(): Promise<void>;
	/** Waits until `count` executions have come to their own end. */
	succeeded(count: number): Promise<void>;
	/** Waits until `count` executions sleep. */
	asleep(count: number): Promise<void>;
	/** What all executions put out at a node, newest execution first. */
	items(node: string, output: number): Promise<Array<Record<string, any>>>;
	remove(): Promise<void>;
}

/** Makes and publishes a workflow: nodes in a row behind its trigger. `path` is the trigger's below `/webhook/`. */
export async function publish(
	queue: Queue,
	path: string,
	definition: { nodes: WorkflowNode[]; connections: object },
): Promise<QueueWorkflow> {
	const { id } = await queue.createWorkflow({
		name: `queue ${path}`,
		settings: { executionOrder: 'v1' },
		nodes: definition.nodes,
		connections: definition.connections as Record<string, unknown>,
	});
	await queue.api('POST', `/workflows/${id}/activate`);
	const [url, mainUrl] = [queue.webhookUrl, queue.baseUrl].map((base) => `${base}/webhook/${path}`);
	for (const address of [url, mainUrl]) {
		await waitFor(`the webhook ${address}`, async () => {
			const answer = await request(address, { method: 'DELETE' }).catch(() => undefined);
			return /is not registered for DELETE requests/.test(answer?.body?.message ?? '') || undefined;
		});
	}

	async function list(filter: string): Promise<Listed[]> {
		const all: Listed[] = [];
		for (let cursor = ''; ;) {
			const page = await queue.api('GET', `/executions?workflowId=${id}&limit=100${filter}${cursor}`);
			all.push(...page.data);
			if (!page.nextCursor) return all;
			cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
		}
	}
	const ended = async (withData = false) => (await list(withData ? '&includeData=true' : '')).filter((one) => hasEnded(one as never));
	const until = async (what: string, count: number, look: () => Promise<Listed[]>): Promise<void> => {
		await waitFor(`${count} executions that ${what}`, async () => ((await look()).length >= count ? true : undefined), {
			timeoutMs: 6 * MINUTE,
		});
	};
	return {
		id,
		url,
		mainUrl,
		ended,
		async quiet() {
			const looks: number[] = [];
			await waitFor('the last execution', async () => {
				looks.push((await ended()).length);
				return looks.length > 5 && looks.slice(-5).every((count) => count === looks.at(-1)) ? true : undefined;
			});
		},
		settled: async (count) => await until('are over', count, ended),
		succeeded: async (count) => await until('succeeded', count, async () => (await ended()).filter(({ status }) => status === 'success')),
		asleep: async (count) => await until('sleep', count, async () => await list('&status=waiting')),
		items: async (node, output) =>
			(await ended(true)).flatMap(({ data }) =>
				(data?.resultData.runData[node] ?? []).flatMap((run) => (run.data?.main?.[output] ?? []).map(({ json }) => json)),
			),
		async remove() {
			await queue.deactivate(id);
		},
	};
}

/** Webhook → Split Out → the node: one execution of as many items as are posted. */
export async function callWorkflow(queue: Queue, node: NewNode, credential: Credential): Promise<QueueWorkflow> {
	const path = `campaign-${randomUUID()}`;
	const at = (x: number, fields: NewNode): WorkflowNode => ({ id: randomUUID(), typeVersion: 1, position: [x, 0], ...fields });
	const credentials = { [credential.type]: { id: credential.id, name: credential.name } };
	const webhook = { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} };
	return await publish(queue, path, {
		nodes: [
			at(0, { name: 'Webhook', type: 'n8n-nodes-base.webhook', typeVersion: 2, webhookId: randomUUID(), parameters: webhook }),
			at(200, { name: 'People', type: 'n8n-nodes-base.splitOut', parameters: { fieldToSplitOut: 'body.people', options: {} } }),
			at(400, { ...node, credentials }),
		],
		connections: {
			Webhook: { main: [[{ node: 'People', type: 'main', index: 0 }]] },
			People: { main: [[{ node: node.name, type: 'main', index: 0 }]] },
		},
	});
}

/** Posts the bodies, a few at a time. @returns the statuses, 0 where no answer came */
export async function postAll(bodies: ReadonlyArray<{ url: string; body: unknown; headers?: Record<string, string> }>): Promise<number[]> {
	const statuses: number[] = [];
	let next = 0;
	const lane = async (): Promise<void> => {
		for (let at = next++; at < bodies.length; at = next++) {
			const { url, body, headers } = bodies[at];
			statuses[at] = await request(url, { method: 'POST', body, headers, timeoutMs: MINUTE })
				.then(({ status }) => status)
				.catch(() => 0);
		}
	};
	await Promise.all(Array.from({ length: 8 }, lane));
	return statuses;
}

/** How many executions each worker began. */
export const begun = (queue: Queue): number[] =>
	Array.from({ length: queue.workers }, (_, index) => queue.log(`worker-${index + 1}`).split('Worker started execution').length - 1);

/** The worker that began an execution since `before`. */
export const workerSince = (queue: Queue, before: readonly number[]): number =>
	begun(queue).findIndex((count, index) => count > before[index]);
