import type { Capabilities, EventSources } from '../capabilities';
import { coming, no, partly, yes } from '../capabilities';

const docs = 'https://docs.talkover.ai/en/api-reference/endpoints';

export const capabilities: Capabilities = {
	agents: yes(`${docs}/list-agents`),
	voices: partly(`${docs}/list-voice-templates`, 'Published, but the voice belongs to the agent, so no field needs the list.'),
	numbers: partly(`${docs}/list-phone-numbers`, 'Published, but the number is bound to the agent, so no field needs the list.'),
	scriptedCall: partly(`${docs}/make-call`, 'Handed to the agent as the variable script; its prompt must use it.'),
	disclosure: no(`${docs}/make-call`, 'The first words belong to the agent: write the sentence into its greeting.'),
	recipientName: no(`${docs}/make-call`, 'Give it as a variable.'),
	variables: yes(`${docs}/make-call`),
	context: yes(`${docs}/make-call`),
	recordingSwitch: no(`${docs}/create-agent`, 'Recording is a setting of the agent.'),
	transcriptionSwitch: no(`${docs}/make-call`),
	callbackUrl: no(`${docs}/make-call`, 'Webhooks belong to the agent.'),
	voiceChoice: no(`${docs}/make-call`, 'The voice belongs to the agent.'),
	voiceAccent: no(`${docs}/make-call`, 'The voice belongs to the agent.'),
	voiceSpeed: no(`${docs}/make-call`, 'The voice belongs to the agent.'),
	nativeRetry: no(`${docs}/make-call`),
	scriptedRetry: no(`${docs}/make-call`),
	simulatedAnswers: no(`${docs}/make-call`),
	responseHandlers: no(`${docs}/make-call`, 'Branches belong to the agent.'),
	fromNumber: no(`${docs}/make-call`, 'The number is bound to the agent.'),
	priority: no(`${docs}/make-call`),
	maxDuration: no(`${docs}/make-call`),
	ringTimeout: no(`${docs}/make-call`),
	language: no(`${docs}/make-call`, 'The language belongs to the agent.'),
	voicemail: no(`${docs}/make-call`, 'A setting of the agent.'),
	assistantModel: no(`${docs}/make-call`, 'The model belongs to the agent.'),
	scheduledTime: partly(`${docs}/make-call`, 'Up to one hour ahead, as a delay; for later put a Wait node before the call.'),
	delay: yes(`${docs}/make-call`),
	promptOverride: no(`${docs}/make-call`, 'The prompt belongs to the agent; give variables.'),
	greetingOverride: no(`${docs}/make-call`, 'The greeting belongs to the agent; give variables.'),
	leadDetails: no(`${docs}/make-call`),
	testCall: yes(`${docs}/make-call`, 'Not billed and left out of analytics; assume that it dials.'),
	campaign: yes(`${docs}/make-campaign-call`, 'Talkover itself refuses a number that the campaign already called.'),
	callIdInAnswer: yes(`${docs}/make-call`),
	getCall: partly(`${docs}/list-calls`, 'No endpoint for one call: it is searched in the list.'),
	listCalls: yes(`${docs}/list-calls`),
	endCall: yes(`${docs}/end-call`),
	recordingDownload: no(`${docs}/list-agent-webhooks`, 'Only in the webhook event_recording.'),
	transcript: no(`${docs}/list-campaign-webhooks`, 'Only in webhooks of campaigns.'),
	endReason: partly(`${docs}/end-call`, 'Only ended_by_api is published.'),
	cost: no(`${docs}/list-calls`),
	pushedEvents: yes(`${docs}/list-agent-webhooks`, 'No event for ringing; the bodies are not published.'),
	selfRegistration: yes(`${docs}/create-agent-webhook`),
	polledEvents: yes(`${docs}/list-calls`),
	callbackWait: partly(`${docs}/make-call`, 'Through Call Event Trigger with Resume Waiting: the address travels in the context.'),
	pollingWait: yes(`${docs}/list-calls`),
	idempotencyKey: no(`${docs}/make-call`, 'Campaigns refuse a duplicate with 409.'),
	retryAfterRateLimit: no(`${docs}/make-call`, 'retry_after is given, but not that nothing was processed.'),
};

const ofCampaigns = 'campaigns only';

/** The events of agents (list-agent-webhooks) and of campaigns (list-campaign-webhooks). The list of calls has only the status. */
export const events: EventSources = {
	pushed: {
		...coming(
			'call.initiated',
			'call.connected',
			'call.in_progress',
			'call.completed',
			'call.failed',
			'call.recording_ready',
			'call.unknown',
		),
		'call.queued': ofCampaigns,
		'call.transcript_ready': ofCampaigns,
		'call.analysis_ready': ofCampaigns,
	},
	polled: coming(
		'call.queued',
		'call.initiated',
		'call.ringing',
		'call.connected',
		'call.in_progress',
		'call.completed',
		'call.failed',
		'call.unknown',
	),
};
