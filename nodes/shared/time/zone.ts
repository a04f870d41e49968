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
	for (let low = from; low < to; ) {
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
