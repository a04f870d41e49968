import type { JsonObject } from '../../call/json';
import { prune, text } from '../../call/json';
import type { CallRequest, ScriptedPart } from '../../call/request';
import { scriptToJson } from '../../script/json';
import type { HttpRequest } from '../../call/http';
import type { ProviderSettings } from '../provider';

const isEmpty = (value: JsonObject): boolean => Object.keys(value).length === 0;

/** A path of the credential with one slash in front, whatever was typed; an empty one is the default. */
const pathOf = (typed: unknown, fallback: string): string =>
	`/${(text(typed) ?? fallback).replace(/^\/+/, '')}`;

const sendCallPath = ({ sendCallPath: typed }: ProviderSettings): string => pathOf(typed, '/voiceai/sendcall');
const makeCallPath = ({ makeCallPath: typed }: ProviderSettings): string => pathOf(typed, '/voiceai/makecall');

/** The paths of the credential; the labels are those of its fields. */
export const ownPaths = (settings: ProviderSettings): Array<{ field: string; path: string }> => [
	{ field: 'Send Call Path', path: sendCallPath(settings) },
	{ field: 'Make Call Path', path: makeCallPath(settings) },
];

/**
 * Send Call. Fields: the workflow node Send Call, and beside them `agentId` and `from_phone_number`, the names of the
 * published endpoint POST /voiceai/sendcall ("internal": Svalync picks the caller ID).
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

/** Make Call: the script object as it is, the voice by its id; the path is not published, the user confirms it. */
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

export const placeCallRequest = (call: CallRequest, settings: ProviderSettings): HttpRequest =>
	call.scripted ? makeCallRequest(call, call.scripted, settings) : sendCallRequest(call, settings);
