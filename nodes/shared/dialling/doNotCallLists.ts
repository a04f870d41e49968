import type { DoNotCallList } from './doNotCall';
import { doNotCallList } from './doNotCall';

/** The do-not-call lists of a run: an item may have one of its own, and what many items share is read once. */
export class DoNotCallLists {
	/** The most entries of one list that are compared by their digits. */
	unreadable = 0;

	private last: { key: string | null; list: DoNotCallList } | null = null;

	private told = false;

	/** @param warn says once in a run that entries hold nothing to compare */
	constructor(private readonly warn: (sentence: string) => void) {}

	/** @param raw as the user or an expression gave it */
	listOf(raw: unknown, defaultCountry: string | null): DoNotCallList {
		const content = contentOf(raw);
		const key = content === null ? null : `${defaultCountry ?? ''}\n${content}`;
		if (this.last === null || key === null || this.last.key !== key) {
			this.last = { key, list: doNotCallList(raw, defaultCountry) };
		}
		const { list } = this.last;
		this.unreadable = Math.max(this.unreadable, list.unreadable);
		if (list.silent.length > 0 && !this.told) {
			this.told = true;
			this.warn(silenceOf(list));
		}
		return list;
	}
}

/** Names the entries that hold back nobody, by their places alone. */
function silenceOf({ silent }: DoNotCallList): string {
	const shown = silent.slice(0, 5).join(', ');
	const more = silent.length > 5 ? ` and ${silent.length - 5} more` : '';
	return silent.length === 1
		? `Entry ${shown} of the do-not-call list holds no phone number, so it keeps nobody from being called. Check it if it stands for a person.`
		: `Entries ${shown}${more} of the do-not-call list hold no phone number, so they keep nobody from being called. Check them if they stand for persons.`;
}

/** What tells one list from another, or null where that cannot be told. */
function contentOf(raw: unknown): string | null {
	if (typeof raw === 'string') return raw;
	try {
		return JSON.stringify(raw, (_name, value: unknown) => (isIterable(value) ? [...value] : typeof value === 'bigint' ? String(value) : value)) ?? '';
	} catch {
		return null;
	}
}

const isIterable = (value: unknown): value is Iterable<unknown> =>
	typeof value === 'object' && value !== null && Symbol.iterator in value && !Array.isArray(value);
