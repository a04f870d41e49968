/** A day of the Gregorian calendar; month 1 to 12. */
export interface CalendarDay {
	year: number;
	month: number;
	day: number;
}

const dayLength = 86_400_000;

/** The day that comes `days` later (or earlier, negative). */
export function plusDays(of: CalendarDay, days: number): CalendarDay {
	return dayOf(Date.UTC(of.year, of.month - 1, of.day) + days * dayLength);
}

/** The day that a clock shows; `wall` is its time given as if it were UTC, in milliseconds. */
export function dayOf(wall: number): CalendarDay {
	const date = new Date(wall);
	return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 1 is Monday, 7 is Sunday. */
export const weekdayOf = (of: CalendarDay): number => new Date(Date.UTC(of.year, of.month - 1, of.day)).getUTCDay() || 7;

/** "12-25", for dates of every year. */
export const monthAndDay = (of: CalendarDay): string =>
	`${String(of.month).padStart(2, '0')}-${String(of.day).padStart(2, '0')}`;

/** Easter Sunday of the western churches, by the rule of Gauss in its Gregorian form (Butcher 1876). */
export function easterSunday(year: number): CalendarDay {
	const golden = year % 19;
	const century = Math.floor(year / 100);
	const inCentury = year % 100;
	const moonCorrection = Math.floor((century - Math.floor((century + 8) / 25) + 1) / 3);
	const epact = (19 * golden + century - Math.floor(century / 4) - moonCorrection + 15) % 30;
	const toSunday = (32 + 2 * (century % 4) + 2 * Math.floor(inCentury / 4) - epact - (inCentury % 4)) % 7;
	const late = Math.floor((golden + 11 * epact + 22 * toSunday) / 451);
	const count = epact + toSunday - 7 * late + 114;
	return { year, month: Math.floor(count / 31), day: (count % 31) + 1 };
}

/** The n-th weekday (1 Monday … 7 Sunday) of a month; n = -1 is the last one. */
export function nthWeekday(year: number, month: number, weekday: number, n: number): CalendarDay {
	if (n === -1) {
		const last = plusDays(month === 12 ? { year: year + 1, month: 1, day: 1 } : { year, month: month + 1, day: 1 }, -1);
		return plusDays(last, -((weekdayOf(last) - weekday + 7) % 7));
	}
	const first = { year, month, day: 1 };
	return plusDays(first, ((weekday - weekdayOf(first) + 7) % 7) + 7 * (n - 1));
}
