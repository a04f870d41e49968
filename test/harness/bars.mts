import { appendFileSync } from 'node:fs';
import process from 'node:process';

/** `VOICE_CALLS_FULL=1` plays every case of a bar; otherwise a share with a fixed seed, so that every run is the same. */
export const full = process.env.VOICE_CALLS_FULL === '1';

/** How many cases of a bar are played now. */
export const sized = (all: number, share: number): number => (full ? all : share);

/** One line of the table that `npm run test:safety` prints: what was tried, how often, and how often it went wrong. */
export function bar(id: string, what: string, cases: number, violations: number): void {
	const line = JSON.stringify({ id, what, cases, violations });
	if (process.env.VOICE_CALLS_BARS) appendFileSync(process.env.VOICE_CALLS_BARS, `${line}\n`);
	console.log(`${id.padEnd(4)}${what}: ${cases} cases, ${violations} violations`);
}

/** A repeatable source of numbers from 0 to below 1 (mulberry32). */
export function seeded(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
}

/** Works through a list, some at a time, in order of start. */
export async function inParallel<T, R>(list: readonly T[], width: number, work: (one: T, index: number) => Promise<R>): Promise<R[]> {
	const results: R[] = [];
	let next = 0;
	const worker = async (): Promise<void> => {
		while (next < list.length) {
			const index = next++;
			results[index] = await work(list[index], index);
		}
	};
	await Promise.all(Array.from({ length: Math.min(width, list.length) }, worker));
	return results;
}
