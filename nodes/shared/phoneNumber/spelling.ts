import { text } from '../call/json';
import { parseWhole } from './metadata';

/** Separators that people and providers put between digits. */
export const separators = /[ \-.()]/g;
/** `+`, then 7 to 15 digits, the first not 0 (ITU-T E.164). Shorter numbers are service numbers. */
export const international = /^\+[1-9]\d{6,14}$/;

/** A decimal number as programs and spreadsheets write it: with an exponent, or with zeros after its decimal point. */
const figures: readonly RegExp[] = [
	/^\+?\d+(?:[.,]\d*)?e[+-]?\d+$/i,
	/^[^.,]*\d[.,]0{1,2}$/,
	/^\+?\d+[.,]0+$/,
	/^\+?\d{1,3}([.,])\d{3}(?:\1\d{3})*(?!\1)[.,]0+$/,
];

/**
 * Whether the text is a decimal number: "4930901820.0", "4.930.901.820,0" or "4.93e9". Without its point it would be another phone number.
 * Dots between groups, as in "+49.30.901820" or "01.42.27.81.00", are separators. A decimal point occurs alone.
 */
export const isFigure = (given: string): boolean => {
	const plain = given.replace(/\s/g, '');
	return figures.some((figure) => figure.test(plain));
};

/**
 * The text before a decimal fraction, or null. The fraction is a point with one digit, "(+4930901820)" of "(+4930901820).0", or with two
 * digits after a bare number. If the text before it is a phone number by itself, these digits are a fraction. If only points separate the
 * groups, as in "+49.30.90182.0", the last point is a separator.
 */
export function beforePoint(given: string): string | null {
	const [, head, fraction] = /^(.*\d[\s)]*)\.\s*(\d\d?)$/.exec(given.trim()) ?? [];
	if (head === undefined || (head.includes('.') && /^[\s+\d.]+$/.test(head))) return null;
	return fraction.length === 1 || fraction === '00' || /^\+?\d+$/.test(head) ? head : null;
}

/**
 * The minimum number of digits for reading a number without + as one with a country code. Ten digits are a national number in many
 * countries.
 */
const minDigits = 11;

/** Characters. Longer texts are not a phone number. */
const maxLength = 40;

/** Results by spelling. Each poll reads the same list again, and parsing takes time. */
const read = new Map<string, string>();
const maxRead = 20_000;

/**
 * A phone number as E.164 from a provider's spelling, digit for digit, with the + and without separators. A text that is not clearly a
 * number with its country code is returned unchanged. No text gives `null`.
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
