import { at, instant, text } from '../../call/json';
import type { CallRow } from '../../call/listedCall';
import type { CallQuery, Page } from '../provider';
import { callRows } from '../listBody';
import { readCall } from './record';

/** Vapi lists up to 1,000 calls at once, each with its whole transcript. */
const maxPage = 100;

const pageSize = ({ limit }: CallQuery): number => Math.min(maxPage, Math.max(1, limit));

/** A cursor is the time of the last row, and the IDs of the rows of that time, which the next page shows again. */
interface Cursor {
	until: string;
	shown: string[];
}

function cursorOf({ cursor }: CallQuery): Cursor | null {
	if (cursor === null) return null;
	const [until, ...shown] = cursor.split(' ');
	return { until, shown };
}

/** The filters of GET /call. There is none for a number, a status or the metadata. Times are inclusive. */
export function callFilters(query: CallQuery): Record<string, string | number> {
	const filters: Record<string, string | number> = { limit: pageSize(query) };
	if (query.agentId !== null) filters.assistantId = query.agentId;
	if (query.after !== null) filters.createdAtGe = query.after;
	const until = cursorOf(query)?.until ?? query.before;
	if (until !== null) filters.createdAtLe = until;
	return filters;
}

/**
 * Reads a page, which is a bare array of calls of every kind. Calls that came in and calls of browsers are left out: nobody was dialed. Vapi
 * does not document the order. Pages follow each other by time, so a full page in another order than newest first cannot be continued and is
 * not read.
 */
export function readCalls(body: unknown, query: CallQuery): Page<CallRow> | null {
	if (!Array.isArray(body)) return null;
	const shown = cursorOf(query)?.shown ?? [];
	const isFull = body.length >= pageSize(query);
	const next = isFull ? nextCursor(body, shown) : null;
	if (isFull && next === null) return null;
	const fresh = body.filter((row) => !shown.includes(String(at(row, 'id'))) && isOutbound(row));
	return { results: callRows('vapi', fresh, readCall), next };
}

const isOutbound = (row: unknown): boolean => (text(at(row, 'type')) ?? 'outboundPhoneCall') === 'outboundPhoneCall';

/** Null if the rows are not in order, or if all of them were shown before. */
function nextCursor(rows: readonly unknown[], shown: readonly string[]): string | null {
	const times = rows.map((row) => instant(at(row, 'createdAt')));
	if (times.some((time, index) => time === null || (index > 0 && time > (times[index - 1] ?? '')))) return null;
	if (rows.every((row) => shown.includes(String(at(row, 'id'))))) return null;
	const last = times[times.length - 1];
	return [last, ...rows.filter((_row, index) => times[index] === last).map((row) => String(at(row, 'id')))].join(' ');
}
