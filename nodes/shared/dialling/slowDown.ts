import type { Provider } from '../providers/provider';
import type { HttpAnswer } from '../call/http';
import type { CallRecord } from '../call/record';
import type { PaceClock } from './pace';

/** How a run slows down when its provider refuses calls because there are too many. All times are milliseconds. */
export const slowing = {
	/** The pause where the provider names none. It doubles with each refusal. */
	firstPause: 5_000,
	/** One pause at the most, also where the provider asks for more. */
	longestPause: 60_000,
	/** All pauses of an execution together. After them a refusal changes nothing any more. */
	allPauses: 600_000,
	/** The time between two calls after the first refusal. It doubles with each further one. */
	firstGap: 500,
	longestGap: 8_000,
};

/** The share of the requests of a minute below which a run keeps the pace that the provider allows. */
const scarce = 0.1;

/**
 * Slows the rest of a run down by what the provider answered to one of its calls. A refused call is not sent again by this.
 * @param placed the record that the answer led to
 */
export function listen(clock: PaceClock, provider: Provider, placed: CallRecord, answer: HttpAnswer | null): void {
	const { problem } = placed;
	if (placed.dialed === 'no' && problem?.type === 'rate_limited') slowDown(clock, problem.retryAfterSeconds);
	const allowed = answer === null ? null : gapOf(provider, answer.headers);
	if (allowed === null) return;
	// What is left counts for this moment only, so the gap is measured anew with each answer.
	clock.toldGap = allowed;
	if (allowed > 0) clock.freeAt = Math.max(clock.freeAt, performance.now() + allowed);
}

/** Holds the run back for a while, and starts its calls further apart from then on. */
function slowDown(clock: PaceClock, retryAfterSeconds: number | null, now = performance.now()): void {
	const { firstPause, longestPause, allPauses, firstGap, longestGap } = slowing;
	// Other calls that were under way when the pause began tell nothing new.
	if (now < clock.heldUntil) return;
	const wanted = retryAfterSeconds === null ? firstPause * 2 ** Math.min(clock.pauses, 10) : retryAfterSeconds * 1000;
	const pause = Math.min(wanted, longestPause, allPauses - clock.paused);
	clock.learnedGap = Math.min(longestGap, clock.learnedGap === 0 ? firstGap : 2 * clock.learnedGap);
	if (pause <= 0) return;
	clock.pauses++;
	clock.paused += pause;
	clock.heldUntil = now + pause;
	clock.freeAt = clock.heldUntil;
}

/** Milliseconds between two calls by the provider's headers, 0 while enough requests are left, or null where it sends none. */
function gapOf({ rateHeaders }: Provider, headers: HttpAnswer['headers']): number | null {
	if (rateHeaders === undefined) return null;
	const [limit, remaining] = [rateHeaders.limit, rateHeaders.remaining].map((name) => Number(headers[name] ?? NaN));
	if (!(limit > 0) || !(remaining >= 0)) return null;
	return remaining > limit * scarce ? 0 : 60_000 / limit;
}

/**
 * What the output panel says of a run that was slowed down, or null.
 * @param before the clock at the begin of the run, since the rounds of a loop share one
 */
export function slowedSentence(
	clock: Pick<PaceClock, 'pauses' | 'paused'>,
	{ displayName }: Provider,
	before: Pick<PaceClock, 'pauses' | 'paused'> = { pauses: 0, paused: 0 },
): string | null {
	const [pauses, paused] = [clock.pauses - before.pauses, clock.paused - before.paused];
	if (pauses === 0) return null;
	const times = pauses === 1 ? 'once' : `${pauses} times`;
	return `${displayName} accepted no more calls ${times}, and the run waited ${Math.ceil(paused / 1000)} seconds in all before it went on. Set Calls per Minute under Options to stay below its limit.`;
}
