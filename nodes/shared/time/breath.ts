import { sleep } from 'n8n-workflow';

/** Milliseconds of work in one stretch, after which n8n gets its turn: its event loop serves every other execution too. */
const stretch = 20;

/** Long work in short stretches: ask `isDue` between two steps, and `rest` where it says so. */
export interface Breath {
	isDue(): boolean;
	rest(): Promise<void>;
}

export function takeBreaths(): Breath {
	let since = performance.now();
	return {
		isDue: () => performance.now() - since >= stretch,
		async rest() {
			await sleep(0);
			since = performance.now();
		},
	};
}
