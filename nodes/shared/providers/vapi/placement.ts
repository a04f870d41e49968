import type { Json, JsonObject } from '../../call/json';
import { at, isObject, list, prune, text } from '../../call/json';
import type { CallRequest, ScriptedPart, VoicemailPolicy } from '../../call/request';
import { redialOf } from '../../call/request';
import { compileScript } from '../../script/compile';
import type { HttpAnswer, HttpRequest } from '../../call/http';
import type { Placement, Refusal } from '../provider';
import type { RefusalRule } from '../refusal';
import { errorInside, idIn, readRefusal } from '../refusal';
import { readCall } from './record';

/**
 * POST /call, of Send Call with a saved assistant, of Make Call with an assistant of this call alone. Vapi refuses fields that it does not
 * know. Source: OpenAPI schema CreateCallDTO, https://docs.vapi.ai/calls/outbound-calling
 */
export const placeCallRequest = (call: CallRequest): HttpRequest => ({
	method: 'POST',
	path: '/call',
	body: prune({
		...(call.scripted === null ? savedAssistant(call) : ownAssistant(call, call.scripted)),
		phoneNumberId: call.fromNumberId,
		customer: prune({ number: call.to, name: call.recipientName }),
		schedulePlan: call.scheduledTime === null ? undefined : { earliestAt: call.scheduledTime },
	}),
});

const variablesOf = ({ variables }: CallRequest): JsonObject | undefined => (Object.keys(variables).length === 0 ? undefined : variables);

const savedAssistant = (call: CallRequest): JsonObject => ({
	assistantId: call.agentId,
	assistantOverrides: { ...prune({ variableValues: variablesOf(call), firstMessage: call.greeting }), ...settingsOf(call) },
});

/** The script as the assistant's first message and prompt. Variables are in the script already, and travel to come back with the call. */
function ownAssistant(call: CallRequest, scripted: ScriptedPart): JsonObject {
	const { greeting, prompt } = compileScript(scripted.script);
	const [provider, model] = partsOfModel(call.assistantModel) ?? usualModel;
	const variableValues = variablesOf(call);
	return {
		assistant: {
			firstMessage: greeting,
			model: prune({ provider, model, messages: [{ role: 'system', content: prompt }] }),
			...prune({ voice: voiceOf(scripted) }),
			...settingsOf(call),
		},
		...(variableValues !== undefined && { assistantOverrides: { variableValues } }),
	};
}

/** Language model companies have short names, and a model's own name may have slashes: openrouter/meta-llama/llama-3. */
const prefixed = /^([a-z0-9][a-z0-9-]*)\/(\S+)$/;

/** Vapi requires a model for the assistant of a script. This one speaks if the user chose none. */
const usualModel: [string, string] = ['openai', 'gpt-4o'];

/** The company and the name of a language model that was typed as `provider/model`. Null if it is neither that nor empty. */
export function partsOfModel(typed: string | null): [string, string] | null {
	if (typed === null) return usualModel;
	const [, provider, model] = prefixed.exec(typed) ?? [];
	return provider === undefined ? null : [provider, model];
}

/** A voice is typed as `provider/voice`. Without a company it is a voice of Vapi itself. */
function voiceOf({ voiceId, voice }: ScriptedPart): JsonObject | undefined {
	if (voiceId === null) return undefined;
	const [, provider = 'vapi', id = voiceId] = prefixed.exec(voiceId) ?? [];
	return prune({ provider, voiceId: id, speed: voice?.speed });
}

/** What saved and own assistants take alike, under the same names. Off is sent as off: left out, Vapi records and transcribes. */
function settingsOf(call: CallRequest): JsonObject {
	const artifactPlan = prune({
		recordingEnabled: call.recording,
		transcriptPlan: call.transcription === null ? undefined : { enabled: call.transcription },
	});
	const { reference, context, dialedAt } = call;
	return prune({
		maxDurationSeconds: call.maxDuration,
		artifactPlan: Object.keys(artifactPlan).length === 0 ? undefined : artifactPlan,
		...voicemailOf(call.voicemail),
		// Every answer and event echoes the metadata. It identifies the call.
		metadata: prune({ reference, context, callAttempt: redialOf(call), dialedAt }),
		...serverOf(call),
	});
}

/** On a machine Vapi says the message and hangs up, or hangs up at once if there is none. */
function voicemailOf(policy: VoicemailPolicy | null): Record<string, Json | undefined> {
	if (policy === null) return {};
	if (policy.action === 'ignore') return { voicemailDetection: 'off' };
	return { voicemailDetection: { provider: 'vapi' }, voicemailMessage: policy.message ?? undefined };
}

/** Vapi repeats a delivery only if it is told to. */
const backoffPlan = { type: 'exponential', maxRetries: 3, baseDelaySeconds: 2 };

function serverOf({ callbackUrl, finalEventOnly }: CallRequest): Record<string, Json | undefined> {
	if (callbackUrl === null) return {};
	return {
		server: { url: callbackUrl, backoffPlan },
		serverMessages: finalEventOnly ? ['end-of-call-report'] : ['status-update', 'end-of-call-report'],
	};
}

/** Sentences from field reports, since Vapi publishes neither codes nor messages. Those of unknown IDs are inferred. */
const rules: RefusalRule[] = [
	{ type: 'invalid_phone_number', status: 400, message: /customer\.number\b/i },
	{ type: 'rate_limited', status: 400, message: /over concurrency limit/i },
	...[400, 404].flatMap((status): RefusalRule[] => [
		{ type: 'invalid_parameters', status, message: /phone ?number( ?id)?\b.*\b(not found|does not exist)/i },
		{ type: 'agent_unavailable', status, message: /assistant\b.*\b(not found|does not exist)/i },
	]),
];

/** Reads a refusal of Vapi. Its `message` is a sentence, or a list of sentences. */
export function readVapiRefusal(answer: HttpAnswer): Refusal {
	const { body } = answer;
	const sentences = list(at(body, 'message')).flatMap((sentence) => text(sentence) ?? []);
	const joined = isObject(body) && sentences.length > 0 ? { ...body, message: sentences.join('; ') } : body;
	return readRefusal({ ...answer, body: joined }, rules);
}

/**
 * Reads the Call of a 201. Its status is the only thing that says whether it is queued or over already. `subscriptionLimits` beside it says
 * how many calls the account may run, and nothing about this one. Vapi documents no error inside a 2xx, so such an error leaves it open
 * whether the call was placed.
 */
export function readPlacement(answer: HttpAnswer): Placement | null {
	const { body } = answer;
	const callId = idIn(at(body, 'id'));
	if (at(body, 'error') !== undefined || at(body, 'statusCode') !== undefined) return errorInside(readVapiRefusal(answer), body, callId);
	if (callId === null) return null;
	const { status, outcome, endReason, createdAt, dialed, problem } = readCall(body);
	const placed = { callId, status: status === 'unknown' ? ('queued' as const) : status, outcome, endReason, createdAt };
	return { placed: problem === undefined ? placed : { ...placed, dialed, problem } };
}
