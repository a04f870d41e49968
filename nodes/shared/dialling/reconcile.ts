import type { CallAudit, CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import { agentsToAsk } from '../callLimit/list';
import { needsAgent } from '../providers/registry';
import { pause } from '../time/breath';
import { clockShift } from '../transport/send';
import type { Connection } from '../transport/send';
import { mergeProviderRecord } from './job';
import type { ReconcileResult, ReconcileQuery } from './lookup';
import { agentOf, isNamedLike, listLag, searchEarlierCall, searchNewCall } from './lookup';
import { unknownOutcomeRecord } from './place';
import { clockSkew } from '../call/listedCall';
import type { DialRun } from './dialRun';

/** Milliseconds before each search of a call that was just placed: lists lag behind. */
export const searchPauses = [500, 2000, 4000];

const minute = 60_000;
/** How far back a call of a crashed try is looked for: as long as n8n keeps executions, unless it is told otherwise. */
const crashWindow = 14 * 24 * 60 * minute;
/** How old a call may be that is taken for that of a lost try: an older one may be the call of another execution. */
const minutesOld = 10 * minute;

/** What an earlier try of this execution dialled, or null where nothing stands against dialling now. */
export async function earlierCall(
	dialRun: DialRun,
	connection: Connection,
	parsed: CallRequest,
	{ audit, isNamed }: { audit: CallAudit; isNamed: boolean },
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
			// A try that had begun is never begun again; after a crash only a complete list proves that nobody was phoned.
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
 * The time in which a call began that was placed right then, by the provider's clock: what began before the request left is
 * another call, and providers take their time.
 */
const surelyAfter = ({ baseUrl }: Connection, since: string): ReconcileQuery['ownWindow'] => ({
	from: Date.parse(since) + clockShift(baseUrl).most,
	to: Date.parse(since) + minutesOld,
});

/** Looks for the call of a lost try; that a list does not show it counts only once the list had the time to. */
async function searchAfterCrash(
	{ context, ledger, list }: DialRun,
	connection: Connection,
	sought: ReconcileQuery,
): Promise<ReconcileResult> {
	// The agent may come from an expression, and be another one now: who was phoned by any of them is not dialed again.
	const isParted = needsAgent(connection.provider, 'listCalls');
	const own = isParted ? agentOf(sought.call) : null;
	const search = async (agentId: string | null, notBefore: number) =>
		await searchEarlierCall(sought, agentId, async (query) => await list.read(context, connection, query, notBefore));
	const first = await search(own, -Infinity);
	let { finding } = first;
	if (finding !== 'absent') return finding;
	if (isDeferred(sought.call)) return { perhaps: [] };
	const surelyFrom = ledger.since + listLag.milliseconds;
	if (first.askedAt < surelyFrom) {
		await pause(Math.min(Math.max(0, surelyFrom - Date.now()), listLag.milliseconds), context.getExecutionCancelSignal());
		({ finding } = await search(own, surelyFrom));
	}
	if (finding !== 'absent' || !isParted) return finding;
	const known = await (list.agents ??= agentsToAsk(context, connection));
	if ('unclear' in known) {
		list.agents = null;
		return { perhaps: [] };
	}
	for (const agentId of known.agents ?? []) {
		if (agentId !== own) ({ finding } = await search(agentId, surelyFrom));
		if (finding !== 'absent') return finding;
	}
	return 'absent';
}

/** A call that was given to the provider for later may be in no list before it starts. */
const isDeferred = ({ delaySeconds, scheduledTime, campaignId }: CallRequest): boolean =>
	(delaySeconds ?? 0) > 0 || scheduledTime !== null || campaignId !== null;

/**
 * An unknown outcome after up to three searches for the call: found means that it was placed. Found and noted in one
 * turn of the queue, so that two calls never take the same row for theirs.
 */
export async function resolved(
	dialRun: DialRun,
	connection: Connection,
	call: CallRequest,
	{ placed, since, audit }: { placed: CallRecord; since: string; audit: CallAudit },
): Promise<CallRecord> {
	const { context, ledger } = dialRun;
	if (connection.provider.inProcess || connection.provider.listCalls === undefined) return placed;
	for (const wait of searchPauses) {
		await pause(wait, context.getExecutionCancelSignal());
		const record = await dialRun.serialQueue(async () => {
			const ownWindow = { from: surelyAfter(connection, since).from, to: Date.now() + clockSkew };
			const sought: ReconcileQuery = { call, since: Date.parse(since), ownWindow, isNamed: false, excludedCallIds: ledger.callIds() };
			const finding = await searchNewCall(context, connection, sought);
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
 * Whether a row that fits is this call's, and not that of another dial to the same number whose id was never told: only
 * a reference tells those two apart.
 * @param own how many of the ledger's dials without an id are this very call
 */
const isSureAmongOwn = ({ ledger }: DialRun, call: CallRequest, found: CallRecord, own: 0 | 1): boolean =>
	isNamedLike(found, call) || ledger.dialsWithoutId(call.to).length <= own;
