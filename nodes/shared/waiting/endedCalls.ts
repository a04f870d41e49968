import type { CallRequest } from '../call/request';
import type { CallRow } from '../call/listedCall';
import type { TrackedCall } from './candidates';

/** An ended call as the list shows it. */
interface EndedCall {
	/** The dial that ended. A later redial of the same item is another one. */
	call: CallRequest;
	row: CallRow;
}

/**
 * The calls that a list showed as ended and that are still to be read whole. They need no list any more: they are read by their ID, the
 * ones that waited longest first.
 */
export class EndedCalls<P extends TrackedCall> {
	private readonly rows = new Map<P, EndedCall>();

	/** Forgets every call that is not awaited any more or is dialed anew. @returns the calls that are not known to have ended */
	underWay(open: readonly P[]): P[] {
		if (this.rows.size === 0) return [...open];
		const awaited = new Set(open);
		for (const [tracked, { call }] of this.rows) if (!awaited.has(tracked) || tracked.call !== call) this.rows.delete(tracked);
		return open.filter((tracked) => !this.rows.has(tracked));
	}

	/** Adds a call, or moves it behind the others. */
	add(tracked: P, row: CallRow): void {
		this.rows.delete(tracked);
		this.rows.set(tracked, { call: tracked.call, row });
	}

	remove(tracked: P): void {
		this.rows.delete(tracked);
	}

	/** In the order of their turns. */
	all(): Array<[P, CallRow]> {
		return [...this.rows].map(([tracked, { row }]) => [tracked, row]);
	}
}
