import type { IDataObject } from 'n8n-workflow';
import { afterEach, describe, expect, test } from 'vitest';
import type { StrictServer } from '../../servers/strictServer.mts';
import { seeded } from '../../harness/bars.mts';
import type { EngineResult } from '../../harness/engine.mts';
import { endCall, lookOften } from '../../harness/ends.mts';
import { makeCall } from '../../harness/makeCall.mts';
import { continued, jsons, manage, manageSimulated } from '../../harness/manageCall.mts';
import { people, wholeNumbersIn } from '../../harness/people.mts';
import { trigger } from '../../harness/poll.mts';
import { TO, agent, onlyRecord, records, sendCall, simulate } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

/** Options: Privacy. What n8n stores of a run: its items and hints, its errors, and what the node keeps in the execution. */
const servers = useServers();
lookOften();
let stop = (): void => {};
afterEach(() => stop());

const stored = ({ outputs, hints, error, contextData, task }: EngineResult): string =>
	JSON.stringify([outputs, hints, contextData, error?.message, error?.description, error?.context, task?.error?.message]);

/** The user's data in every field that takes some. */
const data: IDataObject = {
	recipientName: '={{ $json.name }}',
	variables: { json: { json: '={{ { mobile: $json.mobile, note: $json.note } }}' } },
	context: '={{ { list: $json.list, order: $json.order } }}',
};
const privacy = { maskNumbers: true };
const run = {
	concurrency: 25,
	includeRaw: true,
	privacy,
	reference: '={{ $json.order }}',
	safety: { callingHours: 'off', maxCalls: 1000 },
};
const polling = { waitForResult: true, waitMethod: 'polling' };

/** Ends every call as answered, with what its person says. */
function answer(server: StrictServer<any>, all: ReturnType<typeof people>): void {
	const says = new Map(all.map((person) => [person.to, person.says]));
	const ended = new Set<string>();
	const timer = setInterval(() => {
		for (const call of server.calls.filter(({ id }) => !ended.has(id))) {
			ended.add(call.id);
			endCall(server, call, 'answered');
			call.transcript = `bot: Hello.\n${says.get(call.to)}`;
		}
	}, 20);
	stop = () => clearInterval(timer);
}

describe('500 people with random spellings of their numbers in every field', () => {
	test.each([
		['Send Call', sendCall, 'synthflow', { ...data, ...polling }, 'answered'],
		['Make Call', makeCall, 'talkover', { variables: data.variables, context: data.context }, null],
	] as const)(
		'of %s no whole number is in the stored execution, and everybody is called once',
		async (name, call, provider, given, ending) => {
			const server = servers[provider];
			const all = people(500, seeded(17));
			answer(server, all);
			const result = await call(server, { ...given, options: run, safety: {} }, { items: all.map(({ item }) => item) });
			const left = records(result, 0);
			console.log(
				`${name}: ${all.length} items, ${server.calls.length} called, ${wholeNumbersIn(stored(result), all)} full numbers in the stored output`,
			);
			expect(server.calls.map(({ to }) => to).toSorted()).toEqual(all.map(({ to }) => to).toSorted());
			expect(left.map(({ to }) => to)).toEqual(all.map(({ to }) => `••• ${to.slice(-4)}`));
			expect(left.every(({ outcome, callId, raw }) => outcome === ending && callId !== null && raw === undefined)).toBe(true);
			expect(wholeNumbersIn(stored(result), all)).toBe(0);
			expect(wholeNumbersIn(JSON.stringify(all), all)).toBe(500);
		},
	);
});

describe.each(realProviders)('%s', (provider) => {
	test('what is refused, shown without being sent, or lost holds no whole number either', async () => {
		const server = servers[provider];
		const all = people(5, seeded(18));
		const items = all.map(({ item }) => item);
		const parameters = { options: { ...run, reference: '' }, safety: {} };
		const lists = { doNotCall: all.map(({ to }) => to) };
		const held = await sendCall(
			server,
			{ ...parameters, options: { ...parameters.options, safety: { ...run.safety, ...lists } } },
			{ items },
		);
		const dry = await sendCall(server, { ...parameters, options: { ...parameters.options, dryRun: true } }, { items });
		const wrong = await sendCall(server, parameters, { items: items.map((item) => ({ ...item, to: `${String(item.to)}99999999` })) });
		server.answerNextCreates(...Array.from({ length: 5 }, () => ({ status: 500, body: { message: `lost ${all[0].to}` }, dialed: true })));
		const lost = await sendCall(server, parameters, { items });
		for (const result of [held, dry, wrong, lost]) expect(wholeNumbersIn(stored(result), all)).toBe(0);
		expect([held, dry, wrong].map((result) => records(result, 1).length)).toEqual([5, 5, 5]);
		expect(records(dry, 1)[0].dryRun.body).toBeDefined();
	});

	test('a call is found by its ID afterwards, and read without number, transcript and recording', async () => {
		const server = servers[provider];
		const [person] = people(1, seeded(19));
		answer(server, [person]);
		const placed = onlyRecord(await sendCall(server, { ...polling, options: run, safety: {} }, { items: [person.item] }));
		const options = { includeRaw: true, privacy: { maskNumbers: true, omitRecording: true, omitTranscript: true } };
		const read = jsons(await manage(server, 'get', { callId: placed.callId, options }))[0];
		expect(read).toMatchObject({ callId: placed.callId, outcome: 'answered', transcript: null, recordingUrl: null });
		expect(read).not.toHaveProperty('raw');
		const listed = jsons(await manage(server, 'getAll', { returnAll: true, options }));
		expect(listed).toHaveLength(1);
		expect(wholeNumbersIn(JSON.stringify([read, listed]), [person])).toBe(0);
		// Without Privacy the number is there, wherever the provider tells it.
		const open = jsons(await manage(server, 'get', { callId: placed.callId, options: { includeRaw: true } }));
		expect(wholeNumbersIn(JSON.stringify(open), [person])).toBe(1);
	});
});

test('events of Call Poll Trigger leave without number and transcript', async () => {
	const server = servers.synthflow;
	const watch = trigger(server, { options: { includeRaw: true, privacy: { maskNumbers: true, omitTranscript: true } } });
	await watch.poll();
	const [person] = people(1, seeded(20));
	answer(server, [person]);
	await sendCall(server, polling, { items: [person.item] });
	const events = await watch.poll();
	expect(events.map(({ to, transcript, raw }) => [to, transcript, raw])).toEqual(
		events.map(() => [`••• ${person.to.slice(-4)}`, null, undefined]),
	);
	expect(events.length).toBeGreaterThan(0);
	expect(wholeNumbersIn(JSON.stringify(events) + watch.stored(), [person])).toBe(0);
});

test.each(['svalync', 'talkover'] as const)(
	'an execution that waits for a callback of %s stores no number and no token',
	async (provider) => {
		const [person] = people(1, seeded(21));
		const result = await sendCall(
			servers[provider],
			{ waitForResult: true, waitMethod: 'callback', options: run, safety: {} },
			{ items: [person.item] },
		);
		expect(result.run.waitTill).toBeInstanceOf(Date);
		const waiting = JSON.stringify([result.run.data.executionData?.contextData, result.run.data.executionData?.waitingExecution]);
		expect(waiting).toContain('"sealed":');
		expect(wholeNumbersIn(waiting + stored(result), [person])).toBe(0);
		const stack = result.run.data.executionData?.nodeExecutionStack.map(({ data: input }) => input);
		expect(wholeNumbersIn(JSON.stringify(stack), [person])).toBe(0);
	},
);

test('a retried execution knows a masked call again, calls nobody twice and gives the same record', async () => {
	const server = servers.talkover;
	const [person] = people(1, seeded(22));
	const parameters = { options: run, safety: {} };
	const first = await sendCall(server, parameters, { items: [person.item] });
	const contextData = JSON.parse(JSON.stringify(first.contextData)) as unknown;
	const second = await sendCall(server, parameters, { items: [person.item], mode: 'retry', contextData });
	expect(server.creates).toHaveLength(1);
	expect(onlyRecord(second)).toEqual(onlyRecord(first));
	expect(wholeNumbersIn(stored(second), [person])).toBe(0);
});

test('Call Limit and redials hold as without masking', async () => {
	const server = servers.talkover;
	const limited = { ...run, reference: '', safety: { ...run.safety, callLimit: { maxCalls: 2, perHours: 24 } } };
	const parameters = { ...polling, retry: { attempts: 3, interval: 1, conditions: ['no-answer'] }, options: limited, safety: {} };
	const timer = setInterval(() => server.calls.forEach((call) => endCall(server, call, 'no_answer')), 20);
	stop = () => clearInterval(timer);
	const record = onlyRecord(await sendCall(server, parameters, { items: [{ to: TO }] }));
	expect(server.creates).toHaveLength(2);
	expect([record.to, record.attempts.length, record.problem.type]).toEqual(['••• 5000', 2, 'cap_reached']);
	const again = onlyRecord(await sendCall(server, { options: limited, safety: {} }, { items: [{ to: TO }] }));
	expect([again.dialed, again.problem.type]).toEqual(['no', 'cap_reached']);
	expect(server.creates).toHaveLength(2);
});

test('settings that cannot be read, and an item of another provider, leave with the number masked', async () => {
	const broken = await sendCall(
		servers.talkover,
		{ options: { ...run, timeout: '={{ 0 }}' }, safety: {} },
		{ items: [{ to: TO }], ...continued },
	);
	const server = servers.synthflow;
	// n8n asks for the required fields of every provider.
	const given = { provider: '={{ $json.provider }}', agentId: agent(`={{ "${server.usableAgent}" }}`), fromNumber: agent('={{ "" }}') };
	const other = await sendCall(
		server,
		{ ...given, options: { ...run, reference: '' }, safety: {} },
		{
			items: [
				{ to: TO, provider: 'synthflow' },
				{ to: '+12127365001', provider: 'vapi' },
			],
		},
	);
	expect(onlyRecord(broken).to).toBe('••• 5000');
	expect(records(other, 1).map(({ to }) => to)).toEqual(['••• 5001']);
});

test('Summarize Calls counts masked records like whole ones where the people have names', async () => {
	// The endings 06 to 09 play refusals, and 09 ends the run.
	const numbers = people(40, seeded(23)).flatMap(({ to }) => (/0[6-9]$/.test(to) ? [] : [to]));
	// Two people whose numbers end alike, and one who was called twice.
	const items = [...numbers, '+12127381000', numbers[0]].map((to) => ({
		to,
		name: to.replace(/\d/g, (digit) => 'abcdefghij'[Number(digit)]),
	}));
	const given = { recipientName: '={{ $json.name }}', safety: { allowRepeats: true } };
	const summaryOf = async (options: IDataObject) => {
		const result = await simulate(items, { ...given, options });
		const all = [...records(result, 0), ...records(result, 1)];
		return jsons(await manageSimulated('summarize', {}, { items: all }))[0];
	};
	const [whole, masked] = [await summaryOf({}), await summaryOf({ privacy })];
	expect(masked.people).toEqual(whole.people);
	expect([masked.calls, masked.outcomes]).toEqual([whole.calls, whole.outcomes]);
	expect(whole.people.total).toBe(37);
	expect(whole.people.reached).toBeGreaterThan(25);
});

describe('a number that a user wrote into the name of a variable', () => {
	const named: IDataObject = { options: run, safety: {}, variables: { json: { json: '={{ ({ [$json.to.slice(2)]: "x" }) }}' } } };
	const item = { to: TO, order: 'order-1' };

	test('is in no hint where numbers are masked', async () => {
		const held = await sendCall(servers.vapi, named, { items: [item], ...continued });
		expect(held.hints.join()).toContain('••• 5000');
		expect(stored(held)).not.toContain(TO.slice(2));
	});

	test('is in no error where numbers are masked', async () => {
		const { error } = await sendCall(servers.vapi, named, { items: [item] });
		expect(error?.message).toContain('••• 5000');
		expect(JSON.stringify([error?.message, error?.description, error?.context])).not.toContain(TO.slice(2));
	});
});

test('a retry gives no mark in place of a transcript where another item of the run leaves transcripts out', async () => {
	const server = servers.bland;
	const all = people(2, seeded(29));
	answer(server, all);
	const parameters = { ...polling, options: { ...run, reference: '', privacy: { omitTranscript: '={{ $json.isPrivate }}' } }, safety: {} };
	const items = all.map(({ item }, index) => ({ ...item, isPrivate: index === 0 }));
	const first = await sendCall(server, parameters, { items });
	const contextData = JSON.parse(JSON.stringify(first.contextData)) as unknown;
	const second = await sendCall(server, parameters, { items, mode: 'retry', contextData });
	expect(records(first, 0)[1].transcript).toContain('Hello.');
	expect(JSON.stringify(contextData)).not.toContain('Hello.');
	expect(records(second, 0).map(({ transcript }) => transcript)).toEqual([null, null]);
	expect(server.creates).toHaveLength(2);
});
