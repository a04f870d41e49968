import type { Summary, ToCall, ToCheck } from '../summary/summarize';
import type { Html } from './html';
import { html, nothing } from './html';
import { section, table } from './sections';
import { counted, onDay, reasonWords, thereOf, whole } from './words';

/** How many rows of a list the page shows, so that it stays small enough for a mail. The item has them all. */
export const maxRows = 200;

const name = ({ recipientName }: ToCall | ToCheck): Html =>
	recipientName === null ? html`<span class="muted">–</span>` : html`<bdi>${recipientName}</bdi>`;

const number = ({ to }: ToCall | ToCheck): Html => (to === null ? html`<span class="muted">not known</span>` : html`<bdi>${to}</bdi>`);

function rest(list: readonly unknown[], field: string): Html {
	const more = list.length - maxRows;
	return more <= 0 ? nothing : html`<p class="hint">And ${whole(more)} more: the item’s field ${field} lists them all.</p> `;
}

/** Who is still to be called, the first to be called first. @param zone the IANA zone of the times */
export function toCallSection({ toCall, generatedAt }: Summary, zone: string): Html {
	if (toCall.length === 0) return nothing;
	const when = ({ nextCallAt }: ToCall): string => {
		if (nextCallAt === null) return 'not known';
		return nextCallAt <= generatedAt ? 'now' : onDay(nextCallAt, zone);
	};
	const rows = toCall
		.slice(0, maxRows)
		.map((person) => [
			name(person),
			number(person),
			when(person),
			person.localTime === null ? '–' : thereOf(person.localTime),
			reasonWords(person.reason),
			whole(person.calls),
		]);
	const columns = [
		{ title: 'Person', kind: 'word' as const },
		{ title: 'Number', kind: 'plain' as const },
		{ title: 'Not before', kind: 'plain' as const },
		{ title: 'Their time', kind: 'plain' as const },
		{ title: 'Why' },
		{ title: 'Calls so far', kind: 'number' as const },
	];
	return section(
		`Still to be called: ${counted(toCall.length, 'person', 'people')}`,
		`The earliest time within lawful calling hours, or later where the record says so. Times in ${zone}.`,
		html`${table('People who are still to be called', columns, rows)}${rest(toCall, 'toCall')}`,
		'long',
	);
}

/** Who may have been phoned with an unknown end. */
export function toCheckSection({ toCheck }: Summary): Html {
	if (toCheck.length === 0) return nothing;
	const rows = toCheck
		.slice(0, maxRows)
		.map((person) => [
			name(person),
			number(person),
			html`<bdi>${person.provider ?? '–'}</bdi>`,
			html`<bdi>${person.callId ?? person.reference ?? '–'}</bdi>`,
			html`<bdi>${person.reconcile ?? '–'}</bdi>`,
		]);
	const columns = [
		{ title: 'Person', kind: 'word' as const },
		{ title: 'Number', kind: 'plain' as const },
		{ title: 'Provider', kind: 'plain' as const },
		{ title: 'Call ID or reference', kind: 'word' as const },
		{ title: 'How to find out', kind: 'word' as const },
	];
	return section(
		`To be checked by hand: ${counted(toCheck.length, 'person', 'people')}`,
		'They may have been phoned, and nobody knows how it ended. Look the call up before anybody calls them again.',
		html`${table('People whose calls are to be checked by hand', columns, rows)}${rest(toCheck, 'toCheck')}`,
		'long',
	);
}
