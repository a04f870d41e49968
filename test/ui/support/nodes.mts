/** Our nodes as n8n knows them, and the workflows that hold one of each kind for the tests to open. */
import { randomUUID } from 'node:crypto';
import type { IDisplayOptions, INodeParameters, INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import type { Client, WorkflowNode } from '../../e2e/support/n8n.mts';

const PREFIX = 'n8n-nodes-voice-calls.';

/** A node in one state that a person can choose at the top: provider, and operation where there is one. */
export interface Variant {
	/** Such as `Manage Call, End, Talkover`. */
	title: string;
	displayName: string;
	provider: string;
	description: INodeTypeDescription;
	parameters: INodeParameters;
}

/** The parameters that n8n shows for what is chosen, with their defaults. */
export function shownParameters(description: INodeTypeDescription, parameters: INodeParameters): INodeProperties[] {
	const node = { typeVersion: 1 };
	const all = NodeHelpers.getNodeParameters(description.properties, parameters, true, false, node, description) ?? {};
	return description.properties.filter(
		(one) => one.name in all && one.type !== 'hidden' && NodeHelpers.displayParameter(all, one, node, description),
	);
}

/** What a drop-down offers, from its description. */
export const choicesOf = (property: INodeProperties | undefined) =>
	(property?.options ?? []) as Array<{ name: string; value: string; displayOptions?: IDisplayOptions }>;

function variantsOf(description: INodeTypeDescription): Variant[] {
	const { displayName } = description;
	// n8n adds one of its own, which points to its HTTP Request node.
	const operations = choicesOf(description.properties.find(({ name }) => name === 'operation')).filter(
		({ value }) => !value.startsWith('__'),
	);
	const starts =
		operations.length > 0
			? operations.map(({ name, value }) => ({ words: [name], parameters: { operation: value } }))
			: [{ words: [], parameters: {} }];
	return starts.flatMap(({ words, parameters }) => {
		const provider = shownParameters(description, parameters).find(({ name }) => name === 'provider');
		if (provider === undefined) return [{ title: [displayName, ...words].join(', '), displayName, provider: '', description, parameters }];
		return choicesOf(provider).map(({ name, value }) => ({
			title: [displayName, ...words, name].join(', '),
			displayName,
			provider: value,
			description,
			parameters: { ...parameters, provider: value },
		}));
	});
}

/** Every node of ours (not its twin for agents) in every state. */
export async function ourVariants(n8n: Client): Promise<Variant[]> {
	const types = (await n8n.nodeTypes()) as INodeTypeDescription[];
	return types.filter(({ name }) => name.startsWith(PREFIX) && !name.endsWith('Tool')).flatMap(variantsOf);
}

/** A workflow of nodes that stand beside each other, each behind nothing. */
export async function createNodes(
	n8n: Client,
	name: string,
	nodes: Array<{ name: string; type: string; parameters: INodeParameters; credentials?: WorkflowNode['credentials'] }>,
): Promise<{ id: string; nodes: WorkflowNode[] }> {
	const placed = nodes.map((node, index) => ({
		id: randomUUID(),
		webhookId: randomUUID(),
		typeVersion: 1,
		position: [(index % 6) * 240, Math.floor(index / 6) * 220] as [number, number],
		...node,
	}));
	const { id } = await n8n.createWorkflow({ name, nodes: placed, connections: {} });
	return { id, nodes: placed };
}

/** A workflow that a person starts by hand, with one node behind the start; `items` are what the node is given. */
export async function createRunnable(
	n8n: Client,
	title: string,
	{
		items,
		...node
	}: {
		name: string;
		type: string;
		parameters: INodeParameters;
		credentials?: WorkflowNode['credentials'];
		items?: Array<Record<string, unknown>>;
	},
): Promise<{ id: string; nodes: WorkflowNode[] }> {
	const at = { typeVersion: 1, parameters: {} };
	const start: WorkflowNode = { ...at, id: randomUUID(), name: 'Start', type: 'n8n-nodes-base.manualTrigger', position: [0, 0] };
	const placed: WorkflowNode = { ...at, id: randomUUID(), position: [240, 0], ...node };
	const { id } = await n8n.createWorkflow({
		name: title,
		nodes: [start, placed],
		connections: { [start.name]: { main: [[{ node: placed.name, type: 'main', index: 0 }]] } },
		...(items ? { pinData: { [start.name]: items.map((json) => ({ json })) } } : {}),
	});
	return { id, nodes: [start, placed] };
}
