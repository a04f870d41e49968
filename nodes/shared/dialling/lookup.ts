import type { IExecuteFunctions } from 'n8n-workflow';
import { idsIn } from '../call/record';
import { isTerminal } from '../call/lifecycle';
import type { CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import type { CallQuery } from '../providers/provider';
import { dialedAtIn } from '../providers/reserved';
import type { Connection } from '../transport/send';
import type { CallRow } from '../call/listedCall';
import { beginTimeOf, perhapsWithin, surelyWithin, clockSkew, isReadable, isSpelledAlike, digitsOf } from '../call/listedCall';
import type { agentsToAsk } from '../callLimit/list';
import { listOfCalls } from '../providers/listBody';
import { request } from '../transport/request';

/** What a list shows about a call that may have been placed. */
export type ReconcileResult =
	/** This is the call. */
	| { found: CallRecord }
	/** Unknown: the list cannot be read, or it shows these calls, one of which may be the call. */
	| { perhaps: readonly CallRecord[] }
	/** The list does not show the call so far. */
	| 'absent';

/** The call to search for. Instants are epoch milliseconds. */
export interface ReconcileQuery {
	call: CallRequest;
	/** The earliest instant at which it may have been placed. */
	since: number;
	/** A call to this number by this agent that began in this window is the call. One that began outside it may be the call. */
	ownWindow: { from: number; to: number };
	/** Whether the user gave the reference. A reference that the package made is the same for the call of the day before. */
	isNamed: boolean;
	/** The provider's ids of calls that are known to be other calls. */
	excludedCallIds: ReadonlySet<string>;
}

/** Maximum number of GET requests for one search. */
const maxRequests = 3;
/** How many milliseconds after a lost try a list without the call proves that it was not placed. */
export const listLag = { milliseconds: 15_000 };
/** Searches the first page once for a call that may just have been placed. `absent` is never certain here. */
export const searchNewCall = async (context: IExecuteFunctions, connection: Connection, sought: ReconcileQuery): Promise<ReconcileResult> =>
	(await search({ ...sought, isNew: true }, agentOf(sought.call), 1, async (query) => await readPage(context, connection, query))).finding;

/**
 * Searches up to three pages once for a call that an earlier try may have placed.
 * @param agentId the agent whose list is read, null for the list of all agents. The earlier try may have used another agent.
 * @param read reads one page of the list
 * @returns the finding, and when the first page was asked for in milliseconds since 1970
 */
export const searchEarlierCall = async (
	sought: ReconcileQuery,
	agentId: string | null,
	read: PageReader,
): Promise<{ finding: ReconcileResult; askedAt: number }> => await search({ ...sought, isNew: false }, agentId, maxRequests, read);

type PageReader = (query: CallQuery) => Promise<ListPage | null>;

/** @property isNew the call was placed a moment ago, in this run */
type Search = ReconcileQuery & { isNew: boolean };

async function search(
	sought: Search,
	agentId: string | null,
	pages: number,
	read: PageReader,
): Promise<{ finding: ReconcileResult; askedAt: number }> {
	const { call } = sought;
	const perhaps: CallRecord[] = [];
	const query: CallQuery = {
		agentId,
		to: call.to,
		after: new Date(sought.since - clockSkew).toISOString(),
		before: null,
		search: null,
		cursor: null,
		limit: 100,
	};
	let askedAt = Infinity;
	const ended = (finding: ReconcileResult) => ({ finding, askedAt });
	for (let page = 0; page < pages; page++) {
		const shown = await read(query);
		if (shown === null) break;
		askedAt = Math.min(askedAt, shown.askedAt);
		const its: CallRecord[] = [];
		for (const { record, row } of shown.results) {
			const verdict = verdictOn(record, row, sought);
			if (verdict === 'it') its.push(record);
			else if (verdict === 'perhaps') perhaps.push(record);
		}
		// If two rows match, neither is taken: a result must never come from another call.
		if (its.length > 0) return ended(its.length === 1 ? { found: its[0] } : { perhaps: its });
		if (shown.next === null) return ended(perhaps.length > 0 ? { perhaps } : 'absent');
		query.cursor = shown.next;
	}
	return ended({ perhaps });
}

/** Whether a row is the searched call, may be it, or is surely another one. */
function verdictOn(
	record: CallRecord,
	row: unknown,
	{ call, since, ownWindow, isNamed, isNew, excludedCallIds }: Search,
): 'it' | 'perhaps' | 'another' {
	if ([record.callId, ...idsIn(row)].some((id) => id !== null && excludedCallIds.has(id))) return 'another';
	const named = isNamedLike(record, call);
	const dialedAt = call.dialedAt === null ? null : dialedAtIn(row);
	if (named && dialedAt !== null) return dialedAt === call.dialedAt ? 'it' : 'another';
	const begun = beginTimeOf(record, row);
	if (!perhapsWithin(begun, since - clockSkew, Date.now() + clockSkew)) return 'another';
	const isSame = isToSame(record, call);
	// A number that is hidden, missing or in an unusual form may be the dialed one.
	if (!isSame && isReadable(record.to) && !isSpelledAlike(record.to, call.to)) return 'another';
	if (named && isNamed) return 'it';
	// This is another dial with the same reference. A different reference proves nothing: an expression may change it from try to try.
	if (!named && record.reference === call.reference) return 'another';
	if (!isSame || !isByAgent(record, call) || !(named || record.reference === null)) return 'perhaps';
	const isInTime = begun === null ? isNew && !isTerminal(record.status) : surelyWithin(begun, ownWindow.from, ownWindow.to);
	return isInTime ? 'it' : 'perhaps';
}

/** Whether a row is by the agent of this call. It counts as the same if either agent is unknown. */
export const isByAgent = ({ agentId }: CallRecord, call: CallRequest): boolean =>
	agentId === null || agentOf(call) === null || agentId === agentOf(call);
/** Whether a row has the reference and the attempt of this dial. A redial keeps the reference of the first call. */
export const isNamedLike = ({ reference, attempt }: CallRecord, call: CallRequest): boolean =>
	reference === call.reference && (attempt ?? 1) === call.attempt;

/** The agent of a call. Null for a campaign, which uses its own agent. */
export const agentOf = (call: CallRequest): string | null => (call.campaignId === null ? call.agentId : null);

/** Whether a row has the dialed number. Only digits are compared, because some lists leave out the +. */
export const isToSame = (record: CallRecord, call: CallRequest): boolean => digitsOf(record.to) === digitsOf(call.to);

/** One page of a provider's list. */
interface ListPage {
	/** When the page was asked for, in milliseconds since 1970. */
	askedAt: number;
	results: readonly CallRow[];
	next: CallQuery['cursor'];
}

/** How long one reading of a list is shared in a run, in milliseconds. */
const maxPageAge = 5_000;

/**
 * The list that the searches of a run share. A list without pages and filters is the same for every item, and may hold all calls of the
 * account. It is read once in a few seconds, not once for each item.
 */
export class SharedList {
	private page: ListPage | null = null;

	/** The agents whose lists together hold all calls of the account. Null before they were asked for. */
	agents: ReturnType<typeof agentsToAsk> | null = null;

	/**
	 * Reads one page, or gives the shared list if it is recent enough. Null if the list cannot be read.
	 * @param notBefore milliseconds since 1970. A list that was asked for earlier may not show the call yet.
	 */
	async read(context: IExecuteFunctions, connection: Connection, query: CallQuery, notBefore: number): Promise<ListPage | null> {
		if (!connection.provider.listsAllAtOnce) return await readPage(context, connection, query);
		const { page } = this;
		if (page !== null && page.askedAt >= notBefore && Date.now() - page.askedAt < maxPageAge) return page;
		this.page = null;
		return (this.page = await readPage(context, connection, query));
	}
}

/** Reads one page of the list. Null if it cannot be read or trusted. */
async function readPage(context: IExecuteFunctions, connection: Connection, query: CallQuery): Promise<ListPage | null> {
	const list = listOfCalls(connection.provider);
	if (list === undefined) return null;
	const askedAt = Date.now();
	const asked = await request(context, connection, list, query);
	return asked.ok ? { askedAt, ...asked.value.value } : null;
}
