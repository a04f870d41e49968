import { describe, expect, test } from 'vitest';
import type { Answer, ProviderName, StoredCall, StrictServer } from '../servers/strictServer.mts';
import { listsAsked } from '../harness/looks.mts';
import { pollType, trigger } from '../harness/poll.mts';
import { nodeTypes, runNode } from '../harness/engine.mts';
import { agent, credentialOf, displayNames, sendCallType, TO } from '../harness/sendCall.mts';
import { realProviders, useServers } from '../harness/servers.mts';

const servers = useServers();

const idOf = (server: StrictServer<any>, call: StoredCall): string => (server.provider === 'unleashx' ? String(call.number) : call.id);
/** The provider's words of a life, and what they become. */
const lives: Record<ProviderName, Array<[word: string, event: string]>> = {
	elevenlabs: [
		['initiated', 'call.initiated'],
		['in-progress', 'call.in_progress'],
		['done', 'call.completed'],
	],
	retell: [
		['registered', 'call.queued'],
		['ongoing', 'call.in_progress'],
		['user_hangup', 'call.completed'],
	],
	svalync: [
		['queued', 'call.queued'],
		['ringing', 'call.ringing'],
		['in_progress', 'call.in_progress'],
		['completed', 'call.completed'],
	],
	synthflow: [
		['pending', 'call.queued'],
		['ringing', 'call.ringing'],
		['in-progress', 'call.in_progress'],
		['completed', 'call.completed'],
	],
	talkover: [
		['initiated', 'call.initiated'],
		['ringing', 'call.ringing'],
		['answered', 'call.connected'],
		['completed', 'call.completed'],
	],
	unleashx: [
		['INITIATED', 'call.initiated'],
		['RINGING', 'call.ringing'],
		['RUNNING', 'call.in_progress'],
		['COMPLETED', 'call.completed'],
	],
	bland: [
		['queued', 'call.queued'],
		['allocated', 'call.initiated'],
		['started', 'call.in_progress'],
		['completed', 'call.completed'],
	],
	vapi: [
		['queued', 'call.queued'],
		['ringing', 'call.ringing'],
		['in-progress', 'call.in_progress'],
		['customer-ended-call', 'call.completed'],
	],
};
/** A word of a call that reached nobody. */
const failedWordOf = (provider: ProviderName): string => (provider === 'vapi' ? 'customer-busy' : 'busy');
/** The providers whose list has no transcript. */
const hasTranscript = (provider: ProviderName): boolean => !['bland', 'elevenlabs', 'retell', 'talkover'].includes(provider);
/** The first and the last word of a life. */
const endsOf = (provider: ProviderName): [first: string, last: string] => {
	const words = lives[provider].map(([word]) => word);
	return [words[0], words[words.length - 1]];
};

describe.each(realProviders)('%s', (provider) => {
	const failedWord = failedWordOf(provider);
	const begin = async (calls = 0, parameters = {}) => {
		const server = servers[provider];
		server.seedCalls(calls);
		const polled = trigger(server, parameters);
		expect(await polled.names()).toEqual([]);
		return { server, ...polled };
	};
	const place = (server: StrictServer<any>, status: string): StoredCall =>
		server.seedCalls(1, (call) => Object.assign(call, { status, durationSeconds: null }))[0];

	test('no old call of 500 is told at activation, and each later state is told once', async () => {
		const { server, names } = await begin(500);
		const [[first], ...rest] = lives[provider];
		const call = place(server, first);
		const id = idOf(server, call);
		expect(await names()).toEqual([`${id} ${lives[provider][0][1]}`]);
		for (const [word, event] of rest) {
			call.status = word;
			expect(await names()).toEqual([`${id} ${event}`]);
			expect(await names()).toEqual([]);
		}
		if (hasTranscript(provider)) {
			call.transcript = 'Hello.';
			expect(await names()).toEqual([`${id} call.transcript_ready`]);
		}
		expect(await names()).toEqual([]);
		expect(server.violations).toEqual([]);
	});

	test('an event is complete: the record, its id, verified, and the row only on request', async () => {
		const { server, poll } = await begin(3);
		const call = place(server, failedWord);
		const [event, ...more] = await poll();
		expect(more).toEqual([]);
		expect(event).toMatchObject({
			event: 'call.failed',
			verified: true,
			provider,
			callId: idOf(server, call),
			to: TO,
			status: 'failed',
			outcome: 'busy',
			dialed: 'yes',
		});
		expect(event.eventId).toMatch(/^evt_[0-9a-f]{32}$/);
		expect(Object.keys(event).slice(0, 4)).toEqual(['event', 'eventId', 'occurredAt', 'verified']);
		expect(event).not.toHaveProperty('raw');

		const withRaw = await begin(0, { options: { includeRaw: true } });
		const other = place(server, failedWord);
		const [item] = await withRaw.poll();
		expect(Object.values(item.raw as object).map(String)).toContain(idOf(server, other));
	});

	test('a word that nobody knows is told once, with the row that holds it', async () => {
		const { server, poll, names } = await begin(150);
		const call = place(server, 'teleported');
		const [event] = await poll();
		expect(event).toMatchObject({ event: 'call.unknown', callId: idOf(server, call), status: 'unknown' });
		expect(JSON.stringify(event.raw)).toContain('teleported');
		expect(await names()).toEqual([]);
	});

	test('only the chosen events start anything, and the others are not told later', async () => {
		const { server, names } = await begin(3, { events: ['call.failed'] });
		place(server, endsOf(provider)[1]);
		expect(await names()).toEqual([]);
		const failed = place(server, failedWord);
		expect(await names()).toEqual([`${idOf(server, failed)} call.failed`]);
	});

	test('rows that are repeated on two pages, since a call came in between, are told once', async () => {
		const { server, names } = await begin(250);
		const calls = server.calls.slice(-240);
		for (const call of calls) call.status = failedWord;
		const fresh: string[] = [];
		const stop = onRequest(server, (count) => {
			if (count > 3) return;
			fresh.push(idOf(server, place(server, failedWord)));
		});
		const told = [...(await names()), ...(await names())];
		stop();
		told.push(...(await names()));
		// What was completed stays so; only the fresh calls are news.
		expect(told.sort()).toEqual(fresh.map((id) => `${id} call.failed`).sort());
	});

	test.each(['first', 'second'])('a bad %s page leaves the state untouched, tells nothing and says the way out', async (which) => {
		// Svalync's list has one page.
		const page = which === 'second' && provider !== 'svalync' ? 2 : 1;
		const { server, poll, names, stored } = await begin(150);
		const call = place(server, failedWord);
		const before = stored();
		for (const bad of badPages) {
			const restore = spoil(server, page, bad.answer);
			const error = await poll().then(
				() => null,
				(thrown: Error) => thrown,
			);
			restore();
			expect(error?.message, bad.name).toContain(displayNames[provider]);
			expect(error?.message, bad.name).toMatch(bad.sentence);
			expect(error?.message, bad.name).not.toMatch(/Authorization/);
			expect(stored(), bad.name).toBe(before);
		}
		expect(await names()).toEqual([`${idOf(server, call)} call.failed`]);
		expect(await names()).toEqual([]);
	});

	test('a bad first poll fails the activation, and the next one takes the baseline', async () => {
		const server = servers[provider];
		server.seedCalls(150);
		const polled = trigger(server);
		const restore = spoil(server, 1, badPages[0].answer);
		await expect(polled.poll()).rejects.toThrow(displayNames[provider]);
		restore();
		expect(polled.stored()).not.toContain('polled');
		expect(await polled.names()).toEqual([]);
		expect(await polled.names()).toEqual([]);
	});

	test('nothing is lost or told twice over a restart', async () => {
		const { server, names, restart } = await begin(50);
		const [open, ended] = endsOf(provider);
		const call = place(server, open);
		expect(await names()).toHaveLength(1);
		restart();
		expect(await names()).toEqual([]);
		call.status = ended;
		restart();
		expect(await names()).toEqual([`${idOf(server, call)} call.completed`]);
		restart();
		expect(await names()).toEqual([]);
	});

	test('what is not chosen is not stored, and that changes nothing over a restart', async () => {
		const { server, names, restart } = await begin(50, { events: ['call.completed'] });
		const [open, ended] = endsOf(provider);
		const call = place(server, open);
		expect(await names()).toEqual([]);
		restart();
		expect(await names()).toEqual([]);
		call.status = ended;
		expect(await names()).toEqual([`${idOf(server, call)} call.completed`]);
		call.status = open;
		restart();
		expect(await names()).toEqual([]);
	});

	test('two polls that overlap tell each thing once', async () => {
		const { server, poll, names } = await begin(250);
		const fresh = [1, 2, 3].map(() => place(server, failedWord));
		const asked = listsAsked(server).length;
		const all = (await Promise.all([poll(), poll(), poll()])).flat();
		expect(listsAsked(server).length - asked, 'the second and third were left out').toBeLessThanOrEqual(3);
		expect(all.map((one) => one.callId).sort()).toEqual(fresh.map((call) => idOf(server, call)).sort());
		expect(await names()).toEqual([]);
	});

	test('two first polls that overlap are one baseline', async () => {
		const server = servers[provider];
		server.seedCalls(250);
		const { poll, names } = trigger(server);
		expect((await Promise.all([poll(), poll()])).flat()).toEqual([]);
		const call = place(server, failedWord);
		expect(await names()).toEqual([`${idOf(server, call)} call.failed`]);
	});

	test('the trigger tells the calls of one agent alone where one is chosen', async () => {
		const server = servers[provider];
		const { names } = await begin(3, { agentId: agent(server.usableAgent) });
		const mine = place(server, failedWord);
		const other = place(server, failedWord);
		other.agentId = provider === 'unleashx' ? '999' : 'another-agent';
		expect(await names()).toEqual([`${idOf(server, mine)} call.failed`]);
	});

	test('Fetch Test Event shows the newest calls and leaves no trace', async () => {
		const server = servers[provider];
		const calls = server.seedCalls(10);
		const polled = trigger(server);
		const items = await polled.poll('manual');
		expect(items.map((one) => one.callId)).toEqual(
			calls
				.slice(-3)
				.reverse()
				.map((call) => idOf(server, call)),
		);
		expect(items[0]).toMatchObject({ event: 'call.completed', verified: true });
		expect(polled.stored()).toBe('{}');
	});

	test.each([
		[0, {}, /no calls of the last day\. Place a call/],
		[3, { events: ['call.failed'] }, /no calls of the last day with an event that is chosen under Events/],
	])('Fetch Test Event says so when there is nothing to show (%i calls)', async (count, parameters, sentence) => {
		servers[provider].seedCalls(count);
		await expect(trigger(servers[provider], parameters).poll('manual')).rejects.toThrow(sentence);
	});
});

test.each(realProviders.filter(hasTranscript))('Fetch Test Event shows what comes after the end, too: %s', async (provider) => {
	const server = servers[provider];
	const [call] = server.seedCalls(2, (one, index) => void (one.transcript = index === 0 ? 'bot: Hello.' : null));
	const items = await trigger(server, { events: ['call.transcript_ready'] }).poll('manual');
	expect(items).toMatchObject([{ event: 'call.transcript_ready', callId: idOf(server, call), transcript: 'bot: Hello.' }]);
});

/** Answers a list request that is not the provider's list, and what is said about it. */
const badPages: Array<{ name: string; answer: Answer; sentence: RegExp }> = [
	{
		name: '503',
		answer: { status: 503, body: { message: 'Service Unavailable' } },
		sentence: /status 503 instead of its list of calls.*next poll tries again/,
	},
	{
		name: '401',
		answer: { status: 401, body: { message: 'Unauthorized' } },
		sentence: /refused to list its calls \(401\)\. Check the API key/,
	},
	{
		name: '429',
		answer: { status: 429, body: { message: 'Too many requests' } },
		sentence: /refused to list its calls \(429\)\. Set a longer interval under Poll Times/,
	},
	{ name: '302', answer: { status: 302, headers: { Location: '/sign-in' } }, sentence: /status 302/ },
	{
		name: 'sign-in page',
		answer: { status: 200, headers: { 'Content-Type': 'text/html' }, text: '<!doctype html><title>Sign in</title>' },
		sentence: /no list of calls/,
	},
	{ name: 'empty object', answer: { status: 200, body: {} }, sentence: /no list of calls/ },
	{
		name: 'error in a 200',
		answer: { status: 200, body: { success: false, error: true, message: 'Internal error' } },
		sentence: /no list of calls/,
	},
	{
		name: 'rows that are no calls',
		answer: { status: 200, body: { data: [{ a: 1 }], datalist: [{ a: 1 }], response: { calls: [{ a: 1 }] } } },
		sentence: /no list of calls/,
	},
	{
		name: 'cut JSON',
		answer: { status: 200, headers: { 'Content-Type': 'application/json' }, text: '{"success":true,"data":[{"id":' },
		sentence: /no list of calls/,
	},
	{ name: 'nothing', answer: { status: 204 }, sentence: /no list of calls/ },
];

/** Calls `seen` after each request that the server receives, counted from 1. */
function onRequest(server: StrictServer<any>, seen: (count: number) => void): () => void {
	const { requests } = server;
	const push = requests.push.bind(requests);
	let count = 0;
	requests.push = (...received) => {
		const length = push(...received);
		setImmediate(() => seen(++count));
		return length;
	};
	return () => void delete (requests as { push?: unknown }).push;
}

/** Answers the n-th list request from now on with something else, once. */
function spoil(server: StrictServer<any>, nth: number, answer: Answer): () => void {
	let count = 0;
	server.answerLists = () => (++count === nth ? answer : undefined);
	return () => void (server.answerLists = undefined);
}

describe('every provider', () => {
	test('a provider that nobody can reach is named, with the way out', async () => {
		const server = servers.svalync;
		const nobody = credentialOf(server, { baseUrl: 'http://127.0.0.1:9/api' });
		const error = await trigger(server, {}, nobody)
			.poll()
			.then(
				() => null,
				(thrown: Error) => thrown,
			);
		expect(error?.message).toMatch(/^Svalync could not be reached .*nothing is lost until then.*Base URL/);
	});

	test('a list without an end is said, not cut', async () => {
		const server = servers.talkover;
		server.seedCalls(100);
		const polled = trigger(server);
		await polled.poll();
		const before = polled.stored();
		const rows = (JSON.parse(JSON.stringify(server.calls)) as StoredCall[]).map(({ id }) => ({ id, status: 'completed' }));
		server.answerLists = () => ({ status: 200, body: { success: true, data: rows, pagination: { last_page: 9999 } } });
		await expect(polled.poll()).rejects.toThrow(/Talkover lists more calls than the 150 pages .* Choose one agent/);
		server.answerLists = undefined;
		expect(server.requests.length).toBeLessThan(160);
		expect(polled.stored()).toBe(before);
	});

	// Both take days only, so that a poll asks for two to three of them.
	test.each(['talkover', 'unleashx'] as const)('%s: 2,800 calls a day are polled without a loss', async (provider) => {
		const server = servers[provider];
		server.seedCalls(5600, (call, index) => (call.createdAt = new Date(Date.now() - 47 * 3_600_000 + index * 30_000).toISOString()));
		const { names } = trigger(server);
		expect(await names()).toEqual([]);
		expect(server.requests.length).toBeGreaterThan(50);
		const [call] = server.seedCalls(1);
		expect(await names()).toEqual([`${idOf(server, call)} call.completed`]);
	});

	test('Synthflow needs an agent and says why', async () => {
		await expect(trigger(servers.synthflow, { agentId: agent('') }).poll()).rejects.toThrow(
			/^Agent is empty\. .*Synthflow lists calls for one agent at a time/,
		);
		expect(servers.synthflow.requests).toEqual([]);
	});

	test('a missing event, a missing credential and an address that must not get the key are each said', async () => {
		const server = servers.svalync;
		await expect(trigger(server, { events: [] }).poll()).rejects.toThrow(/^Events is empty/);
		await expect(trigger(server, {}, credentialOf(server, { baseUrl: 'http://example.com' })).poll()).rejects.toThrow(
			/Svalync credential: Base URL/,
		);
	});

	test('Svalync lists everything there ever was; only the last day counts', async () => {
		const server = servers.svalync;
		const polled = trigger(server);
		server.seedCalls(300, (call, index) => (call.createdAt = new Date(Date.now() - (index + 2) * 86_400_000).toISOString()));
		expect(await polled.names()).toEqual([]);
		server.seedCalls(50, (call) => (call.createdAt = '2025-01-01T00:00:00.000Z'));
		const [call] = server.seedCalls(1);
		expect(await polled.names()).toEqual([`${call.id} call.completed`]);
		expect(polled.stored().length).toBeLessThan(500);
	});

	test('another agent begins anew', async () => {
		const server = servers.talkover;
		server.seedCalls(5);
		const polled = trigger(server);
		await polled.poll();
		expect(polled.stored()).not.toContain(server.usableAgent);
	});

	test('the Simulator is polled without an account', async () => {
		const polled = trigger(null);
		expect(await polled.names()).toEqual([]);
		await runNode({
			type: sendCallType,
			parameters: { provider: 'simulator', agentId: agent('sim-survey'), phoneNumber: '={{ $json.to }}' },
			items: [{ to: '+12025550100' }, { to: '+12025550102' }],
		});
		const events = await polled.poll();
		expect(events.map(({ event, outcome, simulated }) => [event, outcome, simulated])).toEqual(
			expect.arrayContaining([
				['call.completed', 'answered', true],
				['call.failed', 'no_answer', true],
			]),
		);
		expect(await polled.names()).toEqual([]);
	});

	test('the trigger asks for what each provider needs', () => {
		const { description } = nodeTypes.get(pollType) as {
			description: {
				polling?: boolean;
				properties: Array<{ name: string; required?: boolean; displayOptions?: { show?: { provider?: string[] } } }>;
			};
		};
		expect(description.polling).toBe(true);
		const agents = description.properties.filter(({ name }) => name === 'agentId');
		expect(agents.map(({ required, displayOptions }) => [required, displayOptions?.show?.provider])).toEqual([
			[true, ['synthflow']],
			[false, ['simulator']],
			[false, ['bland']],
			[false, ['elevenlabs']],
			[false, ['retell']],
			[false, ['svalync']],
			[false, ['talkover']],
			[false, ['unleashx']],
			[false, ['vapi']],
		]);
	});
});
