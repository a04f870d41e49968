import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
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
import { searchAgents, searchVoices } from '../shared/listSearch/choices';

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
		credentials: credentialsOfAll,
		properties: [
			...providerProperties,
			...agentProperties(scriptNeedsAgent),
			phoneNumberProperty,
			...scriptProperties,
			...scriptNoticeProperties,
			...voiceProperties,
			...propertiesOf({ voiceSettings, ...makeCallKind.fields, safety, options: makeCallKind.options }),
		],
	};

	methods = { listSearch: { searchAgents, searchVoices } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runCalls(this, makeCallKind);
	}
}
