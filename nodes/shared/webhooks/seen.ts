/** Ids of events that were already handed on; the oldest give way. Lives in this process and dies with it. */
export class Seen {
	private readonly known = new Map<string, boolean>();

	constructor(private readonly most: number) {}

	/** Whether this event was handed on already; one that was unverified then is news once it is verified. */
	has(key: string, verified: boolean): boolean {
		const before = this.known.get(key);
		return before !== undefined && (before || !verified);
	}

	/** Remembers the event. @returns false if it was there already (asked and set in one step, between two awaits) */
	add(key: string, verified: boolean): boolean {
		if (this.has(key, verified)) {
			this.touch(key, this.known.get(key) === true);
			return false;
		}
		this.touch(key, verified);
		if (this.known.size > this.most) this.known.delete(this.known.keys().next().value as string);
		return true;
	}

	get size(): number {
		return this.known.size;
	}

	private touch(key: string, verified: boolean): void {
		this.known.delete(key);
		this.known.set(key, verified);
	}
}
