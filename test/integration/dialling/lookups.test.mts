import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { faults } from '../../servers/faults.mts';
import type { CreateAnswer, ProviderName, StrictServer } from '../../servers/strictServer.mts';
import { realSearchPauses } from '../../harness/engine.mts';
import { openListDoor } from '../../harness/listDoor.mts';
import { listsAsked, requestOf, stepsOf } from '../../harness/looks.mts';
import { providerOf, supports } from '../../harness/provider.mts';
import { agent, itemsTo, onlyRecord, OTHER, records, sendCall, TO } from '../../harness/sendCall.mts';
import { realProviders, tellingNumbers, withServer } from '../../harness/servers.mts';

/** What happens after a call whose outcome is unknown: the provider is asked for it, and never to call again. */

/** The tests run side by side, each with a server of its own. */
const broken = (dialed: boolean): CreateAnswer => ({ ...faults.find((fault) => fault.id === 'reset'), dialed }) as CreateAnswer;
/** Resolves once the list was asked for the first time. */
async function afterFirstLook(server: StrictServer<any>): Promise<void> {
	for (let tries = 0; listsAsked(server).length === 0 && tries < 1000; tries++) await sleep(20);
}
const otherAgentOf = (server: StrictServer<any>): string =>
	server.agents.map((one) => String(one.id ?? one.model_id ?? one.agent_id)).find((id) => id !== server.usableAgent) as string;
const asked = {
	recipientName: 'Ada',
	variables: { json: [{ json: '{"orderId":"A-17","amount":12.5}' }] },
	context: '{"lead":7}',
	options: { reference: 'order-A-17' },
};

test('a call whose outcome is unknown is searched for after half a second, two and four seconds', () => {
	expect(realSearchPauses).toEqual([500, 2000, 4000]);
});

describe.concurrent.each(realProviders)('%s', (provider) => {
	test('a call that the list shows was placed: the record keeps what was known, without a problem', async () =>
		withServer(provider, async (server) => {
			server.answerNextCreates(broken(true));
			const start = Date.now();
			const result = await sendCall(server, asked);
			const record = onlyRecord(result);
			expect(record).toMatchObject({
				to: TO,
				dialed: 'yes',
				status: expect.stringMatching(/^(queued|initiated)$/),
				reference: 'order-A-17',
				agentId: server.usableAgent,
				recipientName: supports(providerOf(provider), 'recipientName') ? 'Ada' : null,
				variables: { orderId: 'A-17', amount: 12.5 },
				attempt: 1,
				simulated: false,
				callId: provider === 'unleashx' ? String(server.calls[0].number) : server.calls[0].id,
			});
			expect(record.variables).toEqual({ orderId: 'A-17', amount: 12.5 });
			expect(record.problem).toBeUndefined();
			expect(Date.parse(record.createdAt)).toBeGreaterThanOrEqual(start);
			expect(result.hints).toEqual([expect.stringMatching(/^The call to .+ is placed/)]);
			expect(server.creates).toHaveLength(1);
			expect(listsAsked(server)).toHaveLength(1);
			expect(stepsOf(server)).toEqual(['create', 'list']);
			expect(server.violations).toEqual([]);
		}));

	test('a call that appears late is found by the second look', async () =>
		withServer(provider, async (server) => {
			server.answerNextCreates(broken(false));
			void afterFirstLook(server).then(() => server.seedCalls(1, (call) => (call.request = requestOf('order-A-17'))));
			const record = onlyRecord(await sendCall(server, asked));
			expect(record).toMatchObject({ dialed: 'yes', status: 'completed', reference: 'order-A-17', durationSeconds: 25 });
			expect(listsAsked(server)).toHaveLength(2);
			expect(server.creates).toHaveLength(1);
		}));

	test('a call that never appears stays unknown after three looks, and nobody is called again', async () =>
		withServer(provider, async (server) => {
			server.answerNextCreates(broken(false));
			server.seedCalls(4, (call, index) => {
				call.request = requestOf('order-A-17');
				if (index === 0) call.agentId = otherAgentOf(server);
				if (index === 1) call.createdAt = new Date(Date.now() - 5 * 60_000).toISOString();
				if (index === 2) call.createdAt = new Date(Date.now() - 86_400_000).toISOString();
				if (index === 3) call.to = OTHER;
			});
			const result = await sendCall(server, asked);
			const record = onlyRecord(result);
			expect(record).toMatchObject({ to: TO, dialed: 'maybe', status: 'unknown', callId: null, reference: 'order-A-17' });
			expect(record.problem).toMatchObject({ type: 'outcome_unknown', reconcile: expect.stringContaining('Reference: order-A-17.') });
			expect(listsAsked(server)).toHaveLength(3);
			expect(stepsOf(server)).toEqual(['create', 'list', 'list', 'list']);
			expect(server.violations).toEqual([]);
		}));

	test.each([
		['500', { status: 500, body: {} }],
		['a sign-in page', { status: 200, body: '<title>Sign in</title>' }],
	])('a list that answers %s changes nothing: three looks, one call', async (_name, answer) =>
		withServer(provider, async (server) => {
			server.answerNextCreates({ status: 502, text: 'Bad Gateway' });
			const door = await openListDoor(server, answer);
			const record = onlyRecord(await sendCall(server, asked, { credential: door.credential }));
			await door.close();
			expect(record).toMatchObject({ dialed: 'maybe', status: 'unknown', problem: { type: 'provider_error', httpStatus: 502 } });
			expect(door.asked).toHaveLength(3);
			expect(server.creates).toHaveLength(1);
		}),
	);
});

describe.concurrent('a number that is called several times in a run', () => {
	const repeats = { safety: { callingHours: 'off', allowRepeats: true } };

	test.each(['synthflow', 'talkover', 'unleashx'] as const)(
		'a call is not taken for the one before it to the same number: %s',
		async (provider) =>
			withServer(provider, async (server) => {
				server.answerNextCreates('ok', broken(false));
				const result = await sendCall(server, repeats, { items: itemsTo(TO, TO) });
				expect(records(result, 0).map((one) => one.dialed)).toEqual(['yes', 'maybe']);
				expect(server.creates).toHaveLength(2);
			}),
	);

	test.each(['synthflow', 'talkover'] as const)('a number is called as often as before a crash, and no more: %s', async (provider) =>
		withServer(provider, async (server) => {
			await sendCall(server, repeats);
			const result = await sendCall(server, repeats, { items: itemsTo(TO, TO), mode: 'retry' });
			expect(records(result, 0).map((one) => one.dialed)).toEqual(['yes', 'yes']);
			expect(new Set(records(result, 0).map((one) => one.callId)).size).toBe(2);
			expect(server.creates).toHaveLength(2);
		}),
	);
});

describe.concurrent('one row is one call, and one of two calls without an ID is nobody’s', () => {
	const repeats = { safety: { callingHours: 'off', allowRepeats: true } };
	const failing = (dialed: boolean): CreateAnswer => ({ status: 500, body: {}, dialed });

	test('the row of a Svalync call that was placed is not taken for the one that may have been', async () =>
		withServer('svalync', async (server) => {
			server.answerNextCreates('ok', failing(false));
			const result = await sendCall(server, repeats, { items: itemsTo(TO, TO) });
			expect(records(result, 0)).toMatchObject([{ dialed: 'yes' }, { dialed: 'maybe', status: 'unknown', callId: null }]);
		}));

	test.each(['svalync', 'synthflow', 'talkover'] as const)('%s: two calls that may have been placed do not share a row', async (provider) =>
		withServer(provider, async (server) => {
			server.answerNextCreates(failing(true), failing(false));
			const result = await sendCall(server, { ...repeats, options: { concurrency: 2 } }, { items: itemsTo(TO, TO) });
			expect(records(result, 0).map(({ dialed, callId }) => [dialed, callId])).toEqual([
				['maybe', null],
				['maybe', null],
			]);
			expect(server.creates).toHaveLength(2);
		}),
	);

	test('each call of UnleashX is found by its own reference', async () =>
		withServer('unleashx', async (server) => {
			server.answerNextCreates(failing(true), failing(true));
			const result = await sendCall(server, { ...repeats, options: { concurrency: 2 } }, { items: itemsTo(TO, TO) });
			const found = records(result, 0);
			expect(found.map(({ dialed }) => dialed)).toEqual(['yes', 'yes']);
			const metadata = found.map(({ callId }) => server.calls.find(({ number }) => String(number) === callId)?.request.metadata);
			expect(metadata.map((one: any) => one.reference)).toEqual(found.map(({ reference }) => reference));
		}));
});

describe.concurrent.each(tellingNumbers)('a row that is not of now is not the new call: %s', (provider) => {
	const hour = 3_600_000;
	/** The time on a clock that is so many hours ahead of UTC, without its zone. */
	const zoneless = (ago: number, ahead: number): string =>
		new Date(Date.now() - ago + ahead * hour).toISOString().slice(0, 19).replace('T', ' ');
	/** Where the row of this provider has its time. */
	const fields: Partial<Record<ProviderName, string>> = {
		retell: 'start_timestamp',
		svalync: 'createdAt',
		synthflow: 'start_time',
		talkover: 'created_at',
		unleashx: 'CREATED_AT',
		vapi: 'createdAt',
	};
	const field = fields[provider] ?? '';

	test.each([
		['two hours ago, on a clock that names no zone', zoneless(2 * hour, 5.5)],
		['as many hours ago as its clock is ahead', zoneless(5.5 * hour, 5.5)],
		['in the future', new Date(Date.now() + hour).toISOString()],
		['a minute ago', new Date(Date.now() - 60_000).toISOString()],
		['begun three seconds before the request', () => new Date(Date.now() - 3_000).toISOString()],
	])('a row that is not of now is not the new call: %s', async (_name, time) =>
		withServer(provider, async (server) => {
			server.answerNextCreates({ status: 500, body: {}, dialed: false });
			server.seedCalls(
				1,
				(call) =>
					(call.row = {
						[field]: typeof time === 'string' ? time : time(),
						transcript: 'the talk of another call',
						transcripts: 'the talk of another call',
					}),
			);
			const record = onlyRecord(await sendCall(server));
			expect(record).toMatchObject({ dialed: 'maybe', status: 'unknown', callId: null, transcript: null });
			expect(server.creates).toHaveLength(1);
		}),
	);
});

test.concurrent('a call of UnleashX is known by the time that went along with it, whatever zone the log counts in', async () =>
	withServer('unleashx', async (server) => {
		const zoneless = (ago: number) => new Date(Date.now() - ago + 5.5 * 3_600_000).toISOString().slice(0, 19).replace('T', ' ');
		const parameters = { options: { reference: 'order-A-17' } };
		await sendCall(server, parameters);
		server.calls[0].row = { CREATED_AT: zoneless(5.5 * 3_600_000) };
		(server.calls[0].request.metadata as any).dialedAt = new Date(Date.now() - 5.5 * 3_600_000).toISOString();
		server.answerNextCreates({ status: 500, body: {}, dialed: true });
		setTimeout(() => server.calls.slice(1).forEach((call) => (call.row = { CREATED_AT: zoneless(0) })), 200);
		const record = onlyRecord(await sendCall(server, parameters));
		expect(record).toMatchObject({ dialed: 'yes', callId: String(server.calls[1].number) });
	}),
);

test.concurrent('a call through a campaign is found, although another agent speaks in it', async () =>
	withServer('talkover', async (server) => {
		server.answerNextCreates(broken(true));
		const campaign = server.state.campaigns.find((one: any) => one.status === 'active');
		campaign.agent_id = otherAgentOf(server);
		const record = onlyRecord(await sendCall(server, { campaignId: campaign.id, agentId: agent(server.usableAgent) }));
		expect(record).toMatchObject({ to: TO, dialed: 'yes' });
		expect(server.creates).toHaveLength(1);
	}),
);

test.concurrent('a list that leaves the + out, or cuts what was asked for, does not change the record', async () =>
	withServer('svalync', async (server) => {
		server.answerNextCreates(broken(false));
		setTimeout(() => server.seedCalls(1, (call) => (call.row = { to_phone_number: TO.slice(1), userData: {} })), 100);
		expect(onlyRecord(await sendCall(server, asked))).toMatchObject({
			to: TO,
			dialed: 'yes',
			variables: { orderId: 'A-17', amount: 12.5 },
		});
	}),
);
