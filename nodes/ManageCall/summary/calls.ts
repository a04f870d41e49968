import type { Breath } from '../../shared/time/breath';
import { inStretches } from '../../shared/time/breath';
import { recordOfEvents } from '../../shared/call/lifecycle';
import { eventNameOf } from '../../shared/call/event';
import type { CallAttempt, CallOutcome, CallRecord } from '../../shared/call/record';
import { callRecord } from '../../shared/call/record';
import type { Observation } from './observation';

/** Every call once, whatever number of items told of it. */
export interface DistinctCalls {
	/** Calls that were placed, or may have been. */
	dialed: CallRecord[];
	/** Calls that were certainly not placed. */
	notDialed: CallRecord[];
	/** The number of items that told of a call of which another item told too. */
	repeated: number;
}

interface Group {
	observations: Observation[];
	/** The number of items among the observations. The others come from the list of attempts of another record. */
	items: number;
}

/**
 * Puts together what all items tell of the same call. The same call is the same call ID at the same provider. Without a call ID only items
 * of exactly the same content are the same call, because a reference may name the calls of several runs. Each redial in `attempts` is a
 * call of its own.
 */
export async function distinctCalls(observations: readonly Observation[], breath: Breath): Promise<DistinctCalls> {
	const groups = new Map<string, Group>();
	const add = (key: string, observation: Observation, items: number): void => {
		const group = groups.get(key);
		if (group === undefined) groups.set(key, { observations: [observation], items });
		else {
			group.observations.push(observation);
			group.items += items;
		}
	};
	await inStretches(
		observations.entries(),
		([index, observation]) => {
			const own = keyOf(observation.record, index);
			add(own, observation, 1);
			const { attempts } = observation.record;
			for (const earlier of attempts?.filter((attempt) => !isItself(attempt, observation.record, attempts)) ?? []) {
				const record = earlierCall(observation.record, earlier);
				const key = earlier.callId === null ? `${own}\n${earlier.attempt}` : keyOf(record, index);
				add(key, { event: eventNameOf(record.status), occurredAt: record.endedAt ?? record.startedAt, record }, 0);
			}
		},
		breath,
	);

	const calls: DistinctCalls = { dialed: [], notDialed: [], repeated: 0 };
	await inStretches(
		groups.values(),
		(group) => {
			const record = joined(group.observations);
			(record.dialed === 'no' ? calls.notDialed : calls.dialed).push(record);
			calls.repeated += Math.max(0, group.items - 1);
		},
		breath,
	);
	return calls;
}

function keyOf(record: CallRecord, index: number): string {
	if (record.callId !== null) return `${record.provider}\n${record.callId}`;
	// Nothing tells whether two records without number, ID and reference are of the same person.
	return record.to === null && record.reference === null ? `item ${index}` : JSON.stringify(record);
}

/** Whether an entry of `attempts` is the call that the record itself describes: the one with its ID, else the last one. */
const isItself = (attempt: CallAttempt, { callId }: CallRecord, attempts: readonly CallAttempt[]): boolean =>
	callId === null ? attempt === attempts[attempts.length - 1] : attempt.callId === callId;

function earlierCall(record: CallRecord, { attempt, callId, status, outcome, startedAt, endedAt }: CallAttempt): CallRecord {
	const { provider, to, recipientName, simulated, audit } = record;
	return callRecord(provider, {
		...{ to, recipientName, simulated, audit, attempt, callId, status, outcome, startedAt, endedAt },
		dialed: 'yes',
	});
}

function joined(observations: readonly Observation[]): CallRecord {
	if (observations.length === 1) return observations[0].record;
	return recordOfEvents(observations.map((observation) => ({ ...observation, eventId: '', raw: null })));
}

/** Where a call stands: it is over, it goes on, or what became of it is not known and must be looked up. */
export type CallState = 'over' | 'underWay' | 'unclear';

/** How a dialed call ended, or null. A failed call without an outcome has failed. */
export const outcomeOf = ({ outcome, status, dialed }: CallRecord): CallOutcome | null =>
	outcome ?? (status === 'failed' && dialed === 'yes' ? 'failed' : null);

const goesOn: readonly string[] = ['queued', 'initiated', 'ringing', 'connected', 'in_progress'];

/** Where a dialed call stands. A record whose result did not come in time has a problem, and the call must be looked up. */
export function stateOf(record: CallRecord): CallState {
	if (outcomeOf(record) !== null) return 'over';
	return record.dialed === 'yes' && goesOn.includes(record.status) && record.problem === undefined ? 'underWay' : 'unclear';
}

/** When a call began, ISO 8601 UTC, or null. */
export const beganAt = ({ startedAt, createdAt }: CallRecord): string | null => startedAt ?? createdAt;
