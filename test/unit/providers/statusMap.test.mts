import { expect, test } from 'vitest';
import { callOutcomes, callStatuses } from '../../../nodes/shared/call/record';
import type { ProviderId } from '../../../nodes/shared/providers/provider';
import { mapStatus, yesOrNo } from '../../../nodes/shared/providers/statusMap';
import { statusWords } from '../../../nodes/shared/providers/statusWords';

const providerIds = Object.keys(statusWords) as ProviderId[];

/** The normalised life cycle: which word of which provider means what. Source: the status tables of their documentation. */
const table: Array<[ProviderId, string, string, string | null]> = [
	['bland', 'new', 'queued', null],
	['bland', 'queued', 'queued', null],
	['bland', 'allocated', 'initiated', null],
	['bland', 'started', 'in_progress', null],
	['bland', 'completed', 'completed', 'answered'],
	['bland', 'voicemail', 'completed', 'voicemail'],
	['bland', 'no-answer', 'failed', 'no_answer'],
	['bland', 'busy', 'failed', 'busy'],
	['bland', 'canceled', 'failed', 'cancelled'],
	['bland', 'failed', 'failed', 'failed'],
	['bland', 'pre_queue_error', 'failed', 'failed'],
	['bland', 'queue_error', 'failed', 'failed'],
	['bland', 'call_error', 'failed', 'failed'],
	['bland', 'complete_error', 'completed', 'answered'],
	['elevenlabs', 'initiated', 'initiated', null],
	['elevenlabs', 'in-progress', 'in_progress', null],
	['elevenlabs', 'processing', 'in_progress', null],
	['elevenlabs', 'done', 'completed', 'answered'],
	['elevenlabs', 'failed', 'failed', 'failed'],
	['elevenlabs', 'busy', 'failed', 'busy'],
	['elevenlabs', 'no-answer', 'failed', 'no_answer'],
	['retell', 'registered', 'queued', null],
	['retell', 'ongoing', 'in_progress', null],
	['retell', 'ended', 'completed', 'answered'],
	['retell', 'not_connected', 'failed', 'failed'],
	['retell', 'error', 'failed', 'failed'],
	['retell', 'call_started', 'in_progress', null],
	['retell', 'user_hangup', 'completed', 'answered'],
	['retell', 'agent_hangup', 'completed', 'answered'],
	['retell', 'call_transfer', 'completed', 'answered'],
	['retell', 'ivr_reached', 'completed', 'answered'],
	['retell', 'inactivity', 'completed', 'answered'],
	['retell', 'max_duration_reached', 'completed', 'answered'],
	['retell', 'transfer_bridged', 'completed', 'answered'],
	['retell', 'call_take_over', 'completed', 'answered'],
	['retell', 'manual_stopped', 'completed', 'answered'],
	['retell', 'transfer_cancelled', 'completed', 'answered'],
	['retell', 'voicemail_reached', 'completed', 'voicemail'],
	['retell', 'dial_busy', 'failed', 'busy'],
	['retell', 'dial_no_answer', 'failed', 'no_answer'],
	['retell', 'user_declined', 'failed', 'rejected'],
	['retell', 'dial_failed', 'failed', 'failed'],
	['retell', 'invalid_destination', 'failed', 'failed'],
	['retell', 'telephony_provider_permission_denied', 'failed', 'failed'],
	['retell', 'telephony_provider_unavailable', 'failed', 'failed'],
	['retell', 'sip_routing_error', 'failed', 'failed'],
	['retell', 'marked_as_spam', 'failed', 'failed'],
	['retell', 'concurrency_limit_reached', 'failed', 'failed'],
	['retell', 'no_concurrency_fallback', 'failed', 'failed'],
	['retell', 'no_valid_payment', 'failed', 'failed'],
	['retell', 'scam_detected', 'failed', 'failed'],
	['retell', 'registered_call_timeout', 'failed', 'failed'],
	['retell', 'error_llm_websocket_open', 'failed', 'failed'],
	['retell', 'error_llm_websocket_lost_connection', 'failed', 'failed'],
	['retell', 'error_llm_websocket_runtime', 'failed', 'failed'],
	['retell', 'error_llm_websocket_corrupt_payload', 'failed', 'failed'],
	['retell', 'error_no_audio_received', 'failed', 'failed'],
	['retell', 'error_asr', 'failed', 'failed'],
	['retell', 'error_retell', 'failed', 'failed'],
	['retell', 'error_unknown', 'failed', 'failed'],
	['retell', 'error_user_not_joined', 'failed', 'failed'],
	['svalync', 'queued', 'queued', null],
	['svalync', 'done', 'queued', null],
	['svalync', 'scheduled', 'queued', null],
	['svalync', 'rescheduled', 'queued', null],
	['svalync', 'initiated', 'initiated', null],
	['svalync', 'ringing', 'ringing', null],
	['svalync', 'connected', 'connected', null],
	['svalync', 'in-progress', 'in_progress', null],
	['svalync', 'in_progress', 'in_progress', null],
	['svalync', 'call-disconnected', 'in_progress', null],
	['svalync', 'completed', 'completed', 'answered'],
	['svalync', 'failed', 'failed', 'failed'],
	['svalync', 'busy', 'failed', 'busy'],
	['svalync', 'no-answer', 'failed', 'no_answer'],
	['svalync', 'no_answer', 'failed', 'no_answer'],
	['svalync', 'canceled', 'failed', 'cancelled'],
	['svalync', 'stopped', 'failed', 'cancelled'],
	['svalync', 'error', 'failed', 'failed'],
	['svalync', 'balance-low', 'failed', 'failed'],
	['synthflow', 'pending', 'queued', null],
	['synthflow', 'registered', 'queued', null],
	['synthflow', 'paused', 'queued', null],
	['synthflow', 'ringing', 'ringing', null],
	['synthflow', 'in-progress', 'in_progress', null],
	['synthflow', 'completed', 'completed', 'answered'],
	['synthflow', 'left_voicemail', 'completed', 'voicemail'],
	['synthflow', 'hangup_on_voicemail', 'completed', 'voicemail'],
	['synthflow', 'failed', 'failed', 'failed'],
	['synthflow', 'spam', 'failed', 'rejected'],
	['synthflow', 'busy', 'failed', 'busy'],
	['synthflow', 'no-answer', 'failed', 'no_answer'],
	['synthflow', 'canceled', 'failed', 'cancelled'],
	['synthflow', 'user-canceled', 'failed', 'cancelled'],
	['talkover', 'queued', 'queued', null],
	['talkover', 'scheduled', 'queued', null],
	['talkover', 'campaign_call.queued', 'queued', null],
	['talkover', 'campaign_call.retry_scheduled', 'queued', null],
	['talkover', 'initiated', 'initiated', null],
	['talkover', 'event_phone_call_started', 'initiated', null],
	['talkover', 'campaign_call.started', 'initiated', null],
	['talkover', 'ringing', 'ringing', null],
	['talkover', 'answered', 'connected', null],
	['talkover', 'event_phone_call_connected', 'connected', null],
	['talkover', 'event_connection_established', 'connected', null],
	['talkover', 'in-progress', 'in_progress', null],
	['talkover', 'event_conversation_started', 'in_progress', null],
	['talkover', 'completed', 'completed', 'answered'],
	['talkover', 'event_phone_call_ended', 'completed', null],
	['talkover', 'campaign_call.completed', 'completed', null],
	['talkover', 'failed', 'failed', 'failed'],
	['talkover', 'event_phone_call_error', 'failed', 'failed'],
	['talkover', 'event_connection_error', 'failed', 'failed'],
	['talkover', 'campaign_call.failed', 'failed', 'failed'],
	['talkover', 'event_phone_call_did_not_connect', 'failed', 'failed'],
	['talkover', 'busy', 'failed', 'busy'],
	['talkover', 'no-answer', 'failed', 'no_answer'],
	['talkover', 'voicemail', 'completed', 'voicemail'],
	['talkover', 'event_voicemail_detected', 'in_progress', 'voicemail'],
	['talkover', 'event_voicemail_message_left', 'in_progress', 'voicemail'],
	['unleashx', 'initiated', 'initiated', null],
	['unleashx', 'ringing', 'ringing', null],
	['unleashx', 'answered', 'connected', null],
	['unleashx', 'ANSWER', 'connected', null],
	['unleashx', 'in_progress', 'in_progress', null],
	['unleashx', 'running', 'in_progress', null],
	['unleashx', 'completed', 'completed', 'answered'],
	['unleashx', 'COMPLETED', 'completed', 'answered'],
	['unleashx', 'AGENT_ENDED', 'completed', 'answered'],
	['unleashx', 'USER_ENDED', 'completed', 'answered'],
	['unleashx', 'failed', 'failed', 'failed'],
	['unleashx', 'rejected', 'failed', 'rejected'],
	['unleashx', 'timeout', 'failed', 'failed'],
	['unleashx', 'busy', 'failed', 'busy'],
	['unleashx', 'no_answer', 'failed', 'no_answer'],
	['unleashx', 'Unanswered', 'failed', 'no_answer'],
	['unleashx', 'cancelled', 'failed', 'cancelled'],
	['unleashx', 'Voicemail Left', 'completed', 'voicemail'],
];

test.each(table)('%s: the word "%s" means %s, %s', (provider, word, status, outcome) => {
	expect(mapStatus(provider, word)).toEqual({ status, outcome });
});

test.each(table)('%s: the word "%s" means %s, %s in any spelling', (provider, word, status, outcome) => {
	const dotted = word.split('.');
	for (const spelling of [
		word.toUpperCase(),
		` ${word} `,
		dotted.map((part) => part.replace(/[_-]/g, ' ')).join('.'),
		dotted.map((part) => part.replace(/[ _]/g, '-')).join('.'),
	]) {
		expect(mapStatus(provider, spelling), spelling).toEqual({ status, outcome });
	}
});

test.each(providerIds)('%s: a word nobody documented means unknown, never a guess', (provider) => {
	for (const word of ['', 'complete', 'teleported', 'constructor', '__proto__', 'toString', 'hasOwnProperty', '200', 'null']) {
		expect(mapStatus(provider, word), word).toEqual({ status: 'unknown', outcome: null });
	}
	expect(mapStatus(provider, null)).toEqual({ status: 'unknown', outcome: null });
	expect(mapStatus(provider)).toEqual({ status: 'unknown', outcome: null });
});

test('the first word that is known decides', () => {
	expect(mapStatus('unleashx', null, 'Inqueue', 'USER_ENDED', 'failed')).toEqual({ status: 'completed', outcome: 'answered' });
});

test.each(providerIds)('%s: every word is written as it is looked up, and means a status of the vocabulary', (provider) => {
	for (const [word, { status, outcome }] of Object.entries(statusWords[provider])) {
		expect(word).toMatch(/^[a-z0-9_.]+$/);
		expect(callStatuses).toContain(status);
		if (outcome !== null) expect(callOutcomes).toContain(outcome);
		if (status === 'completed' && outcome !== null) expect(['answered', 'voicemail']).toContain(outcome);
		if (status === 'failed') expect(['answered', 'voicemail']).not.toContain(outcome);
	}
});

test.each([
	[true, true],
	['converted', true],
	['Converted', true],
	['yes', true],
	['TRUE', true],
	[false, false],
	['not_converted', false],
	['Not converted', false],
	['not-converted', false],
	['no', false],
	['false', false],
	['maybe', null],
	['conversion', null],
	['', null],
	[1, null],
	[0, null],
	[null, null],
	[undefined, null],
	[{ converted: true }, null],
])('a yes or no %j is %j', (value, meant) => {
	expect(yesOrNo(value)).toBe(meant);
});
