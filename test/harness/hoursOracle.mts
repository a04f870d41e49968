/**
 * A second implementation of what calling hours rest on, made differently: offsets from `longOffset` names, scanned once into
 * a list of changes per zone; candidate zones straight from the source map. It shares no code with the package.
 */
import { northAmericanPlaces, sourceMap } from '../unit/generated/zoneMap.mts';

const first = Date.UTC(2025, 11, 1);
const last = Date.UTC(2031, 1, 1);
/** Between two changes of a clock lie weeks, also in Morocco around Ramadan. */
const step = 5 * 86_400_000;

const formats = new Map<string, Intl.DateTimeFormat>();

/** Offset in milliseconds, read from a name such as "GMT-03:30". */
function namedOffset(instant: number, zone: string): number {
	let format = formats.get(zone);
	if (!format) formats.set(zone, (format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset', year: 'numeric' })));
	const match = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(format.format(instant));
	if (!match) throw new Error(`No offset in ${format.format(instant)}`);
	return match[1] ? (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 60 + Number(match[3])) * 60_000 : 0;
}

export interface Change {
	at: number;
	before: number;
	after: number;
}

const scans = new Map<string, { start: number; changes: Change[] }>();

/** All changes of a zone's clock between December 2025 and February 2031, to the millisecond. */
export function changesOf(zone: string): Change[] {
	return scan(zone).changes;
}

function scan(zone: string): { start: number; changes: Change[] } {
	const known = scans.get(zone);
	if (known) return known;
	const changes: Change[] = [];
	const start = namedOffset(first, zone);
	let before = start;
	for (let at = first; at < last; at += step) {
		const after = namedOffset(at + step, zone);
		if (after === before) continue;
		let [low, high] = [at, at + step];
		while (high - low > 1) {
			const middle = Math.floor((low + high) / 2);
			if (namedOffset(middle, zone) === before) low = middle;
			else high = middle;
		}
		changes.push({ at: high, before, after });
		before = after;
	}
	const result = { start, changes };
	scans.set(zone, result);
	return result;
}

export function oracleOffset(instant: number, zone: string): number {
	const { start, changes } = scan(zone);
	let offset = start;
	for (const change of changes) if (change.at <= instant) offset = change.after;
	return offset;
}

/** The instant whose wall clock in the zone is this text (without zone), for times that exist once. */
export function instantOf(wall: string, zone: string, plusMs = 0): number {
	const asUtc = Date.parse(`${wall}Z`) + plusMs;
	const instant = asUtc - oracleOffset(asUtc, zone);
	return asUtc - oracleOffset(instant, zone);
}

/** Whether the wall clock is inside `[start, end)` spans of the day (ms), as the weekday (1-7) and date of that clock choose them. */
export function oracleOpen(instant: number, zone: string, spansOf: (weekday: number, date: string) => Array<[number, number]>): boolean {
	const wall = new Date(instant + oracleOffset(instant, zone));
	const since = wall.getTime() - Date.parse(wall.toISOString().slice(0, 10));
	const weekday = ((wall.getUTCDay() + 6) % 7) + 1;
	return spansOf(weekday, wall.toISOString().slice(0, 10)).some(([start, end]) => since >= start && since < end);
}

export const map: Record<string, string[]> = sourceMap();
export const prefixes = Object.keys(map);
export const places: Record<string, string> = northAmericanPlaces();

export function longestPrefix(digits: string): string | null {
	for (let rest = digits; rest !== ''; rest = rest.slice(0, -1)) if (Object.hasOwn(map, rest)) return rest;
	return null;
}

const under = new Map<string, string[]>();
const allBelow = (start: string): string[] => {
	if (!under.has(start)) under.set(start, [...new Set(prefixes.filter((one) => one.startsWith(start)).flatMap((one) => map[one]))]);
	return under.get(start) as string[];
};

/** Candidate zones as the promise says it, without the package's own additions. */
export function oracleZones(e164: string, country: string | null, type: string | null): string[] {
	const digits = e164.slice(1);
	if (digits.startsWith('1')) return allBelow(digits.slice(0, 4));
	const longest = longestPrefix(digits);
	if (longest === null) return [];
	const code = [1, 2, 3].map((length) => digits.slice(0, length)).find((one) => Object.hasOwn(map, one)) as string;
	if (type === 'FIXED_LINE' && longest !== code) return map[longest];
	const all = allBelow(code);
	if (country === 'KZ') return all.filter((zone) => /Almaty|Aqtobe/.test(zone));
	if (country === 'RU') return all.filter((zone) => !/Almaty|Aqtobe/.test(zone));
	if (code === '61') return all.filter((zone) => (country === 'CX' ? /Christmas/ : country === 'CC' ? /Cocos/ : /Australia/).test(zone));
	if (code === '262' && country !== null) return all.filter((zone) => zone.endsWith(country === 'YT' ? 'Mayotte' : 'Reunion'));
	return all;
}

/** Names that the places of a North American area code carry: "Florida", "FL". */
export function namesOfAreaCode(areaCode: string): Set<string> {
	const own = places[areaCode]
		? [places[areaCode]]
		: Object.keys(places)
				.filter((one) => one.startsWith(areaCode))
				.map((one) => places[one]);
	return new Set(own.flatMap((place) => [place, place.slice(-2)]));
}
