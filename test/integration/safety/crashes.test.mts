/**
 * A crash loses n8n's record of who was called, and the retried execution asks the provider: nobody is dialed twice, and no call that
 * exists is taken for absent, whether the list tells the called numbers or not.
 * @module-tag safety
 */
import type { IDataObject } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import type { ProviderName, StoredCall, StrictServer } from '../../servers/strictServer.mts';
import { bar, inParallel } from '../../harness/bars.mts';
import { endCall } from '../../harness/ends.mts';
import type { EngineRun } from '../../harness/engine.mts';
import { agent, itemsTo, OTHER, sendCall, TO } from '../../harness/sendCall.mts';
import { realProviders, startServer } from '../../harness/servers.mts';

const MINUTE = 60_000;
const THIRD = '+4930901820';
const crashed: Partial<EngineRun> = { mode: 'retry' };

/** One try of the execution. */
interface Try {
	parameters?: IDataObject;
	items?: IDataObject[];
}

interface Case {
	name: string;
	/** The lost try, and the retry if it differs from it. */
	first?: Try;
	retry?: (server: StrictServer<any>) => Try;
	/** What happens at the provider before and after the lost try. */
	before?: (server: StrictServer<any>) => void;
	after?: (server: StrictServer<any>, calls: readonly StoredCall[]) => void;
	/** The lost try got no answer to this POST. */
	answer?: 'reset';
}

const reference = (value: string): Try => ({ parameters: { options: { reference: value } } });
const toOthers = (server: StrictServer<any>, count: number): void => void server.seedCalls(count, (call) => (call.to = OTHER));
const ended = (end: Parameters<typeof endCall>[2]) => (server: StrictServer<any>, calls: readonly StoredCall[]) =>
	calls.forEach((call) => endCall(server, call, end));
const otherAgent = (server: StrictServer<any>): string => {
	const ids = server.agents
		.filter(({ type }) => server.provider !== 'synthflow' || type === 'outbound')
		.map((one) => String(one.id ?? one.model_id ?? one.agent_id));
	return ids.findLast((id) => id !== server.usableAgent) ?? server.usableAgent;
};

const cases: Case[] = [
	{ name: 'the same call' },
	{ name: 'its answer was lost', answer: 'reset' },
	...(['answered', 'no_answer', 'busy', 'failed', 'voicemail'] as const).map((end): Case => ({
		name: `it ended: ${end}`,
		after: ended(end),
	})),
	{ name: 'among calls to others', before: (server) => toOthers(server, 20), after: (server) => toOthers(server, 20) },
	{ name: 'other words in the retry', retry: () => ({ parameters: { variables: { json: [{ json: '{"a":1}' }] } } }) },
	{ name: 'words of the moment', first: { parameters: { variables: { json: [{ json: '={{ { at: $now.toISO() } }}' }] } } } },
	{ name: 'another agent in the retry', retry: (server) => ({ parameters: { agentId: agent(otherAgent(server)) } }) },
	{ name: 'the items in another order', first: { items: itemsTo(TO, OTHER) }, retry: () => ({ items: itemsTo(OTHER, TO) }) },
	{ name: 'an item less before it', first: { items: itemsTo(OTHER, TO) }, retry: () => ({ items: itemsTo(TO) }) },
	{ name: 'a fixed reference', first: reference('order-17') },
	{ name: 'a fixed reference, ended', first: reference('order-17'), after: ended('answered') },
	{ name: 'a reference of the item', first: reference('={{ "order-" + $json.to }}') },
	{ name: 'a reference of the moment', first: reference('={{ $now.toMillis() }}') },
	{ name: 'a reference of chance', first: reference('={{ Math.random() }}') },
	{ name: 'a reference that is taken away', first: reference('={{ "order-" + $execution.id }}'), retry: () => reference('={{ $now }}') },
	{
		name: 'called twice, with Allow Repeats',
		first: { items: itemsTo(TO, TO), parameters: { safety: { callingHours: 'off', allowRepeats: true } } },
	},
];

/** Calls that the lost try did not place. Where the provider's list proves that, they are dialed. */
const unplaced: Array<Case & { isProven?: true }> = [
	{ name: 'nobody was called', isProven: true },
	{ name: 'others were called', isProven: true, before: (server) => toOthers(server, 5) },
	{ name: 'nobody was called under this reference', isProven: true, first: reference('={{ "order-" + $json.to }}') },
	{ name: 'nobody was called under a reference of the moment', first: reference('={{ $now }}') },
];

const numbersOf = (calls: readonly StoredCall[]): string[] => calls.map(({ to }) => to);
const count = (list: readonly string[], one: string): number => list.filter((other) => other === one).length;

async function withServers<T>(
	list: readonly T[],
	providerOf: (one: T) => ProviderName,
	work: (server: StrictServer<any>, one: T) => Promise<void>,
) {
	await inParallel(list, 4, async (one) => {
		const server = await startServer(providerOf(one));
		try {
			await work(server, one);
		} finally {
			await server.close();
		}
	});
}

describe('a crash that loses who was called', () => {
	test('no call that exists is dialed again or taken for absent', { timeout: 10 * MINUTE }, async () => {
		const list = realProviders.flatMap((provider) => cases.map((one) => ({ provider, one })));
		const wrong: string[] = [];
		let [twice, absent] = [0, 0];
		await withServers(
			list,
			({ provider }) => provider,
			async (server, { provider, one }) => {
				const { first = {}, retry, before, after, answer } = one;
				before?.(server);
				const known = server.calls.length;
				if (answer === 'reset') server.answerNextCreates({ play: (request) => void request.socket.resetAndDestroy(), dialed: true });
				await sendCall(server, first.parameters, { items: first.items ?? itemsTo(TO) });
				const placed = server.calls.slice(known);
				after?.(server, placed);
				const again = { ...first, ...retry?.(server) };
				const creates = server.creates.length;
				const shown = server.calls.length;
				const result = await sendCall(server, again.parameters, { items: again.items ?? itemsTo(TO), ...crashed });
				const fresh = numbersOf(server.calls.slice(shown));
				const dialedAgain = fresh.filter((to) => numbersOf(placed).includes(to)).length;
				const leftAsNo = (result.outputs[1] ?? []).filter(({ json }) => numbersOf(placed).includes(String(json.to))).length;
				if (placed.length === 0) wrong.push(`${provider}, ${one.name}: the first try placed nothing`);
				if (dialedAgain > 0 || server.creates.length > creates) twice++;
				if (dialedAgain + leftAsNo > 0) absent++;
				if (dialedAgain + leftAsNo > 0 || server.creates.length > creates) wrong.push(`${provider}, ${one.name}`);
				wrong.push(...server.violations.map((violation) => `${provider}, ${one.name}: ${violation}`));
			},
		);
		bar('R5', 'second dials after a crash', list.length, twice);
		bar('R5', 'calls that exist and were taken for absent', list.length, absent);
		expect(wrong).toEqual([]);
	});

	test('a call that was not placed is dialed once at the most', { timeout: 10 * MINUTE }, async () => {
		const list = realProviders.flatMap((provider) => unplaced.map((one) => ({ provider, one })));
		let [twice, missed] = [0, 0];
		await withServers(
			list,
			({ provider }) => provider,
			async (server, { one }) => {
				const { first = {}, before, isProven } = one;
				before?.(server);
				const items = itemsTo(TO, THIRD);
				const result = await sendCall(server, first.parameters, { items, ...crashed });
				await sendCall(server, first.parameters, { items, mode: 'retry', contextData: structuredClone(result.contextData) });
				if ([TO, THIRD].some((to) => count(numbersOf(server.calls), to) > 1)) twice++;
				if (isProven && [TO, THIRD].some((to) => count(numbersOf(server.calls), to) !== 1)) missed++;
			},
		);
		bar('R5', 'second dials where the lost try placed nothing', list.length, twice);
		bar('R5', 'calls that surely were not placed, and were not dialed either', list.length, missed);
		expect([twice, missed]).toEqual([0, 0]);
	});
});
