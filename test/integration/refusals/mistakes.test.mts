import type { IDataObject } from 'n8n-workflow';
import { expect, test, vi } from 'vitest';
import type { EngineResult } from '../../harness/engine.mts';
import { makeCall, simulateMakeCall } from '../../harness/makeCall.mts';
import { agent, credentialOf, itemsTo, records, sendCall, simulate, TO } from '../../harness/sendCall.mts';
import { useServers } from '../../harness/servers.mts';

/** What a person reads after a typical mistake: the title (of the notice, or of the problem) and the sentence with the way out. */
const servers = useServers();

const night = '2026-11-20T03:00:00.000Z';
const atNight = async (run: () => Promise<EngineResult>): Promise<EngineResult> => {
	vi.useFakeTimers({ toFake: ['Date'], now: new Date(night) });
	try {
		return await run();
	} finally {
		vi.useRealTimers();
	}
};
const json = (variables: string): IDataObject => ({ variables: { json: [{ json: variables }] } });

/** What was done wrong, how, and what is read: the title, and what stands behind its own words. */
type Mistake = [what: string, run: () => Promise<EngineResult>, title: string, sentence: string];
const mistakes: Mistake[] = [
	[
		'no number',
		() => simulate(itemsTo('')),
		'Phone Number is empty',
		'Phone Number is empty. Give a number with country code, such as +442079460018.',
	],
	[
		'a number without +',
		() => simulate(itemsTo('12025550100')),
		'Phone Number has no country code',
		'Phone Number (12•••••••00) has no country code. Start it with + and the country code, such as +442079460018, or set Default Country under Options.',
	],
	[
		'two numbers in one field',
		() => simulate(itemsTo('+12025550100, +12025550102')),
		'Phone Number holds an extension or more than one number',
		'Phone Number holds an extension or more than one number. Give one number without extension per item.',
	],
	[
		'no agent',
		() => sendCall(servers.talkover, { agentId: agent('={{ $json.agent }}') }),
		'Agent is empty',
		'Agent is empty. Choose one from the list, or switch to By ID and type its ID.',
	],
	[
		'an agent of the Simulator at a provider',
		() => sendCall(servers.talkover, { agentId: agent('={{ "sim-lead-callback" }}') }),
		'Agent is an agent of the Simulator',
		'Agent is an agent of the Simulator. Choose an agent of Talkover.',
	],
	[
		'no script',
		() => simulateMakeCall(itemsTo('+12025550100'), { scriptText: '={{ $json.script }}' }),
		'Script, Text holds {{ $json.script }}, which gives nothing for this item',
		'Script, Text holds {{ $json.script }}, which gives nothing for this item. Correct it, or write the text itself.',
	],
	[
		'an unknown placeholder',
		() => simulateMakeCall(itemsTo('+12025550100'), { scriptText: 'Hello {{nmae}}.' }),
		'Script, Text uses {{nmae}}, and no variable has that name',
		'Script, Text uses {{nmae}}, and no variable has that name. Add it under Variables, or take it out.',
	],
	[
		'no credential',
		() => sendCall(servers.svalync, {}, { credential: undefined }),
		'No credential chosen',
		'Svalync needs a credential, and none is chosen. Choose one under Credential, or make one with an API key of your account.',
	],
	[
		'a wrong key',
		() => sendCall(servers.synthflow, {}, { credential: credentialOf(servers.synthflow, { apiKey: 'wrong-key-wrong-key' }) }),
		'The provider refused the credential',
		'Synthflow refused the call (401): "Invalid API key". Check the API key and the Region in the credential: a key works only in the region it was made in.',
	],
	[
		'on the do-not-call list',
		() => sendCall(servers.talkover, { safety: { callingHours: 'off', doNotCall: TO } }),
		'On the do-not-call list',
		'+12•••••••00 is on the do-not-call list (entry 1), so it is not called. Remove that entry only if the person asked for it.',
	],
	[
		'closed hours',
		() => atNight(() => sendCall(servers.talkover, { safety: {} })),
		'Outside calling hours',
		'This person is not called now, since it is 22:00 there (America/New_York), and calls are allowed from 08:00 to 21:00. The next allowed time is Friday 20 November, 08:00 there (2026-11-20T13:00:00.000Z): put a Wait node until then before this node, or change Calling Hours under Safety.',
	],
	[
		'a window upside down',
		() => sendCall(servers.talkover, { safety: { callingHours: 'custom', windowStart: '22:00', windowEnd: '20:00' } }),
		'Window End comes before Window Start, so the window would last 22 hours over midnight',
		'Window End comes before Window Start, so the window would last 22 hours over midnight. Swap the two; over midnight a window lasts 9 hours at the most, such as 22:00 to 06:00.',
	],
	[
		'a country that is not allowed',
		() => sendCall(servers.talkover, { safety: { callingHours: 'off', allowedCountries: 'DE' } }),
		'Phone Number is a number of US, which is not among the Allowed Countries',
		'Phone Number (+12•••••••00) is a number of US, which is not among the Allowed Countries. Add US under Safety if it may be called.',
	],
	[
		'JSON with a missing quote',
		() => simulate(itemsTo('+12025550100'), json('{"orderId: 1}')),
		'Variables is not valid JSON',
		'Variables is not valid JSON. Check quotes and commas, such as { "orderId": "A-17" }.',
	],
	[
		'a callback address that is none',
		() => simulate(itemsTo('+12025550100'), { callbackUrl: 'hook' }),
		'Callback URL is not a complete address',
		'Callback URL is not a complete address. Write it with https://, such as https://example.com/hook.',
	],
	[
		'a fictional number at a provider',
		() => sendCall(servers.talkover, {}, { items: itemsTo('+12025550100') }),
		'Phone Number is from the range reserved for fiction (+1 … 555 01xx), where nobody answers',
		'Phone Number is from the range reserved for fiction (+1 … 555 01xx), where nobody answers. Talkover places real calls: give a real number, or choose the provider Simulator.',
	],
	[
		'redials without a wait',
		() => makeCall(servers.svalync, { retry: { attempts: 1, conditions: ['no-answer'] } }),
		'Retry calls again only while the result is waited for',
		'Retry calls again only while the result is waited for. Switch on Wait for Result, or take Retry out.',
	],
];

/** The title and the sentence, from the notice where the node stopped, else from the item and the hint above it. */
function readBy(result: EngineResult): { title: string; sentence: string } {
	if (result.error) return { title: result.error.message, sentence: String(result.error.description) };
	const [record] = records(result, 1);
	expect(result.hints[0]).toContain(record.problem.detail);
	return { title: record.problem.title, sentence: record.problem.detail };
}

test.each(mistakes)('the title and the sentence say what went wrong, and the way out: %s', async (_what, run, title, sentence) => {
	expect(readBy(await run())).toEqual({ title, sentence });
	for (const server of Object.values(servers)) expect(server.calls).toEqual([]);
});

test('every sentence goes on behind its title with the way out, and holds no full number', () => {
	for (const [, , title, sentence] of mistakes) {
		expect(sentence).toMatch(/\. \S.+\.$|: .+\.$/);
		expect(`${title} ${sentence}`.replace('+442079460018', '')).not.toMatch(/\d{7}/);
	}
});
