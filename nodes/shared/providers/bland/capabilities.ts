import type { Capabilities, EventSources } from '../capabilities';
import { coming, no, partly, yes } from '../capabilities';

const api = 'https://docs.bland.ai/api-v1';
const send = `${api}/post/calls`;
const details = `${api}/get/calls-id`;

export const capabilities: Capabilities = {
	agents: partly(
		`${api}/get/personas`,
		'Personas; a pathway is typed as pathway: and its ID, since the form of its list is not published.',
	),
	voices: yes(`${api}/get/voices`),
	numbers: yes(`${api}/get/outbound`),
	scriptedCall: yes(send),
	disclosure: yes(send, 'In the field first_sentence.'),
	voiceChoice: yes(send),
	voiceAccent: no(send, 'Choose another voice.'),
	voiceSpeed: no(send),
	recipientName: no(send, 'Give it as a variable.'),
	variables: yes(send, 'Filled in only if the call is answered.'),
	context: yes(send),
	recordingSwitch: yes(send),
	transcriptionSwitch: no(send),
	callbackUrl: yes(send, 'Over https only.'),
	nativeRetry: no(send, 'Bland redials once, and only after a mailbox; the node redials while it waits.'),
	scriptedRetry: no(send),
	simulatedAnswers: no(send),
	responseHandlers: no(send),
	fromNumber: yes(send, 'Left empty, Bland takes a number of its own.'),
	priority: no(send),
	maxDuration: yes(send, 'Whole minutes, rounded up.'),
	ringTimeout: no(send),
	language: yes(send, 'A code of the list on this page, such as de or babel-de.'),
	voicemail: yes(send),
	assistantModel: no(send),
	scheduledTime: yes(send, 'At least five minutes ahead.'),
	delay: no(send),
	promptOverride: partly(send, 'Only without an agent, which has its own.'),
	greetingOverride: partly(send, 'Only without an agent, which has its own.'),
	leadDetails: no(send),
	testCall: no(send),
	campaign: no('https://docs.bland.ai/api-v2/post/batches', 'Batches are a way of sending of their own.'),
	callIdInAnswer: yes(send),
	getCall: yes(details),
	listCalls: yes(`${api}/get/calls`),
	endCall: yes(`${api}/post/calls-id-stop`, 'It also cancels a scheduled or queued call.'),
	recordingDownload: yes(`${api}/get/calls-id-recording`),
	transcript: yes(details),
	endReason: yes(details, 'Who ended the call, or the error.'),
	cost: yes(details, 'In US dollars.'),
	pushedEvents: partly(send, 'For calls with a Callback URL; the ringing has no event.'),
	selfRegistration: no('https://docs.bland.ai/tutorials/post-call-webhooks', 'The one address of the account would be overwritten.'),
	polledEvents: partly(
		`${api}/get/calls`,
		'The list does not name the persona of a call: to watch one agent, type pathway: and the ID of a pathway.',
	),
	callbackWait: yes(send),
	pollingWait: yes(details),
	idempotencyKey: no(send, 'Only a second call to the same number within ten seconds is refused.'),
	retryAfterRateLimit: no(send, 'A 429 may also mean a blacklisted number, or a call to it moments ago.'),
};

/** One webhook after the call, and live events for a call that asked for them. The list has no transcripts, and no word for the ringing. */
export const events: EventSources = {
	pushed: coming('call.queued', 'call.connected', 'call.completed', 'call.failed', 'call.unknown'),
	polled: coming(
		'call.queued',
		'call.initiated',
		'call.in_progress',
		'call.completed',
		'call.failed',
		'call.recording_ready',
		'call.analysis_ready',
		'call.unknown',
	),
};
