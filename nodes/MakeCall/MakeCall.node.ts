import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { makeCallSpec } from '../shared/calling/nodeSpecs';
import { runCalls } from '../shared/calling/run';
import { callerNumberProperties } from '../shared/fields/callerNumber';
import { propertiesOf } from '../shared/fields/field';
import { callOutputs } from '../shared/fields/options';
import { phoneNumberProperty } from '../shared/fields/callParameters';
import { optionProperties } from '../shared/fields/places';
import { chosenProvider, credentialsOfAll, providerProperties, agentProperties } from '../shared/fields/provider';
import { scriptNeedsAgent, scriptNoticeProperties, scriptProperties, shownNameProperties } from '../shared/fields/script';
import { makeCallTool, toolDescription, withToolUse } from '../shared/fields/toolUse';
import { voiceProperties } from '../shared/fields/voice';
import { waitFields } from '../shared/fields/waiting';
import { searchAgents, searchNumbers, searchVoices } from '../shared/listSearch/choices';
import { resumeWaitingCall } from '../shared/waiting/resume';
import { resumeWebhooks } from '../shared/waiting/callback';

/** What is seen at first sight, in the order of a call: who is called, what is said, what is waited for. */
const shown = [
	...providerProperties,
	...agentProperties(scriptNeedsAgent),
	phoneNumberProperty,
	...callerNumberProperties,
	...shownNameProperties,
	...scriptProperties,
	...scriptNoticeProperties,
	...voiceProperties,
	...propertiesOf(waitFields),
];

export class MakeCall implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Make Call',
		name: 'makeCall',
		icon: { light: 'file:../../icons/makeCall.svg', dark: 'file:../../icons/makeCall.dark.svg' },
		group: ['output'],
		version: 1,
		subtitle: `={{ ${chosenProvider} }}`,
		description: 'Place a phone call from a script and a voice, written in the node',
		defaults: { name: 'Make Call' },
		inputs: [NodeConnectionTypes.Main],
		outputs: callOutputs,
		usableAsTool: true,
		webhooks: resumeWebhooks,
		waitingNodeTooltip: 'Waiting for the end of the call',
		credentials: credentialsOfAll,
		properties: [toolDescription(makeCallTool), ...withToolUse([...shown, ...optionProperties(makeCallSpec.options, shown)])],
	};

	methods = { listSearch: { searchAgents, searchNumbers, searchVoices } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runCalls(this, makeCallSpec);
	}

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await resumeWaitingCall(this);
	}
}
