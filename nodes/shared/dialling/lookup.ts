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

/** What a list says of a call that may have been placed. */
export type ReconcileResult =
	/** This is the call. */
	| { found: CallRecord }
	/** Nothing follows: the list cannot be read, or shows these calls, which may be the one. */
	| { perhaps: readonly CallRecord[] }
	/** It was not placed, as far as the list knows by now. */
	| 'absent';

/** The call that is looked for. Instants are epoch milliseconds. */
export interface ReconcileQuery {
	call: CallRequest;
	/** When it may have been placed at the earliest. */
	since: number;
	/** A call to this number by this agent that began within this time is the one; any other one only may be. */
	ownWindow: { from: number; to: number };
	/** Whether the reference was given by the user: one that the package made is the same for the call of the day before. */
	isNamed: boolean;
	/** The provider's ids of calls that are known to be other ones. */
	excludedCallIds: ReadonlySet<string>;
}

/** GET requests for one look-up at the most. */
const maxRequests = 3;
/** Milliseconds that have to pass after a try was lost before a list without its call proves that there is none. */
export const listLag = { milliseconds: 15_000 };
/** Searches once, on the first page, for a call that may just have been placed; never `absent` for sure. */
export const searchNewCall = async (context: IExecuteFunctions, connection: Connection, sought: ReconcileQuery): Promise<ReconcileResult> =>
	(await search({ ...sought, isNew: true }, agentOf(sought.call), 1, async (query) => await readPage(context, connection, query))).finding;

/**
 * Searches once, through up to three pages, for a call that an earlier try may have placed.
 * @param agentId the agent whose list is read, null for that of all: the earlier try may have called by another one
 * @param read reads one page of the list
 * @returns also when the first page was asked for, in milliseconds since 1970
 */
export const searchEarlierCall = async (
	sought: ReconcileQuery,
	agentId: string | null,
	read: PageReader,
): Promise<{ finding: ReconcileResult; askedAt: number }> => await search({ ...sought, isNew: false }, agentId, maxRequests, read);

type PageReader = (query: CallQuery) => Promise<ListPage | null>;

/** @property isNew it was placed a moment ago, in this very run */
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
		// Two calls that both could be it are none: a result is this call's or nobody's.
		if (its.length > 0) return ended(its.length === 1 ? { found: its[0] } : { perhaps: its });
		if (shown.next === null) return ended(perhaps.length > 0 ? { perhaps } : 'absent');
		query.cursor = shown.next;
	}
	return ended({ perhaps });
}

/** Whether a row is the call that is looked for, may be it, or surely is another one. */
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
	// A number that is hidden or not there yet, or in an unusual form, may be the one that was called.
	if (!isSame && isReadable(record.to) && !isSpelledAlike(record.to, call.to)) return 'another';
	if (named && isNamed) return 'it';
	// Another dial under the same reference; a reference from an expression may change from try to try and proves nothing.
	if (!named && record.reference === call.reference) return 'another';
	if (!isSame || !isByAgent(record, call) || !(named || record.reference === null)) return 'perhaps';
	const isInTime = begun === null ? isNew && !isTerminal(record.status) : surelyWithin(begun, ownWindow.from, ownWindow.to);
	return isInTime ? 'it' : 'perhaps';
}

/** Whether a row is by the agent of this call, as far as both are told. */
export const isByAgent = ({ agentId }: CallRecord, call: CallRequest): boolean =>
	agentId === null || agentOf(call) === null || agentId === agentOf(call);
/** Whether a row carries the name of this very dial: a redial keeps the reference of the first call. */
export const isNamedLike = ({ reference, attempt }: CallRecord, call: CallRequest): boolean =>
	reference === call.reference && (attempt ?? 1) === call.attempt;

/** A campaign calls with an agent of its own. */
export const agentOf = (call: CallRequest): string | null => (call.campaignId === null ? call.agentId : null);

/** Whether a row names the number that was called; some lists leave the + out. */
export const isToSame = (record: CallRecord, call: CallRequest): boolean => digitsOf(record.to) === digitsOf(call.to);

/** A page of a provider's list, as it was read. */
interface ListPage {
	/** Milliseconds since 1970, before it was asked for. */
	askedAt: number;
	results: readonly CallRow[];
	next: CallQuery['cursor'];
}

/** Milliseconds for which one reading of a list serves the look-ups of a run. */
const maxPageAge = 5_000;

/**
 * What the look-ups of a run share: a list that has no pages and knows no filters is the same for every item, and may hold
 * all calls of the account. It is asked for once in a few seconds, not once for each item.
 */
export class SharedList {
	private page: ListPage | null = null;

	/** The agents whose lists make up that of the account, once they were asked for. */
	agents: ReturnType<typeof agentsToAsk> | null = null;

	/** @param notBefore milliseconds since 1970: a list that was asked for earlier may not show the call yet */
	async read(context: IExecuteFunctions, connection: Connection, query: CallQuery, notBefore: number): Promise<ListPage | null> {
		if (!connection.provider.listsAllAtOnce) return await readPage(context, connection, query);
		const { page } = this;
		if (page !== null && page.askedAt >= notBefore && Date.now() - page.askedAt < maxPageAge) return page;
		this.page = null;
		return (this.page = await readPage(context, connection, query));
	}
}

/** One page of the list; null where it cannot be read or believed. */
async function readPage(context: IExecuteFunctions, connection: Connection, query: CallQuery): Promise<ListPage | null> {
	const list = listOfCalls(connection.provider);
	if (list === undefined) return null;
	const askedAt = Date.now();
	const asked = await request(context, connection, list, query);
	return asked.ok ? { askedAt, ...asked.value.value } : null;
}
