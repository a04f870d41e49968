/**
 * One clock for all requests of this process. A node may not use setTimeout, and a timer of AbortSignal.timeout cannot be cleared: with one
 * for each request, a run of thousands would leave as many of them behind, each for as long as a request may take.
 */
interface Deadline {
	at: number;
	strike(reason: unknown): void;
}

/** Taken once, so that the times are those of the timer even where somebody replaces the function. */
const now = performance.now.bind(performance);

const deadlines = new Set<Deadline>();

/** The timer that strikes next, and when. */
let next: { at: number; signal: AbortSignal } | null = null;

/**
 * Strikes after so many milliseconds, unless it is stopped before.
 * @param strike gets the reason, a TimeoutError
 * @returns how to stop it
 */
export function startClock(milliseconds: number, strike: Deadline['strike']): () => void {
	const deadline = { at: now() + milliseconds, strike };
	deadlines.add(deadline);
	setTimer(deadline.at);
	return () => void deadlines.delete(deadline);
}

function setTimer(at: number): void {
	if (next !== null && next.at <= at) return;
	const timer = { at, signal: AbortSignal.timeout(Math.max(0, Math.ceil(at - now()))) };
	next = timer;
	timer.signal.addEventListener('abort', () => {
		if (next === timer) next = null;
		strikeDue(timer.signal.reason);
	});
}

/** Strikes for all whose time has come, and sets the timer for the first of the others. */
function strikeDue(reason: unknown): void {
	let first = Infinity;
	for (const deadline of deadlines) {
		if (deadline.at > now()) first = Math.min(first, deadline.at);
		else {
			deadlines.delete(deadline);
			deadline.strike(reason);
		}
	}
	if (first < Infinity) setTimer(first);
}
