import type { Provider } from '../providers/provider';
import type { CallRequest } from '../call/request';
import type { TrackedCall } from './candidates';
import { placedOf } from './candidates';

/**
 * How often the awaited calls are read. Times are milliseconds, but for the two holds. The pause before a look follows the age of the
 * youngest call: many calls end within a minute, and no end is seen late while a call is young. The pause grows with the age from `first`
 * to `whileYoung`, and after the age `young` to `longest`.
 */
export const pollPace = {
	first: 2000,
	/** The pause as a share of the age of a young call, and of an old one. */
	share: 0.1,
	lateShare: 0.02,
	young: 300_000,
	whileYoung: 5000,
	longest: 30_000,
	/** Seconds without a look after the provider refused one because there were too many: at the most, and where it names no time. */
	longestHold: 300,
	usualHold: 30,
	/** How many requests a minute an account takes, where its provider documents no number. */
	requestsPerMinute: 300,
	/** The share of these requests that is used, so that a person at work in the same account is not refused. */
	usedShare: 2 / 3,
};

/** The pause before the next look, with jitter so that many executions do not ask at one instant. */
export function pauseBeforeLook(awaited: readonly TrackedCall[], now = Date.now(), random: () => number = Math.random): number {
	const { first, share, lateShare, young, whileYoung, longest } = pollPace;
	let pause = longest;
	for (const tracked of awaited) {
		const age = now - beginsAt(tracked);
		// A call that begins later is looked for when it begins.
		const due = age < 0 ? Math.max(first, -age) : age < young ? Math.min(whileYoung, age * share) : Math.max(whileYoung, age * lateShare);
		pause = Math.min(pause, Math.max(first, due));
	}
	return pause * (0.75 + random() / 2);
}

/** When the provider begins the call, in epoch milliseconds by our clock. */
function beginsAt(tracked: TrackedCall): number {
	const { scheduledTime, delaySeconds }: CallRequest = tracked.call;
	const placed = placedOf(tracked);
	return Math.max(placed + 1000 * (delaySeconds ?? 0), scheduledTime === null ? 0 : Date.parse(scheduledTime));
}

/** How many runs of this process await calls of an account at this moment, by the address of its provider. */
const waits = new Map<string, number>();

/** Notes that a run awaits calls of an account. @returns to be called when it awaits none any more */
export function beginWait(baseUrl: string): () => void {
	waits.set(baseUrl, (waits.get(baseUrl) ?? 0) + 1);
	return () => {
		const left = (waits.get(baseUrl) ?? 1) - 1;
		if (left > 0) waits.set(baseUrl, left);
		else waits.delete(baseUrl);
	};
}

/**
 * The time that so many requests of one run take up of what the account may ask, which it shares with the other runs of this process that
 * await calls there.
 */
export function timeFor(requests: number, { requestsPerMinute }: Pick<Provider, 'requestsPerMinute'>, baseUrl: string): number {
	const allowed = (requestsPerMinute ?? pollPace.requestsPerMinute) * pollPace.usedShare;
	return Math.round((requests * 60_000 * (waits.get(baseUrl) ?? 1)) / allowed);
}
