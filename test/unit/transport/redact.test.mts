import { expect, test } from 'vitest';
import { jsonWithoutSecrets, secretsOf, withoutSecrets } from '../../../nodes/shared/transport/redact';

const key = 'k3y/of+the=workspace?&"\\';
const settings = { apiKey: key, webhookToken: 'token-4711', webhookSecret: 'abc', baseUrl: 'https://svalync.com/api', region: 'global' };

test('keys, tokens and secrets are secret; addresses, regions and texts too short to be one are not', () => {
	const secrets = secretsOf(settings);
	expect(secrets).toContain(key);
	expect(secrets).toContain('token-4711');
	for (const open of ['abc', 'https://svalync.com/api', 'global']) expect(secrets).not.toContain(open);
	expect(secretsOf({ apiKey: 42, webhookToken: null })).toEqual([]);
});

test.each([
	['as it is', key],
	['URL-encoded', encodeURIComponent(key)],
	['in base64', Buffer.from(key).toString('base64')],
	['in base64 without padding', Buffer.from(key).toString('base64').replace(/=+$/, '')],
	['in base64url', Buffer.from(key).toString('base64url')],
	['reversed', [...key].reverse().join('')],
])('a key %s is taken out of a message and of a whole answer', (_name, spelled) => {
	const secrets = secretsOf(settings);
	expect(withoutSecrets(`Bad key ${spelled}.`, secrets)).toBe('Bad key ••••.');
	const answer = { error: `Bad key ${spelled}.`, deep: [{ [spelled]: [spelled] }], ok: true };
	expect(jsonWithoutSecrets(answer, secrets)).toEqual({ error: 'Bad key ••••.', deep: [{ '••••': ['••••'] }], ok: true });
});

test('a key with a blank around it, and each of two secrets in one field, are taken out', () => {
	const secrets = secretsOf({ apiKey: ' key-0123456789\n', webhookToken: 'old-token new-token' });
	expect(withoutSecrets('key-0123456789 old-token new-token', secrets)).toBe('•••• ••••');
	expect(withoutSecrets('?token=new-token&was=old-token', secrets)).toBe('?token=••••&was=••••');
});

test('a secret that holds another one leaves nothing behind', () => {
	const secrets = secretsOf({ apiKey: 'abcd1234', webhookToken: 'abcd1234-and-more' });
	expect(withoutSecrets('abcd1234-and-more abcd1234', secrets)).toBe('•••• ••••');
});

test('a secret of digits or of a JSON word leaves readable JSON', () => {
	const secrets = secretsOf({ apiKey: 'true', webhookToken: '12345' });
	expect(jsonWithoutSecrets({ ok: true, id: 9_123_456, none: null, far: 12.5 }, secrets)).toEqual({
		ok: true,
		id: '9••••6',
		none: null,
		far: 12.5,
	});
});

test('a text that is no JSON reads as null, and an answer without secrets stays what it is', () => {
	const secrets = secretsOf(settings);
	expect(jsonWithoutSecrets(undefined, secrets)).toBeNull();
	expect(jsonWithoutSecrets(() => 1, secrets)).toBeNull();
	const answer = { a: [1, 'x', null, false, { b: {} }] };
	expect(jsonWithoutSecrets(answer, secrets)).toEqual(answer);
	expect(jsonWithoutSecrets('<html>', secrets)).toBe('<html>');
});

test('the address of a waiting execution loses what opens it, wherever it stands; other addresses stay', () => {
	const token = 'tokenOfThisAttempt_-0123456789AB';
	const address = `https://n8n.example.com/webhook-waiting/17?signature=${'a'.repeat(64)}&attempt=${token}`;
	for (const one of [address, encodeURIComponent(address), JSON.stringify({ resumeUrl: address })]) {
		const clean = withoutSecrets(`callback_url ${one} is no good.`, []);
		expect(clean).not.toMatch(new RegExp(`${token}|aaaa`));
		expect(clean).toContain('webhook-waiting');
	}
	for (const open of [`https://files.example.com/a.wav?signature=${'a'.repeat(64)}`, 'attempt=2', 'the second attempt'])
		expect(withoutSecrets(open, [])).toBe(open);
});
