import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	INodeProperties,
	INodeCredentialDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';
import { chosenProvider, credentialsOfAll } from '../shared/fields/provider';
import { searchAgents } from '../shared/listSearch/choices';
import { runManaging, operations } from './run';
import { supports, providers } from '../shared/providers/registry';
import type { OperationOfItems } from './operation';
import { isCollective } from './operation';
import { toolDescription, withToolUse } from '../shared/fields/toolUse';

/** The node Manage Call: reads, lists, ends and summarizes calls, downloads recordings and checks numbers. */
export class ManageCall implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Manage Call',
		name: 'manageCall',
		icon: { light: 'file:../../icons/manageCall.svg', dark: 'file:../../icons/manageCall.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: `={{ (${operationNames})[$parameter["operation"]] + (${withoutProvider}.includes($parameter["operation"]) ? "" : ": " + ${chosenProvider}) }}`,
		description: 'Read, list, end and summarize phone calls, download their recordings, and check numbers before calling',
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

/** The first field, so that a choice in n8n's list of actions is kept. The offered providers depend on it. */
const operationProperty: INodeProperties = {
	displayName: 'Operation',
	name: 'operation',
	type: 'options',
	noDataExpression: true,
	default: 'get',
	options: operations.map(({ name, value, action, description }) => ({ name, value, action, description })),
};

/** The providers that support an operation. The description of each tells its limits. */
function providerProperty({ value, capability }: OperationOfItems): INodeProperties {
	const able = providers.filter((provider) => capability === null || supports(provider, capability));
	const [{ id: first }] = able;
	return {
		displayName: 'Provider',
		name: 'provider',
		type: 'options',
		noDataExpression: true,
		default: first,
		options: able.map((provider) => ({
			name: provider.displayName,
			value: provider.id,
			description: capability === null ? undefined : provider.capabilities[capability].note,
		})),
		displayOptions: { show: { operation: [value] } },
	};
}

/** The operations on all items together need no provider, as part of the same expression. */
const withoutProvider = JSON.stringify(operations.filter(isCollective).map(({ value }) => value));

/** The names of the operations, as part of the expression for the line below the node. */
const operationNames = JSON.stringify(Object.fromEntries(operations.map(({ name, value }) => [value, name])));

/** The properties of Manage Call: the operation, the provider, then the fields that these two need. */
const managingProperties: INodeProperties[] = withToolUse([
	operationProperty,
	...operations.flatMap((operation) => (isCollective(operation) ? [] : [providerProperty(operation)])),
	...operations.map(({ value, tool }) => toolDescription(tool, { operation: [value] })),
	...operations.flatMap(({ properties, value }) =>
		properties.map((property) => ({
			...property,
			displayOptions: {
				...property.displayOptions,
				show: { operation: [value], ...property.displayOptions?.show },
			},
		})),
	),
]);

const local = operations.filter(({ capability }) => capability === null).map(({ value }) => value);

/** One credential per provider. It is hidden for operations that send no request. */
const managingCredentials: INodeCredentialDescription[] = credentialsOfAll.map((credential) => ({
	...credential,
	displayOptions: { hide: { ...credential.displayOptions?.hide, operation: local } },
}));
