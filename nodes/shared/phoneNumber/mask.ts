/**
 * A phone number masked for a message: only the first two and the last two digits are shown, "+12•••••••00". Short texts are masked
 * completely.
 */
export function maskNumber(number: string): string {
	const plus = number.startsWith('+') ? '+' : '';
	const digits = digitsIn(number);
	if (digits.length < 7) return `${plus}${'•'.repeat(digits.length)}`;
	return `${plus}${digits.slice(0, 2)}${'•'.repeat(digits.length - 4)}${digits.slice(-2)}`;
}

/** A phone number of which only the last four digits are shown, "••• 0100", or two of a short one. For lists that leave the house. */
export function lastDigits(number: string): string {
	const digits = digitsIn(number);
	return `••• ${digits.slice(digits.length < minDigits ? -2 : -4)}`;
}

/**
 * Digits of any script, with the characters that people and programs write between them: spaces, dashes, dots, slashes, brackets,
 * zero-width characters, and the signs that an address writes as %20 and the like.
 */
const runs = /\+?\p{Nd}(?:[\p{Nd}\s\p{Pd}\p{Cf}().（）/⁄∕·‧․．・−]|%(?:2[\dA-Fa-f]|C2%A0)){5,}\p{Nd}/gu;
/** Fewer digits are no phone number, or only a part of one. */
const minDigits = 7;

const digitsIn = (text: string): string => text.replace(/\P{Nd}/gu, '');

/** The text with every run of seven or more digits masked, for messages that a provider wrote. */
export const maskNumbersIn = (text: string): string =>
	text.replace(runs, (found) => (digitsIn(found).length >= minDigits ? maskNumber(found.trim()) : found));

/** A name that a user gave a call, with the called number and every number with a + masked. Other digits stay. */
export const maskNumberIn = (name: string, called: string | null): string => {
	const end = digitsIn(called ?? '').slice(-minDigits);
	const isNumber = (found: string): boolean => found.startsWith('+') || (end.length === minDigits && digitsIn(found).includes(end));
	return name.replace(runs, (found) => (isNumber(found) ? maskNumbersIn(found) : found));
};
