import { idsIn } from '../call/record';
import { beginTimeOf, digitsOf } from '../call/listedCall';
import type { Ledger } from '../dialling/ledger';
import { isByAgent, isNamedLike, isToSame } from '../dialling/lookup';
import { dialedAtIn } from '../providers/reserved';
import { takeBreaths } from '../time/breath';
import type { CallRow } from '../call/listedCall';
import type { Candidate, TrackedCall } from './candidates';
import { begins, clustersOf, groupBy, isNear, onlyLate, onlyNear, onlyOne, placedOf } from './candidates';

/** What is known of the other calls of the execution. */
export type KnownCalls = Pick<Ledger, 'callIds' | 'dialsWithoutId'>;

/**
 * Gives every open call its row: by the provider's id, by our reference where the list echoes it, and else, for a call
 * whose id was never told, by number, agent and time among the rows that belong to no other call. A row is taken where
 * it is the only one that can be it; two calls of which nothing tells the rows apart get theirs when both rows are there.
 * The rows come page by page and are looked up by their ids, so that the work grows with rows and calls, not with their product.
 */
export class RowMatcher<P extends TrackedCall> {
	private readonly byId = new Map<string, P>();

	private readonly byReference: Map<string, P[]>;

	/** Rows that go by the id of a call, or carry the reference and the time of the dial. */
	private readonly certain = new Map<P, CallRow>();

	/** Rows that carry the id of a call under another name, by the id they go by. */
	private readonly carrying = new Map<P, Map<string | null, CallRow>>();

	private readonly named = new Map<P, Candidate[]>();

	private readonly toNumber = new Map<string, Candidate[]>();

	/** Ids of the rows that were given away in the end. */
	private readonly used = new Set<string>();

	constructor(
		private readonly open: readonly P[],
		private readonly known: KnownCalls,
		/** Whether a call may have got an id that its list does not know: none that the provider documents. */
		private readonly idsMayDiffer: boolean,
		/** Milliseconds by which the provider's clock is ahead. */
		private readonly shift = 0,
	) {
		this.byReference = groupBy(open, ({ call }) => call.reference);
		for (const tracked of open) {
			const { callId } = tracked.record;
			if (callId !== null && !this.byId.has(callId)) this.byId.set(callId, tracked);
			if (callId === null || idsMayDiffer) this.toNumber.set(digitsOf(tracked.call.to), []);
		}
	}

	/** Takes note of one row. */
	add(listed: CallRow): void {
		const { record, row } = listed;
		const byId = record.callId === null ? undefined : this.byId.get(record.callId);
		if (byId !== undefined) return void this.certain.set(byId, listed);
		const ids = [record.callId, ...idsIn(row)].filter((id) => id !== null);
		for (const id of ids) {
			const tracked = this.byId.get(id);
			if (tracked === undefined || !(record.to === null || isToSame(record, tracked.call))) continue;
			const rows = this.carrying.get(tracked) ?? new Map<string | null, CallRow>();
			this.carrying.set(tracked, rows.set(record.callId, listed));
		}
		if (ids.some((id) => this.byId.has(id) || this.known.callIds().has(id))) return;
		const candidate = { ...listed, begun: beginTimeOf(record, row) };
		if (record.reference === null) return void this.toNumber.get(digitsOf(record.to))?.push(candidate);
		const dialedAt = dialedAtIn(row);
		for (const tracked of this.byReference.get(record.reference) ?? []) {
			if (!isNamedLike(record, tracked.call)) continue;
			if (dialedAt === tracked.since) this.certain.set(tracked, listed);
			else if (dialedAt === null) this.named.set(tracked, [...(this.named.get(tracked) ?? []), candidate]);
		}
	}

	/** Whether every call has its row, so that no further page is needed. */
	get isComplete(): boolean {
		return this.open.every((tracked) => this.rowOf(tracked) !== undefined);
	}

	/**
	 * The rows that were found.
	 * @param whole whether the list was read from its beginning to its end: only then the one row that fits is the only one
	 */
	async found(whole: boolean): Promise<Map<P, CallRow>> {
		const breath = takeBreaths();
		const found = new Map<P, CallRow>();
		for (const tracked of this.open) this.give(found, tracked, this.rowOf(tracked));
		if (!whole) return found;
		for (const [tracked, rows] of this.named) {
			if (!found.has(tracked))
				this.give(
					found,
					tracked,
					onlyNear(this.placed(tracked), this.free(rows)) ?? onlyLate(tracked, this.placed(tracked), this.free(rows)),
				);
		}
		// One call that goes by its id shows that the others would, too.
		const mayDiffer = this.idsMayDiffer && !this.open.some((tracked) => tracked.record.callId !== null && found.has(tracked));
		const left = groupBy(
			this.open.filter((tracked) => !found.has(tracked)),
			({ call }) => digitsOf(call.to),
		);
		for (const [number, calls] of left) {
			if (breath.isDue()) await breath.rest();
			const rows = this.free(this.toNumber.get(number));
			this.giveInOrder(
				found,
				calls.filter(({ record }) => record.callId === null),
				rows,
			);
			const foreign = calls.filter(({ record }) => record.callId !== null && mayDiffer);
			for (const tracked of foreign) this.give(found, tracked, onlyOne(tracked, this.placed(tracked), this.free(rows)));
		}
		return found;
	}

	/** The row that goes by the id of the call, else the one that carries it; two that carry it are none. */
	private rowOf(tracked: P): CallRow | undefined {
		const certain = this.certain.get(tracked);
		if (certain !== undefined) return certain;
		const [carrying, ...others] = this.carrying.get(tracked)?.values() ?? [];
		return others.length === 0 ? carrying : undefined;
	}

	private give(found: Map<P, CallRow>, tracked: P, row: CallRow | undefined): void {
		if (row === undefined || found.has(tracked)) return;
		found.set(tracked, row);
		if (row.record.callId !== null) this.used.add(row.record.callId);
	}

	/** Gives a row that nothing but the lack of another one speaks for: its ID is not said to be the call's. */
	private giveGuess(found: Map<P, CallRow>, tracked: P, row: CallRow | undefined): void {
		if (row === undefined || found.has(tracked)) return;
		this.give(found, tracked, row);
		found.set(tracked, { ...row, record: { ...row.record, callId: null } });
	}

	/** When a call was placed, by the provider's clock. */
	private placed(tracked: P): number {
		return placedOf(tracked) + this.shift;
	}

	private free(rows: readonly Candidate[] = []): Candidate[] {
		return rows.filter(({ record }) => record.callId === null || !this.used.has(record.callId));
	}

	/**
	 * Calls to one number whose id was never told: where there are as many rows as calls around one time, each gets its
	 * own, in the order of both; where there are not, none does.
	 */
	private giveInOrder(found: Map<P, CallRow>, calls: readonly P[], rows: readonly Candidate[]): void {
		if (calls.length === 0 || rows.length === 0) return;
		const times = this.timesOf(calls);
		const waiting = groupBy(calls, (tracked) => this.placed(tracked));
		for (const within of begins) {
			for (const cluster of clustersOf(times, within)) {
				const near = rows.filter((row) => isNear(row, cluster[0], cluster[cluster.length - 1], within));
				const atOnce = within === begins[0] ? near : near.filter((row) => isNear(row, cluster[0], cluster[cluster.length - 1], begins[0]));
				if (near.length !== cluster.length || (within !== begins[0] && atOnce.length > 0)) continue;
				near.sort((a, b) => (a.begun?.earliest ?? Infinity) - (b.begun?.earliest ?? Infinity));
				for (const [index, time] of cluster.entries()) {
					const tracked = waiting.get(time)?.shift();
					if (tracked !== undefined && isByAgent(near[index].record, tracked.call)) this.give(found, tracked, near[index]);
				}
			}
		}
		const [only] = calls;
		if (times.length === 1)
			this.giveGuess(
				found,
				only,
				onlyLate(
					only,
					this.placed(only),
					rows.filter(({ record }) => isByAgent(record, only.call)),
				),
			);
	}

	/** When calls to this number were placed of which no id is known, in order: these, and others of the execution. */
	private timesOf(calls: readonly P[]): number[] {
		const times = this.known.dialsWithoutId(calls[0].call.to).map((at) => Date.parse(at) + this.shift);
		return [...times, ...calls.map((tracked) => this.placed(tracked)).filter((at) => !times.includes(at))].sort((a, b) => a - b);
	}
}
