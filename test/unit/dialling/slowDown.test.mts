/** How a run slows down when its provider accepts no more calls. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { problem } from '../../../nodes/shared/call/problem';
import { callRecord } from '../../../nodes/shared/call/record';
import { newClock, runPaced } from '../../../nodes/shared/dialling/pace';
import { listen, slowedSentence, slowing } from '../../../nodes/shared/dialling/slowDown';
import { providerById } from '../../../nodes/shared/providers/registry';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const talkover = providerById('talkover')!;
const vapi = providerById('vapi')!;
const placed = callRecord('vapi', { dialed: 'yes', status: 'initiated' });
const refused = (retryAfterSeconds: number | null) =>
	callRecord('vapi', { dialed: 'no', problem: problem('rate_limited', 'No more.', { retryAfterSeconds }) });

/** Places so many calls, of which some are refused, and tells when each was begun, in seconds. */
async function begun(amount: number, answers: Record<number, ReturnType<typeof refused>>, concurrency = 1, cancelled?: AbortSignal) {
	const clock = newClock();
	const times: number[] = [];
	const zero = performance.now();
	const done = runPaced(
		[...Array(amount).keys()],
		{ concurrency, perMinute: null, clock, ...(cancelled && { cancelled }) },
		async (item) => {
			times.push((performance.now() - zero) / 1000);
			await new Promise<void>((resolve) => setTimeout(resolve, 1));
			listen(clock, vapi, answers[item] ?? placed, { status: 200, headers: {}, body: {} });
			return { stop: false };
		},
	);
	await vi.runAllTimersAsync();
	await done;
	return { times: times.map((time) => Math.round(time * 10) / 10), clock };
}

describe('a refusal because of too many calls', () => {
	test('holds the next calls back as long as the provider asks, and they start further apart from then on', async () => {
		const { times } = await begun(5, { 1: refused(7) });
		expect(times).toEqual([0, 0, 7, 7.5, 8]);
	});
	test('holds them back longer each time where the provider names no time', async () => {
		const { times } = await begun(5, { 0: refused(null), 1: refused(null), 2: refused(null) });
		expect(times).toEqual([0, 5, 15, 35, 37]);
	});
	test('is never waited for longer than a minute at a time and ten minutes in a run', async () => {
		const { times, clock } = await begun(14, Object.fromEntries([...Array(14).keys()].map((item) => [item, refused(3600)])));
		expect(times.slice(0, 4)).toEqual([0, 60, 120, 180]);
		expect(clock.paused).toBe(slowing.allPauses);
		expect(times).toHaveLength(14);
		expect(times[13]).toBeLessThan(600 + 4 * 8 + 1);
	});
	test('counts once for the calls that were under way together', async () => {
		const { times, clock } = await begun(9, { 0: refused(10), 1: refused(10), 2: refused(10) }, 3);
		expect(clock.pauses).toBe(1);
		expect(times).toEqual([0, 0, 0, 10, 10.5, 11, 11.5, 12, 12.5]);
	});
	test('does not hold a canceled run', async () => {
		const cancel = new AbortController();
		setTimeout(() => cancel.abort(), 3000);
		const { times } = await begun(5, { 0: refused(60) }, 1, cancel.signal);
		expect(times).toEqual([0]);
		expect(performance.now()).toBeLessThan(60_000);
	});
	test('another refusal holds nobody back', async () => {
		const other = callRecord('vapi', { dialed: 'no', problem: problem('invalid_phone_number', 'No.', { retryAfterSeconds: 50 }) });
		const unclear = { ...refused(50), dialed: 'maybe' as const };
		const { times } = await begun(3, { 0: other, 1: unclear });
		expect(times).toEqual([0, 0, 0]);
	});
});

describe('the headers of an answer', () => {
	const gapAfter = (provider: typeof vapi, headers: Record<string, string>): number => {
		const clock = newClock();
		listen(clock, provider, placed, { status: 200, headers, body: {} });
		return clock.toldGap;
	};
	const headers = (limit: string, remaining: string) => ({ 'x-ratelimit-limit': limit, 'x-ratelimit-remaining': remaining });
	test('a run keeps the allowed pace once a tenth of the requests is left', () => {
		expect([90, 11, 10, 0].map((left) => gapAfter(talkover, headers('100', String(left))))).toEqual([0, 0, 600, 600]);
		expect(gapAfter(talkover, headers('1000', '3'))).toBe(60);
	});
	test('what is no number, or no documented header, changes nothing', () => {
		expect(
			[headers('', ''), headers('none', '1'), headers('0', '0'), headers('100', '-1'), {}].map((one) => gapAfter(talkover, one)),
		).toEqual([0, 0, 0, 0, 0]);
		expect(gapAfter(vapi, headers('100', '0'))).toBe(0);
	});
});

test('the output panel says how long a run was held back', async () => {
	expect(slowedSentence((await begun(2, {})).clock, vapi)).toBeNull();
	expect(slowedSentence((await begun(2, { 0: refused(7) })).clock, vapi)).toBe(
		'Vapi accepted no more calls once, and the run waited 7 seconds in all before it went on. Set Calls per Minute under Options to stay below its limit.',
	);
});
