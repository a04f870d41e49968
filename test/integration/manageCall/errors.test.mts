/** Manage Call in n8n's engine: what stands in the way of every operation, and the check of a number, which asks nobody. */
import { describe, expect, test } from 'vitest';
import { connectFaults } from '../../servers/connectFaults.mts';
import { continued, jsons, manage, manageSimulated, said } from '../../harness/manageCall.mts';
import { credentialOf } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

const servers = useServers();

describe('what stands in the way', () => {
	test.each(realProviders)('%s: a refused key says so, with the way out, and is tried once for all items', async (id) => {
		const credential = credentialOf(servers[id], { apiKey: 'wrong-key-wrong-key' });
		const items = [{ id: 'a' }, { id: 'b' }];
		const thrown = await manage(servers[id], 'get', { callId: '={{ $json.id }}' }, { items, credential });
		expect(said(thrown)).toMatch(/^[\w ]+ refused the credential.*Check the API key/);
		expect(thrown.error).toMatchObject({ name: 'NodeApiError', httpCode: '401' });
		expect(servers[id].requests).toHaveLength(1);
		const kept = await manage(servers[id], 'get', { callId: '={{ $json.id }}' }, { items, credential, ...continued });
		expect(kept.outputs[0].map(({ error }) => error?.message)).toEqual(
			[0, 1].map(() => expect.stringMatching(/^[\w ]+ refused the credential/)),
		);
		expect(servers[id].requests).toHaveLength(2);
	});

	test.each(realProviders)('%s: a missing credential is said to be missing', async (id) => {
		expect(said(await manage(servers[id], 'get', { callId: 'c1' }, { credential: undefined }))).toMatch(/credential/i);
	});

	test.each(['redirect', 'html'] as const)(
		'a refused key of Svalync that answers with its sign-in page is told as such (%s)',
		async (badKey) => {
			servers.svalync.state.badKey = badKey;
			const credential = credentialOf(servers.svalync, { apiKey: 'wrong-key-wrong-key' });
			for (const operation of ['get', 'getAll']) {
				expect(said(await manage(servers.svalync, operation, operation === 'get' ? { callId: 'c1' } : {}, { credential }))).toMatch(
					/Check the API key/,
				);
			}
		},
	);

	test.each(realProviders)('%s: a web page is no answer, whatever its status', async (id) => {
		const page = { status: 200, headers: { 'Content-Type': 'text/html' }, text: '<!doctype html><title>Down for maintenance</title>' };
		for (const operation of ['get', 'getAll']) {
			servers[id].answerNextReads(page);
			expect(said(await manage(servers[id], operation, operation === 'get' ? { callId: 'c1' } : {}))).toMatch(/cannot be read.*a web page/);
		}
	});

	test('an error inside a 200 of UnleashX is an error', async () => {
		servers.unleashx.state.errorsInside2xx = true;
		const credential = credentialOf(servers.unleashx, { apiKey: 'wrong-key-wrong-key' });
		for (const operation of ['get', 'getAll']) {
			expect(said(await manage(servers.unleashx, operation, operation === 'get' ? { callId: 'c1' } : {}, { credential }))).toMatch(
				/refused the credential/,
			);
		}
	});

	test('the word error inside a 200 is an error, with what the provider said', async () => {
		servers.synthflow.answerNextReads({ status: 200, body: { status: 'error', message: 'The list is locked' } });
		expect(said(await manage(servers.synthflow, 'getAll'))).toMatch(/refused the request.*It said: The list is locked\./);
	});

	test('a rate limit says when to ask again', async () => {
		servers.talkover.answerNextReads({ status: 429, headers: { 'Retry-After': '17' }, body: { message: 'Too many requests' } });
		expect(said(await manage(servers.talkover, 'getAll'))).toMatch(/accepts no more requests.*in 17 seconds/);
	});

	test.each(connectFaults)('a provider that cannot be reached is told in words: $sentence', async ({ origin }) => {
		const credential = credentialOf(servers.talkover, { baseUrl: `${await origin()}/api/v1` });
		expect(said(await manage(servers.talkover, 'getAll', {}, { credential }))).toMatch(/could not be reached.*Check the Base URL/);
	});

	test('an answer that does not come ends with Timeout', async () => {
		servers.talkover.answerNextReads({ play: () => {} });
		expect(said(await manage(servers.talkover, 'getAll', { options: { timeout: 1 } }))).toMatch(
			/did not answer within 1 s\..*Raise Timeout/,
		);
	});

	test("a provider's message is passed on without numbers and secrets", async () => {
		const { key } = servers.talkover;
		servers.talkover.answerNextReads({ status: 422, body: { message: `no ${key} for +12127365000` } });
		const text = said(await manage(servers.talkover, 'getAll'));
		expect(text).toContain('It said: no ••••');
		expect(text).not.toContain('2127365000');
	});

	test('no request is sent for no item', async () => {
		const result = await manage(servers.talkover, 'getAll', {}, { items: [] });
		expect(result.outputs.flat()).toEqual([]);
		expect(servers.talkover.requests).toEqual([]);
	});
});

describe('Check Number', () => {
	const check = (to: unknown, parameters = {}) =>
		manageSimulated('checkNumber', { phoneNumber: '={{ $json.to }}', ...parameters }, { items: [{ to: to as any }] });

	test('a number that can be called is told normalized, with its country, type, zones and the next allowed time', async () => {
		const [report] = jsons(await check('+44 20 7946 0018', { provider: 'talkover' }));
		expect(report).toMatchObject({
			provider: 'talkover',
			to: '+442079460018',
			country: 'GB',
			numberType: 'FIXED_LINE',
			timeZones: ['Europe/London'],
		});
		expect(report.allowedNow).toBe(report.problem === null);
		expect(report.nextAllowedAt).toMatch(/Z$/);
		expect(report.rule).toMatch(/gb|default/);
	});

	test('no request is made and no credential is asked for, for any provider', async () => {
		for (const id of realProviders)
			jsons(await manage(servers[id], 'checkNumber', { phoneNumber: '+12127365000' }, { credential: undefined }));
		for (const id of realProviders) expect(servers[id].requests).toEqual([]);
	});

	test.each([
		['12345', 'invalid_phone_number'],
		['', 'invalid_phone_number'],
		['+1900 555 1234', 'blocked_number_type'],
		['+8002 1234567', 'blocked_number_type'],
	])('a check of %j is a report with its reason, not an error', async (to, type) => {
		const [report] = jsons(await check(to));
		expect(report).toMatchObject({ allowedNow: false, nextAllowedAt: null, problem: { type } });
	});

	test('a fictional number is one that the Simulator would call and a real provider would not', async () => {
		expect(jsons(await check('+12025550100'))[0].problem?.type ?? null).toBeOneOf([null, 'outside_calling_hours']);
		expect(jsons(await check('+12025550100', { provider: 'synthflow' }))[0].problem.type).toBe('blocked_number_type');
	});

	test('Default Country reads a national number, and must be a country', async () => {
		expect(jsons(await check('020 7946 0018', { options: { defaultCountry: 'gb' } }))[0].to).toBe('+442079460018');
		expect(said(await check('020 7946 0018', { options: { defaultCountry: 'Britain' } }))).toMatch(/Default Country is not a country/);
	});
});

test('a simulated call that another process of n8n played is not found, and the error says why', async () => {
	const result = await manageSimulated('get', { callId: 'sim_0123456789abcdef01234567' });
	expect(said(result)).toContain('in queue mode another worker may have played this one');
});
