import type { Problem } from '../call/problem';
import { stopsTheRun } from '../call/problem';
import type { CallRequest } from '../call/request';
import type { Provider } from '../providers/provider';
import { dialPlanned } from '../dialling/dial';
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
	let stopper = await dial(dialRun, jobs, results, null);
	const waiting: WaitingRepeats = new Map();
	for (const one of repeating) queue(waiting, one.repeatOf, [one]);
	while (waiting.size > 0) {
		const next = freed(dialRun, waiting, results);
		if (next.length === 0) return;
		stopper = await dial(dialRun, next, results, stopper);
	}
}

/** The items that wait for a place, by the item that has it. */
type WaitingRepeats = Map<number, RepeatedJob[]>;

/** What may be dialed now; what waits for an item that was or may have been dialed is a repeat for good. */
function freed({ preflight, connection }: DialRun, waiting: WaitingRepeats, results: Map<number, ItemResult>): DialJob[] {
	const next: DialJob[] = [];
	for (const [holder, queued] of [...waiting]) {
		waiting.delete(holder);
		if (results.get(holder)?.record.dialed !== 'no') continue;
		preflight.giveBack(holder);
		for (const [index, { parsed }] of queued.entries()) {
			const { problem, audit, repeatOf } = preflight.check(parsed, parsed.call as CallRequest, new Date());
			if (problem === null) {
				results.delete(parsed.item);
				next.push({ parsed, audit, refusal: null });
				queue(waiting, parsed.item, queued.slice(index + 1));
				break;
			}
			results.set(parsed.item, notDialed(connection.provider, parsed, problem, audit));
			if (repeatOf !== undefined) queue(waiting, repeatOf, [{ parsed, audit, refusal: problem, repeatOf }]);
		}
	}
	return next;
}

function queue(waiting: WaitingRepeats, holder: number, more: readonly RepeatedJob[]): void {
	if (more.length > 0) waiting.set(holder, [...(waiting.get(holder) ?? []), ...more]);
}

/**
 * Dials what is ready; what the account's refusal left untried is held back with that reason.
 * @param stopper why the run has ended already
 * @returns why the run has ended
 */
async function dial(
	dialRun: DialRun,
	jobs: readonly DialJob[],
	results: Map<number, ItemResult>,
	stopper: Problem | null,
): Promise<Problem | null> {
	let stopped = stopper;
	if (stopped === null) {
		await runPaced(jobs, dialRun.pace, async (one) => {
			const result = await dialPlanned(dialRun, one);
			results.set(one.parsed.item, result);
			const { problem, dialed } = result.record;
			if (problem && dialed === 'no' && stopsTheRun(problem.type)) stopped ??= problem;
			return { stop: stopped !== null };
		});
	}
	leaveOver(dialRun.connection.provider, jobs, results, dialRun.ledger, stopped);
	return stopped;
}

/** What was not reached leaves with the reason. */
export function leaveOver(
	provider: Provider,
	jobs: readonly DialJob[],
	results: Map<number, ItemResult>,
	ledger: Ledger,
	stopper: Problem | null,
): void {
	for (const one of jobs) {
		if (!results.has(one.parsed.item)) results.set(one.parsed.item, notReached(provider, one, ledger, stopper));
	}
}
