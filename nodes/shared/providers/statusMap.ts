import { isTerminal } from '../call/lifecycle';
import type { ProviderId } from './statusWords';
import { statusWords } from './statusWords';
import type { WordMeaning, Words } from './words';
import { stage } from './words';

const fold = (word: string): string =>
	word
		.trim()
		.toLowerCase()
		.replace(/[\s_-]+/g, '_');

/** The meaning of the first of these words that the provider's table knows, or `unknown`. */
export function mapStatus(provider: ProviderId, ...words: Array<string | null>): WordMeaning {
	for (const word of words) {
		if (word === null) continue;
		const known: Words = statusWords[provider];
		const folded = fold(word);
		if (Object.hasOwn(known, folded)) return known[folded];
	}
	return stage('unknown');
}

/**
 * The meaning of an event's name and its body's status together. The name says what happened. If both say that the call ended, the status
 * says how. A status that only says "completed" does not turn a failed call into an answered one.
 */
export function meaningOfEvent(ofName: WordMeaning, ofStatus: WordMeaning): WordMeaning {
	if (ofName.status === 'unknown') return ofStatus;
	if (!isTerminal(ofName.status) || !isTerminal(ofStatus.status)) return ofName;
	return ofName.status === 'failed' && ofStatus.outcome === 'answered' ? ofName : ofStatus;
}

/** Words for yes and no, compared like a status: no provider publishes a form for whether somebody was converted. */
const yesWords = ['true', 'yes', 'converted'];
const noWords = ['false', 'no', 'not_converted'];

/** True or false, from a boolean or a word. Any other value gives null. */
export function yesOrNo(value: unknown): boolean | null {
	if (typeof value === 'boolean') return value;
	if (typeof value !== 'string') return null;
	const word = fold(value);
	return yesWords.includes(word) ? true : noWords.includes(word) ? false : null;
}
