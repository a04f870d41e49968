import type { Capabilities, EventSources } from '../capabilities';
import { coming, no, partly, yes } from '../capabilities';

const docs = 'https://docs.unleashx.ai/api-reference';

export const capabilities: Capabilities = {
	agents: yes(`${docs}/voice-ai/list-voice-agents`),
	voices: no(`${docs}/voice-ai/voice-list`, 'Published, but the voice belongs to the agent, so no field needs the list.'),
	numbers: no(`${docs}/voice-ai/list-phone-numbers`, 'Published, but the number is attached to the agent, so no field needs the list.'),
	scriptedCall: partly(`${docs}/voice-ai/make-call`, 'Handed to the agent as metadata script; its prompt must use it.'),
	recipientName: no(`${docs}/voice-ai/make-call`, 'Give it as a variable.'),
	variables: yes(`${docs}/voice-ai/make-call`),
	context: partly(`${docs}/voice-ai/make-call`, 'Sent as metadata, so the agent can read it; comes back in the call log.'),
	recordingSwitch: no(`${docs}/voice-ai/make-call`, 'A setting of the agent.'),
	transcriptionSwitch: no(`${docs}/voice-ai/make-call`),
	callbackUrl: no(`${docs}/voice-ai/make-call`, 'The address belongs to the agent.'),
	voiceChoice: no(`${docs}/voice-ai/make-call`, 'The voice belongs to the agent.'),
	voiceAccent: no(`${docs}/voice-ai/make-call`, 'The voice belongs to the agent.'),
	voiceSpeed: no(`${docs}/voice-ai/make-call`, 'The voice belongs to the agent.'),
	nativeRetry: no(`${docs}/voice-ai/make-call`),
	scriptedRetry: no(`${docs}/voice-ai/make-call`),
	simulatedAnswers: no(`${docs}/voice-ai/make-call`),
	responseHandlers: no(`${docs}/voice-ai/make-call`, 'Branches belong to the agent.'),
	fromNumber: no(`${docs}/voice-ai/make-call`, 'The number is attached to the agent.'),
	priority: no(`${docs}/voice-ai/make-call`),
	maxDuration: no(`${docs}/voice-ai/make-call`),
	ringTimeout: no(`${docs}/voice-ai/make-call`),
	language: no(`${docs}/voice-ai/make-call`, 'The language belongs to the agent.'),
	voicemail: no(`${docs}/voice-ai/make-call`, 'A setting of the agent.'),
	assistantModel: no(`${docs}/voice-ai/make-call`, 'The model belongs to the agent.'),
	scheduledTime: no(`${docs}/voice-ai/make-call`, 'Put a Wait node before the call.'),
	delay: no(`${docs}/voice-ai/make-call`),
	promptOverride: no(`${docs}/voice-ai/make-call`, 'The prompt belongs to the agent; give variables.'),
	greetingOverride: no(`${docs}/voice-ai/make-call`, 'The greeting belongs to the agent; give variables.'),
	leadDetails: no(`${docs}/voice-ai/make-call`),
	testCall: no(`${docs}/voice-ai/make-call`),
	campaign: no(`${docs}/campaigns`, 'Campaigns take their audience from a spreadsheet, not from a call.'),
	callIdInAnswer: yes(`${docs}/voice-ai/make-call`),
	getCall: partly(`${docs}/call-logs/call-cost`, 'No endpoint for one call: it is searched in the log.'),
	listCalls: yes(`${docs}/call-logs/call-summary`, 'Without dates UnleashX lists the last month; ask for three months at the most.'),
	endCall: no(docs, 'UnleashX publishes no way to end a call.'),
	recordingDownload: partly(
		`${docs}/call-logs/call-summary`,
		'The log with the recordings does not document the ID that Make Call gives: that goes through a summary of the call which UnleashX may have taken out of service. The call ID of Get Many and the reference work in any case.',
	),
	transcript: yes(`${docs}/call-logs/call-summary`),
	endReason: partly(`${docs}/call-logs/call-summary`, 'The status says who ended the call.'),
	cost: no(`${docs}/call-logs/call-cost`, 'The log has costs without a currency; they are in raw.'),
	pushedEvents: partly(`${docs}/voice-ai/create-voice-agent`, 'The end of a session only; the body is not published.'),
	selfRegistration: no(`${docs}/voice-ai/create-voice-agent`, 'The address of the agent can be overwritten but not read; give it by hand.'),
	polledEvents: yes(`${docs}/call-logs/call-summary`),
	callbackWait: partly(
		`${docs}/voice-ai/make-call`,
		'Through Call Event Trigger with Resume Waiting: the address travels in the metadata.',
	),
	pollingWait: partly(
		`${docs}/call-logs/call-summary`,
		'No endpoint takes the execution ID: the call is found by the reference in its metadata.',
	),
	idempotencyKey: no(`${docs}/voice-ai/make-call`),
	retryAfterRateLimit: no(docs),
};

/** UnleashX posts the end of a session. The log has no word for queued. */
export const events: EventSources = {
	pushed: coming('call.completed', 'call.failed', 'call.unknown'),
	polled: coming(
		'call.initiated',
		'call.ringing',
		'call.connected',
		'call.in_progress',
		'call.completed',
		'call.failed',
		'call.recording_ready',
		'call.transcript_ready',
		'call.analysis_ready',
		'call.unknown',
	),
};
