import { describe, expect, test } from 'vitest';
import { itemsTo, onlyRecord, records, simulate } from '../../harness/sendCall.mts';

const ending = (digits: string): string => `+120255501${digits}`;
const one = async (digits: string, parameters = {}): Promise<any> => onlyRecord(await simulate(itemsTo(ending(digits)), parameters));
const instants = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

describe('the ending of the number chooses what is played', () => {
	const spoken = {
		answeredAt: expect.stringMatching(instants),
		transcript: expect.stringContaining('agent: '),
		summary: expect.any(String),
	};
	const silent = { answeredAt: null, transcript: null, summary: null, durationSeconds: 0, recordingUrl: null };
	const sure = (sentiment: string) => ({
		sentiment,
		sentimentScores: { positive: 0.1, neutral: 0.1, negative: 0.1, [sentiment]: 0.8 },
	});
	test.each([
		[
			'00',
			'answered, positive',
			{
				status: 'completed',
				outcome: 'answered',
				...spoken,
				analysis: { ...sure('positive'), outcome: 'answered', converted: true },
			},
		],
		[
			'01',
			'answered, negative',
			{
				status: 'completed',
				outcome: 'answered',
				...spoken,
				analysis: { ...sure('negative'), outcome: 'answered', converted: false },
			},
		],
		['02', 'no answer', { status: 'failed', outcome: 'no_answer', ...silent }],
		['03', 'busy', { status: 'failed', outcome: 'busy', ...silent }],
		['04', 'failed', { status: 'failed', outcome: 'failed', ...silent }],
		['05', 'voicemail', { status: 'completed', outcome: 'voicemail', durationSeconds: 12, ...spoken }],
		['10', 'cancelled', { status: 'failed', outcome: 'cancelled', ...silent }],
		[
			'11',
			'transferred',
			{
				status: 'completed',
				outcome: 'answered',
				...spoken,
				analysis: { ...sure('positive'), outcome: 'transferred', converted: true },
			},
		],
		[
			'12',
			'answered',
			{
				status: 'completed',
				outcome: 'answered',
				...spoken,
				analysis: { ...sure('neutral'), outcome: 'answered' },
			},
		],
		[
			'99',
			'answered',
			{
				status: 'completed',
				outcome: 'answered',
				...spoken,
				analysis: { ...sure('neutral'), outcome: 'answered' },
			},
		],
	])('the ending %s plays its call: %s', async (digits, _plays, expected) => {
		const record = await one(digits);
		expect(record).toMatchObject({
			provider: 'simulator',
			callId: expect.stringMatching(/^sim_[0-9a-f]{24}$/),
			agentId: 'sim-lead-callback',
			to: ending(digits),
			dialed: 'yes',
			simulated: true,
			attempt: 1,
			attempts: null,
			createdAt: expect.stringMatching(instants),
			startedAt: expect.stringMatching(instants),
			endedAt: expect.stringMatching(instants),
			...expected,
		});
		expect(record.problem).toBeUndefined();
	});

	test('a transfer is heard in the transcript', async () => {
		expect((await one('11')).transcript).toContain('I connect you to a colleague');
	});

	test('a number that ends in 07 is rate limited, then placed', async () => {
		const start = Date.now();
		expect(await one('07')).toMatchObject({ status: 'completed', outcome: 'answered', dialed: 'yes' });
		expect(Date.now() - start).toBeGreaterThanOrEqual(950);
	});

	test('a number that ends in 08 gets no answer, so the outcome is unknown and the call counts as dialed', async () => {
		const result = await simulate(itemsTo(ending('08')));
		expect(records(result, 0)).toMatchObject([
			{
				status: 'unknown',
				outcome: null,
				dialed: 'maybe',
				simulated: true,
				callId: null,
				problem: { type: 'response_timeout' },
			},
		]);
		expect(records(result, 0)[0].problem.reconcile).toContain(records(result, 0)[0].reference);
		expect(result.hints).toEqual([
			'Simulated: Whether the call to +12•••••••08 was placed is not known, as after a real time-out. Nobody was phoned.',
		]);
	});
});

describe('the endings that refuse', () => {
	test.each([
		['06', 'The agent cannot take this call', '404', 'call a number with another ending'],
		['09', 'The provider account is out of credits', '402', 'Top up the account'],
	])('a number that ends in %s throws where it is alone: %s', async (digits, message, httpCode, wayOut) => {
		const { error, outputs } = await simulate(itemsTo(ending(digits)));
		expect(error).toMatchObject({ name: 'NodeApiError', message, httpCode });
		expect(error?.description).toContain(wayOut);
		expect(outputs.flat()).toEqual([]);
	});

	test('a number that ends in 06 leaves on Not Dialed among others, and the others are dialed', async () => {
		const result = await simulate(itemsTo(ending('06'), ending('00'), ending('02')));
		expect(result.error).toBeUndefined();
		expect(result.outputs[0].map((item) => item.pairedItem)).toEqual([{ item: 1 }, { item: 2 }]);
		expect(records(result, 1)).toMatchObject([
			{
				dialed: 'no',
				status: 'failed',
				simulated: true,
				problem: {
					type: 'agent_unavailable',
					providerCode: 'AGENT_UNAVAILABLE',
					httpStatus: 404,
					detail: expect.stringContaining('The ending 06 plays this refusal: call a number with another ending, such as 00.'),
				},
			},
		]);
	});

	test('a number that ends in 09 is an item after a dial, and the rest is not attempted', async () => {
		const result = await simulate(itemsTo(ending('00'), ending('09'), ending('01')));
		expect(result.error).toBeUndefined();
		expect(records(result, 0)).toHaveLength(1);
		expect(records(result, 1)).toMatchObject([
			{ status: 'failed', problem: { type: 'insufficient_credits' } },
			{ status: 'blocked', dialed: 'no', problem: { type: 'insufficient_credits' } },
		]);
	});

	test('the endings that refuse are items under On Error: Continue', async () => {
		const result = await simulate(itemsTo(ending('06')), {}, { node: { onError: 'continueRegularOutput' } });
		expect(result.error).toBeUndefined();
		expect(records(result, 1)).toMatchObject([{ problem: { type: 'agent_unavailable' } }]);
	});
});

describe('what the fields do', () => {
	test('a name and the agent’s own words are in the transcript', async () => {
		const agentId = { __rl: true, mode: 'list', value: 'sim-appointment-reminder' };
		const record = await one('00', { agentId, recipientName: 'Ada' });
		expect(record.transcript).toMatch(/^agent: Hello Ada, this is an automated reminder of your appointment\./);
		expect(record).toMatchObject({ agentId: 'sim-appointment-reminder', recipientName: 'Ada' });
	});

	test('answers given in advance are what the person says to the agent, in order, and they decide the mood', async () => {
		const said = async (digits: string, simulatedAnswers: string[]) => {
			const { transcript, analysis } = await one(digits, { options: { simulatedAnswers } });
			const lines = (transcript as string).split('\n');
			expect(lines[0]).toMatch(/^agent: Hello, .*\?$/);
			return [lines.slice(1), analysis.sentiment, analysis.converted];
		};
		const goodbye = 'agent: Thank you for your time. Goodbye.';
		expect(await said('00', ['No, never'])).toEqual([['person: No, never', goodbye], 'negative', false]);
		expect(await said('01', ['yes', 'at ten'])).toEqual([
			['person: yes', 'agent: I see. Is there anything else?', 'person: at ten', goodbye],
			'positive',
			true,
		]);
		expect(await said('01', ['at ten'])).toEqual([['person: at ten', goodbye], 'negative', false]);
		expect(await said('12', [])).toEqual([['person: Let me think about it.', goodbye], 'neutral', undefined]);
		expect((await one('05', { options: { simulatedAnswers: ['yes'] } })).transcript).not.toContain('person:');
		expect((await one('11', { options: { simulatedAnswers: ['yes'] } })).transcript).toMatch(
			/person: yes\nagent: I connect you to a colleague/,
		);
	});

	test('transcription switched off leaves the transcript out', async () => {
		expect((await one('00', { transcription: false })).transcript).toBeNull();
	});

	test('recording switched on gives an address that leads nowhere, and only where somebody talked', async () => {
		const record = await one('00', { recording: true });
		expect(record.recordingUrl).toBe(`https://simulator.invalid/recordings/${record.callId}.mp3`);
		expect((await one('00')).recordingUrl).toBeNull();
		expect((await one('02', { recording: true })).recordingUrl).toBeNull();
	});

	test('a maximum duration cuts the call short', async () => {
		const full = await one('00');
		const cut = await one('00', { callParameters: { maxDuration: 10 } });
		expect([full.durationSeconds, cut.durationSeconds]).toEqual([42, 10]);
		const seconds = (record: any): number => (Date.parse(record.endedAt) - Date.parse(record.answeredAt)) / 1000;
		expect([seconds(full), seconds(cut)]).toEqual([42, 10]);
	});

	test('the caller ID, variables, context and the raw answer come back', async () => {
		const record = await one('00', {
			fromNumber: '+12025550199',
			variables: { values: [{ name: 'orderId', value: 'A-17' }] },
			context: '{"leadId":1}',
			options: { reference: 'sim-ref', includeRaw: true },
		});
		expect(record).toMatchObject({
			from: '+12025550199',
			variables: { orderId: 'A-17' },
			context: { leadId: 1 },
			reference: 'sim-ref',
		});
		expect(record.raw.call.callId).toBe(record.callId);
	});

	test.each([
		['02', ['no-answer'], { attempts: 2, interval: 60 }, 3],
		['03', ['busy', 'failed'], { attempts: 1, interval: 60 }, 2],
		['04', ['failed'], { attempts: 5, interval: 60, maxTotalAttempts: 3 }, 3],
		['05', ['voicemail'], { attempts: 3, interval: 60 }, 4],
		['02', ['busy'], { attempts: 2, interval: 60 }, 1],
		['00', ['no-answer', 'busy', 'failed', 'voicemail'], { attempts: 2, interval: 60 }, 1],
		['02', ['no-answer'], { attempts: 0 }, 1],
	])('a number that ends in %s, redialed for %j with %j, is dialed %i times', async (digits, conditions, settings, dials) => {
		const record = await one(digits, { retry: { conditions, ...settings } });
		expect(record.attempt).toBe(dials);
		if (dials === 1) return expect(record.attempts).toBeNull();
		expect(record.attempts.map((each: any) => each.attempt)).toEqual(Array.from({ length: dials }, (_, index) => index + 1));
		expect(new Set(record.attempts.map((each: any) => each.callId)).size).toBe(dials);
		expect(record.callId).toBe(record.attempts.at(-1).callId);
		const [first, second] = record.attempts;
		expect(Date.parse(second.startedAt) - Date.parse(first.endedAt)).toBe(60_000);
	});

	test('a call is over when its record comes back, and what is refused is simulated as well', async () => {
		const result = await simulate(
			itemsTo(ending('00'), ending('02'), 'call me', ending('09')),
			{ retry: { attempts: 3, interval: 600, conditions: ['no-answer'] } },
			{ node: { onError: 'continueRegularOutput' } },
		);
		const all = [...records(result, 0), ...records(result, 1)];
		expect(all.map(({ dialed }) => dialed)).toEqual(['yes', 'yes', 'no', 'no']);
		for (const { simulated } of all) expect(simulated).toBe(true);
		for (const { endedAt, createdAt, startedAt } of records(result, 0)) {
			expect(Date.parse(endedAt)).toBeLessThanOrEqual(Date.now());
			expect(createdAt <= startedAt && startedAt < endedAt).toBe(true);
		}
	});

	test('a bad number among simulated ones is held back like at any provider', async () => {
		const result = await simulate(itemsTo(ending('00'), '+1202', ending('01')));
		expect(result.outputs.map((output) => output.length)).toEqual([2, 1]);
		expect(result.hints).toEqual([
			expect.stringMatching(
				/^Simulated: \+12•+00 answered, 42 s, positive; \+12•+01 answered, 42 s, negative\. Nobody was phoned\. Not dialed \(.+\): Phone Number .+ The item is on the output Not Dialed\.$/,
			),
		]);
	});

	test('a dry run plays nothing', async () => {
		const result = await simulate(itemsTo(ending('00')), { options: { dryRun: true } });
		expect(records(result, 1)).toMatchObject([
			{
				dialed: 'no',
				dryRun: { method: 'POST', headers: { 'content-type': 'application/json' }, body: { to: ending('00') } },
			},
		]);
		expect(result.hints).toEqual(['Dry run: 1 request shown on the output Not Dialed, nothing was sent.']);
	});
});
