import type { Problem } from '../call/problem';
import { stopsTheRun } from '../call/problem';
import type { CallRequest } from '../call/request';
import type { Provider } from '../providers/provider';
import { dialJob } from '../dialling/dial';
import type { ItemResult, DialJob, RepeatedJob } from '../dialling/job';
import type { Ledger } from '../dialling/ledger';
import { newClock, runPaced } from '../dialling/pace';
import { notReached, notDialed } from '../dialling/notDialed';
import type { DialRun } from '../dialling/dialRun';

/**
 * Dials the jobs. Then dials each item that was held back only as a repeat of an item that was certainly not dialed.
 * Of the items with one number, one is dialed at a time.
 */
export async function dialInRounds(
	dialRun: DialRun,
	jobs: readonly DialJob[],
	repeating: readonly RepeatedJob[],
	results: Map<number, ItemResult>,
): Promise<void> {
	let accountProblem = await dial(dialRun, jobs, results, null);
	const waitingRepeats: WaitingRepeats = new Map();
	for (const job of repeating) queue(waitingRepeats, job.repeatOf, [job]);
	while (waitingRepeats.size > 0) {
		const next = freed(dialRun, waitingRepeats, results);
		if (next.length === 0) return;
		accountProblem = await dial(dialRun, next, results, accountProblem);
	}
}

/** Held back repeats by the item that they repeat. */
type WaitingRepeats = Map<number, RepeatedJob[]>;

/** The repeats that may be dialed now. A repeat of an item that was or may have been dialed stays held back. */
function freed({ preflight, connection }: DialRun, waitingRepeats: WaitingRepeats, results: Map<number, ItemResult>): DialJob[] {
	const next: DialJob[] = [];
	for (const [holder, queued] of [...waitingRepeats]) {
		waitingRepeats.delete(holder);
		if (results.get(holder)?.record.dialed !== 'no') continue;
		preflight.giveBack(holder);
		for (const [index, { parsed }] of queued.entries()) {
			const { problem, audit, repeatOf } = preflight.check(parsed, parsed.call as CallRequest, new Date());
			if (problem === null) {
				results.delete(parsed.item);
				next.push({ parsed, audit, refusal: null });
				queue(waitingRepeats, parsed.item, queued.slice(index + 1));
				break;
			}
			results.set(parsed.item, notDialed(connection.provider, parsed, problem, audit));
			if (repeatOf !== undefined) queue(waitingRepeats, repeatOf, [{ parsed, audit, refusal: problem, repeatOf }]);
		}
	}
	return next;
}

function queue(waitingRepeats: WaitingRepeats, holder: number, more: readonly RepeatedJob[]): void {
	if (more.length > 0) waitingRepeats.set(holder, [...(waitingRepeats.get(holder) ?? []), ...more]);
}

/**
 * Dials the jobs. After a refusal of the account the rest is not dialed, with that reason.
 * @param accountProblem why the run has ended already
 * @returns why the run has ended
 */
async function dial(
	dialRun: DialRun,
	jobs: readonly DialJob[],
	results: Map<number, ItemResult>,
	accountProblem: Problem | null,
): Promise<Problem | null> {
	let stopped = accountProblem;
	if (stopped === null) {
		const work = async (job: DialJob): Promise<{ stop: boolean }> => {
			const result = await dialJob(dialRun, job);
			results.set(job.parsed.item, result);
			dialRun.progress.dialed(result.record);
			const { problem, dialed } = result.record;
			if (problem && dialed === 'no' && stopsTheRun(problem.type)) stopped ??= problem;
			return { stop: stopped !== null };
		};
		const [looks, dials] = [jobs.filter(({ refusal }) => refusal !== null), jobs.filter(({ refusal }) => refusal === null)];
		// Who is only looked up waits for no turn of a call, and takes none.
		await runPaced(looks, { ...dialRun.pace, perMinute: null, clock: newClock() }, work);
		if (stopped === null) await runPaced(dials, dialRun.pace, work);
	}
	markNotReached(dialRun.connection.provider, jobs, results, dialRun.ledger, stopped);
	return stopped;
}

/** Gives each job without a result the reason why it was not reached. */
export function markNotReached(
	provider: Provider,
	jobs: readonly DialJob[],
	results: Map<number, ItemResult>,
	ledger: Ledger,
	accountProblem: Problem | null,
): void {
	for (const job of jobs) {
		if (!results.has(job.parsed.item)) results.set(job.parsed.item, notReached(provider, job, ledger, accountProblem));
	}
}
