/** Disclosure of Make Call: the sentence stands where the provider takes the first words of a call, or the item is refused. */
import type { IDataObject } from 'n8n-workflow';
import { expect, test } from 'vitest';
import { at } from '../../../nodes/shared/call/json.ts';
import { supports } from '../../../nodes/shared/providers/registry.ts';
import { makeCall, simulateMakeCall } from '../../harness/makeCall.mts';
import { providerOf } from '../../harness/provider.mts';
import { TO, onlyRecord } from '../../harness/sendCall.mts';
import type { ProviderName } from '../../servers/strictServer.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

const servers = useServers();

const sentence = 'Hello [name], I am an AI assistant of Example Ltd.';
const spoken = 'Hello Ada, I am an AI assistant of Example Ltd. Your order is ready.';
const parameters = (disclosure: unknown): IDataObject => ({
	scriptText: 'Your order is ready.',
	recipientName: 'Ada',
	options: { disclosure: disclosure as string, safety: { callingHours: 'off' } },
	safety: {},
});

/** Where each API takes the first words of a call. */
const places: Partial<Record<ProviderName, string[]>> = {
	bland: ['first_sentence'],
	elevenlabs: ['conversation_initiation_client_data', 'conversation_config_override', 'agent', 'first_message'],
	retell: ['agent_override', 'retell_llm', 'begin_message'],
	svalync: ['script', 'text'],
	synthflow: ['greeting'],
	vapi: ['assistant', 'firstMessage'],
};
const dialingOf = (provider: ProviderName): IDataObject =>
	(servers[provider].creates[0]?.body ?? JSON.parse(servers[provider].creates[0].rawBody)) as IDataObject;
const able = realProviders.filter((id) => supports(providerOf(id), 'disclosure'));

test('every provider that takes first words is in the table', () => {
	expect(Object.keys(places)).toEqual(able);
});

test.each(able)('%s is given the sentence as the beginning of the first words', async (provider) => {
	expect(onlyRecord(await makeCall(servers[provider], parameters(sentence))).dialed).toBe('yes');
	expect(at(dialingOf(provider), ...(places[provider] as string[]))).toBe(spoken);
});

test.each(realProviders.filter((id) => !able.includes(id)))(
	'%s, whose agent has words of its own, is not asked to call',
	async (provider) => {
		const { error } = await makeCall(servers[provider], parameters(sentence));
		expect(error?.description).toContain('Disclosure cannot be given to');
		expect(servers[provider].requests).toEqual([]);
	},
);

test('on the Simulator the sentence is heard first, and before a message to a mailbox', async () => {
	const given = parameters(sentence);
	const talk = onlyRecord(await simulateMakeCall([{ to: '+12025550100' }], given));
	expect(talk.transcript.split('\n')[0]).toBe(`agent: ${spoken}`);
	const voicemail = { action: 'leaveMessage', message: 'Please call us back.' };
	const machine = onlyRecord(await simulateMakeCall([{ to: '+12025550105' }], { ...given, options: { disclosure: sentence, voicemail } }));
	expect(machine.transcript).toBe('agent: Hello Ada, I am an AI assistant of Example Ltd. Please call us back.');
});

test.each([
	['gives nothing', '={{ $json.sentence }}', 'gives nothing for this item'],
	['gives nothing in part', '=Hello {{ $json.who }}, I am an AI.', 'gives nothing for this item'],
	['names a variable that is not there', 'I am [agentName].', '[agentName]'],
])('a sentence that %s holds the call back', async (_what, disclosure, said) => {
	const { error } = await makeCall(servers.bland, parameters(disclosure), { items: [{ to: TO }] });
	expect(error?.description).toContain(said);
	expect(servers.bland.creates).toEqual([]);
});
