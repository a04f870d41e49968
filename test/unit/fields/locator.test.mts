/** An agent or a voice belongs to one provider: it is neither shown nor read at another. */
import type { INode, INodeParameterResourceLocator, INodeProperties, INodeType } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { CallEventTrigger } from '../../../nodes/CallEventTrigger/CallEventTrigger.node';
import { CallPollTrigger } from '../../../nodes/CallPollTrigger/CallPollTrigger.node';
import { MakeCall } from '../../../nodes/MakeCall/MakeCall.node';
import { ManageCall } from '../../../nodes/ManageCall/ManageCall.node';
import { SendCall } from '../../../nodes/SendCall/SendCall.node';
import { readAgentId } from '../../../nodes/shared/fields/provider';
import { readVoiceId } from '../../../nodes/shared/fields/voice';
import { idPatternFor, ownerOf, providerById, providers } from '../../../nodes/shared/providers/registry';
import { simulatedAgents, simulatedVoices } from '../../../nodes/shared/providers/simulator/agents';
import { valueOrSentence } from '../../harness/fields.mts';

const nodes: INodeType[] = [new MakeCall(), new SendCall(), new ManageCall(), new CallEventTrigger(), new CallPollTrigger()];
const locators = nodes.flatMap(({ description }) =>
	description.properties
		.filter(({ type }) => type === 'resourceLocator')
		.map(
			(property) =>
				[`${description.name} ${property.name} ${String(property.displayOptions?.show?.provider)}`, property, description] as const,
		),
);
const real = providers.filter(({ inProcess }) => !inProcess);
const simulated = [...simulatedAgents, ...simulatedVoices].map(({ id }) => id);
const others = ['agent-1', '1234567890x123', '42', 'voice_default', 'sim', 'simulator', 'SIM-1', 'sim_1'];

/** The issues that the editor shows beside the field, by n8n's own check. */
function issuesOf(property: INodeProperties, value: Partial<INodeParameterResourceLocator>): string[] {
	const parameters = {
		provider: property.displayOptions!.show!.provider![0] as string,
		[property.name]: { __rl: true, ...value } as INodeParameterResourceLocator,
	};
	const node: INode = { id: '1', name: 'N', type: 'n', typeVersion: 1, position: [0, 0], parameters };
	const shown = { ...property, displayOptions: undefined };
	return Object.values(NodeHelpers.getParameterIssues(shown, parameters, '', node, null).parameters ?? {}).flat();
}

test('each locator is that of one provider', () => {
	expect(locators.length).toBeGreaterThan(15);
	for (const [, property] of locators) expect(property.displayOptions?.show?.provider).toHaveLength(1);
});

test.each(locators)(
	'the locator of %s opens its list without a credential, and is emptied by n8n when the provider is switched',
	(_name, property) => {
		for (const mode of property.modes!.filter(({ type }) => type === 'list'))
			expect(mode.typeOptions?.skipCredentialsCheckInRLC).toBe(true);
		// n8n's editor unsets a value that is none of the options, as soon as what its displayOptions name is changed.
		expect(property.options).toEqual([]);
	},
);

// A number is typed as it is written, and has no form of an ID.
test.each(locators.filter(([, { name }]) => name !== 'fromNumber'))(
	'the locator of %s is red where an ID belongs to another provider',
	(_name, property) => {
		const provider = providerById(property.displayOptions!.show!.provider![0] as string)!;
		for (const { name: mode } of property.modes!) {
			for (const value of ['', ' '])
				expect(issuesOf(property, { mode: mode as 'list' | 'id', value }).filter((one) => one.startsWith('This is'))).toEqual([]);
			for (const value of [...simulated, ` ${simulated[0]} `]) {
				const issues = issuesOf(property, { mode: mode as 'list' | 'id', value });
				expect(issues, value).toEqual(
					provider.inProcess
						? []
						: [expect.stringMatching(new RegExp(`of another provider: choose an? (agent|voice) of ${provider.displayName}$`))],
				);
			}
			for (const value of [...others, 'x\r\nHost: evil']) {
				const issues = issuesOf(property, { mode: mode as 'list' | 'id', value });
				expect(issues, value).toEqual(
					provider.inProcess ? [expect.stringMatching(/^This is not an? (agent|voice) of the Simulator: choose/)] : [],
				);
			}
		}
	},
);

test.each(locators)('the locator of %s starts with what belongs to its provider', (_name, property) => {
	const { mode, value, cachedResultName } = property.default as INodeParameterResourceLocator;
	const provider = providerById(property.displayOptions!.show!.provider![0] as string)!;
	expect(property.modes!.map(({ name }) => name)).toContain(mode);
	expect(String(value)).toMatch(new RegExp(`^${idPatternFor(provider)}$`));
	// An ID in a list is shown by its name.
	if (mode === 'list' && value !== '') expect(cachedResultName).toMatch(/\(Simulated\)$/);
});

describe('reading', () => {
	test.each(real.map((provider) => [provider.displayName, provider] as const))(
		'a call of %s takes nothing of the Simulator',
		(name, provider) => {
			for (const { id } of simulatedAgents)
				expect(valueOrSentence(readAgentId(id, provider))).toBe(`Agent is an agent of the Simulator. Choose an agent of ${name}.`);
			for (const { id } of simulatedVoices)
				expect(valueOrSentence(readVoiceId(id, provider))).toBe(`Voice is a voice of the Simulator. Choose a voice of ${name}.`);
			for (const id of others) expect(valueOrSentence(readAgentId(id, provider))).toBe(id);
		},
	);

	test('the Simulator takes nothing of another provider', () => {
		const [simulator] = providers;
		for (const { id } of simulatedAgents) expect(valueOrSentence(readAgentId(id, simulator))).toBe(id);
		for (const { id } of simulatedVoices) expect(valueOrSentence(readVoiceId(id, simulator))).toBe(id);
		for (const id of others) {
			expect(valueOrSentence(readAgentId(id, simulator))).toBe('Agent is not an agent of the Simulator. Choose an agent from its list.');
			expect(valueOrSentence(readVoiceId(id, simulator))).toBe('Voice is not a voice of the Simulator. Choose a voice from its list.');
		}
	});

	test('every simulated agent and voice has the form of the Simulator', () => {
		for (const id of simulated) expect(ownerOf(id)?.id).toBe('simulator');
		for (const id of others) expect(ownerOf(id)).toBeUndefined();
	});
});
