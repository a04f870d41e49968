/** The proofs that a provider's folder declares: a signature over the raw body in its forms, and a secret in a header. */
import { createHmac, randomInt } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { Delivery } from '../../../nodes/shared/webhooks/delivery';
import { openDelivery } from '../../../nodes/shared/webhooks/delivery';
import { headerSecret } from '../../../nodes/shared/webhooks/secret';
import { bodySignature, secondsOrMilliseconds, secondsToMilliseconds } from '../../../nodes/shared/webhooks/signature';
import { secretOf } from '../../../nodes/shared/webhooks/verify';
import type { WebhookVerifier } from '../../../nodes/shared/webhooks/verify';

const secretField = { name: 'webhookSecret', label: 'Webhook Secret', inAddress: false };
const fiveMinutes = 300_000;

/** The four ways in which providers sign. */
const proofs = {
	/** The time behind the body, in milliseconds. Source: https://docs.retellai.com/features/secure-webhook */
	timeBehind: bodySignature({
		secretField,
		header: 'x-time-behind',
		form: /^v=(?<time>\d+),d=(?<digest>[0-9a-f]{64})$/i,
		around: (time) => ({ after: time }),
		tolerance: fiveMinutes,
	}),
	/** The time before the body, in seconds. */
	timeBefore: bodySignature({
		secretField,
		header: 'x-time-before',
		form: /^t=(?<time>\d+),v0=(?<digest>[0-9a-f]{64})$/,
		around: (time) => ({ before: `${time}.` }),
		toMilliseconds: secondsToMilliseconds,
		tolerance: 6 * fiveMinutes,
	}),
	/** The body alone. */
	bodyAlone: bodySignature({ secretField, header: 'x-body-alone' }),
	/** The time in a header of its own. */
	timeApart: bodySignature({
		secretField,
		header: 'x-time-apart',
		timeHeader: 'x-time',
		around: (time) => ({ before: `${time}.` }),
		toMilliseconds: secondsOrMilliseconds,
		tolerance: fiveMinutes,
	}),
	/** Base64 instead of hex. */
	base64: bodySignature({ secretField, header: 'x-base64', form: /^sha256=(?<digest>.+)$/, encoding: 'base64' }),
};

type Headers = ReadonlyArray<readonly [string, string]>;

function opened(headers: Headers, body: string): Delivery {
	const result = openDelivery({ headers: {}, rawHeaders: headers.flat(), rawBody: Buffer.from(body) });
	if (!result.ok) throw new Error(result.fault.sentence);
	return result.value;
}

const isValid = (proof: WebhookVerifier, headers: Headers, body: string, now: number, ...secrets: string[]): boolean =>
	proof.verify(
		opened(headers, body),
		secrets.map((secret) => proof.toKey(secret)),
		now,
	);

const sign = (secret: string, text: string, encoding: 'hex' | 'base64' = 'hex'): string =>
	createHmac('sha256', secret).update(text).digest(encoding);

/** Vectors: Retell's is published (retell-typescript-sdk, tests/webhook-auth.test.ts), the others were computed from the documentation. */
const vectors: Array<[keyof typeof proofs, string, Headers, string, number]> = [
	[
		'timeBehind',
		'test-api-key',
		[['X-Time-Behind', 'v=1700000000000,d=07024cabe7dd8f6d1c6e4a8324ca92c812e6ad4a7ee506c04f7e462e3321823e']],
		'{"event":"call_ended"}',
		1_700_000_000_000,
	],
	[
		'timeBefore',
		'test-secret',
		[['X-Time-Before', 't=1700000000,v0=e6a4adef625f8b782bc72390ffbbf342f801fc0dfcd9bf90cad5deecf3048273']],
		'{"type":"post_call_transcription","event_timestamp":1700000000,"data":{}}',
		1_700_000_000_000,
	],
	[
		'bodyAlone',
		'test-secret',
		[['X-Body-Alone', 'aa8f72b31154de4d00d246df50dad8e856bf2bb11cf0ed8d2675ee860aaa7a18']],
		'{"call_id":"c-1","status":"completed"}',
		0,
	],
	[
		'timeApart',
		'test-secret',
		[
			['X-Time-Apart', '0e3e5981194d5763d10d48ec84327440c4dd8127f9f00781ad34e23b8564e2a4'],
			['X-Time', '1700000000000'],
		],
		'{"message":{"type":"status-update","status":"ended"}}',
		1_700_000_000_000,
	],
	['base64', 'test-secret', [['X-Base64', `sha256=${sign('test-secret', '{"a":1}', 'base64')}`]], '{"a":1}', 0],
];

describe.each(vectors)('a signature with %s', (name, secret, headers, body, now) => {
	const proof = proofs[name];
	const [[header, value], ...rest] = headers;
	const check = (changed: Headers): boolean => isValid(proof, changed, body, now, secret);

	test('is valid under the right secret alone, also as one of two', () => {
		expect(check(headers)).toBe(true);
		expect(isValid(proof, headers, body, now, 'another-secret', secret)).toBe(true);
		expect(isValid(proof, headers, body, now, 'another-secret')).toBe(false);
		expect(isValid(proof, headers, body, now)).toBe(false);
	});
	test('is wrong after any change of the body', () => {
		for (const other of [`${body} `, `\n${body}`, body.replace('"', "'"), JSON.stringify(JSON.parse(body), null, 1).concat(' ')]) {
			expect(isValid(proof, headers, other, now, secret)).toBe(false);
		}
	});
	test('is wrong after a change of any of its characters', () => {
		for (let index = 0; index < value.length; index++) {
			const changed = value.slice(0, index) + (value[index] === '0' ? '1' : '0') + value.slice(index + 1);
			if (changed !== value) expect(check([[header, changed], ...rest])).toBe(false);
		}
	});
	test('is wrong if it is cut off, longer, quoted, blank, empty, or has text around it', () => {
		const odd = [value.slice(0, -1), `${value}0`, `${value}\n`, ` ${value}`, `${value} `, `"${value}"`, '', ' ', `x${value}`, `${value},`];
		for (const changed of odd) expect(check([[header, changed], ...rest])).toBe(false);
	});
	test('is wrong if it comes twice, alike or not, or not at all', () => {
		expect(check([...headers, [header, value]])).toBe(false);
		expect(check([[header.toLowerCase(), 'x'], ...headers])).toBe(false);
		expect(check(rest)).toBe(false);
	});
	test('is claimed only by a delivery that has its header, and counts for the whole body', () => {
		expect(proof.extract(opened(headers, body))).toEqual([value]);
		expect(proof.extract(opened(rest, body))).toEqual([]);
		expect(proof.coversBody).toBe(true);
	});
});

describe('the time of a signature', () => {
	const now = 1_790_000_000_000;
	const body = '{"event":"x"}';
	const behind = (time: string): Headers => [['x-time-behind', `v=${time},d=${sign('test-secret', `${body}${time}`)}`]];
	const before = (time: string): Headers => [['x-time-before', `t=${time},v0=${sign('test-secret', `${time}.${body}`)}`]];
	const apart = (time: string): Headers => [
		['x-time-apart', sign('test-secret', `${time}.${body}`)],
		['x-time', time],
	];

	test.each([
		[-300_001, false],
		[-300_000, true],
		[0, true],
		[300_000, true],
		[300_001, false],
	])('%d milliseconds away from this clock it is let in: %s, with a tolerance of five minutes', (offset, accepted) => {
		expect(isValid(proofs.timeBehind, behind(String(now + offset)), body, now, 'test-secret')).toBe(accepted);
		expect(isValid(proofs.timeApart, apart(String(now + offset)), body, now, 'test-secret')).toBe(accepted);
	});
	test.each([
		[-1801, false],
		[-1800, true],
		[1800, true],
		[1801, false],
	])('%d seconds away from this clock it is let in: %s, with a tolerance of half an hour', (offset, accepted) => {
		expect(isValid(proofs.timeBefore, before(String(now / 1000 + offset)), body, now, 'test-secret')).toBe(accepted);
	});
	test('a time in seconds or milliseconds is told by its size', () => {
		for (const [time, accepted] of [
			[now / 1000, true],
			[now / 1000 - 301, false],
			[now, true],
			[now / 1e6, false],
			[now * 1000, false],
		] as const) {
			expect(isValid(proofs.timeApart, apart(String(Math.round(time))), body, now, 'test-secret')).toBe(accepted);
		}
	});
	test.each([
		'',
		'NaN',
		'0',
		`-${now}`,
		`+${now}`,
		`${now}.0`,
		`0x${now.toString(16)}`,
		'1.79e12',
		` ${now}`,
		`${2 ** 53 + 2}`,
		'Infinity',
	])('the signed time %j is none', (time) => {
		expect(isValid(proofs.timeBehind, behind(time), body, now, 'test-secret')).toBe(false);
		expect(isValid(proofs.timeApart, apart(time), body, now, 'test-secret')).toBe(false);
	});
	test('a time of its own must be there exactly once', () => {
		const [signature, time] = apart(String(now));
		expect(isValid(proofs.timeApart, [signature, time], body, now, 'test-secret')).toBe(true);
		expect(isValid(proofs.timeApart, [signature], body, now, 'test-secret')).toBe(false);
		expect(isValid(proofs.timeApart, [signature, time, time], body, now, 'test-secret')).toBe(false);
	});
});

test.each([
	['only the time', 'v=1700000000000'],
	['only the digest', 'd=07024cabe7dd8f6d1c6e4a8324ca92c812e6ad4a7ee506c04f7e462e3321823e'],
	['the other order', 'd=07024cabe7dd8f6d1c6e4a8324ca92c812e6ad4a7ee506c04f7e462e3321823e,v=1700000000000'],
	['a digest that is no hex', `v=1700000000000,d=${'g'.repeat(64)}`],
	['a short digest', 'v=1700000000000,d=07024c'],
	['a time beyond the safe integers', `v=${'9'.repeat(20)},d=${'0'.repeat(64)}`],
	['an infinite time', `v=${'9'.repeat(400)},d=${'0'.repeat(64)}`],
])('the published refusals hold: %s', (_name, value) => {
	expect(isValid(proofs.timeBehind, [['x-time-behind', value]], '{"event":"call_ended"}', 1_700_000_000_000, 'test-api-key')).toBe(false);
});

test('a digest in capital letters is valid only where the form says so', () => {
	const digest = sign('test-secret', '{}').toUpperCase();
	const both = (flags: string) => bodySignature({ secretField, header: 'x-one', form: new RegExp('^(?<digest>[0-9a-f]{64})$', flags) });
	expect(isValid(both('i'), [['x-one', digest]], '{}', 0, 'test-secret')).toBe(true);
	expect(isValid(both(''), [['x-one', digest]], '{}', 0, 'test-secret')).toBe(false);
});

test('a long header of nearly the right form is refused in no time', () => {
	const long = 'v=1,'.repeat(4000);
	const begun = performance.now();
	for (let index = 0; index < 100; index++)
		expect(isValid(proofs.timeBehind, [['x-time-behind', long]], '{}', 0, 'test-secret')).toBe(false);
	expect(performance.now() - begun).toBeLessThan(5000);
});

test('of 1,000 random digests none is valid', () => {
	for (let index = 0; index < 1000; index++) {
		const digest = Array.from({ length: 64 }, () => randomInt(16).toString(16)).join('');
		expect(isValid(proofs.bodyAlone, [['x-body-alone', digest]], '{}', 0, 'test-secret')).toBe(false);
	}
});

describe('a secret in a header', () => {
	const proof = headerSecret('x-a-secret', secretField);
	const check = (...values: string[]): boolean =>
		isValid(
			proof,
			values.map((value) => ['X-A-Secret', value] as const),
			'{}',
			0,
			'secret-0123456789',
			'second-0123456789',
		);

	test('is valid if it is one of the two, whole and once', () => {
		expect(check('secret-0123456789')).toBe(true);
		expect(check('second-0123456789')).toBe(true);
		expect(check('secret-0123456789', 'secret-0123456789')).toBe(false);
		expect(check()).toBe(false);
		for (const wrong of ['', ' ', 'secret-012345678', 'secret-01234567890', 'SECRET-0123456789', 'secret-0123456789 second-0123456789']) {
			expect(check(wrong)).toBe(false);
		}
	});
	test('proves the whole body, and is always due unless declared otherwise', () => {
		expect([proof.coversBody, proof.absentPerCall]).toEqual([true, undefined]);
		expect(headerSecret('x-a-secret', secretField, { absentPerCall: true }).absentPerCall).toBe(true);
	});
});

test('an empty secret is read from the other field of the credential, where the provider names one', () => {
	const plain = bodySignature({ secretField, header: 'x-one' });
	const falling = bodySignature({ secretField: { ...secretField, fallback: 'apiKey' }, header: 'x-one' });
	for (const empty of ['', '  ', undefined]) {
		expect(secretOf(falling, { webhookSecret: empty, apiKey: 'key' })).toBe('key');
		expect(secretOf(plain, { webhookSecret: empty, apiKey: 'key' })).toBe(empty);
	}
	expect(secretOf(falling, { webhookSecret: 'own', apiKey: 'key' })).toBe('own');
});
