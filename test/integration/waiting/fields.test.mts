import type { IDataObject } from 'n8n-workflow';
import { afterEach, describe, expect, test } from 'vitest';
import { endCalls, lookOften } from '../../harness/ends.mts';
import { makeCall, simulateMakeCall } from '../../harness/makeCall.mts';
import { itemsTo, onlyRecord, sendCall, simulate } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

/** Every way of waiting on every provider and node, with parameters hidden as n8n hides them: a hidden one throws when it is read. */
const servers = useServers();
let stop = (): void => {};
lookOften();
afterEach(() => stop());

const retry = { attempts: 1, conditions: ['busy'], interval: 1 };
const ways: IDataObject[] = [
	{},
	{ waitForResult: false },
	{ waitForResult: false, waitMethod: 'polling', waitLimitMinutes: 'hidden' },
	{ waitForResult: true },
	{ waitForResult: true, waitMethod: 'polling' },
	{ waitForResult: true, waitMethod: 'polling', waitLimitMinutes: 5, retry },
	{ waitForResult: true, waitMethod: 'polling', retry: {} },
	{ waitForResult: true, waitMethod: 'polling', options: { waitLimitMinutes: 5, retry } },
	{ waitForResult: true, waitMethod: 'callback' },
	{ waitForResult: true, waitMethod: 'callback', waitLimitMinutes: 5 },
	{ waitForResult: '={{ true }}', waitMethod: '={{ "polling" }}', waitLimitMinutes: '={{ 5 }}' },
];
const table = ways.map((way) => [JSON.stringify(way), way] as const);

describe.each([
	['Send Call', sendCall],
	['Make Call', makeCall],
] as const)('%s', (_node, call) => {
	describe.each(realProviders)('%s', (provider) => {
		test.each(table)('Wait for Result reads its fields so: %s', async (_name, way) => {
			const server = servers[provider];
			stop = endCalls(server, () => 'answered');
			const result = await call(server, way);
			expect(result.error).toBeUndefined();
			expect(server.creates).toHaveLength(1);
			const sleeps = way.waitMethod === 'callback';
			expect(result.run.waitTill !== undefined).toBe(sleeps);
			const isOver = !sleeps && Boolean(way.waitForResult);
			expect(onlyRecord(result)).toMatchObject({ dialed: 'yes', outcome: isOver ? 'answered' : null });
		});
	});
});

describe.each([
	['Send Call', simulate],
	['Make Call', simulateMakeCall],
] as const)('%s, Simulator', (_node, call) => {
	test.each(table)('Wait for Result on the Simulator reads its fields so: %s', async (_name, way) => {
		const result = await call(itemsTo('+12025550100'), { ...way, safety: { callingHours: 'off' } });
		expect(result.error).toBeUndefined();
		expect(result.run.waitTill).toBeUndefined();
		expect(onlyRecord(result)).toMatchObject({ dialed: 'yes', outcome: 'answered' });
	});
});
