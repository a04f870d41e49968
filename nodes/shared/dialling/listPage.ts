import type { IExecuteFunctions } from 'n8n-workflow';
import { isObject, list } from '../call/json';
import type { CallRecord } from '../call/record';
import type { CallQuery } from '../providers/provider';
import type { Connection } from '../transport/exchange';
import { exchange } from '../transport/exchange';
import { verdictOf } from '../transport/phase';

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

	/** @param notBefore milliseconds since 1970: a list that was asked for earlier may not show the call yet */
	async read(context: IExecuteFunctions, connection: Connection, query: CallQuery, notBefore: number): Promise<ListPage | null> {
		if (connection.provider.readListedCall === undefined) return await readPage(context, connection, query);
		const { page } = this;
		if (page !== null && page.askedAt >= notBefore && Date.now() - page.askedAt < longest) return page;
		this.page = null;
		return (this.page = await readPage(context, connection, query));
	}
}

/** One page of the list; null where it cannot be read. */
export async function readPage(context: IExecuteFunctions, connection: Connection, query: CallQuery): Promise<ListPage | null> {
	const { listCalls, listRows } = connection.provider;
	if (listCalls === undefined) return null;
	const askedAt = Date.now();
	const exchanged = await exchange(context, connection, listCalls.request(query, connection.settings));
	if (!('answer' in exchanged) || verdictOf(exchanged.answer.status) !== 'answered') return null;
	const { body } = exchanged.answer;
	const read = readOrNull(() => listCalls.read(exchanged.answer, query));
	if (read === null || (read.results.length === 0 && !isEmptyList(body))) return null;
	return { askedAt, results: read.results, rows: list(listRows?.(body)), next: read.next };
}

/** A mapping that stumbles over an answer must not end a run in which somebody may have been phoned. */
export function readOrNull<T>(read: () => T | null): T | null {
	try {
		return read();
	} catch {
		return null;
	}
}

/** Whether the answer shows a list without rows: a sign-in page, an error inside a 2xx or an unknown shape proves nothing. */
export function isEmptyList(body: unknown, depth = 0): boolean {
	if (depth > 4) return false;
	const within = (one: unknown): boolean => isEmptyList(one, depth + 1);
	if (Array.isArray(body)) return depth > 0 && (body.length === 0 || body.some(within));
	return isObject(body) && body.success !== false && body.error !== true && Object.values(body).some(within);
}
