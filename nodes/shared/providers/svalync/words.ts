import type { Words } from '../words';
import { ended, stage } from '../words';

/** From the workflow-node pages (get-call, batch-calls) and the event names. Svalync does not publish the API's own status strings. */
export const words: Words = {
	queued: stage('queued'),
	done: stage('queued'), // the message for an accepted call on the sendcall page
	scheduled: stage('queued'),
	rescheduled: stage('queued'),
	initiated: stage('initiated'),
	ringing: stage('ringing'),
	connected: stage('connected'),
	in_progress: stage('in_progress'),
	call_disconnected: stage('in_progress'), // the conversation is over, the record is not final yet
	completed: ended('answered'),
	voicemail: ended('voicemail'),
	busy: ended('busy'),
	no_answer: ended('no_answer'),
	canceled: ended('cancelled'),
	cancelled: ended('cancelled'),
	stopped: ended('cancelled'),
	rejected: ended('rejected'),
	failed: ended('failed'),
	error: ended('failed'),
	balance_low: ended('failed'),
};
