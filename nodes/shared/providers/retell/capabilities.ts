import type { Capabilities, EventSources } from '../capabilities';
import { coming, no, partly, yes } from '../capabilities';

const docs = 'https://docs.retellai.com';
const sdk = 'https://github.com/RetellAI/retell-typescript-sdk/blob/main/src/resources';
const call = `${sdk}/call.ts`;

export const capabilities: Capabilities = {
	agents: yes(`${sdk}/agent.ts`),
	voices: yes(`${sdk}/voice.ts`),
	numbers: yes(`${sdk}/phone-number.ts`),
	scriptedCall: partly(
		call,
		'Handed to the agent as the variable script; its prompt must use it. The greeting is sent as the first words.',
	),
	disclosure: partly(call, 'In the field begin_message. Only an agent with a prompt takes it, not one with a conversation flow.'),
	recipientName: no(call, 'Give it as a variable.'),
	variables: yes(call, 'Sent as text.'),
	context: yes(call, 'As metadata.'),
	recordingSwitch: no(call, 'Recording is a setting of the agent.'),
	transcriptionSwitch: no(call, 'Every call has a transcript.'),
	callbackUrl: yes(call),
	voiceChoice: yes(call),
	voiceAccent: no(call, 'The voice decides them.'),
	voiceSpeed: yes(call),
	nativeRetry: no(call),
	scriptedRetry: no(call),
	simulatedAnswers: no(call),
	responseHandlers: no(call, 'Branches belong to the agent.'),
	fromNumber: yes(call, 'Needed: a number that is bought at or imported into Retell AI.'),
	priority: no(call),
	maxDuration: yes(call, '60 to 7,200 seconds.'),
	ringTimeout: yes(call, '5 to 300 seconds.'),
	language: yes(call),
	voicemail: yes(call),
	assistantModel: no(call, 'The model belongs to the agent.'),
	scheduledTime: no(`${sdk}/batch-call.ts`, 'Only batches have a time, and a batch names no calls.'),
	delay: no(call),
	promptOverride: no(call, 'The prompt belongs to the agent; give variables.'),
	greetingOverride: partly(call, 'Only an agent with a prompt takes it, not one with a conversation flow.'),
	leadDetails: no(call),
	testCall: no(docs, 'Retell AI has no test mode for phone calls.'),
	campaign: no(`${sdk}/batch-call.ts`, 'A batch names no calls.'),
	callIdInAnswer: yes(call),
	getCall: yes(call),
	listCalls: yes(call, 'Rows without transcript and recording.'),
	endCall: yes(call),
	recordingDownload: yes(call, 'At the address in the call.'),
	transcript: yes(call),
	endReason: yes(`${docs}/reliability/debug-call-disconnect`),
	cost: yes(call, 'In US dollars.'),
	pushedEvents: yes(`${docs}/features/webhook-overview`, 'No event for queued and ringing.'),
	selfRegistration: no(
		`${docs}/features/webhook-overview`,
		'Writing to an agent replaces its own address; give the address by hand or as Callback URL.',
	),
	polledEvents: partly(call, 'A call that never connected is found only if Make Call or Send Call placed it.'),
	callbackWait: yes(`${docs}/features/webhook-overview`),
	pollingWait: yes(call),
	idempotencyKey: no(call, 'The reference travels in the metadata, and a lost call is looked up.'),
	retryAfterRateLimit: no(`${docs}/deploy/concurrency`, 'Not documented that nothing was processed.'),
};

/** The default events of the webhook page. The list has the status and the analysis of a call. */
export const events: EventSources = {
	pushed: coming('call.in_progress', 'call.completed', 'call.failed', 'call.analysis_ready', 'call.unknown'),
	polled: coming('call.queued', 'call.in_progress', 'call.completed', 'call.failed', 'call.analysis_ready', 'call.unknown'),
};
