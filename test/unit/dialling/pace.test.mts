import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { IExecuteFunctions } from 'n8n-workflow';
import { paceOf } from '../../../nodes/shared/dialling/dialRun';
import type { CallOptions } from '../../../nodes/shared/dialling/job';
import { runPaced } from '../../../nodes/shared/dialling/pace';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds));
const list = (length: number): number[] => [...Array(length).keys()];

/** Works through the list with `milliseconds` of work for each, and tells when each was started and how many ran at once. */
async function run(length: number, pace: { concurrency: number; perMinute: number | null }, milliseconds = 100, stopAt = -1) {
	const started: Array<[number, number]> = [];
	const zero = Date.now();
	let running = 0;
	let most = 0;
	const done = runPaced(list(length), pace, async (one) => {
		started.push([one, Date.now() - zero]);
		most = Math.max(most, ++running);
		await pause(milliseconds);
		running--;
		return { stop: one === stopAt };
	});
	await vi.runAllTimersAsync();
	await done;
	return { order: started.map(([one]) => one), times: started.map(([, time]) => time), most };
}

test.each([1, 2, 5, 50])('everything is started in order, once, with %i at the same time at the most', async (concurrency) => {
	const { order, most } = await run(12, { concurrency, perMinute: null });
	expect(order).toEqual(list(12));
	expect(most).toBe(Math.min(concurrency, 12));
});

test('each call waits for the one before where one is placed at a time', async () => {
	expect((await run(4, { concurrency: 1, perMinute: null }, 250)).times).toEqual([0, 250, 500, 750]);
});

test.each([1, 3])('thirty calls a minute are started two seconds apart, with %i at the same time', async (concurrency) => {
	const { order, times } = await run(6, { concurrency, perMinute: 30 });
	expect(order).toEqual(list(6));
	expect(times[0]).toBe(0);
	for (let index = 1; index < times.length; index++) expect(times[index] - times[index - 1]).toBeGreaterThanOrEqual(2000);
});

test('the rounds of a loop keep the pace together, and another execution has a pace of its own', async () => {
	const options = { callsPerMinute: 30, concurrency: 2 } as CallOptions;
	const execution = () => {
		const node = {};
		return { getContext: () => node, getExecutionCancelSignal: () => undefined } as Partial<IExecuteFunctions> as IExecuteFunctions;
	};
	const [own, other] = [execution(), execution()];
	const begin = performance.now();
	const started: number[] = [];
	for (const context of [own, own, other]) {
		const done = runPaced(list(2), paceOf(context, [options]), async () => {
			started.push(Math.round(performance.now() - begin));
			return { stop: false };
		});
		await vi.runAllTimersAsync();
		await done;
	}
	expect(started).toEqual([0, 2000, 4000, 6000, 6000, 8000]);
});

test('work that takes longer than the gap is not hurried, and no gap is added to it', async () => {
	expect((await run(4, { concurrency: 1, perMinute: 60 }, 5000)).times).toEqual([0, 5000, 10_000, 15_000]);
});

test('nothing more is started after a stop, and what runs is let finish', async () => {
	expect((await run(10, { concurrency: 1, perMinute: null }, 100, 2)).order).toEqual([0, 1, 2]);
	expect((await run(10, { concurrency: 3, perMinute: null }, 100, 0)).order).toEqual([0, 1, 2]);
	expect((await run(10, { concurrency: 2, perMinute: 30 }, 100, 0)).order).toEqual([0]);
});

test('a cancelled execution starts nothing more, not even what is waiting for its turn', async () => {
	const cancel = new AbortController();
	const started: number[] = [];
	const done = runPaced(list(5), { concurrency: 2, perMinute: 1, cancelled: cancel.signal }, async (one) => {
		started.push(one);
		return { stop: false };
	});
	await vi.advanceTimersByTimeAsync(61_000);
	expect(started).toEqual([0, 1]);
	cancel.abort();
	await vi.advanceTimersByTimeAsync(1000);
	await done;
	expect(started).toEqual([0, 1]);
	expect(vi.getTimerCount()).toBe(0);
});

test('ten of many that may start at once do so in one turn of the event loop', async () => {
	const started: number[] = [];
	const inTurn: number[] = [];
	const done = runPaced(list(50), { concurrency: 50, perMinute: null }, async (one) => {
		started.push(one);
		await pause(60_000);
		return { stop: false };
	});
	for (let step = 0; step < 100; step++) await Promise.resolve();
	inTurn.push(started.length);
	while (started.length < 50) {
		const before = started.length;
		await vi.advanceTimersToNextTimerAsync();
		inTurn.push(started.length - before);
	}
	await vi.runAllTimersAsync();
	await done;
	expect(started).toEqual(list(50));
	expect(Math.max(...inTurn), inTurn.join()).toBeLessThanOrEqual(10);
});

test('an empty list is done at once', async () => {
	expect((await run(0, { concurrency: 5, perMinute: 1 })).order).toEqual([]);
});
