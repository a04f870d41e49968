import type { IExecuteFunctions } from 'n8n-workflow';
import type { Problem } from '../call/problem';
import type { CallAudit, CallRecord } from '../call/record';
import { callRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import { pause } from '../time/pause';
import type { Connection } from '../transport/exchange';
import { sendCallbacks } from './callbacks';
import { dryRunOf } from './dryRun';
import { foundRecord } from './found';
import { auditOf, hoursOf, hoursProblem } from './gate';
import type { Ledger } from './ledger';
import type { Finding, Sought } from './lookup';
import { listLag, searchEarlierCall, searchNewCall } from './lookup';
import { rememberDial } from './loopGuard';
import { placeCall, unclearRecord, withRaw } from './place';
import type { Finished, Ready } from './finished';
import type { Pace, PaceClock } from './pace';
import type { CallOptions } from './plan';
import { punctual } from './schedule';

/** What every dial of a run shares. */
export interface Dialling {
	context: IExecuteFunctions;
	connection: Connection;
	ledger: Ledger;
	/** Sentences for the output panel. */
	warnings: string[];
	/** One pace for all dials of the run, redials as well. */
	clock: PaceClock;
	/** Looks for calls of a lost try run one by one, so that two items never take the same call for theirs. */
	looks<T>(look: () => Promise<T>): Promise<T>;
}

/** The pace that the options of a call ask for, within the run. */
export const paceOf = ({ context, clock }: Dialling, { concurrency, callsPerMinute }: CallOptions): Pace => ({
	concurrency,
	perMinute: callsPerMinute,
	clock,
	cancelled: context.getExecutionCancelSignal(),
});

const day = 24 * 3_600_000;
/** How far back a call of a crashed try is looked for: as long as n8n keeps executions, unless it is told otherwise. */
const crashWindow = 14 * day;

/** Dials one item that passed the gate, unless an earlier try already did; never throws. */
export const dialPlanned = async (dialling: Dialling, ready: Ready): Promise<Finished> =>
	await dialOrFind(dialling, ready).catch(() => afterAccident(dialling, ready));

/** An error of our own while an item was dialled: whether the person was phoned is then not known, and nothing is thrown. */
const afterAccident = ({ connection }: Dialling, { planned, audit }: Ready): Finished => ({
	item: planned.item,
	record: { ...unclearRecord(connection, planned.call as CallRequest, null), audit },
});

async function dialOrFind(dialling: Dialling, { planned, audit, refusal }: Ready): Promise<Finished> {
	const { context, ledger } = dialling;
	const { item, options, safety } = planned;
	const call = planned.call === null ? null : punctual(planned.call);
	const connection = { ...dialling.connection, timeoutSeconds: options.timeout };
	const done = (record: CallRecord, at: CallAudit = audit): Finished => ({ item, record: { ...record, audit: at } });
	const blocked = (problem?: Problem, at: CallAudit = audit): Finished =>
		done(callRecord(connection.provider.id, { ...planned.known, status: 'blocked', dialed: 'no', ...(problem && { problem }) }), at);
	if (call === null) return blocked();

	if (options.dryRun) return refusal === null ? { ...blocked(), dryRun: dryRunOf(connection, call) } : blocked(refusal);
	const earlier = await earlierCall(dialling, connection, call, { audit, isNamed: options.reference !== null });
	if (earlier !== null) return { item, record: earlier, earlier: true };
	if (refusal !== null) return blocked(refusal);

	// The item may have waited in the queue past the end of the hours.
	const hours = safety === null ? null : hoursOf(planned, safety, call, new Date());
	const late = hoursProblem(call, hours);
	if (late !== null) return blocked(late, { ...auditOf(planned, hours), decision: 'refused' });

	ledger.pending(call);
	rememberDial(`${context.getWorkflow().id ?? ''}:${context.getNode().id}`, call.to, Date.now());
	const since = new Date().toISOString();
	const { record: placed, answer } = await placeCall(context, connection, call);
	const record = placed.dialed === 'maybe' ? await resolved(dialling, connection, call, placed, since) : placed;
	ledger.settle(call, { ...record, audit });
	if (record.dialed === 'yes' && placed === record) {
		dialling.warnings.push(...(await sendCallbacks(context, connection.provider, record, call)));
	}
	return done(options.includeRaw ? withRaw(record, answer, connection) : record);
}

/** What an earlier try of this execution dialled, or null where nothing stands against dialling now. */
async function earlierCall(
	dialling: Dialling,
	connection: Connection,
	planned: CallRequest,
	{ audit, isNamed }: { audit: CallAudit; isNamed: boolean },
): Promise<CallRecord | null> {
	const { ledger } = dialling;
	const earlier = ledger.earlier(planned);
	if (earlier.state === 'dialled') return earlier.record;
	if (earlier.state === 'none' && (ledger.complete || connection.provider.inProcess)) return null;
	const pending = earlier.state === 'pending' ? earlier : null;
	const call = pending === null ? planned : { ...planned, reference: pending.reference };
	const before = (age: number): string => new Date(Date.now() - age).toISOString();
	const since = pending?.since ?? before(crashWindow);
	const surelyIts = pending === null ? before(day) : since;
	const unclear = { ...unclearRecord(connection, call, pending?.since ?? null), audit };
	return await dialling.looks(async () => {
		const finding = await searchAfterCrash(dialling, connection, { call, since, surelyIts, isNamed, others: ledger.callIds() });
		if (typeof finding === 'object') {
			if (pending === null) ledger.pending(call);
			const record = foundRecord(unclear, finding.found);
			ledger.settle(call, record);
			return record;
		}
		// A try that had begun is never begun again; after a crash only a complete list proves that nobody was phoned.
		return pending === null && finding === 'absent' ? null : unclear;
	});
}

/** Looks for the call of a lost try; that a list does not show it counts only once the list had the time to. */
async function searchAfterCrash({ context, ledger }: Dialling, connection: Connection, sought: Sought): Promise<Finding> {
	const lookedAt = Date.now();
	const finding = await searchEarlierCall(context, connection, sought);
	if (finding !== 'absent') return finding;
	if (isDeferred(sought.call)) return 'unclear';
	const tooEarly = ledger.since + listLag.milliseconds - lookedAt;
	if (tooEarly <= 0) return finding;
	await pause(Math.min(tooEarly, listLag.milliseconds), context.getExecutionCancelSignal());
	return await searchEarlierCall(context, connection, sought);
}

/** A call that was given to the provider for later may be in no list before it starts. */
const isDeferred = ({ delaySeconds, scheduledTime, campaignId }: CallRequest): boolean =>
	(delaySeconds ?? 0) > 0 || scheduledTime !== null || campaignId !== null;

/** An unknown outcome after up to three searches for the call: found means that it was placed. */
async function resolved(
	dialling: Dialling,
	connection: Connection,
	call: CallRequest,
	placed: CallRecord,
	since: string,
): Promise<CallRecord> {
	if (connection.provider.inProcess) return placed;
	const { context, ledger } = dialling;
	const found = await searchNewCall(context, connection, { call, since, surelyIts: since, isNamed: false, others: ledger.callIds() });
	return found === null ? placed : foundRecord(placed, found);
}

/** Runs what it is given one after the other, whatever becomes of the one before. */
export function oneByOne(): Dialling['looks'] {
	let last: Promise<unknown> = Promise.resolve();
	return async (look) => {
		const next = last.then(look, look);
		last = next.catch(() => undefined);
		return await next;
	};
}
