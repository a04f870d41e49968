import type { CallRecord } from '../../call/record';

/** How many calls and references are remembered; the oldest go first. */
const most = 1000;

const calls = new Map<string, CallRecord>();
const limited = new Set<string>();

/** Remembers a played call, so that it can be read again while this process lives. */
export function remember(record: CallRecord): void {
	if (record.callId === null) return;
	calls.set(record.callId, record);
	if (calls.size > most) calls.delete(calls.keys().next().value ?? '');
}

/** All remembered calls, newest first. */
export const rememberedCalls = (): CallRecord[] => [...calls.values()].reverse();

/** Whether this reference is refused now: it is on its first try, and let through on the next. */
export function limitedOnce(reference: string): boolean {
	if (limited.delete(reference)) return false;
	limited.add(reference);
	if (limited.size > most) limited.delete(limited.values().next().value ?? '');
	return true;
}
