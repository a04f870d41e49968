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
import { isPrivate, privately } from '../shared/privacy/privacy';
import type { AskingOptions } from './fields';
import type { Failure } from '../shared/call/result';

/** How many pages of a list are searched for one call: 2,000 calls if a page holds 100. */
const maxPages = 20;

/**
 * Finds the call with this id. It asks the provider's endpoint for one call if there is one. If there is none, or it does not know the
 * call, it searches the list by the call's ids or by our reference.
 */
export async function findCall(session: Session, callId: string): Promise<Outcome<CallRow>> {
	const single = await askForOne(session, callId);
	if (!single.ok) return single;
	if (single.value !== 'absent') return ok(single.value);
	return await searchList(session, callId);
}

/** Asks the endpoint for one call. `absent` if the provider has no such endpoint, or the endpoint does not know the call. */
async function askForOne(session: Session, callId: string): Promise<Outcome<CallRow | 'absent'>> {
	const { provider } = session.connection;
	if (provider.getCall === undefined) return ok('absent');
	const asked = await ask(session, namedCall(provider.getCall), { callId, agentId: null });
	if (asked.ok) return ok(asked.value.value);
	return mayBeListed(provider, asked.fault) ? ok('absent') : asked;
}

/**
 * Wraps `getCall` so that the row is the whole answer. An object without the call reads as `absent`: the list may still have the call.
 */
const namedCall = (getCall: NonNullable<Provider['getCall']>): Operation<CallRef, CallRow | 'absent'> => ({
	request: (ref, settings) => getCall.request(ref, settings),
	read(answer, ref) {
		const listed = readOrNull(() => getCall.read(answer, ref));
		// An endpoint may ignore an unknown id and show another call.
		const isIt = listed !== null && listed !== 'absent' && (listed.record.callId === null || isNamed(listed.record, ref.callId));
		if (isIt) return { record: listed.record, row: answer.body };
		return isObject(answer.body) ? 'absent' : null;
	},
	readRefused: (answer, ref) => getCall.readRefused?.(answer, ref) ?? null,
});

/** Whether the list may have the call after a refusal. True if the refusal concerns this request and not the account. */
function mayBeListed(provider: Provider, { httpStatus, refusal, stops }: Failure): boolean {
	if (refusal === undefined || refusal === 'rate_limited' || stops) return false;
	return hasWholeList(provider) || httpStatus === 404 || httpStatus === 400 || httpStatus === 422;
}

const hasWholeList = (provider: Provider): boolean => provider.listCalls !== undefined && !needsAgent(provider, 'listCalls');

/** Searches the list for a call. It uses the provider's own search first if there is one. Then it reads page by page. */
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

/** Calls that carry the wanted id in another field than `callId`, by their own `callId`. */
type Alike = Map<string | null, CallRow>;

/**
 * Finds the call whose `callId` or reference is this id. A call that only carries the id elsewhere goes into `alike`, because ids of
 * two kinds may be equal.
 */
function findIn(calls: readonly CallRow[], callId: string, alike: Alike): CallRow | undefined {
	for (const listed of calls) {
		if (isNamed(listed.record, callId)) return listed;
		if (idsIn(listed.row).includes(callId)) alike.set(listed.record.callId, listed);
	}
	return undefined;
}

/** Gives the one call in `alike`, under the id that was asked for. Two calls count as none. */
function onlyOne(alike: Alike, callId: string): Outcome<CallRow> | undefined {
	const [only, ...more] = alike.values();
	return only === undefined || more.length > 0 ? undefined : ok({ ...only, record: { ...only.record, callId } });
}

const isNamed = (record: CallRecord, callId: string): boolean => record.callId === callId || record.reference === callId;

/**
 * The failure for a call that was not found.
 * @param seen number of calls in the list that were searched, 0 if only the call itself was asked for
 */
function notFound({ connection: { provider } }: Session, seen: number, wholeList: boolean): Outcome<never> {
	const where = seen === 0 ? '' : wholeList ? ` among the ${seen} in its list` : ` among the first ${seen} in its list`;
	return failed(
		`${provider.displayName} has no call with this ID${where}.`,
		provider.inProcess === undefined
			? 'Check Call ID against the callId that Make Call, Send Call or Get Many gives; a call that was just placed may take a moment to appear.'
			: 'Check Call ID against the callId that Make Call or Send Call gives. A process of n8n knows the last 1,000 simulated calls that it played itself; in queue mode another worker may have played this one.',
		null,
	);
}

/** The query for all calls. */
export const everyCall: CallQuery = {
	agentId: null,
	to: null,
	after: null,
	before: null,
	search: null,
	cursor: null,
	limit: 100,
};

/** Reads one page of the provider's list. The page is empty if the provider has no list. */
export async function listPage(session: Session, query: CallQuery): Promise<Outcome<Page<CallRow>>> {
	const list = listOfCalls(session.connection.provider);
	if (list === undefined) return ok({ results: [], next: null });
	const asked = await ask(session, list, query);
	return asked.ok ? ok(asked.value.value) : asked;
}

/**
 * Gives the record for the output. If wanted, it adds the provider's own object as `raw`, without the credential's secrets, or leaves out what
 * is to stay private.
 */
export function shown(session: Session, { record, row }: CallRow, { includeRaw, privacy }: AskingOptions): CallRecord {
	if (isPrivate(privacy) || !includeRaw) return privately(record, privacy);
	return { ...record, raw: jsonWithoutSecrets(row, secretsOf(session.connection.settings)) };
}
