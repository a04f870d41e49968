import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { reportable } from '../call/bugReport';
import { isTerminal } from '../call/lifecycle';
import type { Problem } from '../call/problem';
import type { Provider } from '../providers/provider';
import { providerById, providers } from '../providers/registry';
import type { Connection } from '../transport/send';
import type { CallbackWait } from '../waiting/callback';
import { prepareCallbackWait, isUnderWay, suspendUntilCallback } from '../waiting/callback';
import type { WaitRun } from '../waiting/pendingCalls';
import { identify } from '../waiting/confirming';
import { isAwaited, waitForResults } from '../waiting/results';
import { timedOutRecord } from '../waiting/pendingCalls';
import { inStretches, takeBreaths } from '../time/breath';
import { CallLimiter } from '../callLimit/limiter';
import { connect, isConnection } from '../transport/connect';
import { callerOf, isOneOutput } from '../dialling/caller';
import { withCallerIds } from '../dialling/callerNumbers';
import { serialQueueOf } from '../dialling/dial';
import { toldOfEarlierStarts } from '../dialling/earlierStart';
import type { ItemResult, DialJob, ParsedItem } from '../dialling/job';
import { Preflight, auditOf } from '../dialling/preflight';
import { hintsFor, notesOf } from './hints';
import type { CallNodeSpec } from './nodeSpecs';
import type { Ledger } from '../dialling/ledger';
import { ledgerOf } from '../dialling/ledger';
import { SharedList } from '../dialling/providerCalls';
import { logRun, toOutputs, throwIfTheNodeIsAtFault, withPrivateProblems } from './output';
import { parseItems } from './parseItems';
import { passPreflight } from './passPreflight';
import { adoptRepeats, repeatsOf } from '../dialling/repeats';
import { dialInRounds, markNotReached } from './rounds';
import { afterCrash, notDialed } from '../dialling/notDialed';
import type { DialRun } from '../dialling/dialRun';
import { paceOf } from '../dialling/dialRun';
import { maskNumbersIn } from '../phoneNumber/mask';
import type { Privacy } from '../privacy/privacy';
import { together } from '../privacy/privacy';
import { Progress } from '../dialling/progress';
import { slowedSentence } from '../dialling/slowDown';

/**
 * One run of a call node: reads and checks every item, then runs the preflight, then dials at the chosen pace. Every item
 * leaves exactly once: on output 0 if it was or may have been dialled, on output 1 if it certainly was not.
 * @throws NodeOperationError or NodeApiError only when nothing was dialled and the reason concerns the node itself
 */
export async function runCalls(context: IExecuteFunctions, kind: CallNodeSpec): Promise<INodeExecutionData[][]> {
	if (context.getInputData().length === 0) return isOneOutput(context) ? [[]] : [[], []];
	const provider = chosenProvider(context);
	const parsed = await parseItems(context, provider, kind);

	const startedAt = performance.now();
	const caller = await callerOf(context);
	const privacy = together(parsed.map(({ options }) => options.privacy));
	const ledger = ledgerOf(context, caller.kind === 'execution' ? caller.retriedSince : null, privacy);
	try {
		return await runParsed(context, provider, { parsed, startedAt, caller, ledger });
	} finally {
		ledger.close();
	}
}

async function runParsed(
	context: IExecuteFunctions,
	provider: Provider,
	{
		parsed,
		startedAt,
		caller,
		ledger,
	}: { parsed: ParsedItem[]; startedAt: number; caller: Awaited<ReturnType<typeof callerOf>>; ledger: Ledger },
): Promise<INodeExecutionData[][]> {
	const repeats = repeatsOf(context, caller);
	const adopted = adoptRepeats(repeats, parsed, ledger);
	const preflight = new Preflight(context, provider, ledger);
	const breath = takeBreaths();
	const { results, ...passed } = await passPreflight(preflight, provider, parsed, ledger);
	let { jobs, repeating } = passed;
	const warnings = [...notesOf(provider, parsed, preflight), ...adopted];
	await breath.take();
	const connection = await connectFor(context, provider, parsed, jobs, results, ledger);
	let callbackWait: CallbackWait | null = null;
	let took: string | null = null;
	if (connection !== null && isConnection(connection)) {
		jobs = await withCallerIds(context, connection, jobs, { results, ledger });
		repeating = await withCallerIds(context, connection, repeating, { results, ledger });
		// A call of an earlier try is not dialed now, but may be redialed. Without an ID the provider refuses the redial.
		const redialed = parsed.filter((parsedItem) => parsedItem.redial !== null && awaitedResult(parsedItem, results, ledger) !== null);
		const asJobs = redialed.map((parsedItem): DialJob => ({ parsed: parsedItem, audit: auditOf(parsedItem, null), refusal: null }));
		await withCallerIds(context, connection, asJobs, { results: new Map(), ledger });
		const called = [
			...[...jobs, ...repeating].map((job) => job.parsed),
			...parsed.filter((parsedItem) => awaitedResult(parsedItem, results, ledger) !== null),
		];
		const pace = paceOf(
			context,
			called.map(({ options }) => options),
		);
		const before = { ...pace.clock };
		const dialRun: DialRun = {
			context,
			connection,
			ledger,
			preflight,
			limiter: new CallLimiter(context, connection),
			repeats,
			warnings,
			pace,
			list: new SharedList(),
			progress: new Progress(context.logger, maskNumbersIn(context.getNode().name), jobs.length + repeating.length),
			serialQueue: serialQueueOf(context),
		};
		callbackWait = prepareWait(dialRun, jobs, results);
		const [first, repeated] = callbackWait ? [[callbackWait.job], []] : [jobs, repeating];
		await dialInRounds(dialRun, first, repeated, results);
		if (pace.cancelled?.aborted) dialRun.progress.canceled();
		warnings.push(...toldOfEarlierStarts(results));
		await identify(dialRun, [...first, ...repeated], results);
		if (callbackWait !== null && results.get(callbackWait.job.parsed.item)?.earlier) callbackWait = null;
		if (callbackWait === null) await waitByPolling({ dialRun, preflight, startedAt }, parsed, results);
		const slowed = slowedSentence(pace.clock, provider, before);
		if (slowed !== null) warnings.push(slowed);
		took = dialRun.progress.took();
	} else if (connection !== null) {
		markNotReached(provider, jobs, results, ledger, connection);
		markUnread(parsed, results, ledger, connection);
	}

	await breath.take();
	const found = parsed.map(
		(parsedItem) =>
			results.get(parsedItem.item) ?? { ...notDialed(provider, parsedItem, null, auditOf(parsedItem, null)), notLookedUp: true },
	);
	logRun(context, provider, found, startedAt);
	const privacyOf = (item: number): Privacy => parsed[item].options.privacy;
	throwIfTheNodeIsAtFault(context, withPrivateProblems(found, privacyOf));
	const isForgotten = !ledger.complete && !provider.inProcess;
	const final = isForgotten ? found.map((result, index) => afterCrash(provider, parsed[index], result)) : found;
	await breath.take();
	for (const hint of hintsFor(provider, withPrivateProblems(final, privacyOf), warnings, isOneOutput(context), took))
		context.addExecutionHints(hint);
	if (callbackWait !== null) final[0] = await sleepIfUnderWay(context, provider, callbackWait, final[0], ledger);
	await breath.take();
	return await toOutputs(context, final, privacyOf);
}

/** The provider of the first item. Throws even with On Error: continue, since no item can be handled without it. */
function chosenProvider(context: IExecuteFunctions): Provider {
	const id = String(context.getNodeParameter('provider', 0, ''));
	const provider = providerById(id);
	if (provider !== undefined) return provider;
	const known = providers.map(({ displayName }) => displayName).join(', ');
	const description = `This version knows ${known}. Choose one of them under Provider, or correct its expression.`;
	throw reportable(context.getNode(), new NodeOperationError(context.getNode(), 'The Provider is not known', { description }));
}

/** The connection to the account, or why there is none; null where nobody is dialled and no result is awaited. */
async function connectFor(
	context: IExecuteFunctions,
	provider: Provider,
	parsed: readonly ParsedItem[],
	jobs: readonly DialJob[],
	results: ReadonlyMap<number, ItemResult>,
	ledger: Ledger,
): Promise<Connection | Problem | null> {
	const needed = jobs[0]?.parsed ?? parsed.find((parsedItem) => awaitedResult(parsedItem, results, ledger) !== null);
	return needed === undefined ? null : await connect(context, provider, needed.options.timeout);
}

/** Prepares a wait by callback, which takes one item: the call gets the resume URL of this execution before it is placed. */
function prepareWait(
	{ context, connection, ledger, warnings }: DialRun,
	jobs: DialJob[],
	results: Map<number, ItemResult>,
): CallbackWait | null {
	const [only] = jobs;
	if (only?.parsed.wait?.method !== 'callback' || only.parsed.call === null || connection.provider.inProcess) return null;
	// A retried execution has another resume URL, so the call of the first try is polled instead.
	if (only.refusal !== null || ledger.earlier(only.parsed.call).state !== 'none') return null;
	const prepared = prepareCallbackWait(context, connection, only);
	if ('callbackWait' in prepared) {
		if ((only.parsed.call.retry?.attempts ?? 0) > 0) warnings.push(firstEndSentence(connection.provider));
		return prepared.callbackWait;
	}
	jobs.length = 0;
	results.set(only.parsed.item, notDialed(connection.provider, only.parsed, prepared.problem, only.audit));
	return null;
}

const firstEndSentence = ({ displayName }: Provider): string =>
	`${displayName} calls again by itself and does not publish which of its calls report an end: the wait by callback ends with the first one that does. Choose Polling to wait for the last one.`;

/** Suspends the execution while the call is under way. If n8n refuses, the item goes on with the problem of a time-out. */
async function sleepIfUnderWay(
	context: IExecuteFunctions,
	provider: Provider,
	callbackWait: CallbackWait,
	result: ItemResult,
	ledger: Ledger,
): Promise<ItemResult> {
	if (result.dryRun !== undefined || !isUnderWay(result.record)) return result;
	try {
		await suspendUntilCallback(context, provider, callbackWait, result.record, ledger);
		return result;
	} catch {
		return { ...result, record: timedOutRecord(result.record, callbackWait.job.parsed, provider) };
	}
}

/** The item whose result is still to come, or null. */
function awaitedResult(parsed: ParsedItem, results: ReadonlyMap<number, ItemResult>, ledger: Ledger) {
	const record = results.get(parsed.item)?.record;
	return record !== undefined && isAwaited({ parsed, record }, ledger) ? { parsed, record } : null;
}

/** Adds the reason to the calls of an earlier try whose end cannot be read. */
function markUnread(parsed: readonly ParsedItem[], results: Map<number, ItemResult>, ledger: Ledger, problem: Problem): void {
	for (const {
		parsed: { item },
		record,
	} of parsed.flatMap((parsedItem) => awaitedResult(parsedItem, results, ledger) ?? [])) {
		if (isTerminal(record.status) || record.problem !== undefined) continue;
		results.set(item, { item, record: { ...record, problem } });
	}
}

async function waitByPolling(waitRun: WaitRun, parsed: readonly ParsedItem[], results: Map<number, ItemResult>): Promise<void> {
	const awaited: Array<NonNullable<ReturnType<typeof awaitedResult>>> = [];
	await inStretches(parsed, (parsedItem) => {
		const due = awaitedResult(parsedItem, results, waitRun.dialRun.ledger);
		if (due !== null) awaited.push(due);
	});
	if (awaited.length === 0) return;
	for (const result of await waitForResults(waitRun, awaited)) results.set(result.item, result);
}
