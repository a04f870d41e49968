/** HTTP requests of the tests to servers on this machine. */
import { Agent } from 'node:http';
import type { AxiosHeaders } from 'axios';
import axios from 'axios';

export interface RequestOptions {
	method?: string;
	/** Goes out as it is. */
	body?: string | Uint8Array;
	headers?: Record<string, string>;
	timeoutMs?: number;
}

export interface Answer {
	status: number;
	headers: AxiosHeaders;
	text: string;
}

/** No connection is used twice: a server under test may close it at any moment. */
const http = axios.create({ proxy: false, maxRedirects: 0, httpAgent: new Agent({ keepAlive: false }), validateStatus: null });

/** One request; redirects are not followed, and no status is an error. Fails when no whole answer came in time. */
export async function sendRequest(
	url: string,
	{ method = 'GET', body, headers = {}, timeoutMs = 120_000 }: RequestOptions = {},
): Promise<Answer> {
	const saysItsType = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
	const answer = await http.request<string>({
		url,
		method,
		data: body,
		headers: { accept: '*/*', ...(saysItsType ? {} : { 'content-type': typeof body === 'string' ? 'text/plain' : false }), ...headers },
		responseType: 'text',
		transformRequest: [(data) => data],
		transformResponse: [(text) => text],
		signal: AbortSignal.timeout(timeoutMs),
	});
	return { status: answer.status, headers: answer.headers as AxiosHeaders, text: answer.data };
}

/** A body as JSON where it is JSON, else as the text that it is; undefined where it is empty. */
export function parsed(text: string): any {
	if (text === '') return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
