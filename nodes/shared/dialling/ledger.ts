import type { IExecuteFunctions } from 'n8n-workflow';
import type { CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import type { Privacy } from '../privacy/privacy';
import { isPrivate, openly } from '../privacy/privacy';
import { addTo, DialIndex } from './dialIndex';
import { fingerprint, isFingerprint, isNamedAs, isOfCall, keptOf, keysOf, referenceIn, restored } from './keptCall';

/**
 * What this node already dialled in this execution. It lives in the node's execution context, which survives n8n's
 * "Retry On Fail" and "retry execution", so that neither dials anybody again. It does not survive a crash.
 */
interface Entry {
	reference: string;
	/** The number, or its fingerprint where numbers are masked. */
	to: string;
	/** 1 for the first dial, 2 for the first redial. */
	attempt?: number;
	/** ISO 8601 UTC, before the request was sent. */
	since: string;
	/** Missing while the outcome is unknown: the process may have ended before it was written. */
	record?: CallRecord;
	/** The record was shortened: a later try asks the provider for the rest. */
	cut?: true;
}

/** A call that was dialed, or may have been, with what is kept of it. */
interface DialedCall {
	state: 'dialled';
	since: string;
	record: CallRecord;
	cut?: true;
}

export type Earlier = { state: 'none' } | DialedCall | { state: 'pending'; since: string; reference: string };

/** What is kept in the node's context. */
interface StoredDial {
	voiceCalls?: Record<string, Entry[]>;
	/** The rounds of a loop around the node that came to their end, in all tries: of these the entries are complete. */
	voiceRoundsOver?: string[];
	/** The rounds of which an earlier try may have dialled what is not in here. */
	voiceCallsLost?: string[];
	/** The try that is running, and its first look at this context (milliseconds since 1970). */
	voiceTry?: { execution: string; since: number; known: string[] };
}

export interface Ledger {
	/** What the ledgers of all runs of a node in one execution have in common. */
	key: object;
	/** False if the context of an earlier try was lost, as after a crash. An entry is then still certain; a missing entry proves nothing. */
	complete: boolean;
	/** Milliseconds since 1970 when this try of the execution reached the node. Calls of earlier tries are older. */
	since: number;
	/** The provider's ids of the calls that are in here. */
	callIds(): ReadonlySet<string>;
	/** When calls to this number were placed or begun whose id was never told, this one included: ISO 8601 UTC. */
	dialsWithoutId(to: string): readonly string[];
	/** Dials in this execution, redials as well: of all runs of the node, which are the rounds of a loop or the calls of a tool. */
	dials(): number;
	/** Those of the other runs of the node. */
	dialsElsewhere(): number;
	/** Whether this number was dialed in this execution, by any run of the node. */
	isDialed(to: string): boolean;
	/** The ids of the calls to this number under the reference of the call, by any run of the node; null where none was told. */
	dialsAs(call: CallRequest): ReadonlyArray<string | null>;
	/** Whether another run of the node dialed this number. */
	isDialedElsewhere(to: string): boolean;
	earlier(call: CallRequest): Earlier;
	/** To be called before the request is sent. @returns ISO 8601 UTC, as it is kept */
	pending(call: CallRequest): string;
	/** Takes over what another execution dialed for this very call. */
	adopt(call: CallRequest, earlier: DialedCall): void;
	/** `dialed: no` takes the entry back: this call may be tried again. */
	settle(call: CallRequest, record: CallRecord): void;
	/** Marks this run as finished: a call that is not in the ledger was not dialed by it. */
	close(): void;
}

/**
 * The ledger of this node in this execution and run.
 * @param retriedSince milliseconds since 1970: the execution above is a retry that began then, and its first try is not in here
 * @param privacy what of a call must not be stored
 */
export function ledgerOf(context: IExecuteFunctions, retriedSince: number | null = null, privacy: Privacy = openly): Ledger {
	const node = context.getContext('node') as StoredDial;
	const entries = (node.voiceCalls ??= {});
	// Entries never carry the execution's id: that changes when an execution is retried.
	const runIndex = String(context.getWorkflowDataProxy(0).$runIndex ?? 0);
	const thisTry = tryOf(node, context.getExecutionId() ?? '');
	const index = indexOf(node, entries);
	const isNew = addTo(thisTry.known, runIndex);
	const lost = (node.voiceCallsLost ??= []);
	// Stored, since a later retry must know it. A round without an end is one that crashed.
	if ((context.getMode() === 'retry' || retriedSince !== null) && isNew) addTo(lost, runIndex);
	const at = (call: CallRequest): Entry[] => (entries[`${runIndex}:${call.item}`] ??= []);
	const find = (call: CallRequest): Entry | undefined =>
		at(call).find((entry) => (entry.attempt ?? 1) === call.attempt && isOfCall(entry, call));
	const add = (call: CallRequest, kept: Pick<Entry, 'since' | 'record' | 'cut'>): void => {
		const entry: Entry = { ...keysOf(call, privacy), attempt: call.attempt, ...kept };
		at(call).push(entry);
		index.add(entry, runIndex);
	};
	return {
		key: node,
		complete: !lost.includes(runIndex),
		since: retriedSince ?? thisTry.since,
		callIds: () => index.ids,
		dialsWithoutId: (to) => index.to(fingerprint(to)).flatMap(({ record, since }) => (record?.callId == null ? [since] : [])),
		dials: () => index.all,
		dialsElsewhere: () => index.all - index.of(runIndex),
		isDialed: (to) => index.to(fingerprint(to)).length > 0,
		dialsAs: (call) => index.to(fingerprint(call.to)).flatMap((entry) => (isNamedAs(entry, call) ? [entry.record?.callId ?? null] : [])),
		isDialedElsewhere: (to) => index.isOfAnother(fingerprint(to), runIndex),
		earlier(call) {
			const entry = find(call);
			if (entry === undefined) return { state: 'none' };
			return entry.record === undefined
				? { state: 'pending', since: entry.since, reference: referenceIn(entry, call) }
				: { state: 'dialled', since: entry.since, record: wholeRecord(entry.record, entry, call), ...(entry.cut && { cut: entry.cut }) };
		},
		pending(call) {
			const since = new Date().toISOString();
			add(call, { since });
			return since;
		},
		adopt(call, { since, record, cut }) {
			const kept = isPrivate(privacy) ? keptOf(record, privacy).record : record;
			whole.set(kept, record);
			add(call, { since, record: kept, ...(cut && { cut }) });
			if (record.callId !== null) index.ids.add(record.callId);
		},
		settle(call, record) {
			const entry = find(call);
			if (entry === undefined) return;
			if (record.dialed === 'no') {
				entries[`${runIndex}:${call.item}`] = at(call).filter((other) => other !== entry);
				index.remove(entry, runIndex);
			} else {
				const kept = keptOf(record, privacy);
				entry.record = kept.record;
				if (kept.cut) entry.cut = true;
				else delete entry.cut;
				if (record.callId !== null) index.ids.add(record.callId);
			}
		},
		close: () => void addTo((node.voiceRoundsOver ??= []), runIndex),
	};
}

/** The records that were made whole, by the kept ones: who compares two of them must find the same one. */
const whole = new WeakMap<CallRecord, CallRecord>();

/** The kept record. Where the numbers of the entry are masked, it gets what the call tells. */
function wholeRecord(record: CallRecord, { to }: Entry, call: CallRequest): CallRecord {
	const known = whole.get(record) ?? (isFingerprint(to) ? restored(record, call) : record);
	whole.set(record, known);
	return known;
}

const indexes = new WeakMap<StoredDial, DialIndex<Entry>>();

/** The index of a context, built once: each round of a loop uses it. */
function indexOf(node: StoredDial, entries: Record<string, Entry[]>): DialIndex<Entry> {
	const known = indexes.get(node);
	if (known !== undefined) return known;
	const index = new DialIndex<Entry>();
	for (const [key, dials] of Object.entries(entries)) {
		for (const entry of dials) {
			index.add(entry, key.split(':')[0]);
			if (entry.record?.callId) index.ids.add(entry.record.callId);
		}
	}
	indexes.set(node, index);
	return index;
}

/** The running try. At its start it notes which rounds earlier tries finished. */
function tryOf(node: StoredDial, execution: string): NonNullable<StoredDial['voiceTry']> {
	if (node.voiceTry?.execution === execution) return node.voiceTry;
	return (node.voiceTry = { execution, since: Date.now(), known: [...(node.voiceRoundsOver ?? [])] });
}
