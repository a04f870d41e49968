import { at, text } from '../../call/json';
import type { HttpAnswer } from '../../call/http';
import type { Placement, Refusal } from '../provider';
import type { RefusalRule } from '../refusal';
import { errorInside, readRefusal, statusIn } from '../refusal';
import { meaningOf } from '../statusWords';
import { contentOf } from './record';

/**
 * The errors that the pages of Make Call and Send Call name; Svalync publishes no codes. What speaks of the request comes
 * before a call; a service, a connection or a called person that fails may do so when the phone has rung. No page shows
 * words behind these, so only the whole sentence is the documented one.
 */
const rules: RefusalRule[] = [
	{ type: 'duplicate', message: /already in progress/i, nobodyPhoned: false },
	{ type: 'invalid_phone_number', message: /^invalid phone number\.?$/i, nobodyPhoned: true },
	{ type: 'invalid_script', message: /^script validation error\.?$/i, nobodyPhoned: true },
	{ type: 'agent_unavailable', message: /^agent not available\.?$/i, nobodyPhoned: true },
	{ type: 'voice_unavailable', message: /^voice service unavailable\b/i, nobodyPhoned: false },
	{ type: 'call_rejected', message: /^call rejected\b/i, nobodyPhoned: false },
	{ type: 'connection_failed', message: /connection fail/i, nobodyPhoned: false },
	{ type: 'response_timeout', message: /response time-?\s?out/i, nobodyPhoned: false },
	{ type: 'invalid_phone_number', message: /phone\s*number/i },
	{ type: 'voice_unavailable', message: /voice/i },
	{ type: 'invalid_script', message: /script/i },
	{ type: 'agent_unavailable', message: /\bagent\b/i }, // a flaw of the field agentId is none of the agent
	{ type: 'call_rejected', message: /reject/i },
	{ type: 'provider_error', status: 404 }, // no agent is meant: the path itself is not there
];

export const readSvalyncRefusal = (answer: HttpAnswer, status = answer.status): Refusal =>
	readRefusal({ ...answer, body: contentOf(answer.body) }, [401, 402, 403, 429].includes(status) ? [] : rules, status);

/**
 * `{success, message: "done" | "queued", status}`: the documented answer has no call id, so success alone is a
 * placed call. `success: false` inside a 2xx is an error.
 */
export function readPlacement(answer: HttpAnswer): Placement | null {
	const content = contentOf(answer.body);
	const success = at(content, 'success');
	const callId = text(
		at(content, 'execution_id'),
		at(content, 'call_id'),
		at(content, 'id'),
		at(content, 'data', 'execution_id'),
		at(content, 'data', 'call_id'),
		at(content, 'data', 'id'),
	);
	if (success === false) {
		return errorInside(readSvalyncRefusal(answer, statusIn(content) ?? 400), content, callId);
	}
	if (success !== true && callId === null) return null;
	const meaning = meaningOf('svalync', text(at(content, 'message')), text(at(content, 'data', 'status')));
	return {
		placed: { callId, status: meaning.status === 'unknown' ? 'queued' : meaning.status, outcome: null },
	};
}
