import type { IExecuteFunctions, IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import type { Connection } from './send';
import { endOf, withSignal } from './send';
import type { HttpAnswer, HttpRequest } from '../call/http';
import type { Failure, Result } from '../call/result';
import { invalid, ok } from '../call/result';
import { checkUrl, isLoopbackHost, isPublicHost } from './url';

/** Where a file is. A request to the provider gets the key. A separate address does not get it. */
export type FileSource = { request: HttpRequest } | { url: string };

export interface FileLimits {
	bytes: number;
	/** Total time, including all redirects. */
	seconds: number;
	redirects: number;
}

export interface FetchedFile {
	bytes: Buffer;
	/** Lower case, without parameters. */
	mimeType: string;
	/** Path of the last address. The file name is made from it. */
	path: string;
}

/** Why there is no file. */
type FileTrouble = 'bad_target' | 'broken' | 'status' | 'timed_out' | 'too_large' | 'too_many_redirects' | 'wrong_type';

/**
 * Makes the error message when there is no file.
 * @param host the host that was asked last. The full address is left out, because it may be a signed secret.
 * @param detail the status, the content type, the allowed number of redirects, or what is wrong with an address
 */
export type FileWords = (trouble: FileTrouble, host: string, detail: string) => Result<never, Failure>;

/** `answer`: the provider itself refused, before any redirect. */
type Fetched = Result<{ file: FetchedFile } | { answer: HttpAnswer }, Failure>;

/** The parts of n8n's response stream that are used here. */
type Stream = { destroy(error?: Error): unknown } & AsyncIterable<Uint8Array>;

interface Opened {
	status: number;
	headers: Record<string, string>;
	body: Stream;
}

/** Maximum size of a provider's error answer, in bytes. */
const maxAnswerLength = 64_000;

/**
 * Fetches a file. It follows redirects itself and checks each address first. Only the provider gets the key. It counts the bytes of the
 * body while they arrive. It closes the connection when a limit is passed. It never throws.
 * @param accepts whether a content type is the wanted kind of file
 * @param inWords makes the error message
 */
export async function fetchFile(
	context: IExecuteFunctions,
	connection: Connection,
	source: FileSource,
	limits: FileLimits,
	accepts: (mimeType: string) => boolean,
	inWords: FileWords,
): Promise<Fetched> {
	const faulty = (trouble: FileTrouble, address: string, detail: string): Result<never, Failure> =>
		inWords(trouble, hostOf(address), detail);
	const clock = clockOf(context, limits.seconds);
	let here = 'request' in source ? connection.baseUrl + source.request.path : connection.baseUrl;
	let open: () => Promise<Opened>;
	if ('request' in source) open = () => openAtProvider(context, connection, source.request, clock);
	else {
		const target = checkFileTarget(source.url, here, connection.baseUrl);
		if (!target.ok) return faulty('bad_target', here, target.fault.sentence);
		here = target.value.href;
		open = () => openElsewhere(context, here, clock);
	}
	try {
		for (let redirects = 0; ; redirects++) {
			const opened = await Promise.race([open(), endOf(clock)]);
			const { status, headers, body } = opened;
			if (isRedirect(status) && headers.location !== undefined) {
				body.destroy();
				if (redirects >= limits.redirects) return faulty('too_many_redirects', here, String(limits.redirects));
				const target = checkFileTarget(headers.location, here, connection.baseUrl);
				if (!target.ok) return faulty('bad_target', here, target.fault.sentence);
				here = target.value.href;
				open = () => openElsewhere(context, here, clock);
				continue;
			}
			if (status >= 200 && status < 300) return await readFile(opened, here, limits.bytes, clock, accepts, faulty);
			if ('request' in source && redirects === 0) return ok({ answer: await readAnswer(opened, clock) });
			body.destroy();
			return faulty('status', here, String(status));
		}
	} catch {
		return faulty(clock.aborted ? 'timed_out' : 'broken', here, '');
	}
}

const isRedirect = (status: number): boolean => [301, 302, 303, 307, 308].includes(status);

function hostOf(address: string): string {
	try {
		return new URL(address).host;
	} catch {
		return ''; // a provider that runs in this process has no address
	}
}

/** A signal that aborts when the time is up or the execution is canceled. */
function clockOf(context: IExecuteFunctions, seconds: number): AbortSignal {
	const cancel = context.getExecutionCancelSignal();
	const end = AbortSignal.timeout(seconds * 1000);
	return cancel ? AbortSignal.any([cancel, end]) : end;
}

const asStream: Partial<IHttpRequestOptions> = {
	method: 'GET',
	encoding: 'stream',
	disableFollowRedirect: true,
	ignoreHttpStatusErrors: true,
	returnFullResponse: true,
};

async function openAtProvider(
	context: IExecuteFunctions,
	connection: Connection,
	{ path, query }: HttpRequest,
	clock: AbortSignal,
): Promise<Opened> {
	const options = { ...asStream, url: connection.baseUrl + path, qs: query, headers: { accept: '*/*' } };
	const { credentialType } = connection.provider;
	return openedOf(
		(await context.helpers.httpRequestWithAuthentication.call(
			withSignal(context, clock),
			credentialType ?? '',
			options as IHttpRequestOptions,
		)) as IN8nHttpFullResponse,
	);
}

/** Opens an address outside the provider. The request carries no credential and nothing of the first request. */
async function openElsewhere(context: IExecuteFunctions, url: string, clock: AbortSignal): Promise<Opened> {
	const options = { ...asStream, url, headers: { accept: '*/*' }, abortSignal: clock };
	return openedOf((await context.helpers.httpRequest(options as IHttpRequestOptions)) as IN8nHttpFullResponse);
}

function openedOf({ statusCode, headers, body }: IN8nHttpFullResponse): Opened {
	const lower = Object.entries(headers ?? {}).map(([name, value]) => [name.toLowerCase(), String(value)]);
	return { status: statusCode, headers: Object.fromEntries(lower) as Record<string, string>, body: body as Stream };
}

async function readFile(
	{ headers, body }: Opened,
	here: string,
	limit: number,
	clock: AbortSignal,
	accepts: (mimeType: string) => boolean,
	faulty: FileWords,
): Promise<Fetched> {
	const mimeType = (headers['content-type'] ?? '').split(';')[0].trim().toLowerCase();
	if (!accepts(mimeType)) {
		body.destroy();
		return faulty('wrong_type', here, mimeType);
	}
	if (Number(headers['content-length']) > limit) {
		body.destroy();
		return faulty('too_large', here, '');
	}
	const bytes = await readBytes(body, limit, clock);
	return bytes === null ? faulty('too_large', here, '') : ok({ file: { bytes, mimeType, path: new URL(here).pathname } });
}

async function readAnswer({ status, headers, body }: Opened, clock: AbortSignal): Promise<HttpAnswer> {
	const text = (await readBytes(body, maxAnswerLength, clock))?.toString('utf8') ?? '';
	try {
		return { status, headers, body: JSON.parse(text) as unknown };
	} catch {
		return { status, headers, body: text };
	}
}

/** Reads the whole body. Gives null if it is larger than the limit in bytes. It always closes the stream. */
async function readBytes(body: Stream, limit: number, clock: AbortSignal): Promise<Buffer | null> {
	const parts: Uint8Array[] = [];
	let size = 0;
	const stop = (): void => void body.destroy(new Error('the time is up'));
	clock.addEventListener('abort', stop, { once: true });
	try {
		if (clock.aborted) stop();
		for await (const part of body) {
			size += part.length;
			if (size > limit) return null;
			parts.push(part);
		}
		return Buffer.concat(parts, size);
	} finally {
		clock.removeEventListener('abort', stop);
		body.destroy();
	}
}

/**
 * Checks an address from which a file is to be fetched without a key. It must be https on a public host, so that an answer cannot make
 * this machine probe its own network. This machine itself is allowed only if the credential's base URL is on this machine too. The
 * address that a name resolves to is not checked here. n8n's own protection (N8N_SSRF_PROTECTION_ENABLED) checks it.
 * @param target absolute, or relative to the address that redirected
 * @param from the address that named the target
 * @param baseUrl the credential's base URL
 */
export function checkFileTarget(target: string, from: string, baseUrl: string): Result<URL> {
	const field = 'The address of the file';
	let url: URL;
	try {
		url = new URL(target, from);
	} catch {
		return invalid(field, 'is no address.');
	}
	url.hash = ''; // never sent
	const checked = checkUrl(url.href, field);
	if (!checked.ok) return checked;
	if (isLoopbackHost(url.hostname)) {
		return isLoopbackHost(new URL(baseUrl).hostname) ? ok(url) : invalid(field, 'leads to this machine.');
	}
	return isPublicHost(url.hostname) ? ok(url) : invalid(field, 'leads to a private host.');
}
