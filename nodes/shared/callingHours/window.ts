import type { CalendarDay } from '../time/calendar';
import { dayOf, monthAndDay, plusDays, weekdayOf, nextClockChange, offsetAt } from '../time/calendar';
import { holidayOn } from './holidays';
import type { Hours, ShorterDays, Window } from './rule';
import { weekdays } from './rule';

const minute = 60_000;
const dayLength = 1440 * minute;

/** The windows that both lists contain. */
function intersect(windows: readonly Window[], other: readonly Window[]): readonly Window[] {
	return windows.flatMap(([start, end]) =>
		other.map(([otherStart, otherEnd]): Window => [Math.max(start, otherStart), Math.min(end, otherEnd)]).filter(([from, to]) => from < to),
	);
}

/** The holiday on that day because of which these hours allow no calls, or null. */
export const closingHoliday = (hours: Hours, day: CalendarDay): string | null =>
	hours.holidays === 'none' && hours.country !== null ? holidayOn(hours.country, day) : null;

function isShorter({ on }: ShorterDays, country: string | null, day: CalendarDay): boolean {
	if (Array.isArray(on)) return on.includes(monthAndDay(day));
	return country !== null && holidayOn(country, on === 'holiday' ? day : plusDays(day, 1)) !== null;
}

/** The windows of a day in which all of these hours allow calls, in order. */
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

/** The clock of a zone at an instant: the day, and the milliseconds since 00:00 of that day. */
interface WallClock {
	day: CalendarDay;
	sinceMidnight: number;
	/** Milliseconds to add to UTC. */
	offset: number;
}

/**
 * The wall clock of a zone at an instant (milliseconds since 1970).
 * @throws RangeError if the zone does not exist
 */
export function wallClock(instant: number, zone: string): WallClock {
	const offset = offsetAt(instant, zone);
	const wall = instant + offset;
	return { day: dayOf(wall), sinceMidnight: wall - Math.floor(wall / dayLength) * dayLength, offset };
}

/** Whether all of these hours allow a call at that instant, by the clock of that zone. */
export function isOpen(all: readonly Hours[], instant: number, zone: string): boolean {
	const { day, sinceMidnight } = wallClock(instant, zone);
	return windowsOn(all, day).some(([start, end]) => sinceMidnight >= start * minute && sinceMidnight < end * minute);
}

/**
 * The first instant from `instant` to `until` at which all of these hours allow a call by the clock of that zone, or null. If the clock
 * changes in between, the search continues from there. A window that begins in a skipped hour opens right after it.
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

/** The same, for a clock that never changes. */
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
