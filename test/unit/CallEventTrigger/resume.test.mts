/** The end of a call is handed to the execution that waits for it, at this n8n alone. */
import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { isWaitingAddress } from '../../../nodes/CallEventTrigger/forwardToWaiting';
import { deliver, json, jsonType, trigger } from '../../harness/delivery.mts';
import type { Trigger } from '../../harness/delivery.mts';

const token = 'token-of-this-test-0123456789';
const waiting = 'https://n8n.example.com/webhook-waiting/17?signature=abc&attempt=1';
const talkover = (answers: Trigger['answers'], parameters = {}): Trigger =>
	trigger('talkover', { credential: { webhookToken: token }, answers, parameters: { resumeWaiting: true, ...parameters } });
const ended = (resumeUrl: unknown, more = {}) => ({
	headers: [jsonType],
	query: `token=${token}`,
	body: json({ event: 'event_phone_call_ended', call_id: randomUUID(), context: { resumeUrl }, ...more }),
});
const answer = (statusCode: number, body: unknown = {}) => ({ statusCode, headers: {}, body });

test('the provider’s own body goes to the waiting address, and the event goes on', async () => {
	const to = talkover(() => answer(200));
	const request = ended(waiting);
	const { status, items } = await deliver(to, request);
	expect([status, items.length]).toEqual([200, 1]);
	expect(to.requests).toHaveLength(1);
	expect(to.requests[0]).toMatchObject({ method: 'POST', url: waiting, disableFollowRedirect: true, body: request.body.toString() });
});

test('a filtered event resumes too, a repeated one that was taken does not', async () => {
	const to = talkover(() => answer(200), { events: ['call.recording_ready'] });
	const request = ended(waiting);
	for (let time = 0; time < 3; time++) expect(await deliver(to, request)).toMatchObject({ status: 200, items: [] });
	expect(to.requests).toHaveLength(1);
});

test('a redelivery tries again what was not taken', async () => {
	let status = 500;
	const to = talkover(() => answer(status));
	const request = ended(waiting);
	expect((await deliver(to, request)).items).toHaveLength(1);
	status = 200;
	expect((await deliver(to, request)).items).toHaveLength(0);
	expect(to.requests).toHaveLength(2);
});

test('an execution that does not wait yet is asked again, one that has ended is not', async () => {
	let asked = 0;
	const early = talkover(() => (asked++ < 3 ? answer(409, { message: 'The execution "17" is running already.' }) : answer(200)));
	await deliver(early, ended(waiting));
	expect(early.requests).toHaveLength(4);
	const over = talkover(() => answer(409, { message: 'The execution "17" has finished already.' }));
	expect((await deliver(over, ended(waiting))).items).toHaveLength(1);
	expect(over.requests).toHaveLength(1);
});

test('the event goes on, whatever goes wrong at the waiting address', async () => {
	for (const broken of [
		() => {
			throw new Error('ECONNREFUSED');
		},
		() => answer(302),
		() => answer(401),
		() => answer(404),
		() => undefined,
	]) {
		expect((await deliver(talkover(broken), ended(waiting))).items).toHaveLength(1);
	}
});

test('only verified ends of calls resume anything', async () => {
	const to = talkover(() => answer(200), { options: { acceptUnsigned: true } });
	expect((await deliver(to, { ...ended(waiting), query: '' })).items).toHaveLength(1);
	await deliver(to, ended(waiting, { event: 'event_phone_call_connected' }));
	await deliver(to, ended(waiting, { event: 'event_recording' }));
	expect((await deliver(to, { ...ended(waiting), query: 'token=wrong' })).status).toBe(401);
	for (const odd of [17, null, ['x'], {}, '']) await deliver(to, ended(odd));
	await deliver(
		talkover(() => answer(200), { resumeWaiting: false }),
		ended(waiting),
	);
	expect(to.requests).toEqual([]);
});

test('each waiting call gets its own end out of several in one body', async () => {
	const to = talkover(() => answer(200));
	const one = (id: number) => ({
		event: 'event_phone_call_ended',
		call_id: `c${id}${randomUUID()}`,
		context: { resumeUrl: `https://n8n.example.com/webhook-waiting/${id}` },
	});
	await deliver(to, { headers: [jsonType], query: `token=${token}`, body: json([one(1), one(2)]) });
	expect(to.requests.map(({ url, body }) => [url, JSON.parse(String(body)).context.resumeUrl])).toEqual(
		[1, 2].map((id) => [one(id).context.resumeUrl, one(id).context.resumeUrl]),
	);
});

describe('foreign addresses', () => {
	const own = 'https://n8n.example.com/webhook-waiting/';
	test.each([
		waiting,
		'https://n8n.example.com/webhook-waiting/17',
		'https://N8N.example.com:443/webhook-waiting/17/node-id?a=b',
		'https://n8n.example.com/webhook-waiting/8d0c8a0e-1/x_y',
	])('the address %s is our own', (address) => expect(isWaitingAddress(address, own)).toBe(true));

	const foreign = [
		'https://evil.example.com/webhook-waiting/17',
		'http://n8n.example.com/webhook-waiting/17',
		'https://n8n.example.com:8443/webhook-waiting/17',
		'https://n8n.example.com.evil.example/webhook-waiting/17',
		'https://user@n8n.example.com/webhook-waiting/17',
		'https://user:pass@n8n.example.com/webhook-waiting/17',
		'https://n8n.example.com@evil.example/webhook-waiting/17',
		'https://n8n.example.com/webhook/17',
		'https://n8n.example.com/rest/workflows',
		'https://n8n.example.com/webhook-waiting/',
		'https://n8n.example.com/webhook-waiting',
		'https://n8n.example.com/webhook-waiting/../rest/login',
		'https://n8n.example.com/webhook-waiting/%2e%2e/rest/login',
		'https://n8n.example.com/webhook-waiting/17/../../rest',
		'https://n8n.example.com/webhook-waiting/%2e%2e%2frest',
		'https://n8n.example.com/webhook-waiting/17/a/b',
		'https://n8n.example.com/webhook-waitingx/17',
		'//n8n.example.com/webhook-waiting/17',
		'/webhook-waiting/17',
		'javascript:alert(1)',
		'file:///etc/passwd',
		'http://127.0.0.1/webhook-waiting/17',
		'http://169.254.169.254/latest/meta-data',
		'https://n8n.example.com\\@evil.example/webhook-waiting/17',
		'https://evil.example\\.n8n.example.com/webhook-waiting/17',
		'https://n8n.example.com/webhook-waiting/17#x',
		' https://n8n.example.com/webhook-waiting/17',
		'https://n8n.example.com/webhook-waiting/17\r\nX: y',
		'',
		'n8n.example.com/webhook-waiting/17',
	];
	test.each(foreign)('the address %s is not ours, and nothing is sent there', async (address) => {
		expect(isWaitingAddress(address, own)).toBe(false);
		const to = talkover(() => answer(200));
		expect((await deliver(to, ended(address))).items).toHaveLength(1);
		expect(to.requests).toEqual([]);
	});
});
