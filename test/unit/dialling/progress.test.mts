/** What a long run tells on the console. */
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { callRecord } from '../../../nodes/shared/call/record';
import { Progress } from '../../../nodes/shared/dialling/progress';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const told = (total: number) => {
	const lines: string[] = [];
	const logger = { info: (line: string) => void lines.push(line), warn: (line: string) => void lines.push(line) };
	return { lines, progress: new Progress(logger, 'Send Call', total) };
};
const result = (dialed: 'yes' | 'maybe' | 'no') => callRecord('vapi', { dialed, to: '+442079460018', recipientName: 'Ada' });

test('a long run tells how far it is after half a minute and then every minute, without a number or a name', () => {
	const { lines, progress } = told(1000);
	for (let second = 0; second < 200; second++) {
		progress.dialed(result(second % 10 === 0 ? 'no' : 'yes'));
		vi.advanceTimersByTime(1000);
	}
	expect(lines).toEqual([
		'Send Call: 31 of 1000 calls are done: 27 placed, 4 not dialed.',
		'Send Call: 91 of 1000 calls are done: 81 placed, 10 not dialed.',
		'Send Call: 151 of 1000 calls are done: 135 placed, 16 not dialed.',
	]);
	expect(progress.took()).toBe('The run took 3 minutes.');
});

test('a run that waits tells how many results are there', () => {
	const { lines, progress } = told(20);
	vi.advanceTimersByTime(40_000);
	progress.awaits(5, 20);
	progress.awaits(4, 20);
	expect(lines).toEqual(['Send Call: 15 of 20 results are there.']);
});

test('a short run tells nothing', () => {
	const { lines, progress } = told(2);
	progress.dialed(result('yes'));
	progress.dialed(result('maybe'));
	expect([lines, progress.took()]).toEqual([[], null]);
});

test('a canceled run tells what it placed', () => {
	const { lines, progress } = told(10);
	for (const dialed of ['yes', 'yes', 'maybe', 'no'] as const) progress.dialed(result(dialed));
	progress.canceled();
	expect(lines).toEqual(['Send Call: the execution was canceled. Of 10 calls 2 placed, 1 perhaps placed, 1 not dialed, 6 not tried.']);
});

test.each([
	[59_000, '59 seconds'],
	[150_000, '3 minutes'],
	[7_500_000, '2 hours and 5 minutes'],
])('a run of %i ms says how long it took', (milliseconds, words) => {
	const { progress } = told(1);
	vi.advanceTimersByTime(milliseconds);
	expect(progress.took()).toBe(`The run took ${words}.`);
});
