import { randomBytes, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Answer, CreateAnswer, ProviderDefinition, Received, Route, RouteContext, StoredCall, StrictServer } from './contract.mts';
import { authFlaw, findRoute, isRead, readBody, receive, requestFlaws } from './routing.mts';

export type * from './contract.mts';

/** A connection that is kept is never closed for its age: a busy n8n could be sending into it. */
const keepAliveTimeout = 3_600_000;

async function listen(server: Server): Promise<string> {
	server.keepAliveTimeout = keepAliveTimeout;
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function shut(server: Server): Promise<void> {
	await new Promise<void>((resolve) => {
		server.close(() => resolve());
		server.closeAllConnections();
	});
}

function send(res: ServerResponse, answer: Answer, common: Record<string, string>): void {
	const body = answer.text ?? (answer.body === undefined ? '' : JSON.stringify(answer.body));
	const type = answer.text === undefined && answer.body !== undefined ? { 'Content-Type': 'application/json' } : {};
	const length = answer.status === 204 ? {} : { 'Content-Length': String(Buffer.byteLength(body)) };
	res.writeHead(answer.status, { ...type, ...common, ...length, ...answer.headers });
	res.end(answer.status === 204 ? undefined : body);
}

/** Now, and never a whole second: that would read as a time without its milliseconds. */
function nowInMilliseconds(): string {
	const now = Date.now();
	return new Date(now % 1000 === 0 ? now + 1 : now).toISOString();
}

function newCall(number: number, status: string, agentId: string, to: string): StoredCall {
	return {
		id: randomUUID(),
		number,
		agentId,
		to,
		status,
		createdAt: nowInMilliseconds(),
		durationSeconds: null,
		transcript: null,
		recorded: false,
		request: {},
		row: {},
	};
}

/** Starts a provider's strict server and its keyless neighbour on free loopback ports. */
export async function startStrictServer<S extends object>(definition: ProviderDefinition<S>): Promise<StrictServer<S>> {
	const key = definition.keyPrefix + randomBytes(16).toString('hex');
	const neighbourRequests: Received[] = [];
	const neighbour = createServer((req, res) => {
		void readBody(req).then((rawBody) => {
			if (rawBody === undefined) return;
			neighbourRequests.push(receive(req, rawBody));
			if (server.elsewhere.serve) return server.elsewhere.serve(req, res);
			res.writeHead(200, { 'Content-Type': 'audio/mpeg' }).end('ID3 fake recording');
		});
	});
	const elsewhere = await listen(neighbour);
	const script: CreateAnswer[] = [];
	const readScript: Array<Parameters<StrictServer['answerNextReads']>[number]> = [];
	let lastNumber = 0;

	const http = createServer((req, res) => {
		void readBody(req)
			.then((rawBody) => {
				if (rawBody !== undefined) answerRequest(req, res, receive(req, rawBody));
			})
			.catch((error: unknown) => {
				server.violations.push(`the fake server itself failed: ${String(error)}`);
				res.destroy();
			});
	});
	http.requestTimeout = 0;
	const origin = await listen(http);
	const server: StrictServer<S> = {
		provider: definition.provider,
		origin,
		baseUrl: origin + definition.basePath,
		key,
		requests: [],
		creates: [],
		violations: [],
		calls: [],
		...definition.seed(elsewhere),
		usableAgent: '',
		elsewhere: { origin: elsewhere, requests: neighbourRequests },
		answerNextCreates: (...answers) => void script.push(...answers),
		answerNextReads: (...answers) => void readScript.push(...answers),
		seedCalls(count, change) {
			const fresh = Array.from({ length: count }, (_, index) => {
				const call = newCall(++lastNumber, definition.words.finished, server.usableAgent, '+12127365000');
				call.createdAt = new Date(Date.now() - (count - 1 - index) * 60_000).toISOString();
				call.durationSeconds = 25;
				change?.(call, index);
				return call;
			});
			server.calls.push(...fresh);
			return fresh;
		},
		reset() {
			Object.assign(server, definition.seed(elsewhere));
			server.usableAgent = definition.usableAgent(server.agents);
			server.answerLists = undefined;
			for (const list of [server.requests, server.creates, server.violations, server.calls, script, readScript, neighbourRequests])
				list.length = 0;
			server.elsewhere.serve = undefined;
		},
		close: async () => void (await Promise.all([shut(http), shut(neighbour)])),
	};
	server.usableAgent = definition.usableAgent(server.agents);

	function answerRequest(req: IncomingMessage, res: ServerResponse, received: Received): void {
		const reply = (answer: Answer): void => send(res, answer, definition.commonHeaders?.(server) ?? {});
		server.requests.push(received);
		const found = findRoute(definition, received);
		if (found?.route.create) server.creates.push(received);
		if ((req.url ?? '').includes(key) || received.rawBody.includes(key))
			server.violations.push('the key travels in the address or in the body');
		const gated = definition.gate?.(server, received);
		if (gated) return reply(gated);
		if (!found) {
			server.violations.push(`${received.method} ${received.path} is not a documented endpoint`);
			return reply(definition.notFound(server));
		}
		const { route, params } = found;
		if (!route.open) {
			const flaw = authFlaw(req.rawHeaders, definition.auth, key);
			if (flaw) {
				server.violations.push(flaw.sentence);
				return reply(definition.unauthorized(server, flaw.missing));
			}
		}
		const context: RouteContext<S> = { server, received, params, query: received.query, body: {} };
		const { noted, refused } = requestFlaws(req, received, route);
		server.violations.push(...[...noted, ...refused].map((flaw) => `${received.method} ${received.path}: ${flaw.sentence}`));
		if (received.body && typeof received.body === 'object') context.body = received.body as Record<string, unknown>;
		if (refused.length > 0) return reply(definition.refuse(refused, context));
		const instead = isRead(received) ? server.answerLists?.(received) : undefined;
		if (instead) return reply(instead);
		if (!route.create) {
			const scripted = readScript.shift();
			if (scripted && 'play' in scripted) return scripted.play(req, res);
			return reply(scripted ?? route.handle(context));
		}
		return answerCreate(req, res, reply, route.create, context);
	}

	function answerCreate(
		req: IncomingMessage,
		res: ServerResponse,
		reply: (answer: Answer) => void,
		create: NonNullable<Route<S>['create']>,
		context: RouteContext<S>,
	): void {
		const scripted = script.shift() ?? 'ok';
		const refusal = scripted === 'ok' ? create.refusal(context) : undefined;
		if (refusal) return reply(refusal);
		const call = newCall(++lastNumber, definition.words.placed, create.agentOf(context), create.numberOf(context));
		call.request = context.body;
		create.prepare?.(call, context);
		const played = scripted !== 'ok' && 'play' in scripted;
		if (scripted === 'ok' || (scripted.dialed ?? played)) server.calls.push(call);
		if (scripted === 'ok') return reply(create.success(call, context));
		if (!played) return reply(scripted);
		return scripted.play(req, res, {
			provider: definition.provider,
			success: create.success(call, context),
			successWithId: (id) => create.success({ ...call, id: id as string }, context),
			elsewhere,
		});
	}
	return server;
}
