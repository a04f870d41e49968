import type { IDataObject } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { isRead } from '../../servers/routing.mts';
import type { ProviderName, StrictServer } from '../../servers/strictServer.mts';
import { endCalls, lookOften } from '../../harness/ends.mts';
import { credentialOf, itemsTo, onlyRecord, records, sendCall, simulate } from '../../harness/sendCall.mts';
import { tellingNumbers, useServers } from '../../harness/servers.mts';

/** How often a person may be called at all: the provider's list, and what this process dialed a moment ago. */
const servers = useServers();
lookOften();

const hour = 3_600_000;
const each = tellingNumbers.map((id) => [id] as [ProviderName]);
const limited = (maxCalls: number, perHours = 24, more: IDataObject = {}): IDataObject => ({
	safety: { callingHours: 'off', callLimit: { maxCalls, perHours }, ...more },
});
const continued = { node: { onError: 'continueRegularOutput' as const } };
/** The process remembers whom it dialed, so each test calls people of its own. */
let people = 0;
const somebody = (): string => `+1212736${String(5000 + people++)}`;
const gets = (server: StrictServer<any>): number => server.requests.filter(isRead).length;

/** A call that somebody else placed, by the same agent unless another is named. */
function called(server: StrictServer<any>, to: string, hoursAgo: number, change: (call: any) => void = () => undefined): void {
	server.seedCalls(1, (call) => {
		Object.assign(call, { to, createdAt: new Date(Date.now() - hoursAgo * hour).toISOString() });
		change(call);
	});
}

describe.each(each)('%s', (id) => {
	test('a call that somebody else placed counts, until it is older than the hours', async () => {
		const server = servers[id];
		const [listed, free] = [somebody(), somebody()];
		called(server, listed, 23);
		called(server, free, 25);
		const result = await sendCall(server, limited(1), { items: itemsTo(listed, free) });
		expect(records(result, 0).map(({ to }) => to)).toEqual([free]);
		const [held] = records(result, 1);
		expect(held.problem).toMatchObject({ type: 'cap_reached', title: 'This person was called as often as Call Limit allows' });
		expect(held.problem.detail).toMatch(
			/^Item 1: \+12•+\d\d was called once within 24 hours, and Call Limit under Safety allows 1\. The next call is allowed at /,
		);
		const until = Date.parse(held.problem.nextAllowedAt);
		expect(Math.abs(until - Date.now() - hour)).toBeLessThan(2 * 60_000);
		expect(server.creates).toHaveLength(1);
		expect(server.violations).toEqual([]);
	});

	test('two executions, and items side by side, never both pass: the list shows nothing yet', async () => {
		const server = servers[id];
		const [one, other] = [somebody(), somebody()];
		// The list lags: it does not know of what is placed now.
		server.answerLists = ({ path }) => (/list|\/calls$/.test(path) ? emptyList[id] : undefined);
		const parameters = { ...limited(2, 24, { allowRepeats: true }), options: { concurrency: 4 } };
		const runs = await Promise.all(
			[1, 2].map(async () => await sendCall(server, parameters, { items: itemsTo(one, one, other, one, other, other), ...continued })),
		);
		expect(server.calls.filter(({ to }) => to === one)).toHaveLength(2);
		expect(server.calls.filter(({ to }) => to === other)).toHaveLength(2);
		const held = runs.flatMap((run) => records(run, 1));
		expect(held.map(({ problem }) => problem.type)).toEqual(Array.from({ length: 8 }, () => 'cap_reached'));
		for (const { problem } of held) expect(Date.parse(problem.nextAllowedAt)).toBeGreaterThan(Date.now());
	});

	test('a dial that the list shows by then counts once', async () => {
		const server = servers[id];
		const to = somebody();
		for (const dialed of ['yes', 'yes', 'no', 'no']) {
			expect(onlyRecord(await sendCall(server, limited(2), { items: itemsTo(to), ...continued })).dialed).toBe(dialed);
		}
		expect(server.creates).toHaveLength(2);
	});

	test('a certain no gives the place back', async () => {
		const server = servers[id];
		const to = somebody();
		server.answerNextCreates({ status: 429, body: {} });
		expect(onlyRecord(await sendCall(server, limited(1), { items: itemsTo(to), ...continued })).dialed).toBe('no');
		expect(onlyRecord(await sendCall(server, limited(1), { items: itemsTo(to), ...continued })).dialed).toBe('yes');
		expect(onlyRecord(await sendCall(server, limited(1), { items: itemsTo(to), ...continued })).problem.type).toBe('cap_reached');
	});

	test.each<[string, Record<string, unknown>]>([
		['fails', { status: 500, body: {} }],
		['is refused', { status: 403, body: {} }],
		['is a sign-in page', { status: 200, text: '<html>sign in</html>' }],
		['is an error', { status: 200, body: { success: false, error: true, message: 'no' } }],
		['has another shape', { status: 200, body: { surprise: [1] } }],
	])('a list that %s calls nobody, and is not asked for every item', async (_what, answer) => {
		const server = servers[id];
		server.answerLists = () => answer as any;
		const result = await sendCall(server, limited(1), { items: itemsTo(somebody(), somebody(), somebody()), ...continued });
		for (const { problem, dialed } of records(result, 1)) {
			expect([dialed, problem.type, problem.title]).toEqual(['no', 'cap_reached', 'It cannot be told how often this person was called']);
			expect(problem.detail).toMatch(
				/^Item [1-3]: It cannot be told how often .* was called, since .*, so nobody is called\. Try again later/,
			);
			expect(Date.parse(problem.nextAllowedAt)).toBeGreaterThan(Date.now());
		}
		expect(records(result, 1)).toHaveLength(3);
		expect(server.creates).toEqual([]);
		expect(gets(server)).toBe(1);
	});

	test('no list is asked for without a limit', async () => {
		const server = servers[id];
		expect(onlyRecord(await sendCall(server, {}, { items: itemsTo(somebody()) })).dialed).toBe('yes');
		// Svalync names no ID in its answer: its list is asked for that, after the dial.
		expect(server.requests.map(({ method }) => method)).toEqual(id === 'svalync' ? ['POST', 'GET'] : ['POST']);
	});

	test('a call that was dialed without a limit counts where there is one', async () => {
		const server = servers[id];
		const to = somebody();
		await sendCall(server, {}, { items: itemsTo(to) });
		server.calls.length = 0;
		expect(onlyRecord(await sendCall(server, limited(1), { items: itemsTo(to), ...continued })).problem.type).toBe('cap_reached');
		expect(server.creates).toHaveLength(1);
	});
});

const emptyList: Record<ProviderName, any> = {
	elevenlabs: { status: 200, body: { conversations: [], next_cursor: null, has_more: false } },
	bland: { status: 200, body: { total_count: 0, count: 0, calls: [] } },
	retell: { status: 200, body: { items: [], has_more: false } },
	svalync: { status: 200, body: { success: true, data: [], status: 200 } },
	synthflow: { status: 200, body: { status: 'success', response: { pagination: { total_records: 0, limit: 100, offset: 0 }, calls: [] } } },
	talkover: { status: 200, body: { success: true, data: [], pagination: { current_page: 1, last_page: 1, per_page: 100, total: 0 } } },
	unleashx: { status: 200, body: { datalist: [] } },
	vapi: { status: 200, body: [] },
};

test('another account is another one', async () => {
	const to = somebody();
	expect(onlyRecord(await sendCall(servers.talkover, limited(1), { items: itemsTo(to) })).dialed).toBe('yes');
	expect(onlyRecord(await sendCall(servers.unleashx, limited(1), { items: itemsTo(to) })).dialed).toBe('yes');
});

test('every agent is asked at Synthflow, which lists calls for one agent at a time', async () => {
	const server = servers.synthflow;
	const to = somebody();
	const other =
		server.agents.find(({ model_id, type }: any) => model_id !== server.usableAgent && type === 'outbound') ??
		server.agents.find(({ model_id }: any) => model_id !== server.usableAgent);
	(other as any).type = 'outbound';
	called(server, to, 1, (call) => void (call.agentId = (other as any).model_id));
	expect(onlyRecord(await sendCall(server, limited(1), { items: itemsTo(to), ...continued })).problem.type).toBe('cap_reached');
	expect(server.creates).toEqual([]);
});

test('a list that is read as a whole serves all items of a moment', async () => {
	const server = servers.svalync;
	const numbers = Array.from({ length: 20 }, somebody);
	called(server, numbers[7], 1);
	const result = await sendCall(server, limited(1), { items: itemsTo(...numbers) });
	expect(records(result, 0)).toHaveLength(19);
	expect(records(result, 1).map(({ to }) => to)).toEqual([numbers[7]]);
	expect(gets(server)).toBeLessThanOrEqual(3);
});

test('a list that hides its numbers cannot tell', async () => {
	const server = servers.svalync;
	for (const to_phone_number of [null, '+1212•••••01', '12-xx']) {
		server.reset();
		called(server, somebody(), 2, (call) => void (call.row = { to_phone_number }));
		const { problem } = onlyRecord(await sendCall(server, limited(1), { items: itemsTo(somebody()), ...continued }));
		expect(problem).toMatchObject({
			type: 'cap_reached',
			detail: expect.stringContaining('since Svalync tells no clear number for one call of that time'),
		});
		expect(Math.abs(Date.parse(problem.nextAllowedAt) - Date.now() - 22 * hour)).toBeLessThan(60_000);
		expect(onlyRecord(await sendCall(server, limited(2), { items: itemsTo(somebody()) })).dialed).toBe('yes');
	}
});

test('a list that goes on for ever cannot tell', async () => {
	const server = servers.talkover;
	server.answerLists = ({ query }) =>
		({
			status: 200,
			body: {
				success: true,
				data: [{ id: `x-${query.page}`, to: '+4930901820', created_at: new Date().toISOString() }],
				pagination: { current_page: Number(query.page), last_page: 1000 },
			},
		}) as any;
	const { problem } = onlyRecord(await sendCall(server, limited(1), { items: itemsTo(somebody()), ...continued }));
	expect(problem).toMatchObject({ type: 'cap_reached', detail: expect.stringContaining('is longer than 20 pages') });
	expect(problem.nextAllowedAt ?? null).toBeNull();
	expect(server.creates).toEqual([]);
});

test('redials inside a wait count and obey', async () => {
	const server = servers.talkover;
	const stop = endCalls(server, () => 'no_answer' as any);
	try {
		const to = somebody();
		const parameters = {
			...limited(2),
			waitForResult: true,
			waitMethod: 'polling',
			waitLimitMinutes: 1,
			retry: { attempts: 3, interval: 1, conditions: ['no-answer'] },
		};
		const record = onlyRecord(await sendCall(server, parameters, { items: itemsTo(to) }));
		expect(server.creates).toHaveLength(2);
		expect(record).toMatchObject({
			dialed: 'yes',
			outcome: 'no_answer',
			problem: { type: 'cap_reached', detail: expect.stringContaining('The person was called 2 times before, and is not called again.') },
		});
	} finally {
		stop();
	}
});

test('the redials that the provider makes itself are counted before it is asked', async () => {
	const server = servers.svalync;
	const retry = { attempts: 2, interval: 60, conditions: ['busy'] };
	const to = somebody();
	const { problem } = onlyRecord(await sendCall(server, { ...limited(2), retry }, { items: itemsTo(to), ...continued }));
	expect(problem.detail).toContain(
		'With its redials this call may ring 3 times, and Call Limit under Safety allows 2 within 24 hours. Lower the attempts of Retry',
	);
	expect(server.creates).toEqual([]);
	expect(onlyRecord(await sendCall(server, { ...limited(3), retry }, { items: itemsTo(to) })).dialed).toBe('yes');
	expect(onlyRecord(await sendCall(server, limited(3), { items: itemsTo(to), ...continued })).problem.type).toBe('cap_reached');
});

test('at the Simulator the simulated calls of this process count', async () => {
	// Files share a process, and so the Simulator's memory: nobody else calls this area.
	const to = '+19705550147';
	const play = async () => onlyRecord(await simulate(itemsTo(to), limited(2), continued as any)).dialed;
	expect([await play(), await play(), await play()]).toEqual(['yes', 'yes', 'no']);
});

test.each<[unknown, RegExp]>([
	[{ maxCalls: 0, perHours: 1 }, /Call Limit: Calls must be a whole number from 1 to 100/],
	[{ maxCalls: 1, perHours: 721 }, /Call Limit: Per Hours must be a whole number of hours from 1 to 720/],
	[{ calls: 1 }, /Call Limit holds "calls", which is none of its settings\. Use maxCalls and perHours/],
	[3, /Call Limit is a value of type number, not an object of settings/],
	['={{ $json.limit }}', /Safety: Call Limit is an expression that gives nothing/],
	[{ maxCalls: '={{ $json.limit }}' }, /Safety: Call Limit: Calls is an expression that gives nothing/],
	[{ limit: { perHours: '={{ $json.limit }}' } }, /Safety: Call Limit: Per Hours is an expression that gives nothing/],
])('a limit that cannot be read calls nobody: %j', async (callLimit, sentence) => {
	const server = servers.talkover;
	const record = onlyRecord(
		await sendCall(
			server,
			{ safety: { callingHours: 'off', callLimit } as IDataObject },
			{ items: itemsTo(somebody()), credential: credentialOf(server), ...continued },
		),
	);
	expect(record.problem).toMatchObject({ type: 'invalid_parameters', detail: expect.stringMatching(sentence) });
	expect(server.requests).toEqual([]);
});
