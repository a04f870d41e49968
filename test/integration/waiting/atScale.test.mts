import { afterAll, afterEach, describe, expect, test } from 'vitest';
import type { StrictServer } from '../../servers/strictServer.mts';
import { watchNode } from '../../harness/blocks.mts';
import { endCall, lookOften } from '../../harness/ends.mts';
import { providerOf } from '../../harness/provider.mts';
import { itemsTo, records, sendCall, sendCallType } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

/** Wait for Result by polling, for thousands of calls of one run, in accounts that are busy with others. */
const servers = useServers();
lookOften();
const watched = watchNode(sendCallType);
let stop = (): void => {};
afterEach(() => stop());
afterAll(() => watched.restore());

/** More than a look reads pages for, unless it makes room for all of its calls. */
const many = 2050;
const polling = { waitForResult: true, waitMethod: 'polling' };
const parameters = { ...polling, safety: { callingHours: 'off', maxCalls: 10_000 }, options: { concurrency: 50 } };
const numbers = Array.from({ length: many }, (_, index) => `+1212736${String(1000 + index)}`);
const endings = ['answered', 'no_answer', 'busy'] as const;
const endingOf = (to: string) => endings[Number(to.slice(-4)) % 3];
const otherAgentOf = (server: StrictServer<any>): string =>
	server.agents.map((one) => String(one.id ?? one.model_id ?? one.agent_id)).find((id) => id !== server.usableAgent) as string;

/** As many calls of another agent today, which stand before the new ones, as in a list that shows the oldest first. */
function keepBusy(server: StrictServer<any>): void {
	const agentId = otherAgentOf(server);
	server.seedCalls(many, (call) =>
		Object.assign(call, { agentId, number: call.number + 1_000_000, to: '+442079460018', createdAt: new Date().toISOString() }),
	);
}

/** Ends each call as soon as it is there. */
function endAll(server: StrictServer<any>): void {
	let seen = server.calls.length;
	const timer = setInterval(() => {
		for (; seen < server.calls.length; seen++) endCall(server, server.calls[seen], endingOf(server.calls[seen].to));
	}, 20);
	stop = () => clearInterval(timer);
}

describe.each(realProviders)('%s', (provider) => {
	test('each of more than 2,000 calls of one run in a busy account has its result, from a few looks', async () => {
		const server = servers[provider];
		keepBusy(server);
		endAll(server);
		const result = await sendCall(server, parameters, { items: itemsTo(...numbers) });
		const left = records(result, 0);
		const ended = left.filter(({ status }) => status === 'completed' || status === 'failed').length;
		const gets = server.requests.filter(({ method }) => method === 'GET').length;
		const { longest } = watched.last();
		console.log(
			`${provider}: ${many} awaited calls, ${ended} results, ${gets} GETs; longest block of the event loop ${longest.toFixed(0)} ms of work`,
		);
		expect(left.map(({ to, outcome }) => [to, outcome])).toEqual(numbers.map((to) => [to, endingOf(to)]));
		expect(server.creates).toHaveLength(many);
		// 21 pages show them all; a look or two may come before all of them have ended.
		// Brief rows are read whole, once each, and some of them again for what comes after the end.
		const whole = providerOf(provider).rowsAreBrief ? 2 * many : 0;
		expect(gets).toBeLessThan((provider === 'svalync' ? 20 : 300) + whole);
	}, 300_000);

	test('two calls among thousands of other agents are found', async () => {
		const server = servers[provider];
		keepBusy(server);
		endAll(server);
		const result = await sendCall(server, parameters, { items: itemsTo(...numbers.slice(0, 2)) });
		expect(records(result, 0).map(({ outcome }) => outcome)).toEqual(numbers.slice(0, 2).map(endingOf));
	});
});

test('a list that is longer than one look is read on in the next, where no filter makes it shorter', async () => {
	const server = servers.talkover;
	server.seedCalls(5000, (call) =>
		Object.assign(call, { number: call.number + 1_000_000, to: '+442079460018', createdAt: new Date().toISOString() }),
	);
	endAll(server);
	const result = await sendCall(server, parameters, { items: itemsTo(...numbers.slice(0, 2)) });
	expect(records(result, 0).map(({ outcome }) => outcome)).toEqual(numbers.slice(0, 2).map(endingOf));
	const pages = server.requests.filter(({ method }) => method === 'GET').map(({ query }) => Number(query.page));
	expect(Math.max(...pages)).toBe(51);
	expect(pages.slice(0, 51)).toEqual(Array.from({ length: 51 }, (_, index) => index + 1));
});
