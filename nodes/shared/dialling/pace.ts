import { sleep } from 'n8n-workflow';
import { pause } from '../time/breath';

export interface Pace {
	/** How many at the same time. */
	concurrency: number;
	/** How many are started within a minute at most; null for no limit. */
	perMinute: number | null;
	/** When the next may be started; shared by the lists that keep one pace together. */
	clock?: PaceClock;
	/** Aborted when the execution is cancelled: nothing is started any more, and no pause goes on. */
	cancelled?: AbortSignal;
}

/** When the next may be started, and what the provider taught. Times are those of `performance.now()`, in milliseconds. */
export interface PaceClock {
	/** Nothing is started before this. */
	freeAt: number;
	/** Until when the run is held back, since the provider accepted no more. */
	heldUntil: number;
	/** Milliseconds between two starts by the refusals so far, and by what the last answer told. */
	learnedGap: number;
	toldGap: number;
	/** How often the run was held back, and for how many milliseconds in all. */
	pauses: number;
	paused: number;
}

export const newClock = (): PaceClock => ({ freeAt: 0, heldUntil: 0, learnedGap: 0, toldGap: 0, pauses: 0, paused: 0 });

/** Waits for the turn of the next start. A hold that begins meanwhile is waited for, too. */
async function turn(clock: PaceClock, gap: number, cancelled: AbortSignal | undefined): Promise<void> {
	do {
		const start = Math.max(performance.now(), clock.freeAt, clock.heldUntil);
		clock.freeAt = start + Math.max(gap, clock.learnedGap, clock.toldGap);
		if (start > performance.now()) await pause(start - performance.now(), cancelled);
	} while (performance.now() < clock.heldUntil && cancelled?.aborted !== true);
}

/** How many are started before n8n gets its turn: to begin a request takes a millisecond of work, and fifty may be due at once. */
const maxAtOnce = 10;

/** Lets a few starts pass, and holds the next ones until the event loop had its turn. */
function turnstile(): () => Promise<void> {
	let passed = 0;
	let nextTurn: Promise<void> | null = null;
	const open = (): void => {
		passed = 0;
		nextTurn = null;
	};
	return async () => {
		while (passed >= maxAtOnce) {
			// Two turns: after the first one the started requests may still be at work.
			nextTurn ??= sleep(0)
				.then(async () => await sleep(0))
				.then(open);
			await nextTurn;
		}
		passed++;
	};
}

/**
 * Works through the list in order, some at a time, each start at least a minute / `perMinute` after the one before.
 * @param work handles one entry and answers whether to stop; after `stop: true` no further entry is started
 */
export async function runPaced<T>(list: readonly T[], pace: Pace, work: (item: T) => Promise<{ stop: boolean }>): Promise<void> {
	const gap = pace.perMinute === null ? 0 : 60_000 / pace.perMinute;
	let next = 0;
	let stopped = false;
	const over = (): boolean => stopped || pace.cancelled?.aborted === true;
	const clock = pace.clock ?? newClock();
	const pass = turnstile();
	const worker = async (): Promise<void> => {
		while (!over() && next < list.length) {
			if (pace.concurrency > maxAtOnce) await pass();
			if (over() || next >= list.length) return;
			const item = list[next++];
			await turn(clock, gap, pace.cancelled);
			if (over()) return;
			if ((await work(item)).stop) stopped = true;
		}
	};
	await Promise.all(Array.from({ length: Math.min(pace.concurrency, list.length) }, worker));
}
