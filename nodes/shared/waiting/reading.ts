import type { IExecuteFunctions } from 'n8n-workflow';
import type { CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import { agentOf, clockSkew, clockSlack, isNamedLike, isToSame, mayBe, readOrNull } from '../dialling/lookup';
import type { CallQuery } from '../providers/provider';
import { needsAgent } from '../providers/registry';
import type { Connection, Exchange } from '../transport/exchange';
import { exchange } from '../transport/exchange';
import { verdictOf } from '../transport/phase';

/** A call that was or may have been placed, and whose end is awaited. */
export interface Pursued {
	call: CallRequest;
	record: CallRecord;
	/** ISO 8601 UTC, right before it was placed. */
	since: string;
}

/** What one look at the provider brought. */
export interface Look<P extends Pursued> {
	found: Map<P, CallRecord>;
	/** The status with which the provider refused the key, else null. */
	unauthorized: number | null;
}

/** Pages of one list at the most in one look; what was not found is looked for again later. */
const mostPages = 20;

/**
 * Looks once at every call: one by its id where the provider reads a call, many through its list, so that one request
 * serves them all. Only GET requests; what cannot be read now is not in the answer.
 * @param others the provider's ids of calls that are known to be other ones
 */
export async function lookAt<P extends Pursued>(
	context: IExecuteFunctions,
	connection: Connection,
	pursued: readonly P[],
	others: ReadonlySet<string>,
): Promise<Look<P>> {
	const look: Look<P> = { found: new Map(), unauthorized: null };
	const [only] = pursued;
	const { getCall, listCalls, capabilities } = connection.provider;
	const byId = getCall !== undefined && capabilities.getCall.supported === 'yes';
	if (byId && ((pursued.length === 1 && only.record.callId !== null) || listCalls === undefined)) {
		for (const one of pursued) await lookAtOne(context, connection, one, look);
		// What reads one call may want another id than the list shows; the list knows the call in any case.
		if (look.found.size > 0 || look.unauthorized !== null || listCalls === undefined) return look;
	}
	const perAgent = needsAgent(connection.provider, 'listCalls');
	const agents = new Set(pursued.map(({ call }) => (perAgent ? agentOf(call) : null)));
	for (const agentId of agents) {
		const group = pursued.filter(({ call }) => !perAgent || agentOf(call) === agentId);
		await lookAtList(context, connection, { agentId, group, others }, look);
	}
	return look;
}

async function lookAtOne<P extends Pursued>(
	context: IExecuteFunctions,
	connection: Connection,
	one: P,
	look: Look<P>,
): Promise<void> {
	const { getCall } = connection.provider;
	const { callId } = one.record;
	if (getCall === undefined || callId === null) return;
	const ref = { callId, agentId: agentOf(one.call) };
	const exchanged = await exchange(context, connection, getCall.request(ref, connection.settings));
	if (!answered(exchanged, look)) return;
	const record = readOrNull(() => getCall.read(exchanged.answer, ref));
	if (record !== null && (record.callId === callId || isToSame(record, one.call))) look.found.set(one, record);
}

async function lookAtList<P extends Pursued>(
	context: IExecuteFunctions,
	connection: Connection,
	{ agentId, group, others }: { agentId: string | null; group: P[]; others: ReadonlySet<string> },
	look: Look<P>,
): Promise<void> {
	const { listCalls } = connection.provider;
	if (listCalls === undefined) return;
	const [only] = group;
	const alone = group.length === 1 ? only : null;
	const earliest = group.toSorted((a, b) => a.since.localeCompare(b.since))[0];
	const query: CallQuery = {
		agentId: agentId ?? (alone && agentOf(alone.call)),
		to: alone?.call.to ?? null,
		after: new Date(Date.parse(earliest.since) - clockSkew).toISOString(),
		before: null,
		search: alone?.call.reference ?? null,
		cursor: null,
		limit: 100,
	};
	const rows: CallRecord[] = [];
	for (let page = 0; page < mostPages; page++) {
		const exchanged = await exchange(context, connection, listCalls.request(query, connection.settings));
		if (!answered(exchanged, look)) return;
		const read = readOrNull(() => listCalls.read(exchanged.answer, query));
		if (read === null) return;
		rows.push(...read.results);
		assign(group, rows, others, look.found);
		if (read.next === null || group.every((one) => look.found.has(one))) return;
		query.cursor = read.next;
	}
}

/** Whether the answer can be read; a refused key is noted. */
function answered(exchanged: Exchange, look: Look<Pursued>): exchanged is Extract<Exchange, { answer: unknown }> {
	if (!('answer' in exchanged)) return false;
	const { status } = exchanged.answer;
	if (status === 401 || status === 403) look.unauthorized = status;
	return verdictOf(status) === 'answered';
}

/**
 * Gives every call its row: by the provider's id, by our reference where the list echoes it, and else, for a call
 * whose id was never told, by number, agent and time among the rows that belong to no other call.
 */
export function assign<P extends Pursued>(
	pursued: readonly P[],
	rows: readonly CallRecord[],
	others: ReadonlySet<string>,
	found: Map<P, CallRecord>,
): void {
	const taken = new Set(others);
	for (const { callId } of found.values()) if (callId !== null) taken.add(callId);
	const take = (one: P, row: CallRecord | undefined): void => {
		if (row === undefined) return;
		found.set(one, row);
		if (row.callId !== null) taken.add(row.callId);
	};
	for (const { record } of pursued) if (record.callId !== null) taken.add(record.callId);
	for (const one of pursued) {
		const { call, record } = one;
		take(one, rows.find(({ callId }) => callId !== null && callId === record.callId) ?? nearest(one, rows.filter((row) => isNamedLike(row, call))));
	}
	for (const one of pursued) {
		if (found.has(one) || one.record.callId !== null) continue;
		const { call } = one;
		take(one, nearest(one, rows.filter((row) => row.reference === null && mayBe(row, { call, others: taken }, earliestOf(one)))));
	}
}

/** Milliseconds in which every call should have appeared in the list. */
const longestLag = 60_000;

/**
 * ISO 8601 UTC before which the call cannot have begun. A list that lags may still show the call before in its place, so
 * an older row counts as a wrong clock only later on, and never for a call that may not exist.
 */
function earliestOf({ since, record }: Pursued): string {
	const placed = Date.parse(since);
	const late = record.dialed === 'yes' && Date.now() - placed > longestLag;
	return new Date(placed - (late ? clockSkew : clockSlack)).toISOString();
}

/**
 * The row that began nearest to the request: a reference comes back when the same workflow runs again. Rows that begin
 * in the future come from a clock of another zone, by which an older one would seem nearer: then the newest is taken.
 */
function nearest(one: Pursued, rows: CallRecord[]): CallRecord | undefined {
	const began = (row: CallRecord): string => row.createdAt ?? row.startedAt ?? one.since;
	const distance = (row: CallRecord): number => Math.abs(Date.parse(began(row)) - Date.parse(one.since));
	const candidates = rows.filter((row) => began(row) >= earliestOf(one)).sort((a, b) => distance(a) - distance(b));
	const newest = candidates.at(-1);
	return newest !== undefined && Date.parse(began(newest)) > Date.now() + clockSkew ? newest : candidates[0];
}
