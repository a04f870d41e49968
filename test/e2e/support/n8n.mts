/** Typed access of the end-to-end tests to the n8n they share, and to one of their own where they must kill it. */
import type { AxiosHeaders } from 'axios';
import { inject } from 'vitest';
import { startN8n } from '../../../scripts/lib/n8nInstance.mjs';
import { createClient } from './n8nClient.mts';

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
	headers: AxiosHeaders;
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

export type Client = ReturnType<typeof createClient>;

/** The n8n that all end-to-end files share. */
export function connect(): Client & SharedN8n {
	const shared = inject('n8n');
	return { ...shared, ...createClient(shared) };
}

export type Instance = Client & Omit<Awaited<ReturnType<typeof startN8n>>, 'api'>;

/** Another n8n with the same package, for a test that kills or restarts it; the test must `dispose()` of it. */
export async function startOwnN8n(env: Record<string, string> = {}): Promise<Instance> {
	const { host, tarball } = inject('n8n');
	// Without its editor it starts a third faster; the types of nodes, which the editor reads, are those of the shared one.
	// On a busy machine an activation may take longer than the 84 seconds after which n8n gives it up.
	const usual = { N8N_DISABLE_UI: 'true', N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '900' };
	const instance = await startN8n({ host, tarball, env: { ...usual, ...env } });
	return { ...instance, ...createClient(instance, connect().nodeTypes) };
}
