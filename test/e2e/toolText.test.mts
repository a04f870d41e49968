/** What reaches a language model of the call nodes that it may use: their names, descriptions and parameters. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChatModel, ModelRequest } from '../servers/chatModel.mts';
import { startChatModel, toolResults } from '../servers/chatModel.mts';
import { langchain, link, mcpClient, modelCredential, modelNode, node, webhook } from './support/agents.mts';
import type { Credential, Workflow, WorkflowNode } from './support/n8n.mts';
import { connect } from './support/n8n.mts';

const n8n = connect();
let model: ChatModel;
let modelAccount: Credential;
beforeAll(async () => {
	model = await startChatModel();
	modelAccount = await modelCredential(n8n, model);
});
afterAll(() => model.close());

/** As a person leaves them who drags them to an agent and sets nothing. */
const untouched = (): WorkflowNode[] => [
	node('Make Call', 'n8n-nodes-voice-calls.makeCallTool', 1),
	node('Send Call', 'n8n-nodes-voice-calls.sendCallTool', 1),
	...['checkNumber', 'get', 'getAll'].map((operation) =>
		node(`Manage ${operation}`, 'n8n-nodes-voice-calls.manageCallTool', 1, { operation }),
	),
];

/** As the editor writes a parameter whose button was clicked: it knows no description of its own. */
const clicked = (name: string): string => `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${name}', \`\`, 'string') }}`;
const withButtons = (): WorkflowNode[] => [
	node('Make Call', 'n8n-nodes-voice-calls.makeCallTool', 1, {
		phoneNumber: clicked('Phone_Number'),
		recipientName: clicked('Recipient_Name'),
		scriptText: clicked('Text'),
	}),
];

interface Tool {
	name: string;
	description: string;
	parameters: { properties: Record<string, { type: string; description?: string }>; required?: string[] };
}

async function during<T>(nodes: WorkflowNode[], connections: Record<string, unknown>, work: () => Promise<T>): Promise<T> {
	const made: Workflow = await n8n.createWorkflow({ name: 'tools', settings: { executionOrder: 'v1' }, nodes, connections });
	await n8n.activate(made.id);
	try {
		return await work();
	} finally {
		await n8n.deactivate(made.id);
		await n8n.deleteWorkflow(made.id);
	}
}

/** Runs an agent with these tools; what the model was asked, and what the agent said in the end. */
async function ask(
	version: number,
	tools: WorkflowNode[],
	decide: ChatModel['decide'] = () => ({ text: 'Nothing.' }),
): Promise<{ asked: ModelRequest[]; said: string }> {
	model.reset();
	model.decide = decide;
	const path = `agent-${randomUUID()}`;
	const agent = node('Agent', `${langchain}agent`, version, { promptType: 'define', text: 'Call Ada.', options: {} });
	const links = [
		link('Webhook', 'Agent'),
		link('Model', 'Agent', 'ai_languageModel'),
		...tools.map(({ name }) => link(name, 'Agent', 'ai_tool')),
	];
	const { body } = await during(
		[webhook(path), agent, modelNode(modelAccount), ...tools],
		Object.assign({}, ...links) as Record<string, unknown>,
		() => n8n.runWebhook(path, {}),
	);
	return { asked: model.requests, said: JSON.stringify(body) };
}

/** The tools of a client of MCP Server Trigger. */
async function overMcp(tools: WorkflowNode[]): Promise<Tool[]> {
	const path = `mcp-${randomUUID()}`;
	const trigger = node('Calls', `${langchain}mcpTrigger`, 2, { authentication: 'none', path }, { webhookId: randomUUID() });
	const links = Object.assign({}, ...tools.map(({ name }) => link(name, 'Calls', 'ai_tool'))) as Record<string, unknown>;
	const listed = await during([trigger, ...tools], links, async () => (await mcpClient(n8n, path)).tools());
	return listed.map(({ name, description, inputSchema }) => ({ name, description, parameters: inputSchema as Tool['parameters'] }));
}

const ways: Array<[way: string, tools: (nodes: WorkflowNode[]) => Promise<Tool[]>]> = [
	['AI Agent 2.2', async (nodes) => (await ask(2.2, nodes)).asked[0].tools as unknown as Tool[]],
	['AI Agent 3', async (nodes) => (await ask(3, nodes)).asked[0].tools as unknown as Tool[]],
	['MCP Server Trigger', overMcp],
];

describe.each(ways)('%s', (_way, toolsOf) => {
	let tools: Map<string, Tool>;
	beforeAll(async () => {
		tools = new Map((await toolsOf(untouched())).map((tool) => [tool.name, tool]));
	});

	test.each(['Make_Call', 'Send_Call'])(
		'%s says that it phones a real person, to ask first, how a number is written, and never to call twice',
		(name) => {
			for (const says of [
				/^Phones a real person/,
				/ask first/,
				/E\.164, such as \+12025550100/,
				/never guessed/,
				/never call that person again/,
			])
				expect(tools.get(name)?.description).toMatch(says);
		},
	);

	test('an operation of Manage Call says what it does, and to whom', () => {
		expect(tools.get('Manage_checkNumber')?.description).toMatch(/^Checks whether a phone number may be called now.*Phones nobody/);
		expect(tools.get('Manage_get')?.description).toMatch(/^Reads one phone call.*Phones nobody.*never a guess/);
		expect(tools.get('Manage_getAll')?.description).toMatch(/^Lists phone calls.*Phones nobody/);
	});

	test('the model fills in who is called and what is said, each with a sentence of its own, and nothing else', () => {
		const parameters = Object.fromEntries(
			[...tools.values()].map(({ name, parameters: { properties, required = [] } }) => [name, [Object.keys(properties), required]]),
		);
		const both = (...names: string[]) => [names, names];
		expect(parameters).toEqual({
			Make_Call: both('Phone_Number', 'Recipient_Name', 'Text'),
			Send_Call: both('Phone_Number', 'Recipient_Name'),
			Manage_checkNumber: both('Phone_Number'),
			Manage_get: both('Call_ID'),
			Manage_getAll: [[], []],
		});
		for (const {
			parameters: { properties },
		} of tools.values()) {
			for (const [name, { type, description }] of Object.entries(properties)) {
				expect(type).toBe('string');
				expect(description, name).toMatch(
					{
						Phone_Number: /E\.164.*never guess/,
						Recipient_Name: /^Name of the person/,
						Text: /^What is said on the phone/,
						Call_ID: /^callId from the answer/,
					}[name]!,
				);
				expect(description!.length).toBeLessThan(160);
			}
		}
	});

	test('parameters whose button a person clicked have the same names', async () => {
		const [{ description, parameters }] = await toolsOf(withButtons());
		expect(Object.keys(parameters.properties)).toEqual(['Phone_Number', 'Recipient_Name', 'Text']);
		// What n8n's button does not say of a parameter, the description of the tool does.
		for (const says of [/Phone Number must be E\.164/, /given as Text/]) expect(description).toMatch(says);
	});
});

test.each([2.2, 3])(
	'what the model of AI Agent %d fills in is what is called and said, and the record comes back to it',
	async (version) => {
		const call = {
			tool: 'Make_Call',
			arguments: { Phone_Number: '+12025550100', Recipient_Name: 'Ada', Text: 'Hello [name], your order is ready.' },
		};
		const { said } = await ask(version, untouched(), (request) =>
			toolResults(request).length > 0 ? { text: toolResults(request).join('\n') } : { calls: [call] },
		);
		for (const part of ['+12025550100', 'Hello Ada, your order is ready.', 'dialed', 'simulated', 'answered']) expect(said).toContain(part);
	},
);

test('a list of numbers that must not be called may be an expression in a tool as well', async () => {
	const [make] = untouched();
	make.parameters = { options: { safety: { doNotCall: '={{ ["+1202555" + "0100"] }}' } } };
	const call = { tool: 'Make_Call', arguments: { Phone_Number: '+12025550100', Recipient_Name: '', Text: 'Hello.' } };
	const { said } = await ask(3, [make], (request) =>
		toolResults(request).length > 0 ? { text: toolResults(request).join('\n') } : { calls: [call] },
	);
	expect(said).toContain('do_not_call');
});
