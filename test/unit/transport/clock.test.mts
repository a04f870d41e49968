/** The clock that ends a request: one timer for all. */
import { afterEach, expect, test, vi } from 'vitest';
import { startClock } from '../../../nodes/shared/transport/clock';

afterEach(() => vi.restoreAllMocks());

test('a clock strikes once when its time has come, with a time-out as the reason', async () => {
	const strike = vi.fn<(reason: unknown) => void>();
	startClock(20, strike);
	await vi.waitFor(() => expect(strike).toHaveBeenCalledTimes(1));
	expect(strike.mock.calls[0][0]).toMatchObject({ name: 'TimeoutError' });
});

test('each of several clocks strikes in its turn, and a stopped one never does', async () => {
	const struck: string[] = [];
	const stop = startClock(10, () => struck.push('stopped'));
	startClock(60, () => struck.push('later'));
	startClock(25, () => struck.push('sooner'));
	stop();
	await vi.waitFor(() => expect(struck).toEqual(['sooner', 'later']));
});

test('thousands of requests set no timer each', () => {
	const timers = vi.spyOn(AbortSignal, 'timeout');
	for (let request = 0; request < 5000; request++) startClock(30_000, () => undefined)();
	expect(timers.mock.calls.length).toBeLessThan(2);
});
