import type { Capabilities, EventSources } from '../capabilities';
import { coming, no, yes } from '../capabilities';

const here = 'docs/reference/simulator-numbers.md of this package';

export const capabilities: Capabilities = {
	agents: yes(here),
	voices: yes(here),
	scriptedCall: yes(here),
	recipientName: yes(here),
	variables: yes(here),
	context: yes(here),
	recordingSwitch: yes(here, 'The address it returns leads nowhere: nothing was recorded.'),
	transcriptionSwitch: yes(here),
	callbackUrl: yes(here),
	voiceChoice: yes(here),
	nativeRetry: yes(here),
	scriptedRetry: yes(here),
	simulatedAnswers: yes(here),
	responseHandlers: no(here),
	fromNumber: yes(here),
	priority: no(here),
	maxDuration: yes(here),
	scheduledTime: no(here, 'A simulated call is played at once.'),
	delay: no(here),
	promptOverride: no(here),
	leadDetails: no(here),
	testCall: no(here, 'Every call is one.'),
	campaign: no(here),
	callIdInAnswer: yes(here),
	getCall: yes(here, 'The last 1,000 calls since n8n was started.'),
	listCalls: yes(here, 'The last 1,000 calls since n8n was started.'),
	endCall: no(here, 'A simulated call is over when its record comes back.'),
	recordingDownload: no(here, 'Nothing was recorded.'),
	transcript: yes(here),
	pushedEvents: yes(here, 'To the Callback URL of the call.'),
	selfRegistration: no(here, 'Give the address of the trigger as Callback URL.'),
	polledEvents: yes(here, 'The last 1,000 calls since n8n was started.'),
	callbackWait: yes(here, 'A simulated call is over at once, so nothing waits.'),
	pollingWait: yes(here, 'A simulated call is over at once, so nothing waits.'),
	idempotencyKey: no(here),
	retryAfterRateLimit: yes(here, 'Number ending 07.'),
};

/** The events that `callbacks` in events.ts sends, and the events that polling finds. A played call is over when the list shows it. */
export const events: EventSources = {
	pushed: coming(
		'call.queued',
		'call.initiated',
		'call.ringing',
		'call.connected',
		'call.in_progress',
		'call.completed',
		'call.failed',
		'call.recording_ready',
		'call.transcript_ready',
	),
	polled: coming('call.completed', 'call.failed', 'call.recording_ready', 'call.transcript_ready', 'call.analysis_ready'),
};
