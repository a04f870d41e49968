import type { Words } from '../words';
import { ended, stage } from '../words';

/** From the call statuses (list calls, first call), the agent webhook events and the campaign webhook events. */
export const words: Words = {
	queued: stage('queued'),
	scheduled: stage('queued'),
	initiated: stage('initiated'),
	ringing: stage('ringing'),
	answered: stage('connected'),
	in_progress: stage('in_progress'),
	completed: ended('answered'),
	failed: ended('failed'),
	busy: ended('busy'),
	no_answer: ended('no_answer'),
	voicemail: ended('voicemail'),
	canceled: ended('cancelled'),
	cancelled: ended('cancelled'),
	'campaign_call.queued': stage('queued'),
	'campaign_call.retry_scheduled': stage('queued'),
	'campaign_call.started': stage('initiated'),
	'campaign_call.completed': stage('completed'),
	'campaign_call.failed': ended('failed'),
	event_phone_call_started: stage('initiated'),
	event_phone_call_connected: stage('connected'),
	event_connection_established: stage('connected'),
	event_conversation_started: stage('in_progress'),
	event_phone_call_ended: stage('completed'), // the call is over, answered or not: the event does not say which
	event_phone_call_error: ended('failed'),
	event_connection_error: ended('failed'),
	event_phone_call_did_not_connect: ended('failed'), // a status in the body is more precise
	event_voicemail_detected: { status: 'in_progress', outcome: 'voicemail' },
	event_voicemail_message_left: { status: 'in_progress', outcome: 'voicemail' },
};
