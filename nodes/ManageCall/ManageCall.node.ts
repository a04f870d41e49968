import type { IExecuteFunctions, INodeExecutionData, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { chosenProvider } from '../shared/fields/provider';
import { searchAgents } from '../shared/listSearch/choices';
import { managingCredentials, managingProperties, operationNames } from './properties';
import { runManaging } from './run';

export class ManageCall implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Manage Call',
		name: 'manageCall',
		icon: { light: 'file:../../icons/manageCall.svg', dark: 'file:../../icons/manageCall.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: `={{ (${operationNames})[$parameter["operation"]] + ": " + ${chosenProvider} }}`,
		description: 'Read, list and end phone calls, download their recordings, and check numbers before calling',
		defaults: { name: 'Manage Call' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		usableAsTool: true,
		credentials: managingCredentials,
		properties: managingProperties,
	};

	methods = { listSearch: { searchAgents } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runManaging(this);
	}
}
