import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { faults } from '../../servers/faults.mts';
import type { CreateAnswer } from '../../servers/strictServer.mts';
import { authHeaders } from '../providers/fieldTable.mts';
import { slowAnswers } from '../../harness/slowAnswers.mts';
import { itemsTo, onlyRecord, OTHER, records, sendCall, TO } from '../../harness/sendCall.mts';
import { realProviders, useServers } from '../../harness/servers.mts';

const servers = useServers();

const numbers = ['+12127365000', '+12127365001', '+12127365002', '+442079460018', '+442079460019', '+4930901820'];

describe('a dry run', () => {
	test.each(realProviders)(
		'a dry run shows the very request that would be sent, the key masked, and sends nothing: %s',
		async (provider) => {
			const server = servers[provider];
			const parameters = { variables: { json: [{ json: '{"orderId":"A-17"}' }] } };
			const options = { reference: '={{ "dry-" + $json.to }}' };
			const dry = await sendCall(server, { ...parameters, options: { ...options, dryRun: true } }, { items: itemsTo(TO, OTHER) });
			expect(dry.error).toBeUndefined();
			expect(server.requests).toEqual([]);
			expect(records(dry, 0)).toEqual([]);
			expect(records(dry, 1)).toHaveLength(2);
			expect(dry.hints).toEqual(['Dry run: 2 requests shown on the output Not Dialed, nothing was sent.']);
			const [shown] = records(dry, 1);
			expect(shown).toMatchObject({ to: TO, status: 'blocked', dialed: 'no', reference: `dry-${TO}` });

			await sendCall(server, { ...parameters, options });
			const [sent] = server.creates;
			// The time of the dial, where it goes along, is that of each.
			const withoutTime = (body: unknown): unknown =>
				JSON.parse(JSON.stringify(body).replace(/("dialedAt(Ms)?":)("[\dT:.-]+Z"|\d+)/g, '$1"now"'));
			expect(shown.dryRun).toMatchObject({ method: sent.method, url: server.origin + sent.path });
			expect(withoutTime(shown.dryRun.body)).toEqual(withoutTime(sent.body));
			const { name, prefix } = authHeaders[provider];
			const headers = Object.fromEntries(Object.entries(shown.dryRun.headers).map(([header, value]) => [header.toLowerCase(), value]));
			expect(headers).toEqual({ [name]: `${prefix}••••••••`, 'content-type': 'application/json' });
		},
	);

	test('a dry run may be set for some items only', async () => {
		const server = servers.talkover;
		const result = await sendCall(
			server,
			{ options: { dryRun: '={{ $json.dry }}' } },
			{
				items: [
					{ to: TO, dry: true },
					{ to: OTHER, dry: false },
				],
			},
		);
		expect(server.creates).toHaveLength(1);
		expect(records(result, 0)).toMatchObject([{ to: OTHER, dialed: 'yes' }]);
		expect(records(result, 1)).toMatchObject([{ to: TO, dialed: 'no' }]);
	});
});

describe('the raw answer', () => {
	test.each(realProviders)('the raw answer is added when it is asked for, and only then: %s', async (provider) => {
		const server = servers[provider];
		const body = {
			success: true,
			status: 'success',
			id: 'x',
			response: { call_id: 'c-1', more: [1, { a: null }] },
			data: { id: 'c-1', execution_id: 'c-1' },
		};
		server.answerNextCreates({ status: 200, body }, { status: 200, body });
		expect(onlyRecord(await sendCall(server, { options: { includeRaw: true } })).raw).toEqual(body);
		expect('raw' in onlyRecord(await sendCall(server))).toBe(false);
	});

	test('the raw answer of a call without an answer is null', async () => {
		const server = servers.synthflow;
		server.answerNextCreates(faults.find((fault) => fault.id === 'reset') as CreateAnswer);
		expect(onlyRecord(await sendCall(server, { options: { includeRaw: true } })).raw).toBeNull();
	});
});

describe('a whole group of settings from an expression', () => {
	const text = (value: unknown): string => `={{ JSON.stringify(${JSON.stringify(value)}) }}`;

	test('a whole group of settings from an expression reaches the provider', async () => {
		const server = servers.svalync;
		const parameters = {
			retry: text({ attempts: 3, interval: 60 }),
			callParameters: `={{ ${JSON.stringify({ priority: 'high', maxDuration: 90 })} }}`,
		};
		expect(onlyRecord(await sendCall(server, parameters)).dialed).toBe('yes');
		expect(server.creates[0].body).toMatchObject({
			retry_config: { attempts: 3, interval: 60 },
			call_parameters: { priority: 'high', max_duration: 90 },
		});
	});

	test.each<[string, string, string]>([
		['retry', text([{ attempts: 3 }]), 'Retry is text, not an object of settings'],
		['retry', '={{ [] }}', 'Retry is a list, not an object of settings'],
		['callParameters', '={{ 5 }}', 'Call Parameters is a value of type number, not an object of settings'],
		[
			'callParameters',
			text({ scheduled_time: '2030-01-01T10:00:00Z' }),
			'Call Parameters holds "scheduled_time", which is none of its settings. Write scheduledTime instead.',
		],
	])('a group of settings that is none is refused: %s %s', async (name, written, sentence) => {
		const record = onlyRecord(await sendCall(servers.svalync, { [name]: written }, { node: { onError: 'continueRegularOutput' } }));
		expect(record).toMatchObject({ dialed: 'no', problem: { type: 'invalid_parameters', detail: expect.stringContaining(`${sentence}`) } });
		expect(servers.svalync.requests).toEqual([]);
	});
});

describe('the reference', () => {
	test('a reference that is given stands in the record and reaches the provider', async () => {
		const server = servers.talkover;
		const record = onlyRecord(await sendCall(server, { options: { reference: ' order A-17 ' } }));
		expect(record.reference).toBe('order A-17');
		expect((server.creates[0].body as any).context.reference).toBe('order A-17');
	});

	test.each(realProviders)('a reference that is made is the same in every run and another one for every item: %s', async (provider) => {
		const server = servers[provider];
		const referencesOf = async (...to: string[]): Promise<string[]> =>
			records(await sendCall(server, {}, { items: itemsTo(...to) }), 0).map((one) => one.reference);
		const first = await referencesOf(...numbers);
		await sleep(20);
		expect(await referencesOf(...numbers)).toEqual(first);
		expect(new Set(first).size).toBe(numbers.length);
		expect(first.every((one) => /^vc-[0-9a-f]{24}$/.test(one))).toBe(true);
		// Another request in the same place is another call.
		expect((await referencesOf(OTHER))[0]).not.toBe(first[0]);
	});

	test('a reference that is made does not change with a time from which only the delay is counted', async () => {
		const server = servers.talkover;
		const callParameters = { scheduledTime: new Date(Date.now() + 900_000).toISOString() };
		const first = onlyRecord(await sendCall(server, { callParameters })).reference;
		await sleep(1100);
		expect(onlyRecord(await sendCall(server, { callParameters })).reference).toBe(first);
	});

	test('the reference of an item that was held back is the given one', async () => {
		const record = onlyRecord(await sendCall(servers.talkover, { options: { reference: 'mine' } }, { items: itemsTo('call me') }));
		expect(record).toMatchObject({ reference: 'mine', dialed: 'no' });
	});
});

describe('the pace', () => {
	test.each([
		[1, 1],
		[3, 3],
		[50, 6],
	])('the pace lets %i calls be placed at the same time', async (concurrency, most) => {
		const server = servers.unleashx;
		const slow = slowAnswers(250);
		server.answerNextCreates(...numbers.map(() => slow.answer));
		const result = await sendCall(server, { options: { concurrency } }, { items: itemsTo(...numbers) });
		expect(slow.most()).toBe(most);
		expect(records(result, 0).map((one) => one.to)).toEqual(numbers);
		expect(server.creates).toHaveLength(numbers.length);
	});

	test.each([1, 6])('the pace starts no more calls a minute than allowed, with concurrency %i', async (concurrency) => {
		const server = servers.unleashx;
		const result = await sendCall(server, { options: { callsPerMinute: 100, concurrency } }, { items: itemsTo(...numbers) });
		expect(records(result, 0)).toHaveLength(numbers.length);
		const starts = server.creates.map((one) => one.at);
		// 100 a minute is one every 600 ms, so the sixth starts three seconds after the first; a busy machine may deliver the first late.
		expect(starts[5] - starts[0]).toBeGreaterThan(1000);
	});

	test('the pace starts nothing after a refused key, even where several calls are placed at the same time', async () => {
		const server = servers.talkover;
		server.answerNextCreates('ok', { status: 401, body: { message: 'No' } });
		const many = Array.from({ length: 20 }, (_, index) => `+121273650${String(index).padStart(2, '0')}`);
		const result = await sendCall(server, { options: { concurrency: 2 } }, { items: itemsTo(...many) });
		expect(result.error).toBeUndefined();
		expect(server.creates.length).toBeLessThanOrEqual(4);
		expect(records(result, 0).length + records(result, 1).length).toBe(20);
		expect(records(result, 0)).toHaveLength(server.calls.length);
	});
});

describe('the hints', () => {
	test('the hints say what was not dialed and why, and what is uncertain', async () => {
		const server = servers.synthflow;
		server.answerNextCreates(
			'ok',
			{ ...(faults.find((fault) => fault.id === 'reset') as CreateAnswer & object), dialed: false } as CreateAnswer,
			{
				status: 400,
				body: { message: 'Not today' },
			},
		);
		const { hints } = await sendCall(server, {}, { items: itemsTo(TO, OTHER, '+4930901820', 'call me', '123') });
		expect(hints).toEqual([
			expect.stringMatching(
				/^The call to Ada, item 1 is placed \(queued\)\. The call to Ada, item 2 may have been placed\. .+<br>Not dialed \(.+\): Synthflow refused the call \(400\): "Not today"\. .+<br>Not dialed \(.+\): Phone Number .+ They are on the output Not Dialed\.$/,
			),
		]);
	});

	test('the hints say in one sentence that a call was placed', async () => {
		expect((await sendCall(servers.synthflow)).hints).toEqual(['The call to Ada is placed (queued).']);
	});
});
