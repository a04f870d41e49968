import type { Words } from '../words';
import { ended, stage } from '../words';

export const words: Words = {
	queued: stage('queued'),
	initiated: stage('initiated'),
	ringing: stage('ringing'),
	connected: stage('connected'),
	in_progress: stage('in_progress'),
	answered: ended('answered'),
	voicemail: ended('voicemail'),
	no_answer: ended('no_answer'),
	busy: ended('busy'),
	cancelled: ended('cancelled'),
	failed: ended('failed'),
};
