import type { Words } from '../words';
import { ended, stage } from '../words';

/** From the OpenAPI enum of `status`. The enum does not explain `registered`, `paused` and `spam`, so their meaning is inferred. */
export const words: Words = {
	pending: stage('queued'),
	queue: stage('queued'),
	registered: stage('queued'),
	paused: stage('queued'),
	ringing: stage('ringing'),
	in_progress: stage('in_progress'),
	completed: ended('answered'),
	left_voicemail: ended('voicemail'),
	hangup_on_voicemail: ended('voicemail'),
	no_answer: ended('no_answer'),
	busy: ended('busy'),
	failed: ended('failed'),
	canceled: ended('cancelled'),
	user_canceled: ended('cancelled'),
	spam: ended('rejected'),
};
