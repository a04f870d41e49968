/** The calling hours of a number: whether it may be called at an instant, and the next allowed instant if not. */
import { isTimeZone } from '../time/calendar';
import type { Hours, Week, Weekday, Window, CallingRule } from './rule';
import { weekdays } from './rule';
import { refusalSentence } from './sentence';
import { isOpen, nextOpening, wallClock } from './window';
import { candidateZones } from './zones';
import { areaCodesOfRegions } from './areaCodes.generated';
import { countries, fallback } from './rulesCountries';
import { federal, states } from './rulesUnitedStates';

export type CallingHoursMode = 'off' | 'lawful' | 'custom';

/** Hours that a user set. They may pass midnight (22:00 to 06:00). Then `days` are the days on which they begin. */
export interface CustomHours {
	startMinutes: number;
	/** 1440 is midnight at the end of the day. A value equal to the start means never. */
	endMinutes: number;
	/** 1 = Monday … 7 = Sunday */
	days: number[];
}

export interface HoursQuestion {
	e164: string;
	/** ISO 3166-1 alpha-2 of the parsed number */
	country: string | null;
	/** From libphonenumber. */
	numberType: string | null;
	at: Date;
	mode: CallingHoursMode;
	/** Null unless the mode is `custom`. */
	custom: CustomHours | null;
	/** The user's validated IANA zone. It replaces the number's own zones, and `rule` in the answer records that. */
	timezone: string | null;
}

export interface HoursAnswer {
	allowed: boolean;
	/** Every zone whose clock was checked. Empty if the zones of the number are unknown. */
	timeZones: string[];
	/** ISO 8601 local time with offset, in the first zone that is closed, else in the first zone. Null without a zone. */
	localTime: string | null;
	/** IDs of the applied rules, joined with +: "us-federal+us-fl", "custom", "off", "default", "fr+timezone-given". */
	rule: string;
	/** The reason for a refusal, as a text after "because". Null if the call is allowed. */
	reason: string | null;
	/** The next allowed instant, ISO 8601 UTC, not before `at`. Null if nothing opens within 14 days or the zone is unknown. */
	nextAllowedAt: string | null;
}

/** Hours that must all be open, by the clock of one zone. */
interface Gate {
	zone: string;
	hours: readonly Hours[];
}

const horizon = 14 * 86_400_000;

/** Decides without the machine's clock. Call it again with the current instant right before each dial. */
export function checkCallingHours(question: HoursQuestion): HoursAnswer {
	const second = Math.floor(question.at.getTime() / 1000);
	if (second !== answered.second) {
		answered.second = second;
		answered.byPlace.clear();
	}
	const key = placeOf(question);
	const known = answered.byPlace.get(key) ?? answerFor(question);
	answered.byPlace.set(key, known);
	const { allowed, timeZones, localTime: time, rule, reason, nextAllowedAt } = known;
	const next = allowed ? question.at.toISOString() : nextAllowedAt;
	return { allowed, timeZones: [...timeZones], localTime: time, rule, reason, nextAllowedAt: next };
}

/**
 * The answers for one second by place and hours, since a run asks for thousands of numbers in the same places. All hours begin and end with
 * a whole second.
 */
const answered = { second: NaN, byPlace: new Map<string, HoursAnswer>() };

/** All that rules and zones depend on: the area code in North America, elsewhere the country, and the prefix of a landline. */
function placeOf({ e164, country, numberType, mode, custom, timezone }: HoursQuestion): string {
	const isNorthAmerican = e164.startsWith('+1');
	const prefix = isNorthAmerican
		? e164.slice(0, 5)
		: numberType === 'FIXED_LINE' || country === null
			? e164.slice(0, 10)
			: e164.slice(0, 4);
	const hours = custom === null ? '' : `${custom.startMinutes}-${custom.endMinutes} ${custom.days.join()}`;
	return `${country} ${prefix} ${numberType} ${mode} ${hours} ${timezone}`;
}

function answerFor(question: HoursQuestion): HoursAnswer {
	const { hours, ids } = hoursFor(question);
	const at = question.at.getTime();
	const zones = zonesFor(question);
	const rule = [...ids, ...(question.timezone === null ? [] : ['timezone-given'])].join('+');
	if (zones.length === 0) {
		const allowed = question.mode === 'off';
		return {
			allowed,
			timeZones: [],
			localTime: null,
			rule,
			reason: allowed ? null : unknownZone(question.timezone),
			nextAllowedAt: allowed ? question.at.toISOString() : null,
		};
	}
	const gates = gatesOf(zones, hours);
	const closed = gates.find((gate) => !isOpen(gate.hours, at, gate.zone));
	const next = closed === undefined ? at : firstOpening(gates, at);
	return {
		allowed: closed === undefined,
		timeZones: [...new Set(gates.map((gate) => gate.zone))],
		localTime: localTime(at, closed?.zone ?? zones[0]),
		rule,
		reason: closed === undefined ? null : refusalSentence(closed.hours, at, closed.zone, zones),
		nextAllowedAt: next === null ? null : new Date(next).toISOString(),
	};
}

function hoursFor(question: HoursQuestion): { hours: readonly Hours[]; ids: readonly string[] } {
	if (question.mode === 'off') return { hours: [], ids: ['off'] };
	if (question.mode === 'custom') return { hours: [customHours(question.custom)], ids: ['custom'] };
	const { rules, ids } = rulesFor(question.e164, question.country);
	return { hours: rules, ids };
}

function zonesFor({ e164, country, numberType, timezone }: HoursQuestion): readonly string[] {
	if (timezone === null) return candidateZones(e164, country, numberType);
	return isTimeZone(timezone) ? [timezone] : [];
}

const unknownZone = (timezone: string | null): string =>
	timezone === null
		? 'the number does not tell in which time zone it rings, and no time zone is given for it'
		: 'the time zone given for it is not an IANA time zone such as Europe/Berlin';

function gatesOf(zones: readonly string[], hours: readonly Hours[]): Gate[] {
	const elsewhere = hours.flatMap((own) => (own.alsoIn === undefined ? [] : [{ zone: own.alsoIn, hours: [own] }]));
	return [...zones.map((zone) => ({ zone, hours })), ...elsewhere];
}

/** Moves from one gate's opening to the next until all are open at once. Every skipped instant is closed in at least one gate. */
function firstOpening(gates: readonly Gate[], from: number): number | null {
	const until = from + horizon;
	for (let at = from; ;) {
		const closed = gates.filter((gate) => !isOpen(gate.hours, at, gate.zone));
		if (closed.length === 0) return at;
		for (const gate of closed) {
			const opening = nextOpening(gate.hours, at, gate.zone, until);
			if (opening === null) return null;
			at = opening;
		}
	}
}

/** A user's hours as a week. The part after midnight becomes the morning of the next day. */
function customHours(custom: CustomHours | null): Hours {
	const week = Object.fromEntries(weekdays.map((day) => [day, [] as Window[]])) as Record<Weekday, Window[]>;
	for (const day of new Set(custom?.days)) {
		const { startMinutes: start, endMinutes: end } = custom as CustomHours;
		if (start === end) continue;
		week[weekdays[day - 1]].push([start, start < end ? end : 1440]);
		if (start > end && end > 0) week[weekdays[day % 7]].unshift([0, end]);
	}
	return { country: null, week: week as Week, holidays: 'ok' };
}

/** An instant (milliseconds since 1970) by the clock of a zone, ISO 8601 with offset. */
export function localTime(at: number, zone: string): string {
	const { offset } = wallClock(at, zone);
	const minutes = Math.abs(Math.round(offset / 60_000));
	const twoDigits = (value: number): string => String(value).padStart(2, '0');
	const sign = offset < 0 ? '-' : '+';
	const wall = new Date(at + offset).toISOString().slice(0, 19);
	return `${wall}${sign}${twoDigits(Math.floor(minutes / 60))}:${twoDigits(minutes % 60)}`;
}

/**
 * Every row of the dated table of calling hours, the default last. It helps to call at decent hours. It is not legal advice. All hours are
 * local to the called person.
 */
export const rules: readonly CallingRule[] = [federal, ...states, ...countries, fallback];

/** The record's rule ID for a US number whose area code names no state. Only the federal hours can be applied to it. */
const unknownState = 'us-state-unknown';

const byCountry = new Map<string, CallingRule>();
for (const rule of [federal, ...countries]) {
	for (const country of [rule.country, ...(rule.territories ?? [])]) byCountry.set(country, rule);
}
const byState = new Map(states.map((rule) => [`US-${rule.region}`, rule]));

let regionsByAreaCode: Map<string, string[]> | undefined;

/** Made at the first question, so that n8n starts without it. */
function regionsOfAreaCodes(): Map<string, string[]> {
	const regions = new Map<string, string[]>();
	for (const [region, codes] of Object.entries(areaCodesOfRegions)) {
		for (const code of codes.split(' ')) regions.set(code, [...(regions.get(code) ?? []), region]);
	}
	return regions;
}

/** US states and Canadian provinces (ISO 3166-2) of a North American number by its area code. Empty if the area code names none. */
export const regionsOf = (e164: string): readonly string[] =>
	(e164.startsWith('+1') && (regionsByAreaCode ??= regionsOfAreaCodes()).get(e164.slice(2, 5))) || [];

/** All rules that apply to a number together, and their IDs for the record. */
interface ApplicableRules {
	rules: readonly CallingRule[];
	ids: readonly string[];
}

/**
 * The rules that apply to a number.
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
