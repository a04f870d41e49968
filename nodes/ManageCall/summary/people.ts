import type { ProblemType } from '../../shared/call/problem';
import type { CallAudit, CallRecord } from '../../shared/call/record';
import type { RetryPolicy } from '../../shared/call/request';
import { isShortened } from '../../shared/phoneNumber/mask';
import { isRedialDue } from '../../shared/waiting/redial';
import type { DistinctCalls } from './calls';
import { beganAt, outcomeOf, stateOf } from './calls';

/**
 * Where a person stands. Everybody stands in exactly one place: reached, to be called (again), being called, to be looked up by hand before
 * another call, phoned in vain and not to be called again, or never to be called.
 */
export const standings = ['reached', 'toCall', 'underWay', 'toCheck', 'notReached', 'notCalled'] as const;
export type Standing = (typeof standings)[number];

/** One called number, with all that is known of its calls. */
export interface Person {
	/** The number as the records have it, or null. A record without a number counts as a person of its own. */
	to: string | null;
	recipientName: string | null;
	/** The dialed calls, in the order in which they began. */
	calls: CallRecord[];
	notDialed: CallRecord[];
	/** The first record of a decision, with the country and the time zones of the number. */
	audit: CallAudit | null;
}

/** Everybody whom the calls concern, in the order of the items. */
export function peopleOf({ dialed, notDialed }: DistinctCalls): Person[] {
	const people = new Map<string, Person>();
	for (const [index, record] of [...dialed, ...notDialed].entries()) {
		const key = record.to === null ? `nobody ${index}` : isShortened(record.to) ? nameOf(record) : numberOf(record.to);
		let person = people.get(key);
		if (person === undefined) {
			person = { to: record.to, recipientName: null, calls: [], notDialed: [], audit: null };
			people.set(key, person);
		}
		person.recipientName = record.recipientName ?? person.recipientName;
		person.audit ??= record.audit ?? null;
		(record.dialed === 'no' ? person.notDialed : person.calls).push(record);
	}
	for (const { calls } of people.values()) if (calls.length > 1) calls.sort(byBegin);
	return [...people.values()];
}

/**
 * A masked number as a key. Many numbers share their last digits, so the country and the name count too, and without a name the reference,
 * which every person of a campaign has alone.
 */
const nameOf = ({ to, recipientName, reference, audit }: CallRecord): string =>
	JSON.stringify([to, audit?.country ?? null, recipientName ?? reference]);

/** The number as a key: E.164 without separators, any other spelling as it is. */
const numberOf = (to: string): string => (to.startsWith('+') ? `+${to.replace(/\D/g, '')}` : to);

function byBegin(a: CallRecord, b: CallRecord): number {
	const [begin, other] = [beganAt(a) ?? '', beganAt(b) ?? ''];
	return begin === other ? (a.attempt ?? 0) - (b.attempt ?? 0) : begin < other ? -1 : 1;
}

/** Reasons for which a person is not to be called later either. */
const never: readonly ProblemType[] = ['invalid_phone_number', 'blocked_number_type', 'blocked_country', 'do_not_call'];

/** Whether the records say that this person must not be called. */
const isForbidden = ({ calls, notDialed }: Person): boolean =>
	[...calls, ...notDialed].some(({ problem }) => problem !== undefined && never.includes(problem.type));

/**
 * Where a person stands. Whoever may have been phoned with an unknown end is never to be called, but to be looked up.
 * @param again after which ends a person is to be called again, and how often in all
 */
export function standingOf(person: Person, again: RetryPolicy): Standing {
	const { calls, notDialed } = person;
	if (calls.some((call) => outcomeOf(call) === 'answered')) return 'reached';
	const states = calls.map(stateOf);
	if (states.includes('underWay')) return 'underWay';
	if (states.includes('unclear')) return 'toCheck';
	if (calls.length === 0) {
		// A duplicate is held back because of another call, which is or was the one to be made.
		const isOpen = !isForbidden(person) && notDialed.some(({ problem }) => problem?.type !== 'duplicate');
		return isOpen ? 'toCall' : 'notCalled';
	}
	const dials = attemptNumbers(calls)[calls.length - 1];
	const isDue = !isForbidden(person) && isRedialDue(again, calls[calls.length - 1], dials);
	return isDue ? 'toCall' : 'notReached';
}

/**
 * Which call to the person each one was, 1 for the first. A provider that redials itself may tell only of its last call, so that numbers
 * are missing. Calls of separate runs are counted on.
 * @param calls in the order in which they began
 */
export function attemptNumbers(calls: readonly CallRecord[]): number[] {
	let last = 0;
	return calls.map(({ attempt }) => (last = Math.max(last + 1, Math.floor(attempt ?? 1))));
}
