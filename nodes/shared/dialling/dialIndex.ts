import { fingerprint } from './keptCall';

/**
 * An index over the ledger's entries: the number of dials in all and per run of the node, the dials to a number, and the
 * provider's ids. It is rebuilt from the entries and never stored. Numbers are known by their fingerprints.
 */
export class DialIndex<Entry extends { to: string }> {
	/** The provider's ids of the calls. */
	readonly ids = new Set<string>();

	private total = 0;

	private readonly ofRun = new Map<string, number>();

	private readonly byNumber = new Map<string, { entries: Set<Entry>; runs: Map<string, number> }>();

	get all(): number {
		return this.total;
	}

	of(runIndex: string): number {
		return this.ofRun.get(runIndex) ?? 0;
	}

	/** The dials to a number. */
	to(number: string): readonly Entry[] {
		return [...(this.byNumber.get(number)?.entries ?? [])];
	}

	/** Whether a run other than this one dialed the number. */
	isOfAnother(number: string, runIndex: string): boolean {
		const runs = this.byNumber.get(number)?.runs;
		return runs !== undefined && runs.size > (runs.has(runIndex) ? 1 : 0);
	}

	add(entry: Entry, runIndex: string): void {
		this.change(entry, runIndex, 1);
		this.byNumber.get(fingerprint(entry.to))?.entries.add(entry);
	}

	remove(entry: Entry, runIndex: string): void {
		this.change(entry, runIndex, -1);
		this.byNumber.get(fingerprint(entry.to))?.entries.delete(entry);
	}

	private change(entry: Entry, runIndex: string, by: 1 | -1): void {
		const to = fingerprint(entry.to);
		this.total += by;
		this.ofRun.set(runIndex, this.of(runIndex) + by);
		const dials = this.byNumber.get(to) ?? { entries: new Set<Entry>(), runs: new Map<string, number>() };
		this.byNumber.set(to, dials);
		const count = (dials.runs.get(runIndex) ?? 0) + by;
		if (count > 0) dials.runs.set(runIndex, count);
		else dials.runs.delete(runIndex);
	}
}

/** The members of lists that are stored as arrays, since JSON has no sets. */
const members = new WeakMap<string[], Set<string>>();

/** Adds a value to a stored list, whose members it keeps at hand. @returns whether it was not in it */
export function addTo(list: string[], value: string): boolean {
	const known = members.get(list) ?? new Set(list);
	members.set(list, known);
	if (known.has(value)) return false;
	known.add(value);
	list.push(value);
	return true;
}
