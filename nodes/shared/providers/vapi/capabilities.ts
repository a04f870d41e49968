import type { Capabilities, EventSources } from '../capabilities';
import { coming, no, partly, yes } from '../capabilities';

const docs = 'https://docs.vapi.ai';
const spec = `${docs}/api-reference`;
const createCall = `${spec}/calls/create`;

export const capabilities: Capabilities = {
	agents: yes(`${spec}/assistants/list`),
	voices: no(spec, 'Vapi lists no voices: type the company and the voice, such as 11labs/burt, or the name of a voice of Vapi.'),
	numbers: yes(`${spec}/phone-numbers/list`, 'Active numbers with a telephone number.'),
	scriptedCall: yes(createCall, 'As an assistant of this call alone, with a language model and a voice of your choice.'),
	disclosure: yes(createCall, 'In the field firstMessage.'),
	voiceChoice: partly(createCall, 'In Make Call, else Vapi chooses; a saved assistant has its own voice.'),
	voiceAccent: no(createCall, 'Both belong to the voice.'),
	voiceSpeed: partly(
		createCall,
		'From 0.25 to 2 with voices of Vapi; the voices of some other companies take no speed, and the call is refused.',
	),
	recipientName: partly(createCall, 'At most 40 characters.'),
	variables: yes(`${docs}/assistants/dynamic-variables`),
	context: yes(createCall, 'As metadata of the assistant.'),
	recordingSwitch: yes(`${docs}/assistants/call-recording`),
	transcriptionSwitch: yes(createCall),
	callbackUrl: yes(`${docs}/server-url/setting-server-urls`, 'Vapi sends no secret there: the address must carry one.'),
	nativeRetry: no(createCall),
	scriptedRetry: no(createCall),
	simulatedAnswers: no(createCall),
	responseHandlers: no(createCall, 'Branches belong to the assistant.'),
	fromNumber: yes(createCall, 'Vapi requires a number of the account.'),
	priority: no(createCall),
	maxDuration: partly(createCall, 'From 10 to 43,200 seconds.'),
	ringTimeout: no(createCall),
	language: no(createCall, 'The language belongs to the voice and the transcriber.'),
	voicemail: partly(
		`${docs}/calls/voicemail-detection`,
		'To hang up means that the assistant’s own voicemail message is left, if it has one.',
	),
	assistantModel: yes(createCall, 'For scripts; openai/gpt-4o unless another is given.'),
	scheduledTime: yes(`${docs}/calls/outbound-calling`),
	delay: no(createCall),
	promptOverride: no(createCall, 'A prompt of one call would have to repeat the model of the assistant; give variables.'),
	greetingOverride: yes(createCall),
	leadDetails: no(createCall),
	testCall: no(docs, 'Vapi has no test mode for phone calls.'),
	campaign: no(createCall, 'Campaigns take a list of people, not one call.'),
	callIdInAnswer: yes(createCall),
	getCall: yes(`${spec}/calls/get`),
	listCalls: yes(`${spec}/calls/list`, 'Outbound phone calls; Vapi cannot filter them by number.'),
	endCall: yes(`${docs}/calls/call-features`),
	recordingDownload: yes(`${docs}/assistants/call-recording`),
	transcript: yes(`${spec}/calls/get`),
	endReason: yes(`${docs}/calls/call-ended-reason`),
	cost: yes(`${spec}/calls/get`, 'In US dollars, a little after the end.'),
	pushedEvents: yes(`${docs}/server-url/events`),
	selfRegistration: no(
		`${docs}/server-url/setting-server-urls`,
		'It would overwrite the server URL of the assistant; give the address by hand.',
	),
	polledEvents: yes(`${spec}/calls/list`),
	callbackWait: yes(`${docs}/server-url/setting-server-urls`),
	pollingWait: yes(`${spec}/calls/get`),
	idempotencyKey: no(createCall),
	retryAfterRateLimit: no(createCall, 'Vapi does not say that a call so refused was not placed.'),
};

const details = ['call.recording_ready', 'call.transcript_ready', 'call.analysis_ready'] as const;

/** Status updates and the report after the end. Vapi has no word for initiated and connected. */
export const events: EventSources = {
	pushed: coming('call.queued', 'call.ringing', 'call.in_progress', 'call.completed', 'call.failed', ...details, 'call.unknown'),
	polled: coming('call.queued', 'call.ringing', 'call.in_progress', 'call.completed', 'call.failed', ...details, 'call.unknown'),
};
