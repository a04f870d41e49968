import type { CallOutcome, CallStatus, CallAnalysis, CallRecord, Dialed } from './record';
import type { CallEvent } from './event';
import { callRecord, unknownAnalysis } from './record';

/** Where a call stands, as far as one observation tells. */
export interface LifecycleState {
	status: CallStatus;
	outcome: CallOutcome | null;
}

/** A call only moves up these ranks; every other status replaces `unknown`. */
export const lifecycleRank: Readonly<Record<CallStatus, number>> = {
	unknown: 0,
	queued: 1,
	initiated: 2,
	ringing: 3,
	connected: 4,
	in_progress: 5,
	blocked: 6,
	failed: 7,
	completed: 8,
};

/** Between two ends of one call the more telling outcome wins, the same in either order of arrival. */
const outcomeRank: Record<CallOutcome, number> = {
	failed: 1,
	rejected: 2,
	cancelled: 3,
	busy: 4,
	no_answer: 5,
	answered: 6,
	voicemail: 7,
};

/** Whether nothing more can happen to the call. */
export const isTerminal = (status: CallStatus): boolean => status === 'completed' || status === 'failed' || status === 'blocked';

/** Whether anything in an observation shows that the phone rang or was answered. A provider's word for the end is no such sign. */
export const hasRung = ({ status, outcome, startedAt, answeredAt, durationSeconds, transcript }: CallRecord): boolean =>
	['ringing', 'connected', 'in_progress', 'completed'].includes(status) ||
	(outcome !== null && ['answered', 'voicemail', 'no_answer', 'busy', 'rejected'].includes(outcome)) ||
	startedAt !== null ||
	answeredAt !== null ||
	transcript !== null ||
	(durationSeconds ?? 0) > 0;

/**
 * Whether a call that the provider accepted ended without being dialed: its own record says so, and nothing that was seen of the call
 * says otherwise.
 * @param found the provider's own record of the call
 * @param others what else was seen of the call, such as the answer when it was placed
 */
export const endedUndialed = (found: CallRecord, ...others: readonly CallRecord[]): boolean =>
	found.dialed === 'no' && found.status === 'failed' && ![found, ...others].some(hasRung);

/** Outcomes of calls that reached nobody. */
const unreached: readonly CallOutcome[] = ['failed', 'rejected', 'busy', 'no_answer'];

const betterOutcome = (a: CallOutcome | null, b: CallOutcome | null): CallOutcome | null => {
	if (a === null || b === null) return a ?? b;
	return outcomeRank[a] >= outcomeRank[b] ? a : b;
};

/**
 * The join of two observations of one call: status and outcome each take the higher rank. That makes it commutative,
 * associative and idempotent, so events may arrive late, twice or in any order and the result is the same.
 */
export function advance(a: LifecycleState, b: LifecycleState): LifecycleState {
	return {
		status: lifecycleRank[a.status] >= lifecycleRank[b.status] ? a.status : b.status,
		outcome: betterOutcome(a.outcome, b.outcome),
	};
}

/**
 * The end of a call, once all that was observed of it is joined: an end without an outcome after a talk was answered,
 * and a call that reached nobody has failed, even where the provider also says that it is over.
 * @param talked whether the call was seen connected or in progress
 */
export function settled({ status, outcome }: LifecycleState, talked: boolean): LifecycleState {
	if (status !== 'completed') return { status, outcome };
	if (outcome === null) return { status, outcome: talked ? 'answered' : null };
	return { status: unreached.includes(outcome) ? 'failed' : 'completed', outcome };
}

type Field = Exclude<keyof CallRecord, 'analysis' | 'raw'>;

const fields = [...Object.keys(callRecord('')).filter((key) => key !== 'analysis'), 'problem', 'audit'] as Field[];
const measures = Object.keys(unknownAnalysis) as Array<keyof CallAnalysis>;
const certainty: Record<Dialed, number> = { maybe: 0, no: 1, yes: 2 };

/**
 * The one record that all observations of one call amount to, whatever their order and however often each came.
 * Status and outcome are the join of all (`advance`); every other field is of the latest observation that knows it,
 * later meaning further in the call's life, then `occurredAt`, then the id. `createdAt` is the earliest.
 * Repeats need no removing: to observe the same again changes nothing. `raw` is left out.
 * @param events of the same call, at least one; what the placing answered may be one of them, as `call.initiated`
 */
export function recordOfEvents(events: readonly CallEvent[]): CallRecord {
	const records = inOrder(events).map(({ record }) => record);
	const dialed = records.map((record) => record.dialed).reduce(surer, 'maybe');
	const known: Record<string, unknown> = {};
	for (const field of fields) {
		// The problem of an uncertain observation is dropped once another one is certain.
		const told = field === 'problem' ? records.filter((record) => record.dialed === dialed) : records;
		const value = latest(told, (record) => record[field]);
		if (value !== null) known[field] = value;
	}
	const analysis: CallAnalysis = {
		...unknownAnalysis,
		...Object.fromEntries(measures.map((measure) => [measure, latest(records, ({ analysis: measured }) => measured[measure])])),
	};
	return callRecord(records[0]?.provider ?? '', {
		...known,
		...stateOf(events),
		dialed,
		analysis,
		simulated: records.some(({ simulated }) => simulated),
		createdAt:
			records
				.map(({ createdAt }) => createdAt)
				.filter((at) => at !== null)
				.sort()[0] ?? null,
	});
}

/** What the last record that knows it says. */
function latest(records: readonly CallRecord[], read: (record: CallRecord) => unknown): unknown {
	for (let index = records.length - 1; index >= 0; index--) {
		const value = read(records[index]);
		if (value !== null && value !== undefined) return value;
	}
	return null;
}

const surer = (a: Dialed, b: Dialed): Dialed => (certainty[a] >= certainty[b] ? a : b);

/** Whether the event changes the status: `call.unknown` does not, whatever status its body has. */
const moves = ({ event }: CallEvent): boolean => event !== 'call.unknown';

function stateOf(events: readonly CallEvent[]): LifecycleState {
	const states = events.filter(moves).map(({ record }) => record);
	const joined = states.reduce<LifecycleState>(advance, { status: 'unknown', outcome: null });
	return settled(
		joined,
		states.some(({ status }) => status === 'connected' || status === 'in_progress'),
	);
}

interface Placed {
	event: CallEvent;
	rank: number;
}

function inOrder(events: readonly CallEvent[]): CallEvent[] {
	return events
		.map((event): Placed => ({ event, rank: moves(event) ? lifecycleRank[event.record.status] : 0 }))
		.sort(
			(a, b) =>
				a.rank - b.rank ||
				compare(a.event.occurredAt ?? '', b.event.occurredAt ?? '') ||
				compare(a.event.eventId, b.event.eventId) ||
				byContent(a.event.record, b.event.record),
		)
		.map(({ event }) => event);
}

/** A repeat that is the very same record need not be spelled out. */
const byContent = (a: CallRecord, b: CallRecord): number => (a === b ? 0 : compare(JSON.stringify(a), JSON.stringify(b)));

/** Compares by code units, so that the order does not depend on the locale of the machine. */
const compare = (a: string, b: string): number => (a === b ? 0 : a < b ? -1 : 1);
