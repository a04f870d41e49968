/** End in two steps, and calls that Vapi takes and never dials, in n8n's engine. */
import { describe, expect, test } from 'vitest';
import { lookOften } from '../../harness/ends.mts';
import { jsons, manage, said } from '../../harness/manageCall.mts';
import { itemsTo, OTHER, records, sendCall, TO } from '../../harness/sendCall.mts';
import { useServers } from '../../harness/servers.mts';

const servers = useServers();
lookOften();

describe('ending a call at its own address', () => {
	const active = () => servers.vapi.seedCalls(1, (call) => void (call.status = 'in-progress'))[0];

	test('a call under way is read, and ended at its control address without the key', async () => {
		const server = servers.vapi;
		const call = active();
		const result = await manage(server, 'end', { callId: call.id, agentId: undefined });
		expect(jsons(result)).toMatchObject([{ provider: 'vapi', callId: call.id, status: 'completed', dialed: 'yes' }]);
		expect(call.status).toBe('manually-canceled');
		expect(server.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([`GET /call/${call.id}`]);
		expect(server.elsewhere.requests.map(({ method, path, body }) => [method, path, body])).toEqual([
			['POST', `/${call.id}/control`, { type: 'end-call' }],
		]);
		expect(server.elsewhere.requests[0].headers).not.toHaveProperty('authorization');
		expect([server.violations, server.state.erased]).toEqual([[], []]);
	});

	test('a call that is over is told in words, and nothing is sent to its address', async () => {
		const [call] = servers.vapi.seedCalls(1);
		expect(said(await manage(servers.vapi, 'end', { callId: call.id, agentId: undefined }))).toMatch(/^The call is over already/);
		expect(servers.vapi.elsewhere.requests).toEqual([]);
	});

	test.each([
		['of a stranger', 'https://evil.example/c1/control'],
		['that only begins like the domain', 'https://vapi.ai.evil.example/c1/control'],
		['without encryption', 'http://phone.vapi.ai/c1/control'],
	])('an address %s is not asked', async (_name, controlUrl) => {
		const call = active();
		call.row = { monitor: { controlUrl } };
		const result = await manage(servers.vapi, 'end', { callId: call.id, agentId: undefined });
		expect(result.error).toBeDefined();
		expect([call.status, servers.vapi.elsewhere.requests]).toEqual(['in-progress', []]);
	});
});

describe('a call that is taken and never dialed', () => {
	const polling = { waitForResult: true, waitMethod: 'polling', waitLimitMinutes: 1 };
	const never = 'call.start.error-subscription-concurrency-limit-reached';

	test('a wait by polling tells it as Not Dialed, and the others as they ended', async () => {
		const server = servers.vapi;
		const timer = setInterval(() => {
			for (const call of server.calls) {
				call.status = call.to === TO ? never : 'customer-ended-call';
				if (call.to !== TO) call.durationSeconds = 25;
			}
		}, 5);
		const result = await sendCall(server, polling, { items: itemsTo(TO, OTHER) }).finally(() => clearInterval(timer));
		expect(result.error).toBeUndefined();
		expect(records(result, 0)).toMatchObject([
			{ to: OTHER, dialed: 'yes', outcome: 'answered', cost: { amount: 0.0712, currency: 'USD' } },
		]);
		expect(records(result, 1)).toMatchObject([
			{ to: TO, dialed: 'no', status: 'failed', problem: { type: 'rate_limited', providerCode: never } },
		]);
		expect(server.creates).toHaveLength(2);
	});
});
