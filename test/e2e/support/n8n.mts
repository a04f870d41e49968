/** Typed access of the end-to-end tests to the n8n they share, and to one of their own where they must kill it. */
import { inject } from 'vitest';
import { createClient } from '../../../scripts/lib/n8nClient.mjs';
import { startN8n } from '../../../scripts/lib/n8nInstance.mjs';

export interface Host {
	version: string;
	pinned: boolean;
	directory: string;
	nodePath: string;
	n8nPath: string;
}

/** What globalSetup.mts hands to the test files. */
export interface SharedN8n {
	host: Host;
	tarball: string;
	baseUrl: string;
	email: string;
	password: string;
	cookie: string;
	apiKey: string;
	logFile: string;
}

export interface HttpAnswer {
	status: number;
	headers: Record<string, string>;
	// The body is JSON of any shape, or text.
	body: any;
}

export interface Item {
	json: Record<string, any>;
	binary?: Record<string, any>;
	pairedItem?: { item: number; input?: number };
	error?: unknown;
}

export interface NodeRun {
	executionStatus: string;
	hints?: Array<{ message: string; type?: string; location?: string }>;
	error?: { message: string; description?: string; name?: string };
	data?: { main?: Array<Item[] | null> };
}

export interface Execution {
	id: string;
	status: 'new' | 'running' | 'waiting' | 'success' | 'error' | 'crashed' | 'canceled' | 'unknown';
	mode: string;
	retryOf: string | null;
	waitTill: string | null;
	workflowId: string;
	workflowData: { nodes: WorkflowNode[] };
	data: {
		resumeToken?: string;
		resultData: { runData: Record<string, NodeRun[]>; error?: { message: string; description?: string }; lastNodeExecuted?: string };
		executionData?: { contextData: Record<string, unknown> };
	};
}

export interface WorkflowNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: Record<string, unknown>;
	webhookId?: string;
	credentials?: Record<string, { id: string; name: string }>;
	[setting: string]: unknown;
}

export interface Workflow {
	id: string;
	name: string;
	active: boolean;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
}

export interface Credential {
	id: string;
	name: string;
	type: string;
}

export interface Client {
	api(method: string, path: string, body?: unknown): Promise<any>;
	rest(method: string, path: string, body?: unknown): Promise<any>;
	nodeTypes(): Promise<Array<Record<string, any>>>;
	credentialTypes(): Promise<Array<Record<string, any>>>;
	createCredential(credential: { name: string; type: string; data: Record<string, unknown> }): Promise<Credential>;
	testCredential(credential: { id?: string; name: string; type: string; data: Record<string, unknown> }): Promise<{
		status: 'OK' | 'Error';
		message: string;
	}>;
	createWorkflow(workflow: Pick<Workflow, 'name' | 'connections'> & { nodes: WorkflowNode[]; settings?: Record<string, unknown>; pinData?: Record<string, unknown> }): Promise<Workflow>;
	activate(id: string): Promise<Workflow>;
	deactivate(id: string): Promise<Workflow>;
	deleteWorkflow(id: string): Promise<Workflow>;
	submitForm(webhookId: string, values: string[], options?: { timeoutMs?: number }): Promise<HttpAnswer>;
	runWebhook(
		path: string,
		body?: unknown,
		options?: { method?: string; headers?: Record<string, string>; timeoutMs?: number },
	): Promise<HttpAnswer>;
	execution(id: string): Promise<Execution>;
	executions(workflowId: string): Promise<Array<Pick<Execution, 'id' | 'status' | 'mode' | 'retryOf' | 'waitTill' | 'workflowId'>>>;
	waitForExecution(
		workflowId: string,
		predicate?: (execution: Execution) => boolean,
		options?: { timeoutMs?: number },
	): Promise<Execution>;
	retryExecution(id: string, options?: { loadWorkflow?: boolean }): Promise<Execution>;
	resourceLocator(request: {
		nodeType: string;
		version?: number;
		methodName: string;
		parameter: string;
		parameters?: Record<string, unknown>;
		credentials?: Record<string, { id: string; name: string }>;
		filter?: string;
		paginationToken?: string;
	}): Promise<{ results: Array<{ name: string; value: string; url?: string }>; paginationToken?: string }>;
}

export interface Instance extends Client {
	baseUrl: string;
	email: string;
	password: string;
	cookie: string;
	apiKey: string;
	userFolder: string;
	logFile: string;
	pid(): number;
	log(): string;
	stop(): Promise<void>;
	kill9(): Promise<void>;
	restart(options?: { env?: Record<string, string> }): Promise<void>;
	dispose(): Promise<void>;
}

/** The n8n that all end-to-end files share. */
export function connect(): Client & SharedN8n {
	const shared = inject('n8n');
	return { ...shared, ...(createClient(shared) as unknown as Client) };
}

/** Another n8n with the same package, for a test that kills or restarts it; the test must `dispose()` of it. */
export async function startOwnN8n(env: Record<string, string> = {}): Promise<Instance> {
	const { host, tarball } = inject('n8n');
	return (await startN8n({ host, tarball, env })) as unknown as Instance;
}
