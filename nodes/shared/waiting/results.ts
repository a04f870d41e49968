import type { CallRecord } from '../call/record';
import type { Finished } from '../dialling/finished';
import { foundRecord } from '../dialling/found';
import type { Ledger } from '../dialling/ledger';
import { withRaw } from '../dialling/place';
import type { PlannedCall } from '../dialling/plan';
import { inStretches, takeBreaths } from '../time/breath';
import { pause } from '../time/pause';
import type { Awaited, Waiting } from './awaited';
import { awaitedOf, catchUp, endOf, giveUp, isCut, notSeenAgain, recordOf, settle } from './awaited';
import { pauseAfter, pauseBefore } from './interval';
import type { ListedRow } from './candidates';
import type { Look } from './reading';
import { CallReader } from './reading';
import { mayRedialItself } from './redial';
import { redialDue } from './redialling';

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
