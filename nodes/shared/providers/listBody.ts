import type { JsonObject } from '../call/json';
import { isObject, number, text } from '../call/json';
import type { CallRecord } from '../call/record';
import { callRecord } from '../call/record';
import type { CallRow } from '../call/listedCall';
import type { CallQuery, Choice, ListQuery, Operation, Page, Provider, ProviderId } from './provider';
import { gaveUp } from './refusal';
import { classifyStatus } from '../call/http';

/** The part of a list that an answer shows. */
interface Extent {
	rows: number;
	/** Whether this is the first page of the list, and whether it is the last. */
	isFirst: boolean;
	isLast: boolean;
}

/** Wraps an operation so that it returns only reliable pages. An empty page counts as proof that nobody was phoned. */
const believed = <Query extends { cursor: string | null }, T>(
	{ listsAreArrays }: Pick<Provider, 'listsAreArrays'>,
	operation: Operation<Query, Page<T>>,
	rowsIn: (body: unknown, page: Page<T>) => number,
): Operation<Query, Page<T>> => ({
	request: (query, settings) => operation.request(query, settings),
	read(answer, query) {
		const page = operation.read(answer, query);
		if (page === null) return null;
		if (listsAreArrays) return Array.isArray(answer.body) && answer.body.every(isObject) ? page : null;
		const extent = { rows: rowsIn(answer.body, page), isFirst: query.cursor === null, isLast: page.next === null };
		return isBelievable(answer.body, extent) ? page : null;
	},
});

/**
 * The provider's operation to list calls, or undefined. It does not read an unreliable answer: an error inside a 2xx, a sign-in page, or a
 * list with fewer rows than it reports. Every reader of calls uses it.
 */
export const listOfCalls = (provider: Provider): Operation<CallQuery, Page<CallRow>> | undefined =>
	provider.listCalls && believed(provider, provider.listCalls, (_body, { results }) => results.length);

/** The provider's operation to list agents, for callers that list calls per agent: a missing agent would hide its calls. */
export const listOfAgents = (provider: Provider): Operation<ListQuery, Page<Choice>> | undefined =>
	provider.listAgents && believed(provider, provider.listAgents, rowsShown);

/** Whether an answer is a complete list without an error. An answer without rows must show an empty list. */
function isBelievable(body: unknown, extent: Extent): boolean {
	const envelopes = envelopesOf(body);
	if (envelopes.some(saysFault) || envelopes.some((envelope) => isCutShort(envelope, extent))) return false;
	if (extent.rows > 0) return true;
	const gaveUpIn = ({ message, msg, detail }: JsonObject): boolean => gaveUp.test(text(message, msg, detail) ?? '');
	return showsEmptyList(body) && !envelopes.some(gaveUpIn);
}

/** The result of `read`, or null if it throws. An unreadable answer must not end a run in which somebody may have been phoned. */
export function readOrNull<T>(read: () => T | null): T | null {
	try {
		return read();
	} catch {
		return null;
	}
}

/**
 * A row of a list with its call. The call is read on first access, because a list may hold too many calls to read at once. An unreadable
 * row becomes a call without known details and does not affect other rows.
 */
export function callRow(provider: ProviderId, row: unknown, read: (row: unknown) => CallRecord): CallRow {
	let record: CallRecord | null = null;
	return {
		row,
		get record() {
			return (record ??= readOrNull(() => read(row)) ?? callRecord(provider, { dialed: 'yes' }));
		},
	};
}

/** One `callRow` for each row. */
export const callRows = (provider: ProviderId, rows: readonly unknown[], read: (row: unknown) => CallRecord): CallRow[] =>
	rows.map((row) => callRow(provider, row, read));

/** Objects of an answer that describe the list as a whole, not one row. */
function envelopesOf(body: unknown, depth = 0): JsonObject[] {
	if (depth > 3 || !isObject(body)) return [];
	const { response, data, result, meta, pagination } = body;
	const inside = [Array.isArray(response) ? response[0] : response, data, result, meta, pagination];
	return [body, ...inside.flatMap((envelope) => envelopesOf(envelope, depth + 1))];
}

/** The number of rows in an answer whose list may have any name. */
const rowsShown = (body: unknown): number =>
	Math.max(
		0,
		...envelopesOf(body).flatMap((envelope) =>
			Object.entries(envelope).flatMap(([name, value]) =>
				Array.isArray(value) && name !== 'response' ? [value.filter(isObject).length] : [],
			),
		),
	);

/** Words of a successful answer. Every other word means an error. */
const wentWell = /^(true|yes|ok|okay|success(ful)?|succeeded|done|complete(d)?)$/i;

function saysFault({ success, ok, error, errors, partial, truncated, ...envelope }: JsonObject): boolean {
	const statuses = [success, ok, envelope.status, envelope.statusCode, envelope.status_code, envelope.code];
	return statuses.some((said) => !isGood(said)) || isSaid(error) || isSaid(errors) || isSaid(partial) || isSaid(truncated);
}

function isGood(said: unknown): boolean {
	if (said === undefined || said === null || said === true) return true;
	const status = number(said);
	return status === null ? typeof said === 'string' && wentWell.test(said.trim()) : status === 1 || classifyStatus(status) === 'answered';
}

/** Whether an error field contains an error. */
function isSaid(error: unknown): boolean {
	if (error === undefined || error === null || error === false || error === 0) return false;
	if (typeof error === 'string') return !/^(|false|none|null|0)$/i.test(error.trim());
	return typeof error !== 'object' || Object.keys(error).length > 0;
}

/** Whether a flag is missing or says no, in any of the forms of JSON. */
const saysNo = (flag: unknown): boolean => flag === undefined || flag === null || /^(false|no|0|)$/i.test(String(flag).trim());

/** Whether the last page reports more calls than were shown. */
function isCutShort(envelope: JsonObject, { rows, isFirst, isLast }: Extent): boolean {
	if (!isLast) return false;
	const { total: whole, total_records, totalRecords, total_count, totalCount, count } = envelope;
	const total = number(whole, total_records, totalRecords, total_count, totalCount, count);
	const page = number(envelope.current_page, envelope.currentPage, envelope.page);
	const pages = number(envelope.last_page, envelope.lastPage, envelope.total_pages, envelope.totalPages);
	const size = number(envelope.per_page, envelope.perPage, envelope.limit);
	const told = number(envelope.offset) ?? (page === null || size === null ? null : (page - 1) * size);
	const before = isFirst ? 0 : told === 0 ? null : told;
	if (total !== null && before !== null && before + rows < total) return true;
	if (pages !== null && (isFirst ? 1 : (page ?? pages)) < pages) return true;
	return [envelope.has_more, envelope.hasMore, envelope.has_next, envelope.hasNext].some((more) => !saysNo(more));
}

/** Whether the answer shows a list without rows. A sign-in page or an unknown shape proves nothing. */
function showsEmptyList(body: unknown, depth = 0): boolean {
	if (depth > 4) return false;
	const within = (envelope: unknown): boolean => showsEmptyList(envelope, depth + 1);
	if (Array.isArray(body)) return depth > 0 && (body.length === 0 || body.some(within));
	return isObject(body) && Object.values(body).some(within);
}
