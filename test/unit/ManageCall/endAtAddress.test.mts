/** End in two steps: the call's own address is read with the key, and the call is ended there without it. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import axios from 'axios';
import type { IDataObject, IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { end } from '../../../nodes/ManageCall/operations/end';
import type { OperationItem } from '../../../nodes/ManageCall/operation';
import type { JsonObject } from '../../../nodes/shared/call/json';
import type { Failure } from '../../../nodes/shared/call/result';
import { openly } from '../../../nodes/shared/privacy/privacy';
import type { Provider } from '../../../nodes/shared/providers/provider';
import { simulator } from '../../../nodes/shared/providers/simulator';
import { segment } from '../../../nodes/shared/call/http';
import { checkProviderAddress } from '../../../nodes/shared/transport/elsewhere';

interface Seen {
	at: 'api' | 'control';
	method?: string;
	url?: string;
	authorization?: string;
	body: string;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;
const answering =
	(status: number, body: unknown = {}, headers: Record<string, string> = {}): Answer =>
	(response) =>
		response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));

const seen: Seen[] = [];
let answers: { api: Answer; control: Answer };
const servers: Server[] = [];
const base = { api: '', control: '' };

async function listen(at: 'api' | 'control'): Promise<void> {
	const server = createServer((request, response) => {
		const parts: Buffer[] = [];
		request.on('data', (part: Buffer) => parts.push(part));
		request.on('end', () => {
			const { method, url, headers } = request;
			seen.push({ at, method, url, authorization: headers.authorization, body: Buffer.concat(parts).toString() });
			answers[at](response, request);
		});
	});
	servers.push(server);
	await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
	base[at] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

beforeAll(async () => {
	await listen('api');
	await listen('control');
});
afterAll(() => {
	for (const server of servers) {
		server.closeAllConnections();
		server.close();
	}
});
beforeEach(() => {
	seen.length = 0;
	answers = {
		api: answering(200, { id: 'c1', status: 'live', control: `${base.control}/c1/control` }),
		control: answering(200, { ok: true }),
	};
});

/** A provider that ends a call at an address of its own, and has nothing else. */
const { inProcess: _none, endCall: _other, ...rest } = simulator;
const provider: Provider = {
	...rest,
	displayName: 'Acme',
	credentialType: 'acmeVoiceApi',
	readRefusal: () => ({ type: 'call_rejected', message: null, code: null, retryAfterSeconds: null }),
	endCallAt: {
		address: {
			request: ({ callId }) => ({ method: 'GET', path: `/call/${segment(callId)}` }),
			read({ body }) {
				const { status, control } = body as JsonObject;
				if (status === 'unknown') return 'absent';
				if (status === 'ended') return 'over';
				return typeof control === 'string' ? { url: control } : null;
			},
		},
		body: { type: 'end-call' },
		domain: 'acme.example',
		read: ({ body }, { callId }) => ((body as JsonObject).ok === true ? { callId, status: 'completed', outcome: 'cancelled' } : null),
	},
};

const key = 'key-0123456789';
async function request(options: IHttpRequestOptions): Promise<unknown> {
	const { status, headers, data } = await axios.request<unknown>({
		url: options.url,
		method: options.method,
		headers: options.headers as Record<string, string>,
		data: options.body,
		maxRedirects: options.disableFollowRedirect ? 0 : 5,
		validateStatus: null,
		timeout: options.timeout,
		signal: options.abortSignal as AbortSignal,
		proxy: false,
	});
	return { statusCode: status, headers, body: data };
}

const context = {
	getExecutionCancelSignal: () => undefined,
	helpers: {
		httpRequest: request,
		httpRequestWithAuthentication: async (_type: string, options: IHttpRequestOptions) =>
			await request({ ...options, headers: { ...options.headers, authorization: `Bearer ${key}` } }),
	},
} as unknown as IExecuteFunctions;

async function ended(
	includeRaw = false,
	more: { timeoutSeconds?: number; domain?: string; baseUrl?: string } = {},
): Promise<{ json: IDataObject } | { failure: Failure }> {
	const { domain = 'acme.example', baseUrl = base.api, timeoutSeconds = 10 } = more;
	const connection = {
		provider: { ...provider, endCallAt: { ...provider.endCallAt!, domain } },
		settings: { apiKey: key },
		baseUrl,
		timeoutSeconds,
	};
	const result = await end.execute(
		{ context, connection },
		{ callId: 'c1', agentId: null, options: { includeRaw, privacy: openly, timeout: timeoutSeconds } },
	);
	return result.ok ? { json: (result.value as OperationItem[])[0].json } : { failure: result.fault };
}

const failure = async (...given: Parameters<typeof ended>): Promise<Failure> => {
	const result = await ended(...given);
	if (!('failure' in result)) throw new Error('the call was ended');
	return result.failure;
};

test('the address is read with the key, the call is ended there without it, and the record says so', async () => {
	expect(await ended()).toMatchObject({ json: { callId: 'c1', status: 'completed', outcome: 'cancelled', dialed: 'yes' } });
	expect(seen).toEqual([
		{ at: 'api', method: 'GET', url: '/call/c1', authorization: `Bearer ${key}`, body: '' },
		{ at: 'control', method: 'POST', url: '/c1/control', authorization: undefined, body: '{"type":"end-call"}' },
	]);
});

test('the raw answer is that of the second request, without secrets', async () => {
	answers.control = answering(200, { ok: true, echo: key });
	expect(await ended(true)).toMatchObject({ json: { raw: { ok: true, echo: '••••' } } });
	expect(await ended(false)).not.toHaveProperty('json.raw');
});

describe('what is known before the second request', () => {
	test.each([
		['is over', answering(200, { status: 'ended' }), /^The call is over already.*Get/],
		['is unknown there', answering(200, { status: 'unknown' }), /^Acme has no such call\. Check Call ID/],
		['is unknown, by status', answering(404), /^Acme has no such call\. Check Call ID/],
		['cannot be read', answering(200, { status: 'live' }), /cannot be read/],
		['is refused', answering(400), /^Acme refused the request/],
		['fails', answering(500), /failed while it handled the request/],
	])('a call that %s is told in words, and nothing is posted', async (_name, api, words) => {
		answers.api = api;
		const { sentence, wayOut } = await failure();
		expect(`${sentence} ${wayOut}`).toMatch(words);
		expect(`${sentence} ${wayOut}`).not.toMatch(/not known whether the call was ended/);
		expect(seen.map(({ at }) => at)).toEqual(['api']);
	});

	test.each([
		['of a foreign host', 'https://acme.example.evil.com/c1'],
		['of a host that ends alike', 'https://notacme.example/c1'],
		['without https', 'http://control.acme.example/c1'],
		['with a password', 'https://user:secret@control.acme.example/c1'],
		['of the private network', 'https://10.0.0.1/c1'],
		['that is none', 'control'],
		['of a file', 'file:///etc/passwd'],
		['with a backslash', 'https://evil.com\\@control.acme.example/c1'],
	])('an address %s is not asked', async (_name, control) => {
		answers.api = answering(200, { status: 'live', control });
		const { sentence, wayOut } = await failure();
		expect(sentence).toBe('Acme named an address for ending this call that is not its own.');
		expect(wayOut).toMatch(/^Nothing was sent there/);
		expect(sentence + wayOut).not.toContain(control);
		expect(seen.map(({ at }) => at)).toEqual(['api']);
	});
});

describe('the second request', () => {
	test('is not sent on by a redirect', async () => {
		answers.control = answering(307, {}, { location: `${base.control}/elsewhere` });
		expect((await failure()).sentence).toMatch(/redirects this request to another address/);
		expect(seen.map(({ url }) => url)).toEqual(['/call/c1', '/c1/control']);
	});
	test.each([404, 410])('that finds nobody there any more (%d) says that the call is over', async (status) => {
		answers.control = answering(status);
		expect((await failure()).sentence).toMatch(/^The call is over already/);
	});
	test.each([401, 403])('that is refused for want of a key (%d) says what to do', async (status) => {
		answers.control = answering(status);
		const { sentence, wayOut, stops } = await failure();
		expect(sentence).toMatch(/asks for a key at the address where this call is ended, and none is sent there/);
		expect(wayOut).toMatch(/Switch that off/);
		expect(stops).toBeUndefined();
	});
	test.each<[string, Answer]>([
		['is lost', (_response, request) => void request.socket.destroy()],
		['is an error', answering(503)],
		['cannot be read', answering(200, { ok: false })],
	])('whose answer %s leaves open whether the call was ended, and is not sent again', async (_name, control) => {
		answers.control = control;
		expect((await failure()).wayOut).toMatch(/^It is not known whether the call was ended: look with the operation Get/);
		expect(seen.map(({ at }) => at)).toEqual(['api', 'control']);
	});
	test('ends when its time is up', async () => {
		answers.control = () => undefined;
		expect((await failure(false, { timeoutSeconds: 1 })).sentence).toBe('Acme did not answer within 1 s.');
	});
});

test.each<[string, string, boolean]>([
	['https://api.acme.com/x', 'https://api.acme.com', true],
	['https://api.acme.com:8443/x', 'https://api.acme.com/v1', true],
	['https://us-1.calls.acme.example/x', 'https://api.acme.com', true],
	['https://acme.example/x?token=1', 'https://api.acme.com', true],
	['https://US.ACME.EXAMPLE/x', 'https://api.acme.com', true],
	['https://other.acme.com/x', 'https://api.acme.com', false],
	['https://acme.example.com/x', 'https://api.acme.com', false],
	['https://xacme.example/x', 'https://api.acme.com', false],
	['http://api.acme.com/x', 'https://api.acme.com', false],
	['https://127.0.0.1/x', 'https://api.acme.com', false],
	['http://localhost:9/x', 'https://api.acme.com', false],
	['http://127.0.0.1:9/x', 'http://127.0.0.1:8', true],
	['http://localhost:9/x', 'http://127.0.0.1:8', true],
	['https://us.acme.example/x', 'http://127.0.0.1:8', true],
	['http://us.acme.example/x', 'http://127.0.0.1:8', false],
	['https://10.0.0.1/x', 'http://127.0.0.1:8', false],
])('%s named by a provider at %s may be asked: %s', (address, baseUrl, allowed) => {
	expect(checkProviderAddress(address, baseUrl, 'acme.example').ok).toBe(allowed);
});
