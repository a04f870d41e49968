import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Problem } from '../call/problem';
import { stopsTheRun } from '../call/problem';
import type { CallRecord } from '../call/record';
import { callRecord } from '../call/record';
import { faultProblem } from '../fields/fault';
import type { Provider } from '../providers/provider';
import { providerById } from '../providers/registry';
import type { Connection } from '../transport/exchange';
import { sendCallbacks } from './callbacks';
import { connect, isConnection } from './connect';
import { dryRunOf } from './dryRun';
import { hintsFor } from './hints';
import { toOutputs } from './outputs';
import { inPace } from './pace';
import { placeCall, withRaw } from './place';
import type { PlannedCall } from './plan';
import { planCalls } from './plan';
import type { CallKind } from './kinds';
import { throwIfTheNodeIsAtFault } from './throwing';

/** What leaves with one input item. */
export interface Finished {
	item: number;
	record: CallRecord;
	/** The request that a dry run would have sent. */
	dryRun?: INodeExecutionData['json'];
}

/**
 * One run of a call node: every item is read and checked first, then dialled in pace; every item leaves exactly once,
 * on output 0 if it was or may have been dialled, on output 1 if it is certain that it was not.
 * @throws NodeOperationError or NodeApiError only when nothing was dialled and the reason concerns the node itself
 */
export async function runCalls(context: IExecuteFunctions, kind: CallKind): Promise<INodeExecutionData[][]> {
	const provider = providerById(String(context.getNodeParameter('provider', 0, '')));
	const planned = context.getInputData().length > 0 && provider ? planCalls(context, provider, kind) : [];
	if (!provider || planned.length === 0) return [[], []];

	const finished = new Map<number, Finished>();
	for (const one of planned) if (one.faults.length > 0) finished.set(one.item, heldBack(provider, one));
	const ready = planned.filter((one) => one.call !== null);
	const warnings = await dial(context, provider, ready, finished);

	const results = planned.map((one) => finished.get(one.item) ?? notAttempted(provider, one, null));
	throwIfTheNodeIsAtFault(context, results);
	for (const hint of hintsFor(provider, results, warnings)) context.addExecutionHints(hint);
	return toOutputs(context, results);
}

/** Dials what is ready; returns what a person should know beside the records. */
async function dial(
	context: IExecuteFunctions,
	provider: Provider,
	ready: PlannedCall[],
	finished: Map<number, Finished>,
): Promise<string[]> {
	const warnings: string[] = [];
	if (ready.length === 0) return warnings;
	const connection = await connect(context, provider, ready[0].options.timeout);
	let stopper: Problem | null = null;
	if (isConnection(connection)) {
		const [first] = ready;
		const pace = { concurrency: first.options.concurrency, perMinute: first.options.callsPerMinute };
		await inPace(ready, pace, async (one) => {
			const result = await dialOne(context, connection, one, warnings);
			finished.set(one.item, result);
			const { problem } = result.record;
			if (problem && result.record.dialed === 'no' && stopsTheRun(problem.type)) stopper ??= problem;
			return { stop: stopper !== null };
		});
	} else {
		stopper = connection;
	}
	for (const one of ready) {
		if (!finished.has(one.item)) finished.set(one.item, notAttempted(provider, one, stopper));
	}
	return warnings;
}

async function dialOne(
	context: IExecuteFunctions,
	connection: Connection,
	planned: PlannedCall,
	warnings: string[],
): Promise<Finished> {
	const { item, call, options } = planned;
	if (call === null) return heldBack(connection.provider, planned);
	const ownTime = { ...connection, timeoutSeconds: options.timeout };
	if (options.dryRun) {
		const record = callRecord(connection.provider.id, { ...planned.known, status: 'blocked', dialed: 'no' });
		return { item, record: withAudit(record, planned), dryRun: dryRunOf(ownTime, call) };
	}
	const { record, answer } = await placeCall(context, ownTime, call);
	if (record.dialed === 'yes') warnings.push(...(await sendCallbacks(context, connection.provider, record, call)));
	const complete = options.includeRaw ? withRaw(record, answer, connection) : record;
	return { item, record: withAudit(complete, planned) };
}

/** An item that its own faults hold back: one problem, whose sentence names every fault. */
function heldBack(provider: Provider, planned: PlannedCall): Finished {
	const [first, ...others] = planned.faults;
	const problem = faultProblem(first, planned.item);
	problem.detail = [problem.detail, ...others.map((fault) => `${fault.field} ${fault.sentence}`)].join(' ');
	const record = callRecord(provider.id, { ...planned.known, status: 'blocked', dialed: 'no', problem });
	return { item: planned.item, record: withAudit(record, planned) };
}

/** An item that was never tried, since an earlier one showed that the account is refused. */
function notAttempted(provider: Provider, planned: PlannedCall, stopper: Problem | null): Finished {
	const problem = stopper ?? undefined;
	const record = callRecord(provider.id, { ...planned.known, status: 'blocked', dialed: 'no', problem });
	return { item: planned.item, record: withAudit(record, planned) };
}

const withAudit = (record: CallRecord, planned: PlannedCall): CallRecord => ({
	...record,
	audit: {
		country: planned.number?.country ?? null,
		numberType: planned.number?.type ?? null,
		timeZones: null,
		localTime: null,
		rule: null,
		decision: planned.faults.length === 0 ? 'allowed' : 'refused',
	},
});
