import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sendRequest } from '../harness/http.mts';
import { call, create, get, TO } from './client.mts';
import type { StrictServer } from './strictServer.mts';
import { startVapi, type VapiState } from './vapi.mts';

let server: StrictServer<VapiState>;
beforeAll(async () => void (server = await startVapi()));
beforeEach(() => server.reset());
afterAll(async () => await server.close());

test('Vapi answers 201 with the whole call and how many calls the account may still run', async () => {
	const metadata = { reference: 'r-1' };
	const { status, json } = await create(server, { assistantOverrides: { metadata } });
	expect([status, json.status, json.assistantOverrides.metadata, json.subscriptionLimits.concurrencyBlocked]).toEqual([
		201,
		'queued',
		metadata,
		false,
	]);
	expect(json).not.toHaveProperty('endedReason');
	const scheduled = await create(server, { schedulePlan: { earliestAt: '2031-01-31T08:30:00.000Z' } });
	expect(scheduled.json.status).toBe('scheduled');
	expect(server.violations).toEqual([]);
});

test('Vapi refuses unknown fields, a number that is not E.164 and a long name, all in one list of sentences', async () => {
	const { status, json } = await create(server, {
		metadata: {},
		customer: { number: '212-736-5000', name: 'x'.repeat(41) },
		assistantOverrides: { prompt: 'Be brief.', maxDurationSeconds: 5 },
	});
	expect([status, json.error, json.statusCode]).toEqual([400, 'Bad Request', 400]);
	expect(json.message.toSorted()).toEqual([
		'assistantOverrides.maxDurationSeconds is below 10 (size or value 5)',
		'assistantOverrides.property prompt should not exist',
		'customer.name is above 40 (size or value 41)',
		'customer.number must be a valid phone number in the E.164 format.',
		'property metadata should not exist',
	]);
	expect(server.calls).toEqual([]);
});

test('Vapi wants one assistant, a model with its company, and a number of the account', async () => {
	const own = { model: { provider: 'openai', model: 'gpt-4o', messages: [{ role: 'system', content: 'Be brief.' }] } };
	expect((await create(server, { assistantId: undefined, assistant: own })).json).toMatchObject({ assistant: own });
	expect(server.violations).toEqual([]);
	expect((await create(server, { assistant: own })).status, 'two assistants').toBe(400);
	expect((await create(server, { assistantId: undefined })).status, 'no assistant').toBe(400);
	const unnamed = await create(server, { assistantOverrides: { model: { messages: [] } } });
	expect(unnamed.json.message.join()).toMatch(/model\.provider is required.*model\.model is required/);
	expect((await create(server, { assistantId: 'unknown' })).status).toBe(404);
	expect((await create(server, { phoneNumberId: 'unknown' })).status).toBe(400);
	expect([server.creates.length, server.calls.length]).toEqual([6, 1]);
});

test('Vapi lists calls as a bare array, newest first, by time and without totals', async () => {
	server.seedCalls(150);
	const first = (await get(server, '/call?limit=100')).json;
	expect(first).toHaveLength(100);
	const last = first.at(-1).createdAt;
	expect(first[0].createdAt > last).toBe(true);
	expect((await get(server, `/call?limit=100&createdAtLt=${last}`)).json).toHaveLength(50);
	expect((await get(server, `/call?limit=100&createdAtLe=${last}`)).json).toHaveLength(51);
	expect((await get(server, '/call?limit=1001')).status).toBe(400);
	expect((await get(server, '/call?customer=x')).status).toBe(200);
	expect(server.violations.join()).toContain('customer is not a documented field');
});

test('Vapi ends a call at its control address, on another host and without a key, and never by DELETE', async () => {
	const { json } = await create(server);
	const end = (body: unknown) =>
		sendRequest(json.monitor.controlUrl, {
			method: 'POST',
			headers: { 'Content-Type': 'application/json' },
			body: JSON.stringify(body),
			timeoutMs: 20_000,
		});
	expect(new URL(json.monitor.controlUrl).origin).not.toBe(server.origin);
	expect((await call(server, 'DELETE', `/call/${json.id}`)).status).toBe(200);
	expect((await get(server, `/call/${json.id}`)).json.status, 'erased, and still on the line').toBe('queued');
	expect([server.state.erased, server.violations.join()]).toEqual([[json.id], expect.stringContaining('does not end it')]);
	expect((await end({ type: 'say' })).status).toBe(400);
	expect((await end({ type: 'end-call' })).status).toBe(200);
	expect((await get(server, `/call/${json.id}`)).json).toMatchObject({ status: 'ended', endedReason: 'manually-canceled' });
	expect((await end({ type: 'end-call' })).status, 'over already').toBe(404);
});

test('Vapi sends a recording to another server, and has numbers that cannot dial out', async () => {
	const [done] = server.seedCalls(1, (one) => void (one.recorded = true));
	const answer = await get(server, `/call/${done.id}/mono-recording`);
	expect(answer.status).toBe(302);
	expect((await sendRequest(String(answer.headers.get('location')))).text).toContain('recording');
	const numbers = (await get(server, '/phone-number?limit=1000')).json;
	expect(numbers.map(({ status }: any) => status)).toEqual(['active', 'active', 'activating', 'blocked', 'active']);
	expect(numbers.filter(({ number }: any) => number === undefined)).toHaveLength(1);
	const page = (await get(server, '/v2/phone-number?limit=2&page=3')).json;
	expect([page.results.length, page.metadata]).toEqual([
		1,
		{ itemsPerPage: 2, totalItems: 5, currentPage: 3, totalPages: 3, hasNextPage: false },
	]);
	expect((await get(server, '/assistant?limit=1')).json).toHaveLength(1);
	expect([server.calls[0].to, server.violations]).toEqual([TO, []]);
});
