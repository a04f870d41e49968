import type { IWebhookFunctions } from 'n8n-workflow';
import { isTerminal } from '../call/lifecycle';
import { problem } from '../call/problem';
import type { CallRecord } from '../call/record';
import { withGapsFilled } from '../call/record';
import { emptyCallRequest } from '../call/request';
import { beginTimeOf, perhapsWithin, digitsOf } from '../call/listedCall';
import { mergeProviderRecord } from '../dialling/job';
import type { Provider } from '../providers/provider';
import { pause } from '../time/breath';
import { clockShift } from '../transport/send';
import { connect, isConnection } from '../transport/connect';
import type { WaitingCall } from './callback';
import type { CallRow } from '../call/listedCall';
import type { TrackedCall } from './candidates';
import { CallReader } from './reading';
import type { ItemResult, DialJob } from '../dialling/job';
import { placedSince } from './pendingCalls';
import { isDeferred } from './candidates';
import type { DialRun } from '../dialling/dialRun';

/**
 * Milliseconds before each reading of a call that an event reported as ended: the provider's record may lag behind its event. The analysis
 * may follow later still: `analysis` is the time between two readings for it.
 */
export const confirmingPace = { pauses: [0, 1500, 2500], analysis: 2500 };
/** Seconds for one request: all readings together end before the provider gives up its delivery. */
const timeout = 3;
/** Milliseconds after which no further look is begun. */
const maxIdentifyTime = 6_000;

/**
 * The result that resumes a waiting execution. The callback only says that there is one: the call is read at the provider,
 * and its record wins over the body. Where it cannot be read, or is not over there, the record says what is unverified.
 * @param told what the callback says
 * @param overtaken aborted when another delivery has brought the result meanwhile
 */
export async function confirmed(
	context: IWebhookFunctions,
	provider: Provider,
	waiting: WaitingCall,
	told: CallRecord,
	overtaken?: AbortSignal,
): Promise<CallRecord> {
	const shown = await lookUp(context, provider, waiting, told, overtaken).catch((): Shown => 'unreadable');
	if (typeof shown === 'object') return joined(mergeProviderRecord(waiting.record, shown.record, [told]), withoutClaim(told));
	return { ...mergeProviderRecord(waiting.record, withoutClaim(told)), problem: unverified(provider, shown) };
}

/** What a callback says of a call, without the claim that nobody was phoned: only the provider's own record proves that. */
function withoutClaim(told: CallRecord): CallRecord {
	if (told.dialed !== 'no') return told;
	const rest: CallRecord = { ...told, dialed: 'yes' };
	delete rest.problem;
	return rest;
}

/** The ended call as the provider shows it, or why it does not. */
type Shown = CallRow | 'unreadable' | 'not over';

async function lookUp(
	context: IWebhookFunctions,
	provider: Provider,
	waiting: WaitingCall,
	told: CallRecord,
	overtaken?: AbortSignal,
): Promise<Shown> {
	const connection = await connect(context, provider, timeout);
	if (!isConnection(connection)) return 'unreadable';
	const reader = new CallReader<TrackedCall>(context, connection, { callIds: () => new Set(), dialsWithoutId: () => [] });
	const pursued = pursuedOf(waiting);
	const begun = performance.now();
	const read = async (): Promise<{ row: CallRow | undefined; unauthorized: number | null }> => {
		const { found, unauthorized } = await reader.look([pursued]);
		return { row: isOf(waiting, found.get(pursued), clockShift(connection.baseUrl).least), unauthorized };
	};
	let shown: Shown = 'unreadable';
	for (const wait of confirmingPace.pauses) {
		if (performance.now() - begun + wait >= maxIdentifyTime || overtaken?.aborted) break;
		await pause(wait, overtaken);
		const { row, unauthorized } = await read();
		if (row !== undefined && isTerminal(row.record.status)) {
			return await withAnalysis(row, told, begun + (provider.webhook.analysisLag ?? 0), read, overtaken);
		}
		if (row !== undefined) shown = 'not over';
		else if (unauthorized !== null) break;
		// A call without a known id is looked up by the id in the callback.
		pursued.record = { ...pursued.record, callId: pursued.record.callId ?? (row === undefined ? told.callId : row.record.callId) };
	}
	return shown;
}

/** Whether a record says how the talk went. */
const isAnalyzed = ({ summary, analysis }: CallRecord): boolean =>
	summary !== null || Object.values(analysis).some((value) => value !== null);

/**
 * The ended call with its analysis, or without it if none comes in time. A call that reached nobody is not analyzed.
 * @param until when it goes on without the analysis, on the clock of `performance.now`
 */
async function withAnalysis(
	row: CallRow,
	told: CallRecord,
	until: number,
	read: () => Promise<{ row: CallRow | undefined }>,
	overtaken?: AbortSignal,
): Promise<CallRow> {
	let latest = row;
	while (latest.record.status === 'completed' && !isAnalyzed(latest.record) && !isAnalyzed(told)) {
		if (performance.now() + confirmingPace.analysis > until || overtaken?.aborted) break;
		await pause(confirmingPace.analysis, overtaken);
		if (overtaken?.aborted) break;
		const { row: next } = await read();
		if (next !== undefined && isTerminal(next.record.status)) latest = next;
	}
	return latest;
}

/** The row, unless the id that the callback named led to a call to somebody else or of another time. */
function isOf({ record: { callId, to }, since }: WaitingCall, row: CallRow | undefined, shift: number): CallRow | undefined {
	if (row === undefined || callId !== null) return row;
	const isThen = perhapsWithin(beginTimeOf(row.record, row.row), Date.parse(since ?? '') + shift || 0, Infinity);
	return isThen && digitsOf(row.record.to) === digitsOf(to) ? row : undefined;
}

/** The call that is waited for, as far as it is needed to tell it from others. */
function pursuedOf({ record, since, campaignId }: WaitingCall): TrackedCall {
	const { reference, to, agentId, attempt } = record;
	const call = {
		...emptyCallRequest,
		item: 0,
		reference: reference ?? '',
		to: to ?? '',
		agentId,
		campaignId: campaignId ?? null,
		attempt: attempt ?? 1,
	};
	return { call, record, since: since ?? record.createdAt ?? new Date().toISOString() };
}

/** The provider's record with its gaps filled from the callback. */
function joined(record: CallRecord, told: CallRecord): CallRecord {
	const known = Object.entries(record.analysis).filter(([, value]) => value !== null);
	return { ...withGapsFilled(record, told), analysis: { ...told.analysis, ...Object.fromEntries(known) } };
}

function unverified({ displayName, reconcileHint }: Provider, shown: 'unreadable' | 'not over') {
	const why = shown === 'unreadable' ? 'the call could not be read there' : 'its own record does not show that end yet';
	return problem(
		'outcome_unknown',
		`${displayName} reported the end of this call, and ${why}. Status, outcome and transcript are as the callback told them. Look the call up with Manage Call, operation Get, before you rely on them.`,
		{ title: 'The result could not be verified', reconcile: reconcileHint },
	);
}

/** Milliseconds before each look for the IDs of calls that were just placed: lists lag behind. */
const identifyPace = { pauses: [0, 1500] };

interface Nameless extends TrackedCall {
	item: number;
}

/**
 * Gives calls that were placed without a word of their ID the one of their row: the list is asked once or twice for all of
 * them. Two rows that both can be a call are none. A wait by polling looks for its calls itself. Never throws.
 */
export async function identify(dialRun: DialRun, jobs: readonly DialJob[], results: Map<number, ItemResult>): Promise<void> {
	const { context, connection, ledger } = dialRun;
	const { provider } = connection;
	if (provider.inProcess || provider.listCalls === undefined) return;
	let open = jobs.flatMap((nameless) => namelessOf(dialRun, nameless, results) ?? []);
	const reader = new CallReader<Nameless>(context, connection, ledger);
	const cancelled = context.getExecutionCancelSignal();
	for (const wait of identifyPace.pauses) {
		if (open.length === 0 || cancelled?.aborted) return;
		await pause(wait, cancelled);
		// In one turn of the queue, so that two runs never claim the same row.
		await dialRun
			.serialQueue(async () => {
				const { found } = await reader.look(open);
				for (const [
					nameless,
					{
						record: { callId },
					},
				] of found) {
					const result = results.get(nameless.item);
					if (callId === null || result === undefined) continue;
					const record = { ...result.record, callId };
					results.set(nameless.item, { ...result, record });
					ledger.settle(nameless.call, record);
				}
			})
			.catch(() => undefined);
		open = open.filter(({ item }) => results.get(item)?.record.callId === null);
	}
}

/** A call of this run that was placed and has no ID yet; one that is placed for later is in no list so soon. */
function namelessOf(
	{ ledger }: DialRun,
	{ parsed: { item, call, wait } }: DialJob,
	results: ReadonlyMap<number, ItemResult>,
): Nameless | null {
	const result = results.get(item);
	if (call === null || result === undefined || result.earlier || result.dryRun !== undefined) return null;
	const { record } = result;
	if (record.dialed !== 'yes' || record.callId !== null || wait?.method === 'polling' || isDeferred(call)) return null;
	return { item, call, record, since: placedSince(ledger, call, record) };
}
