/** Sentences that tell a user why a call is held back. */
import type { Hours, Window } from './rule';
import { weekdayOf } from '../time/calendar';
import { closingHoliday, wallClock, windowsOn } from './window';

const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

const clock = (minutes: number): string => `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;

const spell = (windows: readonly Window[]): string => windows.map(([start, end]) => `from ${clock(start)} to ${clock(end)}`).join(' and ');

const monthNames = [
	'January',
	'February',
	'March',
	'April',
	'May',
	'June',
	'July',
	'August',
	'September',
	'October',
	'November',
	'December',
];

/**
 * An instant in the called person's time, and for the workflow: "Monday 23 November, 09:00 there (2026-11-23T08:00:00.000Z)". If the
 * possible zones of the number differ, the first one is named.
 */
export function timeThere(iso: string, zones: readonly string[]): string {
	const spelled = zones.map((zone) => {
		const { day, sinceMidnight } = wallClock(Date.parse(iso), zone);
		return `${dayNames[weekdayOf(day) - 1]} ${day.day} ${monthNames[day.month - 1]}, ${clock(Math.floor(sinceMidnight / 60_000))}`;
	});
	if (spelled.length === 0) return iso;
	const where = new Set(spelled).size === 1 ? 'there' : `in ${zones[0]}`;
	return `${spelled[0]} ${where} (${iso})`;
}

function standing(zone: string, zones: readonly string[]): string {
	if (!zones.includes(zone)) return ', whose clock counts too';
	return zones.length > 1 ? `, one of ${zones.length} possible time zones` : '';
}

/**
 * Part of a sentence: "it is 20:30 there (America/New_York), and calls are allowed from 08:00 to 20:00".
 * @param hours the hours that are closed by the clock of `zone`
 * @param zones all zones in which the number may ring
 */
export function refusalSentence(hours: readonly Hours[], at: number, zone: string, zones: readonly string[]): string {
	const { day, sinceMidnight } = wallClock(at, zone);
	const where = `${zone}${standing(zone, zones)}`;
	const time = clock(Math.floor(sinceMidnight / 60_000));
	const windows = windowsOn(hours, day);
	if (windows.length > 0) return `it is ${time} there (${where}), and calls are allowed ${spell(windows)}`;
	const holiday = hours.map((own) => closingHoliday(own, day)).find((name) => name !== null);
	const dayName = dayNames[weekdayOf(day) - 1];
	return holiday === undefined
		? `it is ${dayName} ${time} there (${where}), and no calls are allowed on that day`
		: `it is ${dayName} ${time} there (${where}), a public holiday (${holiday}), and no calls are allowed on that day`;
}
