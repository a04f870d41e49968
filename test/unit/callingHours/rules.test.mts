import { expect, test } from 'vitest';
import { regionsOf, rules, rulesFor } from '../../../nodes/shared/callingHours/check';
import { holidayCountries } from '../../../nodes/shared/callingHours/holidays';
import { facts } from '../../harness/hoursFacts.mts';

test.each(rules.map((rule) => [rule.id, rule] as const))('row %s has a source, dates and a confidence', (_id, rule) => {
	expect(rule.source.length).toBeGreaterThan(10);
	expect(rule.checkedOn).toMatch(/^20\d\d-\d\d-\d\d$/);
	expect(rule.inForceSince === null || /^20\d\d-\d\d-\d\d$/.test(rule.inForceSince)).toBe(true);
	expect(['P', 'S', 'M']).toContain(rule.confidence);
	expect(rule.place).not.toBe('');
	expect(['ok', 'none']).toContain(rule.holidays);
	const windows = [...Object.values(rule.week).flat(), ...(rule.shorterDays ?? []).flatMap((days) => days.windows)];
	expect(Object.keys(rule.week)).toEqual(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']);
	for (const [start, end] of windows) expect(Number.isInteger(start) && start >= 0 && start < end && end <= 1440).toBe(true);
});

test('each row is told once, and each has its fact', () => {
	const ids = rules.map((rule) => rule.id);
	expect(new Set(ids).size).toBe(ids.length);
	expect([...ids].sort()).toEqual(facts.map((fact) => fact.id).sort());
});

test('every row but the default that forbids holidays has holidays that can be computed', () => {
	const forbidding = rules.filter((rule) => rule.id !== 'default' && (rule.holidays === 'none' || rule.shorterDays));
	for (const rule of forbidding) expect(holidayCountries).toContain(rule.country);
});

test.each([
	['+13057365000', 'US', ['us-federal', 'us-fl']],
	['+12127365000', 'US', ['us-federal']],
	['+12037365000', 'US', ['us-federal', 'us-ct']],
	['+18002530000', 'US', ['us-federal', 'us-state-unknown']],
	['+17877365000', 'PR', ['us-federal']],
	['+14167365000', 'CA', ['ca']],
	['+18767365000', 'JM', ['default']],
	['+262692123456', 'RE', ['fr']],
	['+61891641234', 'CX', ['au']],
	['+48123456789', 'PL', ['default']],
	['+999123456', null, ['default']],
])('%s in %s falls under %j', (number, country, ids) => {
	expect(rulesFor(number, country).ids).toEqual(ids);
});

test.each([
	['+13057365000', ['US-FL']],
	['+13107365000', ['US-CA']],
	['+19027365000', ['CA-NS', 'CA-PE']],
	['+18767365000', []],
	['+442079460018', []],
])('the area code of %s lies in %j', (number, regions) => {
	expect([...regionsOf(number)].sort()).toEqual(regions);
});
