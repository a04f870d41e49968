import type { Capabilities, EventSources } from '../capabilities';
import { coming, no, partly, yes } from '../capabilities';

const docs = 'https://docs.synthflow.ai';
const spec = `${docs}/api-reference`;

export const capabilities: Capabilities = {
	agents: yes(`${spec}/platform-api/agents`),
	voices: no(spec, 'The list of voices needs a workspace ID, which the API key does not tell.'),
	numbers: partly(
		`${spec}/platform-api/assistants`,
		'Those that are attached to an agent; the list of all numbers needs the ID of the workspace.',
	),
	scriptedCall: partly(`${spec}/platform-api/calls`, 'Sent as prompt and greeting of one call, spoken by an agent.'),
	disclosure: yes(`${spec}/platform-api/calls`, 'In the field greeting.'),
	recipientName: yes(`${spec}/platform-api/calls`, 'Synthflow requires it.'),
	variables: yes(`${spec}/platform-api/calls`),
	context: no(spec, 'Synthflow echoes nothing but the variables.'),
	recordingSwitch: no(spec, 'Recording is a setting of the agent.'),
	transcriptionSwitch: no(spec, 'Every call has a transcript.'),
	callbackUrl: partly(`${docs}/webhooks`, 'One request after the call; the field is missing from Synthflow’s own API specification.'),
	voiceChoice: no(spec, 'The voice belongs to the agent.'),
	voiceAccent: no(spec, 'The voice belongs to the agent.'),
	voiceSpeed: no(spec, 'The voice belongs to the agent.'),
	nativeRetry: no(spec),
	scriptedRetry: no(spec),
	simulatedAnswers: no(spec),
	responseHandlers: no(spec, 'Branches belong to the agent.'),
	fromNumber: yes(`${spec}/platform-api/calls`, 'The number must be attached to the agent.'),
	priority: no(spec),
	maxDuration: no(spec, 'A setting of the agent.'),
	ringTimeout: no(spec, 'A setting of the agent.'),
	language: no(spec, 'A setting of the agent.'),
	voicemail: no(spec, 'A setting of the agent.'),
	assistantModel: no(spec, 'A setting of the agent.'),
	scheduledTime: no(spec, 'Put a Wait node before the call.'),
	delay: no(spec),
	promptOverride: yes(`${spec}/platform-api/calls`),
	greetingOverride: yes(`${spec}/platform-api/calls`),
	leadDetails: yes(`${spec}/platform-api/calls`),
	testCall: no(spec),
	campaign: no(spec, 'Batches exist in the dashboard only.'),
	callIdInAnswer: yes(`${spec}/platform-api/calls`),
	getCall: yes(`${spec}/platform-api/calls`),
	listCalls: yes(`${spec}/platform-api/calls`, 'For one agent at a time.'),
	endCall: no(spec, 'Synthflow publishes no way to end a call.'),
	recordingDownload: yes(`${spec}/platform-api/recordings/get-call-recording`),
	transcript: yes(`${spec}/platform-api/calls`),
	endReason: yes(`${spec}/platform-api/calls`, 'The field end_call_reason.'),
	cost: no(spec),
	pushedEvents: partly(`${docs}/webhooks`, 'One request after the call; earlier states are found by polling.'),
	selfRegistration: no(spec, 'Writing to an agent makes a new version of it; give the address by hand or as Callback URL.'),
	polledEvents: yes(`${spec}/platform-api/calls`, 'For one agent at a time.'),
	callbackWait: partly(`${docs}/webhooks`, 'The field is missing from Synthflow’s own API specification.'),
	pollingWait: yes(`${spec}/platform-api/calls`),
	idempotencyKey: no(spec),
	retryAfterRateLimit: no(`${docs}/concurrency-calling-limits`, 'A call over the limit is refused or silently queued.'),
};

/** Synthflow sends one request after the call. Its list has words for the stages of a call, except for initiated and connected. */
export const events: EventSources = {
	pushed: coming('call.completed', 'call.failed', 'call.unknown'),
	polled: coming(
		'call.queued',
		'call.ringing',
		'call.in_progress',
		'call.completed',
		'call.failed',
		'call.recording_ready',
		'call.transcript_ready',
		'call.analysis_ready',
		'call.unknown',
	),
};
