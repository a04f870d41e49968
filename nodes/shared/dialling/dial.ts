import type { IExecuteFunctions } from 'n8n-workflow';
import type { Problem } from '../call/problem';
import type { CallAudit, CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import type { CallLimiter } from '../callLimit/limiter';
import type { Connection } from '../transport/exchange';
import { begin, lateProblem } from './begin';
import { sendCallbacks } from './callbacks';
import { dryRunOf } from './dryRun';
import type { Gate } from './gate';
import type { Ledger } from './ledger';
import type { SharedList } from './listPage';
import { heldBack } from './heldBack';
import { placeCall, unclearRecord, withRaw } from './place';
import type { Finished, Ready } from './finished';
import type { Pace } from './pace';
import type { CallOptions } from './plan';
import { earlierCall, resolved } from './reconcile';
import type { Repeats } from './repeats';
import { punctual } from './schedule';

/** What every dial of a run shares. */
export interface Dialling {
	context: IExecuteFunctions;
	connection: Connection;
	ledger: Ledger;
	gate: Gate;
	limiter: CallLimiter;
	/** What other executions dialed for whoever started this one. */
	repeats: Repeats;
	/** Sentences for the output panel. */
	warnings: string[];
	/** One pace for all dials of the run, redials as well. */
	pace: Pace;
	/** The list that the look-ups of the run share, where it is the same for all items. */
	list: SharedList;
	/** Looks for calls of a lost try run one by one, so that two items never take the same call for theirs. */
	looks<T>(look: () => Promise<T>): Promise<T>;
}

/** One pace for the whole run: where the items ask for several, the slowest holds, and the fewest calls at the same time. */
export function paceOf(context: IExecuteFunctions, options: readonly CallOptions[]): Pace {
	const limits = options.flatMap(({ callsPerMinute }) => callsPerMinute ?? []);
	return {
		concurrency: options.reduce((least, { concurrency }) => Math.min(least, concurrency), Infinity),
		perMinute: limits.length === 0 ? null : limits.reduce((least, limit) => Math.min(least, limit)),
		clock: { freeAt: 0 },
		cancelled: context.getExecutionCancelSignal(),
	};
}

/** Dials one item that passed the gate, unless an earlier try already did; never throws. */
export const dialPlanned = async (dialling: Dialling, ready: Ready): Promise<Finished> =>
	await dialOrFind(dialling, ready).catch(() => afterAccident(dialling, ready));

/** An error of our own while an item was dialled: whether the person was phoned is then not known, and nothing is thrown. */
const afterAccident = ({ connection }: Dialling, { planned, audit }: Ready): Finished => ({
	item: planned.item,
	record: { ...unclearRecord(connection, planned.call as CallRequest, null), audit },
});

async function dialOrFind(dialling: Dialling, ready: Ready): Promise<Finished> {
	const { planned, audit, refusal } = ready;
	const { context, ledger } = dialling;
	const { item, options } = planned;
	const call = planned.call === null ? null : punctual(planned.call);
	const connection = { ...dialling.connection, timeoutSeconds: options.timeout };
	const done = (record: CallRecord, at: CallAudit = audit): Finished => ({ item, record: { ...record, audit: at } });
	const blocked = (problem: Problem | null = null, at: CallAudit = audit): Finished => heldBack(connection.provider, planned, problem, at);
	if (call === null) return blocked();

	if (options.dryRun) return refusal === null ? { ...blocked(), dryRun: dryRunOf(connection, call) } : blocked(refusal);
	const earlier = await earlierCall(dialling, connection, call, { audit, isNamed: options.reference !== null });
	if (earlier !== null) return { item, record: earlier, earlier: true };
	if (refusal !== null) return blocked(refusal);

	const asked = await dialling.limiter.ask(call, planned.safety?.callLimit ?? null);
	// Whatever takes time to be asked stands above: nothing comes between this decision and the request.
	const begun = begin(dialling, ready, call, asked);
	if ('refusal' in begun) return blocked(begun.refusal, begun.audit);
	const { since, reservation } = begun;
	const dialed = { ...call, dialedAt: since };
	const late = () => lateProblem(planned, call);
	const { record: placed, answer, late: stopped } = await placeCall(context, connection, dialed, late);
	const record = placed.dialed === 'maybe' ? await resolved(dialling, connection, dialed, { placed, since, audit }) : placed;
	ledger.settle(call, { ...record, audit });
	reservation.settle(record);
	if (record.dialed === 'yes' && placed === record) {
		dialling.warnings.push(...(await sendCallbacks(context, connection.provider, record, call)));
	}
	return done(options.includeRaw ? withRaw(record, answer, connection) : record, stopped?.audit);
}

const queues = new WeakMap<object, Dialling['looks']>();

/** One queue for all runs of the node in this execution, which may go on at the same time. */
export function looksOf(context: IExecuteFunctions): Dialling['looks'] {
	const node = context.getContext('node');
	const known = queues.get(node) ?? oneByOne();
	queues.set(node, known);
	return known;
}

/** Runs what it is given one after the other, whatever becomes of the one before. */
function oneByOne(): Dialling['looks'] {
	let last: Promise<unknown> = Promise.resolve();
	return async (look) => {
		const next = last.then(look, look);
		last = next.catch(() => undefined);
		return await next;
	};
}
