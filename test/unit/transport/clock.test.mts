/** How far a provider's clock is ahead of ours, from the Date header of its answers. */
import { expect, test } from 'vitest';
import { clockShift, noteClock } from '../../../nodes/shared/transport/send';

const start = Date.UTC(2026, 0, 15, 12, 0, 0, 0);
const header = (at: number): Record<string, string> => ({ date: new Date(at).toUTCString() });
let servers = 0;
/** A server whose clock is so many milliseconds ahead, after some answers that took 40 ms each. */
function after(ahead: number, answers = 1, change: (headers: Record<string, string>) => Record<string, string> = (same) => same): string {
	const server = `https://server-${servers++}.example`;
	for (let one = 0; one < answers; one++) {
		const sentAt = start + one * 1370;
		noteClock(server, change(header(sentAt + 20 + ahead)), sentAt, sentAt + 40);
	}
	return server;
}

test.each([0, 300, -300])('a clock that may be ours counts as ours: %d ms', (ahead) => {
	expect(clockShift(after(ahead))).toEqual({ least: 0, most: 0 });
	expect(clockShift('https://never.example')).toEqual({ least: 0, most: 0 });
});

test.each([30_000, -30_000, 4_321, -4_321])('another one is known within three seconds, and better with every answer: %d ms', (ahead) => {
	const widths = [1, 4, 8].map((answers) => {
		const { least, most } = clockShift(after(ahead, answers));
		expect(least).toBeLessThanOrEqual(ahead);
		expect(most).toBeGreaterThanOrEqual(ahead);
		return most - least;
	});
	expect(widths[0]).toBeLessThanOrEqual(3040);
	expect(widths[2]).toBeLessThan(widths[0]);
});

test('a busy server that hands out the header of two seconds ago is not behind', () => {
	const server = `https://server-${servers++}.example`;
	noteClock(server, header(start - 1_900), start, start + 40);
	expect(clockShift(server)).toEqual({ least: 0, most: 0 });
});

test('a time that is no clock of the rows is not believed', () => {
	const together = { least: 0, most: 0 };
	for (const ahead of [3_600_000, -86_400_000]) expect(clockShift(after(ahead))).toEqual(together);
	expect(clockShift(after(30_000, 1, (headers) => ({ ...headers, age: '30' })))).toEqual(together);
	expect(clockShift(after(30_000, 1, () => ({ date: 'today' })))).toEqual(together);
});

test('a clock that was set meanwhile goes by its last answer', () => {
	const server = after(-30_000, 3);
	noteClock(server, header(start + 60_000), start + 60_000, start + 60_040);
	expect(clockShift(server)).toEqual({ least: 0, most: 0 });
});
