import type { JsonObject } from '../../call/json';
import { at, prune } from '../../call/json';
import type { CallRequest } from '../../call/request';
import { redialOf } from '../../call/request';
import type { FieldIssue } from '../../call/result';
import type { HttpAnswer, HttpRequest } from '../../call/http';
import { compileScript } from '../../script/compile';
import type { Placement } from '../provider';
import { errorInside, idIn } from '../refusal';
import { checkReserved } from '../reserved';
import { anyPath, checkCallerNumber, lineOf } from './callerNumber';
import { ownVariables, systemPrefix } from './record';
import { readElevenlabsRefusal } from './refusal';
import { userIdOf } from './userId';

/**
 * POST /v1/convai/twilio/outbound-call, or its sister path of the number's provider: https://elevenlabs.io/docs/api-reference/twilio/outbound-call
 * The list of conversations can be filtered by `user_id`, and the variables come back with the conversation.
 */
export function placeCallRequest(call: CallRequest): HttpRequest {
	const line = lineOf(call);
	return {
		method: 'POST',
		// Only a dry run shows a call whose typed number was not looked up. `checkCall` has refused any other number without a path.
		path: line?.path ?? anyPath,
		body: prune({
			agent_id: call.agentId,
			agent_phone_number_id: line?.id,
			to_number: call.to,
			conversation_initiation_client_data: {
				dynamic_variables: {
					...call.variables,
					...prune({
						reference: call.reference,
						context: call.context === null ? null : JSON.stringify(call.context),
						callAttempt: redialOf(call),
					}),
				},
				user_id: userIdOf(call),
				...overridesOf(call),
			},
			call_recording_enabled: call.recording,
			telephony_call_config: call.ringTimeout === null ? undefined : { ringing_timeout_secs: call.ringTimeout },
		}),
	};
}

/** What replaces settings of the agent in this call. ElevenLabs refuses an override that the agent's Security settings do not allow. */
function overridesOf(call: CallRequest): JsonObject {
	const scripted = call.scripted === null ? null : compileScript(call.scripted.script);
	const prompt = scripted?.prompt ?? call.prompt;
	const agent = prune({
		first_message: scripted?.greeting ?? call.greeting,
		prompt: prompt === null ? null : { prompt },
		language: call.language,
	});
	const tts = prune({ voice_id: call.scripted?.voiceId, speed: call.scripted?.voice?.speed });
	const given = Object.entries({ agent, tts }).filter(([, part]) => Object.keys(part).length > 0);
	return given.length === 0 ? {} : { conversation_config_override: Object.fromEntries(given) };
}

/** Faults of a call that only ElevenLabs has: its caller number, and variables whose names are taken. */
export function checkCall(call: CallRequest): FieldIssue[] {
	const taken = Object.keys(call.variables).find((name) => name.startsWith(systemPrefix));
	return [
		...checkCallerNumber(call),
		...checkReserved(call, ownVariables),
		...(taken === undefined
			? []
			: [
					{
						type: 'invalid_parameters' as const,
						field: 'Variables',
						sentence: `uses the name ${taken.slice(0, 60)}, and ElevenLabs keeps names that begin with ${systemPrefix} for its own. Rename it.`,
					},
				]),
	];
}

/**
 * Reads `{success, message, conversation_id, callSid}`. Both IDs may be null. `success: false` is a refusal only if its message names the
 * code of a fault that the phone company finds before it dials. An answer without a conversation leaves the outcome open.
 */
export function readPlacement(answer: HttpAnswer): Placement | null {
	const { body } = answer;
	const callId = idIn(at(body, 'conversation_id'));
	if (at(body, 'success') === false) {
		const refusal = readElevenlabsRefusal({ ...answer, status: 400 });
		const isCallKnown = [at(body, 'callSid'), at(body, 'sip_call_id')].some((id) => idIn(id) !== null);
		const placement = errorInside(refusal, body, callId);
		return 'refused' in placement && isCallKnown ? { failed: { ...placement.refused, type: 'outcome_unknown' }, callId } : placement;
	}
	return callId === null ? null : { placed: { callId, status: 'initiated', outcome: null } };
}
