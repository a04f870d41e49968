import type { IExecuteFunctions } from 'n8n-workflow';
import type { CallLimiter } from '../callLimit/limiter';
import type { Connection } from '../transport/send';
import type { Preflight } from './preflight';
import type { Ledger } from './ledger';
import type { SharedList } from './providerCalls';
import type { Pace, PaceClock } from './pace';
import { newClock } from './pace';
import type { Progress } from './progress';
import type { Repeats } from './repeats';
import type { CallOptions } from './job';

/** What every dial of a run shares. */
export interface DialRun {
	context: IExecuteFunctions;
	connection: Connection;
	ledger: Ledger;
	preflight: Preflight;
	limiter: CallLimiter;
	/** The dials of other executions for the caller of this one. */
	repeats: Repeats;
	/** Sentences for the output panel. */
	warnings: string[];
	/** One pace for all dials of the execution, redials and the rounds of a loop as well. */
	pace: Pace;
	/** Tells on the console how far the run is. */
	progress: Progress;
	/** The list that the look-ups of the run share, where it is the same for all items. */
	list: SharedList;
	/** Runs searches for lost calls one after the other, so that two items never claim the same call. */
	serialQueue<T>(look: () => Promise<T>): Promise<T>;
}

const clocks = new WeakMap<object, PaceClock>();

/** One clock for all runs of the node in this execution: the first call of a round keeps its distance from the last one before. */
function clockOf(context: IExecuteFunctions): PaceClock {
	const node = context.getContext('node');
	const clock = clocks.get(node) ?? newClock();
	clocks.set(node, clock);
	return clock;
}

/** The pace of a run: the lowest rate and the lowest concurrency that any item asks for, on the clock of the execution. */
export function paceOf(context: IExecuteFunctions, options: readonly CallOptions[]): Pace & { clock: PaceClock } {
	const limits = options.flatMap(({ callsPerMinute }) => callsPerMinute ?? []);
	return {
		concurrency: options.reduce((least, { concurrency }) => Math.min(least, concurrency), Infinity),
		perMinute: limits.length === 0 ? null : limits.reduce((least, limit) => Math.min(least, limit)),
		clock: clockOf(context),
		cancelled: context.getExecutionCancelSignal(),
	};
}
