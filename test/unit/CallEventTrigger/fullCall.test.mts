/** A call is read again before its event is handed on, where the body is worth no more than a hint. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { eventOf } from '../../../nodes/CallPollTrigger/diffCalls';
import { callRecord } from '../../../nodes/shared/call/record';
import { deliver, hmac, json, jsonType, trigger } from '../../harness/delivery.mts';
import type { Request, Trigger } from '../../harness/delivery.mts';
import { bodies, schemes } from '../../harness/schemes.mts';

const secret = 'workspace-secret-0123456789';
const credential = { apiKey: 'key-0123456789', region: 'custom', baseUrl: 'https://api.example.com/v2', webhookSecret: secret };
const synthflow = (answers: Trigger['answers'], parameters = {}): Trigger =>
	trigger('synthflow', { credential, answers, parameters: { fetchFullCall: true, ...parameters } });
const told = (callId: string, more = {}) => ({
	headers: [jsonType, ['Synthflow-Signature', hmac(secret, callId)]] as Array<[string, string]>,
	query: '',
	body: json(bodies.synthflow(callId, more)),
});
const answer = (statusCode: number, body: unknown) => ({ statusCode, headers: {}, body });
const row = (callId: string, more = {}) =>
	answer(200, {
		response: { calls: [{ call_id: callId, model_id: 'm1', status: 'completed', duration: 113, transcript: 'bot: hello', ...more }] },
	});

const byToken = (id: 'svalync' | 'unleashx', answers: Trigger['answers'], more = {}): Trigger =>
	trigger(id, {
		credential: { apiKey: 'key-0123456789', baseUrl: 'https://api.example.com/v1', webhookToken: secret, ...more },
		answers,
		parameters: { fetchFullCall: true },
	});
const withToken = (body: unknown): Request => ({ headers: [jsonType], query: `token=${secret}`, body: json(body) });

test('the record of the API is the truth, and gaps are filled from the event', async () => {
	const callId = randomUUID();
	const to = synthflow(() => row(callId, { status: 'no-answer', transcript: null }));
	const { items } = await deliver(to, told(callId, { transcript: 'human: from the body' }));
	expect(items).toHaveLength(1);
	expect(items[0]).toMatchObject({
		event: 'call.failed',
		verified: true,
		status: 'failed',
		outcome: 'no_answer',
		durationSeconds: 113,
		recipientName: 'Ada',
		transcript: 'human: from the body',
	});
	expect(to.requests).toHaveLength(1);
	expect(to.requests[0]).toMatchObject({ method: 'GET', url: `https://api.example.com/v2/calls/${callId}`, disableFollowRedirect: true });
});

test('a body that was changed on its way changes neither what is told nor how often', async () => {
	const callId = randomUUID();
	const to = synthflow(() => row(callId));
	const all = await Promise.all(
		['completed', 'failed', 'busy', 'no-answer', 'completed'].map((status) => deliver(to, told(callId, { status, duration: 9999 }))),
	);
	const items = all.flatMap((one) => one.items);
	expect(items).toHaveLength(1);
	expect(items[0]).toMatchObject({ event: 'call.completed', durationSeconds: 113, verified: true });
});

test('a call that the API does not know is refused', async () => {
	for (const none of [answer(404, { detail: 'Not Found' }), answer(400, { detail: {} }), answer(200, { response: { calls: [] } })]) {
		const { status, items } = await deliver(
			synthflow(() => none),
			told(randomUUID()),
		);
		expect([status, items]).toEqual([401, []]);
	}
});

test('an API that cannot be reached is asked twice, then the event is handed on unverified', async () => {
	for (const broken of [
		() => answer(503, 'busy'),
		() => answer(429, {}),
		() => answer(401, {}),
		() => answer(200, '<html>'),
		() => answer(200, { status: 'error', message: 'The API key has expired' }),
		() => answer(200, { response: null }),
		() => {
			throw new Error('socket hang up');
		},
	]) {
		const to = synthflow(broken);
		const { items } = await deliver(to, told(randomUUID()));
		expect(items[0]).toMatchObject({ event: 'call.completed', verified: false });
		expect(to.requests).toHaveLength(2);
	}
});

test('an API that answers at the second time is believed', async () => {
	const callId = randomUUID();
	let asked = 0;
	const { items } = await deliver(
		synthflow(() => (asked++ === 0 ? answer(502, '') : row(callId))),
		told(callId),
	);
	expect(items[0]).toMatchObject({ verified: true, durationSeconds: 113 });
});

test('a call that cannot be read yet when its event comes is not lost', async () => {
	const callId = randomUUID();
	let asked = 0;
	const { items } = await deliver(
		synthflow(() => (asked++ === 0 ? answer(404, { detail: 'Not Found' }) : row(callId))),
		told(callId),
	);
	expect(items[0]).toMatchObject({ event: 'call.completed', verified: true, durationSeconds: 113 });
});

test('an API that sees the end a moment after it was reported is asked once more', async () => {
	const callId = randomUUID();
	let asked = 0;
	const to = synthflow(() => row(callId, { status: asked++ === 0 ? 'in-progress' : 'completed' }));
	const { items } = await deliver(to, told(callId));
	expect(items[0]).toMatchObject({ event: 'call.completed', verified: true, durationSeconds: 113 });
	expect(to.requests).toHaveLength(2);
});

test('the word of the body stands while the API still sees the call running, unverified since it is not signed', async () => {
	const callId = randomUUID();
	const { items } = await deliver(
		synthflow(() => row(callId, { status: 'in-progress' })),
		told(callId),
	);
	expect(items[0]).toMatchObject({ event: 'call.completed', verified: false, status: 'completed' });
});

test('a signature over the call id alone does not verify the body without the look', async () => {
	const to = synthflow(() => answer(500, ''), { fetchFullCall: false });
	const { items } = await deliver(to, told(randomUUID()));
	expect(items[0].verified).toBe(false);
	expect(to.requests).toEqual([]);
});

test('nothing is read for a delivery that is refused, or told about already', async () => {
	const callId = randomUUID();
	const to = synthflow(() => row(callId));
	expect((await deliver(to, { ...told(callId), headers: [jsonType, ['Synthflow-Signature', 'AAAA']] })).status).toBe(401);
	expect(to.requests).toEqual([]);
	await deliver(to, told(callId));
	expect((await deliver(to, told(callId))).items).toEqual([]);
	expect(to.requests).toHaveLength(1);
});

test('a token that speaks for the body keeps an event verified while the call is still running', async () => {
	const callId = randomUUID();
	const to = trigger('svalync', {
		credential: { ...credential, webhookToken: secret },
		parameters: { fetchFullCall: true },
		answers: () => answer(200, { data: [{ id: callId, status: 'in_progress' }] }),
	});
	const { items } = await deliver(to, { headers: [jsonType], query: `token=${secret}`, body: json(bodies.svalync(callId)) });
	expect(items[0]).toMatchObject({ verified: true, status: 'completed' });
});

describe('a proof that speaks for the body stands, whatever the API says', () => {
	const row404 = answer(404, { message: 'Not Found' });
	const expired = answer(200, { error: true, success: false, message: 'Token expired' });
	const busy = answer(503, '');
	const words = [
		['no such call', row404],
		['an empty log', answer(200, { datalist: [], data: [] })],
		['an error in a 2xx', expired],
		['503', busy],
		['400', answer(400, {})],
	] as const;
	const tokens = ['svalync', 'unleashx'] as const;
	test.each(tokens.flatMap((id) => words.map(([name, said]) => [id, name, said] as const)))(
		'a proof that speaks for the body stands: %s, %s',
		async (id, _name, said) => {
			const to = byToken(id, () => said);
			const { status, items } = await deliver(to, withToken(bodies[id](randomUUID())));
			expect([status, items.map(({ event, verified }) => [event, verified])]).toEqual([200, [['call.completed', true]]]);
			expect(to.requests).toHaveLength(2);
		},
	);

	test('a proof stands also for the Simulator of another process, whose calls this one does not know', async () => {
		const { to, genuine } = schemes.at(-1)!.make();
		to.parameters.fetchFullCall = true;
		const { status, items } = await deliver(to, genuine(randomUUID()));
		expect([status, items.map(({ event, verified }) => [event, verified])]).toEqual([200, [['call.completed', true]]]);
	});

	test('a proof stands with a credential that cannot be connected with', async () => {
		const to = byToken('unleashx', () => busy, { baseUrl: 'http://no-key-for-this.example.com' });
		expect((await deliver(to, withToken(bodies.unleashx(randomUUID())))).items).toMatchObject([{ verified: true }]);
		expect(to.requests).toEqual([]);
	});

	test('an execution that waits for the call is resumed while the API is away', async () => {
		const to = byToken('unleashx', ({ url }) => (String(url).includes('/webhook-waiting/') ? answer(200, {}) : busy));
		to.parameters.resumeWaiting = true;
		const resumeUrl = 'https://n8n.example.com/webhook-waiting/17?attempt=a';
		const { items } = await deliver(to, withToken(bodies.unleashx(randomUUID(), { metadata: { resumeUrl } })));
		expect(items).toMatchObject([{ verified: true }]);
		expect(to.requests.filter(({ url }) => url === resumeUrl)).toHaveLength(1);
	});

	test('a wrong token opens nothing, and nothing is asked for it', async () => {
		for (const id of tokens) {
			const to = byToken(id, () => row404);
			expect((await deliver(to, { ...withToken(bodies[id](randomUUID())), query: `token=${secret}x` })).status).toBe(401);
			expect(to.requests).toEqual([]);
		}
	});
});

describe('an event that was handed on unverified', () => {
	const { headers, ...unsigned } = told(randomUUID());
	const bare = (callId: string, more = {}): Request => ({
		...unsigned,
		headers: headers.slice(0, 1),
		body: json(bodies.synthflow(callId, more)),
	});
	const open = (answers: Trigger['answers'], parameters = {}) => synthflow(answers, { options: { acceptUnsigned: true }, ...parameters });

	test('an unverified event is handed on once more when the API is back', async () => {
		const callId = randomUUID();
		let back = false;
		const to = synthflow(() => (back ? row(callId) : answer(503, '')));
		const verified = async () => (await deliver(to, told(callId))).items.map((item) => item.verified);
		expect([await verified(), await verified()]).toEqual([[false], []]);
		back = true;
		expect([await verified(), await verified()]).toEqual([[true], []]);
	});

	test('a forgery does not keep the genuine event out', async () => {
		const callId = randomUUID();
		const to = open(() => row(callId));
		expect((await deliver(to, bare(callId, { transcript: 'forged' }))).items).toMatchObject([{ verified: false, transcript: 'forged' }]);
		expect(to.requests).toEqual([]);
		expect((await deliver(to, told(callId))).items).toMatchObject([{ verified: true, transcript: 'bot: hello' }]);
		expect((await deliver(to, bare(callId))).items).toEqual([]);
	});

	test.each([
		['the API is away', true],
		['Fetch Full Call is off', false],
	])('an event that was handed on unverified keeps no genuine one out when %s', async (_name, fetchFullCall) => {
		const callId = randomUUID();
		const to = open(() => answer(503, ''), { fetchFullCall });
		expect((await deliver(to, bare(callId, { transcript: 'forged' }))).items).toHaveLength(1);
		expect((await deliver(to, told(callId, { transcript: 'genuine' }))).items).toMatchObject([{ verified: false, transcript: 'genuine' }]);
		expect((await deliver(to, told(callId))).items).toEqual([]);
		expect((await deliver(to, bare(callId))).items).toEqual([]);
	});
});

describe('one end is told once', () => {
	const deliveries = (callId: string): Request[] =>
		[
			{ event: 'call.in_progress' },
			{ event: 'call.completed', event_id: 'e-1' },
			{ event: 'call.completed', attempt: 2 },
			{ event: 'call.completed' },
		].map((more) => withToken({ call_id: callId, status: 'completed', ...more }));
	const polledId = (callId: string) => eventOf('call.completed', callRecord('svalync', { callId })).eventId;

	test('an end is told once, whichever word brings it, under the id that a poll gives it', async () => {
		const callId = randomUUID();
		const to = byToken('svalync', () => answer(200, { data: [{ id: callId, status: 'completed' }] }));
		const items = [];
		for (const request of deliveries(callId)) items.push(...(await deliver(to, request)).items);
		expect(items.map(({ event, eventId }) => [event, eventId])).toEqual([['call.completed', polledId(callId)]]);
	});

	test('an end is told by the same id where the call could not be read', async () => {
		const callId = randomUUID();
		let away = true;
		const to = byToken('svalync', () => (away ? answer(503, '') : answer(200, { data: [{ id: callId, status: 'completed' }] })));
		const [, withId, withAttempt] = deliveries(callId);
		expect((await deliver(to, withId)).items.map(({ eventId }) => eventId)).toEqual([polledId(callId)]);
		away = false;
		expect((await deliver(to, withAttempt)).items).toEqual([]);
	});

	test('the two ends of a call that the provider redialed stay two, and steps on the way stay apart', async () => {
		const callId = randomUUID();
		let status = 'no-answer';
		const to = byToken('svalync', () => answer(200, { data: [{ id: callId, status }] }));
		const send = async (event: string, more = {}) =>
			(await deliver(to, withToken({ event, call_id: callId, ...more }))).items.map((item) => item.event);
		expect(await send('call.failed', { attempt: 1 })).toEqual(['call.failed']);
		status = 'ringing';
		to.parameters.events = ['call.ringing', 'call.completed', 'call.failed'];
		expect([await send('call.ringing', { attempt: 2 }), await send('call.ringing', { attempt: 3 })]).toEqual([
			['call.ringing'],
			['call.ringing'],
		]);
		status = 'completed';
		expect(await send('call.completed', { attempt: 3 })).toEqual(['call.completed']);
	});

	test('the provider’s own event ids count as before without the look', async () => {
		const callId = randomUUID();
		const to = byToken('svalync', () => answer(500, ''));
		to.parameters.fetchFullCall = false;
		const ids = [];
		for (const request of deliveries(callId).slice(1)) ids.push(...(await deliver(to, request)).items.map(({ eventId }) => eventId));
		expect(new Set(ids).size).toBe(3);
	});
});
