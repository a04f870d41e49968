import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { ChatModel, ModelRequest } from '../servers/chatModel.mts';
import { startChatModel, toolResults } from '../servers/chatModel.mts';
import type { StrictServer } from '../servers/strictServer.mts';
import { startTalkover } from '../servers/talkover.mts';
import { dialed, langchain, link, mcpClient, modelCredential, modelNode, node, sendCall, webhook } from './support/agents.mts';
import type { Credential, Execution, Workflow, WorkflowNode } from './support/n8n.mts';
import { connect } from './support/n8n.mts';

/** Runs of a call node that n8n starts at the same time, or again: one dial each. */
const n8n = connect();
let server: StrictServer<any>;
let model: ChatModel;
let account: Credential;
let modelAccount: Credential;

beforeAll(async () => {
	[server, model] = await Promise.all([startTalkover(), startChatModel()]);
	account = await n8n.createCredential({
		name: 'Talkover',
		type: 'talkoverVoiceApi',
		data: { apiKey: server.key, baseUrl: server.baseUrl },
	});
	modelAccount = await modelCredential(n8n, model);
});
beforeEach(() => {
	server.reset();
	model.reset();
});
afterAll(async () => void (await Promise.all([server.close(), model.close()])));

const ADA = '+442079460018';
const THREE = ['+442079460011', '+442079460012', '+442079460013'];

async function workflow(name: string, nodes: WorkflowNode[], ...links: object[]): Promise<Workflow> {
	const made = await n8n.createWorkflow({
		name,
		settings: { executionOrder: 'v1' },
		nodes,
		connections: Object.assign({}, ...links) as Record<string, unknown>,
	});
	await n8n.activate(made.id);
	return made;
}

const remove = async ({ id }: Workflow): Promise<void> => {
	await n8n.deactivate(id);
	await n8n.deleteWorkflow(id);
};

/** Asks for all of these calls in one answer, at whatever depth the call tool is; then says what the tools said. */
const asksFor = (numbers: string[]) => (request: ModelRequest) => {
	if (toolResults(request).length > 0) return { text: toolResults(request).join('\n') };
	const { tools } = request;
	if (tools.some(({ name }) => name === 'Helper')) return { calls: [{ tool: 'Helper', arguments: { task: 'Call them.' } }] };
	return { calls: numbers.map((phone) => ({ tool: tools[0].name, arguments: { phone } })) };
};

const instructions = { promptType: 'define', text: 'Call them.', options: {} };

/** An agent of this kind with Send Call as its tool. */
function agentWorkflow(kind: string, safety: object): Promise<Workflow & { path: string }> {
	const path = `agent-${randomUUID()}`;
	const isNested = kind.includes('->');
	const agent = node('Agent', `${langchain}agent`, kind.startsWith('agent 2.2') ? 2.2 : 3, instructions);
	const helper = node('Helper', `${langchain}agentTool`, 2.2, {
		toolDescription: 'Calls people.',
		text: "={{ $fromAI('task', 'What to do', 'string') }}",
		options: {},
	});
	const nodes = [webhook(path), agent, modelNode(modelAccount), sendCall(server, account, safety, true), ...(isNested ? [helper] : [])];
	return workflow(
		kind,
		nodes,
		link('Webhook', 'Agent'),
		link('Model', isNested ? ['Agent', 'Helper'] : 'Agent', 'ai_languageModel'),
		link('Send Call', isNested ? 'Helper' : 'Agent', 'ai_tool'),
		isNested ? link('Helper', 'Agent', 'ai_tool') : {},
	).then((made) => ({ ...made, path }));
}

describe.each(['agent 2.2', 'agent 3', 'agent 3 -> agent tool 2.2'])('%s', (kind) => {
	test('two equal tool calls in one answer become one call, and the model reads what became of each', async () => {
		const made = await agentWorkflow(kind, {});
		model.decide = asksFor([ADA, ADA]);
		const { status, body } = await n8n.runWebhook(made.path, {});
		await remove(made);
		expect([status, dialed(server), server.violations]).toEqual([200, [ADA], []]);
		const said = JSON.stringify(body);
		expect(said).toContain(server.calls[0].id);
		expect(said).toContain('was called by another run of this node in this execution already');
	});

	test('three people in one answer with Max Calls 1 become one call', async () => {
		const made = await agentWorkflow(kind, { maxCalls: 1 });
		model.decide = asksFor(THREE);
		const { body } = await n8n.runWebhook(made.path, {});
		await remove(made);
		expect(dialed(server)).toHaveLength(1);
		expect(JSON.stringify(body).match(/cap_reached/g)).toHaveLength(2);
	});
});

describe('MCP Server Trigger', () => {
	test('a tool call is placed and answered, and repeated by its client it calls nobody again', async () => {
		const path = `mcp-${randomUUID()}`;
		const trigger = node('Calls', `${langchain}mcpTrigger`, 2, { authentication: 'none', path }, { webhookId: randomUUID() });
		const made = await n8n.createWorkflow({
			name: 'mcp',
			settings: { executionOrder: 'v1' },
			nodes: [trigger, sendCall(server, account, {}, true)],
			connections: link('Send Call', 'Calls', 'ai_tool'),
		});
		await n8n.api('POST', `/workflows/${made.id}/activate`);
		const client = await mcpClient(n8n, path);
		const [tool] = await client.tools();
		expect(tool).toMatchObject({ name: 'Send_Call', inputSchema: { required: ['phone'] } });
		const first = await client.call('Send_Call', { phone: ADA });
		const again = await client.call('Send_Call', { phone: ADA });
		await client.call('Send_Call', { phone: THREE[0] });
		await remove(made);
		expect(first).toContain(server.calls[0].id);
		expect(again).toContain('duplicate');
		expect(again).toContain(`call ID ${server.calls[0].id}`);
		expect(dialed(server)).toEqual([ADA, THREE[0]]);
	});
});

describe('Execute Sub-workflow', () => {
	/** What the sub-workflow does after the call: it fails as long as it is told to. */
	let failures = 0;
	const crm = createServer((_request, response) => {
		response.writeHead(failures-- > 0 ? 500 : 200, { 'content-type': 'application/json' }).end('{"saved":true}');
	});
	let inner: Workflow;
	let outer: Workflow;
	beforeAll(async () => {
		await new Promise<void>((resolve) => crm.listen(0, '127.0.0.1', resolve));
		const start = node('Start', 'n8n-nodes-base.executeWorkflowTrigger', 1.1, { inputSource: 'passthrough' });
		const url = `http://127.0.0.1:${(crm.address() as AddressInfo).port}/`;
		const save = node('CRM', 'n8n-nodes-base.httpRequest', 4.2, { url });
		inner = await workflow('inner', [start, sendCall(server, account), save], link('Start', 'Send Call'), link('Send Call', 'CRM'));
		outer = await workflow('middle', [start, execute(inner)], link('Start', 'Execute'));
	});
	afterAll(async () => {
		await remove(outer);
		await remove(inner);
		crm.closeAllConnections();
		await new Promise((resolve) => crm.close(resolve));
	});

	const execute = ({ id }: Workflow, settings: object = {}): WorkflowNode =>
		node(
			'Execute',
			'n8n-nodes-base.executeWorkflow',
			1.2,
			{ workflowId: { __rl: true, mode: 'id', value: id }, workflowInputs: { mappingMode: 'defineBelow', value: {} }, options: {} },
			settings,
		);

	/** Hands the people over to the sub-workflow and waits for the end. */
	async function run(below: Workflow, people: string[], settings: object = {}): Promise<{ made: Workflow; ended: Execution }> {
		const path = `parent-${randomUUID()}`;
		const list = node('People', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'body.people', options: {} });
		const named = node('Names', 'n8n-nodes-base.set', 3.4, {
			mode: 'raw',
			jsonOutput: '={{ { phone: $json["body.people"] } }}',
			options: {},
		});
		const made = await workflow(
			'parent',
			[webhook(path, 'onReceived'), list, named, execute(below, settings)],
			link('Webhook', 'People'),
			link('People', 'Names'),
			link('Names', 'Execute'),
		);
		await n8n.runWebhook(path, { people });
		return { made, ended: await n8n.waitForExecution(made.id) };
	}

	test.each([
		['one level', () => inner],
		['two levels', () => outer],
	])('a sub-workflow with Retry On Fail, %s, places one call, and the third try goes on with it', async (_name, below) => {
		failures = 2;
		const { made, ended } = await run(below(), [ADA], { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 });
		await remove(made);
		expect([ended.status, failures, dialed(server)]).toEqual(['success', -1, [ADA]]);
	});

	test.each([
		['one level', () => inner],
		['two levels', () => outer],
	])('a sub-workflow in an execution that is retried, %s, places one call', async (_name, below) => {
		failures = 1;
		const { made, ended } = await run(below(), [ADA]);
		expect([ended.status, dialed(server)]).toEqual(['error', [ADA]]);
		const { id } = await n8n.retryExecution(ended.id);
		const retried = await n8n.waitForExecution(made.id, (one) => one.id === id && ['success', 'error'].includes(one.status));
		await remove(made);
		expect([retried.status, dialed(server)]).toEqual(['success', [ADA]]);
	});

	test('a sub-workflow calls each person once, and the same person for another execution', async () => {
		failures = 0;
		const each = {
			parameters: {
				mode: 'each',
				workflowId: { __rl: true, mode: 'id', value: inner.id },
				workflowInputs: { mappingMode: 'defineBelow', value: {} },
				options: {},
			},
		};
		const first = await run(inner, THREE, each);
		const second = await run(inner, [THREE[0]]);
		await remove(first.made);
		await remove(second.made);
		expect([first.ended.status, second.ended.status]).toEqual(['success', 'success']);
		expect(dialed(server)).toEqual([...THREE, THREE[0]]);
		// No provider was asked for calls of an earlier try.
		expect(server.requests.filter(({ method }) => method === 'GET')).toEqual([]);
	});
});
