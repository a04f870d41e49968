import type { Json, JsonObject } from '../../call/json';
import { at, instant, prune } from '../../call/json';
import type { CallRequest, VoicemailAction } from '../../call/request';
import { redialOf } from '../../call/request';
import { compileScript } from '../../script/compile';
import type { HttpAnswer, HttpRequest } from '../../call/http';
import type { Placement } from '../provider';
import { errorInside, idIn } from '../refusal';
import { agentField, hasAgent } from './agents';
import { readBlandRefusal, reportsFault } from './refusals';

/** POST /v1/calls: https://docs.bland.ai/api-v1/post/calls. A field that the page does not list may be refused. */
export const placeCallRequest = (call: CallRequest): HttpRequest => ({ method: 'POST', path: '/v1/calls', body: bodyOf(call) });

const bodyOf = (call: CallRequest): JsonObject =>
	prune({
		phone_number: call.to,
		...spokenBy(call),
		from: call.fromNumber,
		language: call.language,
		request_data: Object.keys(call.variables).length === 0 ? undefined : call.variables,
		metadata: metadataOf(call),
		// Without it a persona would decide.
		record: call.recording,
		max_duration: call.maxDuration === null ? undefined : minutesOf(call.maxDuration),
		voicemail: voicemailOf(call),
		start_time: call.scheduledTime === null ? undefined : startTimeOf(call.scheduledTime),
		...webhookOf(call),
	});

/** What speaks on the call: the script or prompt of the node, or an agent of the account. */
function spokenBy(call: CallRequest): Record<string, Json | undefined> {
	if (call.scripted !== null) {
		const { greeting, prompt } = compileScript(call.scripted.script);
		return { task: prompt, first_sentence: greeting, voice: call.scripted.voiceId };
	}
	if (hasAgent(call)) return { ...agentField(call.agentId ?? '') };
	return { task: call.prompt, first_sentence: call.greeting };
}

/** Bland echoes the metadata in the webhook and the call, answered or not. The user's context keeps a name of its own in it. */
const metadataOf = (call: CallRequest): JsonObject =>
	prune({ reference: call.reference, context: call.context, callAttempt: redialOf(call), dialedAt: call.dialedAt });

/** Bland counts the maximum in minutes. Rounded up, so that no call is shorter than what was asked for. */
export const minutesOf = (seconds: number): number => Math.ceil(seconds / 60);

const actions: Record<VoicemailAction, string> = { hangUp: 'hangup', leaveMessage: 'leave_message', ignore: 'ignore' };

const voicemailOf = ({ voicemail }: CallRequest): JsonObject | undefined =>
	voicemail === null ? undefined : prune({ action: actions[voicemail.action], message: voicemail.message });

/** "2026-12-01 09:30:00 +00:00". A fraction of a second counts as a whole one, so that the call never comes early. */
function startTimeOf(iso: string): string {
	const whole = instant(Math.ceil(Date.parse(iso) / 1000) * 1000) ?? iso;
	return `${whole.slice(0, 10)} ${whole.slice(11, 19)} +00:00`;
}

/** The end of the call is always sent. Steps on the way are live events, and a waiting execution does not need them. */
const webhookOf = (call: CallRequest): Record<string, Json> =>
	call.callbackUrl === null ? {} : { webhook: call.callbackUrl, ...(call.finalEventOnly ? {} : { webhook_events: ['queue', 'call'] }) };

/**
 * Reads `{status: "success", message, call_id, batch_id}`. An error inside a 2xx is not documented, so it is a refusal only if a documented
 * rule says so. Without a call ID the outcome is unknown.
 */
export function readPlacement(answer: HttpAnswer): Placement | null {
	const callId = idIn(at(answer.body, 'call_id'));
	if (reportsFault(answer.body)) return errorInside(readBlandRefusal(answer), answer.body, callId);
	return callId === null ? null : { placed: { callId, status: 'queued', outcome: null } };
}
