import type { CallEvent } from './event';
import type { Json, JsonObject } from './json';
import { toJson } from './json';
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
	const isDialed = record.dialed !== 'no';
	const json: JsonObject = {};
	if (!isDialed && record.problem !== undefined) json.problem = knownFacts(toJson(record.problem));
	if (!isDialed && dryRun !== undefined) json.dryRun = copyOf(dryRun);
	for (const key of recordOrder) {
		if (!isDialed && key === 'problem') continue;
		const value = key === 'analysis' ? knownFacts(record.analysis) : (record[key] as Json | undefined);
		if (value !== undefined && (isDialed || value !== null || key === 'to')) json[key] = copyOf(value);
	}
	return json;
}

/** A copy in all its depths: a later node may change the item. */
function copyOf(value: Json): Json {
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) return value.map(copyOf);
	// An expression may put a date into the data of a user.
	if (Object.prototype.toString.call(value) !== '[object Object]') return structuredClone(value);
	return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)]));
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
