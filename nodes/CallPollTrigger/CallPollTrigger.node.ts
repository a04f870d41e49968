import type { INodeExecutionData, INodeType, INodeTypeDescription, IPollFunctions } from 'n8n-workflow';
import { NodeConnectionTypes, NodeOperationError } from 'n8n-workflow';
import { reportable } from '../shared/call/bugReport';
import { unsupportedSelection, pollTriggerPanel } from '../shared/fields/events';
import { credentialsOfAll } from '../shared/fields/provider';
import { searchAgents } from '../shared/listSearch/choices';
import { pollProperties } from './fields';
import { pollCalls } from './poll';
import { providerById } from '../shared/providers/registry';

/** A choice that no poll can ever find is refused at the activation, since n8n polls once then. */
function requireFindable(context: IPollFunctions): void {
	const provider = providerById(String(context.getNodeParameter('provider')));
	const chosen = context.getNodeParameter('events', []);
	if (provider === undefined || !Array.isArray(chosen)) return;
	const fault = unsupportedSelection(provider, chosen, 'polled');
	if (fault !== null) throw reportable(context.getNode(), new NodeOperationError(context.getNode(), `${fault.field} ${fault.sentence}`));
}

export class CallPollTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Call Poll Trigger',
		name: 'callPollTrigger',
		icon: { light: 'file:../../icons/callPoll.svg', dark: 'file:../../icons/callPoll.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [$parameter["events"]].flat().join(", ").replaceAll("call.", "") }}',
		description: 'Starts the workflow when a call changes, found by asking the provider at intervals',
		triggerPanel: pollTriggerPanel,
		defaults: { name: 'Call Poll Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialsOfAll,
		properties: pollProperties,
	};

	methods = { listSearch: { searchAgents } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		requireFindable(this);
		return await pollCalls(this);
	}
}
