import type { CallEvent } from '../shared/call/event';
import type { CallRow } from '../shared/call/listedCall';
import { advance } from '../shared/call/lifecycle';
import type { CallRecord } from '../shared/call/record';
import { withGapsFilled } from '../shared/call/record';
import { supports } from '../shared/providers/registry';
import { request } from '../shared/transport/request';
import type { CallerContext, Connection } from '../shared/transport/send';

/** How many calls one poll reads by id. The events of further calls have what the list tells. */
const maxReads = 100;

/**
 * Adds what the provider's list leaves out, such as the numbers and the transcript, to the calls of these events. Each call is read once by
 * its id. A call that cannot be read stays as the list shows it. Never throws.
 * @returns the events with their calls, and the rows that were read
 */
export async function withWholeCalls(
	context: CallerContext,
	connection: Connection,
	events: readonly CallEvent[],
): Promise<{ events: CallEvent[]; rows: CallRow[] }> {
	const { provider } = connection;
	const { getCall } = provider;
	if (provider.rowsAreBrief !== true || getCall === undefined || !supports(provider, 'getCall')) return { events: [...events], rows: [] };
	const read = new Map<string, CallRow | null>();
	const whole: CallEvent[] = [];
	for (const event of events) {
		const { callId, agentId } = event.record;
		if (callId !== null && !read.has(callId) && read.size < maxReads) {
			const asked = await request(context, connection, getCall, { callId, agentId });
			const row = asked.ok && asked.value.value !== 'absent' ? asked.value.value : null;
			read.set(callId, row?.record.callId === callId ? row : null);
		}
		const row = callId === null ? null : (read.get(callId) ?? null);
		whole.push(row === null ? event : { ...event, record: joined(event.record, row.record) });
	}
	return { events: whole, rows: [...read.values()].filter((row) => row !== null) };
}

/** The whole record at the stage of the event: the call may be further by now. */
function joined(listed: CallRecord, whole: CallRecord): CallRecord {
	const { status, outcome } = whole.status === listed.status ? advance(listed, whole) : listed;
	return { ...withGapsFilled(whole, listed), status, outcome };
}
