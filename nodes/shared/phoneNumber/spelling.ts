import { text } from '../call/json';
import { parseWhole } from './metadata';

/** What people and providers put between digits. */
export const separators = /[ \-.()]/g;
/** `+`, then 7 to 15 digits, the first not 0 (ITU-T E.164; shorter ones are service numbers). */
export const international = /^\+[1-9]\d{6,14}$/;

/** A figure as programs and spreadsheets write it: with an exponent, or with zeros behind its decimal point. */
const figures: readonly RegExp[] = [
	/^\+?\d+(?:[.,]\d*)?e[+-]?\d+$/i,
	/^[^.,]*\d[.,]0{1,2}$/,
	/^\+?\d+[.,]0+$/,
	/^\+?\d{1,3}([.,])\d{3}(?:\1\d{3})*(?!\1)[.,]0+$/,
];

/**
 * Whether the text is a figure, "4930901820.0", "4.930.901.820,0" or "4.93e9", which without its point would be another
 * number. Dots between groups, as in "+49.30.901820" or "01.42.27.81.00", are separators: a decimal point stands alone.
 */
export const isFigure = (given: string): boolean => {
	const plain = given.replace(/\s/g, '');
	return figures.some((figure) => figure.test(plain));
};

/**
 * What stands before a single digit behind a point, "(+4930901820)" of "(+4930901820).0", or before two behind bare digits,
 * or null: where this is a number by itself, they are a fraction. Of points alone, "+49.30.90182.0", the last one separates.
 */
export function beforePoint(given: string): string | null {
	const [, head, fraction] = /^(.*\d[\s)]*)\.\s*(\d\d?)$/.exec(given.trim()) ?? [];
	if (head === undefined || (head.includes('.') && /^[\s+\d.]+$/.test(head))) return null;
	return fraction.length === 1 || fraction === '00' || /^\+?\d+$/.test(head) ? head : null;
}

/** Digits that a number without + has at least, to be read as one with its country: ten are a national number in many places. */
const minDigits = 11;

/** Characters; longer texts are no number. */
const maxLength = 40;

/** Spellings that were read, since each poll reads the same list again, and a numbering plan takes its time. */
const read = new Map<string, string>();
const maxRead = 20_000;

/**
 * A phone number as E.164 from a provider's spelling of it: digit for digit, with the + and without separators. What is
 * not clearly a number with its country code stays the text that it is, and no text is `null`.
 */
export function e164Of(...candidates: unknown[]): string | null {
	const given = text(...candidates);
	if (given === null || given.length > maxLength || international.test(given)) return given;
	let number = read.get(given);
	if (number === undefined) {
		number = fromSpelling(given);
		if (read.size >= maxRead) read.clear();
		read.set(given, number);
	}
	return number;
}

function fromSpelling(given: string): string {
	const head = beforePoint(given);
	if (isFigure(given) || (head !== null && international.test(fromSpelling(head)))) return given;
	const digits = given.replace(separators, '');
	if (!/^\+?\d+$/.test(digits) || (!digits.startsWith('+') && digits.length < minDigits)) return given;
	const number = digits.startsWith('+') ? digits : `+${digits}`;
	const parsed = international.test(number) ? parseWhole(number) : undefined;
	return parsed?.isValid() && parsed.number === number ? number : given;
}
