import { idsIn } from '../shared/call/record';
import { isObject } from '../shared/call/json';
import type { CallRecord } from '../shared/call/record';
import type { CallQuery, CallRef, Operation, Page, Provider } from '../shared/providers/provider';
import { listOfCalls, readOrNull } from '../shared/providers/listBody';
import type { CallRow } from '../shared/call/listedCall';
import { ok, failed } from '../shared/call/result';
import type { Outcome, Session } from './operation';
import { ask } from './operation';
import { needsAgent } from '../shared/providers/registry';
import { jsonWithoutSecrets, secretsOf } from '../shared/transport/redact';
import type { Failure } from '../shared/call/result';

/** Pages of a list that are searched for one call: 2,000 calls where a page holds 100. */
const maxPages = 20;

/**
 * The call with this id: asked for where the provider has an endpoint for one call, else, or when it is not known
 * there, searched in the list by its ids or by our reference.
 */
export async function findCall(session: Session, callId: string): Promise<Outcome<CallRow>> {
	const single = await askForOne(session, callId);
	if (!single.ok) return single;
	if (single.value !== 'absent') return ok(single.value);
	return await searchList(session, callId);
}

/** `absent` where the provider has no such endpoint, or no such call behind it. */
async function askForOne(session: Session, callId: string): Promise<Outcome<CallRow | 'absent'>> {
	const { provider } = session.connection;
	if (provider.getCall === undefined) return ok('absent');
	const asked = await ask(session, namedCall(provider.getCall), { callId, agentId: null });
	if (asked.ok) return ok(asked.value.value);
	return mayBeListed(provider, asked.fault) ? ok('absent') : asked;
}

/** The whole answer with the call in it; an object without the call leaves open whether the list has it. */
const namedCall = (getCall: NonNullable<Provider['getCall']>): Operation<CallRef, CallRow | 'absent'> => ({
	request: (ref, settings) => getCall.request(ref, settings),
	read(answer, ref) {
		const listed = readOrNull(() => getCall.read(answer, ref));
		// An endpoint that passes over an id it does not know may show another call.
		const isIt = listed !== null && listed !== 'absent' && (listed.record.callId === null || isNamed(listed.record, ref.callId));
		if (isIt) return { record: listed.record, row: answer.body };
		return isObject(answer.body) ? 'absent' : null;
	},
});

/** Whether a refusal leaves open that the call is in the list: it is about this request, not about the account. */
function mayBeListed(provider: Provider, { httpStatus, refusal, stops }: Failure): boolean {
	if (refusal === undefined || refusal === 'rate_limited' || stops) return false;
	return hasWholeList(provider) || httpStatus === 404 || httpStatus === 400 || httpStatus === 422;
}

const hasWholeList = (provider: Provider): boolean => provider.listCalls !== undefined && !needsAgent(provider, 'listCalls');

/** Searches the list, by the provider's own search first where it has one, then page by page. */
export async function searchList(session: Session, callId: string): Promise<Outcome<CallRow>> {
	const { provider, settings } = session.connection;
	const operation = provider.listCalls;
	if (operation === undefined || !hasWholeList(provider)) return notFound(session, 0, true);
	const alike: Alike = new Map();
	const searched = { ...everyCall, search: callId };
	const spelled = (search: string | null): string => JSON.stringify(operation.request({ ...everyCall, search }, settings));
	if (spelled(callId) !== spelled(null)) {
		const page = await listPage(session, searched);
		if (!page.ok) return page;
		const found = findIn(page.value.results, callId, alike);
		if (found) return ok(found);
	}
	const query = { ...everyCall };
	let seen = 0;
	for (let pages = 0; pages < maxPages; pages++) {
		const page = await listPage(session, query);
		if (!page.ok) return page;
		const found = findIn(page.value.results, callId, alike);
		if (found) return ok(found);
		seen += page.value.results.length;
		if (page.value.next === null) return onlyOne(alike, callId) ?? notFound(session, seen, true);
		query.cursor = page.value.next;
	}
	return onlyOne(alike, callId) ?? notFound(session, seen, false);
}

/** Calls that carry the wanted id under another name than the one their list goes by. */
type Alike = Map<string | null, CallRow>;

/** The call that goes by this id; one that only carries it is kept for the end, since ids of two kinds may be alike. */
function findIn(calls: readonly CallRow[], callId: string, alike: Alike): CallRow | undefined {
	for (const listed of calls) {
		if (isNamed(listed.record, callId)) return listed;
		if (idsIn(listed.row).includes(callId)) alike.set(listed.record.callId, listed);
	}
	return undefined;
}

/** Never a guess: two calls with the id are none. The call keeps the id it was asked for by. */
function onlyOne(alike: Alike, callId: string): Outcome<CallRow> | undefined {
	const [only, ...more] = alike.values();
	return only === undefined || more.length > 0 ? undefined : ok({ ...only, record: { ...only.record, callId } });
}

const isNamed = (record: CallRecord, callId: string): boolean => record.callId === callId || record.reference === callId;

/** @param seen calls that were looked at in the list, 0 where the provider was asked for the call itself */
function notFound({ connection: { provider } }: Session, seen: number, wholeList: boolean): Outcome<never> {
	const where = seen === 0 ? '' : wholeList ? ` among the ${seen} in its list` : ` among the first ${seen} in its list`;
	return failed(
		`${provider.displayName} has no call with this ID${where}.`,
		'Check Call ID against the callId that Make Call, Send Call or Get Many gives; a call that was just placed may take a moment to appear.',
		null,
	);
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

/** One page of the provider's list; an empty one where it has none. */
export async function listPage(session: Session, query: CallQuery): Promise<Outcome<Page<CallRow>>> {
	const list = listOfCalls(session.connection.provider);
	if (list === undefined) return ok({ results: [], next: null });
	const asked = await ask(session, list, query);
	return asked.ok ? ok(asked.value.value) : asked;
}

/** The call as it leaves: with the provider's own object where that is wanted, cleaned of the credential's secrets. */
export function shown(session: Session, { record, row }: CallRow, includeRaw: boolean): CallRecord {
	if (!includeRaw) return record;
	return { ...record, raw: jsonWithoutSecrets(row, secretsOf(session.connection.settings)) };
}
