import { rowIn } from '../shared/call/ids';
import type { Json } from '../shared/call/json';
import type { CallRecord } from '../shared/call/record';
import { readListedCalls } from '../shared/providers/listBody';
import type { CallQuery, Page } from '../shared/providers/provider';
import type { CallerContext, Connection } from '../shared/transport/exchange';
import { exchange } from '../shared/transport/exchange';
import { verdictOf } from '../shared/transport/phase';
import type { ListFault } from './listFault';

export interface Listing {
	records: CallRecord[];
	/** The answers the records were read from, for `rawRow`. */
	bodies: unknown[];
}

export interface Asked {
	agentId: string | null;
	/** ISO 8601 UTC; `null` for no limit. */
	after: string | null;
	/** Pages at most; a list that goes on after them is a fault, never cut in silence. */
	mostPages: number;
}

const perPage = 100;

/** All calls of the account, or of the agent, since a time: every page, or the fault of the first bad one. */
export async function listCalls(
	context: CallerContext,
	connection: Connection,
	{ agentId, after, mostPages }: Asked,
): Promise<Listing | ListFault> {
	const query: CallQuery = { agentId, to: null, after, before: null, search: null, cursor: null, limit: perPage };
	const listing: Listing = { records: [], bodies: [] };
	for (let page = 0; page < mostPages; page++) {
		const read = await readPage(context, connection, query);
		if ('fault' in read) return read;
		listing.records.push(...read.results.filter((one) => agentId === null || (one.agentId ?? agentId) === agentId));
		listing.bodies.push(read.body);
		if (read.next === null) return listing;
		query.cursor = read.next;
	}
	return { fault: 'too_long', pages: mostPages };
}

async function readPage(
	context: CallerContext,
	connection: Connection,
	query: CallQuery,
): Promise<(Page<CallRecord> & { body: unknown }) | ListFault> {
	const operation = connection.provider.listCalls;
	if (operation === undefined) return { fault: 'unreadable' };
	const exchanged = await exchange(context, connection, operation.request(query, connection.settings));
	if ('fault' in exchanged) return { fault: 'unreached', transport: exchanged.fault };
	const { answer } = exchanged;
	if (verdictOf(answer.status) !== 'answered') return { fault: 'status', answer };
	const page = readListedCalls(connection.provider, answer, query);
	if (page === null || (page.results.length > 0 && !page.results.some(({ callId }) => callId !== null))) return { fault: 'unreadable', answer };
	return { ...page, body: answer.body };
}

/** The provider's own row of a call in the answers of a list. */
export function rawRow(bodies: readonly unknown[], callId: string | null): Json {
	for (const body of bodies) {
		const row = rowIn(body, callId);
		if (row !== null) return row;
	}
	return null;
}
