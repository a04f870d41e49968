/** How much an event was worth when it was handed on: no proof at all, a proof that leaves the body open, all proven. */
export type Worth = 0 | 1 | 2;

export const unsigned: Worth = 0;
export const signed: Worth = 1;
export const proven: Worth = 2;

/** Ids of events that were already handed on; the oldest give way. Lives in this process and dies with it. */
export class Seen {
	private readonly known = new Map<string, Worth>();

	constructor(private readonly most: number) {}

	/** Whether this event was handed on already, worth as much as now: what nobody proved keeps nothing genuine out. */
	has(key: string, worth: Worth): boolean {
		const before = this.known.get(key);
		return before !== undefined && before >= worth;
	}

	/** Remembers the event. @returns false if it was there already (asked and set in one step, between two awaits) */
	add(key: string, worth: Worth): boolean {
		if (this.has(key, worth)) {
			this.touch(key, this.known.get(key) ?? worth);
			return false;
		}
		this.touch(key, worth);
		if (this.known.size > this.most) this.known.delete(this.known.keys().next().value as string);
		return true;
	}

	get size(): number {
		return this.known.size;
	}

	private touch(key: string, worth: Worth): void {
		this.known.delete(key);
		this.known.set(key, worth);
	}
}
