import type { Json, JsonObject } from '../../call/json';
import { at, prune } from '../../call/json';
import type { CallRequest, VoicemailPolicy } from '../../call/request';
import { redialOf } from '../../call/request';
import type { FieldIssue } from '../../call/result';
import type { HttpAnswer, HttpRequest } from '../../call/http';
import { compileScript } from '../../script/compile';
import type { Placement, Refusal } from '../provider';
import type { RefusalRule } from '../refusal';
import { errorInside, idIn, readRefusal, statusIn } from '../refusal';
import { checkReserved } from '../reserved';
import { readCall } from './record';

/** Milliseconds that Retell AI waits for an answer to an event, instead of its 10 seconds: a busy n8n answers late. */
const webhookTimeout = 30_000;

/** The events that end a wait. A call without analysis sends the first alone. */
const finalEvents = ['call_ended', 'call_analyzed'];

/**
 * POST /v2/create-phone-call. The agent is the one of this call alone, and so are the settings in `agent_override`. Variables are sent as
 * strings. Source: https://github.com/RetellAI/retell-typescript-sdk/blob/main/src/resources/call.ts (CallCreatePhoneCallParams)
 */
export function placeCallRequest(call: CallRequest): HttpRequest {
	const scripted = call.scripted === null ? null : compileScript(call.scripted.script);
	const variables = { ...call.variables, ...(scripted !== null && { script: scripted.prompt }) };
	const override = {
		agent: unlessEmpty(agentSettings(call)),
		retell_llm: unlessEmpty(prune({ begin_message: scripted?.greeting ?? call.greeting })),
	};
	const body = {
		from_number: call.fromNumber,
		to_number: call.to,
		override_agent_id: call.agentId,
		metadata: prune({
			reference: call.reference,
			context: call.context,
			callAttempt: redialOf(call),
			dialedAt: call.dialedAt,
			// The list can compare numbers in the metadata. A call that never connected has no other time.
			dialedAtMs: call.dialedAt === null ? null : Date.parse(call.dialedAt),
		}),
		retell_llm_dynamic_variables: unlessEmpty(Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, String(value)]))),
		agent_override: unlessEmpty(prune(override)),
	};
	return { method: 'POST', path: '/v2/create-phone-call', body: prune(body) };
}

const unlessEmpty = (value: JsonObject): JsonObject | undefined => (Object.keys(value).length === 0 ? undefined : value);
const inMilliseconds = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1000);

/** The settings of the agent for this call alone. */
function agentSettings(call: CallRequest): JsonObject {
	return {
		...prune({
			voice_id: call.scripted?.voiceId,
			voice_speed: call.scripted?.voice?.speed,
			language: call.language,
			max_call_duration_ms: inMilliseconds(call.maxDuration),
			ring_duration_ms: inMilliseconds(call.ringTimeout),
		}),
		...(call.voicemail !== null && { voicemail_option: voicemailOption(call.voicemail) }),
		...(call.callbackUrl !== null && {
			webhook_url: call.callbackUrl,
			webhook_events: call.finalEventOnly ? finalEvents : ['call_started', ...finalEvents],
			webhook_timeout_ms: webhookTimeout,
		}),
	};
}

/** `null` switches the detection of machines off. */
function voicemailOption({ action, message }: VoicemailPolicy): Json {
	if (action === 'ignore') return null;
	return { action: action === 'hangUp' ? { type: 'hangup' } : { type: 'static_text', text: message ?? '' } };
}

/** The ranges of create-phone-call, in seconds. */
const ranges = [
	{ name: 'maxDuration', field: 'Max Duration', least: 60, most: 7200 },
	{ name: 'ringTimeout', field: 'Ring Timeout', least: 5, most: 300 },
] as const;

/** The faults of a call that only Retell AI has. */
export const checkCall = (call: CallRequest): FieldIssue[] => [
	...ranges.flatMap(({ name, field, least, most }) => rangeIssue(field, call[name], least, most)),
	...checkReserved(call, call.scripted === null ? [] : ['script']),
];

function rangeIssue(field: string, seconds: number | null, least: number, most: number): FieldIssue[] {
	if (seconds === null || (seconds >= least && seconds <= most)) return [];
	const sentence =
		seconds < least
			? `is below ${least} seconds, and Retell AI takes no less. Give ${least} or more.`
			: `is above ${most} seconds, and Retell AI takes no more. Give ${most} or less.`;
	return [{ type: 'invalid_parameters', field, sentence }];
}

/** Retell AI publishes statuses and example messages, and no codes. An unknown agent or caller number is a 422. */
const rules: RefusalRule[] = [
	{ type: 'invalid_parameters', status: 400, message: /from_?number|caller/i },
	{ type: 'invalid_phone_number', status: 400, message: /to_?number|phone|e\.?164/i },
	{ type: 'agent_unavailable', status: 422 },
];

/** Reads a refusal of Retell AI, `{status: "error", message}`. */
export const readRetellRefusal = (answer: HttpAnswer): Refusal => readRefusal(answer, rules);

/** Reads the 201: the whole call, as a rule with the status `registered`. Without a call ID the outcome is unknown. */
export function readPlacement(answer: HttpAnswer): Placement | null {
	const { body } = answer;
	const callId = idIn(at(body, 'call_id'));
	if (at(body, 'status') === 'error') {
		return errorInside(readRetellRefusal({ ...answer, status: statusIn(body) ?? 400 }), body, callId);
	}
	if (callId === null) return null;
	const { status, outcome, endReason, dialed, problem } = readCall(body);
	const known = { callId, status: status === 'unknown' ? 'queued' : status, outcome, endReason } as const;
	return { placed: dialed === 'no' ? { ...known, dialed, problem } : known };
}
