import type { CallEvent } from '../call/event';
import type { JsonObject } from '../call/json';
import { at, isObject, object } from '../call/json';
import type { CallRequest } from '../call/request';
import type { FieldIssue } from '../call/result';

/** Names in the data of a call that the package fills itself, so that the call can be found again and its execution resumed. */
export const ownNames = ['reference', 'context', 'script', 'greeting', 'resumeUrl', 'callAttempt', 'dialedAt'] as const;

/** Those of them that stand in a context which the provider echoes as it is. */
export const ownContextNames = ['reference', 'resumeUrl', 'callAttempt'] as const;

/** What the user put into the data of a call: without the names of the package, null where nothing is left. */
export function withoutOwn(data: JsonObject | null, names: readonly string[] = ownNames): JsonObject | null {
	const rest = Object.entries(data ?? {}).filter(([name]) => !names.includes(name));
	return rest.length === 0 ? null : (Object.fromEntries(rest) as JsonObject);
}

/** The address in the data that a provider echoes, as a member of an event. */
export function resumeUrlIn(data: JsonObject | null): Pick<CallEvent, 'resumeUrl'> {
	const address = at(data, 'resumeUrl');
	return typeof address === 'string' && address !== '' ? { resumeUrl: address } : {};
}

/** The time of the dial that a provider's row echoes with the data of the call, ISO 8601 UTC: no two dials share it. */
export function dialedAtIn(row: unknown): string | null {
	if (!isObject(row)) return null;
	for (const data of Object.values(row)) {
		const mayHold = typeof data === 'string' ? data.includes('dialedAt') : isObject(data);
		const time = mayHold ? at(object(data), 'dialedAt') : null;
		if (typeof time === 'string') return time;
	}
	return null;
}

/** A variable may not take a name that the package fills itself at this provider. */
export const checkReserved = (call: CallRequest, names: readonly string[]): FieldIssue[] => takenName('Variables', call.variables, names);

/** The same for the context, where the provider gets it as it is. */
export const checkReservedContext = (call: CallRequest, names: readonly string[]): FieldIssue[] =>
	takenName('Context', call.context, names);

function takenName(field: string, given: object | null, names: readonly string[]): FieldIssue[] {
	const taken = Object.keys(given ?? {}).find((name) => names.includes(name));
	if (taken === undefined) return [];
	return [{ type: 'invalid_parameters', field, sentence: `uses the name ${taken}, which is kept for the package. Rename it.` }];
}
