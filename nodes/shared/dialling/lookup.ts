import type { IExecuteFunctions } from 'n8n-workflow';
import { isObject } from '../call/json';
import type { CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import type { CallQuery } from '../providers/provider';
import type { Connection } from '../transport/exchange';
import { exchange } from '../transport/exchange';
import { pause } from '../time/pause';
import { verdictOf } from '../transport/phase';

/** `unclear`: the provider cannot be searched or did not answer, so nothing follows from it. */
export type Finding = { found: CallRecord } | 'absent' | 'unclear';

/** The call that is looked for. */
export interface Sought {
	call: CallRequest;
	/** ISO 8601 UTC, when it may have been placed at the earliest. */
	since: string;
	/** ISO 8601 UTC: an older row may be a call of another execution. */
	surelyIts: string;
	/** Whether the reference was given by the user: one that the package made is the same for the call of the day before. */
	isNamed: boolean;
	/** The provider's ids of calls that are known to be other ones. */
	others: ReadonlySet<string>;
}

/** GET requests for one look-up at the most. */
const mostRequests = 3;
/** Milliseconds that have to pass after a try was lost before a list without its call proves that there is none. */
export const listLag = { milliseconds: 15_000 };
/** Milliseconds before each search of a call that was just placed: lists lag behind. */
const pauses = [500, 2000, 4000];
/** Milliseconds by which the provider's clock may be off. */
export const clockSkew = 120_000;
/** Milliseconds by which a row may seem older than its call where an older one is another call: times may be cut to seconds. */
export const clockSlack = 5_000;

/** Searches for a call that may just have been placed, a few times, since it may appear late; never `absent` for sure. */
export async function searchNewCall(
	context: IExecuteFunctions,
	connection: Connection,
	sought: Sought,
): Promise<CallRecord | null> {
	for (const wait of pauses) {
		await pause(wait, context.getExecutionCancelSignal());
		const finding = await search(context, connection, sought, { pages: 1, clock: clockSlack });
		if (typeof finding === 'object') return finding.found;
		if (finding === 'unclear' && connection.provider.listCalls === undefined) return null;
	}
	return null;
}

/** Searches once, through up to three pages, for a call that an earlier try may have placed. */
export const searchEarlierCall = async (
	context: IExecuteFunctions,
	connection: Connection,
	sought: Sought,
): Promise<Finding> => await search(context, connection, sought, { pages: mostRequests, clock: clockSkew });

async function search(
	context: IExecuteFunctions,
	connection: Connection,
	sought: Sought,
	{ pages, clock }: { pages: number; clock: number },
): Promise<Finding> {
	const { call } = sought;
	const operation = connection.provider.listCalls;
	if (operation === undefined) return 'unclear';
	const after = new Date(Date.parse(sought.since) - clock).toISOString();
	let alike = false;
	const query: CallQuery = {
		agentId: agentOf(call),
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
		const read = readOrNull(() => operation.read(exchanged.answer, query));
		if (read === null) return 'unclear';
		if (read.results.length === 0 && !isEmptyList(exchanged.answer.body)) return 'unclear';
		const candidates = read.results.filter((record) => mayBe(record, sought, after));
		const isIt = (one: CallRecord): boolean =>
			isRecent(one, sought, clock) ? one.reference === null || isNamedLike(one, call) : sought.isNamed && isNamedLike(one, call);
		const found = candidates.find(isIt);
		if (found) return { found };
		// Older than the execution can be told to be, or the number in another spelling: perhaps this call, perhaps not.
		alike ||= candidates.some((one) => !isRecent(one, sought, clock)) || read.results.some((one) => isSpelledAlike(one, sought, after));
		// A reference from an expression may change from try to try: a call under another one proves nothing.
		// Another dial under the same one is known to be none of this.
		alike ||= candidates.some(({ reference }) => reference !== call.reference);
		if (read.next === null) return alike ? 'unclear' : 'absent';
		query.cursor = read.next;
	}
	return 'unclear';
}

/** A mapping that stumbles over an answer must not end a run in which somebody may have been phoned. */
export function readOrNull<T>(read: () => T | null): T | null {
	try {
		return read();
	} catch {
		return null;
	}
}

const beganAt = (record: CallRecord): string | null => record.createdAt ?? record.startedAt;

/** The same number and agent where the list tells them, not older than the try, and not known as another call. */
export function mayBe(record: CallRecord, { call, others }: Pick<Sought, 'call' | 'others'>, after: string): boolean {
	if (!isToSame(record, call)) return false;
	const agentId = agentOf(call);
	if (record.agentId !== null && agentId !== null && record.agentId !== agentId) return false;
	if (record.callId !== null && others.has(record.callId)) return false;
	return (beganAt(record) ?? after) >= after;
}

const isRecent = (record: CallRecord, { surelyIts }: Sought, clock: number): boolean =>
	(beganAt(record) ?? surelyIts) >= new Date(Date.parse(surelyIts) - clock).toISOString();

/** A row whose number may be the one that was called, without its country or in an unusual form. */
function isSpelledAlike(record: CallRecord, { call, others }: Sought, after: string): boolean {
	if (isToSame(record, call) || (record.callId !== null && others.has(record.callId)) || (beganAt(record) ?? after) < after) return false;
	const [listed, called] = [digits(record.to).replace(/^0+/, ''), digits(call.to)];
	return listed.length >= 7 && (called.endsWith(listed) || listed.endsWith(called));
}

/** Whether a row carries the name of this very dial: a redial keeps the reference of the first call. */
export const isNamedLike = ({ reference, attempt }: CallRecord, call: CallRequest): boolean =>
	reference === call.reference && (attempt ?? 1) === call.attempt;

/** A campaign calls with an agent of its own. */
export const agentOf = (call: CallRequest): string | null => (call.campaignId === null ? call.agentId : null);

/** Whether the answer shows a list without rows: a sign-in page, an error inside a 2xx or an unknown shape proves nothing. */
export function isEmptyList(body: unknown, depth = 0): boolean {
	if (depth > 4) return false;
	const within = (one: unknown): boolean => isEmptyList(one, depth + 1);
	if (Array.isArray(body)) return depth > 0 && (body.length === 0 || body.some(within));
	return isObject(body) && body.success !== false && body.error !== true && Object.values(body).some(within);
}

/** Whether a row names the number that was called; some lists leave the + out. */
export const isToSame = (record: CallRecord, call: CallRequest): boolean => digits(record.to) === digits(call.to);

const digits = (number: string | null): string => (number ?? '').replace(/\D/g, '');
