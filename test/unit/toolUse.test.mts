/** What a model reads of a node that it may use, and what stands below the node on the canvas. */
import type { INode, INodeParameters, INodeProperties, INodePropertyCollection, INodeTypeDescription } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { MakeCall } from '../../nodes/MakeCall/MakeCall.node';
import { ManageCall } from '../../nodes/ManageCall/ManageCall.node';
import { SendCall } from '../../nodes/SendCall/SendCall.node';
import { providers } from '../../nodes/shared/providers/registry';
import { endings } from '../../nodes/shared/providers/simulator/agents';
import { operations } from '../../nodes/ManageCall/run';

const [make, send, manage] = [new MakeCall(), new SendCall(), new ManageCall()].map(
	({ description }) => description as INodeTypeDescription,
);
const node: INode = { id: '1', name: 'N', type: 'n', typeVersion: 1, position: [0, 0], parameters: {} };

/** The node as n8n offers it to an agent: the same properties under another name. */
const asTool = (description: INodeTypeDescription): INodeTypeDescription => ({ ...description, name: `${description.name}Tool` });
const valuesOf = (description: INodeTypeDescription, given: INodeParameters = {}): INodeParameters =>
	NodeHelpers.getNodeParameters(description.properties, given, true, false, node, description) ?? {};
const shownOf = (description: INodeTypeDescription, given: INodeParameters): INodeProperties[] => {
	const values = valuesOf(description, given);
	return description.properties.filter(
		(one) => one.type !== 'hidden' && NodeHelpers.displayParameter(values, one, node, description, values),
	);
};

describe('what a model is told', () => {
	const toolText = (description: INodeTypeDescription, given: INodeParameters = {}) =>
		NodeHelpers.getToolDescriptionForNode({ ...node, parameters: valuesOf(asTool(description), given) }, {
			description: asTool(description),
		} as never) as string;

	test.each([
		['Make Call', make],
		['Send Call', send],
	])(
		'the description of %s says that it phones a person, to ask first, never to call twice, and how a number is written',
		(_name, description) => {
			for (const says of [
				/real person/,
				/ask first/,
				/consent/,
				/E\.164, such as \+12025550100/,
				/never guessed/,
				/never call that person again/,
				/"maybe"/,
			])
				expect(toolText(description)).toMatch(says);
			expect(toolText(description).length).toBeLessThan(1024);
		},
	);

	test.each(operations.map(({ value }) => value))(
		'the description of Manage Call, %s, says whom it concerns, and where a Call ID comes from',
		(operation) => {
			const text = toolText(manage, { operation });
			expect(text).toMatch(operation === 'end' ? /Hangs up on a real person/ : /Phones nobody/);
			if (shownOf(manage, { operation }).some(({ name }) => name === 'callId')) expect(text).toMatch(/never a guess/);
		},
	);

	test.each([make, send, manage].map((description) => [description.displayName, description] as const))(
		'%s in a workflow has no description for a model',
		(_name, description) => {
			for (const { value } of operations)
				expect(shownOf(description, { operation: value }).map(({ name }) => name)).not.toContain('toolDescription');
		},
	);

	test('the parameters of a call are filled in by the model from the start, each with a sentence that says what it is', () => {
		const filled = (description: INodeTypeDescription, given: INodeParameters = {}) =>
			Object.entries(valuesOf(asTool(description), given))
				.filter(([, value]) => String(value).includes('$fromAI'))
				.map(([name]) => name);
		expect(filled(make)).toEqual(['phoneNumber', 'recipientName', 'scriptText']);
		expect(filled(make, { scriptFormat: 'steps', provider: 'talkover' })).toEqual(['phoneNumber', 'recipientName']);
		expect(filled(send)).toEqual(['phoneNumber', 'recipientName']);
		expect(filled(manage, { operation: 'get' })).toEqual(['callId']);
		expect(filled(manage, { operation: 'getAll' })).toEqual([]);
		for (const description of [make, send, manage]) expect(JSON.stringify(valuesOf(description))).not.toContain('$fromAI');
		expect(valuesOf(asTool(send)).phoneNumber).toMatch(
			/^=\{\{ \/\*n8n-auto-generated-fromAI-override\*\/ \$fromAI\('Phone_Number', `Number of the person, in E\.164 [^`]+`, 'string'\) \}\}$/,
		);
	});
});

/** Where n8n's editor offers to let the model define a parameter: where it may be an expression and is no choice of given words. */
const hasButton = ({ type, noDataExpression, name }: INodeProperties): boolean =>
	type !== 'options' && type !== 'notice' && noDataExpression !== true && name !== 'toolDescription';
const leaves = (properties: INodeProperties[], path = ''): Array<[path: string, property: INodeProperties]> =>
	properties.flatMap((property) => {
		const inside =
			property.type === 'collection'
				? (property.options as INodeProperties[])
				: property.type === 'fixedCollection'
					? (property.options as INodePropertyCollection[]).flatMap(({ values }) => values)
					: null;
		return inside === null
			? [[`${path}${property.name}`, property] as [string, INodeProperties]]
			: leaves(inside, `${path}${property.name}.`);
	});
const everySight: Array<[INodeTypeDescription, INodeParameters]> = providers.flatMap(({ id: provider }) => [
	...['text', 'dialogue', 'steps', 'json'].map((scriptFormat): [INodeTypeDescription, INodeParameters] => [
		make,
		{ provider, scriptFormat },
	]),
	[send, { provider }] as [INodeTypeDescription, INodeParameters],
	...operations.map(({ value }): [INodeTypeDescription, INodeParameters] => [manage, { provider, operation: value }]),
]);

describe('the button that lets a model define a parameter', () => {
	const offered = new Set(
		everySight.flatMap(([description, given]) =>
			leaves(shownOf(asTool(description), given))
				.filter(([, one]) => hasButton(one))
				.map(([path]) => path),
		),
	);

	test('the button stands at the words of the talk, its time, and what is looked for', () => {
		expect([...offered].sort()).toEqual([
			'agentId',
			'callId',
			'greeting',
			'limit',
			'options.after',
			'options.agentId',
			'options.before',
			'options.delaySeconds',
			'options.fallback',
			'options.greeting',
			'options.leadEmail',
			'options.leadTimezone',
			'options.prompt',
			'options.recipientName',
			'options.scheduledTime',
			'options.to',
			'options.variables.json',
			'options.variables.name',
			'options.variables.value',
			'options.voiceId',
			'phoneNumber',
			'recipientName',
			'responses.name',
			'responses.patterns',
			'responses.reply',
			'returnAll',
			'scriptJson',
			'scriptText',
			'steps.id',
			'steps.responses.answer',
			'steps.responses.next',
			'steps.text',
			'voiceId',
		]);
	});

	test('the button stands at nothing of the safety, of recordings, of addresses and of redials', () => {
		for (const part of [
			'safety',
			'callbackUrl',
			'recording',
			'transcription',
			'context',
			'retry',
			'fromNumber',
			'campaignId',
			'transferNumber',
			'reference',
			'dryRun',
			'testCall',
		]) {
			expect([...offered].filter((path) => path.split('.').includes(part))).toEqual([]);
		}
	});

	test('every one of these fields may be an expression in a workflow', () => {
		const closed = everySight.flatMap(([description, given]) =>
			leaves(shownOf(description, given))
				.filter(([, { noDataExpression }]) => noDataExpression === true)
				.map(([path]) => path),
		);
		expect([...new Set(closed)].sort()).toEqual(['operation', 'options.outputs', 'provider', 'scriptFormat']);
	});
});

test('a tool has one output, so that no choice of outputs is offered; what was chosen is still known', () => {
	for (const description of [make, send]) {
		expect(leaves(shownOf(asTool(description), {})).map(([path]) => path)).not.toContain('options.outputs');
		expect(valuesOf(asTool(description), { options: { outputs: 'one' } }).options).toEqual({ outputs: 'one' });
	}
});

/** The line below the node, as n8n works it out. */
const subtitle = ({ subtitle: written = '' }: INodeTypeDescription, parameters: Record<string, unknown>): unknown =>
	new Function('$parameter', `return ${/^=\{\{(.*)\}\}$/s.exec(written)?.[1]}`)(parameters) as unknown;

test('the name of its provider stands below a node, whatever the number is', () => {
	for (const { id, displayName } of providers) {
		for (const description of [make, send]) expect(subtitle(description, { provider: id, phoneNumber: undefined })).toBe(displayName);
		for (const { name, value, ...operation } of operations)
			expect(subtitle(manage, { provider: id, operation: value })).toBe('isCollective' in operation ? name : `${name}: ${displayName}`);
	}
});

test('the notice of the Simulator names every ending', () => {
	const notice = send.properties.find(({ name }) => name === 'simulatorNotice')?.displayName ?? '';
	for (const { digits, plays } of endings) expect(notice).toContain(`${digits} ${plays}`);
});
