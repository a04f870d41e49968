import type { Words } from '../words';
import { ended, stage } from '../words';

/**
 * From the status of a conversation (SDK, GetConversationResponseModelStatus) and the failure_reason of the event call_initiation_failure
 * (https://elevenlabs.io/docs/eleven-agents/workflows/post-call-webhooks).
 */
export const words: Words = {
	initiated: stage('initiated'), // the phone may be ringing or not yet
	in_progress: stage('in_progress'),
	processing: stage('in_progress'), // the talk is over, and its analysis is being made
	done: ended('answered'),
	failed: ended('failed'),
	busy: ended('busy'),
	no_answer: ended('no_answer'),
};
