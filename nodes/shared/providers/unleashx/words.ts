import type { Words } from '../words';
import { ended, stage } from '../words';

/** From CALL_STATUS and STATUS of the call logs, the campaign statistics page and the FAQ's labels. */
export const words: Words = {
	initiated: stage('initiated'),
	ringing: stage('ringing'),
	answered: stage('connected'),
	answer: stage('connected'),
	in_progress: stage('in_progress'),
	running: stage('in_progress'),
	completed: ended('answered'),
	agent_ended: ended('answered'),
	user_ended: ended('answered'),
	failed: ended('failed'),
	rejected: ended('rejected'),
	timeout: ended('failed'),
	busy: ended('busy'),
	no_answer: ended('no_answer'),
	unanswered: ended('no_answer'),
	cancelled: ended('cancelled'),
	canceled: ended('cancelled'),
	voicemail_left: ended('voicemail'),
};
