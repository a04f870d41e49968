import { sleep } from 'n8n-workflow';

/** Milliseconds after which a pause notices that it is not wanted any more. */
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
