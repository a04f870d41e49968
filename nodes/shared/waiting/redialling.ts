import type { Problem } from '../call/problem';
import { notTried, stopsTheRun } from '../call/problem';
import { dialPlanned } from '../dialling/dial';
import { inPace } from '../dialling/pace';
import type { Awaited, Waiting } from './awaited';
import { advanceTo, endWith, nextCallOf, noTimeLeft, settle } from './awaited';

/** Calls everybody again whose time has come; never throws. @returns whether anybody was due */
export async function redialDue(waiting: Waiting, open: readonly Awaited[]): Promise<boolean> {
	const { dialling } = waiting;
	const now = performance.now();
	const due = open.filter(({ over, redialAt }) => !over && redialAt !== null && redialAt <= now);
	if (due.length === 0) return false;
	let stopper: Problem | null = null;
	await inPace(due, dialling.pace, async (one) => {
		const refusal = await redial(waiting, one);
		if (refusal !== null && stopsTheRun(refusal.type)) stopper = refusal;
		return { stop: stopper !== null };
	});
	if (stopper !== null) {
		for (const one of due) if (one.redialAt !== null) endWith(one, notTried(stopper));
	}
	return true;
}

/** One more call to the same person, through the gate. @returns the problem, where nobody was phoned */
async function redial({ dialling, gate }: Waiting, one: Awaited): Promise<Problem | null> {
	const call = nextCallOf(one);
	const planned = { ...one.planned, call };
	// It may have waited for its turn past the limit; one that was begun before the limit is still looked for.
	if (performance.now() >= one.deadline && dialling.ledger.earlier(call).state === 'none') {
		noTimeLeft(dialling, one);
		Object.assign(one, { redialAt: null, over: true });
		return null;
	}
	const { problem: refusal, audit } = gate.decideRedial(planned, call, new Date());
	const { record } = await dialPlanned(dialling, { planned, audit, refusal });
	if (record.dialed !== 'no') {
		advanceTo(dialling.ledger, one, call, record);
		settle({ dialling }, one);
		return null;
	}
	const { problem = null } = record;
	if (problem === null) Object.assign(one, { redialAt: null, over: true });
	else if (!postpone(one, problem)) endWith(one, problem);
	return problem;
}

/** Waits for the next allowed time, where it comes before the limit. */
function postpone(one: Awaited, { nextAllowedAt }: Problem): boolean {
	if (nextAllowedAt === null) return false;
	const at = performance.now() + Math.max(1000, Date.parse(nextAllowedAt) - Date.now());
	if (at >= one.deadline) return false;
	one.redialAt = at;
	return true;
}
