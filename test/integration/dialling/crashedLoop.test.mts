import { describe, expect, test } from 'vitest';
import { itemsTo, onlyRecord, OTHER, records, sendCall, TO } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

/** What is not known after a crash is not said to be certain: of a round that n8n had not stored, and of items nobody looked for. */
const servers = useServers();

const THIRD = '+4930901820';
const retry = { mode: 'retry' } as const;
const stored = (contextData: unknown): any => JSON.parse(JSON.stringify(contextData));
/** The context as n8n had stored it after the round before: this round is the first of the ones that are not in it. */
const afterEarlierRound = (contextData: unknown): any => {
	const { 'node:Call': node } = stored(contextData);
	const voiceCalls = Object.fromEntries(Object.entries(node.voiceCalls).map(([key, entries]) => [key.replace(/^0:/, '6:'), entries]));
	return { 'node:Call': { ...node, voiceCalls, voiceRoundsOver: ['6'] } };
};

describe('a loop whose last round was not stored before the crash', () => {
	test.each(realProviders)('a retried loop asks for the calls of the round that was not stored: %s', async (provider) => {
		const server = servers[provider];
		const first = await sendCall(server, {}, { items: itemsTo(OTHER) });
		await sendCall(server, {}, { items: itemsTo(TO) });
		expect(server.creates).toHaveLength(2);
		const retried = await sendCall(server, {}, { ...retry, contextData: afterEarlierRound(first.contextData) });
		expect(onlyRecord(retried)).toMatchObject({ to: TO, dialed: 'yes' });
		expect(server.creates).toHaveLength(2);
	});

	test('a retried loop still asks in the next retry, where the first one could not', async () => {
		const server = servers.talkover;
		const first = await sendCall(server, {}, { items: itemsTo(OTHER) });
		await sendCall(server, {}, { items: itemsTo(TO) });
		const failed = await sendCall(server, {}, { ...retry, contextData: afterEarlierRound(first.contextData), credential: undefined });
		expect(failed.error?.name).toBe('NodeOperationError');
		expect(onlyRecord(await sendCall(server, {}, { ...retry, contextData: stored(failed.contextData) })).dialed).toBe('yes');
		expect(server.creates).toHaveLength(2);
	});

	test('a round that was stored is not asked for', async () => {
		const server = servers.talkover;
		const first = await sendCall(server, {}, { items: itemsTo(TO) });
		await sendCall(server, {}, { ...retry, contextData: stored(first.contextData) });
		expect(server.requests.map(({ method }) => method)).toEqual(['POST']);
	});
});

describe('an item that nobody looked for after a crash', () => {
	const going = { onError: 'continueRegularOutput' } as const;

	test.each(realProviders)('an item may have been dialed where the credential cannot be read: %s', async (provider) => {
		const server = servers[provider];
		const node = { ...going, credentials: undefined };
		const result = await sendCall(server, { options: { reference: 'order-A-17' } }, { ...retry, credential: undefined, node });
		expect(onlyRecord(result)).toMatchObject({
			to: TO,
			dialed: 'maybe',
			status: 'unknown',
			problem: { type: 'outcome_unknown', reconcile: expect.stringContaining('Reference: order-A-17.') },
		});
		expect(onlyRecord(result).problem.detail).toMatch(/credential.+An earlier try of this execution was lost/);
		expect(records(result, 0)).toHaveLength(1);
	});

	test.each(['svalync', 'talkover'] as const)(
		'an item may have been dialed where the account refuses the one before it: %s',
		async (provider) => {
			const server = servers[provider];
			server.answerNextCreates({ status: 402, body: { success: false, message: 'Insufficient credits' } });
			const result = await sendCall(server, {}, { ...retry, node: going, items: itemsTo(TO, OTHER, THIRD) });
			expect(records(result, 1)).toMatchObject([{ to: TO, dialed: 'no', problem: { type: 'insufficient_credits' } }]);
			expect(records(result, 0).map(({ to, dialed }) => [to, dialed])).toEqual([
				[OTHER, 'maybe'],
				[THIRD, 'maybe'],
			]);
		},
	);

	test('an item may have been dialed before its Scheduled Time passed', async () => {
		const server = servers.talkover;
		const callParameters = { scheduledTime: new Date(Date.now() - 60_000).toISOString() };
		const result = await sendCall(server, { callParameters }, { ...retry, node: going });
		expect(records(result, 0)).toMatchObject([{ to: TO, dialed: 'maybe', problem: { type: 'outcome_unknown' } }]);
		expect(records(result, 0)[0].problem.detail).toContain('Scheduled Time');
		const first = await sendCall(server, { callParameters }, { node: going });
		expect(records(first, 1)).toMatchObject([{ to: TO, dialed: 'no' }]);
		expect(server.creates).toEqual([]);
	});

	test('an item is shown as it is in a dry run, item by item', async () => {
		const parameters = { options: { dryRun: '={{ $json.dry }}' }, delaySeconds: '={{ $json.delay }}' };
		const items = [
			{ to: TO, dry: false, delay: -1 },
			{ to: OTHER, dry: true, delay: -1 },
		];
		const result = await sendCall(servers.talkover, parameters, { ...retry, node: going, items });
		expect(records(result, 0)).toMatchObject([{ to: TO, dialed: 'maybe' }]);
		expect(records(result, 1)).toMatchObject([{ to: OTHER, dialed: 'no' }]);
	});

	test('an item is certainly not dialed where its number is none', async () => {
		const result = await sendCall(servers.talkover, {}, { ...retry, items: itemsTo('call me', TO) });
		expect(records(result, 1)).toMatchObject([{ dialed: 'no', problem: { type: 'invalid_phone_number' } }]);
	});
});

test.each(['synthflow', 'talkover'] as const)('two items for one person never take the same call for theirs: %s', async (provider) => {
	const server = servers[provider];
	await sendCall(server);
	const parameters = { safety: { callingHours: 'off', allowRepeats: true }, options: { concurrency: 2 } };
	const result = await sendCall(server, parameters, { ...retry, items: itemsTo(TO, TO) });
	expect(new Set(records(result, 0).map(({ callId }) => callId)).size).toBe(2);
	expect(server.creates).toHaveLength(2);
});
