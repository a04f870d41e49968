import type { CallEvent } from '../call/event';
import type { JsonObject } from '../call/json';
import { at, isObject, object } from '../call/json';
import type { CallRequest } from '../call/request';
import type { FieldIssue } from '../call/result';

/** Names in the call's data that the package fills itself. They serve to find the call again and to resume its execution. */
export const ownNames = ['reference', 'context', 'script', 'greeting', 'resumeUrl', 'callAttempt', 'dialedAt'] as const;

/** The subset of these names in a context that the provider echoes unchanged. */
export const ownContextNames = ['reference', 'resumeUrl', 'callAttempt'] as const;

/** The user's own data of a call, without the names of the package. Null if nothing is left. */
export function withoutOwn(data: JsonObject | null, names: readonly string[] = ownNames): JsonObject | null {
	const rest = Object.entries(data ?? {}).filter(([name]) => !names.includes(name));
	return rest.length === 0 ? null : (Object.fromEntries(rest) as JsonObject);
}

/** The resume address in the data that a provider echoes, as a member of an event. */
export function resumeUrlIn(data: JsonObject | null): Pick<CallEvent, 'resumeUrl'> {
	const address = at(data, 'resumeUrl');
	return typeof address === 'string' && address !== '' ? { resumeUrl: address } : {};
}

/**
 * The time of the dial (ISO 8601 UTC) that a provider's row echoes with the call's data, or in the metadata of an assistant. No two dials have
 * the same time.
 */
export function dialedAtIn(row: unknown): string | null {
	if (!isObject(row)) return null;
	const { metadata, ...others } = row;
	// A variable of the user may have the same name, so the metadata comes first.
	for (const data of [metadata, ...Object.values(others)]) {
		const mayHold = typeof data === 'string' ? data.includes('dialedAt') : isObject(data);
		const held = mayHold ? object(data) : null;
		const time = at(held, 'dialedAt') ?? at(held, 'metadata', 'dialedAt');
		if (typeof time === 'string') return time;
	}
	return null;
}

/** The fault of a variable whose name the package fills itself at this provider. */
export const checkReserved = (call: CallRequest, names: readonly string[]): FieldIssue[] => takenName('Variables', call.variables, names);

/** The same for the context, if the provider receives it unchanged. */
export const checkReservedContext = (call: CallRequest, names: readonly string[]): FieldIssue[] =>
	takenName('Context', call.context, names);

function takenName(field: string, given: object | null, names: readonly string[]): FieldIssue[] {
	const taken = Object.keys(given ?? {}).find((name) => names.includes(name));
	if (taken === undefined) return [];
	return [{ type: 'invalid_parameters', field, sentence: `uses the name ${taken}, which is kept for the package. Rename it.` }];
}
