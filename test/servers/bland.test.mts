/** The strict server of Bland keeps to its pages: what it refuses, in which words, and what it answers. */
import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startBland, type BlandState } from './bland.mts';
import { liveEvent, sendWebhooks, signatureOf } from './blandWebhooks.mts';
import { call, create, get, TO } from './client.mts';
import type { StrictServer } from './strictServer.mts';

let server: StrictServer<BlandState>;
beforeAll(async () => void (server = await startBland()));
beforeEach(() => server.reset());
afterAll(() => server.close());

describe('placing a call', () => {
	test('a whole call of the documented fields is accepted with status 200', async () => {
		const answer = await create(server, {
			first_sentence: 'Hello.',
			voice: 'maya',
			from: '+18005550199',
			language: 'babel-de',
			request_data: { orderNumber: 'A-17' },
			metadata: { reference: 'r-1' },
			record: false,
			max_duration: 720,
			voicemail: { action: 'leave_message', message: 'Call back.' },
			start_time: '2031-01-31 08:30:00 +00:00',
			webhook: 'https://n8n.example.com/w',
			webhook_events: ['queue', 'call'],
		});
		expect(answer).toMatchObject({ status: 200, json: { status: 'success', batch_id: null, call_id: server.calls[0].id } });
		expect(server.violations).toEqual([]);
	});

	test.each([
		['two speakers', { pathway_id: 'bl-pathway-1' }, 400, /cannot be combined/],
		['an agent beside a persona', { agent_id: 'a', persona_id: 'bl-persona-1' }, 400, /agent_id cannot be combined/],
		['no speaker', { task: undefined }, 400, /task is required and missing/],
		['a field that no page lists', { campaign: 'x' }, 400, /Additional properties are not allowed/],
		['a webhook without encryption', { webhook: 'http://n8n.example.com/w' }, 400, /Webhook must be a valid URI/],
		['a maximum of nothing', { max_duration: 0 }, 400, /max_duration is below 1/],
		['a maximum of seconds', { max_duration: 721 }, 400, /max_duration is above 720/],
		['a time as ISO 8601', { start_time: '2031-01-31T08:30:00.000Z' }, 400, /start_time has the wrong format/],
		['a message without the action for it', { voicemail: { action: 'hangup', message: 'x' } }, 400, /without leave_message/],
		['the action without its message', { voicemail: { action: 'leave_message' } }, 400, /none with it/],
		['a language that no page lists', { language: 'tlh' }, 400, /language must be one of/],
		['variables as a list', { request_data: [] }, 400, /request_data must be of type object/],
		['a number without its country', { phone_number: '2127365000' }, 400, /Invalid phone number format/],
		['a blacklisted number', { phone_number: '+15550000008' }, 429, /blacklisted/],
		['an unknown pathway', { task: undefined, pathway_id: 'none' }, 404, /Pathway with ID "none" not found/],
	])('a call with %s is refused, and nobody is dialed', async (_name, change, status, words) => {
		const answer = await create(server, change);
		expect(answer.status).toBe(status);
		expect(JSON.stringify(answer.json).replaceAll('\\', '')).toMatch(words);
		expect(server.calls).toEqual([]);
	});

	test('a time is at least five minutes ahead', async () => {
		const inMinutes = (minutes: number): string =>
			`${new Date(Date.now() + minutes * 60_000).toISOString().slice(0, 19).replace('T', ' ')} +00:00`;
		expect((await create(server, { start_time: inMinutes(4) })).json.message).toMatch(/at least 5 minutes in advance/);
		expect((await create(server, { start_time: inMinutes(6) })).status).toBe(200);
	});

	test('an empty account answers 402, and a second call within ten seconds 429 where the guard is on', async () => {
		server.state.guard = true;
		expect((await create(server)).status).toBe(200);
		expect(await create(server)).toMatchObject({ status: 429, json: { message: expect.stringContaining('every 10 seconds') } });
		expect((await create(server, { phone_number: '+442079460018' })).status).toBe(200);
		server.calls[0].createdAt = new Date(Date.now() - 11_000).toISOString();
		expect((await create(server)).status).toBe(200);
		server.state.balance = 'empty';
		expect((await create(server)).status).toBe(402);
	});

	test('the key stands in the header without a prefix, and x-api-key is not read', async () => {
		const body = { phone_number: TO, task: 'x' };
		for (const [name, value] of [
			['Authorization', `Bearer ${server.key}`],
			['x-api-key', server.key],
		]) {
			expect(await call(server, 'POST', '/v1/calls', body, { [name]: value })).toMatchObject({
				status: 401,
				json: { data: null, errors: [{ error: 'AUTH_FAILURE' }] },
			});
		}
		expect((await get(server, '/v1/me')).json).toMatchObject({ status: 'active', total_calls: 0 });
	});
});

describe('reading calls', () => {
	test('a list has no transcripts, its first index is included and its last is not, and the total is of all that fit', async () => {
		server.seedCalls(7, (one) => void (one.transcript = 'assistant: Hello'));
		const { json } = await get(server, '/v1/calls?from=2&to=5&limit=100');
		expect([json.total_count, json.count, json.calls.length]).toEqual([7, 3, 3]);
		expect(json.calls.map((row: any) => row.call_id)).toEqual([4, 3, 2].map((index) => server.calls[index].id));
		expect(json.calls[0]).not.toHaveProperty('concatenated_transcript');
		expect((await get(server, `/v1/calls/${server.calls[0].id}`)).json.concatenated_transcript).toBe('assistant: Hello');
		expect((await get(server, '/v1/calls?ascending=true&limit=1')).json.calls[0].call_id).toBe(server.calls[0].id);
	});

	test('both dates of a list are included, and a plus in an address is a blank', async () => {
		server.seedCalls(3, (one, index) => void (one.createdAt = `2026-03-04T10:0${index}:00.000Z`));
		const within = 'start_date=2026-03-04T10:01:00%2B00:00&end_date=2026-03-04T10:02:00%2B00:00';
		expect((await get(server, `/v1/calls?${within}`)).json.count).toBe(2);
		expect((await get(server, '/v1/calls?start_date=2026-03-05')).json.count).toBe(0);
		expect((await get(server, '/v1/calls?end_date=2026-03-04')).json.count).toBe(3);
		expect((await get(server, '/v1/calls?to_number=+12127365000')).status).toBe(400);
		expect((await get(server, '/v1/calls?to_number=%2B12127365000')).json.count).toBe(3);
	});

	test('rows may be those of the short example', async () => {
		server.seedCalls(1);
		server.state.rows = 'short';
		const [row] = (await get(server, '/v1/calls')).json.calls;
		expect(Object.keys(row)).not.toContain('metadata');
		expect(row).toMatchObject({ completed: true, queue_status: 'complete', answered_by: 'human' });
	});

	test('a stop ends a call, cancels a queued one, and says a fault with a word inside a 200', async () => {
		const [live] = server.seedCalls(1, (one) => void (one.status = 'started'));
		await create(server);
		const stop = (id: string) => call(server, 'POST', `/v1/calls/${id}/stop`);
		expect((await stop(live.id)).json).toEqual({ status: 'success', message: 'Call ended successfully.' });
		expect((await stop(server.calls[1].id)).json.status).toBe('success');
		expect(server.calls.map(({ status }) => status)).toEqual(['completed', 'canceled']);
		expect(await stop(live.id)).toMatchObject({
			status: 200,
			json: { status: 'error', message: expect.stringContaining('SID not found') },
		});
		expect((await stop('none')).json.status).toBe('error');
		expect(server.violations).toEqual([]);
	});

	test('a recording is the audio itself, and a missing one an error in the newer form', async () => {
		const [done, silent] = server.seedCalls(2, (one, index) => void (one.recorded = index === 0));
		await expect(get(server, `/v1/recordings/${done.id}`)).rejects.toThrow(/JSON/);
		expect(await get(server, `/v1/recordings/${silent.id}`)).toMatchObject({
			status: 404,
			json: { errors: [{ error: 'CALL_RECORDING_NOT_FOUND' }] },
		});
	});

	test('personas come in pages, voices and numbers do not', async () => {
		expect((await get(server, '/v1/personas?page=2&limit=100')).json.data).toHaveLength(30);
		expect((await get(server, '/v1/personas?limit=101')).status).toBe(400);
		expect((await get(server, '/v1/voices')).json.voices).toHaveLength(40);
		expect((await get(server, '/v1/outbound')).json.outbound_numbers[0].phone_number).toBe('+18005550199');
	});
});

describe('webhooks', () => {
	const secret = 'test-secret';

	/** What a webhook of its own receives of one call. */
	async function received(change: Record<string, unknown>): Promise<Array<{ body: any; signature: unknown; raw: string }>> {
		const got: Array<{ body: any; signature: unknown; raw: string }> = [];
		const hook = createServer((req, res) => {
			let raw = '';
			req.on('data', (part) => (raw += String(part)));
			req.on('end', () => {
				got.push({ body: JSON.parse(raw), signature: req.headers['x-webhook-signature'], raw });
				res.writeHead(200).end();
			});
		});
		await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
		await create(server, { webhook: `http://127.0.0.1:${(hook.address() as AddressInfo).port}/hook`, ...change });
		const [placed] = server.calls;
		Object.assign(placed, { status: 'completed', durationSeconds: 25 });
		expect(new Set(await sendWebhooks(server, placed, secret))).toEqual(new Set([200]));
		await new Promise((resolve) => hook.close(resolve));
		return got;
	}

	test('the end comes flat and twice, signed over the raw body in hex', async () => {
		const got = await received({});
		expect(got.map(({ body }) => [body.call_id, body.status, body.event])).toEqual([
			[server.calls[0].id, 'completed', undefined],
			[server.calls[0].id, 'completed', undefined],
		]);
		for (const { raw, signature } of got) expect(signature).toBe(createHmac('sha256', secret).update(raw).digest('hex'));
	});

	test('live events come before it where the call asked for them', async () => {
		const got = await received({ webhook_events: ['queue', 'call'] });
		expect(got.map(({ body }) => body.category ?? 'end')).toEqual(['queue', 'call', 'call', 'end', 'end']);
		expect(got[0].body).toEqual(liveEvent(server.calls[0].id, 'queue', 'Call enqueued'));
	});

	test('the signature is that of our own vector', () => {
		expect(signatureOf(secret, '{"call_id":"c-1","status":"completed"}')).toBe(
			'aa8f72b31154de4d00d246df50dad8e856bf2bb11cf0ed8d2675ee860aaa7a18',
		);
	});
});
