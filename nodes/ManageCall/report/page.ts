import type { Summary } from '../summary/summarize';
import { Html, html, nothing } from './html';
import { toCallSection, toCheckSection } from './lists';
import { attemptsSection, costSection, hoursSection, outcomesSection, peopleSection, problemsSection, talkSection } from './sections';
import { style } from './style';
import { counted, dated, duration, money, onDay, percent, shownZone, whole } from './words';

export interface PageOptions {
	title: string;
	/** IANA zone of the workflow, in which the times are shown. */
	timezone: string;
}

/** Nothing is loaded, nothing is run and nothing is sent, whatever the page holds. */
const policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'";

/**
 * The report as one HTML file that needs nothing else: no script, no font, no picture from elsewhere. It is well-formed XML too, so that
 * any tool can read it.
 */
export function reportPage(summary: Summary, { title, timezone }: PageOptions): string {
	const zone = shownZone(timezone);
	const { people, calls, talkTime, cost, problems } = summary;
	const page = html`<!DOCTYPE html>
		<html lang="en" xmlns="http://www.w3.org/1999/xhtml">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="color-scheme" content="light dark" />
				<meta name="robots" content="noindex" />
				<meta http-equiv="Content-Security-Policy" content="${policy}" />
				<title>${title}</title>
				<style>
					${new Html(style)}
				</style>
			</head>
			<body>
				<main>
					<header>
						<h1>${title}</h1>
						<p class="muted">${periodOf(summary, zone)}</p>
						<p class="lead">${summary.text}</p>
					</header>
					${simulatedNote(summary)}${tileList(tiles(summary, zone))}
					${people.total > 0 ? peopleSection(summary) : nothing}${calls.over > 0 ? hoursSection(summary) : nothing}${
						calls.total > 0
							? html`<div class="pair">${outcomesSection(summary)}${calls.over > 0 ? attemptsSection(summary) : nothing}</div> `
							: nothing
					}${
						talkTime.calls + cost.length > 0
							? html`<div class="pair">
									${talkTime.calls > 0 ? talkSection(summary) : nothing}${cost.length > 0 ? costSection(summary) : nothing}
								</div> `
							: nothing
					}${problems.length > 0 ? problemsSection(summary) : nothing}${toCheckSection(summary)}${toCallSection(summary, zone)}${counting(summary)}
				</main>
			</body>
		</html> `;
	return page.text;
}

function periodOf({ period, generatedAt }: Summary, zone: string): Html {
	const made = html`Made on ${dated(generatedAt, zone)}. Times in ${zone}.`;
	if (period.from === null || period.to === null) return made;
	const [from, to] = [dated(period.from, zone), dated(period.to, zone)];
	return from === to ? html`Call of ${from}. ${made}` : html`Calls from ${from} to ${to}. ${made}`;
}

/** Nobody may take a simulated campaign for a real one. */
function simulatedNote({ records }: Summary): Html {
	if (records.simulated === 0) return nothing;
	const which =
		records.simulated === records.total
			? 'All calls of this report are'
			: `${whole(records.simulated)} of ${counted(records.total, 'record')} are`;
	return html`<p class="note"><strong>Simulated.</strong> ${which} simulated: nobody was phoned in them.</p> `;
}

const tile = (color: string, label: string, figure: string, more: string): Html =>
	html`<li style="--tile: var(--${color})">
		<span class="label">${label}</span> <span class="figure">${figure}</span> <span class="more">${more}</span>
	</li> `;

/** Up to five tiles stand in one row, six in two rows of three. */
function tileList(all: readonly Html[]): Html {
	const columns = all.length > 5 ? 3 : all.length;
	return html`<ul class="tiles" style="--columns: ${columns}">
		${all}
	</ul> `;
}

/** The figures that a reader looks for first. Only those of people have the color of their standing. */
function tiles({ people, calls, talkTime, cost, toCall, generatedAt }: Summary, zone: string): Html[] {
	const next = toCall[0]?.nextCallAt ?? null;
	const from = next === null ? 'time not known' : next <= generatedAt ? 'the first of them now' : `the first on ${onDay(next, zone)}`;
	const share =
		people.total === 0 ? 'of nobody' : `${percent(people.reached / people.total)} of ${counted(people.total, 'person', 'people')}`;
	const [first, ...others] = cost.filter(({ amount }) => amount > 0);
	return [
		tile('reached', 'People reached', whole(people.reached), share),
		tile('toCall', 'Still to be called', whole(people.toCall), people.toCall === 0 ? 'nobody is left' : from),
		...(people.toCheck > 0 ? [tile('toCheck', 'To check by hand', whole(people.toCheck), 'before anybody calls again')] : []),
		tile('line', 'Calls answered', percent(calls.answerRate), `${whole(calls.answered)} of ${counted(calls.over, 'finished call')}`),
		...(talkTime.medianSeconds === null
			? []
			: [tile('line', 'Talk time', duration(talkTime.totalSeconds), `half took ${duration(talkTime.medianSeconds)} or less`)]),
		...(first === undefined
			? []
			: [
					tile(
						'line',
						'Cost',
						`${money(first.amount)} ${first.currency}`,
						others.length === 0
							? `for ${counted(first.calls, 'call')}`
							: `and ${others.map((sum) => `${money(sum.amount)} ${sum.currency}`).join(', ')}`,
					),
				]),
	];
}

/** What the figures mean, for whoever was not there. */
const counting = ({ records }: Summary): Html =>
	html`<footer>
		<p>
			How this was counted, from
			${counted(records.total, 'record')}${records.repeated === 0 ? nothing : html`, ${whole(records.repeated)} of which told of a call that another one tells of too`}:
		</p>
		<ul>
			<li>A person is one phone number, and counts once. A call counts once, whichever records tell of it; each redial is a call.</li>
			<li>Reached means that a person answered. A voicemail is no answer.</li>
			<li>Answer rates are of finished calls. Calls that are under way or unclear are left out.</li>
			<li>Lawful calling hours are a help, not legal advice.</li>
		</ul>
	</footer> `;
