import type { CheckedNumber } from './e164';

/** The kinds of number where a person answers at an ordinary price. Every other kind is a risk, also one that is new. */
const ordinaryTypes: ReadonlySet<string | null> = new Set(['FIXED_LINE', 'MOBILE', 'FIXED_LINE_OR_MOBILE', 'VOIP']);

/** libphonenumber's other kinds, and why they are not called. */
const riskyTypes: Readonly<Record<string, string>> = {
	PREMIUM_RATE: 'a premium-rate number, where every minute costs far more than an ordinary call',
	SHARED_COST: 'a shared-cost number, whose price is set by the company behind it',
	TOLL_FREE: 'a toll-free number, where a company pays for the call and no single person answers',
	PERSONAL_NUMBER: 'a personal number, which forwards the call anywhere at a special rate',
	PAGER: 'a pager, where nobody can talk',
	UAN: 'a company-wide number (UAN), often charged at a special rate',
	VOICEMAIL: 'the access number of a voicemail system, where no person answers',
};

/** Calling codes that belong to no country (ITU-T E.164, "global services" and "networks"), and why they are not called. */
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

/** Services within the area codes of North America, which the metadata takes for ordinary lines (nanpa.com, central office codes). */
const northAmericanServices: ReadonlyArray<[RegExp, string]> = [
	[/^\+1\d{3}5551212$/, 'directory assistance, which charges every call'],
	[/^\+1\d{3}976\d{4}$/, 'a pay-per-call service (976), where every minute costs far more than an ordinary call'],
];

/**
 * Why the number is not called unless the user insists, as it goes on after "is": "a pager, where nobody can talk".
 * Null for an ordinary number of a country.
 */
export function riskOf({ e164, country, type }: CheckedNumber): string | null {
	// Only where the number has no country: these calling codes are three digits, and no other calling code starts with them.
	if (country === null) return globalNetworks[e164.slice(1, 4)] ?? 'a number of no country';
	const service = northAmericanServices.find(([pattern]) => pattern.test(e164));
	if (service !== undefined) return service[1];
	if (ordinaryTypes.has(type)) return null;
	return riskyTypes[type ?? ''] ?? 'of a kind that its numbering plan does not tell';
}
