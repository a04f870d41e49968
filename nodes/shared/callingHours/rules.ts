/**
 * The dated table of calling hours. It helps to call at decent hours; it is not legal advice.
 * All hours are those of the called person.
 */
import { areaCodesOfRegions } from './areaCodes.generated';
import type { CallingRule } from './rule';
import { countries, fallback } from './rulesCountries';
import { federal, states } from './rulesUnitedStates';

/** Every row, the default last. */
export const rules: readonly CallingRule[] = [federal, ...states, ...countries, fallback];

/** What the record says of a US number whose area code names no state, so that only the federal hours can be applied. */
export const unknownState = 'us-state-unknown';

const byCountry = new Map<string, CallingRule>();
for (const rule of [federal, ...countries]) {
	for (const country of [rule.country, ...(rule.territories ?? [])]) byCountry.set(country, rule);
}
const byState = new Map(states.map((rule) => [`US-${rule.region}`, rule]));

const regionsByAreaCode = new Map<string, string[]>();
for (const [region, codes] of Object.entries(areaCodesOfRegions)) {
	for (const code of codes.split(' ')) regionsByAreaCode.set(code, [...(regionsByAreaCode.get(code) ?? []), region]);
}

/** US states and Canadian provinces (ISO 3166-2) of a North American number by its area code, none where the code names none. */
export const regionsOf = (e164: string): readonly string[] =>
	(e164.startsWith('+1') && regionsByAreaCode.get(e164.slice(2, 5))) || [];

/** The rules that apply to a number, all of them at once, and what to call them in the record. */
export interface ApplicableRules {
	rules: readonly CallingRule[];
	ids: readonly string[];
}

/**
 * @param e164 the number, with plus
 * @param country ISO 3166-1 alpha-2 of the parsed number, or null
 */
export function rulesFor(e164: string, country: string | null): ApplicableRules {
	const own = (country !== null && byCountry.get(country)) || fallback;
	if (country !== 'US') return { rules: [own], ids: [own.id] };
	const regions = regionsOf(e164).filter((region) => region.startsWith('US-'));
	if (regions.length === 0) return { rules: [own], ids: [own.id, unknownState] };
	const applied = [own, ...regions.flatMap((region) => byState.get(region) ?? [])];
	return { rules: applied, ids: applied.map((rule) => rule.id) };
}
