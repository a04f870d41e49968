import type { Words } from '../words';
import { ended, stage } from '../words';

/**
 * From the OpenAPI enums of `Call.status` and `Call.endedReason`, and https://docs.vapi.ai/calls/call-ended-reason. An end is told by the
 * reason, in exact words here and by the beginning of a word in `reasons.ts`. `ended` alone does not say how.
 */
export const words: Words = {
	scheduled: stage('queued'),
	queued: stage('queued'),
	ringing: stage('ringing'),
	in_progress: stage('in_progress'),
	forwarding: stage('in_progress'),
	ended: stage('completed'),
	assistant_said_end_call_phrase: ended('answered'),
	assistant_forwarded_call: ended('answered'),
	exceeded_max_duration: ended('answered'),
	silence_timed_out: ended('answered'),
	vonage_completed: ended('answered'),
	'call.in_progress.twilio_completed_call': ended('answered'),
	'call.in_progress.sip_completed_call': ended('answered'),
	'call.forwarding.operator_busy': ended('answered'), // the person was reached, and the transfer failed
	'call.forwarding.no_answer': ended('answered'),
	voicemail: ended('voicemail'),
	customer_busy: ended('busy'),
	customer_did_not_answer: ended('no_answer'),
	manually_canceled: ended('cancelled'),
	scheduled_call_deleted: ended('cancelled'),
	call_deleted: ended('cancelled'),
	vonage_rejected: ended('rejected'),
	'call.in_progress.error_providerfault_outbound_sip_403_forbidden': ended('rejected'),
	twilio_failed_to_connect_call: ended('failed'),
	twilio_reported_customer_misdialed: ended('failed'),
	vonage_failed_to_connect_call: ended('failed'),
	vonage_disconnected: ended('failed'),
	phone_call_provider_bypass_enabled_but_no_call_received: ended('failed'),
	phone_call_provider_closed_websocket: ended('failed'),
	assistant_join_timed_out: ended('failed'),
	worker_shutdown: ended('failed'),
	assistant_not_valid: ended('failed'),
	assistant_not_found: ended('failed'),
	call_start_error_neither_assistant_nor_server_set: ended('failed'),
	'call.start.assistant_version_error_validation': ended('failed'),
	'call.in_progress.error_sip_outbound_call_failed_to_connect': ended('failed'),
	'call.in_progress.error_providerfault_outbound_sip_407_proxy_authentication_required': ended('failed'),
	'call.in_progress.error_providerfault_outbound_sip_408_request_timeout': ended('failed'),
	'call.in_progress.error_providerfault_outbound_sip_480_temporarily_unavailable': ended('failed'),
	'call.in_progress.error_providerfault_outbound_sip_503_service_unavailable': ended('failed'),
};
