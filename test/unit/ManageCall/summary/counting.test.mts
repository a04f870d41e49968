/** What counts once, who stands where, and when somebody is called again. */
import { describe, expect, test } from 'vitest';
import type { CallRecord } from '../../../../nodes/shared/call/record';
import { callRecord } from '../../../../nodes/shared/call/record';
import { problem } from '../../../../nodes/shared/call/problem';
import type { ProblemType } from '../../../../nodes/shared/call/problem';
import { readObservation } from '../../../../nodes/ManageCall/summary/observation';
import { summaryOf, summaryOfItems, summaryTime } from '../../../harness/summaries.mts';

const to = '+12125550100';
const call = (known: Partial<CallRecord> = {}): CallRecord =>
	callRecord('retell', {
		to,
		callId: 'c1',
		dialed: 'yes',
		status: 'completed',
		outcome: 'answered',
		startedAt: '2026-11-20T15:00:00.000Z',
		...known,
	});
const vain = (known: Partial<CallRecord> = {}): CallRecord => call({ status: 'failed', outcome: 'no_answer', ...known });
const heldBack = (type: ProblemType, known: Partial<CallRecord> = {}, more = {}): CallRecord =>
	callRecord('retell', { to, dialed: 'no', status: 'blocked', reference: `r-${type}`, problem: problem(type, 'No.', more), ...known });
const standingOf = async (...records: CallRecord[]): Promise<string[]> => {
	const { people } = await summaryOf(records);
	return Object.entries(people).flatMap(([name, count]) => (name !== 'total' && count > 0 ? [`${name} ${count}`] : []));
};

describe('what counts once', () => {
	test('the item of a call node and the events of its call are one call, with what each of them knows', async () => {
		const events = [
			{ event: 'call.ringing', occurredAt: '2026-11-20T15:00:01.000Z', ...call({ status: 'ringing', outcome: null }) },
			{
				event: 'call.completed',
				occurredAt: '2026-11-20T15:02:00.000Z',
				...call({ durationSeconds: 50, cost: { amount: 0.1, currency: 'USD' } }),
			},
		];
		const summary = await summaryOfItems([...events, call({ status: 'initiated', outcome: null })]);
		expect(summary).toMatchObject({
			people: { total: 1, reached: 1 },
			calls: { total: 1, answered: 1 },
			talkTime: { calls: 1, totalSeconds: 50 },
			cost: [{ currency: 'USD', amount: 0.1, calls: 1 }],
			records: { total: 3, repeated: 2 },
		});
	});

	test('the same call ID at two providers is two calls', async () => {
		expect((await summaryOf([call(), call({ provider: 'vapi' })])).calls.total).toBe(2);
	});

	test('a redial in attempts is a call, and counts once if its own record is there too', async () => {
		const attempts = [
			{
				attempt: 1,
				callId: 'c0',
				status: 'failed' as const,
				outcome: 'busy' as const,
				startedAt: '2026-11-20T14:00:00.000Z',
				endedAt: null,
			},
			{
				attempt: 2,
				callId: 'c1',
				status: 'completed' as const,
				outcome: 'answered' as const,
				startedAt: '2026-11-20T15:00:00.000Z',
				endedAt: null,
			},
		];
		const whole = call({ attempt: 2, attempts });
		const first = vain({ callId: 'c0', outcome: 'busy', startedAt: '2026-11-20T14:00:00.000Z' });
		for (const records of [[whole], [first, whole], [whole, first, whole]]) {
			const { calls, byAttempt } = await summaryOf(records);
			expect(calls).toMatchObject({ total: 2, answered: 1 });
			expect(byAttempt.map(({ attempt, answered }) => [attempt, answered])).toEqual([
				[1, 0],
				[2, 1],
			]);
		}
	});

	test('calls of separate runs are counted on, and a provider that tells of its third dial alone makes it the third', async () => {
		const days = [1, 2].map((day) => vain({ callId: `d${day}`, attempt: 1, startedAt: `2026-11-1${day}T15:00:00.000Z` }));
		expect((await summaryOf([...days, vain({ callId: 'd3', attempt: 3 })])).byAttempt.map(({ attempt }) => attempt)).toEqual([1, 2, 3]);
		expect((await summaryOf([vain({ attempt: 3 })])).byAttempt.map(({ attempt }) => attempt)).toEqual([3]);
	});

	test('a number in several spellings is one person, and each record without number and reference is a person', async () => {
		expect((await summaryOf([call(), vain({ callId: 'c2', to: '+1 212 555 0100' })])).people.total).toBe(1);
		const nameless = heldBack('invalid_phone_number', { to: null, reference: null });
		expect((await summaryOf([nameless, nameless])).people.total).toBe(2);
	});
});

describe('where a person stands', () => {
	const maybe = call({ callId: null, dialed: 'maybe', status: 'unknown', outcome: null, problem: problem('outcome_unknown', 'Lost.') });

	test.each<[string, CallRecord[], string]>([
		['answered once, and in vain later', [call(), vain({ callId: 'c2' })], 'reached'],
		['an unclear call, and an answered one', [maybe, call()], 'reached'],
		['a call that goes on', [call({ status: 'ringing', outcome: null })], 'underWay'],
		['a maybe call', [maybe], 'toCheck'],
		['a maybe call, and one in vain', [maybe, vain()], 'toCheck'],
		['a call that is over with an unknown end', [call({ outcome: null })], 'toCheck'],
		[
			'a result that did not come in time',
			[call({ status: 'initiated', outcome: null, problem: problem('outcome_unknown', 'Late.') })],
			'toCheck',
		],
		['no answer', [vain()], 'toCall'],
		['a voicemail', [call({ outcome: 'voicemail' })], 'notReached'],
		[
			'no answer, then a voicemail',
			[vain(), call({ callId: 'c2', outcome: 'voicemail', startedAt: '2026-11-21T15:00:00.000Z' })],
			'notReached',
		],
		['no answer, and on the do-not-call list since', [vain(), heldBack('do_not_call')], 'notReached'],
		['outside calling hours', [heldBack('outside_calling_hours')], 'toCall'],
		['above the cap', [heldBack('cap_reached')], 'toCall'],
		['a dry run', [callRecord('retell', { to, dialed: 'no', status: 'blocked' })], 'toCall'],
		['on the do-not-call list', [heldBack('outside_calling_hours'), heldBack('do_not_call')], 'notCalled'],
		['a bad number', [heldBack('invalid_phone_number')], 'notCalled'],
		['a duplicate alone', [heldBack('duplicate')], 'notCalled'],
		['a duplicate of a call that was held back for a while', [heldBack('duplicate'), heldBack('cap_reached')], 'toCall'],
	])('a person with %s stands where it is safe', async (_what, records, standing) => {
		expect(await standingOf(...records)).toEqual([`${standing} 1`]);
		expect(await standingOf(...[...records].reverse())).toEqual([`${standing} 1`]);
	});

	test('Call Again After and Max Attempts decide who is to be called again', async () => {
		const voicemail = [call({ outcome: 'voicemail' })];
		expect((await summaryOf(voicemail, { callAgainAfter: ['voicemail'] })).people.toCall).toBe(1);
		expect((await summaryOf([vain()], { callAgainAfter: [] })).people.notReached).toBe(1);
		const twice = [vain(), vain({ callId: 'c2', startedAt: '2026-11-21T15:00:00.000Z' })];
		expect((await summaryOf(twice, { maxAttempts: 3 })).people.toCall).toBe(1);
		expect((await summaryOf(twice, { maxAttempts: 2 })).people).toMatchObject({ toCall: 0, notReached: 1 });
		expect((await summaryOf([vain({ attempt: 3 })], { maxAttempts: 3 })).people.toCall).toBe(0);
	});
});

describe('when somebody is called', () => {
	test('the next call is at the earliest lawful time, told in the time there', async () => {
		// A Sunday evening in Germany, where no calls are lawful on a Sunday.
		const { toCall } = await summaryOf([vain({ to: '+4930901820' })]);
		expect(toCall[0].nextCallAt).toMatch(/^2026-11-23T/);
		expect(toCall[0].localTime).toMatch(/^2026-11-23T.*\+01:00$/);
		expect(Date.parse(toCall[0].localTime!)).toBe(Date.parse(toCall[0].nextCallAt!));
	});

	test('a later time that the record names is kept, and a time that is over is not', async () => {
		const named = (nextAllowedAt: string) => heldBack('cap_reached', {}, { nextAllowedAt });
		expect((await summaryOf([named('2026-12-01T16:30:00.000Z')])).toCall[0].nextCallAt).toBe('2026-12-01T16:30:00.000Z');
		const [{ nextCallAt }] = (await summaryOf([named('2026-11-01T16:00:00.000Z')])).toCall;
		expect(nextCallAt! >= summaryTime.toISOString()).toBe(true);
	});

	test('the zone that a user gave for a person decides', async () => {
		const audit = {
			country: 'US',
			numberType: null,
			timeZones: ['Pacific/Honolulu'],
			localTime: null,
			rule: 'us-federal+timezone-given',
			decision: null,
		};
		const { byLocalHour, toCall } = await summaryOf([vain({ audit })]);
		expect(byLocalHour.map(({ hour }) => hour)).toEqual([5]);
		expect(toCall[0].localTime).toMatch(/-10:00$/);
	});

	test('a number without a known place has no hour and no time of the next call', async () => {
		const { byLocalHour, toCall } = await summaryOf([vain({ to: '2125550100' })]);
		expect(byLocalHour).toMatchObject([{ hour: null, calls: 1 }]);
		expect(toCall).toMatchObject([{ nextCallAt: null, localTime: null }]);
	});
});

describe('figures', () => {
	test('the median and the 90th percentile are those of the answered calls', async () => {
		const talks = [10, 20, 30, 40, 50, 60, 70, 80, 90, 100];
		const calls = talks.map((durationSeconds, index) => call({ callId: `t${index}`, durationSeconds }));
		const machine = call({ callId: 'm', outcome: 'voicemail', durationSeconds: 5000 });
		expect((await summaryOf([...calls, machine])).talkTime).toEqual({ calls: 10, medianSeconds: 55, p90Seconds: 90, totalSeconds: 550 });
		expect((await summaryOf([machine])).talkTime).toEqual({ calls: 0, medianSeconds: null, p90Seconds: null, totalSeconds: 0 });
	});

	test('costs are added up for each currency, without the dust of floating-point sums', async () => {
		const priced = [0.1, 0.2, 0.3].map((amount, index) => call({ callId: `p${index}`, cost: { amount, currency: 'USD' } }));
		const credits = call({ callId: 'c', cost: { amount: 12, currency: 'credits' } });
		expect((await summaryOf([...priced, credits])).cost).toEqual([
			{ currency: 'USD', amount: 0.6, calls: 3 },
			{ currency: 'credits', amount: 12, calls: 1 },
		]);
	});

	test('the sentence tells what matters', async () => {
		const { text } = await summaryOf([call(), vain({ to: '+13125550100', callId: 'c2' }), heldBack('do_not_call', { to: '+13035550100' })]);
		expect(text).toBe('1 of 3 people reached (33 %), 1 still to be called. 2 calls; 50 % of the finished ones were answered.');
	});
});

describe('numbers', () => {
	const records = [
		vain({ recipientName: 'Ada +1 (212) 555-0100', reference: 'order-12125550100' }),
		call({
			to: '+13125550177',
			callId: null,
			dialed: 'maybe',
			status: 'unknown',
			outcome: null,
			reference: 'call 312 555 0177',
			recipientName: 'Ben',
		}),
	];

	test('only the last digits of a number leave, also of one in a name or a reference', async () => {
		const summary = await summaryOf(records);
		expect(summary.toCall[0].to).toBe('••• 0100');
		expect(JSON.stringify(summary).replace(/[^\dA-Za-z]/g, '')).not.toMatch(/2125550100|3125550177/);
	});

	test('Show Full Numbers shows them', async () => {
		const { toCall, toCheck } = await summaryOf(records, { showFullNumbers: true });
		expect([toCall[0].to, toCheck[0].to, toCheck[0].reference]).toEqual([to, '+13125550177', 'call 312 555 0177']);
	});
});

describe('items that are no records', () => {
	const refusal = (json: unknown): string => {
		const read = readObservation(json);
		return read.ok ? 'taken' : `${read.fault.sentence} ${read.fault.wayOut}`;
	};

	test.each<[string, object, RegExp]>([
		['nothing', {}, /^to is missing, so this item is no call record\. Summarize Calls takes .* Filter node/],
		['a row of a table', { phone: to, name: 'Ada' }, /^to is missing/],
		['a report of Check Number', { provider: 'retell', to, allowedNow: true }, /^dialed is missing/],
		[
			'another word',
			{ to, dialed: 'perhaps', status: 'completed' },
			/^dialed is "perhaps", which is none of its words \(yes, no and maybe\)/,
		],
		['a number as a status', { to, dialed: 'yes', status: 5 }, /^status is a value of type number, which is none of its words/],
		['a list of records', { data: [call()] }, /Its field data holds a list of records: put a Split Out node for it before this node\./],
	])('%s is refused with the field and the way out', (_what, json, sentence) => {
		expect(refusal(json)).toMatch(sentence);
	});

	test('no full number stands in a refusal', () => {
		expect(refusal({ to, dialed: to, status: 'completed' })).not.toContain('5550100');
	});

	test('fields of a wrong type count as unknown, and numbers in text are read', async () => {
		const odd = {
			...call(),
			durationSeconds: '42',
			cost: { amount: '0.5', currency: 'USD' },
			attempts: 'two',
			audit: { timeZones: ['<b>'] },
			problem: 7,
		};
		expect(await summaryOfItems([odd])).toMatchObject({
			talkTime: { totalSeconds: 42 },
			cost: [{ amount: 0.5 }],
			calls: { total: 1 },
			problems: [],
		});
	});
});
