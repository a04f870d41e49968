/** The tables of docs/guides/calling-hours.md. */
import type { CallingRule, ShorterDays, Window } from '../../../nodes/shared/callingHours/rule';
import { table } from './markdown.mts';

const clock = (minutes: number): string => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
const hours = (windows: readonly Window[]): string =>
	windows.length === 0 ? 'none' : windows.map(([start, end]) => `${clock(start)}–${clock(end)}`).join(', ');

function shorter({ on, windows }: ShorterDays): string {
	const when = on === 'holiday' ? 'on holidays' : on === 'day-before-holiday' ? 'on days before holidays' : `on ${on.join(', ')} (MM-DD)`;
	return `${when} ${hours(windows)}`;
}

function holidays({ id, holidays: kept, shorterDays = [] }: CallingRule): string {
	const known = id === 'default' ? 'not known' : kept === 'none' ? 'none' : 'as other days';
	const ownHours = shorterDays.some(({ on }) => on === 'holiday');
	return [...(ownHours ? [] : [known]), ...shorterDays.map(shorter)].join('; ');
}

function row(rule: CallingRule): string[] {
	const { mon, sat, sun } = rule.week;
	const place = rule.territories ? `${rule.place} (also ${rule.territories.join(', ')})` : rule.place;
	const since = rule.inForceSince ? ` In force since ${rule.inForceSince}.` : '';
	const note = rule.note ? ` *${rule.note}*` : '';
	return [`\`${rule.id}\``, place, hours(mon), hours(sat), hours(sun), holidays(rule), `${rule.source}.${since}${note}`, rule.confidence];
}

const rulesTable = (rules: readonly CallingRule[]): string =>
	table(['Id', 'Where', 'Mon–Fri', 'Sat', 'Sun', 'Public holidays', 'Source', 'Confidence'], rules.map(row));

/**
 * The generated parts of the page.
 * @param rules the rows of rules.ts
 * @param holidayCountries countries whose public holidays are computed
 */
export function callingHoursParts(rules: readonly CallingRule[], holidayCountries: readonly string[]): Record<string, string> {
	const dates = rules.map((rule) => rule.checkedOn).sort();
	const [first, last] = [dates[0], dates.at(-1)];
	return {
		'checked-on': `Table checked on ${first}${last === first ? '' : ` to ${last}`}.`,
		'united-states': rulesTable(rules.filter((rule) => rule.country === 'US')),
		'other-countries': rulesTable(rules.filter((rule) => rule.country !== 'US')),
		'holiday-countries': `Nationwide public holidays are computed for: ${holidayCountries.join(', ')}.`,
	};
}
