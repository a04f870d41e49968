import { createRequire } from 'node:module';
import type {
	IDataObject,
	IExecuteFunctions,
	INode,
	INodeExecutionData,
	INodeType,
	IRun,
	IRunExecutionData,
	ITaskData,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { built } from './built.mts';

/**
 * n8n's own workflow engine in this process: the package is loaded from dist as n8n would load it, and the nodes run
 * in real execution contexts with n8n's real request helpers. Only the database and the web server are not there.
 */
const require = createRequire(import.meta.url);
// Every run tells the log a line, which nobody reads here.
process.env.N8N_LOG_LEVEL ??= 'warn';
require('reflect-metadata');
const core = require('n8n-core') as typeof import('n8n-core');
const workflowPackage = require('n8n-workflow') as typeof import('n8n-workflow');
const manifest = require('../../package.json') as { n8n: { nodes: string[]; credentials: string[] } };

const instanceOf = (path: string): any => {
	const loaded = require(`../../${path}`) as Record<string, new () => unknown>;
	return new (Object.values(loaded)[0])();
};

const packageName = 'n8n-nodes-voice-calls';
export const nodeTypes = new Map<string, INodeType>();
for (const path of manifest.n8n.nodes) {
	const node = instanceOf(path) as INodeType;
	nodeTypes.set(`${packageName}.${node.description.name}`, node);
	// n8n makes a tool of every node that says so; the type's ending is what the node can tell it by.
	nodeTypes.set(`${packageName}.${node.description.name}Tool`, node);
}
const credentialTypes = new Map<string, any>();
for (const path of manifest.n8n.credentials) {
	const credential = instanceOf(path);
	credentialTypes.set(credential.name, credential);
}

/** No strict server lags behind: a retried run need not wait for its list, unless a test says otherwise. */
export const { listLag } = built('shared/dialling/lookup') as typeof import('../../nodes/shared/dialling/lookup.ts');
listLag.milliseconds = 0;

/** The pauses before the searches for a call whose outcome is unknown, as the package has them; nothing here needs that long. */
const { searchPauses } = built('shared/dialling/reconcile') as typeof import('../../nodes/shared/dialling/reconcile.ts');
export const realSearchPauses = [...searchPauses];
searchPauses.splice(0, searchPauses.length, 25, 100, 200);

/** A run that a provider slows down in a test waits milliseconds, not seconds. */
const { slowing } = built('shared/dialling/slowDown') as typeof import('../../nodes/shared/dialling/slowDown.ts');
Object.assign(slowing, { firstPause: 20, longestPause: 40, allPauses: 200, firstGap: 1, longestGap: 4 });

/** A node type made for a test: runs a function in a real execution context. */
export function registerNode(name: string, execute: (context: IExecuteFunctions) => Promise<INodeExecutionData[][]>): string {
	nodeTypes.set(`test.${name}`, {
		description: {
			displayName: name,
			name,
			group: ['transform'],
			version: 1,
			description: name,
			defaults: { name },
			inputs: ['main'],
			outputs: ['main', 'main'],
			properties: [],
			credentials: [...credentialTypes.keys()].map((one) => ({ name: one })),
		} as unknown as INodeType['description'],
		async execute(this: IExecuteFunctions) {
			return await execute(this);
		},
	});
	return `test.${name}`;
}

registerNode('start', async (context) => [context.getInputData()]);

export interface EngineRun {
	/** Full type, such as `n8n-nodes-voice-calls.sendCall`. */
	type: string;
	parameters?: IDataObject;
	items?: IDataObject[];
	/** Type of the credential and its fields; defaults of the credential class are filled in. */
	credential?: { type: string; data: IDataObject };
	node?: Partial<INode>;
	mode?: WorkflowExecuteMode;
	/** The node context of an earlier run, as "retry execution" hands it on. */
	contextData?: any;
	/** The execution of the node; null for a tool that a client calls from outside of any. */
	executionId?: string | null;
	/** The id of the execution above: the node then stands in a sub-workflow. */
	parent?: string;
	/** What n8n keeps of other executions, by their id. */
	executions?: Record<string, Partial<IRunExecutionData>>;
	/** Called when the run has begun, with the way to cancel it as n8n's stop button does. */
	started?(cancel: () => void): void;
}

export interface EngineResult {
	run: IRun;
	/** The items of every output, empty where the node failed. */
	outputs: INodeExecutionData[][];
	/** The node's last try. */
	task: ITaskData | undefined;
	error: (Error & { description?: string | null; httpCode?: string; context?: IDataObject }) | undefined;
	hints: string[];
	contextData: any;
}

export function credentialsHelperFor(credential: EngineRun['credential']) {
	const typeOf = (name: string) => credentialTypes.get(name);
	return {
		getParentTypes: () => [],
		getCredentialsProperties: (name: string) => typeOf(name).properties,
		isCredentialUsableByNode: () => true,
		preAuthentication: async () => undefined,
		authenticate: async (data: IDataObject, name: string, options: IDataObject) => typeOf(name).authenticate(data, options),
		getDecrypted: async (_additional: unknown, _node: unknown, name: string) => ({
			...Object.fromEntries(typeOf(name).properties.map((one: any) => [one.name, one.default])),
			...credential?.data,
		}),
	};
}

let executions = 0;

/** Runs one node behind a start node and returns what left it. */
export async function runNode(options: EngineRun): Promise<EngineResult> {
	const { type, parameters = {}, items = [{}], credential, mode = 'trigger' } = options;
	const at = { typeVersion: 1, position: [0, 0] as [number, number] };
	const nodes: INode[] = [
		{ ...at, id: 'start', name: 'Start', type: 'test.start', parameters: {} },
		{
			...at,
			id: 'node',
			name: 'Call',
			type,
			parameters: parameters as INode['parameters'],
			...(credential ? { credentials: { [credential.type]: { id: '1', name: 'Test' } } } : {}),
			...options.node,
		},
	];
	const connections = { Start: { main: [[{ node: 'Call', type: 'main' as const, index: 0 }]] } };
	const workflow = new workflowPackage.Workflow({
		id: 'workflow',
		name: 'Test',
		nodes,
		connections,
		active: false,
		nodeTypes: {
			getByName: (name: string) => nodeTypes.get(name) as INodeType,
			getByNameAndVersion: (name: string) => nodeTypes.get(name) as INodeType,
			getKnownTypes: () => ({}),
		},
		settings: { executionOrder: 'v1', timezone: 'Europe/Berlin' },
	});
	const hooks = new core.ExecutionLifecycleHooks(mode, '1', {
		id: 'workflow',
		name: 'Test',
		active: false,
		isArchived: false,
		createdAt: new Date(),
		updatedAt: new Date(),
		nodes,
		connections,
	} as any);
	const additionalData = {
		credentialsHelper: credentialsHelperFor(credential),
		hooks,
		executionId: options.executionId === null ? undefined : (options.executionId ?? String(++executions)),
		getRunExecutionData: async (id: string) => options.executions?.[id],
		currentNodeExecutionIndex: 0,
		restApiUrl: 'http://127.0.0.1/rest',
		instanceBaseUrl: 'http://127.0.0.1/',
		formWaitingBaseUrl: 'http://127.0.0.1/form-waiting',
		webhookBaseUrl: 'http://127.0.0.1/webhook',
		webhookWaitingBaseUrl: 'http://127.0.0.1/webhook-waiting',
		webhookTestBaseUrl: 'http://127.0.0.1/webhook-test',
		variables: {},
		setExecutionStatus: () => {},
		sendDataToUI: () => {},
	} as unknown as IWorkflowExecuteAdditionalData;
	const runExecutionData = workflowPackage.createRunExecutionData({
		...(options.parent === undefined ? {} : { parentExecution: { executionId: options.parent, workflowId: 'parent' } }),
		executionData: {
			contextData: options.contextData,
			nodeExecutionStack: [{ node: workflow.getNode('Start') as INode, data: { main: [items.map((json) => ({ json }))] }, source: null }],
		},
	});
	const execution = new core.WorkflowExecute(additionalData, mode, runExecutionData).processRunExecutionData(workflow);
	options.started?.(() => execution.cancel());
	const run = await execution;
	const task = run.data.resultData.runData.Call?.at(-1);
	return {
		run,
		outputs: (task?.data?.main ?? []).map((output) => output ?? []),
		task,
		error: (run.data.resultData.error ?? task?.error) as EngineResult['error'],
		hints: (task?.hints ?? []).map((hint) => hint.message),
		contextData: run.data.executionData?.contextData,
	};
}
