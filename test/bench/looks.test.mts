/**
 * `npm run bench`: what one look at the awaited calls of a run costs in CPU, for 100 to 2,000 of them, as the cost of one call against
 * that of one call among 100. The answers are those of the strict servers, asked for beforehand, so that no network is measured.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDataObject, IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';
import { afterAll, expect, test } from 'vitest';
import { built } from '../harness/built.mts';
import { endCall } from '../harness/ends.mts';
import { credentialOf, displayNames } from '../harness/sendCall.mts';
import { useServers } from '../harness/servers.mts';
import { aCall } from '../harness/values.mts';
import type { Figure } from './support/measure.mts';
import { cpu, median, report, rounds } from './support/measure.mts';
import type { ProviderName, StrictServer } from '../servers/strictServer.mts';
import type { TrackedCall } from '../../nodes/shared/waiting/candidates.ts';

const { CallReader } = built('shared/waiting/reading') as typeof import('../../nodes/shared/waiting/reading.ts');
const { providers } = built('shared/providers/registry') as typeof import('../../nodes/shared/providers/registry.ts');
const { callRecord } = built('shared/call/record') as typeof import('../../nodes/shared/call/record.ts');
const { mergeProviderRecord } = built('shared/dialling/job') as typeof import('../../nodes/shared/dialling/job.ts');

/** One list without pages, pages of a hundred by offset, by number and by time. */
const lists: Array<[ProviderName, 'by their ID' | 'by number and time']> = [
	['svalync', 'by their ID'],
	['synthflow', 'by their ID'],
	['talkover', 'by their ID'],
	['vapi', 'by their ID'],
	['svalync', 'by number and time'],
	['synthflow', 'by number and time'],
];
const amounts = [100, 500, 2000];
/** Milliseconds of CPU for one look at the most. */
const bar = 100;
/** What one call of 2,000 may cost, in costs of one call of 100. */
const growthBar = 1.5;

const servers = useServers();

/** A reader whose requests are sent once, and answered from memory from then on. */
function readerOf(server: StrictServer<any>) {
	const provider = providers.find(({ id }) => id === server.provider)!;
	const { data } = credentialOf(server);
	const known = new Map<string, { statusCode: number; headers: object; text: string }>();
	const httpRequestWithAuthentication = async (_type: string, { method = 'GET', url, qs = {}, body }: IHttpRequestOptions) => {
		const key = JSON.stringify([method, url, qs, body]);
		let answer = known.get(key);
		if (answer === undefined) {
			const { header, prefix } = provider.authentication!;
			const query = new URLSearchParams(
				Object.entries(qs as IDataObject).flatMap(([name, value]) => (value == null ? [] : [[name, String(value)]])),
			);
			const response = await fetch(`${url}?${query}`, {
				method,
				headers: {
					[header]: prefix + server.key,
					accept: 'application/json',
					...(body !== undefined && { 'content-type': 'application/json' }),
				},
				...(body !== undefined && { body: JSON.stringify(body) }),
			});
			answer = { statusCode: response.status, headers: {}, text: await response.text() };
			known.set(key, answer);
		}
		return { statusCode: answer.statusCode, headers: answer.headers, body: JSON.parse(answer.text) as object };
	};
	const context = { helpers: { httpRequestWithAuthentication }, getExecutionCancelSignal: () => undefined } as unknown as IExecuteFunctions;
	const baseUrl = provider.id === 'synthflow' ? server.baseUrl : provider.baseUrl(data);
	const connection = { provider, settings: data, baseUrl, timeoutSeconds: 30 };
	return {
		sent: () => known.size,
		make: () => new CallReader<TrackedCall>(context, connection, { callIds: () => new Set(), dialsWithoutId: () => [] }),
	};
}

function awaitedCalls(server: StrictServer<any>, amount: number, hasId: boolean): TrackedCall[] {
	server.reset();
	const now = Date.now();
	const calls = server.seedCalls(amount, (call, index) => {
		Object.assign(call, {
			agentId: server.usableAgent,
			to: `+1212736${1000 + index}`,
			createdAt: new Date(now - 3000 + index).toISOString(),
		});
		endCall(server, call, 'answered');
	});
	return calls.map((call, item) => ({
		call: aCall({ item, to: call.to, agentId: server.usableAgent, reference: `r${item}` }),
		record: callRecord(server.provider, { callId: hasId ? call.id : null, to: call.to, dialed: 'yes', reference: `r${item}` }),
		since: new Date(now - 3001 + item).toISOString(),
	}));
}

const figures: Figure[] = [];
afterAll(() => {
	const how =
		'CPU of one look at the awaited calls of a run, with answers from memory, against that of a call among 100. A list is one page, or pages of a hundred.';
	report({ place: 6, title: 'Waiting calls', how, figures });
});

test.each(lists)(
	'one look at 2,000 awaited calls stays below the bar, and its cost grows with the calls: %s, found %s',
	{ timeout: 300_000 },
	async (id, how) => {
		const perCall: number[] = [];
		let last = 0;
		for (const amount of amounts) {
			const open = awaitedCalls(servers[id], amount, how === 'by their ID');
			const reader = readerOf(servers[id]);
			const play = async (): Promise<number> => {
				const start = cpu();
				const { found } = await reader.make().look(open);
				for (const tracked of open) mergeProviderRecord(tracked.record, found.get(tracked)!.record);
				const used = cpu() - start;
				expect(found.size).toBe(amount);
				return used;
			};
			await play();
			const used: number[] = [];
			// A short look is repeated, since the clock of the CPU is coarse.
			const times = Math.ceil(2000 / amount);
			for (let round = 0; round < rounds; round++) {
				let sum = 0;
				for (let time = 0; time < times; time++) sum += await play();
				used.push(sum / times);
				await sleep(10);
			}
			last = median(used);
			perCall.push(last / amount);
			const ratio = amount === amounts[0] ? undefined : last / amount / perCall[0];
			figures.push({
				what: `${displayNames[id]}, found ${how}: ${amount.toLocaleString('en')} calls, ${reader.sent()} pages`,
				value: `${last.toFixed(1)} ms, ${((1000 * last) / amount).toFixed(1)} µs a call`,
				ratio,
				...(amount === 2000 && { bar: { most: growthBar } }),
			});
		}
		expect(last).toBeLessThan(bar);
		expect(perCall[perCall.length - 1] / perCall[0]).toBeLessThanOrEqual(growthBar);
	},
);
