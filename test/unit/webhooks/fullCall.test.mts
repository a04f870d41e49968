/** A call is read again before its event is handed on, where the body is worth no more than a hint. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { deliver, hmac, json, jsonType, trigger } from '../support/delivery.mts';
import type { Trigger } from '../support/delivery.mts';
import { bodies } from '../support/schemes.mts';

const secret = 'workspace-secret-0123456789';
const credential = { apiKey: 'key-0123456789', region: 'custom', baseUrl: 'https://api.example.com/v2', webhookSecret: secret };
const synthflow = (answers: Trigger['answers'], parameters = {}): Trigger => trigger('synthflow', { credential, answers, parameters: { fetchFullCall: true, ...parameters } });
const told = (callId: string, more = {}) => ({ headers: [jsonType, ['Synthflow-Signature', hmac(secret, callId)]] as Array<[string, string]>, query: '', body: json(bodies.synthflow(callId, more)) });
const answer = (statusCode: number, body: unknown) => ({ statusCode, headers: {}, body });
const row = (callId: string, more = {}) => answer(200, { response: { calls: [{ call_id: callId, model_id: 'm1', status: 'completed', duration: 113, transcript: 'bot: hello', ...more }] } });

test('the record of the API is the truth, gaps are filled from the event', async () => {
	const callId = randomUUID();
	const to = synthflow(() => row(callId, { status: 'no-answer', transcript: null }));
	const { items } = await deliver(to, told(callId, { transcript: 'human: from the body' }));
	expect(items).toHaveLength(1);
	expect(items[0]).toMatchObject({ event: 'call.failed', verified: true, status: 'failed', outcome: 'no_answer', durationSeconds: 113, recipientName: 'Ada', transcript: 'human: from the body' });
	expect(to.requests).toHaveLength(1);
	expect(to.requests[0]).toMatchObject({ method: 'GET', url: `https://api.example.com/v2/calls/${callId}`, disableFollowRedirect: true });
});

test('a body that was changed on its way changes neither what is told nor how often', async () => {
	const callId = randomUUID();
	const to = synthflow(() => row(callId));
	const all = await Promise.all(['completed', 'failed', 'busy', 'no-answer', 'completed'].map((status) => deliver(to, told(callId, { status, duration: 9999 }))));
	const items = all.flatMap((one) => one.items);
	expect(items).toHaveLength(1);
	expect(items[0]).toMatchObject({ event: 'call.completed', durationSeconds: 113, verified: true });
});

test('a call that the API does not know is refused', async () => {
	for (const none of [answer(404, { detail: 'Not Found' }), answer(400, { detail: {} }), answer(200, { response: { calls: [] } })]) {
		const { status, items } = await deliver(synthflow(() => none), told(randomUUID()));
		expect([status, items]).toEqual([401, []]);
	}
});

test('an API that cannot be reached is asked twice, then the event is handed on unverified', async () => {
	for (const broken of [() => answer(503, 'busy'), () => answer(429, {}), () => answer(401, {}), () => answer(200, '<html>'), () => { throw new Error('socket hang up'); }]) {
		const to = synthflow(broken);
		const { items } = await deliver(to, told(randomUUID()));
		expect(items[0]).toMatchObject({ event: 'call.completed', verified: false });
		expect(to.requests).toHaveLength(2);
	}
});

test('an API that answers at the second time is believed', async () => {
	const callId = randomUUID();
	let asked = 0;
	const { items } = await deliver(synthflow(() => (asked++ === 0 ? answer(502, '') : row(callId))), told(callId));
	expect(items[0]).toMatchObject({ verified: true, durationSeconds: 113 });
});

test('a call that cannot be read yet when its event comes is not lost', async () => {
	const callId = randomUUID();
	let asked = 0;
	const { items } = await deliver(synthflow(() => (asked++ === 0 ? answer(404, { detail: 'Not Found' }) : row(callId))), told(callId));
	expect(items[0]).toMatchObject({ event: 'call.completed', verified: true, durationSeconds: 113 });
});

test('while the API still sees the call running, the word of the body stands, unverified since it is not signed', async () => {
	const callId = randomUUID();
	const { items } = await deliver(synthflow(() => row(callId, { status: 'in-progress' })), told(callId));
	expect(items[0]).toMatchObject({ event: 'call.completed', verified: false, status: 'completed' });
});

test('without the look a signature over the call id alone does not verify the body', async () => {
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
