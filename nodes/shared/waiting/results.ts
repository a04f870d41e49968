import type { Problem } from '../call/problem';
import { stopsTheRun } from '../call/problem';
import { isTerminal } from '../call/lifecycle';
import type { CallAttempt, CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import type { Dialling } from '../dialling/dial';
import { dialPlanned } from '../dialling/dial';
import { foundRecord } from '../dialling/found';
import type { Finished } from '../dialling/finished';
import type { Gate } from '../dialling/gate';
import { inPace } from '../dialling/pace';
import type { PlannedCall } from '../dialling/plan';
import { honours } from '../providers/registry';
import { pause } from '../time/pause';
import { pauseBefore } from './interval';
import type { Pursued } from './reading';
import { lookAt } from './reading';
import { attemptOf, isRedialDue } from './redial';
import { unfinished } from './unfinished';

/** One item whose result is awaited. Instants without a unit are milliseconds of `performance.now()`. */
interface Awaited extends Pursued {
	planned: PlannedCall;
	deadline: number;
	/** Until when a call that may not exist is looked for. */
	unseenUntil: number;
	/** When the person is called again; null while a call is under way. */
	redialAt: number | null;
	/** The dials before the present one. */
	earlier: CallAttempt[];
	/** Looks that showed the call ended, but not yet what was said. */
	looksSinceEnd: number;
	over: boolean;
}

/** What became of the calls of a run, asked for again and again. */
export interface Waiting {
	dialling: Dialling;
	gate: Gate;
	/** `performance.now()` before the first dial. */
	startedAt: number;
}

/** Looks that a call gets to show its transcript after it ended. */
const looksForTranscript = 3;

/** Milliseconds after which a call that was placed shows up in every list; after them it is not looked for any more. */
const longestUnseen = 300_000;

/** When an item goes on whatever is known. */
const endOf = ({ record, deadline, unseenUntil }: Awaited): number =>
	record.dialed === 'maybe' ? Math.min(deadline, unseenUntil) : deadline;

/** Whether there is a result to wait for. */
export const isAwaited = ({ planned, record }: { planned: PlannedCall; record: CallRecord }): boolean =>
	planned.call !== null && planned.wait !== null && record.dialed !== 'no' && !record.simulated && !planned.options.dryRun;

/**
 * Waits for the end of all these calls, redials where the policy says so and the gate lets it, and returns each item's
 * last word. Ends at each item's limit, or when the execution is cancelled; never throws.
 */
export async function waitForResults(
	waiting: Waiting,
	items: ReadonlyArray<{ planned: PlannedCall; record: CallRecord }>,
): Promise<Finished[]> {
	const { context } = waiting.dialling;
	const all = items.map((one) => awaitedOf(one, waiting.startedAt));
	const cancelled = context.getExecutionCancelSignal();
	let round = 0;
	for (const one of all) settle(waiting, one);
	for (let open = all; (open = open.filter(({ over }) => !over)).length > 0 && cancelled?.aborted !== true; ) {
		await pause(nextPause(open, round++), cancelled);
		if (cancelled?.aborted) break;
		if (await redialDue(waiting, open)) round = 0;
		await look(waiting, open.filter(({ over, redialAt }) => !over && redialAt === null));
		for (const one of open) if (!one.over && performance.now() >= endOf(one)) giveUp(waiting, one);
	}
	for (const one of all) if (!one.over) giveUp(waiting, one);
	return all.map(({ planned, record, earlier }) => ({ item: planned.item, record: withAttempts(record, earlier) }));
}

function awaitedOf({ planned, record }: { planned: PlannedCall; record: CallRecord }, startedAt: number): Awaited {
	return {
		planned,
		record,
		call: planned.call as CallRequest,
		since: record.createdAt ?? new Date().toISOString(),
		deadline: startedAt + (planned.wait?.limitMinutes ?? 0) * 60_000,
		unseenUntil: performance.now() + longestUnseen,
		redialAt: null,
		earlier: [],
		looksSinceEnd: 0,
		over: false,
	};
}

/** Until the next look, the next redial or the next limit, whatever comes first. */
function nextPause(open: readonly Awaited[], round: number): number {
	const now = performance.now();
	const inFlight = open.some(({ redialAt }) => redialAt === null);
	const events = open.flatMap((one) => (one.redialAt === null ? [endOf(one)] : [endOf(one), one.redialAt]));
	return Math.max(0, Math.min(inFlight ? pauseBefore(round) : Infinity, ...events.map((at) => at - now)));
}

/** Asks the provider once for all of these. */
async function look(waiting: Waiting, open: Awaited[]): Promise<void> {
	if (open.length === 0) return;
	const { context, connection, ledger } = waiting.dialling;
	const { found, unauthorized } = await lookAt(context, connection, open, ledger.callIds());
	for (const one of open) {
		const seen = found.get(one);
		if (seen === undefined) {
			if (unauthorized !== null) giveUp(waiting, one, unauthorized);
			continue;
		}
		const { audit } = one.record;
		one.record = { ...foundRecord(one.record, seen), ...(audit && { audit }) };
		settle(waiting, one);
	}
}

/** Takes note of where a call stands: under way, to be redialled, or over. */
function settle({ dialling }: Pick<Waiting, 'dialling'>, one: Awaited): void {
	dialling.ledger.settle(one.call, one.record);
	if (!isTerminal(one.record.status)) return;
	const { redial, item } = one.planned;
	if (isRedialDue(redial, one.record, one.earlier.length + 1)) {
		const redialAt = performance.now() + (redial?.intervalSeconds ?? 0) * 1000;
		if (redialAt < one.deadline) {
			one.redialAt = redialAt;
			return;
		}
		dialling.warnings.push(
			`Item ${item} is not called again: its Wait Limit ends before the next redial. Raise Wait Limit (Minutes), or shorten the Interval of Retry.`,
		);
	}
	// The end is told before the talk is written down; a few looks more may bring it.
	const speechless = one.record.outcome === 'answered' && one.record.transcript === null;
	const mayCome = speechless && honours(dialling.connection.provider, 'transcript') && !dialling.connection.provider.inProcess;
	one.over = !mayCome || ++one.looksSinceEnd > looksForTranscript;
}

/** Calls everybody again whose time has come. @returns whether anybody was */
async function redialDue(waiting: Waiting, open: readonly Awaited[]): Promise<boolean> {
	const { dialling } = waiting;
	const now = performance.now();
	const due = open.filter(({ over, redialAt }) => !over && redialAt !== null && redialAt <= now);
	if (due.length === 0) return false;
	const { options } = due[0].planned;
	const pace = {
		concurrency: options.concurrency,
		perMinute: options.callsPerMinute,
		cancelled: dialling.context.getExecutionCancelSignal(),
	};
	let stopper: Problem | null = null;
	await inPace(due, pace, async (one) => {
		const refusal = await redial(waiting, one);
		if (refusal !== null && stopsTheRun(refusal.type)) stopper = refusal;
		return { stop: stopper !== null };
	});
	if (stopper !== null) for (const one of due) if (one.redialAt !== null) endWith(one, stopper);
	return true;
}

/** One more call to the same person, through the gate. @returns the problem, where nobody was phoned */
async function redial({ dialling, gate }: Waiting, one: Awaited): Promise<Problem | null> {
	const call: CallRequest = { ...one.call, attempt: one.earlier.length + 2 };
	const planned = { ...one.planned, call };
	const { problem: refusal, audit } = gate.decideRedial(planned, call, new Date());
	const { record } =
		refusal === null ? await dialPlanned(dialling, { planned, audit, refusal: null }) : { record: null };
	if (record === null || record.dialed === 'no') {
		const found = refusal ?? record?.problem ?? null;
		if (found !== null && !postpone(one, found)) endWith(one, found);
		else if (found === null) one.over = true;
		return found;
	}
	one.earlier.push(attemptOf(one.record));
	const since = record.createdAt ?? new Date().toISOString();
	const unseenUntil = performance.now() + longestUnseen;
	Object.assign(one, { call, planned, record, since, unseenUntil, redialAt: null, looksSinceEnd: 0 });
	settle({ dialling }, one);
	return null;
}

/** Waits for the next allowed time, where it comes before the limit. */
function postpone(one: Awaited, { nextAllowedAt }: Problem): boolean {
	if (nextAllowedAt === null) return false;
	const at = performance.now() + Math.max(1000, Date.parse(nextAllowedAt) - Date.now());
	if (at >= one.deadline) return false;
	one.redialAt = at;
	return true;
}

/** The item goes on with what its last call brought, and with the reason why there is no further one. */
function endWith(one: Awaited, reason: Problem): void {
	const detail = `${reason.detail} The person was called ${one.earlier.length + 1} times before, and is not called again.`;
	one.record = { ...one.record, problem: { ...reason, detail } };
	Object.assign(one, { redialAt: null, over: true });
}

/** The limit is reached, or the key refused: the item goes on with the last known state. */
function giveUp({ dialling }: Waiting, one: Awaited, unauthorized: number | null = null): void {
	one.over = true;
	if (isTerminal(one.record.status)) return;
	one.record = unfinished(one.record, one.planned, dialling.connection.provider, unauthorized);
}

const withAttempts = (record: CallRecord, earlier: readonly CallAttempt[]): CallRecord =>
	earlier.length === 0 ? record : { ...record, attempts: [...earlier, attemptOf(record)] };
