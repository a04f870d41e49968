import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';
import { isRead } from '../servers/routing.mts';
import type { StrictServer } from '../servers/strictServer.mts';
import { sendRequest } from './http.mts';
import { credentialOf } from './sendCall.mts';

export type ListAnswer = { status: number; body: unknown } | { play(request: IncomingMessage, response: ServerResponse): void };

/** A door before a strict server that answers every list and every read of a call itself and lets everything else through. */
export interface ListDoor {
	credential: ReturnType<typeof credentialOf>;
	/** Paths with query, and body, of the reads that came. */
	asked: string[];
	close(): Promise<void>;
}

/** Opens a door whose lists answer with `answer`: JSON, text as it is, or whatever is played. */
export async function openListDoor(server: StrictServer<any>, answer: ListAnswer, change: IDataObject = {}): Promise<ListDoor> {
	const asked: string[] = [];
	const http = createServer((request, response) => {
		if (!isRead({ method: request.method, path: request.url ?? '' })) return void pass(request, response, server.origin);
		const place = asked.push(request.url ?? '') - 1;
		request.on('data', (part: Buffer) => (asked[place] += part.toString()));
		if ('play' in answer) return answer.play(request, response);
		const text = typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body);
		const type = typeof answer.body === 'string' ? 'text/html' : 'application/json';
		response.writeHead(answer.status, { 'content-type': type }).end(text);
	});
	await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
	const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
	return {
		credential: credentialOf(server, { baseUrl: server.baseUrl.replace(server.origin, origin), ...change }),
		asked,
		close: () =>
			new Promise((resolve) => {
				http.close(() => resolve());
				http.closeAllConnections();
			}),
	};
}

async function pass(request: IncomingMessage, response: ServerResponse, origin: string): Promise<void> {
	const parts: Buffer[] = [];
	for await (const part of request) parts.push(part as Buffer);
	const { host: _host, connection: _connection, 'content-length': _length, ...headers } = request.headers;
	const answer = await sendRequest(origin + request.url, {
		method: request.method,
		headers: headers as Record<string, string>,
		body: Buffer.concat(parts),
	});
	response.writeHead(answer.status, { 'content-type': String(answer.headers.get('content-type') ?? 'text/plain') }).end(answer.text);
}
