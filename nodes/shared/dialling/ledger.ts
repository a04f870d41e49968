import type { IExecuteFunctions } from 'n8n-workflow';
import type { CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import { keptOf } from './kept';

/**
 * What this node already dialled in this execution. It lives in the node's execution context, which survives n8n's
 * "Retry On Fail" and "retry execution", so that neither dials anybody again. It does not survive a crash.
 */
interface Entry {
	reference: string;
	to: string;
	/** 1 for the first dial, 2 for the first redial. */
	attempt?: number;
	/** ISO 8601 UTC, before the request was sent. */
	since: string;
	/** Missing while the outcome is not known: the process may have ended in between. */
	record?: CallRecord;
	/** The record had more than is kept of it: the provider is asked for the rest, where it is needed once more. */
	cut?: true;
}

export type Earlier =
	| { state: 'none' }
	| { state: 'dialled'; record: CallRecord; cut?: true }
	| { state: 'pending'; since: string; reference: string };

/** What is kept in the node's context. */
interface Kept {
	voiceCalls?: Record<string, Entry[]>;
	/** The rounds of a loop around the node that were begun, in all tries. */
	voiceRounds?: string[];
	/** The rounds of which an earlier try may have dialled what is not in here. */
	voiceCallsLost?: string[];
	/** The try that is running, and its first look at this context (milliseconds since 1970). */
	voiceTry?: { execution: string; since: number; known: string[] };
}

export interface Ledger {
	/** False where the context of an earlier try was lost, as after a crash: then an entry proves, its absence does not. */
	complete: boolean;
	/** Milliseconds since 1970 at which this try of the execution came to the node: all that an earlier one placed is older. */
	since: number;
	/** The provider's ids of the calls that are in here. */
	callIds(): ReadonlySet<string>;
	/** When calls to this number were placed or begun whose id was never told, this one included: ISO 8601 UTC. */
	dialsWithoutId(to: string): readonly string[];
	/** What was dialled in earlier rounds of a loop around the node: the number of each dial, redials as well. */
	earlierRounds(): string[];
	earlier(call: CallRequest): Earlier;
	/** To be called before the request is sent. @returns ISO 8601 UTC, as it is kept */
	pending(call: CallRequest): string;
	/** `dialed: no` takes the entry back: this call may be tried again. */
	settle(call: CallRequest, record: CallRecord): void;
}

/** The ledger of this node in this execution and run. */
export function ledgerOf(context: IExecuteFunctions): Ledger {
	const node = context.getContext('node') as Kept;
	const entries = (node.voiceCalls ??= {});
	// Entries never carry the execution's id: that changes when an execution is retried.
	const runIndex = String(context.getWorkflowDataProxy(0).$runIndex ?? 0);
	const thisTry = tryOf(node, context.getExecutionId() ?? '');
	const lost = (node.voiceCallsLost ??= []);
	// Written down, since a later retry finds what this one began. A round that was begun and not kept is one that crashed.
	if (context.getMode() === 'retry' && !thisTry.known.includes(runIndex) && !lost.includes(runIndex)) lost.push(runIndex);
	const rounds = (node.voiceRounds ??= []);
	if (!rounds.includes(runIndex)) rounds.push(runIndex);
	if (!thisTry.known.includes(runIndex)) thisTry.known.push(runIndex);
	const at = (call: CallRequest): Entry[] => (entries[`${runIndex}:${call.item}`] ??= []);
	// A reference from an expression may change from try to try; the person does not.
	const find = (call: CallRequest): Entry | undefined =>
		at(call).find((entry) => (entry.attempt ?? 1) === call.attempt && (entry.reference === call.reference || entry.to === call.to));
	return {
		complete: !lost.includes(runIndex),
		since: thisTry.since,
		callIds: () => indexOf(node).ids,
		dialsWithoutId: (to) =>
			[...(indexOf(node).byNumber.get(to) ?? [])].filter(({ record }) => record?.callId == null).map(({ since }) => since),
		earlierRounds: () =>
			Object.entries(entries)
				.filter(([key]) => !key.startsWith(`${runIndex}:`))
				.flatMap(([, dials]) => dials.map(({ to }) => to)),
		earlier(call) {
			const entry = find(call);
			if (entry === undefined) return { state: 'none' };
			return entry.record === undefined
				? { state: 'pending', since: entry.since, reference: entry.reference }
				: { state: 'dialled', record: entry.record, ...(entry.cut && { cut: entry.cut }) };
		},
		pending(call) {
			const since = new Date().toISOString();
			const entry: Entry = { reference: call.reference, to: call.to, attempt: call.attempt, since };
			at(call).push(entry);
			dialsTo(indexOf(node), call.to).add(entry);
			return since;
		},
		settle(call, record) {
			const entry = find(call);
			if (entry === undefined) return;
			if (record.dialed === 'no') {
				entries[`${runIndex}:${call.item}`] = at(call).filter((one) => one !== entry);
				dialsTo(indexOf(node), entry.to).delete(entry);
			} else {
				const kept = keptOf(record);
				entry.record = kept.record;
				if (kept.cut) entry.cut = true;
				else delete entry.cut;
				if (record.callId !== null) indexOf(node).ids.add(record.callId);
			}
		},
	};
}

/** The entries of a context by what they are asked for. */
interface Index {
	ids: Set<string>;
	byNumber: Map<string, Set<Entry>>;
}

/** Gathered once for each context, since every look-up asks; not stored, since the entries hold it all. */
const indexes = new WeakMap<Kept, Index>();

function indexOf(node: Kept): Index {
	let index = indexes.get(node);
	if (index === undefined) {
		index = { ids: new Set(), byNumber: new Map() };
		for (const entry of Object.values(node.voiceCalls ?? {}).flat()) {
			if (entry.record?.callId) index.ids.add(entry.record.callId);
			dialsTo(index, entry.to).add(entry);
		}
		indexes.set(node, index);
	}
	return index;
}

function dialsTo({ byNumber }: Index, to: string): Set<Entry> {
	let dials = byNumber.get(to);
	if (dials === undefined) byNumber.set(to, (dials = new Set()));
	return dials;
}

/** The try that is running; at its first look, the rounds that earlier ones left behind are known. */
function tryOf(node: Kept, execution: string): NonNullable<Kept['voiceTry']> {
	if (node.voiceTry?.execution === execution) return node.voiceTry;
	const withEntries = Object.keys(node.voiceCalls ?? {}).map((key) => key.split(':')[0]);
	return (node.voiceTry = { execution, since: Date.now(), known: [...(node.voiceRounds ?? []), ...withEntries] });
}
