import type { Problem, ProblemType } from './problem';
import { problem } from './problem';

/**
 * A field that cannot be used: `sentence` goes on after the field's name and ends with the way out,
 * e.g. "has a letter in it. Write digits only, like +12125550123." It never holds a key or a full phone number.
 */
export interface FieldIssue {
	type: ProblemType;
	field: string;
	sentence: string;
}

/** A value, or the fault that stands in its place: of a field, where nothing else is said. */
export type Result<T, E = FieldIssue> = { ok: true; value: T } | { ok: false; fault: E };

export const ok = <T>(value: T): { ok: true; value: T } => ({ ok: true, value });

export const invalid = (field: string, sentence: string, type: ProblemType = 'invalid_parameters'): { ok: false; fault: FieldIssue } => ({
	ok: false,
	fault: { type, field, sentence },
});

/** The sentence a person reads: which field, what is wrong and the way out. */
export const faultSentence = ({ field, sentence }: FieldIssue): string => `${field} ${sentence}`;

/** The fault as the problem that leaves with its item; its title names the field, since n8n's notice shows the title alone. */
export const faultProblem = (fault: FieldIssue): Problem => problem(fault.type, faultSentence(fault), { title: titleOf(fault) });

const maxTitleLength = 120;

/** The first sentence without the masked number in it, so that the same fault of many items has one title. */
function titleOf(fault: FieldIssue): string {
	const [first] = faultSentence(fault).split(/(?<!\be\.g)\.(?:\s|$)/, 1);
	const title = first.replace(/ \([+•\d]*•[+•\d]*\)/g, '');
	return title.length <= maxTitleLength ? title : `${fault.field}: ${problem(fault.type, '').title.toLowerCase()}`;
}

/** Why something was not done, in words: what happened, the way out, and the status of the answer where one came. */
export interface Failure {
	/** A sentence of our own: n8n replaces messages in which it finds a known error code. */
	sentence: string;
	/** What the provider said, and the way out. */
	wayOut: string;
	httpStatus: number | null;
	/** What the provider's refusal means; missing where it did not refuse, but failed, could not be reached or was not asked. */
	refusal?: ProblemType;
	/** The account is refused, so the items after this one need not be tried. */
	stops?: boolean;
	/** Milliseconds after which it may succeed; null where it never will. */
	retryAfter?: number | null;
}

export const failed = (sentence: string, wayOut: string, httpStatus: number | null = null): { ok: false; fault: Failure } => ({
	ok: false,
	fault: { sentence, wayOut, httpStatus },
});
