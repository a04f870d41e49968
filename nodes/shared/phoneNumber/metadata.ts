/**
 * The only import of libphonenumber-js. `/max` because smaller metadata calls premium-rate numbers valid. `extract: false` because the
 * default extracts a number from prose. The build bundles it in a form of its own, see gulpfile.js.
 */
import { getCountries, getCountryCallingCode, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { CountryCode, PhoneNumber } from 'libphonenumber-js/max';

export type { CountryCode, PhoneNumber };

let countries: ReadonlySet<string> | undefined;

/** Whether the two letters name a country that has phone numbers (ISO 3166-1 alpha-2, upper case). The table is read at the first question, so that n8n starts without it. */
export const isCountry = (code: string): code is CountryCode => (countries ??= new Set(getCountries())).has(code);

/** The calling code of a country, without the plus: "49" for DE. */
export const callingCodeOf = (country: CountryCode): string => getCountryCallingCode(country);

/** The national part in the groups that its country uses, area code first: "30", "901820". */
export const groupsOf = (e164: string): string[] => parseWhole(e164)?.formatInternational().split(' ').slice(1) ?? [];

/** The number that libphonenumber reads from the whole text, or undefined. */
export const parseWhole = (text: string, country?: CountryCode): PhoneNumber | undefined =>
	parsePhoneNumberFromString(text, { defaultCountry: country, extract: false });
