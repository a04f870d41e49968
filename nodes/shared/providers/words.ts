import type { CallOutcome, CallStatus } from '../call/record';

/**
 * The meaning of each provider's status word in our vocabulary. Words are compared in lower case, with `_`, `-` and spaces treated alike
 * ("No-Answer" = "no_answer"). A word that is not listed means `unknown`. It is passed on in `raw`, never dropped and never guessed.
 */
export interface WordMeaning {
	status: CallStatus;
	outcome: CallOutcome | null;
}

export const stage = (status: CallStatus): WordMeaning => ({ status, outcome: null });
export const ended = (outcome: CallOutcome): WordMeaning => ({
	status: outcome === 'answered' || outcome === 'voicemail' ? 'completed' : 'failed',
	outcome,
});

export type Words = Readonly<Record<string, WordMeaning>>;
