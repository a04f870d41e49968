import { createRequire } from 'node:module';
import type { IDataObject, INode, IWorkflowExecuteAdditionalData, WorkflowExecuteMode } from 'n8n-workflow';
import { callEventNames } from '../../nodes/shared/call/event.ts';
import type { StrictServer } from '../servers/strictServer.mts';
import { expectNoSecret } from './canary.mts';
import { credentialsHelperFor, nodeTypes, type EngineRun } from './engine.mts';
import { agent, credentialOf, otherSecret } from './sendCall.mts';

const require = createRequire(import.meta.url);
const core = require('n8n-core') as typeof import('n8n-core');
const workflowPackage = require('n8n-workflow') as typeof import('n8n-workflow');

export const pollType = 'n8n-nodes-voice-calls.callPollTrigger';
/** Every event there is. */
export const allEvents = [...callEventNames];

export interface Trigger {
	/** One poll, as n8n makes it: the json of the items, or what it threw. */
	poll(mode?: WorkflowExecuteMode): Promise<IDataObject[]>;
	/** Call and event of each item. */
	names(): Promise<string[]>;
	/** What n8n would store. */
	stored(): string;
	/** What n8n does over a restart: a new workflow object from what was stored at the last start of an execution. */
	restart(): void;
}

/** An activated Call Poll Trigger over a strict server, in n8n-core's own poll context. */
export function trigger(server: StrictServer<any> | null, parameters: IDataObject = {}, credential?: EngineRun['credential']): Trigger {
	const chosen = credential ?? (server ? credentialOf(server) : undefined);
	const node: INode = {
		id: 'poll',
		name: 'Calls',
		type: pollType,
		typeVersion: 1,
		position: [0, 0],
		parameters: {
			provider: server?.provider ?? 'simulator',
			agentId: server?.provider === 'synthflow' ? agent(server.usableAgent) : agent(''),
			events: allEvents,
			...parameters,
		} as INode['parameters'],
		...(chosen ? { credentials: { [chosen.type]: { id: '1', name: 'Test' } } } : {}),
	};
	const type = nodeTypes.get(pollType);
	if (!type?.poll) throw new Error('no such trigger in dist');
	const additionalData = {
		credentialsHelper: credentialsHelperFor(chosen),
		executionId: '1',
		currentNodeExecutionIndex: 0,
		restApiUrl: 'http://127.0.0.1/rest',
		instanceBaseUrl: 'http://127.0.0.1/',
		variables: {},
	} as unknown as IWorkflowExecuteAdditionalData;
	const workflowWith = (staticData: IDataObject) =>
		new workflowPackage.Workflow({
			id: 'workflow',
			name: 'Test',
			nodes: [node],
			connections: {},
			active: true,
			staticData,
			nodeTypes: {
				getByName: () => type,
				getByNameAndVersion: () => type,
				getKnownTypes: () => ({}),
			},
			settings: { executionOrder: 'v1', timezone: 'Europe/Berlin' },
		});
	let workflow = workflowWith({});
	let persisted = '{}';
	let isActivation = true;
	const poll = async (mode: WorkflowExecuteMode = 'trigger'): Promise<IDataObject[]> => {
		const at = workflow;
		const own = at.getNode('Calls') as INode;
		const answer = await type.poll?.call(new core.PollContext(at, own, additionalData, mode, 'activate'));
		const items = (answer?.[0] ?? []).map(({ json }) => json);
		// n8n stores the static data at the end of an activation and when an execution starts; never for a poll without items.
		if (mode === 'trigger' && (isActivation || items.length > 0)) persisted = JSON.stringify(at.staticData);
		isActivation = false;
		if (server) expectNoSecret({ items, persisted }, server.key, otherSecret);
		return items;
	};
	return {
		poll,
		names: async () => (await poll()).map((json) => `${String(json.callId)} ${String(json.event)}`),
		stored: () => JSON.stringify(workflow.staticData),
		restart: () => {
			workflow = workflowWith(JSON.parse(persisted) as IDataObject);
			isActivation = true;
		},
	};
}
