import { text } from '../call/json';
import { parseWhole } from './metadata';

/** What people and providers put between digits. */
export const separators = /[ \-.()]/g;
/** `+`, then 7 to 15 digits, the first not 0 (ITU-T E.164; shorter ones are service numbers). */
export const international = /^\+[1-9]\d{6,14}$/;

/** Digits that a number without + has at least, to be read as one with its country: ten are a national number in many places. */
const leastDigits = 11;

/** Characters; longer texts are no number. */
const longest = 40;

/** Spellings that were read, since each poll reads the same list again, and a numbering plan takes its time. */
const read = new Map<string, string>();
const mostRead = 20_000;

/**
 * A phone number as E.164 from a provider's spelling of it: digit for digit, with the + and without separators. What is
 * not clearly a number with its country code stays the text that it is, and no text is `null`.
 */
export function e164Of(...candidates: unknown[]): string | null {
	const given = text(...candidates);
	if (given === null || given.length > longest || international.test(given)) return given;
	let number = read.get(given);
	if (number === undefined) {
		number = fromSpelling(given);
		if (read.size >= mostRead) read.clear();
		read.set(given, number);
	}
	return number;
}

function fromSpelling(given: string): string {
	const digits = given.replace(separators, '');
	if (!/^\+?\d+$/.test(digits) || (!digits.startsWith('+') && digits.length < leastDigits)) return given;
	const number = digits.startsWith('+') ? digits : `+${digits}`;
	const parsed = international.test(number) ? parseWhole(number) : undefined;
	return parsed?.isValid() && parsed.number === number ? number : given;
}
