import { expect, test } from 'vitest';
import { isTimeZone, nextClockChange, offsetAt, zonedInstant } from '../../../nodes/shared/time/calendar';

const hour = 3_600_000;

test.each([
	['2026-01-15T12:00:00Z', 'America/New_York', -5],
	['2026-07-15T12:00:00Z', 'America/New_York', -4],
	['2026-07-15T12:00:00Z', 'Asia/Calcutta', 5.5],
	['2026-01-15T12:00:00Z', 'Australia/Lord_Howe', 11],
	['2026-07-15T12:00:00Z', 'Australia/Lord_Howe', 10.5],
	['2026-12-31T23:59:59.999Z', 'Pacific/Kiritimati', 14],
	['1969-12-31T23:59:59.999Z', 'UTC', 0],
])('the clock at %s of %s is %d hours from UTC', (instant, zone, hours) => {
	expect(offsetAt(Date.parse(instant), zone)).toBe(hours * hour);
});

test('the next change of a clock is found to the millisecond', () => {
	const from = Date.parse('2026-03-01T00:00:00Z');
	const spring = Date.parse('2026-03-08T07:00:00Z');
	expect(nextClockChange(from, from + 30 * 24 * hour, 'America/New_York')).toBe(spring);
	expect(nextClockChange(from, spring, 'America/New_York')).toBe(spring);
	expect(nextClockChange(from, spring - 1, 'America/New_York')).toBeNull();
	expect(nextClockChange(spring, spring + 24 * hour, 'America/New_York')).toBeNull();
	expect(nextClockChange(from, from + 30 * 24 * hour, 'America/Phoenix')).toBeNull();
	expect(nextClockChange(from, from, 'America/New_York')).toBeNull();
});

test('a skipped and a repeated wall time each mean one instant', () => {
	expect(zonedInstant(Date.parse('2026-03-08T02:30:00Z'), 'America/New_York')).toBe(Date.parse('2026-03-08T07:30:00Z'));
	expect(zonedInstant(Date.parse('2026-11-01T01:30:00Z'), 'America/New_York')).toBe(Date.parse('2026-11-01T05:30:00Z'));
});

test.each([
	['Europe/Berlin', true],
	['Asia/Calcutta', true],
	['America/Argentina/Buenos_Aires', true],
	['UTC', true],
	['EST5', false],
	['Foo/Bar', false],
	['EST', false],
	['', false],
	['+02:00', false],
	['Europe/', false],
])('the name %j is a time zone: %s', (name, known) => {
	expect(isTimeZone(name)).toBe(known);
});
