/** What the editor shows of Send Call, for each provider. */
import type { INode, INodeParameters, INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { expect, test } from 'vitest';
import { SendCall } from '../../nodes/SendCall/SendCall.node';
import { providers } from '../../nodes/shared/providers/registry';

const { description } = new SendCall();
const node: INode = { id: '1', name: 'Send Call', type: 'sendCall', typeVersion: 1, position: [0, 0], parameters: {} };
const each = providers.map((provider) => [provider.id, provider] as const);

/** As the editor decides it: n8n's own reading of displayOptions, with the provider at the top. */
const isShown = (property: INodeProperties, provider: string, values: INodeParameters = {}): boolean =>
	property.type !== 'hidden' && NodeHelpers.displayParameter({ ...values, provider }, property, node, description, { ...values, provider });
const membersOf = (property: INodeProperties): INodeProperties[] =>
	property.type === 'collection' ? (property.options as INodeProperties[]) : [];
const shownTo = (provider: string): string[] =>
	description.properties
		.filter((property) => isShown(property, provider))
		.flatMap((property) => [
			property.name,
			...membersOf(property)
				.filter((one) => isShown(one, provider))
				.map(({ name }) => `${property.name}.${name}`),
		]);

/** Every property that the editor knows with all that stand inside it, however deep. */
const all = (properties: INodeProperties[]): INodeProperties[] =>
	properties
		.filter(({ type }) => type !== 'hidden')
		.flatMap((property) => {
			const inside = (property.options ?? []).flatMap((option) =>
				'values' in option ? (option as INodePropertyCollection).values : 'type' in option ? [option as INodeProperties] : [],
			);
			return [property, ...all(inside)];
		});
const everything = all(description.properties);

/** Shown for everybody, whatever the provider can do. */
const common = [
	'provider',
	'agentId',
	'phoneNumber',
	'waitForResult',
	'options',
	'options.callsPerMinute',
	'options.concurrency',
	'options.defaultCountry',
	'options.dryRun',
	'options.includeRaw',
	'options.outputs',
	'options.privacy',
	'options.reference',
	'options.retry',
	'options.safety',
	'options.timeout',
];
/** Which capability each other parameter of Send Call needs. */
const needs: Record<string, keyof (typeof providers)[0]['capabilities']> = {
	recipientName: 'recipientName',
	'options.variables': 'variables',
	'options.context': 'context',
	'options.recording': 'recordingSwitch',
	'options.transcription': 'transcriptionSwitch',
	'options.callbackUrl': 'callbackUrl',
	'options.fromNumber': 'fromNumber',
	'options.responseHandlers': 'responseHandlers',
	'options.prompt': 'promptOverride',
	'options.greeting': 'greetingOverride',
	'options.leadEmail': 'leadDetails',
	'options.leadTimezone': 'leadDetails',
	'options.testCall': 'testCall',
	'options.delaySeconds': 'delay',
	'options.campaignId': 'campaign',
	'options.maxDuration': 'maxDuration',
	'options.ringTimeout': 'ringTimeout',
	'options.language': 'language',
	'options.voicemail': 'voicemail',
	'options.priority': 'priority',
	'options.scheduledTime': 'scheduledTime',
	'options.simulatedAnswers': 'simulatedAnswers',
};

test.each(each)('%s: the editor shows exactly the parameters that it honours', (id, { capabilities, callerNumber }) => {
	const place = (name: string): string => (callerNumber?.isRequired && name === 'options.fromNumber' ? 'fromNumber' : name);
	const honoured = Object.entries(needs)
		.filter(([, capability]) => capabilities[capability].supported !== 'no')
		.map(([name]) => place(name));
	const shown = shownTo(id).filter((name) => !name.endsWith('Notice'));
	expect([...shown].sort()).toEqual([...common, ...honoured].sort());
});

test('every parameter has one name, and each is shown once at the most', () => {
	for (const { id } of providers) {
		const shown = shownTo(id);
		expect(shown.filter((name, index) => shown.indexOf(name) !== index)).toEqual([]);
	}
});

test.each(each)('%s: the editor asks for its credential, and for no other', (id, { credentialType }) => {
	const asked = (description.credentials ?? []).filter((one) => NodeHelpers.displayParameter({ provider: id }, one, node, description));
	expect(asked.map(({ name, required }) => [name, required])).toEqual(credentialType === null ? [] : [[credentialType, true]]);
});

test('what is written as the whole of the Options reaches the node, in the form in which it was written', () => {
	// In a workflow, and as a tool.
	expect(description.properties.filter(({ type }) => type === 'collection').map(({ name }) => name)).toEqual(['options', 'options']);
	for (const [{ id }, name] of providers.flatMap((provider) => ['sendCall', 'sendCallTool'].map((one) => [provider, one] as const))) {
		for (const written of [
			'={{ $json.options }}',
			[{ x: 1 }],
			{ unknown: 1 },
			{ safety: '={{ $json.safety }}' },
			{ safety: { unknown: 1 } },
			{ retry: [1] },
			{},
		]) {
			const parameters = NodeHelpers.getNodeParameters(
				description.properties,
				{ provider: id, options: written } as INodeParameters,
				true,
				false,
				node,
				{ ...description, name },
			);
			expect(parameters?.options, `${name}, ${id}`).toEqual(written);
		}
	}
});

test('the Simulator is the default, and says that nobody is phoned', () => {
	const provider = description.properties.find(({ name }) => name === 'provider')!;
	expect(provider.default).toBe('simulator');
	expect(provider.noDataExpression).toBe(true);
	expect((provider.options as INodePropertyOptions[]).map(({ value }) => value)).toEqual(providers.map(({ id }) => id));
	const notice = description.properties.find(({ name }) => name === 'simulatorNotice')!;
	expect(notice.displayName).toMatch(/nobody is phoned/);
	expect(providers.filter(({ id }) => isShown(notice, id)).map(({ id }) => id)).toEqual(['simulator']);
});

test('the transfer number is shown for a transfer alone', () => {
	const transfer = everything.find(({ name }) => name === 'transferNumber')!;
	expect(['transfer_call', 'end_call', 'proceed_flow'].filter((action) => isShown(transfer, 'svalync', { action }))).toEqual([
		'transfer_call',
	]);
});

test('a call node has two outputs, one of them for what was certainly not dialed, or one on request', () => {
	expect([description.name, description.displayName]).toEqual(['sendCall', 'Send Call']);
});

const small = /^(a|an|and|as|at|by|for|from|in|of|on|or|per|the|to|with)$/;
test.each(everything.filter(({ type }) => type !== 'notice').map((property) => [property.name, property] as const))(
	'%s has a label in Title Case, and a description to match',
	(_name, property) => {
		const { displayName, description: said } = property;
		for (const word of displayName.split(/[\s(]+/)) expect(word).toMatch(small.test(word) ? small : /^[A-Z0-9]/);
		expect(displayName).not.toMatch(/[.:]$/);
		if (said !== undefined) expect(said).toMatch(/^[A-Z].*[^.]$/s);
		if (property.type === 'boolean') expect(said).toMatch(/^Whether /);
	},
);

test.each(everything.filter(({ type }) => type === 'collection').map((property) => [property.name, property] as const))(
	'the collection %s is sorted by label',
	(_name, property) => {
		const labels = membersOf(property).map(({ displayName }) => displayName);
		expect(labels).toEqual([...labels].sort((a, b) => a.localeCompare(b)));
		// Retry shows at once what it does.
		expect(property.default).toEqual(property.name === 'retry' ? { attempts: 2 } : {});
		expect(property.placeholder).toMatch(/^Add /);
	},
);

test.each(
	everything.filter(({ type }) => type === 'options' || type === 'multiOptions').map((property) => [property.name, property] as const),
)('the options of %s have values of their own, and the default is one of them', (_name, property) => {
	const options = property.options as INodePropertyOptions[];
	const values = options.map(({ value }) => value);
	expect(new Set(values).size).toBe(values.length);
	expect(new Set(options.map(({ name }) => name)).size).toBe(values.length);
	for (const one of [property.default].flat()) expect(values).toContain(one);
});

test('an example is introduced as one, and no number in it can reach anybody', () => {
	for (const { placeholder, displayName } of everything) {
		if (placeholder === undefined || /^(Add|Select) /.test(placeholder)) continue;
		expect(placeholder, displayName).toMatch(/^e\.g\. /);
		for (const [number] of placeholder.matchAll(/\+\d+/g)) expect(number, displayName).toMatch(/^\+(1\d{3}55501\d\d|442079460\d{3})$/);
	}
});
