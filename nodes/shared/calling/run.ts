import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { isTerminal } from '../call/lifecycle';
import type { Problem } from '../call/problem';
import type { Provider } from '../providers/provider';
import { providerById, providers } from '../providers/registry';
import type { Connection } from '../transport/send';
import type { Armed } from '../waiting/callback';
import { armCallback, isUnderWay, sleepUntilCallback } from '../waiting/callback';
import type { Waiting } from '../waiting/awaited';
import { identify } from '../waiting/confirming';
import { isAwaited, waitForResults } from '../waiting/results';
import { unfinished } from '../waiting/awaited';
import { inStretches, takeBreaths } from '../time/breath';
import { CallLimiter } from '../callLimit/limiter';
import { connect, isConnection } from '../transport/connect';
import { callerOf, isOneOutput } from '../dialling/caller';
import { looksOf } from '../dialling/dial';
import type { Finished, Ready, Repeating, PlannedCall } from '../dialling/job';
import { Gate, auditOf } from '../dialling/preflight';
import { hintsFor, notesOf } from './hints';
import type { CallKind } from './nodeSpecs';
import type { Ledger } from '../dialling/ledger';
import { ledgerOf } from '../dialling/ledger';
import { SharedList } from '../dialling/lookup';
import { toOutputs, throwIfTheNodeIsAtFault } from './output';
import { planCalls } from './parseItems';
import { adoptRepeats, repeatsOf } from '../dialling/repeats';
import { dialInRounds, leaveOver } from './rounds';
import { afterCrash, faultsAsProblem, heldBack } from '../dialling/notDialed';
import type { Dialling } from '../dialling/dialRun';
import { paceOf } from '../dialling/dialRun';

/**
 * One run of a call node: every item is read and checked first, then passes the gate, then is dialled in pace; every
 * item leaves exactly once, on output 0 if it was or may have been dialled, on output 1 if it certainly was not.
 * @throws NodeOperationError or NodeApiError only when nothing was dialled and the reason concerns the node itself
 */
export async function runCalls(context: IExecuteFunctions, kind: CallKind): Promise<INodeExecutionData[][]> {
	if (context.getInputData().length === 0) return isOneOutput(context) ? [[]] : [[], []];
	const provider = chosenProvider(context);
	const planned = await planCalls(context, provider, kind);

	const startedAt = performance.now();
	const caller = await callerOf(context);
	const ledger = ledgerOf(context, caller.kind === 'execution' ? caller.retriedSince : null);
	try {
		return await runPlanned(context, provider, { planned, startedAt, caller, ledger });
	} finally {
		ledger.close();
	}
}

async function runPlanned(
	context: IExecuteFunctions,
	provider: Provider,
	{ planned, startedAt, caller, ledger }: { planned: PlannedCall[]; startedAt: number; caller: Awaited<ReturnType<typeof callerOf>>; ledger: Ledger },
): Promise<INodeExecutionData[][]> {
	const repeats = repeatsOf(context, caller);
	const adopted = adoptRepeats(repeats, planned, ledger);
	const gate = new Gate(context, provider, ledger);
	const breath = takeBreaths();
	const { finished, ready, repeating } = await passGate(gate, provider, planned, ledger);
	const warnings = [...notesOf(provider, planned, gate), ...adopted];
	await breath.take();
	const connection = await connectFor(context, provider, planned, ready, finished, ledger);
	let armed: Armed | null = null;
	if (connection !== null && isConnection(connection)) {
		const called = [...[...ready, ...repeating].map((one) => one.planned), ...planned.filter((one) => awaitedIn(one, finished, ledger) !== null)];
		const pace = paceOf(context, called.map(({ options }) => options));
		const dialling: Dialling = { context, connection, ledger, gate, limiter: new CallLimiter(context, connection), repeats, warnings, pace, list: new SharedList(), looks: looksOf(context) };
		armed = armOnly(dialling, ready, finished);
		const [first, repeated] = armed ? [[armed.ready], []] : [ready, repeating];
		await dialInRounds(dialling, first, repeated, finished);
		await identify(dialling, [...first, ...repeated], finished);
		if (armed !== null && finished.get(armed.ready.planned.item)?.earlier) armed = null;
		if (armed === null) await waitByPolling({ dialling, gate, startedAt }, planned, finished);
	} else if (connection !== null) {
		leaveOver(provider, ready, finished, ledger, connection);
		leaveUnasked(planned, finished, ledger, connection);
	}

	await breath.take();
	const found = planned.map((one) => finished.get(one.item) ?? { ...heldBack(provider, one, null, auditOf(one, null)), unasked: true });
	throwIfTheNodeIsAtFault(context, found);
	const isForgotten = !ledger.complete && !provider.inProcess;
	const results = isForgotten ? found.map((one, index) => afterCrash(provider, planned[index], one)) : found;
	await breath.take();
	for (const hint of hintsFor(provider, results, warnings, isOneOutput(context))) context.addExecutionHints(hint);
	if (armed !== null) results[0] = await sleepIfUnderWay(context, provider, armed, results[0], ledger);
	await breath.take();
	return await toOutputs(context, results);
}

/** Whatever the node may do with errors: without a provider nothing can be said of any item. */
function chosenProvider(context: IExecuteFunctions): Provider {
	const id = String(context.getNodeParameter('provider', 0, ''));
	const provider = providerById(id);
	if (provider !== undefined) return provider;
	const known = providers.map((one) => one.displayName).join(', ');
	throw new NodeOperationError(context.getNode(), 'The Provider is not known', {
		description: `This version knows ${known}. Choose one of them under Provider, or correct its expression.`,
	});
}

/** The account, where anybody is to be dialled or waited for; null where nothing needs it. */
async function connectFor(
	context: IExecuteFunctions,
	provider: Provider,
	planned: readonly PlannedCall[],
	ready: readonly Ready[],
	finished: ReadonlyMap<number, Finished>,
	ledger: Ledger,
): Promise<Connection | Problem | null> {
	const needed = ready[0]?.planned ?? planned.find((one) => awaitedIn(one, finished, ledger) !== null);
	return needed === undefined ? null : await connect(context, provider, needed.options.timeout);
}

/** A wait by callback takes one item: its call gets the address of this execution before it is placed. */
function armOnly({ context, connection, ledger, warnings }: Dialling, ready: Ready[], finished: Map<number, Finished>): Armed | null {
	const [only] = ready;
	if (only?.planned.wait?.method !== 'callback' || only.planned.call === null || connection.provider.inProcess) return null;
	// The address of an execution that was retried is another one: what it placed before is asked for instead.
	if (only.refusal !== null || ledger.earlier(only.planned.call).state !== 'none') return null;
	const prepared = armCallback(context, connection, only);
	if ('armed' in prepared) {
		if ((only.planned.call.retry?.attempts ?? 0) > 0) warnings.push(firstEndSentence(connection.provider));
		return prepared.armed;
	}
	ready.length = 0;
	finished.set(only.planned.item, heldBack(connection.provider, only.planned, prepared.problem, only.audit));
	return null;
}

const firstEndSentence = ({ displayName }: Provider): string =>
	`${displayName} calls again by itself and does not publish which of its calls report an end: the wait by callback ends with the first one that does. Choose Polling to wait for the last one.`;

/** Puts the execution to sleep where the call is on its way; where n8n does not let it, the item says so and goes on. */
async function sleepIfUnderWay(context: IExecuteFunctions, provider: Provider, armed: Armed, result: Finished, ledger: Ledger): Promise<Finished> {
	if (result.dryRun !== undefined || !isUnderWay(result.record)) return result;
	try {
		await sleepUntilCallback(context, provider, armed, result.record, ledger);
		return result;
	} catch {
		return { ...result, record: unfinished(result.record, armed.ready.planned, provider) };
	}
}

/** The item whose result is still to come, or null. */
function awaitedIn(planned: PlannedCall, finished: ReadonlyMap<number, Finished>, ledger: Ledger) {
	const record = finished.get(planned.item)?.record;
	return record !== undefined && isAwaited({ planned, record }, ledger) ? { planned, record } : null;
}

/** Calls of an earlier try whose end cannot be asked for leave with the reason. */
function leaveUnasked(planned: readonly PlannedCall[], finished: Map<number, Finished>, ledger: Ledger, problem: Problem): void {
	for (const { planned: { item }, record } of planned.flatMap((one) => awaitedIn(one, finished, ledger) ?? [])) {
		if (isTerminal(record.status) || record.problem !== undefined) continue;
		finished.set(item, { item, record: { ...record, problem } });
	}
}

async function waitByPolling(waiting: Waiting, planned: readonly PlannedCall[], finished: Map<number, Finished>): Promise<void> {
	const awaited: Array<NonNullable<ReturnType<typeof awaitedIn>>> = [];
	await inStretches(planned, (one) => {
		const due = awaitedIn(one, finished, waiting.dialling.ledger);
		if (due !== null) awaited.push(due);
	});
	if (awaited.length === 0) return;
	for (const one of await waitForResults(waiting, awaited)) finished.set(one.item, one);
}

/** Sorts the items into those that may be dialled and those that are held back; an earlier dial needs no gate. */
async function passGate(gate: Gate, provider: Provider, planned: PlannedCall[], ledger: Ledger) {
	const now = new Date();
	const finished = new Map<number, Finished>();
	const ready: Ready[] = [];
	const repeating: Repeating[] = [];
	await inStretches(planned, (one) => {
		if (one.call === null) {
			finished.set(one.item, { ...heldBack(provider, one, faultsAsProblem(one), auditOf(one, null)), unasked: true });
			return;
		}
		const { problem, audit, repeatOf } = gate.decide(one, one.call, now);
		const earlier = ledger.earlier(one.call);
		// What was dialled in an earlier try leaves as what it was, whatever the gate or the account says now.
		if (earlier.state === 'dialled') finished.set(one.item, { item: one.item, record: earlier.record });
		else if (problem === null || earlier.state === 'pending' || mayBeForgotten(ledger, problem)) {
			ready.push({ planned: one, audit, refusal: problem });
		} else {
			finished.set(one.item, heldBack(provider, one, problem, audit));
			if (repeatOf !== undefined && !one.options.dryRun) repeating.push({ planned: one, audit, refusal: problem, repeatOf });
		}
	});
	return { finished, ready, repeating };
}

/** Without the ledger of a crashed try, only the provider knows that a refused item was not dialled before. */
const mayBeForgotten = (ledger: Ledger, { type }: Problem): boolean => !ledger.complete && type !== 'duplicate';
