import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test, vi } from 'vitest';
import { faults } from '../../servers/faults.mts';
import type { CreateAnswer } from '../../servers/strictServer.mts';
import { credentialOf, itemsTo, onlyRecord, sendCall } from '../../harness/sendCall.mts';
import { type Servers, useServers } from '../../harness/servers.mts';
import { slowAnswers } from '../../harness/slowAnswers.mts';

const servers = useServers();

const numbers = ['+12127365000', '+12127365001', '+12127365002', '+442079460018', '+442079460019', '+4930901820'];

describe('the time-out', () => {
	const withFault = async (id: string, timeout: number) => {
		const server = servers.synthflow;
		// The provider's list stays silent, so the call stays unknown.
		server.answerNextCreates({
			...(faults.find((fault) => fault.id === id) as CreateAnswer & object),
			dialed: false,
		} as CreateAnswer);
		const start = Date.now();
		const result = await sendCall(server, { options: { timeout } });
		return { record: onlyRecord(result), milliseconds: Date.now() - start, creates: server.creates.length };
	};

	test.each(['one-byte-a-second', 'stall', 'headers-then-stall', 'invalid-gzip'])(
		'the time-out ends a server that goes on for ever: %s',
		async (id) => {
			const { record, milliseconds, creates } = await withFault(id, 1);
			expect(milliseconds).toBeGreaterThan(900);
			expect(milliseconds).toBeLessThan(40_000); // one second, and the searches for the call
			expect(record).toMatchObject({ status: 'unknown', dialed: 'maybe', problem: { type: 'response_timeout' } });
			expect(record.problem.detail).toContain('did not answer within 1 seconds');
			expect(creates).toBe(1);
		},
	);

	test('the time-out is 30 seconds where none is given: a slow answer is waited for', async () => {
		const server = servers.synthflow;
		server.answerNextCreates(slowAnswers(1500).answer);
		expect(onlyRecord(await sendCall(server))).toMatchObject({ dialed: 'yes' });
	});
});

/** Resolves when the server has its first call and the node had time to go on to what comes after it. */
async function afterFirstCreate(server: Servers['synthflow']): Promise<void> {
	for (let tries = 0; server.creates.length === 0 && tries < 500; tries++) await sleep(20);
	await sleep(200);
}

describe('a cancelled execution', () => {
	test('a cancelled execution ends at once, and dials nobody afterwards', async () => {
		const server = servers.synthflow;
		server.answerNextCreates(faults.find((fault) => fault.id === 'stall') as CreateAnswer);
		const start = Date.now();
		const { run } = await sendCall(
			server,
			{},
			{ items: itemsTo(...numbers), started: (cancel) => void afterFirstCreate(server).then(cancel) },
		);
		expect(Date.now() - start).toBeLessThan(25_000); // the time-out would end it after 30 s
		expect(run.status).toBe('canceled');
		await sleep(300);
		expect(server.creates).toHaveLength(1);
	});

	test('a cancelled execution ends in the middle of a pause between two calls', async () => {
		const server = servers.synthflow;
		const start = Date.now();
		const { run } = await sendCall(
			server,
			{ options: { callsPerMinute: 6 } },
			{ items: itemsTo(...numbers), started: (cancel) => void afterFirstCreate(server).then(cancel) },
		);
		expect(Date.now() - start).toBeLessThan(25_000); // the six calls would take 50 s
		expect(run.status).toBe('canceled');
		expect(server.creates).toHaveLength(1);
	});

	test('an execution cancelled between two tries of a call that was never sent leaves it certainly not dialed', async () => {
		const server = servers.synthflow;
		const credential = credentialOf(server, { baseUrl: 'http://127.0.0.1:1/v2' });
		const connect = vi.spyOn(net.Socket.prototype, 'connect');
		const afterFirstTry = async (): Promise<void> => {
			for (let tries = 0; connect.mock.calls.length === 0 && tries < 500; tries++) await sleep(20);
			await sleep(50); // the pause before the second try takes at least four times as long
		};
		const { run } = await sendCall(
			server,
			{},
			{ credential, items: itemsTo(numbers[0]), started: (cancel) => void afterFirstTry().then(cancel) },
		);
		connect.mockRestore();
		expect(run.status).toBe('canceled');
		expect(server.creates).toHaveLength(0);
		expect(JSON.stringify(run.data.executionData?.contextData)).not.toContain('"dialed":"maybe"');
	});
});
