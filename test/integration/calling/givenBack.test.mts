/** An item that was certainly not dialed gives back its number, its reference and its place under Max Calls. */
import { describe, expect, test } from 'vitest';
import type { CreateAnswer } from '../../servers/strictServer.mts';
import type { EngineResult } from '../../harness/engine.mts';
import { OTHER, records, sendCall, TO } from '../../harness/sendCall.mts';
import { useServers } from '../../harness/servers.mts';

/** A call whose outcome is unknown is looked for, which takes a while. */
const SLOW = { timeout: 30_000 };
const off = { callingHours: 'off' };
const THIRD = '+4930901820';
const refusal: CreateAnswer = { status: 422, body: { message: 'A variable is missing' } };

const servers = useServers();

const to = (...numbers: string[]) => numbers.map((number, index) => ({ to: number, index }));
/** What became of each item, in the order of the items. */
const told = (result: EngineResult): string[] =>
	result.outputs
		.flatMap((items, output) =>
			items.map(({ json, pairedItem }) => ({ item: (pairedItem as { item: number }).item, json: json as any, output })),
		)
		.sort((a, b) => a.item - b.item)
		.map(({ json, output }) => `${output} ${json.dialed} ${json.problem?.type ?? 'fine'}`);
const numbers = (): string[] => servers.talkover.creates.map((one) => (one.body as { to: string }).to);

describe('an item that the provider refused', () => {
	test('a refused item lets the next one to its number be called, and only that', async () => {
		servers.talkover.answerNextCreates(refusal);
		const result = await sendCall(servers.talkover, {}, { items: to(TO, TO, TO) });
		expect(told(result)).toEqual(['1 no invalid_parameters', '0 yes fine', '1 no duplicate']);
		expect(numbers()).toEqual([TO, TO]);
	});

	test('refused items to one number are tried one after the other, however many are dialed at a time', async () => {
		servers.talkover.answerNextCreates(refusal, 'ok', refusal, 'ok');
		const result = await sendCall(servers.talkover, { options: { concurrency: 10 } }, { items: to(TO, OTHER, TO, TO, TO, OTHER) });
		expect(told(result)).toEqual([
			'1 no invalid_parameters',
			'0 yes fine',
			'1 no invalid_parameters',
			'0 yes fine',
			'1 no duplicate',
			'1 no duplicate',
		]);
		expect(numbers().slice(2)).toEqual([TO, TO]);
	});

	test('the provider is asked once for each of many refused items to one number', async () => {
		servers.talkover.answerNextCreates(...Array<CreateAnswer>(40).fill(refusal));
		const result = await sendCall(
			servers.talkover,
			{ options: { concurrency: 10 } },
			{ items: to(...Array<string>(40).fill(TO), OTHER), node: { onError: 'continueRegularOutput' } },
		);
		expect(told(result).filter((one) => one === '1 no invalid_parameters')).toHaveLength(40);
		expect(servers.talkover.creates).toHaveLength(41);
	});

	test('a refused item gives back its place under Max Calls and its Reference', async () => {
		servers.talkover.answerNextCreates(refusal);
		const parameters = { safety: { ...off, maxCalls: 1 }, options: { reference: 'order-A-17', context: '={{ { index: $json.index } }}' } };
		const result = await sendCall(servers.talkover, parameters, { items: to(TO, TO) });
		expect(told(result)).toEqual(['1 no invalid_parameters', '0 yes fine']);
	});

	test('an item gives nothing back after the account was refused: nothing more is sent', async () => {
		servers.talkover.answerNextCreates({ status: 401, body: { message: 'No' } });
		const result = await sendCall(servers.talkover, {}, { items: to(TO, TO, TO), node: { onError: 'continueRegularOutput' } });
		expect(told(result)).toEqual(Array(3).fill('1 no unauthorized'));
		expect(servers.talkover.creates).toHaveLength(1);
	});
});

test('an item that may have been dialed keeps its place', SLOW, async () => {
	servers.talkover.answerNextCreates({ status: 500, body: {} }, { status: 422, body: { message: 'No', data: { id: 'c-1' } } });
	const result = await sendCall(servers.talkover, {}, { items: to(TO, TO, OTHER, OTHER) });
	expect(told(result)).toEqual(['0 maybe provider_error', '1 no duplicate', '0 maybe outcome_unknown', '1 no duplicate']);
	expect(servers.talkover.creates).toHaveLength(2);
});

test('an item that was called for a refused one is remembered by a retry: nobody is called again', async () => {
	const items = { items: to(TO, TO, OTHER) };
	servers.talkover.answerNextCreates(refusal);
	const first = await sendCall(servers.talkover, {}, items);
	expect(told(first)).toEqual(['1 no invalid_parameters', '0 yes fine', '0 yes fine']);
	const second = await sendCall(
		servers.talkover,
		{},
		{ ...items, mode: 'retry', contextData: JSON.parse(JSON.stringify(first.contextData)) },
	);
	expect(told(second)).toEqual(['1 no duplicate', '0 yes fine', '0 yes fine']);
	expect(records(second, 1)[0].problem.detail).toContain('was called for another item of this run already');
	expect(servers.talkover.creates).toHaveLength(3);
});

test('refused items are tried again with Retry On Fail, and one of them is called', async () => {
	servers.talkover.answerNextCreates(refusal, refusal);
	const result = await sendCall(servers.talkover, {}, { items: to(TO, TO), node: { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 } });
	expect(told(result)).toEqual(['0 yes fine', '1 no duplicate']);
	expect(servers.talkover.calls).toHaveLength(1);
});

describe('a dry run', () => {
	const dryRun = '={{ $json.dry }}';
	test('a dry run takes no place of a real call, wherever it stands', async () => {
		const items = [
			{ to: TO, dry: true },
			{ to: TO, dry: false },
			{ to: OTHER, dry: true },
			{ to: OTHER, dry: false },
			{ to: THIRD, dry: true },
		];
		const result = await sendCall(servers.talkover, { safety: { ...off, maxCalls: 2 }, options: { dryRun } }, { items });
		expect(numbers().sort()).toEqual([OTHER, TO].sort());
		const all = told(result);
		expect([all[0], all[1], all[3]]).toEqual(['1 no fine', '0 yes fine', '0 yes fine']);
	});

	test('a dry run shows the repeats and the cap that a real run would have', async () => {
		const result = await sendCall(
			servers.talkover,
			{ safety: { ...off, maxCalls: 2 }, options: { dryRun: true } },
			{ items: to(TO, TO, OTHER, THIRD) },
		);
		expect(told(result)).toEqual(['1 no fine', '1 no duplicate', '1 no fine', '1 no cap_reached']);
		expect(servers.talkover.creates).toEqual([]);
	});
});
