import { describe, expect, test } from 'vitest';
import { records, sendCall, itemsTo } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

/** A provider that accepts no more calls for a moment: the run goes on more slowly, and nothing refused is sent again. */
const servers = useServers();
const numbers = ['+12127365000', '+442079460018', '+4930901820', '+12127365001', '+12127365002', '+12127365003'];
const tooMany = { status: 429, body: { message: 'Too many requests' }, headers: { 'Retry-After': '0' } };

describe.each(realProviders)('%s', (provider) => {
	test('a refusal because of too many calls costs its own item alone, which leaves as not dialed', async () => {
		const server = servers[provider];
		server.answerNextCreates('ok', tooMany, 'ok', tooMany);
		const result = await sendCall(server, {}, { items: itemsTo(...numbers) });
		expect(records(result, 0).map(({ to }) => to)).toEqual([numbers[0], numbers[2], numbers[4], numbers[5]]);
		expect(records(result, 1)).toMatchObject([
			{ to: numbers[1], dialed: 'no', problem: { type: 'rate_limited' } },
			{ to: numbers[3], dialed: 'no', problem: { type: 'rate_limited' } },
		]);
		expect(server.creates).toHaveLength(numbers.length);
	});
});

test('the run tells in one hint that it was held back', async () => {
	const server = servers.talkover;
	server.answerNextCreates('ok', { ...tooMany, headers: { 'Retry-After': '30' } }, 'ok');
	const result = await sendCall(server, {}, { items: itemsTo(...numbers) });
	expect(records(result, 0)).toHaveLength(5);
	expect(result.hints.filter((hint) => hint.startsWith('Talkover accepted no more calls once'))).toHaveLength(1);
});

test('a run keeps the pace that the headers of its answers tell', async () => {
	const server = servers.talkover;
	// A tenth of 600 requests a minute is left from the start: 100 ms from one call to the next.
	server.state.rateLimit = 600;
	for (let request = 0; request < 560; request++) server.requests.push({ ...server.requests[0], method: 'GET', path: '/earlier' });
	await sendCall(server, {}, { items: itemsTo(...numbers.slice(0, 4)) });
	const times = server.creates.map(({ at }) => at);
	expect(times).toHaveLength(4);
	for (let index = 1; index < times.length; index++) expect(times[index] - times[index - 1]).toBeGreaterThanOrEqual(90);
});
