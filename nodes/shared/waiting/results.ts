import type { CallRecord } from '../call/record';
import type { Finished, PlannedCall } from '../dialling/job';
import { foundRecord } from '../dialling/job';
import type { Ledger } from '../dialling/ledger';
import { withRaw } from '../dialling/place';
import { inStretches, takeBreaths, pause } from '../time/breath';
import type { Awaited, Waiting } from './awaited';
import { awaitedOf, catchUp, endOf, giveUp, isCut, notSeenAgain, recordOf, settle, endWith, advanceTo, nextCallOf, noTimeLeft } from './awaited';
import type { ListedRow } from './candidates';
import type { Look } from './reading';
import { CallReader } from './reading';
import { mayRedialItself } from './redial';
import type { Problem } from '../call/problem';
import { notTried, stopsTheRun } from '../call/problem';
import { inPace } from '../dialling/pace';
import { dialPlanned } from '../dialling/dial';

/** Whether there is a result to wait for, or one of an earlier try to be read again. */
export function isAwaited({ planned, record }: { planned: PlannedCall; record: CallRecord }, ledger: Ledger): boolean {
	if (planned.call === null || record.dialed === 'no' || record.simulated || planned.options.dryRun) return false;
	// Nobody knows when it was placed, if it was: whatever the list shows from now on is another call.
	if (record.dialed === 'maybe' && record.createdAt === null) return false;
	return planned.wait !== null || isCut(ledger, planned.call, record);
}

/**
 * Waits for the end of all these calls, redials where the policy says so and the gate lets it, and returns each item's
 * last word. Ends at each item's limit, or when the execution is cancelled; never throws.
 */
export async function waitForResults(
	waiting: Waiting,
	items: ReadonlyArray<{ planned: PlannedCall; record: CallRecord }>,
): Promise<Finished[]> {
	const { context, connection, ledger } = waiting.dialling;
	const all: Awaited[] = [];
	await inStretches(items, (one) => void all.push(awaitedOf(one, ledger, waiting.startedAt)));
	const cancelled = context.getExecutionCancelSignal();
	const reader = new CallReader<Awaited>(context, connection, ledger);
	await inStretches(all, (one) => catchUp(waiting, one));
	let round = 0;
	let nextLook = performance.now() + pauseBefore(round++);
	for (let open = all; (open = open.filter(({ over }) => !over)).length > 0 && cancelled?.aborted !== true; ) {
		await pause(nextPause(open, nextLook), cancelled);
		if (cancelled?.aborted) break;
		if (await redialDue(waiting, open)) {
			// A fresh call is looked at soon; redials that fall due one by one bring no look each.
			round = 0;
			nextLook = Math.min(nextLook, performance.now() + pauseBefore(round++));
		}
		const now = performance.now();
		const underWay = open.filter(isUnderWay);
		if (now >= nextLook || underWay.some((one) => now >= endOf(one))) {
			const requests = await look(waiting, reader, underWay);
			nextLook = performance.now() + Math.max(pauseBefore(round++), pauseAfter(requests));
		}
		for (const one of open) if (!one.over && now >= endOf(one)) giveUp(waiting, one);
	}
	for (const one of all) if (!one.over) giveUp(waiting, one);
	return all.map((one) => ({ item: one.planned.item, record: recordOf(one) }));
}

const isUnderWay = ({ over, redialAt }: Awaited): boolean => !over && redialAt === null;

/** Until the next look, the next redial or the next limit, whatever comes first. */
function nextPause(open: readonly Awaited[], nextLook: number): number {
	let first = Infinity;
	for (const one of open) first = Math.min(first, endOf(one), one.redialAt ?? nextLook);
	return Math.max(0, first - performance.now());
}

/** Asks the provider once for all of these. @returns how many requests that took */
async function look(waiting: Waiting, reader: CallReader<Awaited>, open: Awaited[]): Promise<number> {
	if (open.length === 0) return 0;
	// Somebody was phoned already: whatever goes wrong in a look, the next one may do better.
	const { found, unauthorized, requests } = await reader.look(open).catch(nothingSeen);
	const breath = takeBreaths();
	for (const one of open) {
		if (breath.isDue()) await breath.rest();
		const seen = found.get(one);
		if (seen !== undefined) takeNote(waiting, one, seen);
		else if (unauthorized !== null) giveUp(waiting, one, unauthorized);
		else if (one.cut) notSeenAgain(one);
	}
	return requests;
}

function takeNote(waiting: Waiting, one: Awaited, seen: ListedRow): void {
	const { connection } = waiting.dialling;
	const { audit } = one.record;
	// A provider that calls again itself shows the same call ringing after it failed.
	const again = mayRedialItself(one.call, one.record, one.since, Date.now());
	const known: CallRecord = again ? { ...one.record, status: 'unknown', outcome: null } : one.record;
	const record = { ...foundRecord(known, seen.record), ...(audit && { audit }) };
	const body = one.planned.options.includeRaw ? seen.row : undefined;
	one.cut = false;
	one.record = body === undefined ? record : withRaw(record, { status: 200, headers: {}, body }, connection);
	settle(waiting, one);
}

const nothingSeen = (): Look<Awaited> => ({ found: new Map(), unauthorized: null, requests: 1 });

/**
 * Milliseconds between two looks at the provider: quick at first, since many calls end within a minute, then slower; and
 * for every request of a look, since accounts are allowed 100 a minute.
 */
export const pollPace = { first: 2000, growth: 1.5, longest: 30_000, perRequest: 900 };

/** The pause before the look number `round` (from 0), with jitter so that many executions do not ask at one instant. */
export function pauseBefore(round: number, random: () => number = Math.random): number {
	const { first, growth, longest } = pollPace;
	return Math.min(longest, first * growth ** Math.min(round, 50)) * (0.75 + random() / 2);
}

/** The pause that a look of so many requests asks for, so that a long list does not use up what the account may ask. */
export const pauseAfter = (requests: number): number => requests * pollPace.perRequest;

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
