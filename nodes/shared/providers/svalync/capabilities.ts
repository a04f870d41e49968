import type { RetryCondition } from '../../call/request';
import type { Capabilities, EventSources } from '../capabilities';
import { coming, no, partly, yes } from '../capabilities';

const node = 'https://docs.svalync.com/feature/voice-ai/send-call';
const api = 'https://docs.svalync.com/developers';

/** Svalync publishes an API with few fields and workflow nodes with many. Each claim names the one it comes from. */
export const capabilities: Capabilities = {
	agents: yes(`${api}/agents/listagents`),
	voices: no('API reference', 'Svalync publishes no list of voices; type the voice ID.'),
	numbers: no('API reference', 'Svalync publishes no list of numbers; type the number.'),
	scriptedCall: partly(
		'https://docs.svalync.com/nodes/voice-ai/make-call',
		'The path is not published: confirm Make Call Path with your workspace.',
	),
	disclosure: yes('https://docs.svalync.com/nodes/voice-ai/make-call', 'As the beginning of the script.'),
	recipientName: no(node),
	variables: yes(node),
	context: no(node, 'Svalync echoes nothing back; use Reference and the call ID.'),
	recordingSwitch: yes(node),
	transcriptionSwitch: yes(node),
	callbackUrl: yes(node),
	voiceChoice: yes('https://docs.svalync.com/nodes/voice-ai/make-call'),
	voiceAccent: yes('https://docs.svalync.com/nodes/voice-ai/make-call'),
	voiceSpeed: yes('https://docs.svalync.com/nodes/voice-ai/make-call'),
	nativeRetry: yes(node),
	scriptedRetry: no('https://docs.svalync.com/nodes/voice-ai/make-call', 'Make Call has no retry settings there; Send Call has.'),
	simulatedAnswers: no(node),
	responseHandlers: yes(node),
	fromNumber: yes(`${api}/calls/sendcallapi`),
	priority: yes(node),
	maxDuration: yes(node),
	ringTimeout: no(node),
	language: no(node, 'The language belongs to the agent or the voice.'),
	voicemail: no(node),
	assistantModel: no('https://docs.svalync.com/nodes/voice-ai/make-call'),
	scheduledTime: yes(node),
	delay: no(node, 'Use Scheduled Time.'),
	promptOverride: no(node, 'The prompt belongs to the agent.'),
	greetingOverride: no(node, 'The greeting belongs to the agent.'),
	leadDetails: no(node),
	testCall: no(node),
	campaign: no('API reference', 'Batch calls exist only inside Svalync’s own workflows.'),
	callIdInAnswer: partly(`${api}/calls/sendcallapi`, 'The documented answer has no call ID; it is read where it is there.'),
	getCall: yes(`${api}/calls/specific-call`),
	listCalls: yes(`${api}/calls/list-call`),
	endCall: no('API reference', 'Svalync publishes no way to end a call.'),
	recordingDownload: no('API reference', 'Calls carry no recording address in the API.'),
	transcript: yes(`${api}/calls/list-call`),
	endReason: no('API reference'),
	cost: no('API reference', 'The node pages show a cost without a currency; the API shows none.'),
	pushedEvents: partly(node, 'To the Callback URL of the call; seven names are published, their bodies are not.'),
	selfRegistration: no('API reference', 'Give the address of the trigger as Callback URL.'),
	polledEvents: yes(`${api}/calls/list-call`, 'The list has no filters and no pages.'),
	callbackWait: partly(node, 'The body of an event is not published; it is read leniently.'),
	pollingWait: yes(`${api}/calls/list-call`),
	idempotencyKey: no('API reference'),
	retryAfterRateLimit: no('API reference'),
};

const ofSendCall = 'calls of Send Call only';

/** The page `node` lists these three. Svalync says nothing about voicemail. */
export const redialConditions: readonly RetryCondition[] = ['no-answer', 'busy', 'failed'];

/** The node pages name seven events, two of them only for Send Call. A row of the list has a transcript and a summary. */
export const events: EventSources = {
	pushed: {
		...coming('call.initiated', 'call.connected', 'call.in_progress', 'call.completed', 'call.failed', 'call.unknown'),
		'call.queued': ofSendCall,
		'call.ringing': ofSendCall,
	},
	polled: coming(
		'call.queued',
		'call.initiated',
		'call.ringing',
		'call.connected',
		'call.in_progress',
		'call.completed',
		'call.failed',
		'call.transcript_ready',
		'call.analysis_ready',
		'call.unknown',
	),
};
