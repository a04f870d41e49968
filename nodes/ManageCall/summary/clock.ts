import { checkCallingHours, localTime } from '../../shared/callingHours/check';
import { wallClock } from '../../shared/callingHours/window';
import { issuedZones } from '../../shared/callingHours/zones';
import type { CheckedNumber } from '../../shared/phoneNumber/e164';
import { isShortened } from '../../shared/phoneNumber/mask';
import { checkPhoneNumber } from '../../shared/phoneNumber/e164';
import type { Person } from './people';

/** When a person may be called. Both are null if that is not known. */
export interface NextCall {
	/** ISO 8601 UTC, not before now. */
	nextCallAt: string | null;
	/** The same instant by the clock there, ISO 8601 with offset. Null if the number may ring in zones with different clocks. */
	localTime: string | null;
}

/** The zone that a user gave for the person: the record of the decision then names it alone. */
function givenZone({ audit }: Person): string | null {
	const zones = audit?.timeZones ?? [];
	return audit?.rule?.endsWith('timezone-given') === true && zones.length === 1 ? zones[0] : null;
}

/** The parsed number of a person, null if it is none that can be dialed. */
function numberOf({ to }: Person): CheckedNumber | null {
	const number = to === null ? null : checkPhoneNumber(to, 'to', null);
	return number?.ok === true ? number.value : null;
}

/** The time zones of the area of a person's number, or the one that a user gave for the person. Empty if unknown. */
export function zonesOf(person: Person): readonly string[] {
	const given = givenZone(person);
	if (given !== null) return [given];
	const number = numberOf(person);
	// Of a masked number the record of the decision tells the zones.
	if (number === null) return isShortened(person.to ?? '') ? (person.audit?.timeZones ?? []) : [];
	return issuedZones(number.e164, number.country, number.type);
}

/**
 * The hour of the day (0 to 23) at an instant, by the clock where the number was issued. Null if that is not known, or if the clocks of its
 * area differ.
 * @param zones those of `zonesOf`
 * @param at ISO 8601 UTC, or null
 */
export function localHour(zones: readonly string[], at: string | null): number | null {
	if (at === null) return null;
	const instant = Date.parse(at);
	const hours = new Set(zones.map((zone) => Math.floor(wallClock(instant, zone).sinceMidnight / 3_600_000)));
	return hours.size === 1 ? [...hours][0] : null;
}

/**
 * The earliest time within lawful hours at which a person may be called again, not before the time that the records name.
 * @param now the time of the summary
 */
export function nextCall(person: Person, now: Date): NextCall {
	const unknown: NextCall = { nextCallAt: null, localTime: null };
	const number = numberOf(person);
	if (number === null) return unknown;
	const named = person.notDialed.map(({ problem }) => Date.parse(problem?.nextAllowedAt ?? '')).filter((at) => !Number.isNaN(at));
	const hours = checkCallingHours({
		...{ e164: number.e164, country: number.country, numberType: number.type },
		at: new Date(Math.max(now.getTime(), ...named)),
		mode: 'lawful',
		custom: null,
		timezone: givenZone(person),
	});
	return { nextCallAt: hours.nextAllowedAt, localTime: localTimeAt(hours.nextAllowedAt, zonesOf(person)) };
}

function localTimeAt(at: string | null, zones: readonly string[]): string | null {
	if (at === null) return null;
	const clocks = new Set(zones.map((zone) => localTime(Date.parse(at), zone)));
	return clocks.size === 1 ? [...clocks][0] : null;
}
