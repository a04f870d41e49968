/**
 * The time zones in which a phone number may ring. A number shows where it was issued, not for sure where it rings, so there may be
 * several.
 */
import { zoneLists, zoneNames, zonePrefixes } from './zoneMap.generated';

type Zones = readonly string[];

/** Two-letter codes of the generated file as numbers: aa = 0. */
const codes = (text: string): number[] => (text.match(/../g) ?? []).map((code) => (code.charCodeAt(0) - 97) * 26 + code.charCodeAt(1) - 97);

function readMap(): Map<string, Zones> {
	const names = zoneNames.split(' ');
	const lists = zoneLists.split(' ').map((list) => codes(list).map((code) => names[code]));
	const map = new Map<string, Zones>();
	let prefix = '';
	for (const [, shared, rest, list] of zonePrefixes.matchAll(/(\d)(\d*)([a-z]{2})/g)) {
		prefix = prefix.slice(0, Number(shared)) + rest;
		map.set(prefix, lists[codes(list)[0]]);
	}
	return map;
}

let table: Map<string, Zones> | undefined;
const zoneMap = (): Map<string, Zones> => (table ??= readMap());

/**
 * The longest prefix of the number in Google's map, with its zones. Null if the map has none.
 * @param digits the number in E.164 without plus
 */
export function mappedZones(digits: string): { prefix: string; zones: Zones } | null {
	for (let length = Math.min(digits.length, 9); length > 0; length -= 1) {
		const prefix = digits.slice(0, length);
		const zones = zoneMap().get(prefix);
		if (zones !== undefined) return { prefix, zones };
	}
	return null;
}

/** Zones of the small countries that share a calling code with others. The large country gets the remaining zones. */
const ownZones: Readonly<Record<string, Zones>> = {
	KZ: ['Asia/Almaty', 'Asia/Aqtobe'],
	CX: ['Indian/Christmas'],
	CC: ['Indian/Cocos'],
	RE: ['Indian/Reunion'],
	YT: ['Indian/Mayotte'],
};

/**
 * The map represents some zones by another zone with a different clock. The represented zone, listed here by calling code, is then a
 * candidate too: the map lists Kaliningrad as Bucharest, Algeria as Paris. Found by comparing the map with the zones of the tz database's
 * zone.tab.
 */
const standIns: Readonly<Record<string, Readonly<Record<string, string>>>> = {
	'7': { 'Europe/Bucharest': 'Europe/Kaliningrad' },
	'52': { 'America/New_York': 'America/Cancun' },
	'56': { 'America/Santiago': 'America/Punta_Arenas' },
	'211': { 'Africa/Nairobi': 'Africa/Juba' },
	'212': { 'Atlantic/Canary': 'Africa/Casablanca' },
	'213': { 'Europe/Paris': 'Africa/Algiers' },
	'218': { 'Europe/Bucharest': 'Africa/Tripoli' },
	'505': { 'America/Chicago': 'America/Managua' },
	'675': { 'Pacific/Port_Moresby': 'Pacific/Bougainville' },
};

/** Newer area codes that overlay an older one for which the map has more zones (North American Numbering Plan). */
const overlays: Readonly<Record<string, string>> = {
	'236': '250', // British Columbia
	'257': '250',
	'672': '250',
	'778': '250',
	'273': '418', // Quebec
	'367': '418',
	'581': '418',
	'364': '270', // Kentucky
	'448': '850', // Florida
	'458': '541', // Oregon
	'474': '306', // Saskatchewan
	'879': '709', // Newfoundland and Labrador
	'930': '812', // Indiana
	'986': '208', // Idaho
};

const below = new Map<string, Zones>();

/** All zones of the prefixes that begin with these digits, sorted. */
function zonesBelow(start: string): Zones {
	let zones = below.get(start);
	if (zones === undefined) {
		const found = [...zoneMap()].filter(([prefix]) => prefix.startsWith(start)).flatMap(([, names]) => names);
		zones = [...new Set(found)].sort();
		below.set(start, zones);
	}
	return zones;
}

/**
 * All zones of the area code: those of its own entry, of its exchanges, and of the area code that it overlays. Empty for toll-free,
 * personal and other codes without a location (800, 500, 600, 900), which the map does not contain.
 */
function northAmericanZones(digits: string): Zones {
	const areaCode = digits.slice(1, 4);
	const older = overlays[areaCode];
	const zones = zonesBelow(`1${areaCode}`);
	return older === undefined ? zones : [...new Set([...zones, ...zonesBelow(`1${older}`)])].sort();
}

function nationalZones(callingCode: string, country: string | null): Zones {
	const zones = zonesBelow(callingCode);
	const own = country === null ? undefined : ownZones[country];
	if (own !== undefined) return own;
	const others = country === null ? [] : Object.values(ownZones).flat();
	return zones.filter((zone) => !others.includes(zone));
}

/** The calling code: the shortest prefix of the number in the map. The map has an entry for every calling code. */
function callingCodeOf(digits: string): string | null {
	return [1, 2, 3].map((length) => digits.slice(0, length)).find((start) => zoneMap().has(start)) ?? null;
}

/**
 * All time zones in which the number may ring. Empty if unknown. Only a landline outside North America is looked up by its whole prefix.
 * Mobile phones and other numbers may be anywhere in their country.
 * @param e164 the number, with plus
 * @param country ISO 3166-1 alpha-2 of the parsed number, or null
 * @param numberType libphonenumber's, or null
 */
export function candidateZones(e164: string, country: string | null, numberType: string | null): Zones {
	const digits = e164.slice(1);
	const callingCode = callingCodeOf(digits);
	if (callingCode === null) return [];
	if (callingCode === '1') return northAmericanZones(digits);
	const local = numberType === 'FIXED_LINE' ? mappedZones(digits) : null;
	const zones = local !== null && local.prefix !== callingCode ? local.zones : nationalZones(callingCode, country);
	const standIn = standIns[callingCode];
	return standIn === undefined ? zones : [...new Set(zones.flatMap((zone) => [zone, standIn[zone] ?? zone]))];
}

/** Calling codes whose mobile numbers belong to an area, by Google's libphonenumber (GEO_MOBILE_COUNTRIES). */
const areaOfMobiles = ['52', '54', '55'];

/**
 * The time zones of the area for which the number was issued, for statistics. A phone may be elsewhere, so they do not decide whether it
 * may ring (`candidateZones`). Where a mobile number belongs to no area, all zones of its country. Empty if unknown.
 * @param e164 the number, with plus
 * @param country ISO 3166-1 alpha-2 of the parsed number, or null
 * @param numberType libphonenumber's, or null
 */
export function issuedZones(e164: string, country: string | null, numberType: string | null): Zones {
	const digits = e164.slice(1);
	const callingCode = callingCodeOf(digits) ?? '';
	const isOfArea = numberType?.startsWith('FIXED_LINE') === true || callingCode === '1' || areaOfMobiles.includes(callingCode);
	const mapped = isOfArea ? mappedZones(digits) : null;
	if (mapped === null || mapped.prefix === callingCode) return candidateZones(e164, country, numberType);
	const standIn = standIns[callingCode];
	return standIn === undefined ? mapped.zones : [...new Set(mapped.zones.flatMap((zone) => [zone, standIn[zone] ?? zone]))];
}
