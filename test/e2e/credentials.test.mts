import { afterAll, beforeAll, expect, test } from 'vitest';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from './support/n8n.mts';
import type { Providers } from './support/providers.mts';
import { realProviders, startProviders } from './support/providers.mts';

const n8n = connect();
let providers: Providers;
beforeAll(async () => {
	providers = await startProviders();
});
afterAll(() => providers.close());

const testing = async (id: (typeof realProviders)[number], change: Record<string, unknown> = {}) => {
	const { name, type, data } = providers.credentialOf(id);
	return await n8n.testCredential({ name, type, data: { ...data, ...change } });
};

/** A server that answers every request alike, whatever the key. */
async function answering(status: number, headers: Record<string, string>, body: string) {
	const seen: string[] = [];
	const server = createServer((request, response) => {
		seen.push(JSON.stringify(request.headers));
		response.writeHead(status, headers).end(body);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return { baseUrl, seen, close: () => new Promise((resolve) => server.close(resolve)) };
}

test.each(realProviders)('%s: the right key passes the credential test', async (id) => {
	expect(await testing(id)).toMatchObject({ status: 'OK' });
});

test.each(realProviders)('%s: a wrong key fails with the way out', async (id) => {
	const result = await testing(id, { apiKey: 'not-the-key-of-anybody' });
	expect(result.status).toBe('Error');
	expect(result.message).toMatch(/refused this key/);
	expect(result.message).not.toContain('not-the-key');
});

test('Synthflow: a key of another region fails and the message says to check the region', async () => {
	providers.synthflow.state.region = 'wrong';
	const result = await testing('synthflow');
	providers.synthflow.state.region = 'right';
	expect(result).toMatchObject({ status: 'Error', message: expect.stringContaining('Region') });
});

test.each(realProviders)('%s: a sign-in page instead of the API fails', async (id) => {
	const page = await answering(200, { 'content-type': 'text/html' }, '<!doctype html><title>Sign in</title>');
	const result = await testing(id, { baseUrl: page.baseUrl });
	await page.close();
	expect(result).toMatchObject({ status: 'Error', message: expect.stringContaining('web page') });
});

test.each(realProviders)('%s: an error inside a 2xx fails', async (id) => {
	const body = JSON.stringify({ success: false, error: true, message: 'Invalid Auth Key', status: 401 });
	const api = await answering(200, { 'content-type': 'application/json' }, body);
	const result = await testing(id, { baseUrl: api.baseUrl });
	await api.close();
	expect(result.status).toBe('Error');
});

test.each(realProviders)('%s: a redirect fails and the key does not follow it', async (id) => {
	const elsewhere = await answering(200, { 'content-type': 'application/json' }, '{"success":true,"data":[],"response":{}}');
	const moved = await answering(302, { location: `${elsewhere.baseUrl}/signin` }, '');
	const result = await testing(id, { baseUrl: moved.baseUrl });
	await Promise.all([moved.close(), elsewhere.close()]);
	expect(result.status).toBe('Error');
	expect(elsewhere.seen).toEqual([]);
});

test.each(realProviders)('%s: http to another machine is refused before anything is sent', async (id) => {
	const result = await testing(id, { baseUrl: 'http://example.test/api' });
	expect(result).toMatchObject({ status: 'Error', message: expect.stringContaining('must start with https://') });
});
