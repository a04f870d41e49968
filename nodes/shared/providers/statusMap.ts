import { isTerminal } from '../call/lifecycle';
import { bland } from './bland/words';
import { elevenlabs } from './elevenlabs/words';
import { words as retell } from './retell/words';
import type { WordMeaning, Words } from './words';
import { ended, stage } from './words';
import { vapiWords } from './vapi/words';

const simulator: Words = {
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

/** From the workflow-node pages (get-call, batch-calls) and the event names. Svalync does not publish the API's own status strings. */
const svalync: Words = {
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

/** From the OpenAPI enum of `status`. The enum does not explain `registered`, `paused` and `spam`, so their meaning is inferred. */
const synthflow: Words = {
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

/** From the call statuses (list calls, first call), the agent webhook events and the campaign webhook events. */
const talkover: Words = {
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

/** From CALL_STATUS and STATUS of the call logs, the campaign statistics page and the FAQ's labels. */
const unleashx: Words = {
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

export const statusWords = {
	simulator,
	bland,
	elevenlabs,
	retell,
	svalync,
	synthflow,
	talkover,
	unleashx,
	vapi: vapiWords,
} satisfies Record<string, Words>;

/** The providers of the package. Each has its words above. */
export type ProviderId = keyof typeof statusWords;

const fold = (word: string): string =>
	word
		.trim()
		.toLowerCase()
		.replace(/[\s_-]+/g, '_');

/** The meaning of the first of these words that the provider's table knows, or `unknown`. */
export function mapStatus(provider: ProviderId, ...words: Array<string | null>): WordMeaning {
	for (const word of words) {
		if (word === null) continue;
		const known: Words = statusWords[provider];
		const folded = fold(word);
		if (Object.hasOwn(known, folded)) return known[folded];
	}
	return stage('unknown');
}

/**
 * The meaning of an event's name and its body's status together. The name says what happened. If both say that the call ended, the status
 * says how. A status that only says "completed" does not turn a failed call into an answered one.
 */
export function meaningOfEvent(ofName: WordMeaning, ofStatus: WordMeaning): WordMeaning {
	if (ofName.status === 'unknown') return ofStatus;
	if (!isTerminal(ofName.status) || !isTerminal(ofStatus.status)) return ofName;
	return ofName.status === 'failed' && ofStatus.outcome === 'answered' ? ofName : ofStatus;
}

/** Words for yes and no, compared like a status. Svalync publishes no form for conversion_status. */
const yesWords = ['true', 'yes', 'converted'];
const noWords = ['false', 'no', 'not_converted'];

/** True or false, from a boolean or a word. Any other value gives null. */
export function yesOrNo(value: unknown): boolean | null {
	if (typeof value === 'boolean') return value;
	if (typeof value !== 'string') return null;
	const word = fold(value);
	return yesWords.includes(word) ? true : noWords.includes(word) ? false : null;
}
