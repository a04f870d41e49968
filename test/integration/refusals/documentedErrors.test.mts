import type { IDataObject } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import type { DocumentedError } from '../../servers/documentedErrors.mts';
import { documentedErrors } from '../../servers/documentedErrors.mts';
import type { ProviderName } from '../../servers/strictServer.mts';
import { providerOf } from '../../harness/provider.mts';
import { agent, displayNames, itemsTo, onlyRecord, OTHER, records, sendCall, thrownFor, TO } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

/** A call whose outcome is unknown is looked for, which takes a while. */
const SLOW = { timeout: 30_000 };

const servers = useServers();

interface Case {
	title: string;
	provider: ProviderName;
	row: DocumentedError;
	parameters: IDataObject;
}

const campaign: IDataObject = { campaignId: 'campaign-active' };

/** Each row once for each way of Send Call it belongs to. */
const cases: Case[] = realProviders.flatMap((provider) =>
	documentedErrors[provider]
		.filter(({ open }) => open === undefined)
		.flatMap((row) => {
			const ways = row.via ? [row.via] : provider === 'talkover' ? ['send', 'campaign'] : ['send'];
			return ways
				.filter((way) => way !== 'make')
				.map((way) => ({
					title: `${provider}${way === 'campaign' ? ' (campaign)' : ''}: ${row.name}`,
					provider,
					row,
					parameters: way === 'campaign' ? campaign : {},
				}));
		}),
);
const stops = (type: string): boolean => type === 'unauthorized' || type === 'insufficient_credits';
const titled = (wanted: (one: Case) => boolean) => cases.filter(wanted).map((one): [string, Case] => [one.title, one]);

/** What a refused item must say, row by row. */
function expectProblem(record: any, { provider, row }: Case, item: number): void {
	expect(record).toMatchObject({ provider, dialed: 'no', status: 'failed' });
	expect([record.outcome, record.callId]).toEqual([undefined, undefined]);
	const { problem } = record;
	expect(problem.type).toBe(row.expectedType);
	expect(problem.httpStatus).toBe(row.status);
	if (row.expectedCode !== undefined) expect(problem.providerCode).toBe(row.expectedCode);
	if (row.expectedRetryAfterSeconds !== undefined) expect(problem.retryAfterSeconds).toBe(row.expectedRetryAfterSeconds);
	expect(problem.detail).toMatch(new RegExp(`^Item ${item + 1}: ${displayNames[provider]} refused the call \\(${row.status}\\)`));
	if (row.expectedMessage !== undefined) expect(problem.detail).toContain(row.expectedMessage);
	expect(problem.detail).not.toContain('.".');
	expect(problem).not.toHaveProperty('reconcile');
	// The way out is a sentence of its own behind what the provider said.
	expect(problem.detail).toMatch(/[."] [A-Z][^.]+\.$/);
}

test('the tables hold errors for every provider', () => {
	const counts = realProviders.map((provider) => [provider, cases.filter((one) => one.provider === provider).length]);
	console.log(`documented refusals of Send Call: ${counts.map((pair) => pair.join(' ')).join(', ')}`);
	expect(counts.every(([, count]) => Number(count) >= 10)).toBe(true);
});

describe('a documented refusal of one item', () => {
	test.each(titled(({ row }) => !stops(row.expectedType)))(
		'a documented refusal leaves on Not Dialed while the other item is dialed: %s',
		async (_title, one) => {
			const server = servers[one.provider];
			server.answerNextCreates(one.row, 'ok');
			const result = await sendCall(server, one.parameters, { items: itemsTo(TO, OTHER) });
			expect(result.error).toBeUndefined();
			expect(server.creates).toHaveLength(2);
			expect(server.violations).toEqual([]);
			expect(records(result, 0)).toMatchObject([{ to: OTHER, dialed: 'yes' }]);
			expect(result.outputs[1]).toMatchObject([{ pairedItem: { item: 0 } }]);
			expectProblem(records(result, 1)[0], one, 0);
		},
	);
});

describe('a refused key or an empty account', () => {
	test.each(titled(({ row }) => stops(row.expectedType)))(
		'a refused account throws, sends one request and does not try the rest: %s',
		async (_title, one) => {
			const server = servers[one.provider];
			server.answerNextCreates(one.row, 'ok');
			const result = await sendCall(server, one.parameters, { items: itemsTo(TO, OTHER) });
			expect(server.requests).toHaveLength(1);
			expect(result.error).toMatchObject(thrownFor(one.row.status));
			expect(result.error?.description).toMatch(/^(?!Item)/);
			if (one.row.expectedMessage !== undefined) expect(result.error?.description).toContain(one.row.expectedMessage);
		},
	);

	test.each(titled(({ row }) => stops(row.expectedType)))(
		'a refused account becomes items under On Error: Continue, still with one request: %s',
		async (_title, one) => {
			const server = servers[one.provider];
			server.answerNextCreates(one.row, 'ok');
			const result = await sendCall(server, one.parameters, {
				items: itemsTo(TO, OTHER),
				node: { onError: 'continueRegularOutput' },
			});
			expect(result.error).toBeUndefined();
			expect(server.creates).toHaveLength(1);
			expect(records(result, 0)).toEqual([]);
			const [first, second] = records(result, 1);
			expectProblem(first, one, 0);
			expect(second).toMatchObject({
				to: OTHER,
				status: 'blocked',
				dialed: 'no',
				problem: { type: one.row.expectedType },
			});
		},
	);

	const statuses = [
		[401, 'unauthorized'],
		[402, 'insufficient_credits'],
		[403, 'unauthorized'],
	] as const;
	const everywhere = realProviders.flatMap((provider) =>
		statuses.map(([status, type]): [ProviderName, number, string] => [provider, status, type]),
	);
	test.each(everywhere)(
		'a refused account after the first dial is an item, and the rest is not attempted: %s %i',
		async (provider, status, type) => {
			const server = servers[provider];
			server.answerNextCreates('ok', { status, body: { success: false, error: true, message: 'No' } }, 'ok');
			const result = await sendCall(server, {}, { items: itemsTo(TO, OTHER, '+4930901820') });
			expect(result.error).toBeUndefined();
			expect(server.creates).toHaveLength(2);
			expect(records(result, 0)).toMatchObject([{ to: TO, dialed: 'yes' }]);
			expect(records(result, 1)).toMatchObject([
				{ to: OTHER, dialed: 'no', problem: { type, httpStatus: status } },
				{ to: '+4930901820', dialed: 'no', status: 'blocked', problem: { type } },
			]);
			expect(result.hints.join('\n')).toMatch(/Not dialed .+ They are on the output Not Dialed\./);
		},
	);

	test.each(realProviders)('a refused account after a call that may have been placed is an item too: %s', SLOW, async (provider) => {
		const server = servers[provider];
		server.answerNextCreates({ status: 500, body: {} }, { status: 401, body: { message: 'No' } });
		const result = await sendCall(server, {}, { items: itemsTo(TO, OTHER) });
		expect(result.error).toBeUndefined();
		expect(records(result, 0)).toMatchObject([{ to: TO, dialed: 'maybe' }]);
		expect(records(result, 1)).toMatchObject([{ to: OTHER, dialed: 'no', problem: { type: 'unauthorized' } }]);
	});

	test.each(realProviders)('a refused account is asked once a try with Retry On Fail, and nobody is dialed: %s', async (provider) => {
		const server = servers[provider];
		const refused = { status: 401, body: { success: false, error: true, message: 'Unauthorized' } };
		server.answerNextCreates(refused, refused);
		const result = await sendCall(server, {}, { items: itemsTo(TO, OTHER), node: { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 } });
		expect(result.error?.name).toBe('NodeApiError');
		expect(server.creates).toHaveLength(2);
		expect(server.calls).toEqual([]);
	});
});

describe('a single item with an agent that cannot call', () => {
	const unusable: Record<ProviderName, string> = {
		elevenlabs: 'agent_none',
		bland: 'pathway:bl-pathway-none',
		retell: 'agent_none',
		svalync: 'sv-agent-none',
		synthflow: 'sf-agent-none',
		talkover: '00000000-0000-4000-8000-00000000ffff',
		unleashx: '999999',
		vapi: '5c1a0000-0000-4000-8000-00000000ffff',
	};
	test.each(realProviders)('an agent that cannot call throws a NodeApiError with the status and the way out: %s', async (provider) => {
		const server = servers[provider];
		const result = await sendCall(server, { agentId: agent(unusable[provider]) });
		expect(result.error).toMatchObject({
			name: 'NodeApiError',
			message: 'The agent cannot take this call',
			httpCode: { svalync: '400', retell: '422' }[provider as string] ?? '404',
		});
		const wayOut =
			providerOf(provider).remedies?.agent_unavailable ?? 'Choose another agent, or publish or activate this one at the provider.';
		expect(result.error?.description?.endsWith(` ${wayOut}`)).toBe(true);
		expect(result.error?.context).toMatchObject({ itemIndex: 0 });
		expect(server.creates).toHaveLength(1);
	});

	test.each(realProviders)(
		'an agent that cannot call is an item under On Error: Continue, on either of its two ways: %s',
		async (provider) => {
			const server = servers[provider];
			for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const) {
				const result = await sendCall(server, { agentId: agent(unusable[provider]) }, { node: { onError } });
				expect(result.error).toBeUndefined();
				expect(records(result, 0)).toEqual([]);
				expect(records(result, 1)).toMatchObject([{ dialed: 'no', problem: { type: 'agent_unavailable' } }]);
			}
			expect(server.creates).toHaveLength(2);
		},
	);

	test.each(realProviders)(
		'an agent that cannot call throws too when every item has it, and not when one item was dialed: %s',
		async (provider) => {
			const server = servers[provider];
			const parameters = { agentId: agent('={{ $json.agent }}') };
			const item = (to: string, id: string) => ({ to, agent: id });
			const all = await sendCall(server, parameters, {
				items: [item(TO, unusable[provider]), item(OTHER, unusable[provider])],
			});
			expect(all.error?.name).toBe('NodeApiError');
			const some = await sendCall(server, parameters, {
				items: [item(TO, unusable[provider]), item(OTHER, server.usableAgent)],
			});
			expect(some.error).toBeUndefined();
			expect(records(some, 0)).toHaveLength(1);
			expect(records(some, 1)).toMatchObject([{ problem: { type: 'agent_unavailable' } }]);
		},
	);
});

test.each(realProviders)('a key that stands where the words of the provider are cut is taken out whole: %s', async (provider) => {
	const server = servers[provider];
	for (const before of [260, 270, 280, 290, 299]) {
		server.answerNextCreates({ status: 422, body: { success: false, message: `${'x'.repeat(before)} ${server.key} ${'y'.repeat(80)}` } });
		const { detail } = onlyRecord(await sendCall(server, {}, { node: { onError: 'continueRegularOutput' } })).problem;
		for (let length = 6; length < server.key.length; length++) expect(detail).not.toContain(server.key.slice(0, length));
	}
});

test('a number inside the code of the provider is masked', async () => {
	const server = servers.talkover;
	server.answerNextCreates({ status: 422, body: { error: `Cannot call ${TO}`, message: 'No.' } });
	const { problem } = onlyRecord(await sendCall(server, {}, { node: { onError: 'continueRegularOutput' } }));
	expect(problem.providerCode).toBe('Cannot call +12•••••••00');
});

test('a 403 about one call refuses that call alone', async () => {
	const server = servers.talkover;
	server.answerNextCreates({ status: 403, body: { success: false, message: 'Calls to this country are not enabled' } });
	const result = await sendCall(server, {}, { items: itemsTo(TO, OTHER) });
	expect(records(result, 1)).toMatchObject([{ to: TO, dialed: 'no', problem: { type: 'call_rejected' } }]);
	expect(records(result, 0)).toMatchObject([{ to: OTHER, dialed: 'yes' }]);
});
