import { describe, expect, test } from 'vitest';
import type { CreateAnswer, ProviderName } from '../../servers/strictServer.mts';
import { lookOften } from '../../harness/ends.mts';
import { makeCall } from '../../harness/makeCall.mts';
import { credentialOf, itemsTo, onlyRecord, OTHER, records, sendCall, TO } from '../../harness/sendCall.mts';
import { realProviders, tellingNumbers, startServer, useServers } from '../../harness/servers.mts';
import { built } from '../../harness/built.mts';

/** What a list that fails, contradicts itself or shows other calls may prove: nothing. */
const servers = useServers();
const { maxLag } = built('shared/waiting/candidates') as typeof import('../../../nodes/shared/waiting/candidates.ts');
lookOften();

const ago = (seconds: number): string => new Date(Date.now() - seconds * 1000).toISOString();

/** Answers with status 200 that show no calls, and that they are no list or not the whole one. */
const unclear: Record<ProviderName, object[]> = {
	elevenlabs: [
		{ conversations: [], error: 'Database connection lost' },
		{ conversations: [], has_more: true, next_cursor: null },
	],
	bland: [
		{ status: 'error', message: 'Internal server error', calls: [] },
		{ data: null, errors: [{ error: 'INTERNAL' }], calls: [] },
		{ total_count: 57, count: 0, calls: [] },
	],
	retell: [
		{ status: 'error', message: 'Internal server error' },
		{ status: 'error', items: [] },
		{ items: [], has_more: true },
	],
	svalync: [
		{ status: 500, data: [] },
		{ success: true, data: [], error: 'Database connection lost' },
		{ success: 'false', message: 'timeout', data: [] },
	],
	synthflow: [
		{ status: 'error', response: { calls: [], pagination: { total_records: 0 } } },
		{ status: 'success', response: { calls: [], pagination: { total_records: 57, limit: 100, offset: 0 } } },
	],
	talkover: [
		{ data: [], error: { code: 'INTERNAL' } },
		{ success: true, data: [], pagination: { current_page: 1, total: 57 } },
		{ success: true, data: [], pagination: { current_page: 1, last_page: 3 } },
	],
	unleashx: [
		{ status: 500, datalist: [] },
		{ error: 'Database connection lost', datalist: [] },
	],
	vapi: [{ message: 'Internal server error', statusCode: 500 }, { results: [] }, ['try again']],
};

describe.each(realProviders)('a list that fails inside a 200: %s', (provider) => {
	test.each(unclear[provider].map((body) => [JSON.stringify(body), body]))(
		'a list that fails inside a 200 proves nothing, neither after a crash nor for Call Limit: %s',
		async (_name, body) => {
			const server = servers[provider];
			server.answerLists = ({ path }) => (/assistants/.test(path) ? undefined : { status: 200, body });
			expect(onlyRecord(await sendCall(server, {}, { mode: 'retry' }))).toMatchObject({ dialed: 'maybe', status: 'unknown' });
			const safety = { callingHours: 'off', callLimit: { maxCalls: 1, perHours: 24 } };
			const limited = await sendCall(server, { safety }, { items: itemsTo(OTHER), node: { onError: 'continueRegularOutput' } });
			expect(onlyRecord(limited)).toMatchObject({ dialed: 'no', problem: { type: 'cap_reached' } });
			expect(server.creates).toEqual([]);
		},
	);
});

test.each(tellingNumbers)('a round that began and was not stored to its end is looked up: %s', async (provider) => {
	const server = servers[provider];
	server.seedCalls(1, (call) => (call.createdAt = ago(30)));
	const contextData = { 'node:Call': { voiceCalls: {}, voiceTry: { execution: 'before', since: Date.now() - 60_000, known: ['0'] } } };
	expect(onlyRecord(await sendCall(server, {}, { mode: 'retry', contextData }))).toMatchObject({ to: TO, dialed: 'yes' });
	expect(server.creates).toEqual([]);
});

test.each(tellingNumbers)('Call Limit knows the account in every spelling of its key and its address: %s', async (provider) => {
	const server = servers[provider];
	const hidden = () => ((server.calls.length = 0), undefined);
	server.answerLists = hidden;
	const safety = { callingHours: 'off', callLimit: { maxCalls: 1, perHours: 24 } };
	const call = async (change: object) =>
		onlyRecord(
			await sendCall(server, { safety }, { credential: credentialOf(server, change as any), node: { onError: 'continueRegularOutput' } }),
		);
	expect((await call({})).dialed).toBe('yes');
	const { baseUrl, key } = server;
	for (const change of [
		{ apiKey: `${key} ` },
		{ baseUrl: `${baseUrl}/` },
		{ baseUrl: baseUrl.replace('http', 'HTTP') },
		{ baseUrl: baseUrl.replace('127.0.0.1', 'localhost') },
	]) {
		expect((await call(change)).problem.type).toBe('cap_reached');
	}
	expect(server.creates).toHaveLength(1);
});

const namingNobody = realProviders.filter((one) => !tellingNumbers.includes(one));
describe.skipIf(namingNobody.length === 0)('a list that tells no numbers', () => {
	test.each(namingNobody)('Call Limit calls nobody, and asks for no list: %s', async (provider) => {
		const server = servers[provider];
		const safety = { callingHours: 'off', callLimit: { maxCalls: 5, perHours: 24 } };
		const [record] = records(await sendCall(server, { safety }, { node: { onError: 'continueRegularOutput' } }), 1);
		expect(record).toMatchObject({ to: TO, dialed: 'no', problem: { type: 'cap_reached' } });
		expect(record.problem.detail).toContain('lists calls without their numbers');
		expect(record.problem.detail).toContain('Remove Call Limit under Safety');
		expect(server.requests).toEqual([]);
	});
});

describe('Svalync names no ID in its answer', () => {
	const listed = (ids: string[]) =>
		ids.map((id) => ({
			id,
			to_phone_number: TO,
			agentId: servers.svalync.usableAgent,
			status: 'queued',
			createdAt: new Date().toISOString(),
		}));

	test.each([
		['as its source shows it', (rows: object[]) => ({ success: true, data: rows, status: 200 })],
		['as its pages show it', (rows: object[]) => ({ response: [{ success: true, data: rows }] })],
	])('the record carries the ID of its row, in the envelope %s', async (_name, wrapped) => {
		const server = servers.svalync;
		server.answerLists = () => ({ status: 200, body: wrapped(listed(['row-1'])) });
		const result = await sendCall(server, {}, {});
		expect(onlyRecord(result)).toMatchObject({ dialed: 'yes', status: 'queued', callId: 'row-1' });
		expect(server.requests.map(({ method }) => method)).toEqual(['POST', 'GET']);
		expect(JSON.stringify(result.contextData)).toContain('row-1');
	});

	test('one list serves all calls of the run, and Make Call', async () => {
		const server = servers.svalync;
		const numbers = Array.from({ length: 20 }, (_, index) => `+1212736${2000 + index}`);
		const result = await sendCall(server, {}, { items: itemsTo(...numbers) });
		expect(records(result, 0).map(({ callId }) => callId)).toEqual(numbers.map((to) => server.calls.find((call) => call.to === to)?.id));
		expect(server.requests.filter(({ method }) => method === 'GET')).toHaveLength(1);
		expect(onlyRecord(await makeCall(server, {}, { items: itemsTo(OTHER) })).callId).toBe(server.calls.at(-1)?.id);
	});

	test.each<[string, () => unknown, number]>([
		['there are two', () => ({ success: true, data: listed(['row-1', 'row-2']) }), 2],
		['there is one from before', () => ({ success: true, data: listed(['row-1']).map((row) => ({ ...row, createdAt: ago(4) })) }), 2],
		['the list fails', () => ({ success: false, message: 'No' }), 2],
	])('no ID is taken where %s', async (_name, body, looks) => {
		const server = servers.svalync;
		server.answerLists = () => ({ status: 200, body: body() });
		expect(onlyRecord(await sendCall(server))).toMatchObject({ dialed: 'yes', callId: null });
		expect(server.requests.map(({ method }) => method)).toEqual(['POST', ...Array.from({ length: looks }, () => 'GET')]);
	});
});

describe('a wait by polling for a call without an ID', () => {
	const queued: CreateAnswer = { status: 200, body: { success: true, message: 'queued', status: 200 }, dialed: false };
	const waiting = {
		waitForResult: true,
		waitMethod: 'polling',
		waitLimitMinutes: 0.05,
		retry: { attempts: 1, interval: 1, conditions: ['no-answer'] },
	};
	const zoneless = () => new Date().toISOString().slice(0, 19).replace('T', ' ');

	test.each<[string, () => string, object]>([
		['that began before it is another one', () => ago(100), { status: 'queued', outcome: null, problem: { type: 'outcome_unknown' } }],
		['that only may be it brings a result and no redial', zoneless, { status: 'failed', outcome: 'no_answer', callId: null }],
	])('a row is judged so for a call without an ID: %s', async (_name, createdAt, expected) => {
		const server = await startServer('svalync');
		const { milliseconds } = maxLag;
		maxLag.milliseconds = 200;
		try {
			server.seedCalls(1, (call) =>
				Object.assign(call, { status: 'no-answer', durationSeconds: 0, row: { createdAt: createdAt(), startedAt: null, endedAt: null } }),
			);
			server.answerNextCreates(queued, queued);
			const result = await makeCall(server, waiting);
			expect(onlyRecord(result)).toMatchObject({ dialed: 'yes', ...expected });
			expect(server.creates).toHaveLength(1);
			if ('outcome' in expected && expected.outcome !== null)
				expect(result.hints.join()).toContain('The person is not called again: Svalync gave this call no ID');
		} finally {
			maxLag.milliseconds = milliseconds;
			await server.close();
		}
	});
});
