import type { Json, JsonObject } from './json';
import type { Problem } from './problem';
import { isObject, text } from './json';

export const callStatuses = [
	'queued',
	'initiated',
	'ringing',
	'connected',
	'in_progress',
	'completed',
	'failed',
	'unknown',
	'blocked',
] as const;
export type CallStatus = (typeof callStatuses)[number];

export const callOutcomes = ['answered', 'voicemail', 'no_answer', 'busy', 'cancelled', 'rejected', 'failed'] as const;
export type CallOutcome = (typeof callOutcomes)[number];

/** `yes` the call was placed, `no` it is certain that nobody was phoned, `maybe` it cannot be known. */
export type Dialed = 'yes' | 'no' | 'maybe';

/** What was measured about the talk, as far as the provider measures it; the scores are the provider's own scale. */
export interface CallAnalysis {
	sentiment: string | null;
	sentimentScores: JsonObject | null;
	speechMetrics: JsonObject | null;
	outcome: string | null;
	converted: boolean | null;
}

/** The provider's price of a call. `amount` is positive, `currency` is ISO 4217 or "credits". */
export interface CallCost {
	amount: number;
	currency: string;
}

/** One dial of a call that was redialled. */
export interface CallAttempt {
	attempt: number;
	callId: string | null;
	status: CallStatus;
	outcome: CallOutcome | null;
	startedAt: string | null;
	endedAt: string | null;
}

/** Why an item was let through or held back: recorded on every item, dialled or not. */
export interface CallAudit {
	country: string | null;
	numberType: string | null;
	timeZones: string[] | null;
	localTime: string | null;
	rule: string | null;
	decision: 'allowed' | 'refused' | null;
}

/**
 * What happened to one call, in one shape for every provider: the json of both outputs and the body of every event.
 * Numbers are E.164, times ISO 8601 UTC, durations seconds; what is not known is `null`.
 */
export interface CallRecord {
	provider: string;
	callId: string | null;
	reference: string | null;
	agentId: string | null;
	to: string | null;
	from: string | null;
	recipientName: string | null;
	status: CallStatus;
	outcome: CallOutcome | null;
	dialed: Dialed;
	attempt: number | null;
	attempts: CallAttempt[] | null;
	simulated: boolean;
	createdAt: string | null;
	startedAt: string | null;
	answeredAt: string | null;
	endedAt: string | null;
	durationSeconds: number | null;
	recordingUrl: string | null;
	transcript: string | null;
	summary: string | null;
	analysis: CallAnalysis;
	/** The provider's own word for why the call ended. */
	endReason: string | null;
	cost: CallCost | null;
	variables: JsonObject | null;
	context: Json;
	problem?: Problem;
	audit?: CallAudit;
	raw?: Json;
}

export const unknownAnalysis: CallAnalysis = Object.freeze({
	sentiment: null,
	sentimentScores: null,
	speechMetrics: null,
	outcome: null,
	converted: null,
});

/** A record in which nothing is known but the provider and what is given; nodes hand it on in the order of `outward`. */
export function callRecord(provider: string, known: Partial<CallRecord> = {}): CallRecord {
	return {
		to: null,
		dialed: 'maybe',
		status: 'unknown',
		outcome: null,
		summary: null,
		transcript: null,
		durationSeconds: null,
		recipientName: null,
		startedAt: null,
		answeredAt: null,
		endedAt: null,
		createdAt: null,
		attempt: null,
		attempts: null,
		analysis: unknownAnalysis,
		endReason: null,
		cost: null,
		recordingUrl: null,
		variables: null,
		context: null,
		callId: null,
		reference: null,
		agentId: null,
		from: null,
		provider,
		simulated: false,
		...known,
	};
}

/** The first record with the gaps filled from the second: what is known is never overwritten by `null`. */
export function withGapsFilled(record: CallRecord, from: Partial<CallRecord>): CallRecord {
	const isGap = (key: string): boolean => (record[key as keyof CallRecord] ?? null) === null;
	return { ...record, ...Object.fromEntries(Object.entries(from).filter(([key]) => isGap(key))) };
}

/** Names under which the providers' rows carry an id of their call. */
const names = /^(id|call_?id|track_id|execution_id)$/i;

/** Every id that a provider's own row gives its call, under whatever name; none where it is no row. */
export const idsIn = (row: unknown): string[] =>
	isObject(row) ? Object.entries(row).flatMap(([name, value]) => (names.test(name) ? (text(value) ?? []) : [])) : [];
