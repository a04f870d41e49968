import type { Capabilities, EventSources } from '../capabilities';
import { coming, no, partly, yes } from '../capabilities';

const docs = 'https://elevenlabs.io/docs';
const api = `${docs}/api-reference`;
const place = `${api}/twilio/outbound-call`;
const overrides = `${docs}/eleven-agents/customization/personalization/overrides`;
const webhooks = `${docs}/eleven-agents/workflows/post-call-webhooks`;
const mustBeAllowed = 'Allow it under Security of the agent, or the call fails.';

export const capabilities: Capabilities = {
	agents: yes(`${api}/agents/list`),
	voices: yes(`${api}/voices/search`),
	numbers: yes(`${api}/phone-numbers/list`),
	scriptedCall: partly(overrides, `Sent as first message and prompt of one call, spoken by an agent. ${mustBeAllowed}`),
	disclosure: partly(overrides, `In the field first_message. ${mustBeAllowed}`),
	recipientName: no(place, 'Give it as a variable.'),
	variables: yes(place),
	context: yes(webhooks, 'In the dynamic variable context; the list of calls does not show it.'),
	recordingSwitch: partly(place, 'The recording by Twilio; that of ElevenLabs is a setting of the agent.'),
	transcriptionSwitch: no(place, 'Every call has a transcript.'),
	callbackUrl: no(place, 'Webhooks belong to the workspace or the agent.'),
	voiceChoice: partly(overrides, mustBeAllowed),
	voiceAccent: no(overrides, 'They belong to the voice.'),
	voiceSpeed: partly(overrides, mustBeAllowed),
	nativeRetry: no(place),
	scriptedRetry: no(place),
	simulatedAnswers: no(place),
	responseHandlers: no(place, 'Branches belong to the agent.'),
	fromNumber: yes(place, 'Required: a number that was imported from Twilio, Exotel or a SIP trunk.'),
	priority: no(place),
	maxDuration: no(place, 'A setting of the agent.'),
	ringTimeout: yes(place),
	language: partly(overrides, mustBeAllowed),
	voicemail: no(place, 'A tool of the agent.'),
	assistantModel: no(place, 'The model belongs to the agent.'),
	scheduledTime: no(`${api}/batch-calling/create`, 'Only for batches; put a Wait node before the call.'),
	delay: no(place),
	promptOverride: partly(overrides, mustBeAllowed),
	greetingOverride: partly(overrides, mustBeAllowed),
	leadDetails: no(place),
	testCall: no(place),
	campaign: no(`${api}/batch-calling/create`, 'A batch has calls of its own.'),
	callIdInAnswer: yes(place),
	getCall: yes(`${api}/conversations/get`),
	listCalls: partly(`${api}/conversations/list`, 'Without phone numbers; Get tells them.'),
	endCall: no(`${api}/conversations`, 'ElevenLabs publishes no way to end a call.'),
	recordingDownload: yes(`${api}/conversations/get-audio`),
	transcript: yes(`${api}/conversations/get`),
	endReason: yes(`${api}/conversations/get`, 'The field termination_reason.'),
	cost: yes(`${api}/conversations/get`, 'In credits.'),
	pushedEvents: partly(webhooks, 'After the call and its analysis; earlier states are found by polling.'),
	selfRegistration: no(`${api}/workspace/webhooks/create`, 'The webhook is made by hand, with HMAC, and chosen in the settings of Agents.'),
	polledEvents: yes(`${api}/conversations/list`),
	callbackWait: no(webhooks, 'No address for a single call: wait by polling.'),
	pollingWait: yes(`${api}/conversations/get`),
	idempotencyKey: no(place),
	retryAfterRateLimit: no(place, 'Not documented that nothing was processed.'),
};

/** ElevenLabs pushes what is there after a call. The statuses of its list have no word for queued, ringing or connected. */
export const events: EventSources = {
	pushed: {
		...coming('call.completed', 'call.failed', 'call.unknown'),
		'call.recording_ready': 'if audio is switched on, and up to 8 MB',
	},
	polled: coming('call.initiated', 'call.in_progress', 'call.completed', 'call.failed', 'call.analysis_ready', 'call.unknown'),
};
