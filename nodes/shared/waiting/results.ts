import type { CallRecord } from '../call/record';
import type { ItemResult, ParsedItem } from '../dialling/job';
import { mergeProviderRecord } from '../dialling/job';
import type { Ledger } from '../dialling/ledger';
import { withRaw } from '../dialling/place';
import { inStretches, takeBreaths, pause } from '../time/breath';
import type { PendingCall, WaitRun } from './pendingCalls';
import {
	pendingCallOf,
	catchUp,
	endOf,
	timeOut,
	isCut,
	notSeenAgain,
	recordOf,
	settle,
	neverDialed,
	endWith,
	advanceTo,
	nextCallOf,
	noTimeLeft,
} from './pendingCalls';
import { beginWait, pauseBeforeLook, pollPace, timeFor } from './pollPace';
import type { CallRow } from '../call/listedCall';
import type { StatusSnapshot } from './snapshot';
import { CallReader } from './reading';
import { mayRedialItself } from './redial';
import type { Problem } from '../call/problem';
import { notTried, stopsTheRun } from '../call/problem';
import { runPaced } from '../dialling/pace';
import { dialJob } from '../dialling/dial';

/** Whether there is a result to wait for, or one of an earlier try to be read again. */
export function isAwaited({ parsed, record }: { parsed: ParsedItem; record: CallRecord }, ledger: Ledger): boolean {
	if (parsed.call === null || record.dialed === 'no' || record.simulated || parsed.options.dryRun) return false;
	// Its time is unknown, so no row of the list can be matched to it.
	if (record.dialed === 'maybe' && record.createdAt === null) return false;
	return parsed.wait !== null || isCut(ledger, parsed.call, record);
}

/**
 * Waits for the end of all these calls, redials where policy and preflight allow it, and returns each item's last
 * record. Ends at each item's limit, or when the execution is cancelled; never throws.
 */
export async function waitForResults(
	waitRun: WaitRun,
	items: ReadonlyArray<{ parsed: ParsedItem; record: CallRecord }>,
): Promise<ItemResult[]> {
	const { context, connection, ledger } = waitRun.dialRun;
	const all: PendingCall[] = [];
	await inStretches(items, (item) => void all.push(pendingCallOf(item, ledger, waitRun.startedAt)));
	const cancelled = context.getExecutionCancelSignal();
	const reader = new CallReader<PendingCall>(context, connection, ledger);
	await inStretches(all, (pending) => catchUp(waitRun, pending));
	const endWait = beginWait(connection.baseUrl);
	try {
		await lookUntilOver(waitRun, all, reader, cancelled);
	} finally {
		endWait();
	}
	for (const pending of all) if (!pending.over) timeOut(waitRun, pending);
	return all.map((pending) => ({ item: pending.parsed.item, record: recordOf(pending) }));
}

async function lookUntilOver(
	waitRun: WaitRun,
	all: readonly PendingCall[],
	reader: CallReader<PendingCall>,
	cancelled: AbortSignal | undefined,
): Promise<void> {
	const { provider, baseUrl } = waitRun.dialRun.connection;
	const { progress } = waitRun.dialRun;
	let nextLook = performance.now() + pauseBeforeLook(all);
	for (let open = all; (open = open.filter(({ over }) => !over)).length > 0 && cancelled?.aborted !== true;) {
		await pause(nextPause(open, nextLook), cancelled);
		if (cancelled?.aborted) break;
		// A new call is read soon; redials that are due one by one do not trigger a reading each.
		if (await redialDue(waitRun, open)) nextLook = Math.min(nextLook, performance.now() + pauseBeforeLook(open.filter(isUnderWay)));
		const now = performance.now();
		const underWay = open.filter(isUnderWay);
		if (now >= nextLook || underWay.some((pending) => now >= endOf(pending))) {
			const { requests, heldSeconds } = await look(waitRun, reader, underWay);
			progress.awaits(open.filter(({ over }) => !over).length, all.length);
			const period = Math.max(pauseBeforeLook(underWay.filter(isUnderWay)), timeFor(requests, provider, baseUrl));
			// The provider refuses to be asked so often.
			const held = heldSeconds === null ? 0 : 1000 * Math.min(heldSeconds, pollPace.longestHold);
			nextLook = Math.max(performance.now() + Math.max(pollPace.first, held), now + period);
		}
		for (const pending of open) if (!pending.over && now >= endOf(pending)) timeOut(waitRun, pending);
	}
}

const isUnderWay = ({ over, redialAt }: PendingCall): boolean => !over && redialAt === null;

/** Until the next look, the next redial or the next limit, whatever comes first. */
function nextPause(open: readonly PendingCall[], nextLook: number): number {
	let first = Infinity;
	for (const pending of open) first = Math.min(first, endOf(pending), pending.redialAt ?? nextLook);
	return Math.max(0, first - performance.now());
}

/** Asks the provider once for all of these. @returns how many requests that took, and for how many seconds it wants to be left alone */
async function look(
	waitRun: WaitRun,
	reader: CallReader<PendingCall>,
	open: PendingCall[],
): Promise<Pick<StatusSnapshot<PendingCall>, 'requests' | 'heldSeconds'>> {
	if (open.length === 0) return { requests: 0, heldSeconds: null };
	// A failed reading must not end the wait: the next one may succeed.
	const { found, brief, unauthorized, requests, heldSeconds } = await reader.look(open).catch(nothingSeen);
	const breath = takeBreaths();
	for (const pending of open) {
		if (breath.isDue()) await breath.rest();
		const seen = found.get(pending);
		if (seen !== undefined) takeNote(waitRun, pending, seen, brief.has(pending));
		else if (unauthorized !== null) timeOut(waitRun, pending, unauthorized);
		else if (pending.cut && !brief.has(pending)) notSeenAgain(pending);
	}
	return { requests, heldSeconds };
}

/** @param isBrief a later look reads the whole call, so the call is not over yet */
function takeNote(waitRun: WaitRun, pending: PendingCall, seen: CallRow, isBrief: boolean): void {
	const { connection } = waitRun.dialRun;
	const { audit } = pending.record;
	// A provider that redials shows the same call as ringing after it failed.
	const again = mayRedialItself(pending.call, pending.record, pending.since, Date.now());
	const known: CallRecord = again ? { ...pending.record, status: 'unknown', outcome: null } : pending.record;
	const record = { ...mergeProviderRecord(known, seen.record), ...(audit && { audit }) };
	const body = pending.parsed.options.includeRaw ? seen.row : undefined;
	pending.cut = false;
	pending.record = body === undefined ? record : withRaw(record, { status: 200, headers: {}, body }, connection);
	if (record.dialed === 'no') neverDialed(waitRun, pending);
	else if (!isBrief) settle(waitRun, pending);
}

const nothingSeen = (): StatusSnapshot<PendingCall> => ({
	found: new Map(),
	brief: new Set(),
	unauthorized: null,
	heldSeconds: null,
	requests: 1,
});

/** Redials every call that is due; never throws. @returns whether anybody was due */
async function redialDue(waitRun: WaitRun, open: readonly PendingCall[]): Promise<boolean> {
	const { dialRun } = waitRun;
	const now = performance.now();
	const due = open.filter(({ over, redialAt }) => !over && redialAt !== null && redialAt <= now);
	if (due.length === 0) return false;
	let accountProblem: Problem | null = null;
	await runPaced(due, dialRun.pace, async (pending) => {
		const refusal = await redial(waitRun, pending);
		if (refusal !== null && stopsTheRun(refusal.type)) accountProblem = refusal;
		return { stop: accountProblem !== null };
	});
	if (accountProblem !== null) {
		for (const pending of due) if (pending.redialAt !== null) endWith(pending, notTried(accountProblem));
	}
	return true;
}

/** Redials one person after a new preflight. @returns the problem, where nobody was phoned */
async function redial({ dialRun, preflight }: WaitRun, pending: PendingCall): Promise<Problem | null> {
	const call = nextCallOf(pending);
	const parsed = { ...pending.parsed, call };
	// It may have waited for its turn past the limit. A dial that was begun before the limit is still looked for.
	if (performance.now() >= pending.deadline && dialRun.ledger.earlier(call).state === 'none') {
		noTimeLeft(dialRun, pending);
		Object.assign(pending, { redialAt: null, over: true });
		return null;
	}
	const { problem: refusal, audit } = preflight.decideRedial(parsed, call, new Date());
	const { record } = await dialJob(dialRun, { parsed, audit, refusal });
	if (record.dialed !== 'no') {
		advanceTo(dialRun.ledger, pending, call, record);
		settle({ dialRun }, pending);
		return null;
	}
	const { problem = null } = record;
	if (problem === null) Object.assign(pending, { redialAt: null, over: true });
	else if (!postpone(pending, problem)) endWith(pending, problem);
	return problem;
}

/** Waits for the next allowed time, where it comes before the limit. */
function postpone(pending: PendingCall, { nextAllowedAt }: Problem): boolean {
	if (nextAllowedAt === null) return false;
	const at = performance.now() + Math.max(1000, Date.parse(nextAllowedAt) - Date.now());
	if (at >= pending.deadline) return false;
	pending.redialAt = at;
	return true;
}
