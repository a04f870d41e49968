import type { Words } from '../words';
import { ended, stage } from '../words';

/**
 * From `status` and `queue_status` of a call (https://docs.bland.ai/api-v1/get/calls-id). The end of a queue error is that of `status`.
 * `complete` and `unknown` are missing: the first only repeats the field `completed`, and the second says nothing.
 */
export const words: Words = {
	new: stage('queued'),
	queued: stage('queued'),
	allocated: stage('initiated'),
	started: stage('in_progress'),
	completed: ended('answered'),
	voicemail: ended('voicemail'), // in answered_by
	no_answer: ended('no_answer'), // also in answered_by
	busy: ended('busy'),
	canceled: ended('cancelled'),
	failed: ended('failed'),
	pre_queue_error: ended('failed'),
	queue_error: ended('failed'),
	call_error: ended('failed'),
	complete_error: ended('answered'), // inferred: the fault came after the call
};
