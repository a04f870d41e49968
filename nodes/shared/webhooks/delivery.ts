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
	/** Whether the body is larger than what is read without a proof of every byte. */
	isLarge: boolean;
	/**
	 * The body as JSON, or `undefined` if it is not acceptable JSON. A large body is only parsed for those who know it to be proven. Parsed
	 * once.
	 */
	body(isProven?: boolean): Json | undefined;
}

const megabyte = 1024 * 1024;
const maxDepth = 64;
const maxEvents = 1_000;

interface Limits {
	bytes: number;
	keys: number;
}
/** Every delivery is read up to these limits. */
const anyDelivery: Limits = { bytes: megabyte, keys: 10_000 };
/** After ten minutes of talk, providers that report each word with its times send 3 MB and 60,000 keys. */
const provenDelivery: Limits = { bytes: 8 * megabyte, keys: 200_000 };

const jsonType = /^(application\/(json|octet-stream|[\w.-]+\+json)|text\/json)$/i;
const forbiddenKeys = new Set(['__proto__', 'constructor', 'prototype']);

/** The sentence goes to the sender and contains nothing of the delivery. */
const refused = (status: 400 | 413, sentence: string): Result<never, Failure> => failed(sentence, '', status);

/**
 * Checks the form of a delivery before any secret is read and before anything is parsed. Its content type must be JSON or absent. The body
 * may be nested 64 levels deep. It may be 1 MB at most with 10,000 keys, or 8 MB with 200,000 keys if every byte turns out to be proven.
 */
export function openDelivery(request: IncomingRequest): Result<Delivery, Failure> {
	const { rawBody: raw } = request;
	if (!Buffer.isBuffer(raw) || raw.length === 0) return refused(400, 'The body is missing.');
	if (raw.length > provenDelivery.bytes) return refused(413, 'The body is larger than 8 MB.');
	const header = headersOf(request);
	const types = header('content-type');
	if (types.length > 1 || (types.length === 1 && !jsonType.test(types[0].split(';')[0].trim()))) {
		return refused(400, 'The body must be JSON.');
	}
	// A body of many bytes is looked at when it is proven.
	const seen = raw.length > anyDelivery.bytes ? null : structureOf(raw);
	if (seen?.isTooDeep || (seen !== null && seen.keys > provenDelivery.keys)) return refused(400, tooDeep);
	const isLarge = seen === null || seen.keys > anyDelivery.keys;
	let parsed: { value: Json | undefined } | undefined;
	return ok({
		header,
		query: (name) => textsIn((request.query as Record<string, unknown> | undefined)?.[name]),
		raw,
		isLarge,
		body: (isProven = false) => (isLarge && !isProven ? undefined : (parsed ??= { value: parse(raw) }).value),
	});
}

const tooDeep = 'The body is nested too deeply or has too many keys.';
const unproven = 'The body is larger than what is read without a proof of where it comes from.';

/**
 * The events' body of a delivery, or what is answered instead.
 * @param isProven whether every byte of the body is proven, by a signature or by a token that only the provider knows
 */
export function readBody(delivery: Delivery, isProven: boolean): Result<Json, Failure> {
	if (delivery.isLarge) {
		if (!isProven) return refused(delivery.raw.length > anyDelivery.bytes ? 413 : 400, unproven);
		const { keys, isTooDeep } = structureOf(delivery.raw);
		if (isTooDeep || keys > provenDelivery.keys) return refused(400, tooDeep);
	}
	const body = delivery.body(isProven);
	return isEventBody(body) ? ok(body) : refused(400, 'The body is not the JSON of an event.');
}

/** Whether a body can contain events: an object, or an array of up to 1,000 objects. */
const isEventBody = (body: Json | undefined): body is Json =>
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
 * Finds the depth and the number of keys in one pass over the bytes: it counts brackets and colons outside of strings, and stops at the
 * first fault. Bytes of multi-byte characters never equal them.
 */
function structureOf(raw: Buffer): { keys: number; isTooDeep: boolean } {
	let [depth, keys, inText] = [0, 0, false];
	for (let index = 0; index < raw.length && keys <= provenDelivery.keys; index++) {
		const byte = raw[index];
		if (inText) {
			if (byte === 0x5c) index++;
			else if (byte === 0x22) inText = false;
		} else if (byte === 0x22) inText = true;
		else if (byte === 0x7b || byte === 0x5b) {
			if (++depth > maxDepth) return { keys, isTooDeep: true };
		} else if (byte === 0x7d || byte === 0x5d) depth--;
		else if (byte === 0x3a) keys++;
	}
	return { keys, isTooDeep: false };
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
