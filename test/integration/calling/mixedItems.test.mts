import type { IDataObject } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { endCalls, lookOften } from '../../harness/ends.mts';
import { agent, OTHER, records, sendCall, TO } from '../../harness/sendCall.mts';
import { slowAnswers } from '../../harness/slowAnswers.mts';
import { useServers } from '../../harness/servers.mts';

/** What one run can have only once, while an expression gives each item its own: the provider and the pace. */
const servers = useServers();
lookOften();

const THIRD = '+4930901820';

describe('Provider', () => {
	/**
	 * The editor offers no expression here; a workflow that was written by hand or by a program may have one. n8n then asks for the required
	 * fields of every provider.
	 */
	const given = (id: string): IDataObject => ({
		provider: '={{ $json.provider }}',
		agentId: agent(`={{ "${id}" }}`),
		fromNumber: agent('={{ "" }}'),
	});
	const item = (to: string, id: string): IDataObject => ({ to, provider: id });

	test('an item is not phoned over the provider of the first item', async () => {
		const server = servers.synthflow;
		const result = await sendCall(server, given(server.usableAgent), {
			items: [item(TO, 'synthflow'), item(OTHER, 'simulator'), item(THIRD, 'synthflow')],
		});
		expect(records(result, 0).map(({ to }) => to)).toEqual([TO, THIRD]);
		expect(records(result, 1)).toMatchObject([{ to: OTHER, dialed: 'no', provider: 'synthflow', problem: { type: 'invalid_parameters' } }]);
		expect(records(result, 1)[0].problem.detail).toContain('Provider is not the one of the first item, Synthflow');
		expect(server.creates).toHaveLength(2);
	});

	test('a provider that an expression does not find for a later item calls nobody', async () => {
		const server = servers.talkover;
		const result = await sendCall(server, given(server.usableAgent), { items: [item(TO, 'talkover'), { to: OTHER }] });
		expect(records(result, 1)).toMatchObject([{ to: OTHER, dialed: 'no', problem: { type: 'invalid_parameters' } }]);
		expect(server.creates).toHaveLength(1);
	});

	test('the Simulator plays nothing for an item of a real provider', async () => {
		const result = await sendCall(servers.synthflow, given('sim-lead-callback'), {
			items: [item('+12025550100', 'simulator'), item(TO, 'synthflow')],
		});
		expect(records(result, 0)).toMatchObject([{ to: '+12025550100', simulated: true }]);
		expect(records(result, 1)).toMatchObject([{ to: TO, dialed: 'no' }]);
		expect(servers.synthflow.requests).toEqual([]);
	});
});

describe('the pace', () => {
	const numbers = [TO, OTHER, THIRD];
	const itemsWith = (...values: unknown[]): IDataObject[] => numbers.map((to, index) => ({ to, value: values[index] }) as IDataObject);

	test('the pace is that of the item which asks for the fewest calls at the same time', async () => {
		const server = servers.unleashx;
		const slow = slowAnswers(150);
		server.answerNextCreates(...numbers.map(() => slow.answer));
		await sendCall(server, { options: { concurrency: '={{ $json.value }}' } }, { items: itemsWith(50, 50, 1) });
		expect([slow.most(), server.creates.length]).toEqual([1, 3]);
	});

	test('the pace is that of the slowest item, and no limit is no pace', async () => {
		const server = servers.unleashx;
		await sendCall(server, { options: { concurrency: 3, callsPerMinute: '={{ $json.value }}' } }, { items: itemsWith('', 300, 100) });
		const starts = server.creates.map((one) => one.at);
		// 100 a minute is one every 600 ms; a busy machine may deliver the first late.
		expect(starts[2] - starts[0]).toBeGreaterThan(700);
	});

	test('the pace of redials is that of the slowest item too', async () => {
		const server = servers.unleashx;
		const stop = endCalls(server, () => 'no_answer');
		const slow = slowAnswers(150);
		server.answerNextCreates('ok', 'ok', 'ok', ...numbers.map(() => slow.answer));
		await sendCall(
			server,
			{
				options: { concurrency: '={{ $json.value }}' },
				waitForResult: true,
				waitMethod: 'polling',
				retry: { attempts: 1, interval: 1, conditions: ['no-answer'] },
			},
			{ items: itemsWith(50, 50, 1) },
		);
		stop();
		expect([slow.most(), server.creates.length]).toEqual([1, 6]);
	});
});
