/** What a running n8n is asked over HTTP, as far as it takes to make an account and to run a workflow. */
import { randomBytes } from 'node:crypto';
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import axios from 'axios';
import axiosRetry from 'axios-retry';
import pWaitFor from 'p-wait-for';

const MINUTE = 60_000;

/** Milliseconds between two looks. */
const PAUSE = { first: 100, growth: 1.15, longest: 1_000 };

const FINAL_STATUSES = new Set(['success', 'error', 'crashed', 'canceled']);

// A connection of its own for each request: n8n may close a kept one while a busy machine sends into it.
const httpAgent = new Agent({ keepAlive: false });

/** Requests to a server on this machine: no proxy, no redirect, and an error for every status that is not 2xx unless `validateStatus` is null. */
export const http = axios.create({ httpAgent, proxy: false, maxRedirects: 0, timeout: 2 * MINUTE });
// A POST without a body is no form either.
http.defaults.headers.post['Content-Type'] = 'application/json';

/**
 * On a busy machine n8n answers now and then that its database is not ready: that is said before anything is done. What
 * only reads is asked again where the connection was lost, too.
 */
axiosRetry(http, {
	retries: 30,
	retryDelay: () => 1_000,
	shouldResetTimeout: true,
	retryCondition: ({ response, code, config }) => response?.status === 503 || (code === 'ECONNRESET' && config.method === 'get'),
});

/** An error says what n8n said. */
http.interceptors.response.use(undefined, (error) => {
	const { response, config } = error;
	if (response === undefined) throw error;
	const said = response.data?.message ?? JSON.stringify(response.data).slice(0, 300);
	throw new Error(`n8n answered ${response.status} to ${config.method.toUpperCase()} ${new URL(config.url).pathname}: ${said}`);
});

/**
 * Calls `look` until it returns something other than undefined; fails with `what` after `timeoutMs`. Each pause is longer than the one before,
 * so that long waits do not keep n8n busy with questions.
 * @type {<T>(what: string, look: () => Promise<T | undefined>, options?: { timeoutMs?: number }) => Promise<T>}
 */
export async function waitFor(what, look, { timeoutMs = 1.5 * MINUTE } = {}) {
	let found;
	let pause = PAUSE.first;
	const isThere = async () => {
		found = await look();
		if (found !== undefined) return true;
		await sleep(pause);
		pause = Math.min(pause * PAUSE.growth, PAUSE.longest);
		return false;
	};
	await pWaitFor(isThere, {
		interval: 0,
		timeout: { milliseconds: timeoutMs, message: `waited ${timeoutMs / 1000} s for ${what} in vain` },
	});
	return found;
}

/** Makes the owner of a new n8n and a key for the public API: `{ email, password, cookie, apiKey }`. */
export async function createOwner(baseUrl) {
	// n8n asks for a capital and a digit.
	const account = { email: 'owner@example.com', password: `Call-${randomBytes(6).toString('hex')}-7` };
	const owner = await http.post(`${baseUrl}/rest/owner/setup`, { ...account, firstName: 'Voice', lastName: 'Calls' });
	const [cookie] = /n8n-auth=[^;]+/.exec(String(owner.headers['set-cookie']));
	const editor = { headers: { cookie } };
	const scopes = await http.get(`${baseUrl}/rest/api-keys/scopes`, editor);
	const key = await http.post(`${baseUrl}/rest/api-keys`, { label: 'voice-calls', expiresAt: null, scopes: scopes.data.data }, editor);
	return { ...account, cookie, apiKey: key.data.data.rawApiKey };
}

/** Whether an execution is over: no more of it will come. */
export const hasEnded = ({ status }) => FINAL_STATUSES.has(status);

/** n8n's public API: `api('GET', '/workflows')` -> the parsed body. */
export const publicApi = (baseUrl, apiKey) => async (method, path, data) => {
	const answer = await http.request({ method, url: `${baseUrl}/api/v1${path}`, data, headers: { 'x-n8n-api-key': apiKey } });
	return answer.data;
};

/** Sends a published form with these values, in the order of its fields, once it can be opened. Returns axios's response, whatever the status. */
export async function submitForm(url, values) {
	await waitFor('the form', async () => ((await http.get(url, { validateStatus: null })).status === 200 ? true : undefined));
	const form = Object.fromEntries(values.map((value, index) => [`field-${index}`, value]));
	return http.postForm(url, form, { validateStatus: null });
}
