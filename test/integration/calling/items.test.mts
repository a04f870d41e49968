import { describe, expect, test } from 'vitest';
import { textOf } from '../../harness/canary.mts';
import { hasRegions } from '../../harness/credentials.mts';
import { agent, itemsTo, OTHER, records, sendCall, sendCallType, simulate, TO } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

const servers = useServers();

const bad = 'call me';
const good = ['+12127365000', '+12127365001', '+12127365002', '+442079460018', '+442079460019', '+4930901820', '+4930901821'];
/** Ten items: the first, one in the middle and the last cannot be dialled. */
const mixed = [bad, ...good.slice(0, 3), bad, ...good.slice(3), bad];
const pairs = (items: any[]): unknown[] => items.map((item) => item.pairedItem);

describe('ten mixed items', () => {
	test.each(realProviders)('ten mixed items leave exactly once each, on the right output, paired and in order: %s', async (provider) => {
		const server = servers[provider];
		const { outputs, error, hints } = await sendCall(server, {}, { items: itemsTo(...mixed) });
		expect(error).toBeUndefined();
		expect(pairs(outputs[0])).toEqual([1, 2, 3, 5, 6, 7, 8].map((item) => ({ item })));
		expect(pairs(outputs[1])).toEqual([0, 4, 9].map((item) => ({ item })));
		expect(outputs[0].map((item) => item.json.to)).toEqual(good);
		expect(outputs[0].every((item) => item.json.dialed === 'yes')).toBe(true);
		expect(outputs[1].every((item) => item.json.dialed === 'no' && item.json.status === 'blocked')).toBe(true);
		expect(outputs[1].map((item) => (item.json.problem as any).detail.slice(0, 20))).toEqual([
			'Item 1: Phone Number',
			'Item 5: Phone Number',
			'Item 10: Phone Numbe',
		]);
		expect(server.creates).toHaveLength(7);
		expect(server.violations).toEqual([]);
		expect(hints).toEqual([
			expect.stringMatching(
				/^7 calls placed\. Not dialed \((Ada, )?item 1, (Ada, )?item 5, (Ada, )?item 10\): Phone Number .+ They are on the output Not Dialed\.$/,
			),
		]);
	});

	test.each(realProviders)('ten mixed items are dialed once each when Retry On Fail meets a bad first item: %s', async (provider) => {
		const server = servers[provider];
		const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 };
		const { outputs, error } = await sendCall(server, {}, { items: itemsTo(...mixed), node });
		expect(error).toBeUndefined();
		expect(outputs.map((output) => output.length)).toEqual([7, 3]);
		expect(server.creates).toHaveLength(7);
	});

	test('no item holds an "error" that n8n would take for a failed item, on either output', async () => {
		const server = servers.synthflow;
		server.answerNextCreates('ok', { status: 500, body: { error: 'x' } }, { status: 400, body: { error: 'x' } });
		for (const onError of ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const) {
			const { outputs } = await sendCall(server, { options: { includeRaw: true } }, { items: itemsTo(...mixed), node: { onError } });
			const all = outputs.flat();
			expect(all).toHaveLength(10);
			for (const item of all) {
				expect(item.error).toBeUndefined();
				expect(item.json.error).toBeUndefined();
			}
		}
	});

	test('all items are read before the first request is sent', async () => {
		const server = servers.synthflow;
		const variables = { values: [{ name: 'readAt', value: '={{ Date.now() }}' }] };
		await sendCall(server, { variables }, { items: itemsTo(...good) });
		const readAt = server.creates.map((one) => Number((one.body as any).custom_variables[0].value));
		expect(readAt).toHaveLength(7);
		expect(Math.max(...readAt)).toBeLessThanOrEqual(server.creates[0].at);
	});

	test('every item has an audit: the country and the kind of the number, and the decision', async () => {
		const { outputs } = await sendCall(servers.talkover, {}, { items: itemsTo('+442079460018', bad) });
		expect(outputs[0][0].json.audit).toMatchObject({ country: 'GB', numberType: 'FIXED_LINE', decision: 'allowed' });
		expect(outputs[1][0].json.audit).toMatchObject({ country: null, numberType: null, decision: 'refused' });
	});
});

describe('the node throws', () => {
	test.each(realProviders)('the node throws when every item has the same fault, and asks the provider nothing: %s', async (provider) => {
		const server = servers[provider];
		const { error, outputs } = await sendCall(
			server,
			{ agentId: agent('={{ $json.nothing }}') },
			{ items: itemsTo(TO, OTHER, '+4930901820') },
		);
		expect(error).toMatchObject({ name: 'NodeOperationError', message: 'Agent is empty' });
		expect(error?.description).toMatch(/^Agent is empty\. Choose one from the list, or [^.]+\.$/);
		expect(error?.context).toMatchObject({ itemIndex: 0 });
		expect(outputs.flat()).toEqual([]);
		expect(server.requests).toEqual([]);
	});

	test.each(realProviders)('the node throws when no credential is chosen, and says what to do: %s', async (provider) => {
		const { error } = await sendCall(servers[provider], {}, { items: itemsTo(TO, OTHER), credential: undefined });
		expect(error?.name).toBe('NodeOperationError');
		expect(error?.message).toBe('No credential chosen');
		expect(error?.description).toMatch(/needs a credential, and none is chosen\. Choose one under Credential/);
		expect(servers[provider].requests).toEqual([]);
	});

	test.each(realProviders)(
		'the node throws when the key could not stand in a header: nothing was sent, so nobody was dialed: %s',
		async (provider) => {
			const server = servers[provider];
			const data = { baseUrl: server.baseUrl, ...(hasRegions(provider) ? { region: 'custom' } : {}) };
			for (const apiKey of ['', 'line\nbreak', 'two words']) {
				const credential = { type: `${provider}VoiceApi`, data: { ...data, apiKey } };
				const { error, outputs } = await sendCall(server, {}, { items: itemsTo(TO, OTHER), credential });
				expect(error).toMatchObject({
					name: 'NodeOperationError',
					message: expect.stringMatching(/ credential: API Key is empty or holds a blank/),
				});
				expect(error?.description).toContain('API Key is empty or holds a blank');
				expect(outputs.flat()).toEqual([]);
			}
			expect(server.requests).toEqual([]);
		},
	);

	test.each(realProviders)('the node throws when the Base URL must not get the key: %s', async (provider) => {
		const server = servers[provider];
		const data = {
			apiKey: server.key,
			baseUrl: 'http://api.example.com/v1',
			...(hasRegions(provider) ? { region: 'custom' } : {}),
		};
		const result = await sendCall(server, {}, { credential: { type: `${provider}VoiceApi`, data } });
		expect(result.error?.name).toBe('NodeOperationError');
		expect(result.error?.description).toContain('Base URL must start with https://');
	});

	test('the node does not throw when the faults differ, when they concern the persons, or when items were dialed', async () => {
		const server = servers.synthflow;
		const differ = await sendCall(
			server,
			{ recipientName: '={{ $json.name }}' },
			{
				items: [
					{ to: bad, name: 'Ada' },
					{ to: TO, name: '' },
				],
			},
		);
		expect(differ.error).toBeUndefined();
		expect(records(differ, 1).map((one) => one.problem.type)).toEqual(['invalid_phone_number', 'invalid_parameters']);
		const persons = await sendCall(server, {}, { items: itemsTo(bad, bad, bad) });
		expect(persons.error).toBeUndefined();
		expect(records(persons, 1)).toHaveLength(3);
		const dialled = await sendCall(
			server,
			{ recipientName: '={{ $json.name }}' },
			{
				items: [
					{ to: TO, name: '' },
					{ to: OTHER, name: 'Ada' },
				],
			},
		);
		expect(dialled.error).toBeUndefined();
		expect(dialled.outputs.map((output) => output.length)).toEqual([1, 1]);
		expect(server.creates).toHaveLength(1);
	});

	test('the node gives items instead of an error under On Error: Continue', async () => {
		for (const onError of ['continueRegularOutput', 'continueErrorOutput'] as const) {
			const server = servers.talkover;
			const same = await sendCall(server, { agentId: agent('={{ $json.nothing }}') }, { items: itemsTo(TO, OTHER), node: { onError } });
			expect(same.error).toBeUndefined();
			expect(records(same, 0)).toEqual([]);
			expect(records(same, 1).map((one) => one.problem.type)).toEqual(['invalid_parameters', 'invalid_parameters']);
			const none = await sendCall(server, {}, { credential: undefined, node: { onError } });
			expect(records(none, 1)).toMatchObject([{ dialed: 'no', problem: { type: 'unauthorized' } }]);
		}
	});
});

describe('what the node does with no work', () => {
	test('a run without items gives no item and sends no request', async () => {
		const { outputs, error } = await sendCall(servers.talkover, {}, { items: [] });
		expect(error).toBeUndefined();
		expect(outputs.flat()).toEqual([]);
		expect(servers.talkover.requests).toEqual([]);
	});
});

describe('as a tool of an AI agent', () => {
	const type = `${sendCallType}Tool`;
	test('everything a tool gives leaves on the first output, since only that one reaches the agent', async () => {
		const server = servers.synthflow;
		server.answerNextCreates('ok', { status: 400, body: { message: 'phone' } });
		const { outputs } = await sendCall(server, {}, { type, items: itemsTo(TO, OTHER, bad) });
		expect(outputs[0].map((item) => [item.json.dialed, (item.pairedItem as any).item])).toEqual([
			['yes', 0],
			['no', 1],
			['no', 2],
		]);
		expect(outputs[1] ?? []).toEqual([]);
	});

	test('the Simulator as a tool gives everything on the first output too', async () => {
		const { outputs } = await simulate(itemsTo('+12025550100', '+12025550106', bad), {}, { type });
		expect(outputs[0]).toHaveLength(3);
		expect(outputs[1] ?? []).toEqual([]);
	});
});

describe('a person’s number', () => {
	test('a person’s number stands whole in its own record alone: not in errors, hints or the sentences', async () => {
		const server = servers.synthflow;
		server.answerNextCreates({ status: 400, body: { message: 'Invalid phone number +12127365000' } });
		const { outputs, hints, error } = await sendCall(server, {}, { items: itemsTo(TO, '02127365000', OTHER) });
		const said = JSON.stringify([outputs[1].map((item) => item.json.problem), hints]) + textOf(error);
		expect(said).toContain('Invalid phone number');
		expect(said).not.toMatch(/2127365000/);
	});

	test('a person’s number stays out of a thrown error', async () => {
		const server = servers.talkover;
		server.answerNextCreates({ status: 404, body: { message: `Agent not found for ${TO}` } });
		const { error } = await sendCall(server);
		expect(error?.description).toContain('Agent not found for +12');
		expect(textOf(error)).not.toContain(TO);
	});
});
