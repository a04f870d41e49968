import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders, Server } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { itemsTo, onlyRecord, records, simulate } from '../../harness/sendCall.mts';

interface Delivery {
	headers: IncomingHttpHeaders;
	body: string;
	json: any;
}

let server: Server;
let url: string;
let deliveries: Delivery[];
let status: number;
/** The answers to the first deliveries; `status` is that of all others. */
let statuses: number[];

beforeEach(async () => {
	deliveries = [];
	status = 200;
	statuses = [];
	server = createServer((request, response) => {
		let body = '';
		request.on('data', (part: Buffer) => (body += part.toString('utf8')));
		request.on('end', () => {
			deliveries.push({ headers: request.headers, body, json: JSON.parse(body) });
			const answer = statuses[deliveries.length - 1] ?? statuses.at(-1) ?? status;
			response.writeHead(answer, answer === 302 ? { Location: '/elsewhere' } : {}).end('ok');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook/call-events?token=abc`;
});
afterEach(() => new Promise<void>((resolve) => void server.close(() => resolve())));

const answered = '+12025550100';
const names = (): string[] => deliveries.map(({ json }) => json.event);

test('the events of an answered call arrive in order, each with what was known then', async () => {
	const record = onlyRecord(await simulate(itemsTo(answered), { callbackUrl: url, recording: true, options: { reference: 'cb-1' } }));
	expect(names()).toEqual([
		'call.queued',
		'call.initiated',
		'call.ringing',
		'call.connected',
		'call.in_progress',
		'call.completed',
		'call.recording_ready',
		'call.transcript_ready',
	]);
	for (const { json } of deliveries) {
		expect(json.call).toMatchObject({
			provider: 'simulator',
			callId: record.callId,
			reference: 'cb-1',
			to: answered,
			simulated: true,
			dialed: 'yes',
		});
	}
	const [queued, , , connected, , completed] = deliveries.map(({ json }) => json);
	expect(queued.call).toMatchObject({
		status: 'queued',
		outcome: null,
		answeredAt: null,
		endedAt: null,
		transcript: null,
		durationSeconds: null,
	});
	expect(connected.call).toMatchObject({
		status: 'connected',
		answeredAt: record.answeredAt,
		endedAt: null,
		transcript: null,
	});
	expect(completed.call).toMatchObject({
		status: 'completed',
		outcome: 'answered',
		transcript: record.transcript,
		recordingUrl: record.recordingUrl,
	});
	const times = deliveries.map(({ json }) => Date.parse(json.occurredAt));
	expect([...times].sort((a, b) => a - b)).toEqual(times);
});

test('an unanswered call is queued, rings and fails', async () => {
	await simulate(itemsTo('+12025550102'), { callbackUrl: url, recording: true });
	expect(names()).toEqual(['call.queued', 'call.initiated', 'call.ringing', 'call.failed']);
	expect(deliveries.at(-1)?.json.call).toMatchObject({ status: 'failed', outcome: 'no_answer' });
});

test('recording and transcription that are switched off bring no event of theirs', async () => {
	await simulate(itemsTo(answered), { callbackUrl: url, recording: false, transcription: false });
	expect(names().at(-1)).toBe('call.completed');
});

test('every event is signed as Standard Webhooks say, with the callback address as the secret', async () => {
	await simulate(itemsTo(answered), { callbackUrl: url });
	for (const { headers, body, json } of deliveries) {
		const id = headers['webhook-id'];
		const timestamp = headers['webhook-timestamp'];
		expect(id).toBe(json.eventId);
		expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(10);
		const signature = createHmac('sha256', url)
			.update(`${String(id)}.${String(timestamp)}.${body}`)
			.digest('base64');
		expect(headers['webhook-signature']).toBe(`v1,${signature}`);
		expect(headers['content-type']).toBe('application/json');
	}
	expect(new Set(deliveries.map(({ json }) => json.eventId)).size).toBe(deliveries.length);
});

test('a body that was changed on the way no longer fits its signature', async () => {
	await simulate(itemsTo(answered), { callbackUrl: url });
	const [{ headers, body }] = deliveries;
	const changed = body.replace('call.queued', 'call.failed');
	const signature = createHmac('sha256', url)
		.update(`${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${changed}`)
		.digest('base64');
	expect(headers['webhook-signature']).not.toBe(`v1,${signature}`);
});

test('each item has its own events, with its own call', async () => {
	const result = await simulate(itemsTo(answered, '+12025550102'), { callbackUrl: url });
	const [first, second] = records(result, 0);
	expect(deliveries.filter(({ json }) => json.call.callId === first.callId)).toHaveLength(7);
	expect(deliveries.filter(({ json }) => json.call.callId === second.callId)).toHaveLength(4);
});

test.each([500, 302])('a callback address that answers %i is a hint and no failure: the call is placed', async (answer) => {
	status = answer;
	const result = await simulate(itemsTo(answered), { callbackUrl: url });
	expect(records(result, 0)).toMatchObject([{ dialed: 'yes', status: 'completed' }]);
	expect(result.hints).toContain(
		'Not all events of the call reached its Callback URL. Check that the address answers a POST with status 200.',
	);
	expect(deliveries.every(({ json }) => json.event === 'call.queued')).toBe(true);
});

test('a callback address nobody listens at is a hint too', async () => {
	const result = await simulate(itemsTo(answered), { callbackUrl: 'http://127.0.0.1:9/hook' });
	expect(records(result, 0)).toHaveLength(1);
	expect(result.hints.join()).toContain('Not all events of the call reached its Callback URL');
});

describe('a test URL of n8n', () => {
	beforeEach(() => void (url = url.replace('/webhook/', '/webhook-test/')));

	test('a test URL takes one event and is gone: no warning, and nothing more is sent', async () => {
		statuses = [200, 404];
		const result = await simulate(itemsTo(answered), { callbackUrl: url });
		expect([deliveries.length, result.hints.filter((hint) => hint.includes('Callback URL'))]).toEqual([2, []]);
	});

	test('a test URL that nobody listens at is one hint with the way out, for however many items', async () => {
		status = 404;
		const result = await simulate(itemsTo(answered, '+12025550102'), { callbackUrl: url });
		expect(result.hints.filter((hint) => hint.includes('Callback URL'))).toEqual([
			expect.stringMatching(/Test URL that does not listen.*execute the Call Event Trigger first/),
		]);
	});

	test('a test URL that answers with an error is warned of like any other', async () => {
		statuses = [200, 500];
		const result = await simulate(itemsTo(answered), { callbackUrl: url });
		expect(result.hints.join()).toContain('Not all events of the call reached its Callback URL');
	});
});

test('an address that answers 404 is no test URL, and is warned of', async () => {
	statuses = [200, 404];
	expect((await simulate(itemsTo(answered), { callbackUrl: url })).hints.join()).toContain(
		'Not all events of the call reached its Callback URL',
	);
});

test('nothing is sent for an item that was not dialled, and nothing in a dry run', async () => {
	await simulate(itemsTo('call me', '+12025550106', '+12025550108'), { callbackUrl: url });
	await simulate(itemsTo(answered), { callbackUrl: url, options: { dryRun: true } });
	expect(deliveries).toEqual([]);
});
