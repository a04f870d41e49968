import type { CallRecord } from '../shared/call/record';
import { readListedCalls } from '../shared/providers/listBody';
import type { CallQuery } from '../shared/providers/provider';
import { jsonWithoutSecrets, secretsOf } from '../shared/transport/secrets';
import { ask, unreadable } from './ask';
import type { Outcome, Session } from './operation';
import { done } from './operation';

/** One call of a list with the provider's own row. */
export interface ListedCall {
	record: CallRecord;
	row: unknown;
}

export interface ListedPage {
	calls: ListedCall[];
	next: string | null;
}

/** The filters of a list that asks for everything. */
export const everyCall: CallQuery = {
	agentId: null,
	to: null,
	after: null,
	before: null,
	search: null,
	cursor: null,
	limit: 100,
};

/** One page of the provider's list; only for a provider that has one. */
export async function listPage(session: Session, query: CallQuery): Promise<Outcome<ListedPage>> {
	const { provider, settings } = session.connection;
	const operation = provider.listCalls;
	if (operation === undefined) return done({ calls: [], next: null });
	const asked = await ask(session, operation.request(query, settings));
	if ('failure' in asked) return asked;
	const page = readListedCalls(provider, asked.value, query);
	if (page === null) return unreadable(session, asked.value);
	return done({ calls: page.results.map((record, index) => ({ record, row: page.rows[index] })), next: page.next });
}

/** The call as it leaves: with the provider's own object where that is wanted, cleaned of the credential's secrets. */
export function shown(session: Session, { record, row }: ListedCall, includeRaw: boolean): CallRecord {
	if (!includeRaw) return record;
	return { ...record, raw: jsonWithoutSecrets(row, secretsOf(session.connection.settings)) };
}
