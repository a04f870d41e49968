/** What the editor shows of Manage Call, for each operation and provider. */
import type { INode, INodeParameters, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { expect, test } from 'vitest';
import { ManageCall } from '../../../nodes/ManageCall/ManageCall.node';
import { supports, providers } from '../../../nodes/shared/providers/registry';
import { isCollective } from '../../../nodes/ManageCall/operation';
import { operations } from '../../../nodes/ManageCall/run';

const { description } = new ManageCall();
const node: INode = { id: '1', name: 'Manage Call', type: 'manageCall', typeVersion: 1, position: [0, 0], parameters: {} };
const isShown = (property: Pick<INodeProperties, 'displayOptions'>, values: INodeParameters, root = values): boolean =>
	NodeHelpers.displayParameter(values, property as INodeProperties, node, description, root);
const shownFor = (values: INodeParameters): INodeProperties[] =>
	description.properties.filter((property) => property.type !== 'hidden' && isShown(property, values));
const membersOf = (property: INodeProperties | undefined, root: INodeParameters): string[] =>
	((property?.options ?? []) as INodeProperties[]).filter((one) => isShown(one, {}, root)).map(({ name }) => name);
const ofProviders = operations.filter((operation) => !isCollective(operation));
const pairs = ofProviders.flatMap((operation) =>
	providers
		.filter((provider) => operation.capability === null || supports(provider, operation.capability))
		.map((provider) => [operation.value, provider.id] as const),
);

test('the operations are named and sorted as n8n does', () => {
	const [operation] = description.properties;
	const options = operation.options as INodePropertyOptions[];
	expect(options.map(({ name, value, action }) => [name, value, action])).toEqual([
		['Check Number', 'checkNumber', 'Check a number'],
		['Download Recording', 'downloadRecording', 'Download a recording'],
		['End', 'end', 'End a call'],
		['Get', 'get', 'Get a call'],
		['Get Many', 'getAll', 'Get many calls'],
		['Summarize Calls', 'summarize', 'Summarize calls'],
	]);
	expect([operation.name, operation.default, operation.noDataExpression]).toEqual(['operation', 'get', true]);
});

test.each(ofProviders.map(({ value, capability }) => [value, capability] as const))(
	'the operation %s is offered for the providers that can do it, and starts with one of them',
	(operation, capability) => {
		const shown = shownFor({ operation }).filter(({ name }) => name === 'provider');
		expect(shown).toHaveLength(1);
		const able = providers.filter((one) => capability === null || supports(one, capability)).map(({ id }) => id);
		expect((shown[0].options as INodePropertyOptions[]).map(({ value }) => value)).toEqual(able);
		expect(shown[0].default).toBe(able[0]);
	},
);

test('no provider is offered for what it cannot do', () => {
	const offered = (operation: string) => pairs.filter(([one]) => one === operation).map(([, id]) => id);
	expect(offered('end')).toEqual(['bland', 'retell', 'talkover', 'vapi']);
	expect(offered('downloadRecording')).toEqual(['bland', 'elevenlabs', 'retell', 'synthflow', 'unleashx', 'vapi']);
	for (const operation of ['get', 'getAll', 'checkNumber']) expect(offered(operation)).toEqual(providers.map(({ id }) => id));
});

const fieldsOf: Record<string, string[]> = {
	checkNumber: ['phoneNumber', 'options'],
	downloadRecording: ['callId', 'binaryPropertyName', 'options'],
	end: ['callId', 'options'],
	get: ['callId', 'options'],
	getAll: ['returnAll', 'limit', 'options'],
};

test.each(pairs)('%s with %s shows exactly its parameters, each once', (operation, provider) => {
	const root = { operation, provider, returnAll: false };
	const names = shownFor(root).map(({ name }) => name);
	const agent = operation === 'getAll' && provider === 'synthflow' ? ['agentId'] : [];
	const fields = [...fieldsOf[operation]];
	if (operation === 'end' && provider === 'talkover') fields.splice(1, 0, 'agentId');
	expect(names).toEqual(['operation', 'provider', ...agent, ...fields]);
	const options = membersOf(
		shownFor(root).find(({ name }) => name === 'options'),
		root,
	);
	const listed = [
		'after',
		...(provider === 'synthflow' ? [] : ['agentId']),
		'before',
		'includeRaw',
		'privacy',
		'status',
		'timeout',
		...(provider === 'elevenlabs' ? [] : ['to']),
	];
	const wanted: Record<string, string[]> = { checkNumber: ['defaultCountry'], getAll: listed };
	expect([...options].sort()).toEqual(wanted[operation] ?? ['includeRaw', 'privacy', 'timeout']);
});

test('Summarize Calls shows no provider and no credential, and the place of the file only with Report File', () => {
	const names = (values: INodeParameters) => shownFor({ operation: 'summarize', ...values }).map(({ name }) => name);
	expect(names({ reportFile: false })).toEqual(['operation', 'reportFile', 'options']);
	expect(names({ reportFile: true })).toEqual(['operation', 'reportFile', 'binaryPropertyName', 'options']);
	// The provider of another operation, chosen before, asks for nothing either.
	for (const { id } of providers)
		for (const credential of description.credentials ?? [])
			expect(isShown(credential as INodeProperties, { operation: 'summarize', provider: id })).toBe(false);
	const options = shownFor({ operation: 'summarize' }).find(({ name }) => name === 'options');
	const offered = (reportFile: boolean) => membersOf(options, { operation: 'summarize', reportFile });
	expect(offered(false)).toEqual(['callAgainAfter', 'maxAttempts', 'showFullNumbers']);
	expect(offered(true)).toEqual(['callAgainAfter', 'maxAttempts', 'reportTitle', 'showFullNumbers']);
});

test('no limit is shown with Return All', () => {
	expect(shownFor({ operation: 'getAll', provider: 'talkover', returnAll: true }).map(({ name }) => name)).not.toContain('limit');
});

test.each(pairs)('%s with %s shows its own credential and no other, and none for a check', (operation, provider) => {
	const asked = (description.credentials ?? []).filter((one) => isShown(one as INodeProperties, { operation, provider }));
	const { credentialType } = providers.find(({ id }) => id === provider)!;
	expect(asked.map(({ name, required }) => [name, required])).toEqual(
		operation === 'checkNumber' || credentialType === null ? [] : [[credentialType, true]],
	);
});

test('the node has one output, and is usable as a tool', () => {
	expect([description.name, description.displayName, description.outputs]).toEqual(['manageCall', 'Manage Call', ['main']]);
	expect(description.outputNames).toBeUndefined();
});

test.each(description.properties.map((property) => [property.name, property] as const))(
	'%s has a label in Title Case, and a description without a full stop',
	(_name, property) => {
		for (const word of property.displayName.split(/[\s(]+/)) expect(word).toMatch(/^([A-Z]|in$)/);
		if (property.description) expect(property.description).toMatch(/^[A-Z].*[^.]$/);
		if (property.type === 'boolean') expect(property.description).toMatch(/^Whether /);
		if (property.placeholder) expect(property.placeholder).toMatch(/^(e\.g\. |Add )/);
	},
);
