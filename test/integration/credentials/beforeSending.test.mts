import net from 'node:net';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { connectFaults } from '../../servers/connectFaults.mts';
import { makeCall } from '../../harness/makeCall.mts';
import { credentialOf, itemsTo, onlyRecord, OTHER, records, sendCall, TO } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

/** What goes wrong before a request is sent is certain, and what is decided before it holds when it is sent. */
const servers = useServers();
afterEach(() => {
	vi.useRealTimers();
	vi.restoreAllMocks();
});

const at = (instant: string): void => void vi.useFakeTimers({ toFake: ['Date'], now: new Date(instant) });

describe('a path of the credential that leads out of the Base URL', () => {
	test.each([
		['Send Call Path', { sendCallPath: '/../voiceai/sendcall' }],
		['Send Call Path', { sendCallPath: '/%2e%2e/%2e%2e/voiceai' }],
		['Make Call Path', { makeCallPath: '../../elsewhere' }],
	])('a path that leads out of the Base URL is named, and it is certain that nobody was called: %s %j', async (field, paths) => {
		const server = servers.svalync;
		for (const call of [sendCall, makeCall]) {
			const result = await call(
				server,
				{},
				{ credential: credentialOf(server, paths), items: itemsTo(TO, OTHER), node: { onError: 'continueRegularOutput' } },
			);
			expect(records(result, 0)).toEqual([]);
			expect(records(result, 1)).toMatchObject([
				{ to: TO, dialed: 'no', problem: { type: 'unauthorized' } },
				{ to: OTHER, dialed: 'no' },
			]);
			expect(records(result, 1)[0].problem.detail).toContain(`${field} leads out of the Base URL`);
		}
		expect(server.requests).toEqual([]);
	});

	test('a path that leads out throws where n8n is not told to go on, and the next try with a right one calls once', async () => {
		const server = servers.svalync;
		const wrong = await sendCall(server, {}, { credential: credentialOf(server, { sendCallPath: '/../voiceai/sendcall' }) });
		expect(wrong.error?.description).toContain('Send Call Path leads out of the Base URL');
		const right = await sendCall(server, {}, { mode: 'retry', contextData: wrong.contextData });
		expect(onlyRecord(right).dialed).toBe('yes');
		expect(server.creates).toHaveLength(1);
	});
});

describe('the hour', () => {
	test.each(realProviders)('the hour is looked at again before the second and third connection: %s', async (provider) => {
		const server = servers[provider];
		const refused = connectFaults.find(({ id }) => id === 'refused')!;
		const origin = await refused.origin();
		let knocks = 0;
		const { connect } = net.Socket.prototype;
		vi.spyOn(net.Socket.prototype, 'connect').mockImplementation(function (this: net.Socket, ...given: any[]) {
			const options = Array.isArray(given[0]) ? given[0][0] : given[0];
			if (Number(options.port) === Number(new URL(origin).port)) {
				knocks++;
				at('2026-11-20T18:00:01.000Z');
			}
			return (connect as any).apply(this, given);
		});
		at('2026-11-20T17:59:59.000Z');
		const safety = { callingHours: 'custom', windowStart: '09:00', windowEnd: '18:00', timezone: 'UTC' };
		const credential = credentialOf(server, { baseUrl: server.baseUrl.replace(server.origin, origin) });
		const record = onlyRecord(await sendCall(server, { safety }, { credential }));
		expect(record).toMatchObject({
			dialed: 'no',
			status: 'blocked',
			problem: { type: 'outside_calling_hours', nextAllowedAt: '2026-11-23T09:00:00.000Z' },
			audit: { decision: 'refused' },
		});
		expect(knocks).toBe(1);
	});
});
