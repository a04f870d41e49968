import type { Checked, Fault } from '../call/result';
import { bad, good } from '../call/result';
import type { CheckedNumber } from './e164';
import { maskNumber, maskNumbersIn } from './mask';
import { isCountry } from './metadata';

const examples = 'such as US, CA or DE';

/** Codes that people write for a country whose ISO code is another one. */
const mistaken: Readonly<Record<string, string>> = { UK: 'GB', EL: 'GR', USA: 'US', GER: 'DE', UAE: 'AE' };

/**
 * The countries that may be called, as ISO 3166-1 alpha-2 codes in upper case without repeats; null where none is named.
 * @param raw text with codes in any case, separated by commas, semicolons or blanks, or a list of such texts
 * @param field the field's label for the sentence
 */
export function readAllowedCountries(raw: unknown, field: string): Checked<string[] | null> {
	const texts: unknown[] = Array.isArray(raw) ? raw : raw === null || raw === undefined ? [] : [raw];
	if (!texts.every((one) => typeof one === 'string')) {
		return bad(field, `is neither text nor a list of texts. Give two-letter country codes, ${examples}.`);
	}
	const given = texts.join(',');
	if (given.trim() === '') return good(null);

	const codes = given.split(/[\s,;]+/).filter((code) => code !== '').map((code) => code.toUpperCase());
	if (codes.length === 0) return bad(field, `names no country. Give two-letter country codes, ${examples}.`);
	const unknown = codes.find((code) => !isCountry(code));
	if (unknown === undefined) return good([...new Set(codes)]);
	const meant = mistaken[unknown];
	return bad(
		field,
		meant === undefined
			? `holds "${maskNumbersIn(unknown).slice(0, 20)}", which is no country with phone numbers. Give two-letter country codes, ${examples}.`
			: `holds "${unknown}". Write ${meant} instead.`,
	);
}

/** The fault of a number whose country is not in the list, or null. A number without country is in no list. */
export function countryFault(number: CheckedNumber, allowed: readonly string[], field: string): Fault | null {
	if (number.country !== null && allowed.includes(number.country)) return null;
	const sentence =
		number.country === null
			? `(${maskNumber(number.e164)}) belongs to no country, so it is not among the Allowed Countries. Give another number.`
			: `(${maskNumber(number.e164)}) is a number of ${nameOfCountry(number)}, which is not among the Allowed Countries. Add ${number.country} under Safety if it may be called.`;
	return { type: 'blocked_country', field, sentence };
}

/** Says why a +1 number is not from the US, which is what people take it for. */
const nameOfCountry = ({ e164, country }: CheckedNumber): string =>
	e164.startsWith('+1') && country !== 'US' && country !== 'CA' ? `${country} (+1 is shared by 25 countries)` : `${country}`;
