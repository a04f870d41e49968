import { createHash } from 'node:crypto';
import type { IDataObject } from 'n8n-workflow';
import { isObject } from '../shared/call/json';
import type { Told } from './told';
import { decode, encode } from './told';

/** What one poll leaves to the next. */
export interface PollState {
	/** Which list of calls this is about: another account or agent begins anew. */
	scope: string;
	/** Epoch milliseconds: an unknown call from before is an old one, and is never told. */
	floor: number;
	/** Whether calls without any time had to be forgotten: an unknown one without a time may then be an old one. */
	closed: boolean;
	/** By `keyOf` the call id. */
	calls: Map<string, Told>;
}

/** A call id cut to one length, so that no id can make the state big or be taken for a key of JavaScript's own. */
export const keyOf = (callId: string): string => digest(callId, 16);

/** The account and agent that are polled, without naming them. */
export const scopeOf = (...parts: Array<string | null>): string => digest(JSON.stringify(parts), 16);

const digest = (text: string, length: number): string =>
	createHash('sha256').update(text).digest('base64url').slice(0, length);

const version = 1;

/** The state of the last poll of this scope in a node's static data; `null` where there is none or it cannot be read. */
export function readState(data: IDataObject, scope: string): PollState | null {
	try {
		const stored: unknown = JSON.parse(String(data.polled));
		if (!isObject(stored) || stored.version !== version || stored.scope !== scope) return null;
		const { floor, calls } = stored;
		if (typeof floor !== 'number' || !isObject(calls)) return null;
		const known = new Map<string, Told>();
		for (const [key, code] of Object.entries(calls)) {
			const told = decode(String(code));
			if (told !== null) known.set(key, told);
		}
		return { scope, floor, closed: stored.closed === true, calls: known };
	} catch {
		return null; // the first poll, or not ours
	}
}

/**
 * Leaves the state in the static data as one text: n8n clones, compares and wraps every member of an object there.
 * At most about 510 kB, for 15,000 calls.
 */
export function writeState(data: IDataObject, { scope, floor, closed, calls }: PollState): void {
	const codes = Object.fromEntries([...calls].map(([key, told]) => [key, encode(told)]));
	const text = JSON.stringify({ version, scope, floor, closed, calls: codes });
	if (data.polled !== text) data.polled = text;
}
