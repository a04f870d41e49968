/**
 * `npm run bench`: how long Send Call takes to place calls through n8n's own engine, with a provider on this machine that answers at once or
 * after 100 ms, against what could place them otherwise: a loop over axios, n8n's own HTTP client; a node that only sends; and n8n's HTTP
 * Request node, which knows no concurrency and sends everything at once.
 */
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { IDataObject, INodeType } from 'n8n-workflow';
import axios from 'axios';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ensureHost } from '../../scripts/lib/n8nHost.mjs';
import { nodeTypes, registerNode, runNode } from '../harness/engine.mts';
import { agent, sendCallType } from '../harness/sendCall.mts';
import type { Figure } from './support/measure.mts';
import { compare, cpu, median, report, rounds, timed } from './support/measure.mts';

const key = 'bench-key';
const numberOf = (index: number): string => `+44207946${String(index % 10_000).padStart(4, '0')}`;
const itemsOf = (amount: number): IDataObject[] => Array.from({ length: amount }, (_item, index) => ({ phone: numberOf(index) }));

/** Answers every place-call request of Synthflow after a delay in milliseconds. */
async function startServer() {
	let calls = 0;
	let delay = 0;
	const server = createServer((request, response) => {
		request.resume();
		request.on('end', () => {
			const body = JSON.stringify({ status: 'success', response: { answer: 'ok', call_id: `call-${++calls}` } });
			const answer = () => response.setHeader('content-type', 'application/json').end(body);
			if (delay === 0) answer();
			else setTimeout(answer, delay);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: () => server.close(),
		count: () => calls,
		delayBy: (milliseconds: number) => void (delay = milliseconds),
	};
}

let server: Awaited<ReturnType<typeof startServer>>;
const httpRequestType = 'n8n-nodes-base.httpRequest';
beforeAll(async () => {
	server = await startServer();
	const { directory } = await ensureHost();
	const require = createRequire(import.meta.url);
	const { HttpRequest } = require(join(directory, 'node_modules/n8n-nodes-base/dist/nodes/HttpRequest/HttpRequest.node.js')) as {
		HttpRequest: new () => { nodeVersions: Record<string, INodeType> };
	};
	nodeTypes.set(httpRequestType, Object.values(new HttpRequest().nodeVersions).at(-1)!);
}, 1_800_000);
afterAll(() => server.close());

const credential = () => ({ type: 'synthflowVoiceApi', data: { apiKey: key, region: 'custom', baseUrl: server.url } });

/** Work by so many lanes. */
async function inLanes(amount: number, concurrency: number, work: (index: number) => Promise<unknown>): Promise<void> {
	let next = 0;
	const lane = async (): Promise<void> => {
		while (next < amount) await work(next++);
	};
	await Promise.all(Array.from({ length: concurrency }, lane));
}

const bodyOf = (phone: unknown, name: unknown, agentId: unknown): IDataObject => ({
	model_id: agentId as string,
	phone: phone as string,
	name: name as string,
});

const axiosLoop = (amount: number, concurrency: number) => () =>
	inLanes(amount, concurrency, async (index) => {
		const { data } = await axios.post(`${server.url}/calls`, bodyOf(numberOf(index), 'Ada', 'agent'), {
			proxy: false,
			headers: { authorization: `Bearer ${key}` },
		});
		expect(data.response.call_id).toBeDefined();
	});

/** The fields of Send Call that the workflow here fills in. */
const fields = ['provider', 'agentId', 'phoneNumber', 'recipientName', 'options'];

/** Reads these fields for each item, sends, and hands the answer on, as a node does that does nothing else. */
let lanes = 1;
const minimalNode = registerNode('minimal', async (context) => {
	const items = context.getInputData();
	const answers: Array<{ json: IDataObject; pairedItem: number }> = [];
	await inLanes(items.length, lanes, async (index) => {
		const [, agentId, phone, name] = fields.map((field) => context.getNodeParameter(field, index, undefined, { extractValue: true }));
		const json = await context.helpers.httpRequestWithAuthentication.call(context, 'synthflowVoiceApi', {
			method: 'POST',
			url: `${server.url}/calls`,
			body: bodyOf(phone, name, agentId),
			json: true,
		});
		answers[index] = { json, pairedItem: index };
	});
	return [answers, []];
});
const { properties } = nodeTypes.get(sendCallType)!.description;
const minimalDescription = nodeTypes.get(minimalNode)!.description;
minimalDescription.properties = properties.filter(({ name }) => fields.includes(name));

async function run(amount: number, type: string, parameters: IDataObject): Promise<void> {
	const { outputs, error } = await runNode({ type, parameters, credential: credential(), items: itemsOf(amount) });
	expect(error).toBeUndefined();
	expect(outputs[0]).toHaveLength(amount);
}

const filledIn = (amount: number, concurrency: number): IDataObject => ({
	provider: 'synthflow',
	agentId: agent('agent'),
	phoneNumber: '={{ $json.phone }}',
	recipientName: 'Ada',
	options: { concurrency, safety: { callingHours: 'off', maxCalls: amount, allowRepeats: true } },
});

const minimal = (amount: number, concurrency: number) => () => {
	lanes = concurrency;
	return run(amount, minimalNode, filledIn(amount, concurrency));
};

const sendCall = (amount: number, concurrency: number) => () => run(amount, sendCallType, filledIn(amount, concurrency));

const httpRequest = (amount: number) => () =>
	run(amount, httpRequestType, {
		method: 'POST',
		url: `${server.url}/calls`,
		sendHeaders: true,
		headerParameters: { parameters: [{ name: 'authorization', value: `Bearer ${key}` }] },
		sendBody: true,
		specifyBody: 'json',
		jsonBody: '={{ JSON.stringify({ model_id: "agent", phone: $json.phone, name: "Ada" }) }}',
		options: {},
	});

/** Items at each concurrency: enough that a round takes a second or two. */
const settings: Array<[delay: number, concurrency: number, amount: number]> = [
	[0, 1, 200],
	[0, 10, 200],
	[0, 50, 200],
	[100, 1, 10],
	[100, 10, 100],
	[100, 50, 400],
];

test('how fast calls are placed', { timeout: 1_200_000 }, async () => {
	const figures: Figure[] = [];
	let placed = 0;
	for (const [delay, concurrency, amount] of settings) {
		server.delayBy(delay);
		const before = server.count();
		const contenders: Array<[string, () => Promise<unknown>]> = [
			['axios loop', axiosLoop(amount, concurrency)],
			['node that only sends', minimal(amount, concurrency)],
			['Send Call', sendCall(amount, concurrency)],
			...(concurrency === 50 ? [['HTTP Request node, all at once', httpRequest(amount)] as [string, () => Promise<unknown>]] : []),
		];
		const times = await compare(
			contenders.map(
				([, work]) =>
					() =>
						timed(work),
			),
		);
		const [viaAxios, viaMinimal, viaSendCall] = times;
		// Speed that comes from sending less, or twice, is none.
		placed = server.count() - before;
		expect(placed).toBe(amount * contenders.length * (rounds + 1));
		const where = `answers ${delay === 0 ? 'at once' : `after ${delay} ms`}, concurrency ${concurrency}`;
		for (const [index, [name]] of contenders.entries()) {
			figures.push({ what: `${where}: ${name}`, value: `${(times[index] / amount).toFixed(2)} ms a call` });
		}
		figures.push({
			what: `${where}: speed of Send Call, of the node that only sends`,
			value: '',
			ratio: viaMinimal / viaSendCall,
			bar: { least: 0.95 },
		});
		// Against axios, what n8n itself adds to each request counts as well: a provider takes its time to answer.
		const isBarred = delay > 0 && concurrency !== 50;
		figures.push({
			what: `${where}: speed of Send Call, of the axios loop`,
			value: '',
			ratio: viaAxios / viaSendCall,
			...(isBarred && { bar: { least: 0.9 } }),
		});
		if (delay === 0)
			figures.push({
				what: `${where}: time of Send Call, of the node that only sends`,
				value: '',
				ratio: viaSendCall / viaMinimal,
				bar: { most: 1 },
			});
	}
	report({
		place: 2,
		title: 'Placing calls',
		how:
			'Send Call through n8n’s engine, a provider on this machine that answers at once or after 100 ms, each call a request. The node that only sends reads the ' +
			'same five fields for each item and sends with n8n’s helper; the HTTP Request node has no concurrency and sends all at once.',
		figures,
	});
});

const amounts = [100, 1000, 10_000];

test('what a call costs does not grow with the items of a run', { timeout: 1_200_000 }, async () => {
	server.delayBy(0);
	const used = await compare(
		amounts.map((amount) => async () => {
			// A short run is repeated, since the clock of the CPU is coarse.
			const samples: number[] = [];
			for (let time = 0; time < Math.min(5, 3000 / amount); time++) {
				const start = cpu();
				await sendCall(amount, 50)();
				samples.push((cpu() - start) / amount);
			}
			return median(samples);
		}),
	);
	report({
		place: 3,
		title: 'Growth',
		how: 'CPU of a placed call in runs of 100, 1,000 and 10,000 items, with the provider in the same process, against that of a call in a run of 100.',
		figures: amounts.map((amount, index) => ({
			what: `${amount.toLocaleString('en')} items`,
			value: `${(1000 * used[index]).toFixed(0)} µs a call`,
			...(index > 0 && { ratio: used[index] / used[0], bar: { most: 1 } }),
		})),
	});
});
