/** A workflow that starts with Call Event Trigger, and deliveries to it over real HTTP. */
import { randomUUID } from 'node:crypto';
import { parsed, sendRequest } from '../../harness/http.mts';
import { waitFor } from './n8nClient.mts';
import type { Client, HttpAnswer, SharedN8n, WorkflowNode } from './n8n.mts';

export interface Post {
	body: unknown;
	headers?: Record<string, string>;
	/** Behind the question mark. */
	query?: string;
	method?: string;
}

export interface TriggerWorkflow {
	id: string;
	/** The production address, as the editor shows it. */
	url: string;
	/** @throws with the sentence of the trigger when it cannot be activated */
	activate(): Promise<void>;
	post(delivery: Post): Promise<HttpAnswer>;
	/** How many executions there are; n8n lists 50 at the most. */
	started(): Promise<number>;
	/** The items of all executions, oldest first, once there are as many. */
	items(count: number): Promise<Array<Record<string, any>>>;
	deactivate(): Promise<void>;
	remove(): Promise<void>;
}

interface Publication {
	status: string;
	triggers: Array<{ status: string; errorMessage: string | null }>;
}

/** Makes the workflow; `activate` it, unless that is what is tested. */
export async function triggerWorkflow(
	n8n: Client & Pick<SharedN8n, 'baseUrl'>,
	{ parameters, credentials }: { parameters: Record<string, unknown>; credentials?: WorkflowNode['credentials'] },
): Promise<TriggerWorkflow> {
	const webhookId = randomUUID();
	const at = { typeVersion: 1, position: [0, 0] as [number, number] };
	const { id } = await n8n.createWorkflow({
		name: `e2e trigger ${webhookId}`,
		settings: { executionOrder: 'v1' },
		nodes: [
			{
				...at,
				id: randomUUID(),
				name: 'Trigger',
				type: 'n8n-nodes-voice-calls.callEventTrigger',
				webhookId,
				parameters,
				...(credentials ? { credentials } : {}),
			},
			{ ...at, id: randomUUID(), name: 'End', type: 'n8n-nodes-base.noOp', parameters: {} },
		],
		connections: { Trigger: { main: [[{ node: 'End', type: 'main', index: 0 }]] } },
	});
	const url = `${n8n.baseUrl}/webhook/${webhookId}/events`;
	const ended = async (count: number) => {
		const found = await n8n.executions(id);
		return found.length >= count && found.every(({ status }) => status === 'success') ? found : undefined;
	};
	/** n8n answers at once and does the work behind: what came of it, once it is done. */
	const settled = () =>
		waitFor(
			`the publication of ${id}`,
			async () => {
				const found = (await n8n.rest('GET', `/workflows/${id}/publication-status`)) as Publication;
				return found.status === 'in_progress' ? undefined : found;
			},
			{ timeoutMs: 90_000 },
		);
	return {
		id,
		url,
		async activate() {
			await n8n.api('POST', `/workflows/${id}/activate`);
			const { triggers } = (await settled()) as Publication;
			const failed = triggers.find(({ status }) => status === 'failed');
			if (failed) throw new Error(failed.errorMessage ?? 'the activation failed');
		},
		async post({ body, headers = {}, query, method = 'POST' }) {
			// Texts and bytes go out as they are, whatever they are.
			const raw = typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body);
			const answer = await sendRequest(query ? `${url}?${query}` : url, {
				method,
				body: method === 'GET' ? undefined : raw,
				headers: { 'content-type': 'application/json', ...headers },
				timeoutMs: 120_000,
			});
			return { status: answer.status, headers: answer.headers, body: parsed(answer.text) };
		},
		started: async () => (await n8n.executions(id)).length,
		async items(count) {
			const executions = await waitFor(`${count} executions of ${id}`, () => ended(count));
			const full = await Promise.all([...executions].reverse().map(({ id: one }) => n8n.execution(one)));
			return full.flatMap((one) => (one.data.resultData.runData.End?.[0]?.data?.main?.[0] ?? []).map(({ json }) => json));
		},
		async deactivate() {
			await n8n.deactivate(id);
			await settled();
		},
		async remove() {
			await n8n.deactivate(id);
			await n8n.deleteWorkflow(id);
		},
	};
}
