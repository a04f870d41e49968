import type { CallEvent } from './event';
import type { Json, JsonObject } from './json';
import type { CallAnalysis, CallRecord } from './record';

/** The order in which a record leaves every node: what happened first, what it was decided on last. */
export const recordOrder = [
	'to',
	'dialed',
	'status',
	'outcome',
	'summary',
	'transcript',
	'durationSeconds',
	'recipientName',
	'startedAt',
	'answeredAt',
	'endedAt',
	'createdAt',
	'attempt',
	'attempts',
	'analysis',
	'endReason',
	'cost',
	'recordingUrl',
	'variables',
	'context',
	'callId',
	'reference',
	'agentId',
	'from',
	'provider',
	'simulated',
	'problem',
	'audit',
	'raw',
] as const satisfies ReadonlyArray<keyof CallRecord>;

/**
 * A record as the json of an item, a copy of its own. Only fields of the record are taken. Where nobody was dialed the
 * reason comes first, and what is null is left out.
 * @param dryRun the request that a dry run shows
 */
export function outward(record: CallRecord, dryRun?: JsonObject): JsonObject {
	const known = recordOrder.flatMap((key): Array<[string, Json]> => {
		const value = key === 'analysis' ? knownFacts(record.analysis) : record[key];
		return value === undefined ? [] : [[key, value as Json]];
	});
	if (record.dialed !== 'no') return structuredClone(Object.fromEntries(known));
	const { problem, ...rest } = Object.fromEntries(known.filter(([key, value]) => value !== null || key === 'to'));
	const reason = { ...(problem === undefined ? {} : { problem: knownFacts(problem) }), ...(dryRun === undefined ? {} : { dryRun }) };
	return structuredClone({ ...reason, ...rest });
}

/** One event as an item: what happened, then the record of the call. @param raw the provider's own body without secrets, or undefined to leave it out */
export function eventOutward({ event, eventId, occurredAt, record }: CallEvent, verified: boolean, raw?: Json): JsonObject {
	return { event, eventId, occurredAt, verified, ...outward({ ...record, raw }) };
}

/** What is known of several facts; null where nothing is. */
function knownFacts(facts: CallAnalysis | Json): Json {
	const known = Object.entries(facts ?? {}).filter(([, value]) => value !== null);
	return known.length === 0 ? null : (Object.fromEntries(known) as JsonObject);
}
