/** The sums of a summary are those of a plain recount, over random campaigns. */
import { describe, expect, test } from 'vitest';
import type { CallOutcome, CallRecord } from '../../../../nodes/shared/call/record';
import type { Summary } from '../../../../nodes/ManageCall/summary/summarize';
import { campaignOf } from '../../../harness/callRecords.mts';
import { summaryOf, summaryTime } from '../../../harness/summaries.mts';

interface Dial {
	who: string;
	outcome: CallOutcome | null;
	attempt: number;
	startedAt: string;
	seconds: number | null;
	cost: CallRecord['cost'];
}

/** The key of a person: the number, else the reference, which is one item's in these campaigns. */
const whoOf = ({ to, reference }: CallRecord): string => to ?? `without a number ${reference}`;

/** Every dial once, by its ID; a dial without ID is of the one record of its person in these campaigns. */
function dialsOf(records: readonly CallRecord[]): Dial[] {
	const dials = new Map<string, Dial>();
	for (const record of records.filter(({ dialed }) => dialed !== 'no')) {
		const all = record.attempts ?? [record];
		for (const [index, one] of all.entries()) {
			const isLast = index === all.length - 1;
			const callId = isLast ? record.callId : one.callId;
			dials.set(callId ?? `without ID ${record.reference}`, {
				who: whoOf(record),
				outcome: one.outcome,
				attempt: index + 1,
				startedAt: one.startedAt!,
				seconds: isLast ? record.durationSeconds : null,
				cost: isLast ? record.cost : null,
			});
		}
	}
	return [...dials.values()];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
const times = <T,>(values: readonly T[], wanted: T): number => values.filter((value) => value === wanted).length;
const rate = (calls: number, answered: number): number | null => (calls === 0 ? null : Number((answered / calls).toFixed(4)));

/** Offsets from UTC in hours of the areas of the campaigns in November, by the begin of the number. An Australian mobile tells no area. */
const clocks: Array<[string, number]> = [
	['+1212', -5],
	['+1312', -6],
	['+1303', -7],
	['+1415', -8],
	['+1808', -10],
	['+44207', 0],
	['+4930', 1],
	['+551199', -3],
];
const hourThere = ({ who, startedAt }: Dial): number | null => {
	const clock = clocks.find(([prefix]) => who.startsWith(prefix));
	return clock === undefined ? null : new Date(Date.parse(startedAt) + clock[1] * 3_600_000).getUTCHours();
};

const campaigns = Array.from({ length: 12 }, (_campaign, index) => {
	const records = campaignOf(
		{ people: 20 + 60 * index, seed: 100 + index, hostile: index % 3 === 0, repeated: (index % 4) * 0.15 },
		summaryTime,
	);
	return [`seed ${100 + index}, ${records.length} records`, records] as const;
});

describe.each(campaigns)('a random campaign (%s)', (_name, records) => {
	let summary: Summary;
	const dials = dialsOf(records);
	const over = dials.filter(({ outcome }) => outcome !== null);
	const everybody = [...new Set(records.map(whoOf))];
	const whoDialed = new Set(dials.map(({ who }) => who));

	test('people are counted once, and stand in one place', async () => {
		summary = await summaryOf(records);
		const { total, ...standings } = summary.people;
		expect(total).toBe(everybody.length);
		expect(sum(Object.values(standings))).toBe(total);
		const reached = everybody.filter((who) => dials.some((dial) => dial.who === who && dial.outcome === 'answered'));
		expect(summary.people.reached).toBe(reached.length);
		expect(summary.people.toCall).toBe(summary.toCall.length);
		expect(summary.people.toCheck).toBe(summary.toCheck.length);
	});

	test('nobody stands both among the reached and among those to be called or checked', async () => {
		const { toCall, toCheck } = await summaryOf(records, { showFullNumbers: true });
		const answered = new Set(dials.filter(({ outcome }) => outcome === 'answered').map(({ who }) => who));
		const listed = [...toCall, ...toCheck].map(({ to }) => to);
		for (const to of listed) expect(answered).not.toContain(to);
		expect(new Set(listed).size).toBe(listed.length);
		// Whoever may have been phoned with an unknown end is not to be called.
		const unclear = new Set(dials.filter(({ outcome }) => outcome === null).map(({ who }) => who));
		for (const { to } of toCall) expect(unclear).not.toContain(to);
		const forbidden = records.filter(({ problem }) => ['do_not_call', 'invalid_phone_number'].includes(problem?.type ?? '')).map(whoOf);
		for (const { to } of toCall) expect(forbidden).not.toContain(to);
	});

	test('those still to be called are all whose last call was in vain, and all who were held back for a while', async () => {
		const { toCall } = await summaryOf(records, { showFullNumbers: true });
		const expected = everybody.filter((who) => {
			const own = dials.filter((dial) => dial.who === who).sort((a, b) => (a.startedAt < b.startedAt ? -1 : 1));
			if (own.length > 0)
				return (
					own.every(({ outcome }) => outcome !== null && outcome !== 'answered') && ['no_answer', 'busy'].includes(own.at(-1)!.outcome!)
				);
			const reasons = records.filter((record) => whoOf(record) === who).map(({ problem }) => problem!.type);
			return reasons.every((reason) => ['outside_calling_hours', 'cap_reached', 'insufficient_credits'].includes(reason));
		});
		expect(toCall.map(({ to }) => to).sort()).toEqual(expected.sort());
		for (const { nextCallAt } of toCall) if (nextCallAt !== null) expect(nextCallAt >= summaryTime.toISOString()).toBe(true);
		const given = toCall.map(({ nextCallAt }) => nextCallAt ?? '~');
		expect(given).toEqual([...given].sort());
	});

	test('calls and outcomes add up', () => {
		expect(summary.calls).toEqual({
			total: dials.length,
			over: over.length,
			answered: times(
				dials.map(({ outcome }) => outcome),
				'answered',
			),
			answerRate: rate(
				over.length,
				times(
					dials.map(({ outcome }) => outcome),
					'answered',
				),
			),
		});
		expect(sum(Object.values(summary.outcomes))).toBe(dials.length);
		for (const [word, count] of Object.entries(summary.outcomes))
			expect(count, word).toBe(
				times(
					dials.map(({ outcome }) => outcome ?? 'unknown'),
					word,
				),
			);
	});

	test('the answer rates by hour and by attempt are those of a recount, and add up to all finished calls', () => {
		const recounted = <K,>(keyOf: (dial: Dial) => K) =>
			new Map(
				[...new Set(over.map(keyOf))].map((key) => {
					const of = over.filter((dial) => keyOf(dial) === key);
					const answered = of.filter(({ outcome }) => outcome === 'answered').length;
					return [key, { calls: of.length, answered, answerRate: rate(of.length, answered) }];
				}),
			);
		expect(new Map(summary.byLocalHour.map(({ hour, ...rates }) => [hour, rates]))).toEqual(recounted(hourThere));
		expect(new Map(summary.byAttempt.map(({ attempt, ...rates }) => [attempt, rates]))).toEqual(recounted(({ attempt }) => attempt));
		for (const rows of [summary.byLocalHour, summary.byAttempt]) expect(sum(rows.map(({ calls }) => calls))).toBe(over.length);
	});

	test('talk time and cost are those of a recount', () => {
		const talks = dials
			.flatMap(({ outcome, seconds }) => (outcome === 'answered' && seconds !== null ? [seconds] : []))
			.sort((a, b) => a - b);
		expect(summary.talkTime.calls).toBe(talks.length);
		expect(summary.talkTime.totalSeconds).toBe(sum(talks));
		const below = (limit: number | null) => talks.filter((one) => one <= limit!).length / talks.length;
		if (talks.length > 0) {
			expect(below(summary.talkTime.medianSeconds)).toBeGreaterThanOrEqual(0.5);
			expect(below(summary.talkTime.p90Seconds)).toBeGreaterThanOrEqual(0.9);
			expect(talks.filter((one) => one < summary.talkTime.p90Seconds!).length / talks.length).toBeLessThan(0.9);
		}
		for (const { currency, amount, calls } of summary.cost) {
			const priced = dials.flatMap(({ cost }) => (cost?.currency === currency ? [cost.amount] : []));
			expect(calls).toBe(priced.length);
			expect(amount).toBeCloseTo(sum(priced), 6);
		}
		expect(sum(summary.cost.map(({ calls }) => calls))).toBe(dials.filter(({ cost }) => cost !== null).length);
	});

	test('problems and repeats are those of a recount', () => {
		const distinct = [...new Map(records.map((record) => [record.callId ?? record.reference, record])).values()];
		expect(summary.records).toMatchObject({ total: records.length, repeated: records.length - distinct.length });
		const types = distinct.flatMap(({ problem }) => problem?.type ?? []);
		expect(new Map(summary.problems.map(({ type, records: count }) => [type, count]))).toEqual(
			new Map([...new Set(types)].map((type) => [type, times(types, type)])),
		);
		expect(whoDialed.size + summary.people.notCalled + summary.toCall.filter(({ calls }) => calls === 0).length).toBe(summary.people.total);
	});

	test('the order of the items changes no figure', async () => {
		const { toCall, toCheck, ...figures } = await summaryOf([...records].reverse());
		const { toCall: called, toCheck: checked, ...first } = summary;
		expect(figures).toEqual(first);
		const sorted = (list: object[]) => list.map((one) => JSON.stringify(one)).sort();
		expect([sorted(toCall), sorted(toCheck)]).toEqual([sorted(called), sorted(checked)]);
	});
});
