import { at, instant, seconds, text } from '../../call/json';
import type { CallRecord } from '../../call/record';
import { callRecord } from '../../call/record';
import { e164Of } from '../../phoneNumber/spelling';
import { meaningOf } from '../statusWords';

/** A call as list-calls, get-agent-calls and active-call show it. Source: list-calls, get-active-call. */
export function readCall(row: unknown): CallRecord {
	return callRecord('talkover', {
		callId: text(at(row, 'id'), at(row, 'call_id')),
		agentId: text(at(row, 'agent', 'id'), at(row, 'agent_id')),
		to: e164Of(at(row, 'to')),
		from: e164Of(at(row, 'from')),
		...meaningOf('talkover', text(at(row, 'status'))),
		dialed: 'yes',
		createdAt: instant(at(row, 'created_at')),
		startedAt: instant(at(row, 'started_at')),
		durationSeconds: seconds(at(row, 'duration'), at(row, 'duration_seconds')),
	});
}
