import { sleep } from 'n8n-workflow';

/** Milliseconds of work in one stretch, after which n8n gets its turn: its event loop serves every other execution too. */
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
export async function inStretches<T>(list: Iterable<T>, work: (one: T) => Promise<void> | void, breath = takeBreaths()): Promise<void> {
	for (const one of list) {
		await work(one);
		if (breath.isDue()) await breath.rest();
	}
}
