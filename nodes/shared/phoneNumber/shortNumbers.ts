/**
 * Emergency and other short numbers. They are dialled as they stand, in one country only, and no calling agent has any
 * business there. What looks like one behind a calling code (+1 911) is taken for what was meant.
 */
import { callingCodeOf, groupsOf, isCountry } from './metadata';
import { shortNumberPatterns } from './shortNumbers.generated';

/** What a text of digits is as a short number: whether help comes, and where; `region` null: in more than one place. */
interface ShortNumber {
	region: string | null;
	emergency: boolean;
}

/** Digits of the longest emergency number. */
const maxEmergencyDigits = 6;

/** Countries with area codes where a subscriber's own part begins with 2 to 9 (DE: not with 0 or 11). */
const noSubscriberBeginsWith1: ReadonlySet<string> = new Set(['AT', 'DE', 'IT', 'KR', 'ZA']);
/** "+49", an area code of five digits and 112. */
const maxDigitsWithAreaCode = 11;

const whole = (...patterns: string[]): RegExp => new RegExp(`^(?:${patterns.join('|')})$`);

/** The value made once for each key: a pattern is compiled when its region is first asked for. */
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

/** Of all regions at once; a region without emergency numbers has an empty pattern, which would match nothing at all. */
const emergencies = remembered(() => whole(...new Set(Object.values(shortNumberPatterns).map(([emergency]) => emergency))));

const regionsOf = remembered((callingCode) =>
	Object.keys(shortNumberPatterns).filter((region) => isCountry(region) && callingCodeOf(region) === callingCode),
);

/** Whether the digits are an emergency number in this region (ISO 3166-1 alpha-2). */
export const isEmergencyNumber = (digits: string, region: string): boolean => digits !== '' && patternsOf(region).emergency.test(digits);

/** Whether the digits, dialled in this region as they stand, reach an emergency, service or premium short number. */
export const isShortNumber = (digits: string, region: string): boolean => digits !== '' && patternsOf(region).all.test(digits);

/** Whether the digits are an emergency number in any region. */
export const isEmergencyAnywhere = (digits: string): boolean => digits !== '' && emergencies('').test(digits);

/**
 * The short number that these digits are in one of the regions, or null. An emergency number of any of them comes first.
 * @param national digits as they are dialled there, or the digits after the calling code
 */
function shortNumberIn(national: string, regions: readonly string[]): ShortNumber | null {
	const emergency = regions.find((region) => isEmergencyNumber(national, region));
	const region = emergency ?? regions.find((candidate) => isShortNumber(national, candidate));
	return region === undefined ? null : { region, emergency: emergency !== undefined };
}

/**
 * The short number that was typed with a + or a calling code in front (`+1911`, `+44999`, `+112`), or null.
 * Calling codes are prefix-free, so at most one of them fits.
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
 * The emergency number behind an area code (+82 2 119 is the fire brigade of Seoul), or null. It looks like a subscriber's
 * number; only where no subscriber's own part begins with 1 is it sure that it is none.
 */
export function emergencyBehindAreaCode(e164: string, country: string | null): ShortNumber | null {
	if (country === null || !noSubscriberBeginsWith1.has(country) || e164.length > maxDigitsWithAreaCode) return null;
	const [, own, ...more] = groupsOf(e164);
	return more.length === 0 && own !== undefined && isEmergencyNumber(own, country) ? { region: country, emergency: true } : null;
}

/**
 * The short number that was typed without a + (`911`, `112`), or null: one of the default country, or an emergency number
 * anywhere, since whoever types 911 in Germany does not mean a subscriber.
 */
export function shortNumberAtHome(digits: string, defaultCountry: string | null): ShortNumber | null {
	const found = defaultCountry === null || !isCountry(defaultCountry) ? null : shortNumberIn(digits, [defaultCountry]);
	return found ?? (isEmergencyAnywhere(digits) ? { region: null, emergency: true } : null);
}

/** What it is, for a sentence: "an emergency number of US". */
export function nameOf({ region, emergency }: ShortNumber): string {
	const kind = emergency ? 'an emergency number' : 'a short number';
	return region === null ? kind : `${kind} of ${region}`;
}
