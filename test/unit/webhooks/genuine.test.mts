/** W2, W4, W5, W7: what is genuine is never refused, however odd it looks. */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { openDelivery } from '../../../nodes/shared/webhooks/delivery';
import type { Delivery } from '../../../nodes/shared/webhooks/delivery';
import { holdsStandardSignature } from '../../../nodes/shared/webhooks/standardWebhooks';
import type { Request } from '../../harness/delivery.mts';
import { deliver, hmac, json, jsonType, nowSeconds, standardHeaders, trigger } from '../../harness/delivery.mts';
import { bodies, schemes } from '../../harness/schemes.mts';

afterEach(() => void vi.useRealTimers());

const odd = [
	'Grüße aus Köln',
	'日本語テキスト',
	'🎉👩‍👩‍👧',
	'e\u0301',
	'\u2028\u2029',
	'﷽',
	'quote " and \\ and /',
	'\t\n\r',
	'%00%2e%2e',
	'<script>',
	'${7*7} {{7*7}}',
	'x'.repeat(50_000),
	'{"nested":"json"}',
	'"}{[]',
];
const types: Array<[string, string] | null> = [
	jsonType,
	['content-type', 'application/json; charset=utf-8'],
	['CONTENT-TYPE', 'Application/JSON ;charset="UTF-8"'],
	['Content-Type', 'application/problem+json'],
	['Content-Type', 'application/octet-stream'],
	['Content-Type', 'text/json'],
	null,
];
const noise: Array<[string, string]> = [
	['X-Forwarded-For', '203.0.113.7'],
	['X-Forwarded-For', '203.0.113.8'],
	['User-Agent', 'Üñï'],
	['Accept-Encoding', 'gzip'],
];

/** The same delivery with another look, proof untouched. */
function dressed(request: Request, seed: number): Request {
	const type = types[seed % types.length];
	const proofs = request.headers.filter(([name]) => name !== 'Content-Type');
	const headers = [...(type ? [type] : []), ...proofs, ...(seed % 2 ? noise : [])];
	const names = (name: string): string => [name.toLowerCase(), name.toUpperCase(), name][seed % 3];
	const query = seed % 5 === 0 && request.query !== '' ? `utm=1&${request.query}&empty=` : request.query;
	return { ...request, headers: headers.map(([name, value]) => [names(name), value]), query };
}

test.each(schemes.map((scheme) => [scheme.name, scheme] as const))('%s: all of 200 odd deliveries are let in', async (_name, scheme) => {
	const { to, genuine } = scheme.make();
	for (let seed = 0; seed < 200; seed++) {
		const callId = `${randomUUID()}${seed % 7 === 0 ? '-ü日🎉' : ''}`;
		const request = dressed(genuine(callId, { note: odd[seed % odd.length], big: 1e300, deep: { a: [[[{}]]] } }), seed);
		const { status, items } = await deliver(to, request);
		expect([status, items.length]).toEqual([200, 1]);
		expect(items[0].callId).toBe(callId);
	}
});

test('a body of exactly 1 MB, of odd blanks, of any key order, with a byte order mark is let in', async () => {
	const to = trigger('simulator');
	const whole = JSON.stringify(bodies.simulator(randomUUID()));
	const full = Buffer.concat([Buffer.from(whole), Buffer.alloc(1024 * 1024 - Buffer.byteLength(whole), ' ')]);
	const texts = [
		full,
		`\n\t ${whole}\r\n`,
		`\ufeff${whole}`,
		JSON.stringify(Object.fromEntries(Object.entries(bodies.simulator(randomUUID())).reverse()), null, 3),
	];
	for (const body of texts.map((one) => Buffer.from(one as string))) {
		to.workflowId = randomUUID();
		const { status, items } = await deliver(to, {
			headers: [jsonType, ...standardHeaders(to.address, 'evt_1', nowSeconds(), body)],
			query: '',
			body,
		});
		expect([status, items.length]).toEqual([200, 1]);
	}
});

test.each([
	['Synthflow-Signature'],
	['X-Synthflow-Signature'],
	['HTTP_SYNTHFLOW_SIGNATURE'],
	['HTTP-Synthflow-Signature'],
	['synthflow-signature'],
])('a signature of Synthflow is read under %s', async (name) => {
	const to = trigger('synthflow', { credential: { webhookSecret: 'a-secret-of-the-workspace' } });
	const body = json(bodies.synthflow('call-1'));
	expect(
		(await deliver(to, { headers: [jsonType, [name, hmac('a-secret-of-the-workspace', 'call-1')]], query: '', body })).items,
	).toHaveLength(1);
});

describe('signatures beside others', () => {
	test('the valid signature is found among those of other secrets and versions', async () => {
		const to = trigger('simulator');
		for (let seed = 0; seed < 20; seed++) {
			const body = json(bodies.simulator(randomUUID()));
			const [id, time, [name, valid]] = standardHeaders(to.address, 'evt_1', nowSeconds(), body);
			const others = [`v1,${randomBytes(32).toString('base64')}`, `v1a,${randomBytes(64).toString('base64')}`, `v2,${valid.slice(3)}`];
			const list = [...others.slice(0, randomInt(4)), valid, ...others.slice(0, randomInt(4))];
			expect((await deliver(to, { headers: [jsonType, id, time, [name, list.join(' ')]], query: '', body })).items).toHaveLength(1);
		}
	});
});

describe('the clock (Standard Webhooks)', () => {
	const now = 1_790_000_000;
	test.each([
		[-301, false],
		[-300, true],
		[-299, true],
		[-1, true],
		[0, true],
		[1, true],
		[299, true],
		[300, true],
		[301, false],
	])('a delivery %d seconds off is let in: %s', async (offset, accepted) => {
		for (const millisecond of [0, 1, 999]) {
			vi.useFakeTimers({ toFake: ['Date'], now: now * 1000 + millisecond });
			const to = trigger('simulator');
			const body = json(bodies.simulator(randomUUID()));
			const { items } = await deliver(to, {
				headers: [jsonType, ...standardHeaders(to.address, 'evt_1', now + offset, body)],
				query: '',
				body,
			});
			expect(items.length === 1).toBe(accepted);
		}
	});
});

describe('vectors of the official library', () => {
	const { vectors } = JSON.parse(readFileSync(new URL('standardWebhooksVectors.json', import.meta.url), 'utf8')) as {
		vectors: Array<{ address: string; id: string; timestamp: number; body: string; signature: string }>;
	};
	const open = (one: (typeof vectors)[0], change: Partial<(typeof vectors)[0]> = {}): Delivery => {
		const { id, timestamp, body, signature } = { ...one, ...change };
		const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature };
		const opened = openDelivery({ headers, rawBody: Buffer.from(body) });
		if (!opened.ok) throw new Error(opened.fault.sentence);
		return opened.value;
	};
	const keyOf = ({ address }: { address: string }): Buffer[] => [Buffer.from(address)];

	test('all vectors are valid here, and none of them changed', () => {
		expect(vectors.length).toBeGreaterThanOrEqual(100);
		for (const one of vectors) {
			const now = one.timestamp * 1000;
			expect(holdsStandardSignature(open(one), keyOf(one), now)).toBe(true);
			expect(holdsStandardSignature(open(one, { body: `${one.body} ` }), keyOf(one), now)).toBe(false);
			expect(holdsStandardSignature(open(one, { id: `${one.id}0` }), keyOf(one), now)).toBe(false);
			expect(holdsStandardSignature(open(one), [Buffer.from(`${one.address}/`)], now)).toBe(false);
			expect(holdsStandardSignature(open(one), keyOf(one), now + 301_000)).toBe(false);
		}
	});
});

describe('two secrets while one replaces the other', () => {
	const [old, fresh] = ['old-secret-0123456789', 'new-secret-9876543210'];
	const tokenDelivery = (token: string, callId: string): Request => ({
		headers: [jsonType],
		query: `token=${token}`,
		body: json(bodies.svalync(callId)),
	});
	const signedDelivery = (key: string, callId: string): Request => ({
		headers: [jsonType, ['Synthflow-Signature', hmac(key, callId)]],
		query: '',
		body: json(bodies.synthflow(callId)),
	});

	test.each([
		['svalync', 'webhookToken', tokenDelivery],
		['synthflow', 'webhookSecret', signedDelivery],
	] as const)('%s: no delivery of 1,000 over a switch is lost, and the old secret counts no longer', async (provider, field, request) => {
		vi.useFakeTimers({ toFake: ['performance'] });
		const to = trigger(provider);
		let refused = 0;
		for (let index = 0; index < 1000; index++) {
			if (index === 0) to.credential = { [field]: old };
			if (index === 300) to.credential = { [field]: `${old} ${fresh}` };
			if (index === 700) to.credential = { [field]: ` ${fresh}\n` };
			// The sender switches in the middle, more than ten seconds after the credential did.
			const used = index < 500 ? old : fresh;
			vi.advanceTimersByTime(100);
			const { items } = await deliver(to, request(used, `${provider}-${index}`));
			if (items.length !== 1) refused++;
		}
		expect(refused).toBe(0);
		expect((await deliver(to, request(old, 'late'))).status).toBe(401);
		expect((await deliver(to, request(`${old} ${fresh}`.replace(' ', '%20'), 'both'))).status).toBe(401);
	});

	test('a removed secret counts for ten seconds at the most', async () => {
		vi.useFakeTimers({ toFake: ['performance'] });
		const to = trigger('svalync', { credential: { webhookToken: `${old} ${fresh}` } });
		expect((await deliver(to, tokenDelivery(old, 'a'))).status).toBe(200);
		to.credential = { webhookToken: fresh };
		vi.advanceTimersByTime(10_001);
		expect((await deliver(to, tokenDelivery(old, 'b'))).status).toBe(401);
		expect((await deliver(to, tokenDelivery(fresh, 'c'))).items).toHaveLength(1);
	});
});
