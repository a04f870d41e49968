import type { IExecuteFunctions } from 'n8n-workflow';
import type { Problem } from '../call/problem';
import { problem } from '../call/problem';
import type { CallRequest } from '../call/request';
import { isShortened, maskNumber } from '../phoneNumber/mask';
import type { Caller } from './caller';
import type { Earlier, Ledger } from './ledger';
import type { ParsedItem } from './job';
import { isObject } from '../call/json';

/** Milliseconds in which a repeated tool call of a client does not dial the same number again. */
const clientWindow = 15 * 60_000;
/** Dials that are remembered in this process. */
const maxRemembered = 10_000;

/** A dial of another execution. Its outcome is in the ledger of that execution. */
interface Remembered {
	caller: Caller;
	/** The ledger of the execution that dialed. */
	ledger: Ledger;
	call: CallRequest;
	/** Milliseconds since 1970. */
	at: number;
}

const dials = new Map<string, Remembered[]>();
let count = 0;

/** The dials of one node in other executions for the same caller, as far as this process remembers them. */
export interface Repeats {
	/** Takes over the dial of an earlier run for the same call, so that its record leaves unchanged. @returns whether there was something */
	adopt(call: CallRequest, ledger: Ledger): boolean;
	/** Why this number must not be dialed now, or null. */
	problem(call: CallRequest, ledger: Ledger, now: number): Problem | null;
	/** Call this together with the entry in the ledger. */
	remember(call: CallRequest, ledger: Ledger, now: number): void;
}

const none: Repeats = { adopt: () => false, problem: () => null, remember: () => {} };

export function repeatsOf(context: IExecuteFunctions, caller: Caller): Repeats {
	if (caller.kind === 'itself') return none;
	const place = `${context.getWorkflow().id ?? ''}:${context.getNode().id}`;
	const keyOf = ({ to }: CallRequest): string => `${place}\n${to}`;
	const earlier = (call: CallRequest, ledger: Ledger): Remembered[] =>
		(dials.get(keyOf(call)) ?? []).filter((dial) => dial.ledger.key !== ledger.key && isOfSame(dial.caller, caller));
	return {
		adopt(call, ledger) {
			// A client may send equal words for a new call: only a repeat by n8n is surely the same call.
			if (caller.kind !== 'execution' || ledger.earlier(call).state !== 'none') return false;
			const same = earlier(call, ledger).findLast((dial) => dial.call.reference === call.reference && dial.call.attempt === call.attempt);
			const found = same === undefined ? null : was(same);
			if (found?.state !== 'dialled') return false;
			ledger.adopt(call, found);
			return true;
		},
		problem(call, ledger, now) {
			const before = earlier(call, ledger).findLast((dial) => dial.call.attempt >= call.attempt && was(dial).state !== 'none');
			if (before === undefined) return null;
			return caller.kind === 'client' ? againByClient(call, before, now) : againInFamily(call);
		},
		remember(call, ledger, now) {
			const key = keyOf(call);
			// The newest stands last, in the list and in the map.
			const list = dials.get(key) ?? [];
			list.push({ caller, ledger, call, at: now });
			dials.delete(key);
			dials.set(key, list);
			count++;
			forget();
		},
	};
}

/** Takes over the calls of an earlier run that n8n repeats in a new execution. @returns the warning about them */
export function adoptRepeats(repeats: Repeats, parsed: readonly ParsedItem[], ledger: Ledger): string[] {
	let calls = 0;
	for (const { call, options, safety } of parsed) {
		if (call === null || options.dryRun || safety?.allowRepeats) continue;
		if (!repeats.adopt(call, ledger)) continue;
		calls++;
		// Its redials, too.
		for (let attempt = 2; repeats.adopt({ ...call, attempt }, ledger);) attempt++;
	}
	const [were, are] = calls === 1 ? ['1 call was', 'is'] : [`${calls} calls were`, 'are'];
	return calls === 0 ? [] : [`${were} placed by an earlier try of this sub-workflow and ${are} not placed again.`];
}

const was = ({ ledger, call }: Remembered): Earlier => ledger.earlier(call);

/** Whether two runs may be one and the same, repeated. */
function isOfSame(caller: Caller, other: Caller): boolean {
	if (caller.kind === 'execution' && other.kind === 'execution') return [...caller.marks].some((mark) => other.marks.has(mark));
	return caller.kind === 'client' && other.kind === 'client';
}

function againByClient(call: CallRequest, before: Remembered, now: number): Problem | null {
	const left = before.at + clientWindow - now;
	if (left <= 0) return null;
	const earlier = was(before);
	const callId = earlier.state === 'dialled' ? earlier.record.callId : null;
	const which = callId === null ? '' : ` (call ID ${callId})`;
	return problem(
		'duplicate',
		`${maskNumber(call.to)} was called by this tool a moment ago${which}, and a tool call that is repeated calls nobody twice. Wait 15 minutes after that call, or turn on Allow Repeats under Safety.`,
		{ nextAllowedAt: new Date(before.at + clientWindow).toISOString() },
	);
}

const againInFamily = (call: CallRequest): Problem =>
	problem(
		'duplicate',
		`${maskNumber(call.to)} was called already in another run of this sub-workflow, for the same execution above it. Turn on Allow Repeats under Safety to call a number several times.`,
	);

/** Forgets the oldest numbers. */
function forget(): void {
	while (count > maxRemembered) {
		const [oldest] = dials;
		if (oldest === undefined) return;
		dials.delete(oldest[0]);
		count -= oldest[1].length;
	}
}

/** Milliseconds in which an event of a call must not start another call to its number by the same node. */
const window = 15 * 60_000;
const maxDials = 10_000;

/** When a node last dialled a number, in this process. */
const lastDials = new Map<string, number>();

/** Remembers a dial, so that its own events do not start the next call. */
export function rememberDial(node: string, e164: string, now: number): void {
	lastDials.delete(`${node}\n${e164}`);
	lastDials.set(`${node}\n${e164}`, now);
	if (lastDials.size > maxDials) lastDials.delete(lastDials.keys().next().value ?? '');
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

/** Some events leave the + of the number out. Of a masked number only the last digits can be compared. */
function isOf({ to }: Record<string, unknown>, e164: string): boolean {
	const digits = String(to).replace(/\D/g, '');
	return digits === e164.slice(1) || (isShortened(String(to)) && digits !== '' && e164.endsWith(digits));
}
