import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { credentialsOfAll } from '../shared/fields/provider';
import { searchAgents } from '../shared/listSearch/choices';
import { pollProperties } from '../shared/polling/fields';
import { pollCalls } from '../shared/polling/poll';

export class CallPollTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Call Poll Trigger',
		name: 'callPollTrigger',
		icon: { light: 'file:../../icons/callPoll.svg', dark: 'file:../../icons/callPoll.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["provider"] + ": " + $parameter["events"].join(", ") }}',
		description: 'Starts the workflow when a call changes, found by asking the provider at intervals',
		defaults: { name: 'Call Poll Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialsOfAll,
		properties: pollProperties,
	};

	methods = { listSearch: { searchAgents } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await pollCalls(this);
	}
}
