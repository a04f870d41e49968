import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PlayContext, ProviderName } from './strictServer.mts';

export { connectFaults, refuseThenAccept, type ConnectFault } from './connectFaults.mts';

/** Something a server does AFTER it has fully received the body of a place-call request. */
export interface Fault {
	id: string;
	sentence: string;
	/** True: the client must read the call as placed. False: the outcome is unknown, and nothing may be sent again. */
	succeeds: boolean;
	/** Providers it makes sense for; absent: all. Svalync's documented success has no call id at all. */
	only?: ProviderName[];
	play(req: IncomingMessage, res: ServerResponse, context: PlayContext): void;
}

const WITH_ID: ProviderName[] = ['bland', 'elevenlabs', 'retell', 'synthflow', 'talkover', 'unleashx', 'vapi'];
const JSON_TYPE = { 'Content-Type': 'application/json' };
const LOGIN_PAGE = '<!doctype html><html><head><title>Sign in</title></head><body><form action="/login"></form></body></html>';

const textOf = (context: PlayContext): string => JSON.stringify(context.success.body);

/** Sends text in parts of one character, one every `everyMs`, and stops when the client has gone. */
function drip(res: ServerResponse, text: string, everyMs: number): void {
	let index = 0;
	const timer = setInterval(() => {
		if (index < text.length) res.write(text[index++]);
		else res.end();
	}, everyMs);
	res.on('close', () => clearInterval(timer));
	res.on('finish', () => clearInterval(timer));
}

function raw(id: string, sentence: string, play: Fault['play'], more: Partial<Fault> = {}): Fault {
	return { id, sentence, succeeds: false, play, ...more };
}

function answer(id: string, sentence: string, status: number, headers: Record<string, string>, text: string): Fault {
	return raw(id, sentence, (_req, res) => {
		res.writeHead(status, status === 204 ? headers : { ...headers, 'Content-Length': String(Buffer.byteLength(text)) });
		res.end(status === 204 ? undefined : text);
	});
}

function withBody(id: string, sentence: string, body: (context: PlayContext) => unknown, only?: ProviderName[]): Fault {
	return raw(
		id,
		sentence,
		(_req, res, context) => {
			res.writeHead(context.success.status, JSON_TYPE).end(JSON.stringify(body(context)));
		},
		only ? { only } : {},
	);
}

function redirect(id: string, status: number, sentence: string): Fault {
	return raw(id, sentence, (req, res, context) => {
		res.writeHead(status, { Location: context.elsewhere + (req.url ?? '/'), 'Content-Length': '0' }).end();
	});
}

const broken: Fault[] = [
	raw('reset', 'the connection is reset (RST) before any answer', (req) => req.socket.resetAndDestroy()),
	raw('hang-up', 'the connection is closed (FIN) before any answer', (req) => req.socket.end()),
	raw('stall', 'no answer at all, the connection stays open', () => undefined),
	raw('headers-then-stall', 'status and headers arrive, the body never does', (_req, res, context) => {
		res.writeHead(200, { ...JSON_TYPE, 'Content-Length': String(textOf(context).length) });
		res.flushHeaders();
	}),
	raw('one-byte-a-second', 'the body arrives one byte a second', (_req, res, context) => {
		res.writeHead(200, { ...JSON_TYPE, 'Content-Length': String(textOf(context).length) });
		drip(res, textOf(context), 1000);
	}),
	raw('short-content-length', 'truncated JSON under a too large Content-Length, then the end', (req, res, context) => {
		const half = textOf(context).slice(0, 20);
		res.writeHead(200, { ...JSON_TYPE, 'Content-Length': String(textOf(context).length + 50) });
		res.write(half, () => req.socket.end());
	}),
	raw('chunked-cut', 'a chunked body is cut off in its middle', (req, res, context) => {
		res.writeHead(200, { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' });
		res.write(textOf(context).slice(0, 20), () => req.socket.end());
	}),
	raw('chunked-reset', 'the whole JSON arrives chunked, then RST instead of the last chunk', (req, res, context) => {
		res.writeHead(200, { ...JSON_TYPE, 'Transfer-Encoding': 'chunked' });
		res.write(textOf(context), () => setTimeout(() => req.socket.resetAndDestroy(), 20));
	}),
	raw('garbage-status-line', 'garbage stands where the status line should be', (req) => {
		req.socket.write('+++ VOICE GATEWAY READY +++\r\n\r\n');
		req.socket.end();
	}),
	raw('invalid-gzip', 'the body claims to be gzip and is not', (_req, res, context) => {
		res.writeHead(200, { ...JSON_TYPE, 'Content-Encoding': 'gzip' }).end(textOf(context));
	}),
];

const unreadable: Fault[] = [
	answer('html-login', '200 with an HTML login page', 200, { 'Content-Type': 'text/html; charset=utf-8' }, LOGIN_PAGE),
	answer('invalid-json', '200 with JSON that cannot be read', 200, JSON_TYPE, '{"success":true,"data":{"id":'),
	answer('empty-body', '200 with an empty body', 200, JSON_TYPE, ''),
	answer('json-string', '200 with a JSON string', 200, JSON_TYPE, '"ok"'),
	answer('json-null', '200 with JSON null', 200, JSON_TYPE, 'null'),
	answer('json-array', '200 with an empty JSON array', 200, JSON_TYPE, '[]'),
	answer('no-content', '204 without a body', 204, {}, ''),
	withBody('empty-object', '200 with {}', () => ({})),
	withBody('id-missing', 'the success without its call id', (context) => context.successWithId(undefined).body, WITH_ID),
	withBody('id-null', 'the call id is null', (context) => context.successWithId(null).body, WITH_ID),
	withBody('id-empty', 'the call id is an empty string', (context) => context.successWithId('').body, WITH_ID),
	withBody('id-number', 'the call id is a number', (context) => context.successWithId(4711).body, WITH_ID),
	withBody('id-array', 'the call id is an array', (context) => context.successWithId(['a', 'b']).body, WITH_ID),
	withBody('id-object', 'the call id is an object', (context) => context.successWithId({ value: 'a' }).body, WITH_ID),
	withBody('success-missing', 'the answer lacks its success field', () => ({ message: 'done', status: 200 }), ['svalync']),
	withBody('success-null', 'the success field is null', () => ({ success: null, message: 'done', status: 200 }), ['svalync']),
	withBody('success-text', 'the success field is a word', () => ({ success: 'maybe', message: 'done', status: 200 }), ['svalync']),
];

const indeterminate: Fault[] = [
	answer('408', '408 request time-out', 408, JSON_TYPE, '{"message":"Request Timeout"}'),
	answer('500', '500 with a JSON error', 500, JSON_TYPE, '{"message":"Internal Server Error"}'),
	answer(
		'502-html',
		'502 with the HTML page of a proxy',
		502,
		{ 'Content-Type': 'text/html' },
		'<html><body><h1>502 Bad Gateway</h1></body></html>',
	),
	answer('503', '503 without Retry-After', 503, JSON_TYPE, '{"message":"Service Unavailable"}'),
	answer('503-retry-after', '503 with Retry-After: 1', 503, { ...JSON_TYPE, 'Retry-After': '1' }, '{"message":"Service Unavailable"}'),
	answer('504', '504 gateway time-out', 504, { 'Content-Type': 'text/html' }, '<html><body>504 Gateway Time-out</body></html>'),
	answer('520', '520 of a content network', 520, { 'Content-Type': 'text/html' }, '<html><body>520: unknown error</body></html>'),
	redirect('301', 301, '301 to another server'),
	redirect('302', 302, '302 to another server'),
	redirect('307', 307, '307 to another server (method and body would be repeated there)'),
	raw('308-same-address', '308 to the very same address (following it would dial again)', (req, res) => {
		res.writeHead(308, { Location: req.url ?? '/', 'Content-Length': '0' }).end();
	}),
];

const harmless: Fault[] = [
	raw(
		'slicer',
		'the complete answer arrives in chunks of one byte',
		(_req, res, context) => {
			res.socket?.setNoDelay(true);
			res.writeHead(context.success.status, JSON_TYPE);
			drip(res, textOf(context), 1);
		},
		{ succeeds: true },
	),
	raw(
		'interim-102',
		'a 102 comes before the real answer',
		(_req, res, context) => {
			res.writeProcessing();
			res.writeHead(context.success.status, JSON_TYPE).end(textOf(context));
		},
		{ succeeds: true },
	),
];

/** Every kind of fault; for one provider's tests take `faultsFor`. */
export const faults: Fault[] = [...broken, ...unreadable, ...indeterminate, ...harmless];

/** The faults that make sense for a provider. */
export function faultsFor(provider: ProviderName): Fault[] {
	return faults.filter((fault) => !fault.only || fault.only.includes(provider));
}
