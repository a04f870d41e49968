import { idsIn } from '../shared/call/record';
import { isObject } from '../shared/call/json';
import type { CallRecord } from '../shared/call/record';
import type { Provider, CallQuery } from '../shared/providers/provider';
import { readOrNull, readListedCalls } from '../shared/providers/listBody';
import { ask, unreadable } from './ask';
import type { Failure, Outcome, Session } from './operation';
import { done, failed } from './operation';
import { needsAgent } from '../shared/providers/registry';
import { jsonWithoutSecrets, secretsOf } from '../shared/transport/redact';

/** Pages of a list that are searched for one call: 2,000 calls where a page holds 100. */
const maxPages = 20;

/**
 * The call with this id: asked for where the provider has an endpoint for one call, else, or when it is not known
 * there, searched in the list by its ids or by our reference.
 */
export async function findCall(session: Session, callId: string): Promise<Outcome<ListedCall>> {
	const single = await askForOne(session, callId);
	if ('failure' in single) return single;
	if (single.value !== null) return done(single.value);
	return await searchList(session, callId);
}

/** `null` where the provider has no such endpoint, or no such call behind it. */
async function askForOne(session: Session, callId: string): Promise<Outcome<ListedCall | null>> {
	const { provider, settings } = session.connection;
	const operation = provider.getCall;
	if (operation === undefined) return done(null);
	const ref = { callId, agentId: null };
	const asked = await ask(session, operation.request(ref, settings));
	if ('failure' in asked) return mayBeListed(provider, asked.failure) ? done(null) : asked;
	const record = readOrNull(() => operation.read(asked.value, ref));
	// An endpoint that passes over an id it does not know may show another call.
	if (record !== null && (record.callId === null || isNamed(record, callId))) return done({ record, row: asked.value.body });
	return isObject(asked.value.body) ? done(null) : unreadable(session, asked.value);
}

/** Whether a refusal leaves open that the call is in the list: it is about this request, not about the account. */
function mayBeListed(provider: Provider, { httpStatus, refusal, stops }: Failure): boolean {
	if (refusal === undefined || refusal === 'rate_limited' || stops) return false;
	return hasWholeList(provider) || httpStatus === 404 || httpStatus === 400 || httpStatus === 422;
}

const hasWholeList = (provider: Provider): boolean => provider.listCalls !== undefined && !needsAgent(provider, 'listCalls');

/** Searches the list, by the provider's own search first where it has one, then page by page. */
export async function searchList(session: Session, callId: string): Promise<Outcome<ListedCall>> {
	const { provider, settings } = session.connection;
	const operation = provider.listCalls;
	if (operation === undefined || !hasWholeList(provider)) return notFound(session, 0, true);
	const alike: Alike = new Map();
	const searched = { ...everyCall, search: callId };
	const spelled = (search: string | null): string => JSON.stringify(operation.request({ ...everyCall, search }, settings));
	if (spelled(callId) !== spelled(null)) {
		const page = await listPage(session, searched);
		if ('failure' in page) return page;
		const found = findIn(page.value.calls, callId, alike);
		if (found) return done(found);
	}
	const query = { ...everyCall };
	let seen = 0;
	for (let pages = 0; pages < maxPages; pages++) {
		const page = await listPage(session, query);
		if ('failure' in page) return page;
		const found = findIn(page.value.calls, callId, alike);
		if (found) return done(found);
		seen += page.value.calls.length;
		if (page.value.next === null) return onlyOne(alike, callId) ?? notFound(session, seen, true);
		query.cursor = page.value.next;
	}
	return onlyOne(alike, callId) ?? notFound(session, seen, false);
}

/** Calls that carry the wanted id under another name than the one their list goes by. */
type Alike = Map<string | null, ListedCall>;

/** The call that goes by this id; one that only carries it is kept for the end, since ids of two kinds may be alike. */
function findIn(calls: readonly ListedCall[], callId: string, alike: Alike): ListedCall | undefined {
	for (const one of calls) {
		if (isNamed(one.record, callId)) return one;
		if (idsIn(one.row).includes(callId)) alike.set(one.record.callId, one);
	}
	return undefined;
}

/** Never a guess: two calls with the id are none. The call keeps the id it was asked for by. */
function onlyOne(alike: Alike, callId: string): Outcome<ListedCall> | undefined {
	const [only, ...more] = alike.values();
	return only === undefined || more.length > 0 ? undefined : done({ ...only, record: { ...only.record, callId } });
}

const isNamed = (record: CallRecord, callId: string): boolean => record.callId === callId || record.reference === callId;

/** @param seen calls that were looked at in the list, 0 where the provider was asked for the call itself */
function notFound({ connection: { provider } }: Session, seen: number, wholeList: boolean): { failure: Failure } {
	const where = seen === 0 ? '' : wholeList ? ` among the ${seen} in its list` : ` among the first ${seen} in its list`;
	return failed(
		`${provider.displayName} has no call with this ID${where}.`,
		'Check Call ID against the callId that Make Call, Send Call or Get Many gives; a call that was just placed may take a moment to appear.',
		null,
	);
}

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
