/**
 * A phone number as it may stand in a message: the first two and the last two digits, "+12•••••••00".
 * Short texts are masked whole.
 */
export function maskNumber(number: string): string {
	const plus = number.startsWith('+') ? '+' : '';
	const digits = digitsIn(number);
	if (digits.length < 7) return `${plus}${'•'.repeat(digits.length)}`;
	return `${plus}${digits.slice(0, 2)}${'•'.repeat(digits.length - 4)}${digits.slice(-2)}`;
}

/** Digits of any script with what people and programs write between them: blanks, dashes, dots, slashes, brackets, signs without width. */
const runs = /\+?\p{Nd}[\p{Nd}\s\p{Pd}\p{Cf}().（）/⁄∕·‧․．・−]{5,}\p{Nd}/gu;
/** Fewer are no phone number, or only a part of one. */
const minDigits = 7;

const digitsIn = (text: string): string => text.replace(/\P{Nd}/gu, '');

/** The text with every run of seven or more digits masked, for messages that a provider wrote. */
export const maskNumbersIn = (text: string): string =>
	text.replace(runs, (found) => (digitsIn(found).length >= minDigits ? maskNumber(found.trim()) : found));

/** A name that somebody gave a call, without the number that is called or any other one with a +; its other digits stay. */
export const maskNumberIn = (name: string, called: string | null): string => {
	const end = digitsIn(called ?? '').slice(-minDigits);
	const isNumber = (found: string): boolean => found.startsWith('+') || (end.length === minDigits && digitsIn(found).includes(end));
	return name.replace(runs, (found) => (isNumber(found) ? maskNumbersIn(found) : found));
};
