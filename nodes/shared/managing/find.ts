import { isObject } from '../call/json';
import { ask, readOrNull, unreadable } from './ask';
import type { ListedCall } from './list';
import { everyCall, listPage } from './list';
import type { Failure, Outcome, Session } from './operation';
import { done, failed } from './operation';
import { needsAgent } from '../providers/registry';

/** Pages of a list that are searched for one call: 2,000 calls where a page holds 100. */
const mostPages = 20;

/**
 * The call with this id: asked for where the provider has an endpoint for one call, else, or when it is not known
 * there, searched in the list by its id or by our reference.
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
	if ('failure' in asked) return isNotFound(asked.failure) ? done(null) : asked;
	const record = readOrNull(() => operation.read(asked.value, ref));
	if (record !== null) return done({ record, row: asked.value.body });
	return isObject(asked.value.body) ? done(null) : unreadable(session, asked.value);
}

const isNotFound = ({ httpStatus }: Failure): boolean => httpStatus === 404 || httpStatus === 400 || httpStatus === 422;

/** Searches the list, by the provider's own search first where it has one, then page by page. */
export async function searchList(session: Session, callId: string): Promise<Outcome<ListedCall>> {
	const { provider, settings } = session.connection;
	const operation = provider.listCalls;
	if (operation === undefined || needsAgent(provider, 'listCalls')) return notFound(session, 0, true);
	const searched = { ...everyCall, search: callId };
	const spelled = (search: string | null): string => JSON.stringify(operation.request({ ...everyCall, search }, settings));
	if (spelled(callId) !== spelled(null)) {
		const page = await listPage(session, searched);
		if ('failure' in page) return page;
		const found = page.value.calls.find((one) => isCall(one, callId));
		if (found) return done(found);
	}
	const query = { ...everyCall };
	let seen = 0;
	for (let pages = 0; pages < mostPages; pages++) {
		const page = await listPage(session, query);
		if ('failure' in page) return page;
		const found = page.value.calls.find((one) => isCall(one, callId));
		if (found) return done(found);
		seen += page.value.calls.length;
		if (page.value.next === null) return notFound(session, seen, true);
		query.cursor = page.value.next;
	}
	return notFound(session, seen, false);
}

const isCall = ({ record }: ListedCall, callId: string): boolean =>
	record.callId === callId || record.reference === callId;

/** @param seen calls that were looked at in the list, 0 where the provider was asked for the call itself */
function notFound({ connection: { provider } }: Session, seen: number, wholeList: boolean): { failure: Failure } {
	const where = seen === 0 ? '' : wholeList ? ` among the ${seen} in its list` : ` among the first ${seen} in its list`;
	return failed(
		`${provider.displayName} has no call with this ID${where}.`,
		'Check Call ID against the callId that Make Call, Send Call or Get Many gives; a call that was just placed may take a moment to appear.',
		null,
	);
}
