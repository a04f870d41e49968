import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { makeCallKind, scriptNeedsAgent } from '../shared/dialling/kinds';
import { runCalls } from '../shared/dialling/run';
import { agentProperties } from '../shared/fields/agent';
import { propertiesOf } from '../shared/fields/field';
import { phoneNumberProperty } from '../shared/fields/person';
import { credentialsOfAll, providerProperties } from '../shared/fields/provider';
import { scriptNoticeProperties, scriptProperties } from '../shared/fields/script';
import { voiceProperties, voiceSettings } from '../shared/fields/voice';
import { safety } from '../shared/fields/safety';
import { waitFieldsFor } from '../shared/fields/waiting';
import { searchAgents, searchVoices } from '../shared/listSearch/choices';
import { resumeWaitingCall } from '../shared/waiting/resume';
import { resumeWebhooks } from '../shared/waiting/webhook';

export class MakeCall implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Make Call',
		name: 'makeCall',
		icon: { light: 'file:../../icons/makeCall.svg', dark: 'file:../../icons/makeCall.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: '={{ $parameter["provider"] + ": " + $parameter["phoneNumber"] }}',
		description: 'Place a phone call from a script and a voice, written in the node',
		defaults: { name: 'Make Call' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		outputNames: ['Dialed', 'Not Dialed'],
		usableAsTool: true,
		webhooks: resumeWebhooks,
		waitingNodeTooltip: 'Waiting for the end of the call',
		credentials: credentialsOfAll,
		properties: [
			...providerProperties,
			...agentProperties(scriptNeedsAgent),
			phoneNumberProperty,
			...scriptProperties,
			...scriptNoticeProperties,
			...voiceProperties,
			...propertiesOf({ voiceSettings, ...makeCallKind.fields, ...waitFieldsFor(makeCallKind.nativeRetry), safety, options: makeCallKind.options }),
		],
	};

	methods = { listSearch: { searchAgents, searchVoices } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runCalls(this, makeCallKind);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await resumeWaitingCall(this);
	}
}
