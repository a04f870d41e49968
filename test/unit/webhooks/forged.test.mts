/** W1: what is forged, altered, expired or meant for somebody else starts nothing, whatever the scheme. */
import { randomBytes, randomInt, randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import type { Request } from '../../harness/delivery.mts';
import { deliver, hmac, jsonType, nowSeconds, standardHeaders } from '../../harness/delivery.mts';
import { bodies, schemes, timeOf } from '../../harness/schemes.mts';
import type { Made, Scheme } from '../../harness/schemes.mts';

const seeds = 40;
let tried = 0;

/** The header or parameter that proves something, changed. */
const proofHeaders =
	/^(x-voice-calls-token|synthflow-signature|webhook-signature|x-retell-signature|x-vapi-secret|x-signature|elevenlabs-signature|x-webhook-signature)$/i;
function withProof(request: Request, change: (value: string) => string | null): Request {
	const query = new URLSearchParams(request.query);
	const token = query.get('token');
	if (token !== null) {
		const changed = change(token);
		if (changed === null) query.delete('token');
		else query.set('token', changed);
	}
	const headers = request.headers.flatMap(([name, value]): Array<[string, string]> => {
		if (!proofHeaders.test(name)) return [[name, value]];
		// The version in front of a Standard Webhooks signature has cases of its own.
		const [version, signature] = value.startsWith('v1,') ? ['v1,', value.slice(3)] : ['', value];
		const changed = change(signature);
		return changed === null ? [] : [[name, version + changed]];
	});
	return { ...request, query: query.toString(), headers };
}
const withHeader = (request: Request, name: string, change: (value: string) => string): Request => ({
	...request,
	headers: request.headers.map(([one, value]) => [one, one === name ? change(value) : value]),
});
const withBody = (request: Request, body: Buffer): Request => ({ ...request, body });
const flipBit = (body: Buffer): Buffer => {
	const copy = Buffer.from(body);
	const index = copy.indexOf('call') + randomInt(4); // inside a key or a value: it stays JSON
	copy[index] ^= 1;
	return copy;
};
const swapCase = (text: string): string =>
	text.replace(/[a-z]/gi, (one) => (one === one.toUpperCase() ? one.toLowerCase() : one.toUpperCase()));
const another = (value: string): string => {
	const index = randomInt(value.length);
	// Digits, since a scheme may take both cases of a letter.
	return value.slice(0, index) + (value[index] === '0' ? '1' : '0') + value.slice(index + 1);
};

type Forge = (genuine: Request, scheme: Scheme, made: Made) => Request;

/** What holds for every scheme. */
const everywhere: Record<string, Forge> = {
	'kE1 no proof': (one) => withProof(one, () => null),
	'kE2 an empty proof': (one) => withProof(one, () => ''),
	'kE2 a blank proof': (one) => withProof(one, () => ' '),
	'kE3 a wrong secret': (one) => withProof(one, () => randomBytes(32).toString('base64')),
	'kE3 one character changed': (one) => withProof(one, another),
	'kE12 cut off': (one) => withProof(one, (value) => value.slice(0, randomInt(1, value.length))),
	'kE12 too long': (one) => withProof(one, (value) => `${value}A`),
	// Retell AI publishes that a digest may have either case. Its letters are turned into digits instead.
	'kE13 other case': (one, { provider }) => withProof(one, provider === 'retell' ? (value) => value.replace(/[a-f]/g, '7') : swapCase),
	'kE19 the proof twice': (one) => {
		const query = one.query === '' ? '' : `${one.query}&${one.query}`;
		return { ...one, query, headers: [...one.headers, ...one.headers.filter(([name]) => proofHeaders.test(name))] };
	},
	'kE19 a wrong one before the right one': (one) => ({
		...one,
		query: one.query === '' ? '' : `token=wrong&${one.query}`,
		headers: one.headers.flatMap(([name, value]): Array<[string, string]> =>
			proofHeaders.test(name)
				? [
						[name, 'wrong'],
						[name, value],
					]
				: [[name, value]],
		),
	}),
	'kE20 the proof of another endpoint': (one, scheme) => ({ ...scheme.make().genuine(randomUUID()), body: one.body }),
	'kE21 the proof of another scheme': (one, scheme) => {
		const others = schemes.filter((other) => other !== scheme && !other.name.includes('address'));
		return { ...others[randomInt(others.length)].make().genuine(randomUUID()), body: one.body };
	},
	'kE24 signed with an empty secret': (one) =>
		withProof(one, () => (one.headers.some(([name]) => /signature/i.test(name)) ? hmac('', one.body) : '')),
	'kE28 no raw body': (one) => ({ ...one, bodyless: true }),
	'the secret as the proof of nothing: undefined': (one) => withProof(one, () => 'undefined'),
	'a quoted proof': (one) => withProof(one, (value) => `"${value}"`),
};

/** For signatures over bytes, of every provider. */
const overBytes: Record<string, Forge> = {
	'kE4 one bit of the body flipped': (one) => withBody(one, flipBit(one.body)),
	'kE5 serialised anew': (one) => withBody(one, Buffer.from(JSON.stringify(JSON.parse(one.body.toString()), null, 1))),
	'kE6 a line break at the end': (one) => withBody(one, Buffer.concat([one.body, Buffer.from('\n')])),
};

/** For signatures in hex. */
const inHex: Record<string, Forge> = {
	'kE14 in another encoding': (one) =>
		withProof(one, (value) => value.replace(/[0-9a-f]{64}/, (digest) => Buffer.from(digest, 'hex').toString('base64')).replace(/=?$/, '=')),
};

/** For signatures over bytes and a time. */
const overTime: Record<string, Forge> = {
	'kE9 too old': (one, scheme, { signed }) => ({
		...one,
		headers: [jsonType, ...signed!(timeOf(scheme, -scheme.time!.tolerance - 1500 - randomInt(1e9)), one.body)],
	}),
	'kE10 too far ahead': (one, scheme, { signed }) => ({
		...one,
		headers: [jsonType, ...signed!(timeOf(scheme, scheme.time!.tolerance + 60_000 + randomInt(1e9)), one.body)],
	}),
	'kE11 a time that is none': (one, scheme, { signed }) => {
		const now = timeOf(scheme);
		const odd = [
			`${now}.0`,
			`0x${Number(now).toString(16)}`,
			'NaN',
			`-${now}`,
			`${now}000000`,
			`${now}junk`,
			`+${now}`,
			` ${now}`,
			'',
			'Infinity',
			'1e3',
		];
		return { ...one, headers: [jsonType, ...signed!(odd[randomInt(odd.length)], one.body)] };
	},
};

/** For Standard Webhooks. */
const standard: Record<string, Forge> = {
	'kE7 another id': (one) => withHeader(one, 'webhook-id', () => `evt_${randomUUID()}`),
	'kE8 another time': (one) => withHeader(one, 'webhook-timestamp', (value) => String(Number(value) + 1)),
	'kE11 a time in another spelling': (one, _scheme, { to: { address } }) => {
		const now = nowSeconds();
		const odd = [
			`${now}.0`,
			`0x${now.toString(16)}`,
			'NaN',
			`-${now}`,
			`${now}000`,
			`${now}junk`,
			`${now / 1e9}e9`,
			`+${now}`,
			` ${now}`,
			`0${now}`,
			'',
			'Infinity',
			'1e3',
		];
		return { ...one, headers: [jsonType, ...standardHeaders(address, 'evt_1', odd[randomInt(odd.length)], one.body)] };
	},
	'kE14 base64url': (one, _scheme, { to: { address } }) => {
		// Some signatures have no letter that differs: the padding always does.
		const headers = standardHeaders(address, 'evt_1', nowSeconds(), one.body).map(([name, value]): [string, string] => [
			name,
			name === 'webhook-signature' ? `v1,${Buffer.from(value.slice(3), 'base64').toString('base64url')}` : value,
		]);
		return { ...one, headers: [jsonType, ...headers] };
	},
	'kE15 other versions alone': (one) =>
		withHeader(one, 'webhook-signature', (value) => `${value.replace('v1', 'v0')} ${value.replace('v1', 'v2')}`),
	'kE16 v1a': (one) => withHeader(one, 'webhook-signature', (value) => value.replace('v1', 'v1a')),
	'kE16 no version': (one) => withHeader(one, 'webhook-signature', (value) => value.slice(3)),
	'kE17 two, none valid': (one) =>
		withHeader(one, 'webhook-signature', () => [0, 1].map(() => `v1,${randomBytes(32).toString('base64')}`).join(' ')),
	'kE18 very many': (one) => withHeader(one, 'webhook-signature', (value) => `${'v1,AAAA '.repeat(10_000)}${value}`),
	'kE22 an id that moves the border': (one, _scheme, { to: { address } }) => {
		const now = nowSeconds();
		const [, , signature] = standardHeaders(address, `evt_1.${now}`, now, one.body);
		return {
			...one,
			headers: [jsonType, ['webhook-id', 'evt_1'], ['webhook-timestamp', String(now)], signature],
			body: Buffer.concat([Buffer.from(`${now}.`), one.body]),
		};
	},
	'kE26 signed for another address': (one, _scheme, { to: { address } }) => {
		const others = [
			`${address}/`,
			address.replace('https', 'http'),
			`${address}?a=1`,
			address.replace('/webhook/', '/webhook-test/'),
			address.replace('.com', '.com:443'),
		];
		return { ...one, headers: [jsonType, ...standardHeaders(others[randomInt(others.length)], 'evt_1', nowSeconds(), one.body)] };
	},
};

/** For signatures over the call id. */
const overCallId: Record<string, Forge> = {
	'another call': (one) => withBody(one, Buffer.from(JSON.stringify(bodies.synthflow(randomUUID())))),
	'no call id': (one) => withBody(one, Buffer.from(JSON.stringify({ call: { status: 'completed' } }))),
	'an empty call id': (one, _scheme) =>
		withBody({ ...one, headers: [jsonType, ['Synthflow-Signature', hmac('', '')]] }, Buffer.from('{"call":{"call_id":""}}')),
	'a call id that is no text': (one) => withBody(one, Buffer.from('{"call":{"call_id":[1]}}')),
	'several calls in one body': (one) => withBody(one, Buffer.concat([Buffer.from('['), one.body, Buffer.from(']')])),
	'the second spelling wrong': (one) => ({ ...one, headers: [...one.headers, ['X-Synthflow-Signature', 'AAAA']] }),
	'kE14 base64url or hex': (one) => withProof(one, (value) => Buffer.from(value, 'base64').toString(randomInt(2) ? 'base64url' : 'hex')),
};

const forAll = (scheme: Scheme): Record<string, Forge> => ({
	...everywhere,
	...(scheme.name.includes('of the body') ? { ...overBytes, ...inHex } : {}),
	...(scheme.time === undefined ? {} : overTime),
	...(scheme.name.includes('Standard') ? { ...overBytes, ...standard } : {}),
	...(scheme.name.includes('call id') ? overCallId : {}),
});

describe.each(schemes.map((scheme) => [scheme.name, scheme] as const))('%s', (_name, scheme) => {
	test.each(Object.entries(forAll(scheme)))('a forged delivery starts nothing: %s', async (_kind, forge) => {
		const made = scheme.make();
		const { to, genuine } = made;
		for (let seed = 0; seed < seeds; seed++) {
			const request = forge(genuine(randomUUID()), scheme, made);
			const { status, items, answer } = await deliver(to, request);
			tried++;
			expect([400, 401]).toContain(status);
			expect(items).toEqual([]);
			expect(JSON.stringify(answer).length).toBeLessThan(120);
		}
		// The secret itself still works: nothing was locked by what was refused.
		expect((await deliver(to, genuine(randomUUID()))).items).toHaveLength(1);
	});

	test('a wrong proof is refused even with unsigned events accepted', async () => {
		const made = scheme.make();
		const { to, genuine } = made;
		to.parameters.options = { acceptUnsigned: true };
		for (let seed = 0; seed < seeds; seed++) {
			for (const kind of ['kE3 a wrong secret', 'kE3 one character changed', 'kE12 cut off', 'kE13 other case', 'kE2 an empty proof']) {
				tried++;
				expect((await deliver(to, everywhere[kind](genuine(randomUUID()), scheme, made))).items, kind).toEqual([]);
			}
		}
	});

	test('kE23: a replay after acceptance starts nothing', async () => {
		const { to, genuine } = scheme.make();
		for (let seed = 0; seed < seeds; seed++) {
			const request = genuine(randomUUID());
			expect((await deliver(to, request)).items).toHaveLength(1);
			tried++;
			expect(await deliver(to, request)).toMatchObject({ status: 200, items: [] });
		}
	});
});

afterAll(() => {
	console.log(`forged, altered, expired or replayed deliveries: ${tried}`);
	expect(tried).toBeGreaterThanOrEqual(4000);
});
