/** A workflow around one node: a webhook feeds it items, and every output ends in a node of its own. */
import { randomUUID } from 'node:crypto';
import { hasEnded } from './n8nClient.mts';
import type { Client, Execution, Item, NodeRun, WorkflowNode } from './n8n.mts';

const NODE = 'Node under test';

export interface NodeUnderTest {
	/** Full type name, such as `n8n-nodes-voice-calls.makeCall`. */
	type: string;
	typeVersion?: number;
	/** Values may be expressions: `={{ $json.phone }}` reads the field of the current item. */
	parameters: Record<string, unknown>;
	credentials?: WorkflowNode['credentials'];
	/** Names of the outputs in order; each gets a collecting node. `onError: 'continueErrorOutput'` adds one: name it here. */
	outputs?: string[];
	/** Node settings such as `onError`, `retryOnFail`, `maxTries`, `waitBetweenTries`. */
	settings?: Record<string, unknown>;
}

export interface NodeResult {
	execution: Execution;
	/** Items of each output of the node's last run; `[0]` Dialed, `[1]` Not Dialed, `[2]` the error output. */
	outputs: Item[][];
	/** Every run of the node (loops, resumed waits). */
	runs: NodeRun[];
	/** What reached the collecting node behind each output, by its name: proof that the branch ran. */
	collected: Record<string, Item[]>;
	/** The error that ended the execution. */
	error: { message: string; description?: string } | undefined;
}

export interface RunnableWorkflow {
	id: string;
	/** Sends the items through the workflow and waits for its end, or for `until`. */
	run(
		items: Array<Record<string, unknown>>,
		options?: { until?: (execution: Execution) => boolean; timeoutMs?: number },
	): Promise<NodeResult>;
	/** Reads a later state of the same execution, or a retried one. */
	read(executionId: string): Promise<NodeResult>;
	/** Deactivates and removes the workflow. */
	remove(): Promise<void>;
}

const itemsOf = (run: NodeRun | undefined, output: number): Item[] => run?.data?.main?.[output] ?? [];

const main = (...targets: string[]) => targets.map((node) => [{ node, type: 'main', index: 0 }]);

function buildWorkflow(
	path: string,
	{ type, typeVersion = 1, parameters, credentials, settings, outputs }: NodeUnderTest & { outputs: string[] },
) {
	const node = (name: string, x: number, y: number, fields: Partial<WorkflowNode> & { type: string }): WorkflowNode => ({
		id: randomUUID(),
		name,
		typeVersion: 1,
		position: [x, y],
		parameters: {},
		...fields,
	});
	return {
		name: `e2e ${type} ${path}`,
		settings: { executionOrder: 'v1' },
		nodes: [
			node('Webhook', 0, 0, {
				type: 'n8n-nodes-base.webhook',
				typeVersion: 2,
				webhookId: randomUUID(),
				parameters: { httpMethod: 'POST', path, responseMode: 'onReceived', options: {} },
			}),
			node('Items', 200, 0, { type: 'n8n-nodes-base.splitOut', parameters: { fieldToSplitOut: 'body.items', options: {} } }),
			node(NODE, 400, 0, { type, typeVersion, parameters, ...(credentials ? { credentials } : {}), ...settings }),
			...outputs.map((name, index) => node(name, 600, index * 200, { type: 'n8n-nodes-base.noOp' })),
		],
		connections: {
			Webhook: { main: main('Items') },
			Items: { main: main(NODE) },
			[NODE]: { main: main(...outputs) },
		},
	};
}

function resultOf(execution: Execution, outputNames: string[]): NodeResult {
	const { runData, error } = execution.data.resultData;
	const runs = runData[NODE] ?? [];
	const last = runs.at(-1);
	return {
		execution,
		outputs: outputNames.map((_, index) => itemsOf(last, index)),
		runs,
		collected: Object.fromEntries(outputNames.map((name) => [name, (runData[name] ?? []).flatMap((run) => itemsOf(run, 0))])),
		error,
	};
}

/** Creates and activates the workflow around a node. */
export async function nodeWorkflow(n8n: Client, definition: NodeUnderTest): Promise<RunnableWorkflow> {
	const outputs = definition.outputs ?? ['Dialed', 'Not Dialed'];
	const path = `e2e-${randomUUID()}`;
	const { id } = await n8n.createWorkflow(buildWorkflow(path, { ...definition, outputs }));
	await n8n.activate(id);

	return {
		id,
		async run(items, { until = hasEnded as (execution: Execution) => boolean, timeoutMs } = {}) {
			const token = randomUUID();
			const isOurs = (execution: Execution) => itemsOf(execution.data?.resultData?.runData?.Webhook?.[0], 0)[0]?.json.body.token === token;
			const begin = () => n8n.runWebhook(path, { token, items });
			const hasBegun = () => n8n.waitForExecution(id, isOurs, { timeoutMs: 10_000 }).then(Boolean, () => false);
			let answer = await begin();
			// On a busy machine n8n now and then refuses to begin; what has not begun is asked for again.
			if (answer.status === 500 && !(await hasBegun())) answer = await begin();
			if (answer.status !== 200) throw new Error(`the webhook answered ${answer.status}: ${JSON.stringify(answer.body)}`);
			const execution = await n8n.waitForExecution(id, (found) => isOurs(found) && until(found), { timeoutMs });
			return resultOf(execution, outputs);
		},
		read: async (executionId) => resultOf(await n8n.execution(executionId), outputs),
		async remove() {
			await n8n.deactivate(id);
			await n8n.deleteWorkflow(id);
		},
	};
}
