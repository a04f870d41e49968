/** docs/guides/calling-hours.md, made from the table the package itself uses. */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const built = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'dist', 'nodes', 'shared', 'callingHours');

const clock = (minutes) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;
const hours = (windows) => (windows.length === 0 ? 'none' : windows.map(([start, end]) => `${clock(start)}–${clock(end)}`).join(', '));

function shorter({ on, windows }) {
	const when = on === 'holiday' ? 'on holidays' : on === 'day-before-holiday' ? 'on days before holidays' : `on ${on.join(', ')} (MM-DD)`;
	return `${when} ${hours(windows)}`;
}

function holidays(rule) {
	const known = rule.id === 'default' ? 'not known' : rule.holidays === 'none' ? 'none' : 'as other days';
	const closed = (rule.shorterDays ?? []).some(({ on }) => on === 'holiday') ? [] : [known];
	return [...closed, ...(rule.shorterDays ?? []).map(shorter)].join('; ');
}

function place(rule) {
	const also = rule.territories ? ` (also ${rule.territories.join(', ')})` : '';
	return `${rule.place}${also}`;
}

function row(rule) {
	const { mon, sat, sun } = rule.week;
	const since = rule.inForceSince ? ` In force since ${rule.inForceSince}.` : '';
	const note = rule.note ? ` *${rule.note}*` : '';
	const cells = [`\`${rule.id}\``, place(rule), hours(mon), hours(sat), hours(sun), holidays(rule), `${rule.source}.${since}${note}`, rule.confidence];
	return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

const head = ['| Id | Where | Mon–Fri | Sat | Sun | Public holidays | Source | Confidence |', '|---|---|---|---|---|---|---|---|'];

/**
 * The page as Markdown.
 * @param rules the rows of rules.ts
 * @param holidayCountries countries whose public holidays are computed
 */
export function renderCallingHours({ rules, holidayCountries }) {
	const dates = rules.map((rule) => rule.checkedOn).sort();
	const states = rules.filter((rule) => rule.country === 'US');
	const others = rules.filter((rule) => rule.country !== 'US');
	return `# Calling hours

**This table is a help and not legal advice.** It was put together from public sources, not by a lawyer, and laws change. You are
responsible for your calls. Table checked on ${dates[0]}${dates.at(-1) === dates[0] ? '' : ` to ${dates.at(-1)}`}.

*Calling Hours* has three settings:

- **Lawful** holds a call back while the table below does not allow it. Every row that fits the number applies at once: a number in
  Florida needs \`us-federal\` and \`us-fl\`. Countries without a row get the strict default.
- **Custom** uses your own hours and days, in the recipient's time zone. Hours may pass midnight (22:00 to 06:00, nine hours
  at the most); the days are those on which they begin. A window or days that are set mean Custom; beside another mode they are refused, never ignored.
- **Off** holds nothing back.

Each call is checked again right before it is dialed. What was decided stands in the record's \`audit\`: \`timeZones\`, \`localTime\`
and \`rule\`. A call that is held back carries \`problem.nextAllowedAt\`, the next instant that is allowed, up to 14 days ahead.

## Whose clock

Hours are those of the person called. A phone number only tells where it was issued, so a call goes out when it is allowed in **every**
time zone in which the number may ring:

- North America: all zones of the area code. 850 is Florida on two clocks.
- Elsewhere: a landline by its prefix; a mobile or any other kind of number in all zones of its country. An Australian mobile may be in Perth.
- Toll-free and personal numbers of North America, and numbers the map does not hold: the zone is not known, so the call is held back.

A time zone you give takes the place of all these, and \`rule\` then ends in \`timezone-given\`. The law is still that of the number.
The US state comes from the area code; where it names none, only the federal hours apply and \`rule\` says \`us-state-unknown\`.
The map is Google's libphonenumber data. Where it tells one zone for two clocks (Kaliningrad as Bucharest, a new area code laid over an
older one), the other clock is asked too.

## United States

${[...head, ...states.map(row)].join('\n')}

## Other countries

${[...head, ...others.map(row)].join('\n')}

Hours begin at the first time and end before the second. Confidence: **P** text of the law or of the regulator was read, **S** a
secondary source, **M** reported elsewhere or chosen by this project, not verified. Where sources differ, the stricter hours stand, and
an AI voice counts as an automated or prerecorded one.

## Public holidays

Where the table says "none", nationwide public holidays are computed for: ${holidayCountries.join(', ')}. US states are held to the
federal holidays with their observed days; further holidays of a state, region or town are not known here. For every other country no
holidays are known, so a call on one is not held back: leave the day out in your workflow if that matters.
`;
}

/** The page from the built package: run \`npm run build\` first. */
export function callingHoursPage() {
	const load = createRequire(import.meta.url);
	return renderCallingHours({ ...load(join(built, 'rules.js')), ...load(join(built, 'holidays.js')) });
}
