import type { Script } from './script';
import type { JsonObject } from './json';

export const retryConditions = ['no-answer', 'busy', 'failed', 'voicemail'] as const;
export type RetryCondition = (typeof retryConditions)[number];

/** How often and when a call that did not reach the person is placed again. `intervalSeconds` between two dials. */
export interface RetryPolicy {
	attempts: number;
	intervalSeconds: number;
	conditions: RetryCondition[];
	maxTotalAttempts: number | null;
}

export type HandlerAction = 'proceed_flow' | 'end_call' | 'transfer_call';

/** What the agent does when the person says one of the patterns. */
export interface ResponseHandler {
	name: string;
	patterns: string[];
	action: HandlerAction;
	transferNumber: string | null;
}

/** How a voice speaks; `speed` 0.5 to 2, 1 is normal. */
export interface VoiceSettings {
	gender: string | null;
	accent: string | null;
	speed: number | null;
}

export type VoicemailAction = 'hangUp' | 'leaveMessage' | 'ignore';

/** What the agent does when a machine answers. `message` is set only with `leaveMessage`. */
export interface VoicemailPolicy {
	action: VoicemailAction;
	message: string | null;
}

/** What Make Call says: a checked script with its placeholders filled, and the voice where it is chosen per call. */
export interface ScriptedPart {
	script: Script;
	voiceId: string | null;
	voice: VoiceSettings | null;
	/** What the Simulator's person answers, in order. */
	simulatedAnswers: string[];
}

/** Values that fill the agent's prompt; never instructions. */
export type CallVariables = Record<string, string | number | boolean>;

/**
 * One checked call, ready to be mapped to a provider's request. Numbers are E.164, durations seconds,
 * times ISO 8601 with offset; `null` means the user said nothing.
 */
export interface CallRequest {
	item: number;
	reference: string;
	to: string;
	/** Null where a script is spoken without an agent. */
	agentId: string | null;
	/** Set by Make Call, null in Send Call. */
	scripted: ScriptedPart | null;
	recipientName: string | null;
	fromNumber: string | null;
	/** The caller number's own ID at the provider, as `listNumbers` gives it, for a provider that takes an ID and no number. */
	fromNumberId: string | null;
	variables: CallVariables;
	context: JsonObject | null;
	recording: boolean | null;
	transcription: boolean | null;
	callbackUrl: string | null;
	/** The callback URL is that of this execution, which waits for the end of the call and needs no other event. */
	finalEventOnly: boolean;
	retry: RetryPolicy | null;
	priority: string | null;
	maxDuration: number | null;
	/** Seconds. */
	ringTimeout: number | null;
	/** The language of the talk, as the provider writes it, such as de-DE. */
	language: string | null;
	voicemail: VoicemailPolicy | null;
	/** The language model of a script that is spoken without an agent, as `provider/model`. */
	assistantModel: string | null;
	scheduledTime: string | null;
	responseHandlers: ResponseHandler[];
	prompt: string | null;
	greeting: string | null;
	leadEmail: string | null;
	leadTimezone: string | null;
	testCall: boolean | null;
	delaySeconds: number | null;
	/** ISO 8601: when the phone shall ring, where the provider takes a delay and no time. */
	ringsAt: string | null;
	campaignId: string | null;
	/** Where a waiting execution is resumed, for a provider that echoes the context instead of taking a callback URL. */
	resumeUrl: string | null;
	/** 1 for the first dial, 2 for the first redial. */
	attempt: number;
	/** ISO 8601 UTC, right before the request is sent; null until then. */
	dialedAt: string | null;
	/** What the Simulator's person says to an agent, in order; a script has its own. */
	simulatedAnswers?: string[];
}

/** The parts of a call that one node asks for; what it does not ask for is null or empty. */
export type CallParts = Omit<CallRequest, 'item' | 'reference' | 'to'>;

export const emptyCallRequest: CallParts = {
	agentId: null,
	scripted: null,
	recipientName: null,
	fromNumber: null,
	fromNumberId: null,
	variables: {},
	context: null,
	recording: null,
	transcription: null,
	callbackUrl: null,
	finalEventOnly: false,
	retry: null,
	priority: null,
	maxDuration: null,
	ringTimeout: null,
	language: null,
	voicemail: null,
	assistantModel: null,
	scheduledTime: null,
	responseHandlers: [],
	prompt: null,
	greeting: null,
	leadEmail: null,
	leadTimezone: null,
	testCall: null,
	delaySeconds: null,
	ringsAt: null,
	campaignId: null,
	resumeUrl: null,
	attempt: 1,
	dialedAt: null,
};

const blankCall: CallRequest = { item: 0, reference: '', to: '', ...emptyCallRequest };

/**
 * A call with these parts, whose reference is still to be given. It is filled in place of being spread together: to add many members to an
 * object one by one takes the engine ten times as long.
 */
export const callRequest = (item: number, to: string, parts: Partial<CallParts>): CallRequest =>
	Object.assign({ ...blankCall }, parts, { item, to });

/** The number of a redial, for a provider that echoes it; null for the first dial, which needs none. */
export const redialOf = ({ attempt }: CallRequest): number | null => (attempt > 1 ? attempt : null);

/** How many calls there may be in all, the first one included. */
export const maxDials = ({ attempts, maxTotalAttempts }: RetryPolicy): number =>
	Math.max(1, Math.min(1 + attempts, maxTotalAttempts ?? Infinity));
