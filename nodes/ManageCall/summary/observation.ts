import { instant, isObject, list, number, seconds, text } from '../../shared/call/json';
import type { CallEventName } from '../../shared/call/event';
import { callEventNames, eventNameOf } from '../../shared/call/event';
import type { Problem } from '../../shared/call/problem';
import { problem, problemTypes } from '../../shared/call/problem';
import type { CallAttempt, CallAudit, CallCost, CallRecord } from '../../shared/call/record';
import { callOutcomes, callRecord, callStatuses } from '../../shared/call/record';
import type { Failure, Result } from '../../shared/call/result';
import { failed, ok } from '../../shared/call/result';
import { maskNumbersIn } from '../../shared/phoneNumber/mask';
import { isTimeZone } from '../../shared/time/calendar';

/** What one item tells of a call. `occurredAt` is ISO 8601 UTC, the time at which it was so. */
export interface Observation {
	event: CallEventName;
	occurredAt: string | null;
	record: CallRecord;
}

const wayOut =
	'Summarize Calls takes the items of Make Call and Send Call (both outputs), of Manage Call (Get, Get Many, End) and of the call triggers. Connect those alone, or take other items out with a Filter node before this node.';

/**
 * Reads an item of a call node or of a trigger. A field of a wrong type counts as unknown. Without `to`, `dialed` and `status` the item is
 * refused, because a report must not leave anybody out silently.
 */
export function readObservation(json: unknown): Result<Observation, Failure> {
	if (!isObject(json)) return failed('This item is no call record.', wayOut);
	const missing = ['to', 'dialed', 'status'].find((name) => json[name] === undefined);
	if (missing !== undefined) return failed(`${missing} is missing, so this item is no call record.`, `${splitHint(json)}${wayOut}`);
	const dialed = word(['yes', 'no', 'maybe'] as const, json.dialed);
	if (dialed === null) return unknownWord('dialed', json.dialed, 'yes, no and maybe');
	const status = word(callStatuses, json.status);
	if (status === null) return unknownWord('status', json.status, callStatuses.join(', '));
	const reason = problemIn(json.problem);
	const record = callRecord(text(json.provider) ?? '', {
		to: text(json.to),
		dialed,
		status,
		outcome: word(callOutcomes, json.outcome),
		durationSeconds: seconds(json.durationSeconds),
		recipientName: text(json.recipientName),
		startedAt: instant(json.startedAt),
		endedAt: instant(json.endedAt),
		createdAt: instant(json.createdAt),
		attempt: number(json.attempt),
		attempts: attemptsIn(json.attempts),
		cost: costIn(json.cost),
		callId: text(json.callId),
		reference: text(json.reference),
		simulated: json.simulated === true,
		...(reason === null ? {} : { problem: reason }),
		audit: auditIn(json.audit),
	});
	return ok({
		event: word(callEventNames, json.event) ?? eventNameOf(status),
		occurredAt: instant(json.occurredAt) ?? record.endedAt ?? record.startedAt ?? record.createdAt,
		record,
	});
}

const word = <W extends string>(words: readonly W[], value: unknown): W | null => words.find((one) => one === value) ?? null;

function unknownWord(field: string, value: unknown, words: string): { ok: false; fault: Failure } {
	const given = typeof value === 'string' ? `"${maskNumbersIn(value.slice(0, 40))}"` : `a value of type ${typeof value}`;
	return failed(`${field} is ${given}, which is none of its words (${words}), so this item is no call record.`, wayOut);
}

/** The way out if the item holds a list of records, as the Aggregate node gives it. */
function splitHint(json: Record<string, unknown>): string {
	const name = Object.keys(json).find((key) => Array.isArray(json[key]) && list(json[key]).some((row) => isObject(row) && 'dialed' in row));
	return name === undefined ? '' : `Its field ${name.slice(0, 40)} holds a list of records: put a Split Out node for it before this node. `;
}

function attemptsIn(value: unknown): CallAttempt[] | null {
	const attempts = list(value).flatMap((entry, index): CallAttempt[] => {
		const status = isObject(entry) ? word(callStatuses, entry.status) : null;
		if (!isObject(entry) || status === null) return [];
		return [
			{
				attempt: number(entry.attempt) ?? index + 1,
				callId: text(entry.callId),
				status,
				outcome: word(callOutcomes, entry.outcome),
				startedAt: instant(entry.startedAt),
				endedAt: instant(entry.endedAt),
			},
		];
	});
	return attempts.length === 0 ? null : attempts;
}

function costIn(value: unknown): CallCost | null {
	if (!isObject(value)) return null;
	const amount = number(value.amount);
	const currency = text(value.currency);
	return amount === null || amount < 0 || currency === null ? null : { amount, currency };
}

function problemIn(value: unknown): Problem | null {
	if (!isObject(value)) return null;
	const type = word(problemTypes, value.type);
	if (type === null) return null;
	return problem(type, text(value.detail) ?? '', { nextAllowedAt: instant(value.nextAllowedAt), reconcile: text(value.reconcile) });
}

function auditIn(value: unknown): CallAudit | undefined {
	if (!isObject(value)) return undefined;
	const zones = list(value.timeZones).filter((zone): zone is string => typeof zone === 'string' && isTimeZone(zone));
	return {
		country: text(value.country),
		numberType: text(value.numberType),
		timeZones: zones.length === 0 ? null : zones,
		localTime: null,
		rule: text(value.rule),
		decision: null,
	};
}
