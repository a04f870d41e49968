/**
 * Public holidays of the countries whose rows forbid calls on them, computed for any year. Only nationwide holidays are included, not those
 * of one state, region or town, and not those that a government declares once.
 */
import type { CalendarDay } from '../time/calendar';
import { easterSunday, monthAndDay, nthWeekday, plusDays, weekdayOf } from '../time/calendar';

type Holiday = [name: string, day: CalendarDay];

const fixed = (year: number, dates: ReadonlyArray<[name: string, month: number, day: number]>): Holiday[] =>
	dates.map(([name, month, day]) => [name, { year, month, day }]);

const fromEaster = (year: number, dates: ReadonlyArray<[name: string, days: number]>): Holiday[] =>
	dates.map(([name, days]) => [name, plusDays(easterSunday(year), days)]);

/** Adds the Friday before a holiday on Saturday, and the Monday after a holiday on Sunday. */
const observedNearby = (holidays: Holiday[]): Holiday[] =>
	holidays.flatMap(([name, day]): Holiday[] => {
		const weekday = weekdayOf(day);
		const shift = weekday === 6 ? -1 : weekday === 7 ? 1 : 0;
		return shift === 0
			? [[name, day]]
			: [
					[name, day],
					[name, plusDays(day, shift)],
				];
	});

/** Adds, for each holiday on a weekend, the next working day that is not a holiday itself. */
function observedAfterWeekend(holidays: Holiday[]): Holiday[] {
	const all = [...holidays];
	const taken = new Set(holidays.map(([, day]) => monthAndDay(day)));
	for (const [name, day] of holidays) {
		if (weekdayOf(day) < 6) continue;
		let substitute = plusDays(day, 1);
		while (weekdayOf(substitute) > 5 || taken.has(monthAndDay(substitute))) substitute = plusDays(substitute, 1);
		taken.add(monthAndDay(substitute));
		all.push([name, substitute]);
	}
	return all;
}

/** 5 U.S.C. 6103 with the observed days. It includes the next year's New Year, because that can be observed on 31 December. */
const unitedStates = (year: number): Holiday[] => [
	...observedNearby([
		...fixed(year, [
			["New Year's Day", 1, 1],
			['Juneteenth', 6, 19],
			['Independence Day', 7, 4],
			['Veterans Day', 11, 11],
			['Christmas Day', 12, 25],
		]),
		["New Year's Day", { year: year + 1, month: 1, day: 1 }],
	]),
	['Martin Luther King Day', nthWeekday(year, 1, 1, 3)],
	["Washington's Birthday", nthWeekday(year, 2, 1, 3)],
	['Memorial Day', nthWeekday(year, 5, 1, -1)],
	['Labor Day', nthWeekday(year, 9, 1, 1)],
	['Columbus Day', nthWeekday(year, 10, 1, 2)],
	['Thanksgiving Day', nthWeekday(year, 11, 4, 4)],
];

/** Code du travail L3133-1. */
const france = (year: number): Holiday[] => [
	...fixed(year, [
		["New Year's Day", 1, 1],
		['Labour Day', 5, 1],
		['Victory Day', 5, 8],
		['Bastille Day', 7, 14],
		['Assumption Day', 8, 15],
		["All Saints' Day", 11, 1],
		['Armistice Day', 11, 11],
		['Christmas Day', 12, 25],
	]),
	...fromEaster(year, [
		['Easter Monday', 1],
		['Ascension Day', 39],
		['Whit Monday', 50],
	]),
];

/** Real Decreto 2001/1983 art. 45. Nearly all regions observe Maundy Thursday. */
const spain = (year: number): Holiday[] => [
	...fixed(year, [
		["New Year's Day", 1, 1],
		['Epiphany', 1, 6],
		['Labour Day', 5, 1],
		['Assumption Day', 8, 15],
		['National Day', 10, 12],
		["All Saints' Day", 11, 1],
		['Constitution Day', 12, 6],
		['Immaculate Conception', 12, 8],
		['Christmas Day', 12, 25],
	]),
	...fromEaster(year, [
		['Maundy Thursday', -3],
		['Good Friday', -2],
	]),
];

/** Legge 260/1949 with legge 151/2025, which made 4 October a holiday again from 2026. */
const italy = (year: number): Holiday[] => [
	...fixed(year, [
		["New Year's Day", 1, 1],
		['Epiphany', 1, 6],
		['Liberation Day', 4, 25],
		['Labour Day', 5, 1],
		['Republic Day', 6, 2],
		['Assumption Day', 8, 15],
		["All Saints' Day", 11, 1],
		['Immaculate Conception', 12, 8],
		['Christmas Day', 12, 25],
		["St Stephen's Day", 12, 26],
	]),
	...(year >= 2026 ? fixed(year, [["St Francis' Day", 10, 4]]) : []),
	...fromEaster(year, [
		['Easter Sunday', 0],
		['Easter Monday', 1],
	]),
];

/** The nine days that are public holidays by law in all states. */
const germany = (year: number): Holiday[] => [
	...fixed(year, [
		["New Year's Day", 1, 1],
		['Labour Day', 5, 1],
		['German Unity Day', 10, 3],
		['Christmas Day', 12, 25],
		['Boxing Day', 12, 26],
	]),
	...fromEaster(year, [
		['Good Friday', -2],
		['Easter Monday', 1],
		['Ascension Day', 39],
		['Whit Monday', 50],
	]),
];

/** Algemene termijnenwet art. 3, with Liberation Day of every year. King's Day moves from Sunday to Saturday. */
const netherlands = (year: number): Holiday[] => [
	...fixed(year, [
		["New Year's Day", 1, 1],
		["King's Day", 4, weekdayOf({ year, month: 4, day: 27 }) === 7 ? 26 : 27],
		['Liberation Day', 5, 5],
		['Christmas Day', 12, 25],
		['Boxing Day', 12, 26],
	]),
	...fromEaster(year, [
		['Good Friday', -2],
		['Easter Sunday', 0],
		['Easter Monday', 1],
		['Ascension Day', 39],
		['Whit Sunday', 49],
		['Whit Monday', 50],
	]),
];

/** Bank holidays of England and Wales: Banking and Financial Dealings Act 1971 and yearly proclamations. */
const unitedKingdom = (year: number): Holiday[] => [
	...observedAfterWeekend(
		fixed(year, [
			["New Year's Day", 1, 1],
			['Christmas Day', 12, 25],
			['Boxing Day', 12, 26],
		]),
	),
	...fromEaster(year, [
		['Good Friday', -2],
		['Easter Monday', 1],
	]),
	['Early May Bank Holiday', nthWeekday(year, 5, 1, 1)],
	['Spring Bank Holiday', nthWeekday(year, 5, 1, -1)],
	['Summer Bank Holiday', nthWeekday(year, 8, 1, -1)],
];

/**
 * Fair Work Act 2009 s. 115(1)(a) without the King's Birthday, whose date differs by state. Substitute days are those that the states
 * declare.
 */
const australia = (year: number): Holiday[] => [
	...observedAfterWeekend(
		fixed(year, [
			["New Year's Day", 1, 1],
			['Australia Day', 1, 26],
			['Christmas Day', 12, 25],
			['Boxing Day', 12, 26],
		]),
	),
	...fixed(year, [['Anzac Day', 4, 25]]),
	...fromEaster(year, [
		['Good Friday', -2],
		['Easter Monday', 1],
	]),
];

/** Public Holidays Act 36 of 1994: the Monday after a holiday on Sunday is a holiday too. */
const southAfrica = (year: number): Holiday[] => [
	...fixed(year, [
		["New Year's Day", 1, 1],
		['Human Rights Day', 3, 21],
		['Freedom Day', 4, 27],
		["Workers' Day", 5, 1],
		['Youth Day', 6, 16],
		["National Women's Day", 8, 9],
		['Heritage Day', 9, 24],
		['Day of Reconciliation', 12, 16],
		['Christmas Day', 12, 25],
		['Day of Goodwill', 12, 26],
	]).flatMap(([name, day]): Holiday[] =>
		weekdayOf(day) === 7
			? [
					[name, day],
					[name, plusDays(day, 1)],
				]
			: [[name, day]],
	),
	...fromEaster(year, [
		['Good Friday', -2],
		['Family Day', 1],
	]),
];

const calendars: Readonly<Record<string, (year: number) => Holiday[]>> = {
	US: unitedStates,
	FR: france,
	ES: spain,
	IT: italy,
	DE: germany,
	NL: netherlands,
	GB: unitedKingdom,
	AU: australia,
	ZA: southAfrica,
};

/** Countries (ISO 3166-1 alpha-2) whose public holidays are computed. */
export const holidayCountries: readonly string[] = Object.keys(calendars);

const years = new Map<string, ReadonlyMap<string, string>>();

/** Public holidays of a country in a year: MM-DD to name. Empty for a country that is not computed. */
export function holidaysOf(country: string, year: number): ReadonlyMap<string, string> {
	const key = `${country}${year}`;
	let days = years.get(key);
	if (days === undefined) {
		const all = calendars[country]?.(year) ?? [];
		days = new Map(all.filter(([, day]) => day.year === year).map(([name, day]) => [monthAndDay(day), name]));
		years.set(key, days);
	}
	return days;
}

/** The name of the public holiday on that day, or null. */
export const holidayOn = (country: string, day: CalendarDay): string | null => holidaysOf(country, day.year).get(monthAndDay(day)) ?? null;
