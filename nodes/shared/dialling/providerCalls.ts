import type { IExecuteFunctions } from 'n8n-workflow';
import type { agentsToAsk } from '../callLimit/list';
import type { CallRow } from '../call/listedCall';
import { listOfCalls } from '../providers/listBody';
import type { CallQuery, Provider } from '../providers/provider';
import { request } from '../transport/request';
import type { Connection } from '../transport/send';

/** Reads the calls of one account at its provider. */
export interface CallsAtProvider {
	provider: Provider;
	/** Gives one page of the list. Null if it cannot be read or trusted. */
	page(query: CallQuery): Promise<ListPage | null>;
	/** Gives one call by its id. Null if it cannot be read. */
	one(callId: string): Promise<CallRow | null>;
}

/**
 * The calls of this account.
 * @param page reads a page in another way, such as from a list that is shared
 */
export const callsOf = (context: IExecuteFunctions, connection: Connection, page?: CallsAtProvider['page']): CallsAtProvider => ({
	provider: connection.provider,
	page: page ?? (async (query) => await readPage(context, connection, query)),
	one: async (callId) => await readOne(context, connection, callId),
});

/** One page of a provider's list. */
interface ListPage {
	/** When the page was asked for, in milliseconds since 1970. */
	askedAt: number;
	results: readonly CallRow[];
	next: CallQuery['cursor'];
}

/** How long one reading of a list is shared in a run, in milliseconds. */
const maxPageAge = 5_000;

/**
 * The list that the searches of a run share. A list without pages and filters is the same for every item, and may hold all calls of the
 * account. It is read once in a few seconds, not once for each item.
 */
export class SharedList {
	private page: ListPage | null = null;

	/** The agents whose lists together hold all calls of the account. Null before they were asked for. */
	agents: ReturnType<typeof agentsToAsk> | null = null;

	/**
	 * Reads one page, or gives the shared list if it is recent enough. Null if the list cannot be read.
	 * @param notBefore milliseconds since 1970. A list that was asked for earlier may not show the call yet.
	 */
	async read(context: IExecuteFunctions, connection: Connection, query: CallQuery, notBefore: number): Promise<ListPage | null> {
		if (!connection.provider.listsAllAtOnce) return await readPage(context, connection, query);
		const { page } = this;
		if (page !== null && page.askedAt >= notBefore && Date.now() - page.askedAt < maxPageAge) return page;
		this.page = null;
		return (this.page = await readPage(context, connection, query));
	}
}

/** Reads one call by its id. Null if it cannot be read. */
async function readOne(context: IExecuteFunctions, connection: Connection, callId: string): Promise<CallRow | null> {
	const { getCall } = connection.provider;
	if (getCall === undefined) return null;
	const asked = await request(context, connection, getCall, { callId, agentId: null });
	return asked.ok && asked.value.value !== 'absent' ? asked.value.value : null;
}

/** Reads one page of the list. Null if it cannot be read or trusted. */
async function readPage(context: IExecuteFunctions, connection: Connection, query: CallQuery): Promise<ListPage | null> {
	const list = listOfCalls(connection.provider);
	if (list === undefined) return null;
	const askedAt = Date.now();
	const asked = await request(context, connection, list, query);
	return asked.ok ? { askedAt, ...asked.value.value } : null;
}
