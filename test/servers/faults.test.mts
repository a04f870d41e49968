import { request } from 'node:http';
import { expect, test } from 'vitest';
import { auth, create, createOf, idOf, JSON_HEADERS, placedStatus } from './client.mts';
import { documentedErrors } from './documentedErrors.mts';
import { connectFaults, faults, faultsFor, refuseThenAccept } from './faults.mts';
import { sendRequest } from '../harness/http.mts';
import { useServers } from '../harness/servers.mts';

/** Nothing but the clock of the client ends these. */
const endless = ['stall', 'headers-then-stall', 'one-byte-a-second'];
const servers = useServers();

test('there are enough faults, each with its own id', () => {
	expect(new Set(faults.map((fault) => fault.id)).size).toBe(faults.length);
	for (const one of Object.values(servers))
		expect(faultsFor(one.provider).filter((fault) => !fault.succeeds).length).toBeGreaterThanOrEqual(24);
});

test('every fault leaves one received call behind, and a readable success only where it says so', async () => {
	await Promise.all(
		Object.values(servers).map(async (one) => {
			const mine = faultsFor(one.provider);
			for (const fault of mine) {
				one.answerNextCreates(fault);
				const readable = await create(one, {}, endless.includes(fault.id) ? 2500 : 20_000).then(
					({ status, json }) => {
						const id = idOf(one.provider, json);
						return (
							status === placedStatus(one) && (one.provider === 'svalync' ? json?.success === true : typeof id === 'string' && id !== '')
						);
					},
					() => false,
				);
				expect([one.provider, fault.id, readable]).toEqual([one.provider, fault.id, fault.succeeds]);
			}
			expect([one.creates.length, one.calls.length]).toEqual([mine.length, mine.length]);
			expect([one.violations, one.elsewhere.requests]).toEqual([[], []]);
		}),
	);
}, 60_000);

test('a reset is a reset, a hang-up is a hang-up, and garbage is a parse error', async () => {
	const { talkover } = servers;
	const codeOf = (fault: string): Promise<unknown> =>
		new Promise((resolve) => {
			talkover.answerNextCreates(faults.find((one) => one.id === fault) ?? 'ok');
			const { path, body } = createOf(talkover);
			request(talkover.baseUrl + path, { method: 'POST', agent: false, headers: { ...JSON_HEADERS, ...auth(talkover) } }, () =>
				resolve('answered'),
			)
				.on('error', (error: NodeJS.ErrnoException) => resolve(`${error.code} ${error.message}`))
				.end(JSON.stringify(body));
		});
	expect(await codeOf('reset')).toBe('ECONNRESET read ECONNRESET');
	expect(await codeOf('hang-up')).toBe('ECONNRESET socket hang up');
	expect(await codeOf('garbage-status-line')).toMatch(/^HPE_/);
});

test('a fault may also lose the call', async () => {
	const { synthflow } = servers;
	const reset = faults.find((one) => one.id === 'reset');
	synthflow.answerNextCreates({ play: (...args) => reset?.play(...args), dialed: false });
	await expect(create(synthflow)).rejects.toThrow();
	expect([synthflow.creates.length, synthflow.calls.length]).toEqual([1, 0]);
});

test('a fault before anything is sent is refused, unresolvable, or a port that opens later', async () => {
	const { unleashx } = servers;
	for (const fault of connectFaults) {
		const code = await sendRequest(await fault.origin()).then(
			() => 'answered',
			(error: { code?: string }) => error.code,
		);
		expect(fault.codes).toContain(code);
	}
	const port = await refuseThenAccept(1500, unleashx.origin);
	const headers = { ...JSON_HEADERS, ...auth(unleashx), connection: 'close' };
	const verify = (): Promise<number> =>
		sendRequest(`${port.origin}/api/v1/global/verify`, { method: 'POST', headers, body: '{}' }).then(({ status }) => status);
	await expect(verify()).rejects.toThrow();
	await port.opened;
	expect([await verify(), port.accepted()]).toEqual([200, 1]);
	await port.close();
});

test('every documented error can be played as it is written', async () => {
	for (const one of Object.values(servers)) {
		for (const error of documentedErrors[one.provider]) {
			one.answerNextCreates(error);
			expect(await create(one), error.name).toMatchObject({
				status: error.status,
				json: error.body,
			});
		}
		expect([one.calls, one.violations]).toEqual([[], []]);
	}
});
