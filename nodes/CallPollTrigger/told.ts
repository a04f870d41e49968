import type { CallEventName } from '../shared/call/event';
import { eventNameOf } from '../shared/call/event';
import type { LifecycleState } from '../shared/call/lifecycle';
import { advance, isTerminal } from '../shared/call/lifecycle';
import type { CallAnalysis, CallOutcome, CallRecord, CallStatus } from '../shared/call/record';

/** How far a call was told: where it stood, and which of the things that come once were there. */
export interface Told extends LifecycleState {
	recording: boolean;
	transcript: boolean;
	analysis: boolean;
	unknown: boolean;
	/** Epoch milliseconds by which its age counts. */
	time: number;
}

/** Whether anything of a call was judged, by whatever the provider measures. */
export const isAnalysed = (analysis: CallAnalysis): boolean =>
	analysis.sentiment !== null ||
	analysis.converted !== null ||
	[analysis.sentimentScores, analysis.speechMetrics].some((one) => one !== null && Object.keys(one).length > 0);

/**
 * What is new about a call in this record: the state it has reached, and each late thing once. Only the state that is
 * seen is named, none in between; a state that lies behind what was told names nothing.
 * A transcript counts only after the end: before it, it is still growing.
 */
export function observe(known: Told | null, record: CallRecord, time: number): { told: Told; names: CallEventName[] } {
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

/** Letters, not indexes: what is stored must read the same after a word was added to the vocabulary. */
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
export function encode(told: Told): string {
	const flags = +told.recording + 2 * +told.transcript + 4 * +told.analysis + 8 * +told.unknown;
	const outcome = told.outcome === null ? '-' : outcomeLetters[told.outcome];
	return statusLetters[told.status] + outcome + flags.toString(36) + Math.max(0, told.time).toString(36);
}

/** Reads a code; `null` where it is none. */
export function decode(code: string): Told | null {
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
