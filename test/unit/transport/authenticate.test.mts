import { expect, test } from 'vitest';
import { providers } from '../../../nodes/shared/providers/registry';
import { svalync } from '../../../nodes/shared/providers/svalync';
import { synthflow } from '../../../nodes/shared/providers/synthflow';
import { authenticateAt, checkKey, testRules } from '../../../nodes/shared/transport/connect';
import { settingsOf } from '../../harness/values.mts';

const withAccount = providers.filter(({ credentialType }) => credentialType !== null);
const send = (settings: object, request: object) =>
	authenticateAt(svalync)({ ...settingsOf.svalync, ...settings } as never, request as never);

test.each(withAccount.map((provider) => [provider.id, provider] as const))(
	'%s gets its key in the documented header, on its own address, and redirects are not followed',
	async (id, provider) => {
		const url = `${provider.baseUrl(settingsOf[id])}/calls`;
		const { headers, disableFollowRedirect } = await authenticateAt(provider)(settingsOf[id] as never, {
			url,
			headers: { accept: 'application/json' },
		});
		const { header, prefix } = provider.authentication!;
		expect(headers).toEqual({ accept: 'application/json', [header]: `${prefix}key-of-${id}` });
		expect(disableFollowRedirect).toBe(true);
	},
);

test('the header and its prefix are those of the documentation', () => {
	expect(Object.fromEntries(withAccount.map(({ id, authentication }) => [id, authentication]))).toEqual({
		bland: { header: 'authorization', prefix: '' },
		elevenlabs: { header: 'xi-api-key', prefix: '' },
		retell: { header: 'Authorization', prefix: 'Bearer ' },
		svalync: { header: 'x-api-key', prefix: '' },
		synthflow: { header: 'Authorization', prefix: 'Bearer ' },
		talkover: { header: 'Authorization', prefix: 'Bearer ' },
		unleashx: { header: 'token', prefix: '' },
		vapi: { header: 'Authorization', prefix: 'Bearer ' },
	});
});

test('a base address and a path, as a credential test gives them, are put together', async () => {
	const request = await send({}, { baseURL: 'https://svalync.com/api/', url: '/agents/getall' });
	expect(request.headers).toMatchObject({ 'x-api-key': 'key-of-svalync' });
});

test.each([
	['another host', 'https://evil.example/api/calls'],
	['a host that begins alike', 'https://svalync.com.evil.example/api/calls'],
	['another port', 'https://svalync.com:8443/api/calls'],
	['http', 'http://svalync.com/api/calls'],
	['another path', 'https://svalync.com/other'],
	['a path that begins alike', 'https://svalync.com/apiary/calls'],
	['a path that climbs out', 'https://svalync.com/api/../other'],
	['an encoded path that climbs out', 'https://svalync.com/api/%2e%2e/other'],
	['a user name in front of another host', 'https://svalync.com@evil.example/api/calls'],
])('the key is not sent to %s', async (_name, url) => {
	await expect(send({}, { url })).rejects.toThrow('The key of Svalync is sent only to the Base URL of its credential.');
});

test.each([
	['a Base URL over http', { baseUrl: 'http://svalync.com/api' }, /Base URL must start with https/],
	['no Base URL', { baseUrl: undefined }, /Base URL is not a complete address/],
	['no key', { apiKey: '' }, /API Key is empty/],
	['no key at all', { apiKey: undefined }, /API Key is empty/],
	['a key with a line break', { apiKey: 'key\r\nX-Header: y' }, /blank or a special character/],
	['a key with a blank', { apiKey: 'my key' }, /blank or a special character/],
	['a key with a special character', { apiKey: 'kéy' }, /blank or a special character/],
])('a request is refused before anything is sent: %s', async (_name, settings, sentence) => {
	await expect(send(settings, { url: 'https://svalync.com/api/calls' })).rejects.toThrow(sentence);
});

test('the blanks around a key are dropped, and no error holds the key', async () => {
	expect(checkKey({ apiKey: ' key-1\n' })).toEqual({ ok: true, value: 'key-1' });
	const error = await send({ apiKey: 's3cret key' }, { url: 'https://svalync.com/api/calls' }).catch((one: Error) => one);
	expect(String((error as Error).message)).not.toContain('s3cret');
});

test('a credential test fails on a refused key, a redirect, a wrong address, a web page and a reported error', () => {
	const rules =
		testRules(synthflow, {
			wrongBody: [
				{ key: 'error', value: true },
				{ key: 'response', value: undefined },
			],
		}) ?? [];
	const messageOf = (type: string, value: unknown, key?: string) =>
		(rules as any[]).find(
			(rule) => rule.type === type && rule.properties.value === value && (key === undefined || rule.properties.key === key),
		)?.properties.message;
	for (const status of [401, 403]) expect(messageOf('responseCode', status)).toMatch(/^Synthflow refused this key\. .*Region/);
	for (const status of [301, 302, 307, 308]) expect(messageOf('responseCode', status)).toMatch(/redirects elsewhere/);
	expect(messageOf('responseCode', 404)).toMatch(/no API of Synthflow/);
	expect(messageOf('responseSuccessBody', '<', '0')).toMatch(/web page/);
	expect(messageOf('responseSuccessBody', true, 'error')).toMatch(/refused this key/);
	expect(messageOf('responseSuccessBody', undefined, 'response')).toMatch(/no API of Synthflow/);
});
