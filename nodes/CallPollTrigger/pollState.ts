import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { isObject } from '../shared/call/json';
import type { CallEventName } from '../shared/call/event';
import { eventNameOf } from '../shared/call/event';
import type { LifecycleState } from '../shared/call/lifecycle';
import { advance, isTerminal } from '../shared/call/lifecycle';
import type { CallAnalysis, CallOutcome, CallRecord, CallStatus } from '../shared/call/record';

/** What one poll leaves to the next. */
export interface PollState {
	/** The account and agent that are polled. A change of either starts with an empty state. */
	scope: string;
	/** Epoch milliseconds. A call that is not in the state and began before is never reported. */
	floor: number;
	/** Whether calls without a time were dropped: a call without a time that is not in the state may then be an old one. */
	closed: boolean;
	/** By `keyOf` the call id. */
	calls: Map<string, EmittedState>;
}

/** A call id cut to one length, so that no id can make the state big or be taken for a key of JavaScript's own. */
export const keyOf = (callId: string): string => digest(callId, 16);

/** The account and agent that are polled, without naming them. */
export const scopeOf = (...parts: Array<string | null>): string => digest(JSON.stringify(parts), 16);

const digest = (text: string, length: number): string => createHash('sha256').update(text).digest('base64url').slice(0, length);

const version = 1;

/** The state of the last poll of this scope in a node's static data; `null` where there is none or it cannot be read. */
export function readState(data: IDataObject, scope: string): PollState | null {
	try {
		const stored: unknown = JSON.parse(String(data.polled));
		if (!isObject(stored) || stored.version !== version || stored.scope !== scope) return null;
		const { floor, calls } = stored;
		if (typeof floor !== 'number' || !isObject(calls)) return null;
		const known = new Map<string, EmittedState>();
		for (const [key, code] of Object.entries(calls)) {
			const told = decode(String(code));
			if (told !== null) known.set(key, told);
		}
		return { scope, floor, closed: stored.closed === true, calls: known };
	} catch {
		return null; // the first poll, or not ours
	}
}

/**
 * Leaves the state in the static data as one text: n8n clones, compares and wraps every member of an object there.
 * At most about 510 kB, for 15,000 calls.
 */
export function writeState(data: IDataObject, { scope, floor, closed, calls }: PollState): void {
	const codes = Object.fromEntries([...calls].map(([key, told]) => [key, encode(told)]));
	const text = JSON.stringify({ version, scope, floor, closed, calls: codes });
	if (data.polled !== text) data.polled = text;
}

/** What was emitted for a call: its state, and which of the one-time events were sent. */
export interface EmittedState extends LifecycleState {
	recording: boolean;
	transcript: boolean;
	analysis: boolean;
	unknown: boolean;
	/** Epoch milliseconds by which its age counts. */
	time: number;
}

/** Whether the provider gave any analysis of the call. */
export const isAnalysed = (analysis: CallAnalysis): boolean =>
	analysis.sentiment !== null ||
	analysis.converted !== null ||
	[analysis.sentimentScores, analysis.speechMetrics].some((measured) => measured !== null && Object.keys(measured).length > 0);

/**
 * The events that this record adds to a call: the state it has reached, and recording, transcript and analysis once each.
 * States in between are not reported, and neither is a state behind the one that was emitted.
 * A transcript counts only after the end of the call: before, it is still growing.
 */
export function observe(known: EmittedState | null, record: CallRecord, time: number): { told: EmittedState; names: CallEventName[] } {
	const { status, outcome } = known === null ? record : advance(known, record);
	const ended = isTerminal(status);
	const names: CallEventName[] = [];
	const isUnknown = eventNameOf(record.status) === 'call.unknown';
	if (isUnknown && known?.unknown !== true) names.push('call.unknown');
	if (!isUnknown && status !== known?.status) names.push(eventNameOf(status));

	const once = (before: boolean | undefined, isThere: boolean, name: CallEventName): boolean => {
		const isNew = ended && isThere && before !== true;
		if (isNew) names.push(name);
		return isNew || before === true;
	};
	const recording = once(known?.recording, record.recordingUrl !== null, 'call.recording_ready');
	const transcript = once(known?.transcript, record.transcript !== null, 'call.transcript_ready');
	const analysed = record.summary !== null || isAnalysed(record.analysis);
	const analysis = once(known?.analysis, analysed, 'call.analysis_ready');
	const unknown = isUnknown || known?.unknown === true;
	return { told: { status, outcome, recording, transcript, analysis, unknown, time }, names };
}

/** Stored as letters, not as indexes: a stored code must keep its meaning when a status is added. */
const statusLetters: Record<CallStatus, string> = {
	queued: 'q',
	initiated: 'i',
	ringing: 'r',
	connected: 'c',
	in_progress: 'p',
	completed: 'd',
	failed: 'f',
	unknown: 'u',
	blocked: 'b',
};
const outcomeLetters: Record<CallOutcome, string> = {
	answered: 'a',
	voicemail: 'v',
	no_answer: 'n',
	busy: 'b',
	cancelled: 'c',
	rejected: 'r',
	failed: 'f',
};
const reversed = <T extends string>(letters: Record<T, string>): Map<string, T> =>
	new Map(Object.entries<string>(letters).map(([word, letter]) => [letter, word as T]));
const statusOf = reversed(statusLetters);
const outcomeOf = reversed(outcomeLetters);

/** The short code that is kept of a call, such as "da3mi5k2j8w": status, outcome, flags, time. */
export function encode(told: EmittedState): string {
	const flags = +told.recording + 2 * +told.transcript + 4 * +told.analysis + 8 * +told.unknown;
	const outcome = told.outcome === null ? '-' : outcomeLetters[told.outcome];
	return statusLetters[told.status] + outcome + flags.toString(36) + Math.max(0, told.time).toString(36);
}

/** Reads a code; `null` where it is none. */
export function decode(code: string): EmittedState | null {
	const status = statusOf.get(code.charAt(0));
	const flags = Number.parseInt(code.charAt(2), 36);
	const time = Number.parseInt(code.slice(3), 36);
	if (status === undefined || !Number.isFinite(flags) || !Number.isFinite(time)) return null;
	return {
		status,
		outcome: outcomeOf.get(code.charAt(1)) ?? null,
		recording: (flags & 1) !== 0,
		transcript: (flags & 2) !== 0,
		analysis: (flags & 4) !== 0,
		unknown: (flags & 8) !== 0,
		time,
	};
}
