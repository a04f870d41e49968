import type { CallEventName } from '../call/event';

/**
 * What a voice provider can be asked to do. The registry states every one of them for every provider, with the page
 * the claim was taken from; the editor's fields, the checks and the README's table are made from these claims.
 */
export const capabilityTitles = {
	agents: 'List agents',
	voices: 'List voices',
	scriptedCall: 'Call from a script',
	voiceChoice: 'Voice chosen per call',
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
	scheduledTime: 'Scheduled time',
	delay: 'Delay up to one hour',
	promptOverride: 'Prompt and greeting per call',
	leadDetails: "Lead's e-mail and time zone",
	testCall: 'Test call',
	campaign: 'Call through a campaign',
	callIdInAnswer: 'Call ID in the answer',
	getCall: 'Get one call',
	listCalls: 'List calls',
	endCall: 'End a call',
	recordingDownload: 'Download the recording',
	transcript: 'Transcript',
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

/** One claim about a provider: `partly` is offered in the editor too, with its note as the hint. */
interface Claim {
	supported: 'yes' | 'partly' | 'no';
	/** The public page the claim was read on, or what was searched in vain. */
	source: string;
	/** What a user should know: the limit of a `partly`, the reason for a `no`. */
	note?: string;
}

export type Capabilities = Record<CapabilityName, Claim>;

/** The events that a provider can bring on one way: `true`, or the limit that a person should know. */
export type ComingEvents = Readonly<Partial<Record<CallEventName, true | string>>>;

/**
 * The events that can ever come of a provider: pushed to Call Event Trigger, or found by Call Poll Trigger. The notices
 * in the editor, the refusal of a trigger that would be silent for ever and the table of docs/guides/events.md are made from it.
 */
export interface EventSources {
	readonly pushed: ComingEvents;
	readonly polled: ComingEvents;
}

/** Events that come without a limit. */
export const coming = (...names: CallEventName[]): ComingEvents => Object.fromEntries(names.map((name) => [name, true]));

export const yes = (source: string, note?: string): Claim => ({ supported: 'yes', source, note });
export const partly = (source: string, note: string): Claim => ({ supported: 'partly', source, note });
export const no = (source: string, note?: string): Claim => ({ supported: 'no', source, note });
