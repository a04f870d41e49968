/** Rules of n8n's editor that hide or break fields without a word, run over every node. */
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { CallEventTrigger } from '../../nodes/CallEventTrigger/CallEventTrigger.node';
import { CallPollTrigger } from '../../nodes/CallPollTrigger/CallPollTrigger.node';
import { MakeCall } from '../../nodes/MakeCall/MakeCall.node';
import { ManageCall } from '../../nodes/ManageCall/ManageCall.node';
import { SendCall } from '../../nodes/SendCall/SendCall.node';

const nodes: INodeType[] = [new MakeCall(), new SendCall(), new ManageCall(), new CallEventTrigger(), new CallPollTrigger()];
const each = nodes.map(({ description }) => [description.name, description] as const);

type WithShow = Pick<INodeTypeDescription, 'properties'> & {
	credentials?: Array<{ name: string; displayOptions?: { show?: Record<string, unknown[] | undefined> } }>;
};

/** The fields that credentials name under `show`, in the order of the credentials. */
const authFields = ({ credentials = [], properties }: WithShow): INodeProperties[] => [
	...new Set(
		credentials
			.flatMap(({ displayOptions }) => Object.keys(displayOptions?.show ?? {}))
			.flatMap((name) => properties.filter((one) => one.name === name)),
	),
];

/**
 * The names of the fields that n8n's editor does not show, since it takes them for the choice of an authentication: the
 * field "authentication", or else the first of the fields above of which every option has a credential; and with it every
 * field that one of them depends on.
 */
function hiddenAsAuthentication(description: WithShow): string[] {
	const fields = authFields(description);
	const valuesOf: Record<string, unknown[]> = {};
	for (const { displayOptions } of description.credentials ?? []) {
		for (const [name, values] of Object.entries(displayOptions?.show ?? {}))
			valuesOf[name] = [...(valuesOf[name] ?? []), ...(values ?? [])];
	}
	const optionsOf = ({ options = [] }: INodeProperties) => options as INodePropertyOptions[];
	const main =
		fields.find((field) => field.name === 'authentication' && !optionsOf(field).some(({ value }) => value === 'none')) ??
		fields.find(
			(field) =>
				optionsOf(field).length > 0 &&
				optionsOf(field).every(({ value }) => typeof value !== 'string' || valuesOf[field.name].includes(value)),
		);
	if (main === undefined) return [];
	return [main.name, ...fields.flatMap(({ displayOptions }) => Object.keys(displayOptions?.show ?? {}))];
}

describe('fields that n8n takes for a choice of authentication', () => {
	test.each(each)('no field of %s is taken for a choice of authentication', (_name, description) => {
		expect(hiddenAsAuthentication(description as WithShow)).toEqual([]);
	});

	test('the rule finds a provider whose every option has a credential, and what it depends on', () => {
		const provider: INodeProperties = {
			displayName: 'Provider',
			name: 'provider',
			type: 'options',
			default: 'a',
			options: [
				{ name: 'A', value: 'a' },
				{ name: 'B', value: 'b' },
			],
			displayOptions: { show: { operation: ['end'] } },
		};
		const operation: INodeProperties = {
			displayName: 'Operation',
			name: 'operation',
			type: 'options',
			default: 'end',
			options: [{ name: 'End', value: 'end' }],
		};
		const credentials = ['a', 'b'].map((value) => ({ name: value, displayOptions: { show: { provider: [value] } } }));
		expect(hiddenAsAuthentication({ properties: [operation, provider], credentials })).toEqual(['provider', 'operation']);
		expect(hiddenAsAuthentication({ properties: [operation, provider], credentials: credentials.slice(1) })).toEqual([]);
	});
});

/**
 * Every property with all that stand inside it, however deep, except what stands directly in a collection: n8n goes into
 * that only where it was added.
 */
const alwaysThere = (properties: INodeProperties[]): INodeProperties[] =>
	properties.flatMap((property) => {
		const groups = (property.options ?? []).flatMap((option) => ('values' in option ? (option as INodePropertyCollection).values : []));
		const added = property.type === 'collection' ? (property.options as INodeProperties[]) : [];
		return [property, ...alwaysThere(groups), ...alwaysThere(added).filter((one) => !added.includes(one))];
	});

test.each(each)(
	'%s has no single group that starts with something in it: n8n breaks on choosing or importing one',
	(_name, { properties }) => {
		const isSingle = ({ type, typeOptions }: INodeProperties) =>
			type === 'collection' || (type === 'fixedCollection' && typeOptions?.multipleValues !== true);
		const groups = alwaysThere(properties).filter(isSingle);
		for (const { name, default: start } of groups) expect(start, name).toEqual({});
	},
);
