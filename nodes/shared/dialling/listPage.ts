import type { IExecuteFunctions } from 'n8n-workflow';
import type { CallRecord } from '../call/record';
import type { agentsToAsk } from '../callLimit/list';
import { readListedCalls } from '../providers/listBody';
import type { CallQuery } from '../providers/provider';
import type { Connection } from '../transport/exchange';
import { exchange } from '../transport/exchange';

/** A page of a provider's list, as it was read. */
export interface ListPage {
	/** Milliseconds since 1970, before it was asked for. */
	askedAt: number;
	results: readonly CallRecord[];
	/** The provider's own rows, in the order of the results. */
	rows: readonly unknown[];
	next: CallQuery['cursor'];
}

/** Milliseconds for which one reading of a list serves the look-ups of a run. */
const longest = 5_000;

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
		if (connection.provider.readListedCall === undefined) return await readPage(context, connection, query);
		const { page } = this;
		if (page !== null && page.askedAt >= notBefore && Date.now() - page.askedAt < longest) return page;
		this.page = null;
		return (this.page = await readPage(context, connection, query));
	}
}

/** One page of the list; null where it cannot be read or believed. */
export async function readPage(context: IExecuteFunctions, connection: Connection, query: CallQuery): Promise<ListPage | null> {
	const { listCalls } = connection.provider;
	if (listCalls === undefined) return null;
	const askedAt = Date.now();
	const exchanged = await exchange(context, connection, listCalls.request(query, connection.settings));
	const read = 'answer' in exchanged ? readListedCalls(connection.provider, exchanged.answer, query) : null;
	return read === null ? null : { askedAt, ...read };
}
