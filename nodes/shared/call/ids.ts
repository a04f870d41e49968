import type { Json } from './json';
import { isObject, text } from './json';

/** Names under which the providers' rows carry an id of their call. */
const names = /^(id|call_?id|track_id|execution_id)$/i;

/** Every id that a provider's own row gives its call, under whatever name; none where it is no row. */
export const idsIn = (row: unknown): string[] =>
	isObject(row) ? Object.entries(row).flatMap(([name, value]) => (names.test(name) ? (text(value) ?? []) : [])) : [];

/** The provider's own row of a call somewhere in an answer: the object that has this id; `null` where there is none. */
export const rowIn = (body: unknown, callId: string | null): Json => (callId === null ? null : search(body, callId, 0));

/** Goes down to the rows, not into them: an agent or a price inside a row has an id too. */
function search(value: unknown, callId: string, depth: number): Json {
	if (depth > 5) return null;
	const ids = idsIn(value);
	if (ids.length > 0) return ids.includes(callId) ? (value as Json) : null;
	const inside = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
	for (const member of inside) {
		const row = search(member, callId, depth + 1);
		if (row !== null) return row;
	}
	return null;
}
