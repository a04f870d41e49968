import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { sendCallKind } from '../shared/dialling/kinds';
import { runCalls } from '../shared/dialling/run';
import { agentProperties } from '../shared/fields/agent';
import { propertiesOf } from '../shared/fields/field';
import { phoneNumberProperty } from '../shared/fields/person';
import { credentialsOfAll, providerProperties } from '../shared/fields/provider';
import { safety } from '../shared/fields/safety';
import { waitFieldsFor } from '../shared/fields/waiting';
import { searchAgents } from '../shared/listSearch/choices';
import { resumeWaitingCall } from '../shared/waiting/resume';
import { resumeWebhooks } from '../shared/waiting/webhook';

export class SendCall implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Send Call',
		name: 'sendCall',
		icon: { light: 'file:../../icons/sendCall.svg', dark: 'file:../../icons/sendCall.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["provider"] + ": " + $parameter["phoneNumber"] }}',
		description: 'Place a phone call by a voice agent that is configured at a provider',
		defaults: { name: 'Send Call' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Dialed', 'Not Dialed'],
		usableAsTool: true,
		webhooks: resumeWebhooks,
		waitingNodeTooltip: 'Waiting for the end of the call',
		credentials: credentialsOfAll,
		properties: [
			...providerProperties,
			...agentProperties(),
			phoneNumberProperty,
			...propertiesOf({ ...sendCallKind.fields, ...waitFieldsFor(sendCallKind.nativeRetry), safety, options: sendCallKind.options }),
		],
	};

	methods = { listSearch: { searchAgents } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runCalls(this, sendCallKind);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await resumeWaitingCall(this);
	}
}
