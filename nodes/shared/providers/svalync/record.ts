import { at, instant, object, seconds, text } from '../../call/json';
import type { CallRecord } from '../../call/record';
import { callRecord } from '../../call/record';
import { e164Of } from '../../phoneNumber/spelling';
import { mapStatus } from '../statusMap';

/**
 * The content of an answer. The rendered pages wrap it in `response[0]`, the source of the same pages does not. Source: API reference,
 * list-call and specific-call.
 */
export function contentOf(body: unknown): unknown {
	const wrapped = at(body, 'response');
	return Array.isArray(wrapped) ? wrapped[0] : body;
}

/** Reads a call as list-call and specific-call show it. */
export function readCall(row: unknown): CallRecord {
	const meaning = mapStatus('svalync', text(at(row, 'status')));
	return callRecord('svalync', {
		callId: text(at(row, 'id'), at(row, 'call_id')),
		agentId: text(at(row, 'agentId'), at(row, 'agent_id')),
		to: e164Of(at(row, 'to_phone_number')),
		from: callerIn(row),
		...meaning,
		dialed: 'yes',
		createdAt: instant(at(row, 'createdAt')),
		startedAt: instant(at(row, 'startedAt')),
		endedAt: instant(at(row, 'endedAt')),
		durationSeconds: seconds(at(row, 'callDuration')),
		transcript: text(at(row, 'transcripts')),
		summary: text(at(row, 'summary')),
		variables: object(at(row, 'userData')),
	});
}

/** `internal` means a number that Svalync chose. Source: sendcall page. */
const callerIn = (row: unknown): string | null => {
	const number = e164Of(at(row, 'from_phone_number'));
	return number?.toLowerCase() === 'internal' ? null : number;
};

/** The rows of a list-call answer, or null if it contains no list. The API has no paging and no filters. */
export function rowsOf(body: unknown): unknown[] | null {
	const content = contentOf(body);
	const rows = at(content, 'data') ?? content;
	return Array.isArray(rows) ? rows : null;
}
