import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import type { ProviderName } from '../../servers/strictServer.mts';
import { expectNoSecret } from '../../harness/canary.mts';
import { authenticate, credentialTypes, dataOf, key, production, testRequestOf } from '../../harness/credentials.mts';
import { displayNames } from '../../harness/sendCall.mts';
import { realProviders } from '../../harness/servers.mts';
import { authHeaders } from '../providers/fieldTable.mts';

/** The sentence of a refusal; fails where nothing was refused. */
async function refusal(
	provider: ProviderName,
	data: ICredentialDataDecryptedObject,
	request: Partial<IHttpRequestOptions>,
): Promise<string> {
	const refused = await authenticate(provider, data, request).then(
		(sent) => new Error(`was not refused: ${JSON.stringify(sent)}`, { cause: 'sent' }),
		(error: Error) => error,
	);
	if (refused.cause === 'sent') throw refused;
	expectNoSecret(refused, String(data.apiKey).trim() || 'nothing');
	return refused.message;
}

test('there is a credential for every provider but the Simulator, and each has a test', () => {
	expect(Object.keys(credentialTypes).sort()).toEqual(realProviders.map((id) => `${id}VoiceApi`).sort());
	expect(Object.values(credentialTypes).every((one) => one.test !== undefined)).toBe(true);
});

describe.each(realProviders)('the key of %s', (provider) => {
	const at = (path: string): string => production[provider] + path;

	test('the key goes into the documented header, beside the headers that are there, and no redirect is followed', async () => {
		const request = await authenticate(provider, dataOf(provider), {
			url: at('/x'),
			headers: { 'X-Mine': '1' },
			qs: { a: 1 },
		});
		const { name, prefix } = authHeaders[provider];
		const sent = Object.fromEntries(Object.entries(request.headers ?? {}).map(([header, value]) => [header.toLowerCase(), value]));
		expect(sent).toEqual({ accept: 'application/json', 'x-mine': '1', [name]: prefix + key });
		expect(request).toMatchObject({ url: at('/x'), qs: { a: 1 }, disableFollowRedirect: true });
	});

	test('the key is taken without the blanks around it', async () => {
		const request = await authenticate(provider, dataOf(provider, { apiKey: `\n ${key}\t\r\n` }), { url: at('/x') });
		expect(Object.values(request.headers ?? {})).toContain(authHeaders[provider].prefix + key);
	});

	test.each([
		['a line break', `${key}\nX-Evil: 1`],
		['a carriage return', `${key}\r${key}`],
		['a blank', 'two words'],
		['a letter that no header takes', `${key}ü`],
		['an invisible character', `${key}\u200b`],
		['nothing', ''],
		['blanks alone', ' \n '],
	])('the key is refused when it holds %s', async (_name, apiKey) => {
		expect(await refusal(provider, dataOf(provider, { apiKey }), { url: at('/x') })).toMatch(/^API Key is empty or holds .+ Copy it again/);
	});

	const hostOf = new URL(production[provider]).host;
	test.each([
		['another host', 'https://evil.example/x'],
		['a host that only begins alike', `https://${hostOf}.evil.example/x`],
		['the host as a user name', `https://${hostOf}@evil.example/x`],
		['a subdomain', `https://sub.${hostOf}/x`],
		['another port', `${production[provider].replace(hostOf, `${hostOf}:8443`)}/x`],
		['http', `${production[provider].replace('https:', 'http:')}/x`],
		// Above an address without a path there is nothing.
		...(new URL(production[provider]).pathname === '/' ? [] : [['a path above the base', `${production[provider]}/../../x`]]),
		['a path beside the base', `${production[provider]}evil/x`],
	])('the key is not sent to %s', async (_name, url) => {
		expect(await refusal(provider, dataOf(provider), { url })).toBe(
			`The key of ${displayNames[provider]} is sent only to the Base URL of its credential.`,
		);
		const { origin, pathname } = new URL(url);
		expect(await refusal(provider, dataOf(provider), { baseURL: origin, url: pathname })).toContain('is sent only to');
	});

	test.each([
		['http to another machine', 'http://api.example.com/v1', 'must start with https://'],
		['http to a host that only begins like this machine', 'http://localhost.evil.example/v1', 'must start with https://'],
		['http to a number that only looks like this machine', 'http://127.0.0.1.evil.example/v1', 'must start with https://'],
		['http to the local network', 'http://192.168.0.10/v1', 'must start with https://'],
		['a user name', 'https://user@api.example.com/v1', 'holds a user name or password'],
		['a password', 'https://user:pass@api.example.com/v1', 'holds a user name or password'],
		['no scheme', 'api.example.com/v1', 'is not a complete address'],
		['another scheme', 'ftp://api.example.com/v1', 'must start with https://'],
		['a line break', 'https://api.example.com/\nv1', 'has a blank or a control character'],
		['a query', 'https://api.example.com/v1?x=1', 'has a ? part'],
		['a fragment', 'https://api.example.com/v1#x', 'has a # part'],
		['nothing', '', 'is not a complete address'],
	])('the key is refused a Base URL with %s', async (_name, baseUrl, sentence) => {
		expect(await refusal(provider, dataOf(provider, { baseUrl }), { url: `${baseUrl}/x` })).toContain(`Base URL ${sentence}`);
	});

	test.each(['http://localhost:8080/v1', 'http://127.0.0.1:8080/v1', 'http://[::1]:8080/v1', 'https://api.example.com/v1/'])(
		'the key is sent to the Base URL %s',
		async (baseUrl) => {
			const request = await authenticate(provider, dataOf(provider, { baseUrl }), {
				url: `${baseUrl.replace(/\/$/, '')}/x`,
			});
			expect(Object.values(request.headers ?? {}).some((value) => String(value).endsWith(key))).toBe(true);
		},
	);
});

describe('the regions of Synthflow', () => {
	const hosts = { global: 'api.synthflow.ai', us: 'api.us.synthflow.ai', eu: 'api.eu.synthflow.ai' };
	test.each(Object.entries(hosts))('the key of region %s goes to %s alone', async (region, host) => {
		const data = dataOf('synthflow', { region });
		await authenticate('synthflow', data, { url: `https://${host}/v2/calls` });
		for (const other of Object.values(hosts).filter((one) => one !== host)) {
			expect(await refusal('synthflow', data, { url: `https://${other}/v2/calls` })).toContain('is sent only to');
		}
		expect(testRequestOf('synthflow', data).url).toBe(`https://${host}/v2/assistants/`);
	});
});
