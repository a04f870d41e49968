import type { Result } from '../call/result';
import { invalid, ok } from '../call/result';
import { maskNumber } from './mask';
import { callingCodeOf, isCountry, parseWhole } from './metadata';
import { isEmergencyAnywhere, nameOf, shortNumberAtHome, shortNumberBehindPlus } from './shortNumbers';
import { beforePoint, international, isFigure, separators } from './spelling';

/** A number that can be dialed. `type` is libphonenumber's. It is null if libphonenumber cannot tell (`FIXED_LINE_OR_MOBILE` in the US). */
export interface CheckedNumber {
	/** E.164 with exactly the user's digits (plus the default country's code). */
	e164: string;
	/** ISO 3166-1 alpha-2, from the parsed number, never from the prefix: 25 regions share +1. */
	country: string | null;
	type: string | null;
}

const example = 'such as +442079460018';

/**
 * Reads a phone number strictly. It drops separators and changes nothing else. It never turns a number into another one. An unclear number
 * is refused with advice.
 * @param raw the field's value from n8n (text, or a whole number from a sheet)
 * @param field the field's label for the sentence
 * @param defaultCountry ISO 3166-1 alpha-2 for numbers without `+`, null if none is set, and left out if the field takes no such numbers
 */
export function checkPhoneNumber(raw: unknown, field: string, defaultCountry?: string | null): Result<CheckedNumber> {
	const refuse = (sentence: string) => invalid(field, sentence, 'invalid_phone_number');
	const text = typeof raw === 'number' && Number.isSafeInteger(raw) ? String(raw) : raw;
	if (text === null || text === undefined || (typeof text === 'string' && text.trim() === '')) {
		return refuse(`is empty. Give a number with country code, ${example}.`);
	}
	if (typeof text !== 'string') {
		return refuse(`is not text but ${describe(raw)}. Give one number as text, ${example}.`);
	}
	if (text.length > 40) return refuse('is too long for one phone number. Give one number per item.');

	if (/^[\s(]*-/.test(text)) {
		return refuse(
			`begins with a minus, as a sheet leaves a number whose hyphens it took for minus signs. Give it as text with country code, ${example}.`,
		);
	}
	const head = beforePoint(text);
	if (isFigure(text) || (head !== null && checkPhoneNumber(head, field, defaultCountry).ok)) {
		return refuse(`looks like a decimal number, in which digits may be lost or too many. Give it as text, ${example}.`);
	}
	const digits = text.replace(separators, '');
	const spelling = spellingFault(digits);
	if (spelling) return refuse(spelling);
	if (!digits.startsWith('+')) {
		const national = checkNational(digits, defaultCountry ?? null, refuse, defaultCountry === undefined);
		return national.ok && typeof raw === 'number' && mayLackZero(digits, defaultCountry ?? null, national.value)
			? refuse(
					`(${maskNumber(digits)}) may have lost a 0 in front of it, as a sheet drops it from a number, and is another one of ${defaultCountry} with it. Write + and the country code, or give it as text, ${example}.`,
				)
			: national;
	}

	if (!international.test(digits)) {
		const short = shortNumberBehindPlus(digits);
		const what = short ? `${nameOf(short)}, which is never called` : 'not an international number';
		return refuse(`(${maskNumber(digits)}) is ${what}: after the + come 7 to 15 digits, the first not 0, ${example}.`);
	}
	const parsed = parseWhole(digits);
	// A number with a type is valid; to ask for both would match all patterns twice.
	const type = parsed?.getType() ?? null;
	if (parsed === undefined || (type === null && !parsed.isValid()) || parsed.number !== digits) {
		const short = shortNumberBehindPlus(digits);
		const what = short ? ` It is ${nameOf(short)}, which is never called, or digits are missing.` : '';
		return refuse(`(${maskNumber(digits)}) does not exist in its country's numbering plan.${what} Check the digits.`);
	}
	return ok({ e164: digits, country: parsed.country ?? null, type });
}

type Refuse = (sentence: string) => ReturnType<typeof invalid>;

function checkNational(digits: string, defaultCountry: string | null, refuse: Refuse, needsCode: boolean): Result<CheckedNumber> {
	const short = shortNumberAtHome(digits, defaultCountry);
	if (short) {
		const home = digits.startsWith('00') ? 'an international prefix' : `a number of ${defaultCountry} that can be called`;
		const lacks = defaultCountry === null ? 'and has no country code' : `not ${home}`;
		return refuse(`(${maskNumber(digits)}) is ${nameOf(short)}, ${lacks}. Give an ordinary number with country code, ${example}.`);
	}
	if (defaultCountry === null) {
		return refuse(
			digits.startsWith('00')
				? `starts with 00. Write + instead of 00, ${example}.`
				: `(${maskNumber(digits)}) has no country code. Start it with + and the country code, ${example}${needsCode ? '' : ', or set Default Country under Options'}.`,
		);
	}
	if (!isCountry(defaultCountry)) {
		return refuse(`has no country code, and Default Country is not a country. Use two letters such as DE or US.`);
	}
	const parsed = parseWhole(digits, defaultCountry);
	const callingCode = callingCodeOf(defaultCountry);
	// 011 is an international prefix in North America, but an area code in Turin, Delhi and Johannesburg.
	const prefixed = digits.startsWith('00') || (callingCode === '1' && digits.startsWith('011'));
	if (prefixed || (parsed && parsed.countryCallingCode !== callingCode)) {
		return refuse(`starts with an international prefix. Write + and the country code instead of the prefix, ${example}.`);
	}
	const national = parsed?.nationalNumber as string | undefined;
	const isOwn = (): boolean => {
		// The national part must be the user's own digits. libphonenumber has rules that rewrite some numbers (Argentina, Mexico).
		if (national === undefined || !digits.endsWith(national)) return false;
		// After its country code a number has no further prefix: "241 0 60…" is not "241 60…".
		const before = digits.slice(0, -national.length);
		return before === callingCode || !before.startsWith(callingCode);
	};
	if (!parsed?.isValid() || !isOwn() || !international.test(parsed.number)) {
		return refuse(
			`(${maskNumber(digits)}) is not a number of ${defaultCountry}, the Default Country. Write it with + and country code, ${example}.`,
		);
	}
	// A sheet that reads "+49…" as a number loses the +.
	const otherwise = digits.startsWith(callingCode)
		? [parseWhole(`+${digits}`), parseWhole(digits.slice(callingCode.length), defaultCountry)]
		: [];
	if (otherwise.some((other) => other?.isValid() && other.countryCallingCode === callingCode && other.number !== parsed.number)) {
		return refuse(
			`(${maskNumber(digits)}) begins with ${callingCode}, the country code of ${defaultCountry}, and may be a whole number or one within ${defaultCountry}. Write + and the country code, ${example}.`,
		);
	}
	return ok({
		e164: parsed.number as string,
		country: parsed.country ?? null,
		type: parsed.getType() ?? null,
	});
}

/**
 * Whether the digits may lack a leading 0. In countries such as Italy the 0 belongs to the number, and the digits without it may be another
 * person's number.
 */
function mayLackZero(digits: string, defaultCountry: string | null, { e164 }: CheckedNumber): boolean {
	const other = defaultCountry !== null && isCountry(defaultCountry) ? parseWhole(`0${digits}`, defaultCountry) : undefined;
	return other?.isValid() === true && other.number !== e164;
}

/** The fault of a character that is not a digit, or null. The sentence never repeats the text itself. */
function spellingFault(digits: string): string | null {
	if (/^\+?\d+$/.test(digits)) return null;
	// eslint-disable-next-line no-control-regex -- control characters are exactly what is looked for
	if (/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/.test(digits)) {
		return 'holds an invisible character. Type it again by hand instead of pasting it.';
	}
	if (/[,;]|(?<![a-z])ext|x\d/i.test(digits)) {
		return 'holds an extension or more than one number. Give one number without extension per item.';
	}
	if (/[a-zA-Z]/.test(digits)) {
		const emergency = isEmergencyAnywhere(digits.replace(/\D/g, '')) ? ', and its digits are an emergency number' : '';
		return `has a letter in it${emergency}. Write digits only, ${example}.`;
	}
	if (/\+/.test(digits.slice(1))) return `has a + that is not at the start. Write it as ${example.slice(8)}.`;
	return `holds a character that is no digit. Only digits, +, blanks, hyphens, dots and brackets may stand in it, ${example}.`;
}

function describe(raw: unknown): string {
	if (typeof raw === 'number') return 'a number with a fraction or an exponent';
	if (Array.isArray(raw)) return 'a list';
	return `a value of type ${typeof raw}`;
}

/** Whether the number is from the range reserved for fiction, +1 NPA 555 0100 to 0199, which reaches nobody. */
export const isFictional = (e164: string): boolean => /^\+1[2-9]\d{2}55501\d{2}$/.test(e164);
