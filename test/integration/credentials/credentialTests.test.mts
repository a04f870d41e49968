import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import type { ProviderName } from '../../servers/strictServer.mts';
import { authenticate, dataOf, judge, testRequestOf } from '../../harness/credentials.mts';
import { sendRequest } from '../../harness/http.mts';
import { credentialOf, displayNames } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

const servers = useServers();

/** Sends the credential's test request to the strict server and judges its answer as n8n does. */
async function verdictOf(provider: ProviderName, change: ICredentialDataDecryptedObject = {}): Promise<string> {
	const data = dataOf(provider, {
		...credentialOf(servers[provider]).data,
		...change,
	} as ICredentialDataDecryptedObject);
	const { url, method, qs, headers: given, body } = testRequestOf(provider, data);
	const { headers } = await authenticate(provider, data, { url, headers: given });
	const query = qs ? `?${new URLSearchParams(qs).toString()}` : '';
	const answer = await sendRequest(url + query, {
		method,
		headers: headers as Record<string, string>,
		body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
	});
	return judge(provider, answer.status, answer.text);
}

describe.each(realProviders)('the credential test of %s', (provider) => {
	const name = displayNames[provider];

	test('the credential test passes the right key with one request that breaks no rule of the provider', async () => {
		expect(await verdictOf(provider)).toBe('OK');
		expect(servers[provider].requests).toHaveLength(1);
		expect(servers[provider].violations).toEqual([]);
		expect(servers[provider].creates).toEqual([]);
	});

	test('the credential test fails a wrong key with the provider’s way out', async () => {
		const message = await verdictOf(provider, { apiKey: 'wrong-key' });
		expect(message).toContain(`${name} refused this key.`);
		expect(message).toContain(
			provider === 'synthflow' ? 'a key works only in the region it was made in' : 'Check the API key in the credential.',
		);
		expect(message).not.toContain('wrong-key');
	});

	test.each([
		['a sign-in page', '<!doctype html><html><title>Sign in</title></html>'],
		['a page behind a line break', '\n<!doctype html>'],
		['a page behind blanks', '  <html>'],
		['a page behind a carriage return', '\r\n<html>'],
		['a page behind a tab', '\t<html>'],
	])('the credential test fails %s in a 200', (_name, page) => {
		expect(judge(provider, 200, page)).toBe(`This address answers with a web page, not with the API of ${name}. Check the Base URL.`);
	});

	test.each([301, 302, 307, 308])('the credential test fails a redirect (%i) and says where the key is not sent', (status) => {
		expect(judge(provider, status, '')).toContain('redirects elsewhere, and the key is not sent there');
	});

	test.each([401, 403])('the credential test fails a %i, and a 404 is no API', (status) => {
		expect(judge(provider, status, '{}')).toContain(`${name} refused this key.`);
		expect(judge(provider, 404, '{}')).toContain(`has no API of ${name}`);
	});
});

describe('an error inside a 2xx', () => {
	test.each([
		['svalync', { success: false, message: 'Unauthorized', status: 401 }],
		['svalync', { response: [{ success: false, message: 'Unauthorized', status: 401 }] }],
		['synthflow', { detail: { status: 'error', description: 'Unauthorized' } }],
		['synthflow', { error: 'Unauthorized', message: 'Invalid API key' }],
		['talkover', { success: false, message: 'Invalid token' }],
		['talkover', { error: { code: 'INVALID_TOKEN', message: 'Invalid token' } }],
		['unleashx', { error: true, message: 'Invalid Auth Key or Session Expired' }],
		['unleashx', { success: false, message: 'Invalid Auth Key' }],
		['vapi', { message: 'Invalid Key.', error: 'Unauthorized', statusCode: 401 }],
	] as const)('a key is not said to work by an error inside a 2xx: %s %j', (provider, body) => {
		expect(judge(provider, 200, JSON.stringify(body))).toMatch(/refused this key|has no API of/);
	});

	test('a refused key of UnleashX gets an error inside a 2xx where errors travel so', async () => {
		servers.unleashx.state.errorsInside2xx = true;
		expect(await verdictOf('unleashx', { apiKey: 'wrong-key' })).toContain('UnleashX refused this key.');
		expect(await verdictOf('unleashx')).toBe('OK');
	});

	test('a refused key of Svalync gets its sign-in page or a redirect to it, and neither passes', async () => {
		for (const badKey of ['json', 'redirect', 'html']) {
			servers.svalync.state.badKey = badKey;
			expect(await verdictOf('svalync', { apiKey: 'wrong-key' })).not.toBe('OK');
			expect(await verdictOf('svalync')).toBe('OK');
		}
	});

	test('the right key in a wrong region of Synthflow is told apart by the way out', async () => {
		servers.synthflow.state.region = 'wrong';
		expect(await verdictOf('synthflow')).toBe(
			'Synthflow refused this key. Check the API key and the Region in the credential: a key works only in the region it was made in.',
		);
	});
});
