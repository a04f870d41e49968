/** What a running n8n answers over HTTP: its public API (key), its editor's API (cookie) and its webhooks. */
import { setTimeout as delay } from 'node:timers/promises';
import axios from 'axios';

const REQUEST_TIMEOUT_MS = 60_000;
const POLL_MS = 150;
const FINAL_STATUSES = new Set(['success', 'error', 'crashed', 'canceled']);

/** A body parsed as JSON when it is JSON, else the text itself; undefined when empty. */
function parseBody(text) {
	if (text === '') return undefined;
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}

/** One HTTP request: `{ status, headers, body }`, whatever the status. `body` objects go out as JSON, strings and forms as they are. */
export async function request(url, { method = 'GET', body, headers = {}, timeoutMs = REQUEST_TIMEOUT_MS } = {}) {
	const isJson = body !== undefined && typeof body !== 'string' && !(body instanceof FormData);
	const contentTypes = { undefined: false, string: 'text/plain;charset=UTF-8', object: isJson ? 'application/json' : undefined };
	const answer = await axios.request({
		url,
		method,
		headers: { 'content-type': contentTypes[typeof body], ...headers },
		data: isJson ? JSON.stringify(body) : body,
		proxy: false,
		maxRedirects: 0,
		validateStatus: () => true,
		responseType: 'text',
		transformRequest: [(data) => data],
		transformResponse: [parseBody],
		signal: AbortSignal.timeout(timeoutMs),
	});
	return { status: answer.status, headers: Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, String(value)])), body: answer.data };
}

/** On a busy machine the connection that was kept open may be closed under a request: then there is no answer. */
function orLost(error) {
	if (error.code === 'ECONNRESET') return undefined;
	throw error;
}

/**
 * On a busy machine n8n answers now and then that its database is not ready: that is said before anything is done. What
 * only reads is asked again where the connection was lost, too.
 */
async function requestWhenReady(url, options) {
	const reads = (options?.method ?? 'GET') === 'GET';
	for (let tries = 1; ; tries++) {
		const answer = await (reads && tries < 30 ? request(url, options).catch(orLost) : request(url, options));
		if (answer !== undefined && (answer.status !== 503 || tries === 30)) return answer;
		await delay(1_000);
	}
}

/** Like `request`, but a status other than 2xx is an error that carries n8n's words; a 503 is waited for. */
async function requestOk(url, options) {
	const { status, body } = await requestWhenReady(url, options);
	if (status >= 200 && status < 300) return body;
	const words = body?.message ?? (typeof body === 'string' ? body.slice(0, 300) : JSON.stringify(body));
	throw new Error(`n8n answered ${status} to ${options?.method ?? 'GET'} ${new URL(url).pathname}: ${words}`);
}

/** Calls `look` until it returns something other than undefined; fails with `what` after `timeoutMs`. */
export async function waitFor(what, look, { timeoutMs = 90_000, everyMs = POLL_MS } = {}) {
	const deadline = Date.now() + timeoutMs;
	for (;;) {
		const found = await look();
		if (found !== undefined) return found;
		if (Date.now() >= deadline) throw new Error(`waited ${timeoutMs / 1000} s for ${what} in vain`);
		await delay(everyMs);
	}
}

/** Makes the instance's owner: returns the login cookie. */
export async function setUpOwner(baseUrl, { email, password }) {
	const answer = await request(`${baseUrl}/rest/owner/setup`, {
		method: 'POST',
		body: { email, password, firstName: 'Voice', lastName: 'Calls' },
	});
	const cookie = /n8n-auth=[^;]+/.exec(answer.headers['set-cookie'] ?? '')?.[0];
	if (answer.status === 200 && cookie) return cookie;
	throw new Error(`n8n did not make the owner account (${answer.status}): ${answer.body?.message ?? ''}`);
}

/** Makes a key for the public API with every scope the owner may give. */
export async function createApiKey(baseUrl, cookie) {
	const headers = { cookie };
	const { data: scopes } = await requestOk(`${baseUrl}/rest/api-keys/scopes`, { headers });
	const { data } = await requestOk(`${baseUrl}/rest/api-keys`, {
		method: 'POST',
		headers,
		body: { label: `voice-calls-${Date.now()}`, expiresAt: null, scopes },
	});
	return data.rawApiKey;
}

/** The client of one n8n; `connection` is `{ baseUrl, cookie, apiKey }`. Every function fails on a status other than 2xx unless it says so. */
export function createClient({ baseUrl, cookie, apiKey }) {
	let credentialTests = Promise.resolve();
	let knownNodeTypes;

	/** Public API: `api('GET', '/workflows')` -> the parsed body. */
	const api = (method, path, body) => requestOk(`${baseUrl}/api/v1${path}`, { method, body, headers: { 'x-n8n-api-key': apiKey } });

	/** The editor's API: `rest('GET', '/executions')` -> what stands under `data` in the answer. */
	const rest = async (method, path, body) => (await requestOk(`${baseUrl}/rest${path}`, { method, body, headers: { cookie } }))?.data;

	/** Every node type the editor knows, this package's among them (`name` is `<package>.<node>`). */
	const nodeTypes = () => requestOk(`${baseUrl}/types/nodes.json`, { headers: { cookie } });

	/** Every credential type the editor knows, with `supportedNodes`. */
	const credentialTypes = () => requestOk(`${baseUrl}/types/credentials.json`, { headers: { cookie } });

	/** Stores a credential; returns `{ id, name, type }`. */
	async function createCredential({ name, type, data }) {
		const { id } = await rest('POST', '/credentials', { name, type, data });
		return { id, name, type };
	}

	/** Presses the credential's test button: `{ status: 'OK' | 'Error', message }`. One at a time: n8n mixes parallel tests up. */
	function testCredential({ id = '', name, type, data }) {
		const test = credentialTests.then(() => rest('POST', '/credentials/test', { credentials: { id, name, type, data } }));
		credentialTests = test.catch(() => {});
		return test;
	}

	/** Imports a workflow, an exported file's extra fields left out; returns n8n's workflow with its `id`. */
	const createWorkflow = ({ name, nodes, connections, settings = {}, pinData }) =>
		api('POST', '/workflows', { name, nodes, connections, settings, ...(pinData ? { pinData } : {}) });

	/** The production webhooks (path without `/webhook/`) that a workflow's nodes will answer on, dynamic ones left out. */
	async function webhookPaths(nodes) {
		const candidates = nodes.filter((node) => node.webhookId && !node.disabled);
		if (candidates.length === 0) return [];
		knownNodeTypes ??= await nodeTypes();
		return candidates.flatMap((node) => {
			if (node.type === 'n8n-nodes-base.webhook') return [node.parameters.path];
			const path = knownNodeTypes.find(({ name }) => name === node.type)?.webhooks?.find((webhook) => !webhook.restartWebhook)?.path;
			return path && !path.startsWith('=') ? [`${node.webhookId}/${path}`] : [];
		});
	}

	/** n8n names another method for a path it knows; a method no webhook uses asks without starting anything. */
	async function isWebhookLive(path) {
		const answer = await request(`${baseUrl}/webhook/${path}`, { method: 'DELETE' }).catch(orLost);
		return /is not registered for DELETE requests/.test(answer?.body?.message ?? '') || undefined;
	}

	/** Publishes a workflow and waits until its webhooks answer (the API's own answer comes too early). */
	async function activate(id) {
		const workflow = await api('POST', `/workflows/${id}/activate`);
		for (const path of await webhookPaths(workflow.nodes)) {
			await waitFor(`the webhook ${path}`, () => isWebhookLive(path), { timeoutMs: 60_000 });
		}
		return workflow;
	}

	const deactivate = (id) => api('POST', `/workflows/${id}/deactivate`);

	/** Removes a workflow; n8n refuses (409) for a moment after `deactivate`. */
	const deleteWorkflow = (id) =>
		waitFor(`the removal of workflow ${id}`, async () => {
			const { status, body } = await request(`${baseUrl}/api/v1/workflows/${id}`, { method: 'DELETE', headers: { 'x-n8n-api-key': apiKey } });
			if (status === 200) return body;
			if (status === 409) return undefined;
			throw new Error(`n8n answered ${status} to the removal of workflow ${id}: ${body?.message ?? ''}`);
		});

	/** Calls a production webhook by its path below `/webhook/`: `{ status, headers, body }`, whatever the status. */
	const runWebhook = (path, body, { method = 'POST', ...options } = {}) => request(`${baseUrl}/webhook/${path}`, { method, body, ...options });

	/** Sends a published form with these values, in the order of its fields, once it can be opened: `{ status, headers, body }`. */
	async function submitForm(webhookId, values, { timeoutMs = REQUEST_TIMEOUT_MS } = {}) {
		const url = `${baseUrl}/form/${webhookId}`;
		await waitFor('the form', async () => ((await request(url)).status === 200 ? true : undefined), { timeoutMs });
		const body = new FormData();
		values.forEach((value, index) => body.set(`field-${index}`, value));
		return request(url, { method: 'POST', body, timeoutMs });
	}

	/** One execution with its data: `execution.data.resultData.runData[<node name>][<run>].data.main[<output>]` are items. */
	const execution = (id) => api('GET', `/executions/${id}?includeData=true`);

	/** A workflow's executions of every status, newest first, without their data. */
	async function executions(workflowId) {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		return (await rest('GET', `/executions?limit=50&filter=${filter}`)).results;
	}

	/** Waits for a workflow's execution (newest first) that satisfies `predicate(execution with data)`; by default one that has ended. */
	function waitForExecution(workflowId, predicate = hasEnded, { timeoutMs = 120_000 } = {}) {
		return waitFor(
			`an execution of workflow ${workflowId}`,
			async () => {
				for (const { id } of await executions(workflowId)) {
					const found = await execution(id);
					if (predicate(found)) return found;
				}
				return undefined;
			},
			{ timeoutMs },
		);
	}

	/** "Retry execution": returns the new execution's summary. `loadWorkflow` uses the saved workflow instead of the one that ran. */
	const retryExecution = (id, { loadWorkflow = false } = {}) => api('POST', `/executions/${id}/retry`, { loadWorkflow });

	/**
	 * Opens a resource locator's list: `{ results: [{ name, value }], paginationToken? }`. `payload` is
	 * `{ nodeType, version = 1, methodName, parameter, parameters = {}, credentials?, filter?, paginationToken? }`.
	 */
	const resourceLocator = ({ nodeType, version = 1, methodName, parameter, parameters = {}, ...more }) =>
		rest('POST', '/dynamic-node-parameters/resource-locator-results', {
			path: `parameters.${parameter}`,
			nodeTypeAndVersion: { name: nodeType, version },
			methodName,
			currentNodeParameters: parameters,
			...more,
		});

	return {
		api,
		rest,
		nodeTypes,
		credentialTypes,
		createCredential,
		testCredential,
		createWorkflow,
		activate,
		deactivate,
		deleteWorkflow,
		runWebhook,
		submitForm,
		execution,
		executions,
		waitForExecution,
		retryExecution,
		resourceLocator,
	};
}

/** Whether an execution is over: no more of it will come. */
export const hasEnded = ({ status }) => FINAL_STATUSES.has(status);
