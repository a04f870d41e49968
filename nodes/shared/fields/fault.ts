import type { Problem, ProblemType } from '../call/problem';
import { problem } from '../call/problem';

/**
 * A field that cannot be used: `sentence` goes on after the field's name and ends with the way out,
 * e.g. "has a letter in it. Write digits only, like +12125550123." It never holds a key or a full phone number.
 */
export interface Fault {
	type: ProblemType;
	field: string;
	sentence: string;
}

/** A value that passed its check, or the fault that stopped it. */
export type Checked<T> = { ok: true; value: T } | { ok: false; fault: Fault };

export const good = <T>(value: T): Checked<T> => ({ ok: true, value });

export const bad = (
	field: string,
	sentence: string,
	type: ProblemType = 'invalid_parameters',
): { ok: false; fault: Fault } => ({ ok: false, fault: { type, field, sentence } });

/** The sentence a person reads: which item, which field, what is wrong and the way out. Items count from 0, as n8n does. */
export const faultSentence = (fault: Fault, item: number): string =>
	`Item ${item}: ${fault.field} ${fault.sentence}`;

/** The fault as the problem that leaves with its item. */
export const faultProblem = (fault: Fault, item: number): Problem =>
	problem(fault.type, faultSentence(fault, item));
