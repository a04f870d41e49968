import { randomBytes } from 'node:crypto';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readBody } from './routing.mts';

/** One tool that the model asks for; its name is the one of the node, with underscores. */
export interface ToolCall {
	tool: string;
	arguments: Record<string, unknown>;
}

/** What the model says: words, or the tools that it asks for in one answer. */
export type ModelAnswer = { text: string } | { calls: ToolCall[] };

interface Message {
	role: 'system' | 'developer' | 'user' | 'assistant' | 'tool';
	content: unknown;
	tool_calls?: unknown[];
}

/** What n8n asks the model: the talk so far and the tools that it may use. */
export interface ModelRequest {
	messages: Message[];
	tools: Array<{ name: string; description: string; parameters: Record<string, any> }>;
}

export interface ChatModel {
	/** For the Base URL of n8n's OpenAI node or credential. */
	baseUrl: string;
	apiKey: string;
	requests: ModelRequest[];
	/** Decides what is answered; by default the answers of `says`, one after the other, then the results of the tools. */
	decide: (request: ModelRequest) => ModelAnswer;
	/** The next answers. */
	says(...answers: ModelAnswer[]): void;
	reset(): void;
	close(): Promise<void>;
}

/** The results of the tools in the talk so far, as text. */
export const toolResults = ({ messages }: ModelRequest): string[] =>
	messages.filter(({ role }) => role === 'tool').map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content)));

/**
 * A chat model on loopback that speaks OpenAI's Chat Completions and says what a test tells it: n8n's OpenAI Chat Model
 * node (without the Responses API) takes it for a model, so that an agent can be tried without an account.
 */
export async function startChatModel(): Promise<ChatModel> {
	const script: ModelAnswer[] = [];
	let answers = 0;
	const scripted = (request: ModelRequest): ModelAnswer => script.shift() ?? { text: toolResults(request).join('\n') || 'Nothing to do.' };
	const apiKey = `sk-${randomBytes(16).toString('hex')}`;

	const http = createServer((req, res) => {
		void readBody(req).then((rawBody) => {
			if (rawBody === undefined) return;
			if (req.headers.authorization !== `Bearer ${apiKey}`)
				return sendJson(res, 401, { error: { message: 'Incorrect API key', code: 'invalid_api_key' } });
			if (req.method === 'GET') return sendJson(res, 200, { object: 'list', data: [{ id: 'fake-model', object: 'model' }] });
			if (!(req.url ?? '').endsWith('/chat/completions')) return sendJson(res, 404, { error: { message: `No ${req.url ?? ''} here` } });
			const asked = JSON.parse(rawBody) as {
				messages: Message[];
				tools?: Array<{ function: ModelRequest['tools'][number] }>;
				stream?: boolean;
			};
			const request = { messages: asked.messages, tools: (asked.tools ?? []).map((tool) => tool.function) };
			model.requests.push(request);
			const message = messageOf(model.decide(request), () => `call_${++answers}`);
			if (asked.stream === true) return sendStream(res, message);
			sendJson(res, 200, {
				...head(),
				object: 'chat.completion',
				choices: [{ index: 0, message, logprobs: null, finish_reason: message.tool_calls ? 'tool_calls' : 'stop' }],
				usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
			});
		});
	});
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
	const model: ChatModel = {
		baseUrl: `http://127.0.0.1:${(http.address() as AddressInfo).port}/v1`,
		apiKey,
		requests: [],
		decide: scripted,
		says: (...next) => void script.push(...next),
		reset() {
			script.length = 0;
			model.requests.length = 0;
			model.decide = scripted;
		},
		async close() {
			await new Promise<void>((resolve) => {
				http.close(() => resolve());
				http.closeAllConnections();
			});
		},
	};
	return model;
}

const head = () => ({ id: `chatcmpl-${randomBytes(6).toString('hex')}`, created: Math.floor(Date.now() / 1000), model: 'fake-model' });

function messageOf(answer: ModelAnswer, nextId: () => string) {
	if ('text' in answer) return { role: 'assistant', content: answer.text };
	const calls = answer.calls.map((call) => ({
		id: nextId(),
		type: 'function',
		function: { name: call.tool, arguments: JSON.stringify(call.arguments) },
	}));
	return { role: 'assistant', content: null, tool_calls: calls };
}

function sendJson(res: ServerResponse, status: number, body: unknown): void {
	res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body));
}

/** The same answer in pieces, as it comes where the agent streams. */
function sendStream(res: ServerResponse, message: ReturnType<typeof messageOf>): void {
	const { tool_calls: calls, ...rest } = message;
	const delta = { ...rest, ...(calls && { tool_calls: calls.map((call, index) => ({ index, ...call })) }) };
	const chunk = (choice: object) =>
		`data: ${JSON.stringify({ ...head(), object: 'chat.completion.chunk', choices: [{ index: 0, ...choice }] })}\n\n`;
	res.writeHead(200, { 'Content-Type': 'text/event-stream' });
	res.end(`${chunk({ delta, finish_reason: null })}${chunk({ delta: {}, finish_reason: calls ? 'tool_calls' : 'stop' })}data: [DONE]\n\n`);
}
