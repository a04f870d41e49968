import { isObject, text } from '../call/json';
import type { CallRequest } from '../call/request';
import type { ProviderId } from './provider';
import { mapStatus } from './statusMap';

/** The sign in an answer that a call exists: its ID, or a status that only a call has. */
export interface SignOfCall {
	callId: string | null;
}

/** Names of an ID that only a call has, wherever they occur. Compared without `_` and `-`. */
const callIdNames = /^(call(s?id|uuid)|executionid|conversationid|trackid|sid)$/;
/** Objects whose plain `id` is the ID of a call. At least one provider puts the call's ID there in a success. */
const callPlaces = /^(call|campaigncall|execution|data|response|result)$/;
const statusNames = /^(call)?(status|state)$/;
/** Parts of an answer about something else: the agent, an earlier call, or the request itself. */
const aboutOthers =
	/^(agent|assistant|campaign|existing\w*|previous\w*|input|request\w*|payload|context|metadata|variables|customvariables|loc|ctx|headers)$/;
/** Answers nest the call two or three levels deep. */
const maxDepth = 8;

/**
 * A sign in the body of a refusal that a call was placed nevertheless, or null. Values of the request are no sign, because a provider may
 * echo our reference, the agent or the variables.
 */
export function signOfCall(provider: ProviderId, body: unknown, call: CallRequest): SignOfCall | null {
	const own = new Set(scalarsOf([call.reference, call.agentId, call.fromNumberId, call.campaignId, call.to, call.variables, call.context]));
	const idOf = (value: unknown): string | null => {
		const id = text(value);
		return id === null || own.has(id) || /^(0|-\d+|null|none)$/i.test(id) ? null : id;
	};
	let isLive = false;
	const search = (value: unknown, place: string, depth: number): string | null => {
		if (depth > maxDepth) return null;
		if (Array.isArray(value)) return firstOf(value, (member) => search(member, place, depth + 1));
		if (!isObject(value)) return place === 'call' && /^(?=.*\d)\S+$/.test(text(value) ?? '') ? idOf(value) : null;
		return firstOf(Object.entries(value), ([name, member]) => {
			const plain = name.replace(/[_-]/g, '').toLowerCase();
			if (aboutOthers.test(plain)) return null;
			if (statusNames.test(plain)) isLive ||= tellsOfCall(provider, member);
			if (callIdNames.test(plain) || (plain === 'id' && callPlaces.test(place))) return idOf(member);
			return search(member, plain, depth + 1);
		});
	};
	// Some answers have at the top level what others have in `data`.
	const callId = search(body, 'data', 0);
	return callId !== null || isLive ? { callId } : null;
}

/** Whether a status occurs only after a call was placed. `failed`, `cancelled` and `rejected` may also describe a request. */
function tellsOfCall(provider: ProviderId, word: unknown): boolean {
	if (typeof word !== 'string') return false;
	const { status, outcome } = mapStatus(provider, word);
	return status === 'failed' ? outcome === 'busy' || outcome === 'no_answer' : status !== 'unknown';
}

function firstOf<T>(values: readonly T[], find: (value: T) => string | null): string | null {
	for (const value of values) {
		const found = find(value);
		if (found !== null) return found;
	}
	return null;
}

/** Every text and number in a value, as text. */
const scalarsOf = (value: unknown): string[] =>
	typeof value === 'object' && value !== null ? Object.values(value).flatMap(scalarsOf) : [text(value) ?? []].flat();
