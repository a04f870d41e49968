/** Agents, sub-workflows and MCP around a call node, as a person would wire them. */
import { randomUUID } from 'node:crypto';
import type { Answer } from '../../harness/http.mts';
import { sendRequest } from '../../harness/http.mts';
import type { ChatModel } from '../../servers/chatModel.mts';
import type { ProviderName, StrictServer } from '../../servers/strictServer.mts';
import type { Client, Credential, SharedN8n, WorkflowNode } from './n8n.mts';

export const langchain = '@n8n/n8n-nodes-langchain.';

export const node = (
	name: string,
	type: string,
	typeVersion: number,
	parameters: Record<string, unknown> = {},
	more: Partial<WorkflowNode> = {},
): WorkflowNode => ({
	id: randomUUID(),
	name,
	type,
	typeVersion,
	position: [0, 0],
	parameters,
	...more,
});

/** The connections of a chain: `link('Webhook', 'Agent')`, `link('Model', 'Agent', 'ai_languageModel')`. */
export const link = (from: string, to: string | string[], type = 'main'): Record<string, unknown> => ({
	[from]: { [type]: [[to].flat().map((name) => ({ node: name, type, index: 0 }))] },
});

export const webhook = (path: string, responseMode = 'lastNode'): WorkflowNode =>
	node('Webhook', 'n8n-nodes-base.webhook', 2, { httpMethod: 'POST', path, responseMode, options: {} }, { webhookId: randomUUID() });

const asCredentials = ({ id, name, type }: Credential): WorkflowNode['credentials'] => ({ [type]: { id, name } });

/** Send Call to the number of the item, or as a tool to the number that the model gives. */
export const sendCall = (server: StrictServer<any>, credential: Credential, safety: object = {}, tool = false): WorkflowNode =>
	node(
		'Send Call',
		`n8n-nodes-voice-calls.sendCall${tool ? 'Tool' : ''}`,
		1,
		{
			provider: server.provider,
			agentId: { __rl: true, mode: 'id', value: server.usableAgent },
			phoneNumber: tool ? "={{ $fromAI('phone', 'The number to call', 'string') }}" : '={{ $json.phone }}',
			safety: { callingHours: 'off', ...safety },
			...(tool ? { descriptionType: 'manual', toolDescription: 'Phones a real person.' } : {}),
		},
		{ credentials: asCredentials(credential) },
	);

/** The model of an agent: n8n's own node for OpenAI, which asks the model of the test. */
export const modelNode = (credential: Credential): WorkflowNode =>
	node(
		'Model',
		`${langchain}lmChatOpenAi`,
		1.2,
		{ model: { __rl: true, mode: 'id', value: 'fake-model' }, options: {} },
		{ credentials: asCredentials(credential) },
	);

export const modelCredential = async (n8n: Client, model: ChatModel): Promise<Credential> =>
	await n8n.createCredential({ name: 'Model', type: 'openAiApi', data: { apiKey: model.apiKey, url: model.baseUrl } });

/** The numbers that a provider was asked to call. */
export const dialed = (server: StrictServer<any>): string[] =>
	server.creates.map(({ body }) => (body as Record<ProviderName | 'to', string>).to);

export interface McpClient {
	tools(): Promise<Array<{ name: string; description: string; inputSchema: any }>>;
	/** Calls a tool. @returns the text of its answer */
	call(name: string, args: object): Promise<string>;
}

/** A client of the MCP Server Trigger (Streamable HTTP), once the trigger answers. */
export async function mcpClient({ baseUrl }: SharedN8n, path: string): Promise<McpClient> {
	let session: string | undefined;
	let lastId = 0;
	const post = async (message: object): Promise<Answer> => {
		const headers = {
			'content-type': 'application/json',
			accept: 'application/json, text/event-stream',
			...(session && { 'mcp-session-id': session }),
		};
		return await sendRequest(`${baseUrl}/mcp/${path}`, { method: 'POST', headers, body: JSON.stringify({ jsonrpc: '2.0', ...message }) });
	};
	const ask = async (method: string, params: object): Promise<any> => {
		const { text } = await post({ id: ++lastId, method, params });
		return JSON.parse(/^data: (.*)$/m.exec(text)?.[1] ?? text).result;
	};
	const hello = { protocolVersion: '2025-03-26', capabilities: {}, clientInfo: { name: 'test', version: '1' } };
	for (let tries = 0; session === undefined; tries++) {
		const response = await post({ id: ++lastId, method: 'initialize', params: hello });
		session = response.headers['mcp-session-id'];
		if (tries > 900) throw new Error(`the MCP Server Trigger answers ${response.status}`);
		if (session === undefined) await new Promise((resolve) => setTimeout(resolve, 100));
	}
	await post({ method: 'notifications/initialized', params: {} });
	return {
		tools: async () => (await ask('tools/list', {})).tools,
		call: async (name, args) => (await ask('tools/call', { name, arguments: args })).content[0].text,
	};
}
