import type { Json } from '../call/json';
import { isObject } from '../call/json';
import type { Failure, Result } from '../call/result';
import { failed, ok } from '../call/result';
import type { IDataObject, INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/** The parts of a request that are looked at; n8n's own reading of the body is not among them. */
interface IncomingRequest {
	/** Names in lower case. */
	headers: Readonly<Record<string, string | string[] | undefined>>;
	/** Names and values in turn. Only here a header that came twice appears twice. */
	rawHeaders?: string[];
	query?: unknown;
	rawBody?: unknown;
}

/** A delivery of good form, not yet proven. */
export interface Delivery {
	/** Every value of a header, each as often as it came. */
	header(name: string): string[];
	/** Every value of a parameter of the address. */
	query(name: string): string[];
	/** The body, byte for byte. */
	raw: Buffer;
	/** The body as JSON, or `undefined` where it is none that is accepted; read once. */
	body(): Json | undefined;
}

const largestBody = 1024 * 1024;
const maxDepth = 64;
const maxKeys = 10_000;
const maxEvents = 1_000;

const jsonType = /^(application\/(json|octet-stream|[\w.-]+\+json)|text\/json)$/i;
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** The sentence goes to the sender and holds nothing of the delivery. */
const refused = (status: 400 | 413, sentence: string): Result<never, Failure> => failed(sentence, '', status);

/**
 * The form of a delivery, before any secret is looked at and before anything is parsed: a body of at most 1 MB that
 * says it is JSON (or says nothing), not nested deeper than 64 and with at most 10,000 keys.
 */
export function openDelivery(request: IncomingRequest): Result<Delivery, Failure> {
	const { rawBody: raw } = request;
	if (!Buffer.isBuffer(raw) || raw.length === 0) return refused(400, 'The body is missing.');
	if (raw.length > largestBody) return refused(413, 'The body is larger than 1 MB.');
	const header = headersOf(request);
	const types = header('content-type');
	if (types.length > 1 || (types.length === 1 && !jsonType.test(types[0].split(';')[0].trim()))) {
		return refused(400, 'The body must be JSON.');
	}
	if (!isBounded(raw)) return refused(400, 'The body is nested too deeply or has too many keys.');
	let parsed: { value: Json | undefined } | undefined;
	return ok({
		header,
		query: (name) => textsIn((request.query as Record<string, unknown> | undefined)?.[name]),
		raw,
		body: () => (parsed ??= { value: parse(raw) }).value,
	});
}

/** Whether a body can hold events: an object, or an array of up to 1,000 of them. */
export const isEventBody = (body: Json | undefined): body is Json =>
	isObject(body) || (Array.isArray(body) && body.length <= maxEvents && body.every(isObject));

function headersOf({ headers, rawHeaders }: IncomingRequest): (name: string) => string[] {
	return (name) => {
		if (!Array.isArray(rawHeaders)) return textsIn(headers[name]);
		return rawHeaders.filter((_value, index) => index % 2 === 1 && rawHeaders[index - 1].toLowerCase() === name);
	};
}

/** The value or values as texts; a value of another type becomes an empty text. */
function textsIn(value: unknown): string[] {
	if (value === undefined || value === null) return [];
	return (Array.isArray(value) ? value : [value]).map((text) => (typeof text === 'string' ? text : ''));
}

/** One pass over the bytes: brackets and colons outside of strings. Bytes of other letters never look like them. */
function isBounded(raw: Buffer): boolean {
	let [depth, keys, inText] = [0, 0, false];
	for (let index = 0; index < raw.length; index++) {
		const byte = raw[index];
		if (inText) {
			if (byte === 0x5c) index++;
			else if (byte === 0x22) inText = false;
		} else if (byte === 0x22) inText = true;
		else if (byte === 0x7b || byte === 0x5b) {
			if (++depth > maxDepth) return false;
		} else if (byte === 0x7d || byte === 0x5d) depth--;
		else if (byte === 0x3a && ++keys > maxKeys) return false;
	}
	return true;
}

function parse(raw: Buffer): Json | undefined {
	try {
		const value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(raw)) as Json;
		return hasForbiddenKey(value) ? undefined : value;
	} catch {
		return undefined;
	}
}

/** Compares the parsed keys: in the bytes they may be written with escapes. */
function hasForbiddenKey(value: Json): boolean {
	if (Array.isArray(value)) return value.some(hasForbiddenKey);
	if (!isObject(value)) return false;
	return Object.keys(value).some((key) => forbiddenKeys.has(key) || hasForbiddenKey(value[key]));
}

/** Sends the answer here, so that n8n sends none; the message holds no secret and nothing of the delivery. */
export function refuse(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	const response = context.getResponseObject();
	if (!response.headersSent) response.status(status).json({ error: message });
	return { noWebhookResponse: true };
}

/** Status 200, and nothing is started: n8n answers for itself. */
export const accepted = (): IWebhookResponseData => ({});

/** Status 200, and the workflow starts with one item per event. */
export function start(items: IDataObject[]): IWebhookResponseData {
	const data: INodeExecutionData[] = items.map((json) => ({ json }));
	return { workflowData: [data] };
}
