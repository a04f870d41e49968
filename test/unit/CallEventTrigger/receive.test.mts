/** What becomes of a delivery: its form, its events, repeats, and what it costs. */
import { createHash, randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { proven, DedupeCache } from '../../../nodes/CallEventTrigger/receive';
import { deliver, hmac, json, jsonType, nowSeconds, standardHeaders, trigger } from '../../harness/delivery.mts';
import type { Request, Trigger } from '../../harness/delivery.mts';
import { bodies, schemes } from '../../harness/schemes.mts';

afterEach(() => void vi.useRealTimers());

const token = 'token-of-this-test-0123456789';
const svalync = (parameters = {}): Trigger =>
	trigger('svalync', { parameters, credential: { apiKey: 'key-0123456789', webhookToken: token } });
const post = (body: unknown, headers: Array<[string, string]> = [jsonType]): Request => ({
	headers,
	query: `token=${token}`,
	body: Buffer.isBuffer(body) ? body : typeof body === 'string' ? Buffer.from(body) : json(body),
});
const completed = (more = {}) => bodies.svalync(randomUUID(), more);

const megabyte = 1024 * 1024;
const wide = (keys: number): string => JSON.stringify(Object.fromEntries(Array.from({ length: keys }, (_, index) => [`k${index}`, 1])));
/** The same with one name, which is quicker to read. */
const repeated = (keys: number): string => `{${'"":1,'.repeat(keys - 1)}"":1}`;

describe('the form, before any secret is looked at', () => {
	const deep = (levels: number): string => `{"a":${'['.repeat(levels - 1)}${']'.repeat(levels - 1)}}`;
	test.each([
		['over 8 MB', 413, post(`{"a":"${'x'.repeat(8 * megabyte)}"}`)],
		['over 1 MB and unproven', 401, { ...post(`{"a":"${'x'.repeat(megabyte)}"}`), query: '' }],
		['nested 65 deep', 400, post(deep(65))],
		['nested 200,000 deep, never closed', 400, post('['.repeat(200_000))],
		['200,001 keys in less than 1 MB', 400, post(repeated(200_001))],
		['10,001 keys and unproven', 401, { ...post(wide(10_001)), query: '' }],
		['no body', 400, { ...post({}), bodyless: true }],
		['an empty body', 400, post('')],
		['a form', 400, post('event=call.completed', [['Content-Type', 'application/x-www-form-urlencoded']])],
		['XML', 400, post('<a/>', [['Content-Type', 'application/xml']])],
		['text', 400, post(completed(), [['Content-Type', 'text/plain']])],
		['multipart', 400, post(completed(), [['Content-Type', 'multipart/form-data; boundary=x']])],
		['two content types', 400, post(completed(), [jsonType, jsonType])],
		['no proof', 401, { ...post(completed()), query: '' }],
	])('a delivery that is %s is answered %d, and no credential is decrypted', async (_name, status, request) => {
		const to = svalync();
		const answer = await deliver(to, request);
		expect([answer.status, answer.items, to.decrypted]).toEqual([status, [], 0]);
	});

	test.each([
		['not JSON', post('{"event":')],
		['a text', post('"call.completed"')],
		['a number', post('1')],
		['null', post('null')],
		['a list of no objects', post('[1]')],
		['a list of 1,001 events', post(Array.from({ length: 1001 }, () => ({})))],
		['broken UTF-8', post(Buffer.concat([Buffer.from('{"event":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]))],
		['a lone byte of a longer letter', post(Buffer.from([0x7b, 0x22, 0xc3, 0x22, 0x3a, 0x31, 0x7d]))],
		['JSON with a comment', post('{"a":1/*b*/}')],
		['NaN', post('{"a":NaN}')],
		['__proto__', post('{"event":"call.completed","__proto__":{"polluted":true}}')],
		['__proto__ in disguise', post('{"event":"call.completed","\\u005f_proto\\u005f_":{"polluted":true}}')],
		['constructor, deep down', post('{"event":"call.completed","data":[{"constructor":{"prototype":{"polluted":true}}}]}')],
		['prototype', post('{"event":"call.completed","prototype":1}')],
	])('a delivery that is %s is answered 400 though its proof is right', async (_name, request) => {
		const answer = await deliver(svalync(), request);
		expect([answer.status, answer.items]).toEqual([400, []]);
		expect(Object.keys(answer.answer)).toEqual(['error']);
	});

	test('a body nested 64 deep and one of 10,000 keys are let in; brackets inside texts do not count', async () => {
		const to = svalync({ events: ['call.unknown'] });
		for (const body of [deep(64), wide(10_000), `{"a":"${'['.repeat(1000)}\\"${'{'.repeat(1000)}:"}`]) {
			expect((await deliver(to, post(body))).status).toBe(200);
		}
	});

	test('no prototype is changed by 1,000 hostile bodies', async () => {
		const to = svalync({ events: ['call.completed', 'call.unknown'] });
		const keys = ['__proto__', 'constructor', 'prototype', '\\u005f\\u005fproto__', 'toString', 'hasOwnProperty', 'valueOf', 'then'];
		for (let seed = 0; seed < 1000; seed++) {
			const key = keys[seed % keys.length];
			const depth = seed % 50;
			const inner = `{"${key}":{"polluted":${seed},"${keys[(seed >> 3) % keys.length]}":{"polluted":1}}}`;
			const { status } = await deliver(
				to,
				post(`{"event":"call.completed","n":${seed},"x":${'['.repeat(depth)}${inner}${']'.repeat(depth)}}`),
			);
			expect([200, 400]).toContain(status);
		}
		expect(({} as any).polluted).toBeUndefined();
		expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
		expect((Object as any).polluted ?? (Function.prototype as any).polluted).toBeUndefined();
	});
});

describe('a large delivery', () => {
	const sized = (bytes: number): string => {
		const start = '{"event":"call.completed","call_id":"c-1","note":"';
		return `${start}${'x'.repeat(bytes - start.length - 2)}"}`;
	};
	const large: Array<[string, string]> = [
		['of 1 MB and a byte', sized(megabyte + 1)],
		['of 10,001 keys', wide(10_001)],
	];
	const proofs: Array<[string, () => { to: Trigger; sign: (body: Buffer) => Request }]> = [
		['a token in the address', () => ({ to: svalync(), sign: (body) => post(body) })],
		[
			'a signature over the bytes',
			() => {
				const to = trigger('simulator');
				return {
					to,
					sign: (body) => ({ headers: [jsonType, ...standardHeaders(to.address, 'evt_1', nowSeconds(), body)], query: '', body }),
				};
			},
		],
		[
			'the token of the registration',
			() => {
				const to = trigger('talkover');
				const tokenHash = createHash('sha256').update(token).digest('hex');
				to.staticData = { registrations: { [to.address]: { webhookId: 'w1', agentId: 'agent-1', tokenHash } } };
				return { to, sign: (body) => ({ headers: [jsonType, ['X-Voice-Calls-Token', token]], query: '', body }) };
			},
		],
	];

	describe.each(proofs)('proven by %s', (_name, make) => {
		test('is let in up to 8 MB and 200,000 keys, and no further', async () => {
			const { to, sign } = make();
			for (const body of [...large.map(([, text]) => text), sized(8 * megabyte), repeated(200_000)]) {
				expect((await deliver(to, sign(Buffer.from(body)))).status).toBe(200);
			}
			expect((await deliver(to, sign(Buffer.from(sized(8 * megabyte + 1))))).status).toBe(413);
			expect((await deliver(to, sign(Buffer.from(repeated(200_001))))).status).toBe(400);
		});
		test('is refused if it is nested too deeply, has a forbidden key, is no JSON, or has 1,001 events', async () => {
			const { to, sign } = make();
			const filler = `"note":"${'x'.repeat(megabyte)}"`;
			for (const body of [
				`{${filler},"a":${'['.repeat(64)}${']'.repeat(64)}}`,
				`{${filler},"__proto__":{"polluted":true}}`,
				`{${filler}`,
				`[{${filler}},${'{},'.repeat(999)}{}]`,
			]) {
				expect(await deliver(to, sign(Buffer.from(body)))).toMatchObject({ status: 400, items: [] });
			}
		});
		test('is refused unparsed if its proof is wrong or missing', async () => {
			const { to, sign } = make();
			const parse = vi.spyOn(JSON, 'parse');
			for (const [, text] of large) {
				const genuine = sign(Buffer.from(text));
				const altered = { ...genuine, headers: genuine.headers.map(([name, value]): [string, string] => [name, `${value}x`]) };
				const wrong =
					genuine.query === '' ? { ...altered, headers: [jsonType, ...altered.headers.slice(1)] } : { ...genuine, query: 'token=wrong' };
				for (const request of [wrong, { ...genuine, headers: [jsonType], query: '' }]) {
					expect(await deliver(to, request)).toMatchObject({ status: 401, items: [] });
				}
			}
			expect(parse).not.toHaveBeenCalled();
			parse.mockRestore();
		});
	});

	test('that nothing proves is refused unparsed, even with unsigned events accepted', async () => {
		const to = svalync({ options: { acceptUnsigned: true } });
		const parse = vi.spyOn(JSON, 'parse');
		expect((await deliver(to, { ...post(large[0][1]), query: '' })).status).toBe(413);
		expect((await deliver(to, { ...post(large[1][1]), query: '' })).status).toBe(400);
		expect(parse).not.toHaveBeenCalled();
		parse.mockRestore();
	});

	test('is refused unparsed if its proof needs the parsed body, as that of Synthflow does', async () => {
		const to = trigger('synthflow', { credential: { webhookSecret: token } });
		const parse = vi.spyOn(JSON, 'parse');
		const call = { call_id: 'call-1', status: 'completed' };
		const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, index) => [`k${index}`, 1]));
		for (const body of [
			{ call, note: 'x'.repeat(megabyte) },
			{ call, ...many },
		]) {
			const request = {
				headers: [jsonType, ['Synthflow-Signature', hmac(token, 'call-1')]] as Request['headers'],
				query: '',
				body: json(body),
			};
			expect(await deliver(to, request)).toMatchObject({ status: 401, items: [] });
		}
		expect(parse).not.toHaveBeenCalled();
		parse.mockRestore();
	});

	test('of ten minutes of talk, 60,000 keys in 3 MB, is let in whole', async () => {
		const words = Array.from({ length: 15_000 }, (_, index) => ({
			word: `word ${index}`,
			start: index / 10,
			end: index / 10 + 0.08,
			by: 'agent',
		}));
		const body = json(bodies.svalync('c-talk', { transcript_object: words, note: 'x'.repeat(2_100_000) }));
		expect(body.length).toBeGreaterThan(3_000_000);
		const to = svalync({ options: { includeRaw: true } });
		const { status, items } = await deliver(to, post(body));
		expect([status, items.length]).toEqual([200, 1]);
		expect((items[0] as any).raw.transcript_object).toEqual(words);
	});
});

describe('what an event becomes', () => {
	test('an event becomes one item: the event, then the record', async () => {
		const { items } = await deliver(
			svalync(),
			post({ event: 'call.completed', call_id: 'c-1', timestamp: '2026-11-20T10:00:00Z', call: { phone_number: '+12125550100' } }),
		);
		expect(items).toHaveLength(1);
		expect(Object.keys(items[0]).slice(0, 5)).toEqual(['event', 'eventId', 'occurredAt', 'verified', 'to']);
		expect(items[0]).toMatchObject({
			event: 'call.completed',
			occurredAt: '2026-11-20T10:00:00.000Z',
			verified: true,
			provider: 'svalync',
			callId: 'c-1',
			to: '+12125550100',
			status: 'completed',
		});
		expect(items[0].eventId).toMatch(/^evt_[0-9a-f]{32}$/);
		expect(items[0]).not.toHaveProperty('raw');
	});

	test('several events in one body become several items', async () => {
		const { items } = await deliver(
			svalync(),
			post([completed(), { ...completed(), event: 'call.failed' }, { ...completed(), event: 'call.ringing' }]),
		);
		expect(items.map(({ event }) => event)).toEqual(['call.completed', 'call.failed']);
	});

	test('an event that is not chosen is answered and dropped', async () => {
		expect(await deliver(svalync(), post({ ...completed(), event: 'call.ringing' }))).toEqual({
			status: 200,
			answer: undefined,
			items: [],
		});
	});

	test('an unknown event is call.unknown, with its body where asked for, and without secrets', async () => {
		const to = svalync({ events: ['call.unknown'], options: { includeRaw: true } });
		const { items } = await deliver(to, post({ event: 'call.teleported', url: `https://x/?token=${token}`, note: 'key-0123456789' }));
		expect(items[0]).toMatchObject({ event: 'call.unknown', raw: { event: 'call.teleported', note: '••••' } });
		expect(JSON.stringify(items)).not.toContain(token);
	});

	test('fields that are none of the record do not come through, and none replaces ours', async () => {
		const to = trigger('simulator', { parameters: { options: { acceptUnsigned: true } } });
		const call = {
			callId: 'c',
			status: 'completed',
			verified: true,
			event: 'call.ringing',
			eventId: 'x',
			error: 'boom',
			simulated: false,
			extra: 1,
		};
		const { items } = await deliver(to, { headers: [jsonType], query: '', body: json({ event: 'call.completed', call }) });
		expect(items[0]).toMatchObject({ event: 'call.completed', verified: false, simulated: true });
		expect(items[0]).not.toHaveProperty('error');
		expect(items[0]).not.toHaveProperty('extra');
	});

	test('events of the Simulator say that they are simulated', async () => {
		const { to, genuine } = schemes.find(({ provider }) => provider === 'simulator')!.make();
		expect((await deliver(to, genuine('sim-1'))).items[0]).toMatchObject({ simulated: true, verified: true });
	});
});

describe('repeats', () => {
	test('the repeats of one event start nothing, also side by side and under another look', async () => {
		const to = svalync();
		const body = completed();
		const sent = await Promise.all(Array.from({ length: 20 }, () => deliver(to, post(body))));
		expect(sent.flatMap(({ items }) => items)).toHaveLength(1);
		expect(sent.every(({ status }) => status === 200)).toBe(true);
		expect((await deliver(to, post(JSON.stringify(body, null, 2)))).items).toEqual([]);
	});

	test('repeats are told apart by workflow and by test and production', async () => {
		const body = completed();
		const [a, b] = [svalync(), svalync()];
		for (const to of [a, b, { ...a, mode: 'manual' }]) expect((await deliver(to, post(body))).items).toHaveLength(1);
	});

	test('an event that was dropped by the filter is not remembered', async () => {
		const to = svalync({ events: ['call.failed'] });
		const body = completed();
		expect((await deliver(to, post(body))).items).toEqual([]);
		to.parameters.events = ['call.completed'];
		expect((await deliver(to, post(body))).items).toHaveLength(1);
	});

	test('an unsigned event does not keep the verified one out', async () => {
		const to = svalync({ options: { acceptUnsigned: true } });
		const body = completed();
		const verified = async (query: string) => (await deliver(to, { ...post(body), query })).items.map((item) => item.verified);
		expect(await verified('')).toEqual([false]);
		expect(await verified('')).toEqual([]);
		expect(await verified(`token=${token}`)).toEqual([true]);
		expect(await verified('')).toEqual([]);
		expect(await verified(`token=${token}`)).toEqual([]);
	});

	test('the memory is bounded, and the oldest give way', () => {
		const seen = new DedupeCache(10_000);
		for (let index = 0; index < 25_000; index++) expect(seen.add(`e${index}`, proven)).toBe(true);
		expect(seen.size).toBe(10_000);
		expect(['e24999', 'e15000', 'e14999'].map((id) => seen.has(id, proven))).toEqual([true, true, false]);
	});
});

describe('what it costs', () => {
	test('one credential is decrypted for 500 deliveries at once', async () => {
		const to = svalync();
		const sent = await Promise.all(
			Array.from({ length: 500 }, (_, index) =>
				deliver(to, index % 2 ? post(completed()) : { ...post(completed()), query: 'token=wrong-token-0123' }),
			),
		);
		expect(sent.filter(({ items }) => items.length === 1)).toHaveLength(250);
		expect(to.decrypted).toBe(1);
	});

	test('the registration of Talkover and the address of the Simulator need no credential at all', async () => {
		for (const scheme of schemes.filter(({ name }) => /registration|Standard/.test(name))) {
			const { to, genuine } = scheme.make();
			expect((await deliver(to, genuine(randomUUID()))).items).toHaveLength(1);
			expect(to.decrypted).toBe(0);
		}
	});

	test('a credential that cannot be read is answered 500, starts nothing, and is tried again', async () => {
		const to = svalync();
		const broken = {
			...to,
			get credential(): never {
				throw new Error(`no credential ${token}`);
			},
		};
		const failed = await deliver(broken, post(completed()));
		expect([failed.status, failed.items]).toEqual([500, []]);
		expect(JSON.stringify(failed.answer)).not.toContain(token);
		expect((await deliver(to, post(completed()))).items).toHaveLength(1);
	});

	test('an event that met an accident is handed on when it comes again', async () => {
		const to = svalync({ options: { includeRaw: true } });
		const body = completed();
		expect((await deliver(to, post(completed()))).items).toHaveLength(1); // its keys are known for ten seconds now
		const broken = {
			...to,
			get credential(): never {
				throw new Error('locked');
			},
		};
		expect((await deliver(broken, post(body))).status).toBe(500);
		expect((await deliver(to, post(body))).items).toHaveLength(1);
	});
});

describe('no secret', () => {
	const empties = ['', ' ', '\t\n', undefined, null, 'whsec_', '\u00a0\u2003', '\u200b'.repeat(12)];
	test.each(empties.map((value) => [JSON.stringify(value), value]))('a secret that is %s never verifies anything', async (_name, value) => {
		const guesses = ['', ' ', 'null', 'undefined', String(value), 'whsec_'];
		for (const guess of guesses) {
			const to = trigger('svalync', { credential: { webhookToken: value as any } });
			expect((await deliver(to, { ...post(completed()), query: `token=${encodeURIComponent(guess)}` })).status).toBe(401);
			const signed = trigger('synthflow', { credential: { webhookSecret: value as any } });
			const callId = randomUUID();
			const request = {
				headers: [jsonType, ['Synthflow-Signature', hmac(guess, callId)]] as Array<[string, string]>,
				query: '',
				body: json(bodies.synthflow(callId)),
			};
			expect((await deliver(signed, request)).status).toBe(401);
		}
	});

	test('an address that n8n does not give verifies nothing', async () => {
		const to = trigger('simulator', { address: '' });
		const body = json(bodies.simulator('x'));
		expect((await deliver(to, { headers: [jsonType, ...standardHeaders('', 'evt_1', nowSeconds(), body)], query: '', body })).status).toBe(
			401,
		);
	});
});
