import type { IExecuteFunctions } from 'n8n-workflow';
import { rowIn } from '../call/ids';
import { list } from '../call/json';
import type { CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import { agentOf, clockSkew, readOrNull } from '../dialling/lookup';
import type { CallQuery } from '../providers/provider';
import { needsAgent } from '../providers/registry';
import type { Connection, Exchange } from '../transport/exchange';
import { exchange } from '../transport/exchange';
import { verdictOf } from '../transport/phase';
import type { ListIds } from './assigning';
import { assign, idsOf } from './assigning';

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
	/** The provider's own row of each call that was found. */
	rows: Map<P, unknown>;
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
	const look: Look<P> = { found: new Map(), rows: new Map(), unauthorized: null };
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
	// What stands behind an id that is not known there may be an old call to the same person: the list tells them apart.
	if (record === null || record.callId !== callId) return;
	look.found.set(one, record);
	look.rows.set(one, rowIn(exchanged.answer.body, record.callId) ?? exchanged.answer.body);
}

async function lookAtList<P extends Pursued>(
	context: IExecuteFunctions,
	connection: Connection,
	{ agentId, group, others }: { agentId: string | null; group: P[]; others: ReadonlySet<string> },
	look: Look<P>,
): Promise<void> {
	const { listCalls, listRows, capabilities } = connection.provider;
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
	const own = new Map<CallRecord, unknown>();
	const undocumented = capabilities.callIdInAnswer.supported !== 'yes';
	for (let page = 0; page < mostPages; page++) {
		const exchanged = await exchange(context, connection, listCalls.request(query, connection.settings));
		if (!answered(exchanged, look)) return;
		const read = readOrNull(() => listCalls.read(exchanged.answer, query));
		if (read === null) return;
		rows.push(...read.results);
		const shown = list(listRows?.(exchanged.answer.body));
		for (const [index, row] of read.results.entries()) own.set(row, shown[index]);
		const ids: ListIds = { of: (row) => idsOf(row, own.get(row)), mayDiffer: undocumented && read.next === null };
		assign(group, rows, others, look.found, ids);
		for (const one of group) {
			const row = look.found.get(one);
			if (row !== undefined) look.rows.set(one, own.get(row));
		}
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
