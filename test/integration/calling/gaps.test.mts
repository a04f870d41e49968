import { describe, expect, test } from 'vitest';
import { makeCall, simulateMakeCall } from '../../harness/makeCall.mts';
import { onlyRecord, records, sendCall, simulate, TO } from '../../harness/sendCall.mts';
import { useServers } from '../../harness/servers.mts';

/** Expressions that find nothing, in what is said and in who is called: nobody hears a sentence with a hole in it. */
const servers = useServers();

const ada = '+12025550100';
const bob = '+12025550102';
const gap = (field: string) =>
	`${field} holds {{ $json.name }}, which gives nothing for this item. Correct it, or write {{ $json.name ?? '' }} where it may be empty.`;

describe('a text with a gap', () => {
	test('a text with a gap holds back the item that has it, and the others are called', async () => {
		const scriptText = '=Hello {{ $json.name }}, your order is ready.';
		const result = await simulateMakeCall([{ to: ada, name: 'Ada' }, { to: bob }], { scriptText });
		expect(records(result, 0)).toMatchObject([{ to: ada, transcript: expect.stringContaining('Hello Ada, your order') }]);
		expect(records(result, 1)).toMatchObject([
			{ to: bob, dialed: 'no', problem: { type: 'invalid_script', detail: expect.stringContaining(gap('Script, Text')) } },
		]);
	});

	test('an empty text that the expression gives is meant', async () => {
		const given = [{ to: ada, name: '' }, { to: bob }];
		expect(records(await simulateMakeCall(given.slice(0, 1), { scriptText: '=Hello {{ $json.name }}' }), 0)).toHaveLength(1);
		expect(records(await simulateMakeCall(given, { scriptText: "=Hello {{ $json.name ?? '' }}" }), 0)).toHaveLength(2);
	});

	test('a text with a gap calls nobody at a real provider, by Make Call or by Send Call', async () => {
		for (const run of [
			makeCall(servers.svalync, { scriptFormat: 'dialogue', greeting: '=Hello {{ $json.name }}', scriptText: '' }),
			makeCall(servers.synthflow, { scriptFormat: 'steps', steps: { step: [{ type: 'goodbye', text: '=Bye {{ $json.name }}' }] } }),
			sendCall(servers.synthflow, { options: { prompt: '=You call {{ $json.name }}.' } }),
		]) {
			const { error } = await run;
			expect(error?.description ?? error?.message).toContain('holds {{ $json.name }}, which gives nothing');
		}
		for (const provider of ['svalync', 'synthflow'] as const) expect(servers[provider].creates).toEqual([]);
	});
});

describe('a person of whom nothing is known', () => {
	test('a number that the expression does not find is told as that', async () => {
		const { problem } = onlyRecord(await simulate([{}]));
		expect(problem.detail).toMatch(/^Phone Number is empty: the expression gave nothing for this item\. Give a number/);
	});

	test('a name that it does not find is called all the same, with a hint', async () => {
		const result = await simulate([{ to: ada, name: 'Ada' }, { to: bob }], { recipientName: '={{ $json.name }}' });
		expect(records(result, 0)).toHaveLength(2);
		expect(result.hints).toContain('Recipient Name: the expression gave nothing for 1 of 2 items. Check the name of the column in it.');
		const alone = await simulate([{ to: ada, name: '' }], { recipientName: '={{ $json.name }}' });
		expect(alone.hints.join()).not.toContain('Recipient Name');
	});
});

test('Recipient Name fills a script at a provider whose calls have no field for it', async () => {
	const server = servers.svalync;
	expect(onlyRecord(await makeCall(server, { recipientName: 'Ada', scriptText: 'Hello [Name].' }))).toMatchObject({
		to: TO,
		recipientName: 'Ada',
	});
	expect(JSON.stringify(server.creates[0].body)).toContain('Hello Ada.');
});

test('several items that wait by callback on the Simulator are told that a real provider would not take them', async () => {
	const wait = { waitForResult: true, waitMethod: 'callback' };
	const { hints } = await simulate([{ to: ada }, { to: bob }], wait);
	expect(hints.join()).toContain('At a real provider the Wait Method Callback takes one item per run');
	expect((await simulate([{ to: ada }], wait)).hints.join()).not.toContain('one item per run');
});
