/** A campaign that keeps its own table, in batches, and the report of that table: what docs/guides/scaling.md says how to build. */
import { randomUUID } from 'node:crypto';
import type { WorkflowNode } from '../../e2e/support/n8n.mts';

export const contacts = 'campaign_contacts';
export const doNotCall = 'campaign_do_not_call';
export const batch = 10;

type New = Partial<WorkflowNode> & Pick<WorkflowNode, 'name' | 'type'>;

const table = (name: string) => ({ __rl: true, mode: 'name', value: name });
const ofPhone = (keyValue: string) => ({ conditions: [{ keyName: 'phone', condition: 'eq', keyValue }] });

/** Nodes in a row. `connections` leads each output 0 to the next one. */
function inARow(nodes: New[]): { nodes: WorkflowNode[]; connections: Record<string, { main: object[][] }> } {
	const all = nodes.map((node, at): WorkflowNode => {
		const version = node.type === 'dataTable' ? 1.1 : 1;
		const type = node.type.includes('.') ? node.type : `n8n-nodes-base.${node.type}`;
		return { typeVersion: version, parameters: {}, ...node, id: randomUUID(), position: [at * 200, 0], type };
	});
	const to = (name: string) => [{ node: name, type: 'main', index: 0 }];
	return { nodes: all, connections: Object.fromEntries(all.slice(0, -1).map(({ name }, at) => [name, { main: [to(all[at + 1].name)] }])) };
}

const webhook = (path: string, responseMode: string): New => ({
	...{ name: 'Webhook', type: 'webhook', typeVersion: 2, webhookId: randomUUID() },
	parameters: { httpMethod: 'POST', path, responseMode, options: {} },
});

function update(name: string, phone: string, value: Record<string, string>): New {
	const schema = Object.keys(value).map((id) => ({ id, displayName: id, type: 'string', display: true, required: false, removed: false }));
	const columns = { mappingMode: 'defineBelow', value, schema, matchingColumns: [] };
	const parameters = { operation: 'update', dataTableId: table(contacts), matchType: 'allConditions', filters: ofPhone(phone), columns };
	return { name, type: 'dataTable', parameters };
}

const rows = (name: string, from: string, conditions: object[]): New => ({
	...{ name, type: 'dataTable', executeOnce: true, alwaysOutputData: true },
	parameters: { operation: 'get', dataTableId: table(from), matchType: 'allConditions', filters: { conditions }, returnAll: true },
});

/** Who was held back for a while has no `status`, so that a later start calls them. */
const status = `={{ $json.dialed === 'maybe' ? 'check by hand' : $json.dialed === 'yes' ? 'called'
	: ['outside_calling_hours', 'cap_reached', 'rate_limited', 'connection_failed'].includes($json.problem.type) ? '' : 'not dialed' }}`;

/** The campaign: everybody without a status, in batches, each marked before the phone rings and stored with the whole record after. */
export function campaignWorkflow(path: string, options: Record<string, unknown>, callbackUrl: string) {
	const built = inARow([
		webhook(path, 'onReceived'),
		rows('Do-Not-Call List', doNotCall, []),
		{ ...rows('Not Called Yet', contacts, [{ keyName: 'status', condition: 'isEmpty' }]), alwaysOutputData: false },
		{ name: 'In Batches', type: 'splitInBatches', typeVersion: 3, parameters: { batchSize: batch, options: {} } },
		update('Mark as Calling', '={{ $json.phone }}', { status: 'calling' }),
		{
			name: 'Send Call',
			type: 'n8n-nodes-voice-calls.sendCall',
			parameters: {
				provider: 'simulator',
				agentId: { __rl: true, mode: 'id', value: 'sim-survey' },
				phoneNumber: '={{ $json.phone }}',
				recipientName: '={{ $json.name }}',
				options: { ...options, outputs: 'one', callbackUrl, context: '={{ JSON.stringify({ start: $execution.id }) }}' },
			},
		},
		update('Save', '={{ $json.to }}', { status, record: '={{ JSON.stringify($json) }}' }),
	]);
	const to = (node: string) => [{ node, type: 'main', index: 0 }];
	built.connections['In Batches'] = { main: [[], to('Mark as Calling')] };
	built.connections.Save = { main: [to('In Batches')] };
	return built;
}

/** Whoever was marked when n8n ended may have been phoned. */
const recordOf = `={{ $json.status === 'calling'
	? JSON.stringify({ provider: 'simulator', simulated: true, to: $json.phone, recipientName: $json.name, dialed: 'maybe', status: 'unknown',
		problem: { type: 'outcome_unknown', title: 'n8n ended during the call', detail: '', reconcile: 'Look the call up at the provider.' } })
	: $json.record }}`;

export const reportWorkflow = (path: string, title: string) =>
	inARow([
		webhook(path, 'responseNode'),
		rows('Everybody', contacts, []),
		{ name: 'Records', type: 'set', typeVersion: 3.4, parameters: { mode: 'raw', jsonOutput: recordOf, options: {} } },
		{
			name: 'Summarize Calls',
			type: 'n8n-nodes-voice-calls.manageCall',
			parameters: { operation: 'summarize', reportFile: true, options: { reportTitle: title, maxAttempts: 3 } },
		},
		{ name: 'Show the Page', type: 'respondToWebhook', typeVersion: 1.5, parameters: { respondWith: 'binary', options: {} } },
	]);
