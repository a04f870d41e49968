/** All that the tests ask of a running n8n: the demo's client, and what only a test does. */
import type { AxiosHeaders, Method } from 'axios';
import { hasEnded as ended, http, publicApi, submitForm, waitFor } from '../../../scripts/lib/n8nClient.mjs';
import { parsed, sendRequest } from '../../harness/http.mts';
import type { Credential, Execution, HttpAnswer, Workflow, WorkflowNode } from './n8n.mts';

export { waitFor };

/** Whether an execution is over: no more of it will come. */
export const hasEnded = (execution: Execution): boolean => ended(execution);

export interface RequestOptions {
	method?: string;
	/** An object goes out as JSON, a string as it is. */
	body?: unknown;
	headers?: Record<string, string>;
	timeoutMs?: number;
}

const WEBHOOK = 'n8n-nodes-base.webhook';

type NodeTypes = Array<Record<string, any>>;
type NewWorkflow = Pick<Workflow, 'name' | 'nodes' | 'connections'> & { settings?: object; pinData?: object };
type ExecutionSummary = Pick<Execution, 'id' | 'status' | 'mode' | 'retryOf' | 'waitTill' | 'workflowId'>;

/** One HTTP request, whatever the status of its answer. */
export async function request(url: string, { body, headers, ...options }: RequestOptions = {}): Promise<HttpAnswer> {
	const isRaw = body === undefined || typeof body === 'string';
	const answer = await sendRequest(url, {
		...options,
		body: isRaw ? body : JSON.stringify(body),
		headers: { ...(isRaw ? {} : { 'content-type': 'application/json' }), ...headers },
	});
	return { status: answer.status, headers: answer.headers, body: parsed(answer.text) };
}

/**
 * The client of one n8n. Every function fails on a status other than 2xx unless it says so. An n8n without an editor has no list of node types:
 * `nodeTypesOf` reads it elsewhere.
 */
export function createClient(
	{ baseUrl, cookie, apiKey }: { baseUrl: string; cookie: string; apiKey: string },
	nodeTypesOf?: () => Promise<NodeTypes>,
) {
	const api: (method: Method, path: string, body?: unknown) => Promise<any> = publicApi(baseUrl, apiKey);
	let credentialTests: Promise<unknown> = Promise.resolve();
	let knownNodeTypes: NodeTypes | undefined;

	/** The editor's API: what stands under `data` in the answer. */
	const rest = async (method: Method, path: string, data?: unknown): Promise<any> =>
		(await http.request({ method, url: `${baseUrl}/rest${path}`, data, headers: { cookie } })).data?.data;

	/** Every node type the editor knows, this package's among them (`name` is `<package>.<node>`). */
	const nodeTypes =
		nodeTypesOf ?? (async (): Promise<NodeTypes> => (await http.get(`${baseUrl}/types/nodes.json`, { headers: { cookie } })).data);

	/** The production webhooks (path without `/webhook/`) that a workflow's nodes will answer on, dynamic ones left out. */
	async function webhookPaths(nodes: WorkflowNode[]): Promise<string[]> {
		const candidates = nodes.filter((node) => node.webhookId && !node.disabled);
		if (candidates.length === 0) return [];
		const own = candidates.filter(({ type }) => type !== WEBHOOK);
		// n8n's own Webhook node has its path in a parameter; only for another is the long list of types read.
		const known = own.length > 0 ? (knownNodeTypes ??= await nodeTypes()) : [];
		return candidates.flatMap((node) => {
			if (node.type === WEBHOOK) return [node.parameters.path as string];
			const type = known.find(({ name }) => name === node.type);
			const path = type?.webhooks?.find((webhook: { restartWebhook?: boolean }) => !webhook.restartWebhook)?.path;
			return path && !path.startsWith('=') ? [`${node.webhookId}/${path}`] : [];
		});
	}

	/** n8n names another method for a path it knows; a method no webhook uses asks without starting anything. */
	async function isWebhookLive(path: string): Promise<true | undefined> {
		const answer = await request(`${baseUrl}/webhook/${path}`, { method: 'DELETE' }).catch(() => undefined);
		return /is not registered for DELETE requests/.test(answer?.body?.message ?? '') || undefined;
	}

	/** One execution with its data: `execution.data.resultData.runData[<node name>][<run>].data.main[<output>]` are items. */
	const execution = (id: string): Promise<Execution> => api('GET', `/executions/${id}?includeData=true`);

	/** A workflow's executions of every status, newest first, without their data. */
	async function executions(workflowId: string): Promise<ExecutionSummary[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		return (await rest('GET', `/executions?limit=50&filter=${filter}`)).results;
	}

	return {
		api,
		rest,
		nodeTypes,

		/** Every credential type the editor knows, with `supportedNodes`. */
		credentialTypes: async (): Promise<Array<Record<string, any>>> =>
			(await http.get(`${baseUrl}/types/credentials.json`, { headers: { cookie } })).data,

		/** Stores a credential. */
		async createCredential({ name, type, data }: { name: string; type: string; data: Record<string, unknown> }): Promise<Credential> {
			const { id } = await rest('POST', '/credentials', { name, type, data });
			return { id, name, type };
		},

		/** Presses the credential's test button. One at a time: n8n mixes parallel tests up. */
		testCredential({ id = '', ...credential }: { id?: string; name: string; type: string; data: Record<string, unknown> }) {
			const test = credentialTests.then(() => rest('POST', '/credentials/test', { credentials: { id, ...credential } }));
			credentialTests = test.catch(() => {});
			return test as Promise<{ status: 'OK' | 'Error'; message: string }>;
		},

		/** Imports a workflow, an exported file's extra fields left out. */
		createWorkflow: ({ name, nodes, connections, settings = {}, pinData }: NewWorkflow): Promise<Workflow> =>
			api('POST', '/workflows', { name, nodes, connections, settings, pinData }),

		/** Publishes a workflow and waits until its webhooks answer (the API's own answer comes too early). */
		async activate(id: string): Promise<Workflow> {
			const workflow: Workflow = await api('POST', `/workflows/${id}/activate`);
			for (const path of await webhookPaths(workflow.nodes)) await waitFor(`the webhook ${path}`, () => isWebhookLive(path));
			return workflow;
		},

		deactivate: (id: string): Promise<Workflow> => api('POST', `/workflows/${id}/deactivate`),

		/** Removes a workflow; n8n refuses (409) for a moment after `deactivate`. */
		deleteWorkflow: (id: string): Promise<Workflow> =>
			waitFor(`the removal of workflow ${id}`, async () => {
				const { status, body } = await request(`${baseUrl}/api/v1/workflows/${id}`, {
					method: 'DELETE',
					headers: { 'x-n8n-api-key': apiKey },
				});
				if (status === 200) return body;
				if (status === 409) return undefined;
				throw new Error(`n8n answered ${status} to the removal of workflow ${id}: ${body?.message ?? ''}`);
			}),

		/** Calls a production webhook by its path below `/webhook/`, whatever the status of its answer. */
		runWebhook: (path: string, body?: unknown, options: Omit<RequestOptions, 'body'> = {}): Promise<HttpAnswer> =>
			request(`${baseUrl}/webhook/${path}`, { method: 'POST', body, ...options }),

		/** Sends a published form with these values, in the order of its fields, whatever the status of its answer. */
		async submitForm(webhookId: string, values: string[]): Promise<HttpAnswer> {
			const { status, headers, data } = await submitForm(`${baseUrl}/form/${webhookId}`, values);
			return { status, headers: headers as AxiosHeaders, body: data };
		},

		execution,
		executions,

		/** Waits for a workflow's execution (newest first) that satisfies the predicate; by default one that has ended. */
		waitForExecution(workflowId: string, predicate = hasEnded, { timeoutMs = 120_000 } = {}): Promise<Execution> {
			/** What has ended otherwise stays so, and is not read again. */
			const others = new Set<string>();
			const look = async (): Promise<Execution | undefined> => {
				for (const { id } of (await executions(workflowId)).filter((one) => !others.has(one.id))) {
					const found = await execution(id);
					if (predicate(found)) return found;
					if (hasEnded(found)) others.add(id);
				}
				return undefined;
			};
			return waitFor(`an execution of workflow ${workflowId}`, look, { timeoutMs });
		},

		/** "Retry execution". `loadWorkflow` uses the saved workflow instead of the one that ran. */
		retryExecution: (id: string, { loadWorkflow = false } = {}): Promise<Execution> =>
			api('POST', `/executions/${id}/retry`, { loadWorkflow }),

		/** Opens a resource locator's list. */
		resourceLocator: ({
			nodeType,
			parameter,
			parameters = {},
			...more
		}: {
			nodeType: string;
			methodName: string;
			parameter: string;
			parameters?: Record<string, unknown>;
			credentials?: Record<string, { id: string; name: string }>;
			filter?: string;
			paginationToken?: string;
		}): Promise<{ results: Array<{ name: string; value: string; url?: string }>; paginationToken?: string }> =>
			rest('POST', '/dynamic-node-parameters/resource-locator-results', {
				path: `parameters.${parameter}`,
				nodeTypeAndVersion: { name: nodeType, version: 1 },
				currentNodeParameters: parameters,
				...more,
			}),
	};
}
