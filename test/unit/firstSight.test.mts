/** What a person sees of a node before anything is opened, for each provider: few fields, no empty box, one notice at the most. */
import type { INode, INodeParameters, INodeProperties, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { afterAll, expect, test } from 'vitest';
import { CallEventTrigger } from '../../nodes/CallEventTrigger/CallEventTrigger.node';
import { CallPollTrigger } from '../../nodes/CallPollTrigger/CallPollTrigger.node';
import { MakeCall } from '../../nodes/MakeCall/MakeCall.node';
import { ManageCall } from '../../nodes/ManageCall/ManageCall.node';
import { SendCall } from '../../nodes/SendCall/SendCall.node';
import { providerById } from '../../nodes/shared/providers/registry';

/** A dialogue has one more where the call needs an agent and a caller number: neither greeting nor responses can be missing. */
const mostOf = ({ scriptFormat, provider }: INodeParameters): number => {
	const { agentForScripts, callerNumber } = providerById(String(provider)) ?? {};
	return scriptFormat === 'dialogue' && agentForScripts === true && callerNumber?.isRequired === true ? 9 : 8;
};
const node: INode = { id: '1', name: 'N', type: 'n', typeVersion: 1, position: [0, 0], parameters: {} };

const shown = (description: INodeTypeDescription, chosen: INodeParameters): INodeProperties[] => {
	const values = NodeHelpers.getNodeParameters(description.properties, chosen, true, false, node, description) ?? {};
	return description.properties.filter(
		(one) => one.type !== 'hidden' && NodeHelpers.displayParameter(values, one, node, description, values),
	);
};

/** Every choice that a person finds a node in: the provider, and the operation or the format of the script. */
function sights(description: INodeTypeDescription): Array<[title: string, chosen: INodeParameters]> {
	const choicesOf = (name: string, chosen: INodeParameters): INodePropertyOptions[] =>
		(shown(description, chosen).find((one) => one.name === name)?.options ?? []) as INodePropertyOptions[];
	const before = choicesOf('operation', {}).map(({ name, value }) => [name, { operation: value }] as [string, INodeParameters]);
	return (before.length > 0 ? before : [['', {}] as [string, INodeParameters]]).flatMap(([operation, chosen]) => {
		const ofProviders = choicesOf('provider', chosen);
		// An operation on all items together has no provider.
		if (ofProviders.length === 0) return [[`${description.displayName}, ${operation}`, chosen] as [string, INodeParameters]];
		return ofProviders.flatMap(({ name, value }) => {
			const formats = choicesOf('scriptFormat', { ...chosen, provider: value });
			const places =
				formats.length > 0
					? formats.map((one) => [one.name, { scriptFormat: one.value }] as [string, INodeParameters])
					: [['', {}] as [string, INodeParameters]];
			return places.map(([format, more]): [string, INodeParameters] => [
				[description.displayName, operation, format, name].filter((part) => part !== '').join(', '),
				{ ...chosen, provider: value, ...more },
			]);
		});
	});
}

const all = [new MakeCall(), new SendCall(), new ManageCall(), new CallEventTrigger(), new CallPollTrigger()].flatMap(({ description }) =>
	sights(description).map(([title, chosen]) => [title, description, chosen] as const),
);
const table: string[] = [];
afterAll(() => console.log(`Fields at first sight, without credential and notices\n${table.join('\n')}`));

test.each(all)(
	'%s shows at most eight fields, or one more in a dialogue with an agent and a caller number',
	(title, description, chosen) => {
		const fields = shown(description, chosen)
			.filter(({ type }) => type !== 'notice')
			.map(({ displayName }) => displayName);
		// n8n puts Poll Times above the fields of a node that polls.
		if (description.polling) fields.unshift('Poll Times');
		table.push(`${title.padEnd(44)} ${fields.length}  ${fields.join(' · ')}`);
		expect(fields.length, fields.join(', ')).toBeLessThanOrEqual(mostOf(chosen));
		expect(new Set(fields).size).toBe(fields.length);
	},
);

test.each(all)('%s shows one notice at the most', (_title, description, chosen) => {
	expect(shown(description, chosen).filter(({ type }) => type === 'notice').length).toBeLessThanOrEqual(1);
});

test.each(all)('%s has no empty box but Options', (_title, description, chosen) => {
	const boxes = shown(description, chosen).filter(
		({ type, default: start }) => /ollection$/.test(type) && Object.keys(start as object).length === 0,
	);
	expect(boxes.map(({ name }) => name)).toEqual(boxes.length === 0 ? [] : ['options']);
});
