/**
 * `npm run bench`: how many calls a second Send Call places through n8n's own engine against a server on this
 * machine, as ratios against a named baseline of the same run: the same requests by bare axios, n8n's own HTTP client, one after another.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import process from 'node:process';
import axios from 'axios';
import { expect, test } from 'vitest';
import { runNode } from '../harness/engine.mts';

const items = 200;
const rounds = 5;
const key = 'bench-key';

/** Answers every place-call request of Synthflow after a delay in milliseconds. */
async function startServer(delay: number) {
	let calls = 0;
	const server = createServer((request, response) => {
		request.resume();
		request.on('end', () => {
			calls++;
			setTimeout(() => {
				response.setHeader('content-type', 'application/json');
				response.end(JSON.stringify({ status: 'success', response: { answer: 'ok', call_id: `call-${calls}` } }));
			}, delay);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close: () => server.close(), count: () => calls };
}

type Server = Awaited<ReturnType<typeof startServer>>;

const numberOf = (index: number) => `+44207946${String(index % 10_000).padStart(4, '0')}`;

async function bareAxios({ url }: Server) {
	for (let index = 0; index < items; index++) {
		const body = { model_id: 'agent', phone: numberOf(index), name: 'Ada' };
		await axios.post(`${url}/calls`, body, { proxy: false, headers: { authorization: `Bearer ${key}` } });
	}
}

const sendCall =
	(concurrency: number) =>
	async ({ url }: Server) => {
		const { outputs, error } = await runNode({
			type: 'n8n-nodes-voice-calls.sendCall',
			credential: { type: 'synthflowVoiceApi', data: { apiKey: key, region: 'custom', baseUrl: url } },
			parameters: {
				provider: 'synthflow',
				agentId: { __rl: true, mode: 'id', value: 'agent' },
				phoneNumber: '={{ $json.phone }}',
				recipientName: 'Ada',
				safety: { callingHours: 'off', maxCalls: items, allowRepeats: true },
				options: { concurrency },
			},
			items: Array.from({ length: items }, (_item, index) => ({ phone: numberOf(index) })),
		});
		expect(error).toBeUndefined();
		expect(outputs[0]).toHaveLength(items);
	};

const contenders: Array<[string, (server: Server) => Promise<void>]> = [
	['bare axios, one after another (baseline)', bareAxios],
	['Send Call, concurrency 1', sendCall(1)],
	['Send Call, concurrency 10', sendCall(10)],
	['Send Call, concurrency 50', sendCall(50)],
];

const median = (values: number[]) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

test.each([0, 20])(
	'the throughput of placing calls is measured with a server that answers after %i ms',
	{ timeout: 300_000 },
	async (delay) => {
		const server = await startServer(delay);
		process.stdout.write(`\n${items} calls, server answers after ${delay} ms, median of ${rounds} rounds\n`);
		const times: number[][] = contenders.map(() => []);
		// Rounds are interleaved, so that whatever else the machine does hits all contenders alike.
		for (let round = 0; round < rounds; round++) {
			for (const [index, [, work]] of contenders.entries()) {
				const start = performance.now();
				await work(server);
				times[index].push(performance.now() - start);
			}
		}
		const baseline = median(times[0]);
		for (const [index, [name]] of contenders.entries()) {
			const time = median(times[index]);
			process.stdout.write(
				`  ${name.padEnd(44)}${time.toFixed(0).padStart(7)} ms  ${(baseline / time).toFixed(2)}x the baseline's speed\n`,
			);
		}
		const expected = items * rounds * contenders.length;
		// Speed that comes from sending less, or twice, is none.
		expect(server.count()).toBe(expected);
		server.close();
	},
);
