import type { JsonObject } from '../../call/json';
import { prune, text, at } from '../../call/json';
import type { CallRequest, ScriptedPart } from '../../call/request';
import { scriptToJson } from '../../script/json';
import type { HttpRequest, HttpAnswer } from '../../call/http';
import type { ProviderSettings, Placement, Refusal } from '../provider';
import type { RefusalRule } from '../refusal';
import { errorInside, readRefusal, statusIn } from '../refusal';
import { mapStatus } from '../statusMap';
import { contentOf } from './record';

const isEmpty = (value: JsonObject): boolean => Object.keys(value).length === 0;

/** A path of the credential with exactly one leading slash. An empty path gives the default. */
const pathOf = (typed: unknown, fallback: string): string => `/${(text(typed) ?? fallback).replace(/^\/+/, '')}`;

const sendCallPath = ({ sendCallPath: typed }: ProviderSettings): string => pathOf(typed, '/voiceai/sendcall');
const makeCallPath = ({ makeCallPath: typed }: ProviderSettings): string => pathOf(typed, '/voiceai/makecall');

/** The paths of the credential, each with the label of its field. */
export const ownPaths = (settings: ProviderSettings): Array<{ field: string; path: string }> => [
	{ field: 'Send Call Path', path: sendCallPath(settings) },
	{ field: 'Make Call Path', path: makeCallPath(settings) },
];

/**
 * Send Call. The fields are those of the workflow node Send Call, plus `agentId` and `from_phone_number` of the published endpoint POST
 * /voiceai/sendcall ("internal": Svalync picks the caller ID).
 */
function sendCallRequest(call: CallRequest, settings: ProviderSettings): HttpRequest {
	const retry = call.retry;
	const parameters = prune({
		priority: call.priority,
		retry_attempts: retry?.attempts,
		retry_interval: retry?.intervalSeconds,
		max_duration: call.maxDuration,
		scheduled_time: call.scheduledTime,
		custom_variables: isEmpty(call.variables) ? undefined : call.variables,
	});
	const handlers = Object.fromEntries(
		call.responseHandlers.map((handler) => [
			handler.name,
			prune({
				patterns: handler.patterns,
				action: handler.action,
				transfer_number: handler.transferNumber,
			}),
		]),
	);
	return {
		method: 'POST',
		path: sendCallPath(settings),
		body: prune({
			agent_id: call.agentId,
			agentId: call.agentId,
			phone_number: call.to,
			from_phone_number: call.fromNumber ?? 'internal',
			call_parameters: isEmpty(parameters) ? undefined : parameters,
			retry_config:
				retry === null
					? undefined
					: prune({
							attempts: retry.attempts,
							interval: retry.intervalSeconds,
							conditions: retry.conditions,
							max_total_attempts: retry.maxTotalAttempts,
						}),
			response_handlers: isEmpty(handlers) ? undefined : handlers,
			callback_url: call.callbackUrl,
			recording: call.recording,
			transcription: call.transcription,
		}),
	};
}

/** Make Call: the script object unchanged, the voice by its ID. Svalync does not publish the path, so the user confirms it. */
const makeCallRequest = (call: CallRequest, scripted: ScriptedPart, settings: ProviderSettings): HttpRequest => ({
	method: 'POST',
	path: makeCallPath(settings),
	body: prune({
		phone_number: call.to,
		voice_id: scripted.voiceId,
		script: scriptToJson(scripted.script),
		voice: scripted.voice === null ? undefined : prune({ ...scripted.voice }),
		callback_url: call.callbackUrl,
		recording: call.recording,
	}),
});

/** The request that places a call: Make Call if the call has a script, else Send Call. */
export const placeCallRequest = (call: CallRequest, settings: ProviderSettings): HttpRequest =>
	call.scripted ? makeCallRequest(call, call.scripted, settings) : sendCallRequest(call, settings);

/**
 * The errors on the pages of Make Call and Send Call. Svalync publishes no codes. An error about the request occurs before any call. An
 * error about a service, a connection or the called person may occur after the phone rang. No page shows further words after these
 * messages, so a rule matches only the whole sentence.
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
	{ type: 'agent_unavailable', message: /\bagent\b/i }, // an error about the field agentId does not concern the agent
	{ type: 'call_rejected', message: /reject/i },
	{ type: 'provider_error', status: 404 }, // the path does not exist; the error does not concern an agent
];

/**
 * Reads a refusal of Svalync.
 * @param status the status to judge by, if the body carries the true one
 */
export const readSvalyncRefusal = (answer: HttpAnswer, status = answer.status): Refusal =>
	readRefusal({ ...answer, body: contentOf(answer.body) }, [401, 402, 403, 429].includes(status) ? [] : rules, status);

/**
 * Reads `{success, message: "done" or "queued", status}`. The documented answer has no call ID, so success alone means a placed call.
 * `success: false` inside a 2xx is an error.
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
	const meaning = mapStatus('svalync', text(at(content, 'message')), text(at(content, 'data', 'status')));
	return {
		placed: { callId, status: meaning.status === 'unknown' ? 'queued' : meaning.status, outcome: null },
	};
}
