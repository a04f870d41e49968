/** Milliseconds of the fastest of some runs, so that what else the machine does is not counted; ends early once below `enough`. */
export function fastest(work: () => void, enough: number, runs = 5): number {
	let least = Infinity;
	for (let run = 0; run < runs && least >= enough; run++) {
		const start = performance.now();
		work();
		least = Math.min(least, performance.now() - start);
	}
	return least;
}
