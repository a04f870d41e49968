import type { Words } from '../words';
import { ended, stage } from '../words';

/**
 * From `call_status` and `disconnection_reason` of the call object
 * (https://github.com/RetellAI/retell-typescript-sdk/blob/main/src/resources/call.ts) and their meanings on
 * https://docs.retellai.com/reliability/debug-call-disconnect. A reason is more precise than the status of an ended call.
 */
export const words: Words = {
	registered: stage('queued'),
	ongoing: stage('in_progress'),
	ended: ended('answered'),
	not_connected: ended('failed'),
	error: ended('failed'),
	call_started: stage('in_progress'),
	user_hangup: ended('answered'),
	agent_hangup: ended('answered'),
	call_transfer: ended('answered'),
	ivr_reached: ended('answered'),
	inactivity: ended('answered'),
	max_duration_reached: ended('answered'),
	transfer_bridged: ended('answered'),
	call_take_over: ended('answered'),
	manual_stopped: ended('answered'), // cancelled if nobody was connected, see record.ts
	transfer_cancelled: ended('answered'), // cancelled if nothing was said, see record.ts
	voicemail_reached: ended('voicemail'),
	dial_busy: ended('busy'),
	dial_no_answer: ended('no_answer'),
	user_declined: ended('rejected'),
	dial_failed: ended('failed'),
	invalid_destination: ended('failed'),
	telephony_provider_permission_denied: ended('failed'),
	telephony_provider_unavailable: ended('failed'),
	sip_routing_error: ended('failed'),
	marked_as_spam: ended('failed'),
	concurrency_limit_reached: ended('failed'),
	no_concurrency_fallback: ended('failed'),
	no_valid_payment: ended('failed'),
	scam_detected: ended('failed'),
	registered_call_timeout: ended('failed'),
	error_llm_websocket_open: ended('failed'),
	error_llm_websocket_lost_connection: ended('failed'),
	error_llm_websocket_runtime: ended('failed'),
	error_llm_websocket_corrupt_payload: ended('failed'),
	error_no_audio_received: ended('failed'),
	error_asr: ended('failed'),
	error_retell: ended('failed'),
	error_unknown: ended('failed'),
	error_user_not_joined: ended('failed'),
};
