/** Names and references of the user that many calls share: a call never gets the result of another one, and its own is never hidden. */
import { describe, expect, test } from 'vitest';
import { faults } from '../../servers/faults.mts';
import type { CreateAnswer, StrictServer } from '../../servers/strictServer.mts';
import { lookOften } from '../../harness/ends.mts';
import { itemsTo, onlyRecord, OTHER, records, sendCall, TO } from '../../harness/sendCall.mts';
import { realProviders, withServer } from '../../harness/servers.mts';

lookOften();

const lost = (dialed: boolean): CreateAnswer => ({ ...faults.find((fault) => fault.id === 'reset'), dialed }) as CreateAnswer;
const campaign = { options: { reference: 'campaign-7' } };
const numbers = (count: number): string[] => Array.from({ length: count }, (_, index) => `+1212736${5100 + index}`);

/** Calls so many people under one reference, each in an execution of its own. */
async function callUnderOneReference(server: StrictServer<any>, count: number): Promise<void> {
	for (const to of numbers(count)) await sendCall(server, campaign, { items: itemsTo(to) });
}

const singleCall = /\/conversations\/[^/]+$/;

describe.concurrent('calls to several people under one reference, in a list that tells no numbers', () => {
	test.each([1, 5, 6, 7])('a lost call is not taken for one of %i calls to other people', async (count) =>
		withServer('elevenlabs', async (server) => {
			await callUnderOneReference(server, count);
			server.answerNextCreates(lost(false));
			expect(onlyRecord(await sendCall(server, campaign, { items: itemsTo(TO) }))).toMatchObject({ dialed: 'maybe', callId: null });
			const retried = onlyRecord(await sendCall(server, campaign, { items: itemsTo(OTHER), mode: 'retry' }));
			const taken = server.calls.find(({ id }) => id === retried.callId);
			expect(taken?.to ?? OTHER).toBe(OTHER);
		}),
	);

	test('a lost call is not taken for one whose number cannot be read', async () =>
		withServer('elevenlabs', async (server) => {
			await callUnderOneReference(server, 1);
			server.answerLists = ({ path }) => (singleCall.test(path) ? { status: 500, body: {} } : undefined);
			server.answerNextCreates(lost(false));
			expect(onlyRecord(await sendCall(server, campaign, { items: itemsTo(TO) }))).toMatchObject({ dialed: 'maybe', callId: null });
			const retried = onlyRecord(await sendCall(server, campaign, { items: itemsTo(OTHER), mode: 'retry' }));
			expect(retried).toMatchObject({ dialed: 'maybe', callId: null });
			expect(retried.problem.reconcile).toContain(`Call ${server.calls[0].id}`);
			expect(server.creates).toHaveLength(2);
		}));

	test('a wait does not bring the result of a call whose number cannot be read', async () =>
		withServer('elevenlabs', async (server, endAll) => {
			server.answerLists = ({ path }) => (singleCall.test(path) ? { status: 500, body: {} } : undefined);
			server.answerNextCreates(lost(false));
			const polling = { waitForResult: true, waitMethod: 'polling', waitLimitMinutes: 0.05 };
			endAll(() => 'answered');
			const waiting = sendCall(server, { ...campaign, ...polling }, { items: itemsTo(TO) });
			// The first request is the one that gets lost.
			await expect.poll(() => server.creates).toHaveLength(1);
			await callUnderOneReference(server, 1);
			expect(onlyRecord(await waiting)).toMatchObject({ dialed: 'maybe', callId: null, outcome: null });
		}));

	test('a lost call is found among those to other people', async () =>
		withServer('elevenlabs', async (server) => {
			await callUnderOneReference(server, 3);
			server.answerNextCreates(lost(true));
			const record = onlyRecord(await sendCall(server, campaign, { items: itemsTo(TO) }));
			expect(record).toMatchObject({ to: TO, dialed: 'yes', callId: server.calls.at(-1)?.id });
		}));
});

test.concurrent('a call whose number the list does not keep is found by the reference after a crash', async () =>
	withServer('retell', async (server) => {
		for (const [to, reference] of [
			[TO, 'order-1'],
			[OTHER, undefined],
		] as const) {
			const parameters = reference === undefined ? {} : { options: { reference } };
			const [record] = records(await sendCall(server, parameters, { items: itemsTo(to) }), 0);
			server.calls.forEach((call) => (call.row = { to_number: null }));
			const retried = onlyRecord(await sendCall(server, parameters, { items: itemsTo(to), mode: 'retry' }));
			expect(retried).toMatchObject({ to, ...(reference === undefined ? { dialed: 'maybe' } : { dialed: 'yes', callId: record.callId }) });
		}
		expect(server.creates).toHaveLength(2);
	}),
);

test.concurrent.each(realProviders)('a variable named like the dial time does not hide a lost call: %s', async (provider) =>
	withServer(provider, async (server) => {
		server.answerNextCreates(lost(true));
		const variables = { json: [{ json: '{"dialedAt":"2020-01-01T00:00:00.000Z"}' }] };
		const result = await sendCall(server, { recipientName: 'Ada', variables, ...campaign });
		if (result.error === undefined) expect(onlyRecord(result)).toMatchObject({ to: TO, dialed: 'yes' });
		else expect(result.error.message).toContain('uses the name dialedAt, which is kept for the package');
	}),
);
