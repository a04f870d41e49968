import { idsIn, withGapsFilled } from '../call/record';
import { isTerminal } from '../call/lifecycle';
import type { CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import type { CallQuery, Provider } from '../providers/provider';
import { dialedAtIn } from '../providers/reserved';
import type { CallRow } from '../call/listedCall';
import { beginTimeOf, perhapsWithin, surelyWithin, clockSkew, isReadable, isSpelledAlike, digitsOf } from '../call/listedCall';
import { needsAgent } from '../providers/registry';
import type { CallsAtProvider } from './providerCalls';

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
	/** Whether calls to other people may have the same reference. One that the package made is made of the number. */
	isShared: boolean;
	/** Whether an earlier try surely had the same reference. */
	isSteady: boolean;
	/** The provider's ids of calls that are known to be other calls. */
	excludedCallIds: ReadonlySet<string>;
}

/** Maximum number of pages for one search. */
const maxRequests = 3;
/** How many of the rows without a number one search reads one by one. */
const maxRowsRead = 5;
/** How many milliseconds a time loses at most when it is cut to seconds. */
const cutTo = 999;
/** How many milliseconds after a lost try a list without the call proves that it was not placed. */
export const listLag = { milliseconds: 15_000 };
/** Searches the first page once for a call that may just have been placed. `absent` is never certain here. */
export const searchNewCall = async (calls: CallsAtProvider, sought: ReconcileQuery): Promise<ReconcileResult> =>
	(await search(sought, true, agentOf(sought.call), 1, calls)).finding;

/**
 * Searches up to three pages once for a call that an earlier try may have placed.
 * @param agentId the agent whose list is read, null for the list of all agents. The earlier try may have used another agent.
 * @param calls reads the provider's calls
 * @returns the finding, and when the first page was asked for in milliseconds since 1970
 */
export const searchEarlierCall = async (
	sought: ReconcileQuery,
	agentId: string | null,
	calls: CallsAtProvider,
): Promise<{ finding: ReconcileResult; askedAt: number }> => await search(sought, false, agentId, maxRequests, calls);

/**
 * Searches once, by our reference alone, for a call that an earlier try may have placed. A list that is filtered by number does not show a
 * call whose number the provider hides or does not keep.
 */
export const searchByReference = async (sought: ReconcileQuery, calls: CallsAtProvider): Promise<ReconcileResult> =>
	(await search({ ...sought, inAllNumbers: true }, false, null, maxRequests, calls)).finding;

/**
 * @property isNew the call was placed a moment ago, in this run
 * @property byReference the list shows only the rows of this dial, and they tell no number
 */
type Search = ReconcileQuery & { isNew: boolean; byReference: boolean };

async function search(
	{ inAllNumbers = false, ...asked }: ReconcileQuery & { inAllNumbers?: boolean },
	isNew: boolean,
	agentId: string | null,
	pages: number,
	calls: CallsAtProvider,
): Promise<{ finding: ReconcileResult; askedAt: number }> {
	const { provider } = calls;
	const byReference = searchesByReference(provider);
	const sought: Search = { ...asked, isNew, byReference };
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
	// The reference alone identifies the dial: the agent may be another one, and the row may tell no time yet.
	if (byReference) Object.assign(query, { dial: dialOf(call), agentId: needsAgent(provider, 'listCalls') ? agentId : null, after: null });
	else if (inAllNumbers) Object.assign(query, { dial: dialOf(call), to: null, after: null });
	let askedAt = Infinity;
	let unread = maxRowsRead;
	const ended = (finding: ReconcileResult) => ({ finding, askedAt });
	for (let page = 0; page < pages; page++) {
		const shown = await calls.page(query);
		if (shown === null) break;
		askedAt = Math.min(askedAt, shown.askedAt);
		const its: CallRecord[] = [];
		for (const listed of shown.results) {
			let { record, row } = listed;
			let verdict = verdictOn(record, row, sought);
			// Without a number it may be a call to somebody else under the same reference.
			if (byReference && verdict !== 'another' && record.to === null && unread-- > 0) {
				({ record, row } = await withNumber(listed, calls));
				verdict = verdictOn(record, row, sought);
			}
			if (verdict === 'it') its.push(record);
			else if (verdict === 'perhaps') perhaps.push(record);
		}
		// If two rows match, neither is taken: a result must never come from another call.
		if (its.length > 0) return ended(its.length === 1 ? { found: its[0] } : { perhaps: its });
		if (shown.next === null) return ended(perhaps.length > 0 ? { perhaps } : whatAbsenceProves(provider, sought));
		query.cursor = shown.next;
	}
	return ended({ perhaps });
}

/**
 * What a list proves that does not show the call. Rows without number and reference prove nothing. Rows that were filtered by our
 * reference prove that the call was not placed, if the earlier try surely had this reference.
 */
function whatAbsenceProves(provider: Provider, { isSteady }: ReconcileQuery): ReconcileResult {
	if (provider.rowsAreNameless !== true) return 'absent';
	return searchesByReference(provider) && isSteady ? 'absent' : { perhaps: [] };
}

/** Whether the provider's list is searched by our reference, because its rows tell no number. */
export const searchesByReference = ({ rowsAreNameless, listsByReference }: Provider): boolean =>
	rowsAreNameless === true && listsByReference === true;

/** The dial of this call, as a filter of a list. */
export const dialOf = ({ reference, attempt }: CallRequest): NonNullable<CallQuery['dial']> => ({ reference, attempt });

/** A row that tells no number, with what the call's own record tells. It stays as it is if the call cannot be read. */
async function withNumber(listed: CallRow, { one }: CallsAtProvider): Promise<CallRow> {
	const { callId } = listed.record;
	const full = callId === null ? null : await one(callId);
	return full?.record.callId === callId && full !== null ? fullRow(listed, full) : listed;
}

/** The call's own record with its gaps filled from its row. */
export const fullRow = (listed: CallRow, { record, row }: CallRow): CallRow => ({ record: withGapsFilled(record, listed.record), row });

/** Whether a row is the searched call, may be it, or is surely another one. */
function verdictOn(
	record: CallRecord,
	row: unknown,
	{ call, since, ownWindow, isNamed, isShared, isNew, byReference, excludedCallIds }: Search,
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
	// A row that tells no number may be any of the calls with this reference.
	if (byReference && isShared && record.to === null) return 'perhaps';
	if (named && isNamed) return 'it';
	// This is another dial with the same reference. A different reference proves nothing: an expression may change it from try to try.
	if (!named && record.reference === call.reference) return 'another';
	// A row that was found by our reference tells by it whose call it is.
	const isOurs = isSame || (byReference && named && record.to === null);
	if (!isOurs || !isByAgent(record, call) || !(named || record.reference === null)) return 'perhaps';
	// A time that is cut to seconds may seem to lie outside by less than one. The reference makes up for that.
	const slack = byReference ? cutTo : 0;
	const isInTime = begun === null ? isNew && !isTerminal(record.status) : surelyWithin(begun, ownWindow.from - slack, ownWindow.to + slack);
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
