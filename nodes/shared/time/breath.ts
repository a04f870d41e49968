import { sleep } from 'n8n-workflow';

/** Milliseconds of work before a rest: n8n's event loop serves every other execution too. */
const stretch = 20;

/** Long work in short stretches: ask `isDue` between two steps, and `rest` where it says so. */
export interface Breath {
	isDue(): boolean;
	rest(): Promise<void>;
	/** Rests where it is due. */
	take(): Promise<void>;
}

export function takeBreaths(): Breath {
	let since = performance.now();
	const isDue = (): boolean => performance.now() - since >= stretch;
	const rest = async (): Promise<void> => {
		await sleep(0);
		since = performance.now();
	};
	return { isDue, rest, take: async () => (isDue() ? await rest() : undefined) };
}

/** Works through a list in short stretches, one after the other. */
export async function inStretches<T>(list: Iterable<T>, work: (entry: T) => Promise<void> | void, breath = takeBreaths()): Promise<void> {
	for (const entry of list) {
		await work(entry);
		if (breath.isDue()) await breath.rest();
	}
}

/** Milliseconds within which a pause notices a cancelled execution. */
const slice = 200;

/**
 * Sleeps, and stops early when the execution is cancelled. In slices, since n8n's own sleep cannot be ended and its
 * sleepWithAbort is missing from newer versions.
 */
export async function pause(milliseconds: number, cancelled?: AbortSignal): Promise<void> {
	const end = performance.now() + milliseconds; // not the wall clock, which can be set
	for (let left = milliseconds; left > 0 && cancelled?.aborted !== true; left = end - performance.now()) {
		await sleep(Math.min(left, slice));
	}
}
