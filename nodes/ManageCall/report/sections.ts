import type { CallOutcome } from '../../shared/call/record';
import { callOutcomes } from '../../shared/call/record';
import { standings } from '../summary/people';
import type { Standing } from '../summary/people';
import type { Summary } from '../summary/summarize';
import { cellBar, fewCalls, hourColumns, stackedBar } from './charts';
import type { Html } from './html';
import { html, nothing } from './html';
import { counted, duration, money, outcomeWords, percent, standingWords, whole } from './words';

interface Column {
	title: string;
	/** The class of the column's cells. */
	kind?: 'number' | 'plain' | 'barred' | 'word' | 'meaning';
}

/** A table with a caption for those who hear it. The first cell of a row is its heading. */
export function table(caption: string, columns: readonly Column[], rows: ReadonlyArray<ReadonlyArray<Html | string>>): Html {
	const classOf = ({ kind }: Column): Html => (kind === undefined ? nothing : html` class="${kind}"`);
	const head = columns.map((column) => html`<th scope="col" ${classOf(column)}>${column.title}</th>`);
	const body = rows.map(
		(cells) =>
			html`<tr>
				${cells.map((cell, index) => (index === 0 ? html`<th scope="row" ${classOf(columns[index])}>${cell}</th>` : html`<td${classOf(columns[index])}>${cell}</td>`))}
			</tr> `,
	);
	return html`<div class="wide">
		<table>
			<caption>
				${caption}
			</caption>
			<thead>
				<tr>
					${head}
				</tr>
			</thead>
			<tbody>
				${body}
			</tbody>
		</table>
	</div> `;
}

export const section = (title: string, hint: string, content: Html, kind = ''): Html =>
	html`<section class="${kind}">
		<h2>${title}</h2>
		<p class="hint">${hint}</p>
		${content}
	</section> `;

const swatch = (color: string): Html => html`<span class="swatch" style="--tile: var(--${color})"></span>`;

/** Where everybody stands: one bar, and the same as a table. */
export function peopleSection({ people }: Summary): Html {
	const present = standings.filter((standing) => people[standing] > 0);
	const rows = present.map((standing) => {
		const [label, meaning] = standingWords[standing];
		return [
			html`${swatch(standing)}${label}`,
			html`<span class="muted">${meaning}</span>`,
			whole(people[standing]),
			percent(people[standing] / people.total),
		];
	});
	const parts = present.map((color) => ({ color, name: standingWords[color][0], size: people[color] }));
	const columns: Column[] = [
		{ title: 'Where they stand' },
		{ title: 'What it means', kind: 'meaning' },
		{ title: 'People', kind: 'number' },
		{ title: 'Share', kind: 'number' },
	];
	return section(
		'People',
		`${counted(people.total, 'person', 'people')}, each counted once, however many calls there were.`,
		html`${stackedBar('People', parts)}${table('People by where they stand', columns, rows)}`,
	);
}

const colorOf: Readonly<Record<CallOutcome | 'unknown', Standing>> = {
	answered: 'reached',
	voicemail: 'notReached',
	no_answer: 'notReached',
	busy: 'notReached',
	cancelled: 'notReached',
	rejected: 'notReached',
	failed: 'notReached',
	unknown: 'toCheck',
};

const barred = (first: string, last: string): Column[] => [
	{ title: first, kind: 'plain' },
	{ title: '', kind: 'barred' },
	{ title: 'Calls', kind: 'number' },
	{ title: last, kind: 'number' },
];

/** How the calls ended. */
export function outcomesSection({ outcomes, calls }: Summary): Html {
	const present = ([...callOutcomes, 'unknown'] as const).filter((outcome) => outcomes[outcome] > 0);
	const rows = present.map((outcome) => {
		const share = outcomes[outcome] / calls.total;
		return [outcomeWords[outcome], cellBar(share, colorOf[outcome]), whole(outcomes[outcome]), percent(share)];
	});
	return section(
		'How the calls ended',
		`${counted(calls.total, 'call')}, redials included.`,
		table('Calls by outcome', barred('Outcome', 'Share'), rows),
	);
}

/** How often the first, the second and each further call to a person was answered. */
export function attemptsSection({ byAttempt }: Summary): Html {
	const rows = byAttempt.map(({ attempt, calls, answerRate }) => [
		html`Call ${attempt}`,
		cellBar(answerRate ?? 0, 'reached'),
		whole(calls),
		percent(answerRate),
	]);
	return section(
		'Is it worth calling again?',
		'Share of finished calls that were answered, by which call to the person it was.',
		table('Answer rate by attempt', barred('Attempt', 'Answered'), rows),
	);
}

/** When people answer. */
export function hoursSection({ byLocalHour }: Summary): Html {
	const unknown = byLocalHour.find(({ hour }) => hour === null);
	const isThin = byLocalHour.some(({ hour, calls }) => hour !== null && calls < fewCalls);
	const notes = [
		...(isThin ? [`A pale column stands for fewer than ${fewCalls} calls.`] : []),
		...(unknown === undefined
			? []
			: [`The local hour of ${counted(unknown.calls, 'call')} is not known; ${percent(unknown.answerRate)} of them were answered.`]),
	];
	const chart = html`${hourColumns(byLocalHour)}${notes.length === 0 ? nothing : html`<p class="hint">${notes.join(' ')}</p> `}`;
	return section(
		'When do people answer?',
		'Share of finished calls that were answered, by the hour on the clock where the number was issued.',
		chart,
	);
}

export function talkSection({ talkTime }: Summary): Html {
	const { calls, medianSeconds, p90Seconds, totalSeconds } = talkTime;
	const rows = [
		['In all', duration(totalSeconds)],
		...(medianSeconds === null ? [] : [['Half of the talks took at most', duration(medianSeconds)]]),
		...(p90Seconds === null ? [] : [['Nine in ten took at most', duration(p90Seconds)]]),
	];
	const columns: Column[] = [{ title: `${counted(calls, 'answered call')}` }, { title: 'Duration', kind: 'number' }];
	return section('Talk time', 'Calls that a person answered, as far as their duration is known.', table('Talk time', columns, rows));
}

export function costSection({ cost, calls }: Summary): Html {
	const rows = cost.map((sum) => [html`<bdi>${sum.currency}</bdi>`, whole(sum.calls), money(sum.amount)]);
	const priced = cost.reduce((sum, { calls: count }) => sum + count, 0);
	const open = calls.total - priced;
	const hint = open === 0 ? 'What the providers charge.' : `What the providers charge. The price of ${counted(open, 'call')} is not known.`;
	const columns: Column[] = [
		{ title: 'Currency', kind: 'word' },
		{ title: 'Calls', kind: 'number' },
		{ title: 'Cost', kind: 'number' },
	];
	return section('Cost', hint, table('Cost by currency', columns, rows));
}

export function problemsSection({ problems }: Summary): Html {
	const rows = problems.map(({ type, title, records, people }) => [
		html`${title} <span class="muted">${type}</span>`,
		whole(records),
		whole(people),
	]);
	const columns: Column[] = [{ title: 'Problem' }, { title: 'Records', kind: 'number' }, { title: 'People', kind: 'number' }];
	return section(
		'Problems',
		'What held calls back or left them unclear, the most frequent first.',
		table('Problems by type', columns, rows),
	);
}
