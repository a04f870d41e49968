import type { CallEventName } from '../call/event';

/**
 * The capabilities of a voice provider, each with its English title. The registry states every capability for every provider, with the page
 * the claim comes from. The editor's fields, the checks and the README's table are made from these claims.
 */
export const capabilityTitles = {
	agents: 'List agents',
	voices: 'List voices',
	numbers: 'List caller numbers',
	scriptedCall: 'Call from a script',
	disclosure: 'Disclosure spoken first in a call from a script',
	voiceChoice: 'Voice chosen per call',
	voiceAccent: 'Gender and accent of the voice',
	voiceSpeed: 'Speed of the voice',
	recipientName: "Recipient's name",
	variables: 'Variables for the agent',
	context: 'Context echoed back in events',
	recordingSwitch: 'Recording switched per call',
	transcriptionSwitch: 'Transcription switched per call',
	callbackUrl: 'Callback URL per call',
	nativeRetry: 'Redials by the provider',
	scriptedRetry: 'Redials of a scripted call by the provider',
	simulatedAnswers: 'Answers given in advance',
	responseHandlers: 'Response handlers',
	fromNumber: 'Caller ID per call',
	priority: 'Priority',
	maxDuration: 'Maximum duration',
	ringTimeout: 'Maximum ringing time',
	language: 'Language per call',
	voicemail: 'Voicemail handling per call',
	assistantModel: 'Language model per call',
	scheduledTime: 'Scheduled time',
	delay: 'Delay up to one hour',
	promptOverride: 'Prompt per call',
	greetingOverride: 'Greeting per call',
	leadDetails: "Lead's e-mail and time zone",
	testCall: 'Test call',
	campaign: 'Call through a campaign',
	callIdInAnswer: 'Call ID in the answer',
	getCall: 'Get one call',
	listCalls: 'List calls',
	endCall: 'End a call',
	recordingDownload: 'Download the recording',
	transcript: 'Transcript',
	endReason: 'Reason for the end',
	cost: 'Cost of the call',
	pushedEvents: 'Events pushed to Call Event Trigger',
	selfRegistration: 'Trigger registers itself',
	polledEvents: 'Events found by Call Poll Trigger',
	callbackWait: 'Wait for the result by callback',
	pollingWait: 'Wait for the result by polling',
	idempotencyKey: 'Idempotency key',
	retryAfterRateLimit: 'Safe to try again after 429',
} as const;

export type CapabilityName = keyof typeof capabilityTitles;
export const capabilityNames = Object.keys(capabilityTitles) as CapabilityName[];

/** One claim about a provider. The editor offers a `partly` supported field too and shows the note as its hint. */
interface Claim {
	supported: 'yes' | 'partly' | 'no';
	/** The public page that makes the claim, or the place that was searched without result. */
	source: string;
	/** What a user should know: the limit of a `partly`, the reason for a `no`. */
	note?: string;
}

export type Capabilities = Record<CapabilityName, Claim>;

/** The events that a provider can deliver in one way: `true`, or the limit that a user should know. */
export type ComingEvents = Readonly<Partial<Record<CallEventName, true | string>>>;

/**
 * The events that a provider can ever deliver: pushed to Call Event Trigger, or found by Call Poll Trigger. The editor's notices, the
 * refusal of a trigger that could never fire and the table of docs/guides/events.md are made from it.
 */
export interface EventSources {
	readonly pushed: ComingEvents;
	readonly polled: ComingEvents;
}

/** The given events, each without a limit. */
export const coming = (...names: CallEventName[]): ComingEvents => Object.fromEntries(names.map((name) => [name, true]));

/** Claim: the provider supports the capability. */
export const yes = (source: string, note?: string): Claim => ({ supported: 'yes', source, note });
/** Claim: the provider supports the capability with the limit that `note` states. */
export const partly = (source: string, note: string): Claim => ({ supported: 'partly', source, note });
/** Claim: the provider does not support the capability. `note` gives the reason. */
export const no = (source: string, note?: string): Claim => ({ supported: 'no', source, note });
