import type { IExecuteFunctions } from 'n8n-workflow';
import type { CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import type { CallQuery } from '../providers/provider';
import type { Connection } from '../transport/exchange';
import { exchange } from '../transport/exchange';
import { pause } from '../time/pause';
import { verdictOf } from '../transport/phase';

/** `unclear`: the provider cannot be searched or did not answer, so nothing follows from it. */
export type Finding = { found: CallRecord } | 'absent' | 'unclear';

/** GET requests for one look-up at the most. */
const mostRequests = 3;
/** Milliseconds before each search of a call that was just placed: lists lag behind. */
const pauses = [500, 2000, 4000];
/** Milliseconds by which the provider's clock may be off. */
const clockSkew = 120_000;

/** Searches for a call that may just have been placed, a few times, since it may appear late; never `absent` for sure. */
export async function searchNewCall(
	context: IExecuteFunctions,
	connection: Connection,
	call: CallRequest,
	since: string,
): Promise<CallRecord | null> {
	for (const wait of pauses) {
		await pause(wait, context.getExecutionCancelSignal());
		const finding = await search(context, connection, call, since, 1);
		if (typeof finding === 'object') return finding.found;
		if (finding === 'unclear' && connection.provider.listCalls === undefined) return null;
	}
	return null;
}

/** Searches once, through up to three pages, for a call that an earlier try may have placed. */
export const searchEarlierCall = async (
	context: IExecuteFunctions,
	connection: Connection,
	call: CallRequest,
	since: string,
): Promise<Finding> => await search(context, connection, call, since, mostRequests);

async function search(
	context: IExecuteFunctions,
	connection: Connection,
	call: CallRequest,
	since: string,
	pages: number,
): Promise<Finding> {
	const operation = connection.provider.listCalls;
	if (operation === undefined) return 'unclear';
	const after = new Date(Date.parse(since) - clockSkew).toISOString();
	const query: CallQuery = {
		agentId: call.agentId,
		to: call.to,
		after,
		before: null,
		search: null,
		cursor: null,
		limit: 100,
	};
	for (let page = 0; page < pages; page++) {
		const exchanged = await exchange(context, connection, operation.request(query, connection.settings));
		if (!('answer' in exchanged) || verdictOf(exchanged.answer.status) !== 'answered') return 'unclear';
		const read = operation.read(exchanged.answer, query);
		if (read === null) return 'unclear';
		const found = read.results.find((record) => isThisCall(record, call, after));
		if (found) return { found };
		if (read.next === null) return 'absent';
		query.cursor = read.next;
	}
	return 'unclear';
}

/** The same number, agent and reference where the list tells them, and not older than the try. */
function isThisCall(record: CallRecord, call: CallRequest, after: string): boolean {
	if (digits(record.to) !== digits(call.to)) return false; // some lists leave the + out
	if (record.agentId !== null && call.agentId !== null && record.agentId !== call.agentId) return false;
	if (record.reference !== null) return record.reference === call.reference;
	const began = record.createdAt ?? record.startedAt;
	return began === null || began >= after;
}

const digits = (number: string | null): string => (number ?? '').replace(/\D/g, '');
