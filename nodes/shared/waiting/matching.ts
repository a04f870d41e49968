import { idsIn } from '../call/record';
import { beginTimeOf, digitsOf } from '../call/listedCall';
import type { Ledger } from '../dialling/ledger';
import { isByAgent, isNamedLike, isToSame } from '../dialling/lookup';
import { dialedAtIn } from '../providers/reserved';
import { takeBreaths } from '../time/breath';
import type { CallRow } from '../call/listedCall';
import type { Candidate, TrackedCall } from './candidates';
import { begins, clustersOf, groupBy, isNear, onlyLate, onlyNear, onlyOne, placedOf } from './candidates';

/** What the execution knows of its other calls. */
export type KnownCalls = Pick<Ledger, 'callIds' | 'dialsWithoutId'>;

/**
 * Finds the row of every open call. It matches by the provider's id, then by our reference if the list echoes it. A call whose id is
 * unknown is matched by number, agent and time, among the rows that belong to no other call. A row is taken only if no other row can be
 * this call. Two calls whose rows cannot be told apart get them when both rows are there. Rows arrive page by page and are looked up by
 * id, so the work grows with rows plus calls, not with rows times calls.
 */
export class RowMatcher<P extends TrackedCall> {
	private readonly byId = new Map<string, P>();

	private readonly byReference: Map<string, P[]>;

	/** Rows whose `callId` is the id of a call, or that carry the reference and the dial time of a call. */
	private readonly certain = new Map<P, CallRow>();

	/** Rows that carry the id of a call in another field, by their own `callId`. */
	private readonly carrying = new Map<P, Map<string | null, CallRow>>();

	private readonly named = new Map<P, Candidate[]>();

	private readonly toNumber = new Map<string, Candidate[]>();

	/** Ids of the rows that are given to a call already. */
	private readonly used = new Set<string>();

	constructor(
		private readonly open: readonly P[],
		private readonly known: KnownCalls,
		/** Whether the list may lack the id that a call got. True unless the provider documents the id in its answer. */
		private readonly idsMayDiffer: boolean,
		/** How many milliseconds the provider's clock is ahead. */
		private readonly shift = 0,
	) {
		this.byReference = groupBy(open, ({ call }) => call.reference);
		for (const tracked of open) {
			const { callId } = tracked.record;
			if (callId !== null && !this.byId.has(callId)) this.byId.set(callId, tracked);
			if (callId === null || idsMayDiffer) this.toNumber.set(digitsOf(tracked.call.to), []);
		}
	}

	/** Adds one row of the list. */
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

	/** Whether every call has its row. No further page is needed then. */
	get isComplete(): boolean {
		return this.open.every((tracked) => this.rowOf(tracked) !== undefined);
	}

	/**
	 * Gives the row of each call that was found.
	 * @param whole whether the list was read from beginning to end. Only then is the one matching row surely the only one.
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
		// If one call is listed under its id, the others would be listed under theirs too.
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

	/** The row whose `callId` is the call's id, else the one row that carries the id in another field. Two such rows count as none. */
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

	/** Gives a call the only row that is left, without other proof. The row's id is removed, because it may not be the call's. */
	private giveGuess(found: Map<P, CallRow>, tracked: P, row: CallRow | undefined): void {
		if (row === undefined || found.has(tracked)) return;
		this.give(found, tracked, row);
		found.set(tracked, { ...row, record: { ...row.record, callId: null } });
	}

	/** When a call was placed, by the provider's clock, in epoch milliseconds. */
	private placed(tracked: P): number {
		return placedOf(tracked) + this.shift;
	}

	private free(rows: readonly Candidate[] = []): Candidate[] {
		return rows.filter(({ record }) => record.callId === null || !this.used.has(record.callId));
	}

	/**
	 * Matches calls to one number whose ids are unknown. If there are as many rows as calls around one time, each call gets a row, both
	 * in order of time. Otherwise no call gets one.
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

	/**
	 * When calls to this number without a known id were placed, in order. It includes other calls of the execution. Epoch milliseconds by
	 * the provider's clock.
	 */
	private timesOf(calls: readonly P[]): number[] {
		const times = this.known.dialsWithoutId(calls[0].call.to).map((at) => Date.parse(at) + this.shift);
		return [...times, ...calls.map((tracked) => this.placed(tracked)).filter((at) => !times.includes(at))].sort((a, b) => a - b);
	}
}
