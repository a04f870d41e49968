/**
 * H1: every row of the table, on a workday, a Saturday, a Sunday, a holiday and its special days, one millisecond around each boundary.
 * @module-tag safety
 */
import { bar } from '../../harness/bars.mts';
import { expect, test } from 'vitest';
import { checkCallingHours } from '../../../nodes/shared/callingHours/check';
import type { Fact } from '../../harness/hoursFacts.mts';
import { facts, spans } from '../../harness/hoursFacts.mts';
import { instantOf } from '../../harness/hoursOracle.mts';

const dayLength = 86_400_000;

function ask(fact: Fact, at: number) {
	const { number, country, type } = fact;
	return checkCallingHours({ e164: number, country, numberType: type, at: new Date(at), mode: 'lawful', custom: null, timezone: null });
}

function casesOf(fact: Fact): Array<[wall: string, plus: number, allowed: boolean]> {
	const [workday, sat, sun, holiday] = fact.hours;
	const dates: Record<string, string> = {
		'2026-07-08': workday,
		'2026-07-11': sat,
		'2026-07-12': sun,
		[fact.holiday]: holiday,
		...fact.special,
	};
	return Object.entries(dates).flatMap(([date, hours]) => {
		const open = spans(hours);
		const instants = open.flatMap(([start, end]) => [start - 1, start, start + 1, end - 1, end, end + 1]);
		for (let hour = 0; hour < 24; hour += 1) instants.push(hour * 3_600_000 + 1_800_000);
		instants.push(0, dayLength - 1);
		return instants.map((plus): [string, number, boolean] => [date, plus, open.some(([start, end]) => plus >= start && plus < end)]);
	});
}

let decided = 0;
let wrong = 0;

test.each(facts.map((fact) => [fact.id, fact] as const))('%s decides as its fact says', (id, fact) => {
	const found: string[] = [];
	for (const [date, plus, allowed] of casesOf(fact)) {
		// 605 is two zones wide: what is asked is its western edge in the morning and its eastern edge in the evening.
		const zone = fact.id === 'us-sd' && plus >= dayLength / 2 ? 'America/Chicago' : fact.zone;
		const answer = ask(fact, instantOf(`${date}T00:00:00.000`, zone, plus));
		decided += 1;
		if (answer.allowed !== allowed) found.push(`${id} ${date} +${plus} ms: ${answer.localTime} ${answer.rule}`);
		expect(answer.timeZones).toContain(zone === 'Asia/Kolkata' ? 'Asia/Calcutta' : zone);
		expect(answer.rule.split('+')).toContain(id);
	}
	wrong += found.length;
	expect(found).toEqual([]);
});

test('the decision table is long enough', () => {
	bar('H1', 'decisions at the boundaries of every row of the table', decided, wrong);
	expect(wrong).toBe(0);
	expect(decided).toBeGreaterThan(300);
});
