import { isTerminal } from '../call/lifecycle';
import type { CallRecord } from '../call/record';
import type { OwnDial } from './count';

/** Dials that are kept, over all accounts; the oldest go first. */
const most = 50_000;
/** The longest time that a limit looks back. */
const longest = 31 * 24 * 3_600_000;

/**
 * Whom this process dialed, by account and number: every execution of every workflow in it. Lists lag behind, and two
 * executions that ask at the same moment see the same list. Gone with the process; the list stays.
 */
const dials = new Map<string, Set<OwnDial>>();
const inOrder = new Set<{ key: string; dial: OwnDial }>();

/** A dial that was noted before its request was sent. */
export interface Reservation {
	/** What became of it; a certain no gives the place back. */
	settle(record: CallRecord): void;
}

/** The dials to this number by this account. */
export const ownDials = (account: string, to: string): readonly OwnDial[] => [...(dials.get(`${account}\n${to}`) ?? [])];

/** Notes a dial, in the same synchronous stretch in which it was allowed. */
export function reserve(account: string, to: string, dial: OwnDial): Reservation {
	const key = `${account}\n${to}`;
	const entry = { key, dial };
	const all = dials.get(key) ?? new Set<OwnDial>();
	dials.set(key, all.add(dial));
	inOrder.add(entry);
	forgetOld(dial.placedAt);
	return {
		settle({ dialed, callId, reference, status, attempts }) {
			if (dialed === 'no') return remove(entry);
			Object.assign(dial, { dialed, callId, reference: reference ?? dial.reference });
			// It is over: there are no more redials than it had.
			if (isTerminal(status)) Object.assign(dial, { dials: Math.max(1, attempts?.length ?? 1), redialsUntil: dial.ringsAt });
		},
	};
}

function forgetOld(now: number): void {
	for (const entry of inOrder) {
		if (inOrder.size <= most && now - entry.dial.redialsUntil < longest) return;
		remove(entry);
	}
}

function remove(entry: { key: string; dial: OwnDial }): void {
	inOrder.delete(entry);
	const all = dials.get(entry.key);
	all?.delete(entry.dial);
	if (all?.size === 0) dials.delete(entry.key);
}
