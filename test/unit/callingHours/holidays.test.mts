import { expect, test } from 'vitest';
import { easterSunday, monthAndDay, nthWeekday } from '../../../nodes/shared/time/calendar';
import { holidayCountries, holidayOn, holidaysOf } from '../../../nodes/shared/callingHours/holidays';

/** As church calendars print them. */
test.each([
	[2024, '03-31'],
	[2025, '04-20'],
	[2026, '04-05'],
	[2027, '03-28'],
	[2028, '04-16'],
	[2029, '04-01'],
	[2030, '04-21'],
	[2038, '04-25'],
	[2285, '03-22'],
])('Easter of %d is on %s', (year, date) => {
	expect(monthAndDay(easterSunday(year))).toBe(date);
});

test('weekdays of a month are counted from both ends', () => {
	expect(nthWeekday(2026, 11, 4, 4)).toEqual({ year: 2026, month: 11, day: 26 });
	expect(nthWeekday(2026, 5, 1, -1)).toEqual({ year: 2026, month: 5, day: 25 });
	expect(nthWeekday(2026, 8, 1, -1)).toEqual({ year: 2026, month: 8, day: 31 });
	expect(nthWeekday(2027, 12, 5, -1)).toEqual({ year: 2027, month: 12, day: 31 });
});

/** Official lists: OPM, service-public.fr, BOE, gov.uk, fairwork.gov.au, gov.za and the like. */
test.each([
	['US', 2026, '01-01 01-19 02-16 05-25 06-19 07-03 07-04 09-07 10-12 11-11 11-26 12-25'],
	['US', 2027, '01-01 01-18 02-15 05-31 06-18 06-19 07-04 07-05 09-06 10-11 11-11 11-25 12-24 12-25 12-31'],
	['FR', 2026, '01-01 04-06 05-01 05-08 05-14 05-25 07-14 08-15 11-01 11-11 12-25'],
	['ES', 2026, '01-01 01-06 04-02 04-03 05-01 08-15 10-12 11-01 12-06 12-08 12-25'],
	['IT', 2025, '01-01 01-06 04-20 04-21 04-25 05-01 06-02 08-15 11-01 12-08 12-25 12-26'],
	['IT', 2027, '01-01 01-06 03-28 03-29 04-25 05-01 06-02 08-15 10-04 11-01 12-08 12-25 12-26'],
	['DE', 2026, '01-01 04-03 04-06 05-01 05-14 05-25 10-03 12-25 12-26'],
	['NL', 2025, '01-01 04-18 04-20 04-21 04-26 05-05 05-29 06-08 06-09 12-25 12-26'],
	['GB', 2026, '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-26 12-28'],
	['GB', 2022, '01-01 01-03 04-15 04-18 05-02 05-30 08-29 12-25 12-26 12-27'],
	['GB', 2027, '01-01 03-26 03-29 05-03 05-31 08-30 12-25 12-26 12-27 12-28'],
	['AU', 2026, '01-01 01-26 04-03 04-06 04-25 12-25 12-26 12-28'],
	['AU', 2028, '01-01 01-03 01-26 04-14 04-17 04-25 12-25 12-26'],
	['ZA', 2026, '01-01 03-21 04-03 04-06 04-27 05-01 06-16 08-09 08-10 09-24 12-16 12-25 12-26'],
])('the holidays of %s in %d are the known ones', (country, year, dates) => {
	expect([...holidaysOf(country, year).keys()].sort().join(' ')).toBe(dates);
});

test('a country that is not computed has none, and each computed one has names', () => {
	expect(holidayOn('PL', { year: 2026, month: 12, day: 25 })).toBeNull();
	expect(holidayOn('FR', { year: 2026, month: 7, day: 14 })).toBe('Bastille Day');
	for (const country of holidayCountries) expect(holidaysOf(country, 2026).size).toBeGreaterThan(6);
});
