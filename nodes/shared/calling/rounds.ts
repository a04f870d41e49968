import type { Problem } from '../call/problem';
import { stopsTheRun } from '../call/problem';
import type { CallRequest } from '../call/request';
import type { Provider } from '../providers/provider';
import { dialJob } from '../dialling/dial';
import type { ItemResult, DialJob, RepeatedJob } from '../dialling/job';
import type { Ledger } from '../dialling/ledger';
import { runPaced } from '../dialling/pace';
import { notReached, notDialed } from '../dialling/notDialed';
import type { DialRun } from '../dialling/dialRun';

/**
 * Dials what is ready, and then what was held back only because it repeats an item that was certainly not dialed: that
 * one has given its place back. One item for each place at a time, so that a number is never asked for twice at once.
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

/** The items that wait for a place, by the item that has it. */
type WaitingRepeats = Map<number, RepeatedJob[]>;

/** What may be dialed now; what waits for an item that was or may have been dialed is a repeat for good. */
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
 * Dials what is ready; what the account's refusal left untried is held back with that reason.
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
		await runPaced(jobs, dialRun.pace, async (job) => {
			const result = await dialJob(dialRun, job);
			results.set(job.parsed.item, result);
			const { problem, dialed } = result.record;
			if (problem && dialed === 'no' && stopsTheRun(problem.type)) stopped ??= problem;
			return { stop: stopped !== null };
		});
	}
	markNotReached(dialRun.connection.provider, jobs, results, dialRun.ledger, stopped);
	return stopped;
}

/** What was not reached leaves with the reason. */
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
