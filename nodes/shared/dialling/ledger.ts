import type { IExecuteFunctions } from 'n8n-workflow';
import type { CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';

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
}

export type Earlier =
	| { state: 'none' }
	| { state: 'dialled'; record: CallRecord }
	| { state: 'pending'; since: string; reference: string };

export interface Ledger {
	/** False where the context of an earlier try was lost, as after a crash: then an entry proves, its absence does not. */
	complete: boolean;
	/** The provider's ids of the calls that are in here. */
	callIds(): ReadonlySet<string>;
	/** What was dialled in earlier rounds of a loop around the node: the number of each dial, redials as well. */
	earlierRounds(): string[];
	earlier(call: CallRequest): Earlier;
	/** To be called before the request is sent. */
	pending(call: CallRequest): void;
	/** `dialed: no` takes the entry back: this call may be tried again. */
	settle(call: CallRequest, record: CallRecord): void;
}

/** The ledger of this node in this execution and run. */
export function ledgerOf(context: IExecuteFunctions): Ledger {
	const node = context.getContext('node') as { voiceCalls?: Record<string, Entry[]>; voiceCallsLost?: boolean };
	// Written down, since the next look at this context, in this try or in a later one, finds the entries of this try.
	if (node.voiceCalls === undefined && context.getMode() === 'retry') node.voiceCallsLost = true;
	const entries = (node.voiceCalls ??= {});
	// Never by the execution's id: that changes when an execution is retried.
	const runIndex = String(context.getWorkflowDataProxy(0).$runIndex ?? 0);
	const at = (call: CallRequest): Entry[] => (entries[`${runIndex}:${call.item}`] ??= []);
	// A reference from an expression may change from try to try; the person does not.
	const find = (call: CallRequest): Entry | undefined =>
		at(call).find((entry) => (entry.attempt ?? 1) === call.attempt && (entry.reference === call.reference || entry.to === call.to));
	return {
		complete: node.voiceCallsLost !== true,
		callIds: () =>
			new Set(
				Object.values(entries)
					.flat()
					.flatMap(({ record }) => record?.callId ?? []),
			),
		earlierRounds: () =>
			Object.entries(entries)
				.filter(([key]) => !key.startsWith(`${runIndex}:`))
				.flatMap(([, dials]) => dials.map(({ to }) => to)),
		earlier(call) {
			const entry = find(call);
			if (entry === undefined) return { state: 'none' };
			return entry.record === undefined
				? { state: 'pending', since: entry.since, reference: entry.reference }
				: { state: 'dialled', record: entry.record };
		},
		pending(call) {
			at(call).push({ reference: call.reference, to: call.to, attempt: call.attempt, since: new Date().toISOString() });
		},
		settle(call, record) {
			const entry = find(call);
			if (entry === undefined) return;
			if (record.dialed === 'no') entries[`${runIndex}:${call.item}`] = at(call).filter((one) => one !== entry);
			else entry.record = record;
		},
	};
}
