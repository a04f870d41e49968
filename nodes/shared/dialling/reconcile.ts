import type { CallAudit, CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import { agentsToAsk } from '../callLimit/list';
import type { Provider } from '../providers/provider';
import { needsAgent } from '../providers/registry';
import { pause } from '../time/breath';
import { clockShift } from '../transport/send';
import type { Connection } from '../transport/send';
import { mergeProviderRecord } from './job';
import type { ReconcileResult, ReconcileQuery } from './lookup';
import { agentOf, isNamedLike, listLag, searchByReference, searchEarlierCall, searchesByReference, searchNewCall } from './lookup';
import { callsOf } from './providerCalls';
import { unknownOutcomeRecord } from './place';
import { clockSkew } from '../call/listedCall';
import type { DialRun } from './dialRun';

/** Milliseconds before each search of a call that was just placed: lists lag behind. */
export const searchPauses = [500, 2000, 4000];

const minute = 60_000;
/** Milliseconds to search back after a crash: n8n keeps executions for 14 days by default. */
const crashWindow = 14 * 24 * 60 * minute;
/** Milliseconds: an older call is not taken for that of a lost try, since it may be the call of another execution. */
const minutesOld = 10 * minute;

/** The record of a call that an earlier try placed or may have placed, or null where the call may be dialed now. */
export async function earlierCall(
	dialRun: DialRun,
	connection: Connection,
	parsed: CallRequest,
	{ audit, isNamed, isSteady }: { audit: CallAudit } & Pick<ReconcileQuery, 'isNamed' | 'isSteady'>,
): Promise<CallRecord | null> {
	const { ledger } = dialRun;
	const earlier = ledger.earlier(parsed);
	if (earlier.state === 'dialled') return earlier.record;
	if (earlier.state === 'none' && (ledger.complete || connection.provider.inProcess)) return null;
	const pending = earlier.state === 'pending' ? earlier : null;
	const call = pending === null ? parsed : { ...parsed, reference: pending.reference, dialedAt: pending.since };
	const sought = {
		call,
		isNamed,
		isShared: isNamed,
		isSteady,
		...(pending === null
			? {
					since: Date.now() - crashWindow,
					ownWindow: { from: ledger.since - minutesOld, to: ledger.since + clockShift(connection.baseUrl).least },
				}
			: { since: Date.parse(pending.since), ownWindow: surelyAfter(connection, pending.since) }),
	};
	return await dialRun.serialQueue(async () => {
		const finding = await searchAfterCrash(dialRun, connection, { ...sought, excludedCallIds: ledger.callIds() });
		const unclear = (perhaps: readonly CallRecord[]): CallRecord => ({
			...unknownOutcomeRecord(connection, call, pending?.since ?? null, perhaps),
			audit,
		});
		if (finding === 'absent') {
			// A dial that was begun is never repeated. After a crash a complete list without the call proves that nobody was phoned.
			return pending === null ? null : unclear([]);
		}
		if (!('found' in finding)) return unclear(finding.perhaps);
		if (!isSureAmongOwn(dialRun, call, finding.found, pending === null ? 0 : 1)) return unclear([finding.found]);
		if (pending === null) ledger.pending(call);
		const record = mergeProviderRecord(unclear([]), finding.found);
		ledger.settle(call, record);
		return record;
	});
}

/**
 * The time window of a call that was placed at `since`, by the provider's clock. A call that began before the request is
 * another one; the end leaves time for the provider's queue.
 */
const surelyAfter = ({ baseUrl }: Connection, since: string): ReconcileQuery['ownWindow'] => ({
	from: Date.parse(since) + clockShift(baseUrl).most,
	to: Date.parse(since) + minutesOld,
});

/** Looks for the call of a lost try. A list without the call counts only after the provider had time to list it. */
async function searchAfterCrash(
	{ context, ledger, list }: DialRun,
	connection: Connection,
	sought: ReconcileQuery,
): Promise<ReconcileResult> {
	// The agent may come from an expression and differ from that of the lost try, so the lists of all agents are searched.
	const isParted = needsAgent(connection.provider, 'listCalls');
	const own = isParted ? agentOf(sought.call) : null;
	const search = async (agentId: string | null, notBefore: number) =>
		await searchEarlierCall(
			sought,
			agentId,
			callsOf(context, connection, async (query) => await list.read(context, connection, query, notBefore)),
		);
	const first = await search(own, -Infinity);
	let { finding } = first;
	if (finding !== 'absent') return finding;
	if (isDeferred(sought.call)) return { perhaps: [] };
	const surelyFrom = ledger.since + listLag.milliseconds;
	if (first.askedAt < surelyFrom) {
		await pause(Math.min(Math.max(0, surelyFrom - Date.now()), listLag.milliseconds), context.getExecutionCancelSignal());
		({ finding } = await search(own, surelyFrom));
	}
	if (finding === 'absent' && isFoundEitherWay(connection.provider))
		finding = await searchByReference(sought, callsOf(context, connection));
	if (finding !== 'absent' || !isParted) return finding;
	const known = await (list.agents ??= agentsToAsk(context, connection));
	if (!known.ok) {
		list.agents = null;
		return { perhaps: [] };
	}
	for (const agentId of known.value ?? []) {
		if (agentId !== own) ({ finding } = await search(agentId, surelyFrom));
		if (finding !== 'absent') return finding;
	}
	return 'absent';
}

/** Whether a list can be filtered by number and by our reference. */
const isFoundEitherWay = (provider: Provider): boolean => provider.listsByReference === true && !searchesByReference(provider);

/** A call that was given to the provider for later may be in no list before it starts. */
const isDeferred = ({ delaySeconds, scheduledTime, campaignId }: CallRequest): boolean =>
	(delaySeconds ?? 0) > 0 || scheduledTime !== null || campaignId !== null;

/**
 * Searches up to three times for a call with unknown outcome. A found call was placed. Search and ledger entry share one
 * turn of the queue, so that two calls never claim the same row.
 */
export async function resolved(
	dialRun: DialRun,
	connection: Connection,
	call: CallRequest,
	{ placed, since, audit, isShared }: { placed: CallRecord; since: string; audit: CallAudit; isShared: boolean },
): Promise<CallRecord> {
	const { context, ledger } = dialRun;
	if (connection.provider.inProcess || connection.provider.listCalls === undefined) return placed;
	for (const wait of searchPauses) {
		await pause(wait, context.getExecutionCancelSignal());
		const record = await dialRun.serialQueue(async () => {
			const ownWindow = { from: surelyAfter(connection, since).from, to: Date.now() + clockSkew };
			const known = { isNamed: false, isShared, isSteady: true, excludedCallIds: ledger.callIds() };
			const sought: ReconcileQuery = { call, since: Date.parse(since), ownWindow, ...known };
			const finding = await searchNewCall(callsOf(context, connection), sought);
			if (finding === 'absent' || !('found' in finding) || !isSureAmongOwn(dialRun, call, finding.found, 1)) return null;
			const record = mergeProviderRecord(placed, finding.found);
			ledger.settle(call, { ...record, audit });
			return record;
		});
		if (record !== null) return record;
	}
	return placed;
}

/**
 * Whether a matching row belongs to this call. It may belong to another dial to the same number without an id; only the
 * reference tells the two apart.
 * @param own how many of the ledger's dials without an id are this very call
 */
const isSureAmongOwn = ({ ledger }: DialRun, call: CallRequest, found: CallRecord, own: 0 | 1): boolean =>
	isNamedLike(found, call) || ledger.dialsWithoutId(call.to).length <= own;
