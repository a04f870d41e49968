import type { CalendarDay } from '../time/calendar';
import { dayOf, monthAndDay, plusDays, weekdayOf, nextClockChange, offsetAt } from '../time/calendar';
import { holidayOn } from './holidays';
import type { Hours, ShorterDays, Window } from './rule';
import { weekdays } from './rule';

const minute = 60_000;
const dayLength = 1440 * minute;

/** The windows that lie in both lists. */
function intersect(windows: readonly Window[], other: readonly Window[]): readonly Window[] {
	return windows.flatMap(([start, end]) =>
		other.map(([otherStart, otherEnd]): Window => [Math.max(start, otherStart), Math.min(end, otherEnd)]).filter(([from, to]) => from < to),
	);
}

/** The holiday for which these hours allow nothing on that day, or null. */
export const closingHoliday = (hours: Hours, day: CalendarDay): string | null =>
	hours.holidays === 'none' && hours.country !== null ? holidayOn(hours.country, day) : null;

function isShorter({ on }: ShorterDays, country: string | null, day: CalendarDay): boolean {
	if (Array.isArray(on)) return on.includes(monthAndDay(day));
	return country !== null && holidayOn(country, on === 'holiday' ? day : plusDays(day, 1)) !== null;
}

/** The windows of a day in which all of these hours allow calls, in their order. */
export function windowsOn(all: readonly Hours[], day: CalendarDay): readonly Window[] {
	const weekday = weekdays[weekdayOf(day) - 1];
	let open: readonly Window[] = [[0, 1440]];
	for (const hours of all) {
		if (closingHoliday(hours, day) !== null) return [];
		open = intersect(open, hours.week[weekday]);
		for (const shorter of hours.shorterDays ?? []) {
			if (isShorter(shorter, hours.country, day)) open = intersect(open, shorter.windows);
		}
	}
	return open;
}

/** What the clock in a zone shows at an instant: its day and the milliseconds since that day's 00:00. */
interface WallClock {
	day: CalendarDay;
	sinceMidnight: number;
	/** Milliseconds to add to UTC. */
	offset: number;
}

/** @throws RangeError when there is no such zone */
export function wallClock(instant: number, zone: string): WallClock {
	const offset = offsetAt(instant, zone);
	const wall = instant + offset;
	return { day: dayOf(wall), sinceMidnight: wall - Math.floor(wall / dayLength) * dayLength, offset };
}

/** Whether all of these hours allow a call at that instant by the clock of that zone. */
export function isOpen(all: readonly Hours[], instant: number, zone: string): boolean {
	const { day, sinceMidnight } = wallClock(instant, zone);
	return windowsOn(all, day).some(([start, end]) => sinceMidnight >= start * minute && sinceMidnight < end * minute);
}

/**
 * The first instant from `instant` to `until` at which all of these hours allow a call by the clock of that zone, or null.
 * Where the clock is set on the way, it goes on from there: a window that begins in a skipped hour opens right after it.
 */
export function nextOpening(all: readonly Hours[], instant: number, zone: string, until: number): number | null {
	for (let at = instant; at <= until;) {
		const opening = openingByThisClock(all, at, zone, until);
		const change = nextClockChange(at, opening ?? until, zone);
		if (change === null) return opening;
		at = change;
	}
	return null;
}

/** The same, as if the clock were never set. */
function openingByThisClock(all: readonly Hours[], at: number, zone: string, until: number): number | null {
	const { day, sinceMidnight } = wallClock(at, zone);
	for (let ahead = 0, midnight = at - sinceMidnight; midnight <= until; ahead += 1, midnight += dayLength) {
		for (const [start, end] of windowsOn(all, plusDays(day, ahead))) {
			if (midnight + end * minute > at) {
				const opening = Math.max(at, midnight + start * minute);
				return opening <= until ? opening : null;
			}
		}
	}
	return null;
}
