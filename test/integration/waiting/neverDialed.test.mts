import type { IDataObject } from 'n8n-workflow';
import { afterEach, describe, expect, test } from 'vitest';
import type { StoredCall, StrictServer } from '../../servers/strictServer.mts';
import { lookOften } from '../../harness/ends.mts';
import { itemsTo, OTHER, records, sendCall, TO } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

/** A call that the provider accepts and ends before it dials. */
const servers = useServers();
lookOften();

/** How the provider tells it, and the problem that it is. The other providers have no word for it. */
const ends: Partial<Record<string, { end: Partial<StoredCall>; type: string }>> = {
	bland: {
		end: {
			status: 'failed',
			row: {
				completed: true,
				status: 'failed',
				queue_status: 'queue_error',
				started_at: null,
				answered_by: null,
				error_message: 'No line.',
			},
		},
		type: 'call_rejected',
	},
	retell: { end: { status: 'concurrency_limit_reached' }, type: 'rate_limited' },
	vapi: { end: { status: 'call.start.error-subscription-concurrency-limit-reached' }, type: 'rate_limited' },
};
const telling = realProviders.filter((provider) => provider in ends);
const polling: IDataObject = { waitForResult: true, waitMethod: 'polling' };
const retry = { attempts: 2, interval: 1, conditions: ['failed', 'busy'] };

let timer: ReturnType<typeof setInterval> | undefined;
afterEach(() => clearInterval(timer));

/** Ends every call to this number before it is dialed. */
function refuseLater(server: StrictServer<any>, number: string): void {
	timer = setInterval(() => {
		for (const call of server.calls) if (call.to === number) Object.assign(call, { durationSeconds: 0, ...ends[server.provider]?.end });
	}, 5);
}

describe.skipIf(telling.length === 0)('a call that the provider accepts and never dials', () => {
	test.each(telling)('it leaves on Not Dialed with its problem, is not redialed, and a retry may dial it: %s', async (provider) => {
		const server = servers[provider];
		refuseLater(server, TO);
		const first = await sendCall(server, { ...polling, retry }, { items: itemsTo(TO) });
		expect(records(first, 0)).toEqual([]);
		expect(records(first, 1)).toMatchObject([
			{ to: TO, dialed: 'no', status: 'failed', problem: { type: ends[provider]?.type }, callId: server.calls[0].id },
		]);
		expect(server.creates).toHaveLength(1);
		clearInterval(timer);
		const again = await sendCall(
			server,
			{},
			{ items: itemsTo(TO), mode: 'retry', contextData: JSON.parse(JSON.stringify(first.contextData)) },
		);
		expect(records(again, 0)).toMatchObject([{ to: TO, dialed: 'yes' }]);
		expect(server.creates).toHaveLength(2);
		expect(server.violations).toEqual([]);
	});

	test.each(telling)('a call of another item of the run keeps its result: %s', async (provider) => {
		const server = servers[provider];
		refuseLater(server, TO);
		const result = await sendCall(server, { ...polling, waitLimitMinutes: 0.02 }, { items: itemsTo(TO, OTHER) });
		expect(records(result, 1)).toMatchObject([{ to: TO, dialed: 'no' }]);
		expect(records(result, 0)).toMatchObject([{ to: OTHER, dialed: 'yes' }]);
	});

	test.each(telling)('after a crash it is found, and leaves on Not Dialed: %s', async (provider) => {
		const server = servers[provider];
		refuseLater(server, TO);
		await sendCall(server, {}, { items: itemsTo(TO) });
		const result = await sendCall(server, {}, { items: itemsTo(TO), mode: 'retry' });
		expect(records(result, 1)).toMatchObject([{ to: TO, dialed: 'no', problem: { type: ends[provider]?.type } }]);
		expect(server.creates).toHaveLength(1);
	});
});
