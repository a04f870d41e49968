import type { IncomingMessage } from 'node:http';
import { flawsOf, queryFlaws, type Flaw } from './schema.mts';
import type { Received, Route } from './contract.mts';

/** The whole body as text, or undefined when the client went away before its end. */
export function readBody(req: IncomingMessage): Promise<string | undefined> {
	return new Promise((resolve) => {
		const parts: Buffer[] = [];
		req.on('data', (part: Buffer) => parts.push(part));
		req.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
		req.on('error', () => resolve(undefined));
		req.on('close', () => resolve(undefined));
	});
}

/** The request as the tests see it. */
export function receive(req: IncomingMessage, rawBody: string): Received {
	const url = new URL(req.url ?? '/', 'http://127.0.0.1');
	let body: unknown;
	try {
		body = rawBody === '' ? undefined : JSON.parse(rawBody);
	} catch {
		body = undefined;
	}
	return {
		method: req.method ?? '',
		path: url.pathname,
		query: Object.fromEntries(url.searchParams),
		headers: req.headers,
		body,
		rawBody,
		at: Date.now(),
	};
}

function paramsOf(pattern: string, path: string): Record<string, string> | undefined {
	const wanted = pattern.split('/');
	const given = path.split('/');
	if (wanted.length !== given.length) return undefined;
	const params: Record<string, string> = {};
	for (const [index, part] of wanted.entries()) {
		const value = given[index] ?? '';
		if (part.startsWith(':') && value !== '') params[part.slice(1)] = decodeURIComponent(value);
		else if (part !== value) return undefined;
	}
	return params;
}

/** The documented route of a request; the most literal path wins over one with placeholders. */
export function findRoute<S extends object>(
	definition: { basePath: string; routes: Array<Route<S>> },
	received: Received,
): { route: Route<S>; params: Record<string, string> } | undefined {
	if (!received.path.startsWith(`${definition.basePath}/`)) return undefined;
	const path = received.path.slice(definition.basePath.length);
	const found = definition.routes
		.filter((route) => route.method === received.method)
		.map((route) => ({ route, params: paramsOf(route.path, path) }))
		.filter((match): match is { route: Route<S>; params: Record<string, string> } => match.params !== undefined);
	return found.sort((a, b) => Object.keys(a.params).length - Object.keys(b.params).length)[0];
}

/** What is wrong with the key, from the raw headers: Node itself hides duplicates. */
export function authFlaw(
	rawHeaders: string[],
	auth: { headers: string[]; scheme?: string },
	key: string,
): { sentence: string; missing: boolean } | undefined {
	const given: string[] = [];
	for (let index = 0; index < rawHeaders.length; index += 2) {
		if (auth.headers.includes((rawHeaders[index] ?? '').toLowerCase())) given.push(rawHeaders[index + 1] ?? '');
	}
	const names = auth.headers.join(' or ');
	const value = given[0];
	if (value === undefined) return { sentence: `the auth header ${names} is missing`, missing: true };
	if (given.length > 1) return { sentence: `the auth header ${names} was sent ${given.length} times`, missing: false };
	if (auth.scheme && !value.startsWith(`${auth.scheme} `)) {
		return { sentence: `the auth header ${names} lacks the scheme ${auth.scheme}`, missing: true };
	}
	const secret = auth.scheme ? value.slice(auth.scheme.length + 1) : value;
	return secret === key ? undefined : { sentence: `the auth header ${names} does not hold the key`, missing: false };
}

/** Flaws of headers, query and body: `noted` are recorded only, `refused` are answered with an error too. */
export function requestFlaws<S extends object>(
	req: IncomingMessage,
	received: Received,
	route: Route<S>,
): { noted: Flaw[]; refused: Flaw[] } {
	const flaw = (field: string, kind: Flaw['kind'], sentence: string): Flaw => ({
		field,
		kind,
		sentence,
	});
	const noted: Flaw[] = route.violation ? [flaw('path', 'value', route.violation)] : [];
	const names = [...new URL(req.url ?? '/', 'http://127.0.0.1').searchParams.keys()];
	if (new Set(names).size < names.length) noted.push(flaw('query', 'extra', 'a query parameter is repeated'));
	const refused: Flaw[] = [];
	for (const found of queryFlaws(received.query, route.query ?? {})) {
		// Unknown parameters are silently ignored by the real servers: all the worse for the caller.
		(found.kind === 'extra' ? noted : refused).push(found);
	}
	if (!route.body) {
		if (received.rawBody !== '') noted.push(flaw('body', 'extra', 'has a body where none is documented'));
		return { noted, refused };
	}
	const mime = (received.headers['content-type'] ?? '').split(';')[0]?.trim();
	if (mime !== 'application/json') refused.push(flaw('Content-Type', 'value', `Content-Type must be application/json, not "${mime}"`));
	if (!(received.headers.accept ?? '').includes('application/json')) {
		refused.push(flaw('Accept', 'value', `Accept must name application/json, not "${received.headers.accept ?? ''}"`));
	}
	if (received.body === undefined) refused.push(flaw('body', 'type', 'body is not JSON'));
	else refused.push(...flawsOf(received.body, route.body));
	return { noted, refused };
}

/** Whether a request reads and changes nothing. Some lists are read with a POST. */
export const isRead = ({ method = '', path }: { method?: string; path: string }): boolean =>
	method === 'GET' || /\/list-\w+($|\?)/.test(path);
