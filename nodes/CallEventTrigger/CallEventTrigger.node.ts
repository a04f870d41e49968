import type { IHookFunctions, INodeType, INodeTypeDescription, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { eventTriggerProperties } from './fields';
import { credentialsOfAll, providerProperty } from '../shared/fields/provider';
import { eventTriggerPanel } from '../shared/fields/events';
import { searchAgents } from '../shared/listSearch/choices';
import { providers } from '../shared/providers/registry';
import { checkExists, create, remove } from './activate';
import { receiveEvents } from './receive';

export class CallEventTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Call Event Trigger',
		name: 'callEventTrigger',
		icon: { light: 'file:../../icons/callEvent.svg', dark: 'file:../../icons/callEvent.dark.svg' },
		group: ['trigger'],
		version: 1,
		subtitle: '={{ [$parameter["events"]].flat().join(", ").replaceAll("call.", "") }}',
		description: 'Starts the workflow when something happens to a call: it was answered, it ended, it failed',
		eventTriggerDescription: 'Waiting for the event of a call at the Test URL',
		triggerPanel: eventTriggerPanel(providers),
		defaults: { name: 'Call Event Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: credentialsOfAll,
		webhooks: [
			{
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				// Without it n8n answers with the name of its own default instead of a message.
				responseData: '',
				path: 'events',
			},
		],
		properties: [providerProperty, ...eventTriggerProperties],
	};

	methods = { listSearch: { searchAgents } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				return await checkExists(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await create(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await remove(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await receiveEvents(this);
	}
}
