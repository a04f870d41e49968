import { expect, test } from 'vitest';
import { timeThere } from '../../../nodes/shared/callingHours/sentence';

test('the next allowed time is told by the clock of the person', () => {
	const monday = '2026-11-23T08:00:00.000Z';
	expect(timeThere(monday, ['Europe/Paris'])).toBe(`Monday 23 November, 09:00 there (${monday})`);
	// Zones that show the same time are one to a person; where they differ, the zone is named.
	expect(timeThere(monday, ['Europe/Paris', 'Europe/Berlin'])).toBe(`Monday 23 November, 09:00 there (${monday})`);
	expect(timeThere(monday, ['America/New_York', 'America/Chicago'])).toBe(`Monday 23 November, 03:00 in America/New_York (${monday})`);
	expect(timeThere(monday, [])).toBe(monday);
});
