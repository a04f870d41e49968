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
export const monthAndDay = (of: CalendarDay): string => `${String(of.month).padStart(2, '0')}-${String(of.day).padStart(2, '0')}`;

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

/** One formatter per zone: making one costs a hundred times as much as using it. */
const clocks = new Map<string, Intl.DateTimeFormat>();

function clockOf(timezone: string): Intl.DateTimeFormat {
	let clock = clocks.get(timezone);
	if (clock === undefined) {
		clock = new Intl.DateTimeFormat('en-US', {
			timeZone: timezone,
			hourCycle: 'h23',
			year: 'numeric',
			month: 'numeric',
			day: 'numeric',
			hour: 'numeric',
			minute: 'numeric',
			second: 'numeric',
		});
		clocks.set(timezone, clock);
	}
	return clock;
}

/** Whether the name is an IANA zone such as Europe/Berlin or Asia/Calcutta, or UTC. `EST5` and plain offsets are not. */
export function isTimeZone(name: string): boolean {
	if (!name.includes('/') && name !== 'UTC') return false;
	try {
		clockOf(name);
		return true;
	} catch {
		return false; // RangeError: no such zone
	}
}

/**
 * Offset of a zone from UTC at an instant, in milliseconds, by reading the wall clock there.
 * @throws RangeError when there is no such zone
 */
export function offsetAt(instant: number, timezone: string): number {
	const shown = clockOf(timezone).format(instant); // "3/8/2026, 03:00:00"
	const [month, day, year, hour, minute, second] = shown.split(/\D+/).map(Number);
	const wall = Date.UTC(year, month - 1, day, hour, minute, second);
	return wall - Math.floor(instant / 1000) * 1000;
}

/**
 * The first instant after `from`, up to and including `to`, at which the clock in the zone is set forward or back; null without one.
 * Looks twice a day: no zone changes its clock and changes it back within twelve hours.
 */
export function nextClockChange(from: number, to: number, timezone: string): number | null {
	const halfDay = 43_200_000;
	const offset = offsetAt(from, timezone);
	for (let low = from; low < to;) {
		let high = Math.min(low + halfDay, to);
		if (offsetAt(high, timezone) === offset) {
			low = high;
			continue;
		}
		while (high - low > 1) {
			const middle = Math.floor((low + high) / 2);
			if (offsetAt(middle, timezone) === offset) low = middle;
			else high = middle;
		}
		return high;
	}
	return null;
}

/**
 * The instant at which the clock in the zone shows this wall time (given as if it were UTC, in milliseconds).
 * A time the clock skips in spring is read with the offset before the change, a repeated one as the first of the two.
 */
export function zonedInstant(wall: number, timezone: string): number {
	const before = wall - offsetAt(wall - 86_400_000, timezone);
	const after = wall - offsetAt(wall + 86_400_000, timezone);
	const shows = (instant: number): boolean => instant + offsetAt(instant, timezone) === wall;
	const candidates = [before, after].filter(shows).sort((a, b) => a - b);
	return candidates[0] ?? before;
}
