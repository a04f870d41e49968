import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { sendCallSpec } from '../shared/calling/nodeSpecs';
import { runCalls } from '../shared/calling/run';
import { callerNumberProperties } from '../shared/fields/callerNumber';
import { propertiesOf } from '../shared/fields/field';
import { callOutputs } from '../shared/fields/options';
import { phoneNumberProperty } from '../shared/fields/callParameters';
import { optionProperties } from '../shared/fields/places';
import { chosenProvider, credentialsOfAll, providerProperties, agentProperties } from '../shared/fields/provider';
import { sendCallTool, toolDescription, withToolUse } from '../shared/fields/toolUse';
import { waitFields } from '../shared/fields/waiting';
import { searchAgents, searchNumbers } from '../shared/listSearch/choices';
import { resumeWaitingCall } from '../shared/waiting/resume';
import { resumeWebhooks } from '../shared/waiting/callback';

/** What is seen at first sight, in the order of a call: who is called, by whom, what is waited for. */
const shown = [
	...providerProperties,
	...agentProperties(),
	phoneNumberProperty,
	...callerNumberProperties,
	...propertiesOf(sendCallSpec.shown),
	...propertiesOf(waitFields),
];

export class SendCall implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Send Call',
		name: 'sendCall',
		icon: { light: 'file:../../icons/sendCall.svg', dark: 'file:../../icons/sendCall.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: `={{ ${chosenProvider} }}`,
		description: 'Place a phone call by a voice agent that is configured at a provider',
		defaults: { name: 'Send Call' },
		inputs: [NodeConnectionTypes.Main],
		outputs: callOutputs,
		usableAsTool: true,
		webhooks: resumeWebhooks,
		waitingNodeTooltip: 'Waiting for the end of the call',
		credentials: credentialsOfAll,
		properties: [toolDescription(sendCallTool), ...withToolUse([...shown, ...optionProperties(sendCallSpec.options, shown)])],
	};

	methods = { listSearch: { searchAgents, searchNumbers } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runCalls(this, sendCallSpec);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await resumeWaitingCall(this);
	}
}
