import type { IExecuteFunctions } from 'n8n-workflow';
import type { Problem } from '../call/problem';
import type { CallAudit, CallRecord } from '../call/record';
import { callRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import type { Connection } from '../transport/exchange';
import { sendCallbacks } from './callbacks';
import { dryRunOf } from './dryRun';
import { auditOf, hoursOf, hoursProblem } from './gate';
import type { Ledger } from './ledger';
import { rememberDial } from './loopGuard';
import { placeCall, unclearRecord, withRaw } from './place';
import type { Finished, Ready } from './finished';
import type { Pace, PaceClock } from './pace';
import type { CallOptions } from './plan';
import { earlierCall, resolved } from './reconcile';
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

	const since = ledger.pending(call);
	rememberDial(`${context.getWorkflow().id ?? ''}:${context.getNode().id}`, call.to, Date.now());
	const { record: placed, answer } = await placeCall(context, connection, { ...call, dialedAt: since });
	const record = placed.dialed === 'maybe' ? await resolved(dialling, connection, call, { placed, since, audit }) : placed;
	ledger.settle(call, { ...record, audit });
	if (record.dialed === 'yes' && placed === record) {
		dialling.warnings.push(...(await sendCallbacks(context, connection.provider, record, call)));
	}
	return done(options.includeRaw ? withRaw(record, answer, connection) : record);
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
