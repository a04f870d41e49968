/**
 * `npm run bench`: the longest stretch in which a run lets nobody else in the process have a turn, in milliseconds of work
 * and as a ratio against a named baseline of the same run. n8n is to be free again within 100 ms.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { IDataObject } from 'n8n-workflow';
import axios from 'axios';
import { afterAll, expect, test } from 'vitest';
import type { StrictServer } from '../servers/strictServer.mts';
import { watchNode, watchTurns } from '../harness/blocks.mts';
import { endCall, lookOften } from '../harness/ends.mts';
import { registerNode, runNode } from '../harness/engine.mts';
import { itemsTo, records, sendCall, sendCallType, simulate } from '../harness/sendCall.mts';
import { realProviders, useServers } from '../harness/servers.mts';
import { compare, report } from './support/measure.mts';

const awaited = 2500;
const atOnce = 50;
const reads = 10_000;
const bar = 100;
const numbers = (amount: number): string[] =>
	Array.from({ length: amount }, (_number, index) => `+1${212 + (index % 8)}736${String(index % 10_000).padStart(4, '0')}`);

const servers = useServers();
lookOften();
const watched = watchNode(sendCallType);
afterAll(() => watched.restore());

/** A run, and its longest stretch in milliseconds. */
type Contender = [name: string, play: () => Promise<number>];

async function measure(place: number, what: string, contenders: Contender[]): Promise<void> {
	const longest = await compare(
		contenders.map(([, play]) => play),
		{ warm: false, times: 3 },
	);
	report({
		place,
		title: `Longest block of the event loop: ${what}`,
		how: `Milliseconds of work in which nobody else in the process has a turn. n8n is to be free again within ${bar} ms. Three rounds.`,
		figures: contenders.map(([name], index) => ({
			what: name,
			value: `${longest[index].toFixed(0)} ms${longest[index] <= bar ? '' : ', too long'}`,
			...(index > 0 && { ratio: longest[index] / longest[0] }),
		})),
	});
}

/** As many requests as the run places, with nothing around them, each answer read as JSON. */
async function bareAxios(): Promise<number> {
	const server = createServer((request, response) => {
		request.resume().on('end', () => response.setHeader('content-type', 'application/json').end('{"id":1}'));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const stop = watchTurns();
	const left = numbers(awaited);
	const lane = async (): Promise<void> => {
		for (let to = left.pop(); to !== undefined; to = left.pop()) await axios.post(url, { to }, { proxy: false });
	};
	await Promise.all(Array.from({ length: atOnce }, lane));
	const { longest } = stop();
	server.close();
	return longest;
}

function endAll(server: StrictServer<any>): () => void {
	let seen = 0;
	const timer = setInterval(() => {
		for (; seen < server.calls.length; seen++) endCall(server, server.calls[seen], 'answered');
	}, 20);
	return () => clearInterval(timer);
}

async function waitFor(server: StrictServer<any>): Promise<number> {
	server.reset();
	const stop = endAll(server);
	const safety = { callingHours: 'off', maxCalls: awaited };
	const result = await sendCall(
		server,
		{ waitForResult: true, waitMethod: 'polling', safety, options: { concurrency: atOnce } },
		{ items: itemsTo(...numbers(awaited)) },
	);
	stop();
	// A short block that comes from losing results is none.
	expect(records(result, 0).filter(({ outcome }) => outcome === 'answered')).toHaveLength(awaited);
	expect(server.creates).toHaveLength(awaited);
	return watched.last().longest;
}

test('a run that waits for many results holds up the event loop no longer than the bar', { timeout: 1_800_000 }, async () => {
	await measure(7, `${awaited} awaited calls, ${atOnce} at a time`, [
		['bare axios, as many requests (baseline)', bareAxios],
		...realProviders.map((provider): Contender => [`Send Call, Wait for Result: ${provider}`, () => waitFor(servers[provider])]),
	]);
});

/** What any node does that asks n8n for a value of each item, in one piece. */
const plainNode = registerNode('plain', async (context) => {
	const items = context.getInputData();
	for (const item of items.keys()) context.evaluateExpression('{{ $json.to }}', item);
	return [items, []];
});

test('a run that reads many items holds up the event loop no longer than the bar', { timeout: 1_800_000 }, async () => {
	const items: IDataObject[] = numbers(reads).map((to) => ({ to, list: '+442079460018' }));
	const plain = watchNode(plainNode);
	const reading = (parameters: IDataObject) => async () => {
		expect((await simulate(items, parameters)).outputs.flat()).toHaveLength(reads);
		return watched.last().longest;
	};
	await measure(8, `${reads} items on the Simulator`, [
		['a plain node that reads one expression (baseline)', async () => (await runNode({ type: plainNode, items }), plain.last().longest)],
		['Send Call, fixed settings', reading({})],
		[
			'Send Call, settings from expressions',
			reading({ safety: { doNotCall: '={{ $json.list }}', maxCalls: '={{ 100 }}', callingHours: '={{ "lawful" }}' } }),
		],
	]);
	plain.restore();
});
