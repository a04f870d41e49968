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

/** A number as `lastDigits` gives it. */
const shortened = /^••• \d{0,4}$/;

/** Whether a number shows its last digits alone. */
export const isShortened = (number: string): boolean => shortened.test(number);

/**
 * A phone number of which only the last four digits are shown, "••• 0100", or two of a short one. For lists that leave the house. What is
 * shortened already stays as it is.
 */
export function lastDigits(number: string): string {
	if (isShortened(number)) return number;
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

/** What may be a number without its country, from six digits on. */
const shortRuns = /\+?\p{Nd}(?:[\p{Nd}\s\p{Pd}\p{Cf}().（）/⁄∕·‧․．・−]|%(?:2[\dA-Fa-f]|C2%A0)){4,}\p{Nd}/gu;

/** What in a text may be a phone number, from six digits on. */
export const numbersIn = (text: string): string[] => text.match(shortRuns) ?? [];

/** Digits of any script as 0 to 9. Unicode keeps the ten digits of a script side by side, in order. */
const plainDigits = (text: string): string =>
	digitsIn(text).replace(/[^0-9]/gu, (character) => {
		const code = character.codePointAt(0) ?? 0;
		let first = code;
		while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
		return String((code - first) % 10);
	});

/**
 * The text with phone numbers shortened to their last digits: the known ones in any spelling, and every other one with a +.
 * @param known E.164
 * @param all shortens every run of seven or more digits, as in a text that somebody spoke
 */
export function shortenNumbersIn(text: string, known: readonly string[], all = false): string {
	const ends = known.map(plainDigits).filter((digits) => digits.length >= minDigits);
	const isKnown = (digits: string): boolean =>
		ends.some((end) => digits.includes(end.slice(-minDigits)) || end.endsWith(digits.replace(/^0+/, '')));
	return text.replace(shortRuns, (found) => {
		const digits = plainDigits(found);
		const isNumber = digits.length >= minDigits && (all || found.startsWith('+'));
		return isNumber || (digits.length >= 6 && isKnown(digits)) ? lastDigits(digits) : found;
	});
}
