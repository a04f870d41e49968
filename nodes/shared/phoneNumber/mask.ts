/**
 * A phone number as it may stand in a message: the first two and the last two digits, "+12•••••••00".
 * Short texts are masked whole.
 */
export function maskNumber(number: string): string {
	const plus = number.startsWith('+') ? '+' : '';
	const digits = number.replace(/\D/g, '');
	if (digits.length < 7) return `${plus}${'•'.repeat(digits.length)}`;
	return `${plus}${digits.slice(0, 2)}${'•'.repeat(digits.length - 4)}${digits.slice(-2)}`;
}

/** The text with every run of seven or more digits masked, for messages that a provider wrote. */
export const maskNumbersIn = (text: string): string =>
	text.replace(/\+?\d[\d\s().-]{5,}\d/g, (found) =>
		found.replace(/\D/g, '').length >= 7 ? maskNumber(found.trim()) : found,
	);
