import type { Breath } from '../time/breath';
import type { DoNotCallList } from './suppressionList';
import { readDoNotCallList } from './suppressionList';
import { isSameContent } from './same';

/** Lists that are kept for the items to come. */
const most = 50;

/** One content, and what it is under each Default Country. */
interface Kept {
	raw: unknown;
	lists: Map<string | null, DoNotCallList>;
}

/** The do-not-call lists of a run: an item may have one of its own, and what many items share is read once. */
export class DoNotCallLists {
	/** Texts are found by themselves, lists of any other form by their content; the newest stands last. */
	private readonly texts = new Map<string, Kept>();

	private readonly others: Kept[] = [];

	private told = false;

	/** @param warn says once in a run that entries hold nothing to compare */
	constructor(private readonly warn: (sentence: string) => void) {}

	/** @param raw as the user or an expression gave it */
	async listOf(raw: unknown, defaultCountry: string | null, breath: Breath): Promise<DoNotCallList> {
		const { lists } = typeof raw === 'string' ? this.textOf(raw) : this.otherOf(raw);
		let list = lists.get(defaultCountry);
		if (list === undefined) {
			list = await readDoNotCallList(raw, defaultCountry, breath);
			lists.set(defaultCountry, list);
		}
		if (list.silent.length > 0 && !this.told) {
			this.told = true;
			this.warn(silenceOf(list));
		}
		return list;
	}

	private textOf(raw: string): Kept {
		const known = this.texts.get(raw);
		if (known !== undefined) return known;
		const kept = { raw, lists: new Map<string | null, DoNotCallList>() };
		this.texts.set(raw, kept);
		if (this.texts.size > most) this.texts.delete(this.texts.keys().next().value ?? '');
		return kept;
	}

	private otherOf(raw: unknown): Kept {
		const at = this.others.findLastIndex((one) => isSameContent(one.raw, raw));
		const kept = at < 0 ? { raw, lists: new Map<string | null, DoNotCallList>() } : this.others[at];
		if (at >= 0) this.others.splice(at, 1);
		this.others.push(kept);
		if (this.others.length > most) this.others.shift();
		return kept;
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
