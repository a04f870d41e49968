import type { Json } from '../call/json';
import { isObject } from '../call/json';
import type { Failure, Result } from '../call/result';
import { failed, ok } from '../call/result';
import type { IDataObject, INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';

/** The parts of a request that are read. n8n's own parsed body is not used. */
interface IncomingRequest {
	/** Names in lower case. */
	headers: Readonly<Record<string, string | string[] | undefined>>;
	/** Names and values alternately. Only here does a repeated header appear twice. */
	rawHeaders?: string[];
	query?: unknown;
	rawBody?: unknown;
}

/** A well-formed delivery that is not verified yet. */
export interface Delivery {
	/** Every value of a header, including repeated ones. */
	header(name: string): string[];
	/** Every value of a query parameter of the address. */
	query(name: string): string[];
	/** The body, byte for byte. */
	raw: Buffer;
	/** The body as JSON, or `undefined` if it is not acceptable JSON. Parsed once. */
	body(): Json | undefined;
}

const largestBody = 1024 * 1024;
const maxDepth = 64;
const maxKeys = 10_000;
const maxEvents = 1_000;

const jsonType = /^(application\/(json|octet-stream|[\w.-]+\+json)|text\/json)$/i;
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** The sentence goes to the sender and contains nothing of the delivery. */
const refused = (status: 400 | 413, sentence: string): Result<never, Failure> => failed(sentence, '', status);

/**
 * Checks the form of a delivery before any secret is read and before anything is parsed. The body may be 1 MB at most. Its content type
 * must be JSON or absent. It may be nested 64 levels deep and have 10,000 keys at most.
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

/** Whether a body can contain events: an object, or an array of up to 1,000 objects. */
export const isEventBody = (body: Json | undefined): body is Json =>
	isObject(body) || (Array.isArray(body) && body.length <= maxEvents && body.every(isObject));

function headersOf({ headers, rawHeaders }: IncomingRequest): (name: string) => string[] {
	return (name) => {
		if (!Array.isArray(rawHeaders)) return textsIn(headers[name]);
		return rawHeaders.filter((_value, index) => index % 2 === 1 && rawHeaders[index - 1].toLowerCase() === name);
	};
}

/** The value or values as texts. A value of another type becomes an empty text. */
function textsIn(value: unknown): string[] {
	if (value === undefined || value === null) return [];
	return (Array.isArray(value) ? value : [value]).map((text) => (typeof text === 'string' ? text : ''));
}

/**
 * Checks depth and number of keys in one pass over the bytes: it counts brackets and colons outside of strings. Bytes of multi-byte
 * characters never equal them.
 */
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

/** Checks the parsed keys, because the raw bytes may contain escapes. */
function hasForbiddenKey(value: Json): boolean {
	if (Array.isArray(value)) return value.some(hasForbiddenKey);
	if (!isObject(value)) return false;
	return Object.keys(value).some((key) => forbiddenKeys.has(key) || hasForbiddenKey(value[key]));
}

/** Sends the answer itself, so that n8n sends none. The message contains no secret and nothing of the delivery. */
export function refuse(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	const response = context.getResponseObject();
	if (!response.headersSent) response.status(status).json({ error: message });
	return { noWebhookResponse: true };
}

/** Status 200 without starting the workflow. n8n sends the answer. */
export const accepted = (): IWebhookResponseData => ({});

/** Status 200. The workflow starts with one item per event. */
export function start(items: IDataObject[]): IWebhookResponseData {
	const data: INodeExecutionData[] = items.map((json) => ({ json }));
	return { workflowData: [data] };
}
