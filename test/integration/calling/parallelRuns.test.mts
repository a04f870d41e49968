import type { IDataObject } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { endCalls, lookOften } from '../../harness/ends.mts';
import { sendCallsAtOnce } from '../../harness/parallel.mts';
import { OTHER, TO } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

/** n8n runs the tool calls of one answer of a model side by side: runs of one node at the same time, in one execution. */
const servers = useServers();
lookOften();

const problems = (runs: Awaited<ReturnType<typeof sendCallsAtOnce>>): unknown[] =>
	runs.flatMap(({ notDialed }) => notDialed.map(({ problem }) => (problem as IDataObject).type));
/** Which of them comes first is left to them. */
const dialed = (runs: Awaited<ReturnType<typeof sendCallsAtOnce>>): unknown[] =>
	runs.flatMap((run) => run.dialed.map(({ to }) => to)).sort();

describe('runs of one node at the same time', () => {
	test.each(realProviders)('parallel runs call one number once: %s', async (provider) => {
		const runs = await sendCallsAtOnce(servers[provider], [TO, TO, OTHER, TO]);
		expect(dialed(runs)).toEqual([TO, OTHER].sort());
		expect(problems(runs)).toEqual(['duplicate', 'duplicate']);
		expect(servers[provider].creates).toHaveLength(2);
		const [refused] = runs.flatMap(({ notDialed }) => notDialed);
		expect((refused.problem as IDataObject).detail).toContain('was called by another run of this node in this execution already');
	});

	test.each(realProviders)('parallel runs have one Max Calls together: %s', async (provider) => {
		const numbers = ['+442079460011', '+442079460012', '+442079460013'];
		const runs = await sendCallsAtOnce(servers[provider], numbers, { safety: { callingHours: 'off', maxCalls: 1 } });
		expect(dialed(runs)).toHaveLength(1);
		expect(problems(runs)).toEqual(['cap_reached', 'cap_reached']);
		expect(servers[provider].creates).toHaveLength(1);
	});

	test('parallel runs call a number as often as they are asked to with Allow Repeats, but no more than Max Calls', async () => {
		const safety = { callingHours: 'off', allowRepeats: true, maxCalls: 2 };
		const runs = await sendCallsAtOnce(servers.talkover, [TO, TO, TO], { safety });
		expect([dialed(runs), problems(runs)]).toEqual([[TO, TO], ['cap_reached']]);
		expect(servers.talkover.creates).toHaveLength(2);
	});

	test('parallel runs count their redials together too', async () => {
		const server = servers.talkover;
		const stop = endCalls(server, () => 'no_answer');
		const numbers = ['+442079460011', '+442079460012'];
		const runs = await sendCallsAtOnce(server, numbers, {
			safety: { callingHours: 'off', maxCalls: 3 },
			waitForResult: true,
			waitMethod: 'polling',
			retry: { attempts: 5, interval: 1, conditions: ['no-answer'] },
		});
		stop();
		expect(dialed(runs)).toEqual(numbers);
		expect(server.creates).toHaveLength(3);
	});

	test('parallel runs leave a number to each other where one of them made no call at all', async () => {
		const server = servers.talkover;
		server.answerNextCreates({ status: 422, body: { success: false, message: 'No.', code: 'INVALID_PHONE_NUMBER' } });
		const runs = await sendCallsAtOnce(server, [TO, TO]);
		expect(problems(runs).sort()).toEqual(['duplicate', 'invalid_phone_number']);
		expect(server.creates).toHaveLength(1);
	});
});
