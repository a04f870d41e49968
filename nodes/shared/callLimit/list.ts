import type { IExecuteFunctions } from 'n8n-workflow';
import { endedUndialed } from '../call/lifecycle';
import { idsIn } from '../call/record';
import type { CallRecord } from '../call/record';
import type { CallRow } from '../call/listedCall';
import { beginTimeOf, perhapsWithin, clockSkew, sameNumber } from '../call/listedCall';
import { listOfAgents, listOfCalls, readOrNull } from '../providers/listBody';
import type { CallQuery, Provider } from '../providers/provider';
import { needsAgent } from '../providers/registry';
import type { Connection } from '../transport/send';
import { request } from '../transport/request';
import type { HttpAnswer } from '../call/http';
import type { ListedCall } from './count';
import { classifyStatus } from '../call/http';
import type { Failure, Result } from '../call/result';
import { ok } from '../call/result';

/** A call to a person, with the record of its row. */
export interface CallToPerson extends ListedCall {
	record: CallRecord;
	/** Its row leaves the reference out, and the call itself could not be read. */
	isUnread?: boolean;
}

/** The rows of a provider's list, or why the calls to a person cannot be counted. */
export type Listing = Result<readonly CallRow[], Failure>;

/**
 * The failure for calls that cannot be counted.
 * @param sentence why they cannot be counted
 * @param retryAfter milliseconds after which another try may succeed, null if none will
 */
export function unclear(sentence: string, retryAfter: number | null): { ok: false; fault: Failure } {
	const instead = 'emove Call Limit under Safety if the person may be called all the same.';
	const wayOut = retryAfter === null ? `R${instead}` : `Try again later; r${instead}`;
	return { ok: false, fault: { sentence, wayOut, httpStatus: null, retryAfter } };
}

/** How many pages of one list are read. The calls on further pages stay unknown. */
const maxPages = 20;
/** How many agents' lists are read, if the provider lists the calls of one agent at a time. */
const maxAgents = 50;
const soon = 5 * 60_000;

/** How many agents' lists are read at the same time. */
const atOnce = 5;

/** What a list is asked for. Instants are epoch milliseconds. */
interface Wanted {
	/** Null for the calls to all numbers. E.164 otherwise. */
	to: string | null;
	since: number;
	/** Null if one list holds the calls of all agents. */
	agents: readonly string[] | null;
}

/** Reads all calls of the account since an instant. If `to` is given, a provider that can filter by number lists only the calls to it. */
export async function listSince(context: IExecuteFunctions, connection: Connection, { to, since, agents }: Wanted): Promise<Listing> {
	const asked: Array<string | null> = agents === null ? [null] : [...agents];
	const after = new Date(since - clockSkew).toISOString();
	const rows: CallRow[] = [];
	while (asked.length > 0) {
		const lists = await Promise.all(
			asked.splice(0, atOnce).map(async (agentId) => await readAll(context, connection, { agentId, to, after })),
		);
		for (const read of lists) {
			if (!read.ok) return read;
			rows.push(...read.value);
		}
	}
	return ok(rows);
}

/** The ids of the agents whose lists together hold all calls of the account. Null if one list holds all calls. */
export async function agentsToAsk(context: IExecuteFunctions, connection: Connection): Promise<Result<string[] | null, Failure>> {
	const { provider } = connection;
	if (!needsAgent(provider, 'listCalls')) return ok(null);
	const list = listOfAgents(provider);
	if (list === undefined) return unclear(`${provider.displayName} lists no agents, whose calls it lists one by one`, null);
	const agents: string[] = [];
	const query = { search: null, cursor: null as string | null };
	for (let page = 0; page < maxPages; page++) {
		const asked = await request(context, connection, list, query);
		if (!asked.ok) return unclear(`${provider.displayName} did not list its agents, whose calls it lists one by one`, soon);
		const read = asked.value.value;
		agents.push(...read.results.map(({ id }) => id));
		if (agents.length > maxAgents) break;
		if (read.next === null) return ok(agents);
		query.cursor = read.next;
	}
	return unclear(`${provider.displayName} lists calls for one agent at a time, and there are more than ${maxAgents} agents`, null);
}

async function readAll(
	context: IExecuteFunctions,
	connection: Connection,
	asked: Pick<CallQuery, 'agentId' | 'to' | 'after'>,
): Promise<Listing> {
	const { provider } = connection;
	const { displayName } = provider;
	const list = listOfCalls(provider);
	if (list === undefined) return unclear(`${displayName} lists no calls`, null);
	const query: CallQuery = { ...asked, before: null, search: null, cursor: null, limit: 100 };
	const rows: CallRow[] = [];
	for (let page = 0; page < maxPages; page++) {
		const answered = await request(context, connection, list, query);
		if (!answered.ok && answered.fault.kind === 'unreached') {
			return unclear(`the list of calls of ${displayName} could not be reached`, soon);
		}
		if (!answered.ok && answered.fault.kind === 'status') return refused(provider, answered.fault.answer);
		if (!answered.ok || !namesCalls(answered.value.value.results)) {
			return unclear(`${displayName} answered with something that is no list of calls`, soon);
		}
		const read = answered.value.value;
		rows.push(...read.results);
		if (read.next === null) return ok(rows);
		query.cursor = read.next;
	}
	return unclear(`the list of calls of ${displayName} is longer than ${maxPages} pages`, null);
}

/** Whether the rows are calls: the list is empty, or at least one row has an id. */
const namesCalls = (rows: readonly CallRow[]): boolean => rows.length === 0 || rows.some(({ record }) => record.callId !== null);

function refused(provider: Provider, answer: HttpAnswer): Listing {
	const seconds = classifyStatus(answer.status) === 'refused' ? readOrNull(() => provider.readRefusal(answer).retryAfterSeconds) : null;
	return unclear(`${provider.displayName} did not list its calls (${answer.status})`, seconds === null ? soon : seconds * 1000);
}

/**
 * The rows that are, or may be, calls to this number since an instant.
 * @param to E.164
 * @param since epoch milliseconds
 */
export function callsTo(to: string, rows: readonly CallRow[], since: number): CallToPerson[] {
	return rows.flatMap(({ record, row }) => {
		const same = sameNumber(record, to);
		// A call that the provider accepted and never placed rang nobody.
		if (same === 'no' || endedUndialed(record)) return [];
		const begun = beginTimeOf(record, row);
		if (!perhapsWithin(begun, since, Infinity)) return [];
		const ids = [...new Set([...(record.callId === null ? [] : [record.callId]), ...idsIn(row)])];
		return [
			{
				isSure: same === 'yes',
				ids,
				reference: record.reference,
				agentId: record.agentId,
				begun,
				dials: Math.max(1, record.attempts?.length ?? 1),
				record,
			},
		];
	});
}
