/** Offset of a zone from UTC at an instant, in milliseconds, by reading the wall clock there. */
export function offsetAt(instant: number, timezone: string): number {
	const parts = new Intl.DateTimeFormat('en-US', {
		timeZone: timezone,
		hourCycle: 'h23',
		year: 'numeric',
		month: 'numeric',
		day: 'numeric',
		hour: 'numeric',
		minute: 'numeric',
		second: 'numeric',
	}).formatToParts(instant);
	const part = (type: string): number => Number(parts.find((one) => one.type === type)?.value);
	const wall = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
	return wall - Math.floor(instant / 1000) * 1000;
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
