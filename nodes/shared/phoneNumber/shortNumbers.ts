/**
 * Emergency and other short numbers. They are dialed without a country code, in one country only. A calling agent must never call them. A
 * short number after a calling code (+1 911) is treated as the short number.
 */
import { callingCodeOf, groupsOf, isCountry } from './metadata';
import { shortNumberPatterns } from './shortNumbers.generated';

/** A short number: its region, and whether it is an emergency number. `region` is null if it applies in more than one region. */
interface ShortNumber {
	region: string | null;
	emergency: boolean;
}

/** Digits of the longest emergency number. */
const maxEmergencyDigits = 6;

/** Countries with area codes whose subscriber numbers begin with 2 to 9 (DE: not with 0 or 11). */
const noSubscriberBeginsWith1: ReadonlySet<string> = new Set(['AT', 'DE', 'IT', 'KR', 'ZA']);
/** The length of "+49", an area code of five digits and 112. */
const maxDigitsWithAreaCode = 11;

const whole = (...patterns: string[]): RegExp => new RegExp(`^(?:${patterns.join('|')})$`);

/** Caches one value per key. A pattern is compiled when its region is first needed. */
function remembered<T>(make: (key: string) => T): (key: string) => T {
	const made = new Map<string, T>();
	return (key) => {
		const known = made.get(key) ?? make(key);
		made.set(key, known);
		return known;
	};
}

const patternsOf = remembered((region) => {
	const [emergency, all = emergency] = Object.hasOwn(shortNumberPatterns, region) ? shortNumberPatterns[region] : [''];
	return { emergency: whole(emergency), all: whole(all) };
});

/** The emergency numbers of all regions. The pattern of a region without emergency numbers is empty and matches no number. */
const emergencies = remembered(() => whole(...new Set(Object.values(shortNumberPatterns).map(([emergency]) => emergency))));

const regionsOf = remembered((callingCode) =>
	Object.keys(shortNumberPatterns).filter((region) => isCountry(region) && callingCodeOf(region) === callingCode),
);

/** Whether the digits are an emergency number in this region (ISO 3166-1 alpha-2). */
export const isEmergencyNumber = (digits: string, region: string): boolean => digits !== '' && patternsOf(region).emergency.test(digits);

/** Whether the digits, dialed unchanged in this region, reach an emergency, service or premium short number. */
export const isShortNumber = (digits: string, region: string): boolean => digits !== '' && patternsOf(region).all.test(digits);

/** Whether the digits are an emergency number in any region. */
export const isEmergencyAnywhere = (digits: string): boolean => digits !== '' && emergencies('').test(digits);

/**
 * The short number that these digits are in one of the regions, or null. An emergency number of any region takes precedence.
 * @param national digits as they are dialed there, or the digits after the calling code
 */
function shortNumberIn(national: string, regions: readonly string[]): ShortNumber | null {
	const emergency = regions.find((region) => isEmergencyNumber(national, region));
	const region = emergency ?? regions.find((candidate) => isShortNumber(national, candidate));
	return region === undefined ? null : { region, emergency: emergency !== undefined };
}

/**
 * The short number after a + or a calling code (`+1911`, `+44999`, `+112`), or null. No calling code is a prefix of another, so at most one
 * matches.
 * @param digits `+` and digits
 */
export function shortNumberBehindPlus(digits: string): ShortNumber | null {
	const typed = digits.slice(1);
	for (const length of [1, 2, 3]) {
		const regions = regionsOf(typed.slice(0, length));
		const found = shortNumberIn(typed.slice(length), regions);
		if (found) return regions.length === 1 ? found : { ...found, region: null };
	}
	return typed.length <= maxEmergencyDigits && isEmergencyAnywhere(typed) ? { region: null, emergency: true } : null;
}

/**
 * The emergency number after an area code (+82 2 119 is the fire brigade of Seoul), or null. It looks like a subscriber's number. It
 * certainly is not one only in countries where no subscriber number begins with 1.
 */
export function emergencyBehindAreaCode(e164: string, country: string | null): ShortNumber | null {
	if (country === null || !noSubscriberBeginsWith1.has(country) || e164.length > maxDigitsWithAreaCode) return null;
	const [, own, ...more] = groupsOf(e164);
	return more.length === 0 && own !== undefined && isEmergencyNumber(own, country) ? { region: country, emergency: true } : null;
}

/**
 * The short number that was typed without a + (`911`, `112`), or null. It is one of the default country, or an emergency number of any
 * country: a user who types 911 in Germany does not mean a subscriber.
 */
export function shortNumberAtHome(digits: string, defaultCountry: string | null): ShortNumber | null {
	const found = defaultCountry === null || !isCountry(defaultCountry) ? null : shortNumberIn(digits, [defaultCountry]);
	return found ?? (isEmergencyAnywhere(digits) ? { region: null, emergency: true } : null);
}

/** The kind and region as part of a sentence: "an emergency number of US". */
export function nameOf({ region, emergency }: ShortNumber): string {
	const kind = emergency ? 'an emergency number' : 'a short number';
	return region === null ? kind : `${kind} of ${region}`;
}
