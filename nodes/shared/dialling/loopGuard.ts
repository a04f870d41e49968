import { isObject } from '../call/json';

/** Milliseconds in which an event of a call may not lead to another call of the same number by the same node. */
const window = 15 * 60_000;
const most = 10_000;

/** When a node last dialled a number, in this process. */
const lastDials = new Map<string, number>();

/** Remembers a dial, so that its own events cannot start the next one. */
export function rememberDial(node: string, e164: string, now: number): void {
	lastDials.delete(`${node}\n${e164}`);
	lastDials.set(`${node}\n${e164}`, now);
	if (lastDials.size > most) lastDials.delete(lastDials.keys().next().value ?? '');
}

/**
 * Whether this item is an event of a call to the number that is about to be called, and that call came from this very
 * node a moment ago: event, call, event, call … would never end.
 * @returns milliseconds until the number may be called again, or null
 */
export function loopsBack(json: unknown, node: string, e164: string, now: number): number | null {
	const isEventOfIt = isObject(json) && typeof json.event === 'string' && json.event.startsWith('call.') && isOf(json, e164);
	const last = lastDials.get(`${node}\n${e164}`);
	if (!isEventOfIt || last === undefined) return null;
	// A long call ends long after it was dialled.
	const since = now - last - 1000 * Math.max(0, Number(json.durationSeconds) || 0);
	return since >= window ? null : window - Math.max(0, since);
}

/** Some events leave the + of the number out. */
const isOf = ({ to }: Record<string, unknown>, e164: string): boolean => String(to).replace(/\D/g, '') === e164.slice(1);
