import type { IExecuteFunctions } from 'n8n-workflow';
import { idsIn } from '../call/ids';
import { isTerminal } from '../call/lifecycle';
import type { CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import type { CallQuery } from '../providers/provider';
import { dialedAtIn } from '../providers/reserved';
import type { Connection } from '../transport/exchange';
import { begunOf, perhapsWithin, surelyWithin } from './begun';
import type { ListPage } from './listPage';
import { readPage } from './listPage';

/** What a list says of a call that may have been placed. */
export type Finding =
	/** This is the call. */
	| { found: CallRecord }
	/** Nothing follows: the list cannot be read, or shows these calls, which may be the one. */
	| { perhaps: readonly CallRecord[] }
	/** It was not placed, as far as the list knows by now. */
	| 'absent';

/** The call that is looked for. Instants are epoch milliseconds. */
export interface Sought {
	call: CallRequest;
	/** When it may have been placed at the earliest. */
	since: number;
	/** A call to this number by this agent that began within this time is the one; any other one only may be. */
	surely: { from: number; to: number };
	/** Whether the reference was given by the user: one that the package made is the same for the call of the day before. */
	isNamed: boolean;
	/** The provider's ids of calls that are known to be other ones. */
	others: ReadonlySet<string>;
}

/** GET requests for one look-up at the most. */
const mostRequests = 3;
/** Milliseconds that have to pass after a try was lost before a list without its call proves that there is none. */
export const listLag = { milliseconds: 15_000 };
/** Milliseconds by which the provider's clock may be off. */
export const clockSkew = 120_000;

/** Searches once, on the first page, for a call that may just have been placed; never `absent` for sure. */
export const searchNewCall = async (context: IExecuteFunctions, connection: Connection, sought: Sought): Promise<Finding> =>
	(await search({ ...sought, isNew: true }, agentOf(sought.call), 1, async (query) => await readPage(context, connection, query))).finding;

/**
 * Searches once, through up to three pages, for a call that an earlier try may have placed.
 * @param agentId the agent whose list is read, null for that of all: the earlier try may have called by another one
 * @param read reads one page of the list
 * @returns also when the first page was asked for, in milliseconds since 1970
 */
export const searchEarlierCall = async (sought: Sought, agentId: string | null, read: PageReader): Promise<{ finding: Finding; askedAt: number }> =>
	await search({ ...sought, isNew: false }, agentId, mostRequests, read);

type PageReader = (query: CallQuery) => Promise<ListPage | null>;

/** @property isNew it was placed a moment ago, in this very run */
type Search = Sought & { isNew: boolean };

async function search(sought: Search, agentId: string | null, pages: number, read: PageReader): Promise<{ finding: Finding; askedAt: number }> {
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
	const ended = (finding: Finding) => ({ finding, askedAt });
	for (let page = 0; page < pages; page++) {
		const shown = await read(query);
		if (shown === null) break;
		askedAt = Math.min(askedAt, shown.askedAt);
		const its: CallRecord[] = [];
		for (const [index, record] of shown.results.entries()) {
			const verdict = verdictOn(record, shown.rows[index], sought);
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
function verdictOn(record: CallRecord, row: unknown, { call, since, surely, isNamed, isNew, others }: Search): 'it' | 'perhaps' | 'another' {
	if ([record.callId, ...idsIn(row)].some((id) => id !== null && others.has(id))) return 'another';
	const named = isNamedLike(record, call);
	const dialedAt = call.dialedAt === null ? null : dialedAtIn(row);
	if (named && dialedAt !== null) return dialedAt === call.dialedAt ? 'it' : 'another';
	const begun = begunOf(record, row);
	if (!perhapsWithin(begun, since - clockSkew, Date.now() + clockSkew)) return 'another';
	const isSame = isToSame(record, call);
	// A number that is hidden or not there yet, or in an unusual form, may be the one that was called.
	if (!isSame && isReadable(record.to) && !isSpelledAlike(record.to, call.to)) return 'another';
	if (named && isNamed) return 'it';
	// Another dial under the same reference; a reference from an expression may change from try to try and proves nothing.
	if (!named && record.reference === call.reference) return 'another';
	if (!isSame || !isByAgent(record, call) || !(named || record.reference === null)) return 'perhaps';
	const isInTime = begun === null ? isNew && !isTerminal(record.status) : surelyWithin(begun, surely.from, surely.to);
	return isInTime ? 'it' : 'perhaps';
}

/** Whether a row is by the agent of this call, as far as both are told. */
export const isByAgent = ({ agentId }: CallRecord, call: CallRequest): boolean =>
	agentId === null || agentOf(call) === null || agentId === agentOf(call);

/** Digits of a number that tell it from others; fewer are an extension, a service or a part of it. */
const leastDigits = 7;

/** Whether a number is one: not missing, hidden behind signs or cut. */
const isReadable = (number: string | null): boolean =>
	number !== null && /^[+\d\s().\-/]+$/.test(number) && digitsOf(number).length >= leastDigits;

/** Whether the number may be the one that was called, without its country or in an unusual form. */
function isSpelledAlike(told: string | null, e164: string): boolean {
	const [listed, called] = [digitsOf(told).replace(/^0+/, ''), digitsOf(e164)];
	return listed.length >= leastDigits && (called.endsWith(listed) || listed.endsWith(called));
}

/** Whether a row carries the name of this very dial: a redial keeps the reference of the first call. */
export const isNamedLike = ({ reference, attempt }: CallRecord, call: CallRequest): boolean =>
	reference === call.reference && (attempt ?? 1) === call.attempt;

/** A campaign calls with an agent of its own. */
export const agentOf = (call: CallRequest): string | null => (call.campaignId === null ? call.agentId : null);

/** Whether a row names the number that was called; some lists leave the + out. */
export const isToSame = (record: CallRecord, call: CallRequest): boolean => digitsOf(record.to) === digitsOf(call.to);

/** Whether a row is one to this number; `perhaps` where its number is not told, hidden or in another spelling. */
export function sameNumber({ to }: CallRecord, e164: string): 'yes' | 'perhaps' | 'no' {
	if (digitsOf(to) === digitsOf(e164)) return 'yes';
	return !isReadable(to) || isSpelledAlike(to, e164) ? 'perhaps' : 'no';
}

export const digitsOf = (number: string | null): string => (number ?? '').replace(/\D/g, '');
