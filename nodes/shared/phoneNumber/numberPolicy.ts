/** The rules that decide whether an existing number may be called. */
import type { FieldIssue, Result } from '../call/result';
import type { CheckedNumber } from './e164';
import { isFictional } from './e164';
import { maskNumber, maskNumbersIn } from './mask';
import { emergencyBehindAreaCode, nameOf, shortNumberBehindPlus } from './shortNumbers';
import { invalid, ok } from '../call/result';
import { isCountry } from './metadata';

export interface NumberRules {
	/** ISO 3166-1 alpha-2; null: every country. */
	allowedCountries: readonly string[] | null;
	/** Refuses premium-rate, satellite and other numbers that do not reach a person at an ordinary price. */
	blockRiskyNumbers: boolean;
	/** Only for the Simulator, which calls nobody. */
	fictionalAllowed: boolean;
}

/**
 * The fault that stops this number (`blocked_number_type` or `blocked_country`), or null. Emergency, short and, for real providers,
 * fictional numbers are always refused, whatever the user's settings.
 * @param number as `checkPhoneNumber` returned it
 * @param field the field's label for the sentence
 * @param providerName as shown in the editor
 */
export function numberFault(number: CheckedNumber, rules: NumberRules, field: string, providerName: string): FieldIssue | null {
	const blocked = (sentence: string): FieldIssue => ({ type: 'blocked_number_type', field, sentence });

	const short = shortNumberBehindPlus(number.e164) ?? emergencyBehindAreaCode(number.e164, number.country);
	if (short) return blocked(`(${maskNumber(number.e164)}) is ${nameOf(short)}, which is never called. Give the number of a person.`);
	if (!rules.fictionalAllowed && isFictional(number.e164)) {
		return blocked(
			`is from the range reserved for fiction (+1 … 555 01xx), where nobody answers. ${providerName} places real calls: give a real number, or choose the provider Simulator.`,
		);
	}
	const risk = rules.blockRiskyNumbers ? riskOf(number) : null;
	if (risk !== null) {
		return blocked(
			`(${maskNumber(number.e164)}) is ${risk}. Give another number, or turn off Block Risky Numbers under Safety if you are sure.`,
		);
	}
	return rules.allowedCountries === null ? null : countryFault(number, rules.allowedCountries, field);
}

/** The types of number that reach a person at an ordinary price. Every other type is a risk, including new ones. */
const ordinaryTypes: ReadonlySet<string | null> = new Set(['FIXED_LINE', 'MOBILE', 'FIXED_LINE_OR_MOBILE', 'VOIP']);

/** libphonenumber's other types, and the reason not to call each. */
const riskyTypes: Readonly<Record<string, string>> = {
	PREMIUM_RATE: 'a premium-rate number, where every minute costs far more than an ordinary call',
	SHARED_COST: 'a shared-cost number, whose price is set by the company behind it',
	TOLL_FREE: 'a toll-free number, where a company pays for the call and no single person answers',
	PERSONAL_NUMBER: 'a personal number, which forwards the call anywhere at a special rate',
	PAGER: 'a pager, where nobody can talk',
	UAN: 'a company-wide number (UAN), often charged at a special rate',
	VOICEMAIL: 'the access number of a voicemail system, where no person answers',
};

/** Calling codes that belong to no country (ITU-T E.164, "global services" and "networks"), and the reason not to call each. */
const globalNetworks: Readonly<Record<string, string>> = {
	'800': 'an international toll-free number, where a company pays for the call and no single person answers',
	'808': 'an international shared-cost number, whose price is set by the company behind it',
	'870': 'a satellite phone (Inmarsat), where every minute costs several times an ordinary call',
	'878': 'a personal number of no country, which forwards the call anywhere at a special rate',
	'881': 'a satellite phone, where every minute costs several times an ordinary call',
	'882': 'in an international network of no country (satellites, ships, machines), at a special rate',
	'883': 'in an international network of no country (satellites, ships, machines), at a special rate',
	'888': 'a number of no country, reserved for disaster relief',
	'979': 'an international premium-rate number, where every minute costs far more than an ordinary call',
};

/** Services within the area codes of North America that the metadata treats as ordinary lines (nanpa.com, central office codes). */
const northAmericanServices: ReadonlyArray<[RegExp, string]> = [
	[/^\+1\d{3}5551212$/, 'directory assistance, which charges every call'],
	[/^\+1\d{3}976\d{4}$/, 'a pay-per-call service (976), where every minute costs far more than an ordinary call'],
];

/**
 * Why the number is not called unless the user allows it, as a text after "is": "a pager, where nobody can talk". Null for an ordinary
 * number of a country.
 */
export function riskOf({ e164, country, type }: CheckedNumber): string | null {
	// Only for a number without a country. These calling codes have three digits, and no other calling code starts with them.
	if (country === null) return globalNetworks[e164.slice(1, 4)] ?? 'a number of no country';
	const service = northAmericanServices.find(([pattern]) => pattern.test(e164));
	if (service !== undefined) return service[1];
	if (ordinaryTypes.has(type)) return null;
	return riskyTypes[type ?? ''] ?? 'of a kind that its numbering plan does not tell';
}

const examples = 'such as US, CA or DE';

/** Codes that people use for a country instead of its ISO code. */
const mistaken: Readonly<Record<string, string>> = { UK: 'GB', EL: 'GR', USA: 'US', GER: 'DE', UAE: 'AE' };

/**
 * The countries that may be called, as ISO 3166-1 alpha-2 codes in upper case without repeats. Null if none is named.
 * @param raw text with codes in any case, separated by commas, semicolons or spaces, or a list of such texts
 * @param field the field's label for the sentence
 */
export function readAllowedCountries(raw: unknown, field: string): Result<string[] | null> {
	const texts: unknown[] = Array.isArray(raw) ? raw : raw === null || raw === undefined ? [] : [raw];
	if (!texts.every((text) => typeof text === 'string')) {
		return invalid(field, `is neither text nor a list of texts. Give two-letter country codes, ${examples}.`);
	}
	const given = texts.join(',');
	if (given.trim() === '') return ok(null);

	const codes = given
		.split(/[\s,;]+/)
		.filter((code) => code !== '')
		.map((code) => code.toUpperCase());
	if (codes.length === 0) return invalid(field, `names no country. Give two-letter country codes, ${examples}.`);
	const unknown = codes.find((code) => !isCountry(code));
	if (unknown === undefined) return ok([...new Set(codes)]);
	const meant = mistaken[unknown];
	return invalid(
		field,
		meant === undefined
			? `holds "${maskNumbersIn(unknown).slice(0, 20)}", which is no country with phone numbers. Give two-letter country codes, ${examples}.`
			: `holds "${unknown}". Write ${meant} instead.`,
	);
}

/** The fault of a number whose country is not in the list, or null. A number without a country is never in the list. */
export function countryFault(number: CheckedNumber, allowed: readonly string[], field: string): FieldIssue | null {
	if (number.country !== null && allowed.includes(number.country)) return null;
	const sentence =
		number.country === null
			? `(${maskNumber(number.e164)}) belongs to no country, so it is not among the Allowed Countries. Give another number.`
			: `(${maskNumber(number.e164)}) is a number of ${nameOfCountry(number)}, which is not among the Allowed Countries. Add ${number.country} under Safety if it may be called.`;
	return { type: 'blocked_country', field, sentence };
}

/** The country's name, with the reason why a +1 number is not from the US. */
const nameOfCountry = ({ e164, country }: CheckedNumber): string =>
	e164.startsWith('+1') && country !== 'US' && country !== 'CA' ? `${country} (+1 is shared by 25 countries)` : `${country}`;
