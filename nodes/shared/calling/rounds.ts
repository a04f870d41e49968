import type { Problem } from '../call/problem';
import { stopsTheRun } from '../call/problem';
import type { CallRequest } from '../call/request';
import type { Provider } from '../providers/provider';
import { dialPlanned } from '../dialling/dial';
import type { Finished, Ready, Repeating } from '../dialling/job';
import type { Ledger } from '../dialling/ledger';
import { inPace } from '../dialling/pace';
import { leftOver, heldBack } from '../dialling/notDialed';
import type { Dialling } from '../dialling/dialRun';

/**
 * Dials what is ready, and then what was held back only because it repeats an item that was certainly not dialed: that
 * one has given its place back. One item for each place at a time, so that a number is never asked for twice at once.
 */
export async function dialInRounds(
	dialling: Dialling,
	ready: readonly Ready[],
	repeating: readonly Repeating[],
	finished: Map<number, Finished>,
): Promise<void> {
	let stopper = await dial(dialling, ready, finished, null);
	const waiting: Waiting = new Map();
	for (const one of repeating) queue(waiting, one.repeatOf, [one]);
	while (waiting.size > 0) {
		const next = freed(dialling, waiting, finished);
		if (next.length === 0) return;
		stopper = await dial(dialling, next, finished, stopper);
	}
}

/** The items that wait for a place, by the item that has it. */
type Waiting = Map<number, Repeating[]>;

/** What may be dialed now; what waits for an item that was or may have been dialed is a repeat for good. */
function freed({ gate, connection }: Dialling, waiting: Waiting, finished: Map<number, Finished>): Ready[] {
	const next: Ready[] = [];
	for (const [holder, queued] of [...waiting]) {
		waiting.delete(holder);
		if (finished.get(holder)?.record.dialed !== 'no') continue;
		gate.giveBack(holder);
		for (const [index, { planned }] of queued.entries()) {
			const { problem, audit, repeatOf } = gate.decide(planned, planned.call as CallRequest, new Date());
			if (problem === null) {
				finished.delete(planned.item);
				next.push({ planned, audit, refusal: null });
				queue(waiting, planned.item, queued.slice(index + 1));
				break;
			}
			finished.set(planned.item, heldBack(connection.provider, planned, problem, audit));
			if (repeatOf !== undefined) queue(waiting, repeatOf, [{ planned, audit, refusal: problem, repeatOf }]);
		}
	}
	return next;
}

function queue(waiting: Waiting, holder: number, more: readonly Repeating[]): void {
	if (more.length > 0) waiting.set(holder, [...(waiting.get(holder) ?? []), ...more]);
}

/**
 * Dials what is ready; what the account's refusal left untried is held back with that reason.
 * @param stopper why the run has ended already
 * @returns why the run has ended
 */
async function dial(dialling: Dialling, ready: readonly Ready[], finished: Map<number, Finished>, stopper: Problem | null): Promise<Problem | null> {
	let stopped = stopper;
	if (stopped === null) {
		await inPace(ready, dialling.pace, async (one) => {
			const result = await dialPlanned(dialling, one);
			finished.set(one.planned.item, result);
			const { problem, dialed } = result.record;
			if (problem && dialed === 'no' && stopsTheRun(problem.type)) stopped ??= problem;
			return { stop: stopped !== null };
		});
	}
	leaveOver(dialling.connection.provider, ready, finished, dialling.ledger, stopped);
	return stopped;
}

/** What was not reached leaves with the reason. */
export function leaveOver(
	provider: Provider,
	ready: readonly Ready[],
	finished: Map<number, Finished>,
	ledger: Ledger,
	stopper: Problem | null,
): void {
	for (const one of ready) {
		if (!finished.has(one.planned.item)) finished.set(one.planned.item, leftOver(provider, one, ledger, stopper));
	}
}
