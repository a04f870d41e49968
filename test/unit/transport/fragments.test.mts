import { describe, expect, test } from 'vitest';
import { jsonWithoutSecrets, secretsOf, withoutSecrets } from '../../../nodes/shared/transport/redact';

const key = 'talq+live/abcDEF==9876';
const secrets = secretsOf({ apiKey: key });
const base64 = (text: string): string => Buffer.from(text).toString('base64');

describe('a key comes back in no other spelling', () => {
	test.each([
		['URL-encoded in lower case', 'talq%2blive%2fabcDEF%3d%3d9876'],
		['URL-encoded twice', encodeURIComponent(encodeURIComponent(key))],
		['read out of a form', key.replace('+', ' ')],
		['in lower case', key.toLowerCase()],
		['in upper case', key.toUpperCase()],
		['its first 14 characters', key.slice(0, 14)],
		['its last 12 characters', key.slice(-12)],
		['escaped for a page', key.replaceAll('=', '&#61;').replace('+', '&#x2b;')],
		['in hexadecimal', Buffer.from(key).toString('hex')],
		['with blanks', [...key].join(' ')],
		['in base64 behind its prefix', base64(`Bearer ${key}`)],
		['in base64 behind a name', base64(`x:${key}`)],
		['in base64 and URL-encoded', encodeURIComponent(base64(`api:${key}`))],
		['with a sign without width', `${key.slice(0, 8)}\u200b${key.slice(8)}`],
		['without its padding', 'talq%2Blive%2FabcDEF9876'],
	])('a key comes back in no other spelling: %s', (_name, spelled) => {
		const shown = withoutSecrets(`bad token ${spelled} given`, secrets);
		expect(shown).toMatch(/^bad token .*••••/);
		const left = shown.replace(/bad token|given|•/g, '').replace(/[^a-z0-9]/gi, '');
		expect(left.length).toBeLessThan(8);
		expect(JSON.stringify(jsonWithoutSecrets({ deep: [spelled] }, secrets))).toContain('••••');
	});
});

test('a part of a key that it shares with a language stays: words of its own, and parts that are too short', () => {
	const wordy = secretsOf({ apiKey: 'sv_production_workspace_4711abcd', webhookToken: 'correct-horse-battery' });
	for (const open of [
		'The workspace is in production.',
		'Agent not found or not active',
		'talq_live',
		'correct battery',
		'sv_ 4711',
		'Phone Number is required',
		'Authentication was unsuccessful, see https://docs.example.com/errors?code=INSUFFICIENT_CREDITS',
		'c0ffee00-1234-4abc-8def-0123456789ab',
	]) {
		expect(withoutSecrets(open, [...wordy])).toBe(open);
		expect(withoutSecrets(open, secrets)).toBe(open);
	}
	expect(withoutSecrets('sv_production_workspace_4711abcd and CORRECT-HORSE-BATTERY', wordy)).toBe('•••• and ••••');
	expect(withoutSecrets('the key sv_production_worksp… is bad', wordy)).toBe('the key ••••… is bad');
});

test('a long answer is read in a short time', () => {
	const body = {
		rows: Array.from({ length: 200 }, (_, id) => ({ id, transcript: 'agent: Hello, how are you today?\nuser: Fine. '.repeat(60) })),
	};
	expect(jsonWithoutSecrets(body, secrets)).toEqual(body);
});
