import type { CallOutcome, CallStatus } from './record';

/** Where a call stands, as far as one observation tells. */
export interface LifecycleState {
	status: CallStatus;
	outcome: CallOutcome | null;
}

/** A call only moves up these ranks; `unknown` knows nothing and so gives way to everything. */
export const lifecycleRank: Readonly<Record<CallStatus, number>> = {
	unknown: 0,
	queued: 1,
	initiated: 2,
	ringing: 3,
	connected: 4,
	in_progress: 5,
	blocked: 6,
	failed: 7,
	completed: 8,
};

/** Between two ends of one call the more telling outcome wins, the same in either order of arrival. */
const outcomeRank: Record<CallOutcome, number> = {
	failed: 1,
	rejected: 2,
	cancelled: 3,
	busy: 4,
	no_answer: 5,
	answered: 6,
	voicemail: 7,
};

/** Whether nothing more can happen to the call. */
export const isTerminal = (status: CallStatus): boolean =>
	status === 'completed' || status === 'failed' || status === 'blocked';

/** Outcomes of calls that reached nobody. */
const unreached: readonly CallOutcome[] = ['failed', 'rejected', 'busy', 'no_answer'];

const betterOutcome = (a: CallOutcome | null, b: CallOutcome | null): CallOutcome | null => {
	if (a === null || b === null) return a ?? b;
	return outcomeRank[a] >= outcomeRank[b] ? a : b;
};

/**
 * The join of two observations of one call: status and outcome each take the higher rank. That makes it commutative,
 * associative and idempotent, so events may arrive late, twice or in any order and the result is the same.
 */
export function advance(a: LifecycleState, b: LifecycleState): LifecycleState {
	return {
		status: lifecycleRank[a.status] >= lifecycleRank[b.status] ? a.status : b.status,
		outcome: betterOutcome(a.outcome, b.outcome),
	};
}

/**
 * The end of a call, once all that was observed of it is joined: an end without an outcome after a talk was answered,
 * and a call that reached nobody has failed, even where the provider also says that it is over.
 * @param talked whether the call was seen connected or in progress
 */
export function settled({ status, outcome }: LifecycleState, talked: boolean): LifecycleState {
	if (status !== 'completed') return { status, outcome };
	if (outcome === null) return { status, outcome: talked ? 'answered' : null };
	return { status: unreached.includes(outcome) ? 'failed' : 'completed', outcome };
}
