import type { CallRecord } from '../call/record';
import type { Dialling } from '../dialling/dial';
import type { Finished, Ready } from '../dialling/finished';
import type { Provider } from '../providers/provider';
import { honours } from '../providers/registry';
import { pause } from '../time/pause';
import type { Pursued } from './candidates';
import { CallReader } from './reading';

/** Milliseconds before each look: lists lag behind. Two looks serve all calls of a run. */
export const namingPace = { pauses: [500, 2000] };

interface Unnamed extends Pursued {
	item: number;
	/** The record as the ledger has it. */
	kept: CallRecord;
}

/**
 * Gives the calls of a run that were placed without an id the one of their rows in the provider's list: asked for once
 * or twice, for all of them together, when the last one was placed. A call that two rows could be keeps none. What is
 * waited for is left out: a wait by polling finds the id itself, one by callback must begin before the callback comes.
 */
export async function nameCalls(dialling: Dialling, dialled: readonly Ready[], finished: Map<number, Finished>): Promise<void> {
	const { context, connection, ledger } = dialling;
	if (!mayHideIds(connection.provider)) return;
	let unnamed = dialled.flatMap((one) => unnamedOf(dialling, one, finished.get(one.planned.item)) ?? []);
	const reader = new CallReader<Unnamed>(context, connection, ledger);
	const cancelled = context.getExecutionCancelSignal();
	for (const wait of namingPace.pauses) {
		if (unnamed.length === 0) return;
		await pause(wait, cancelled);
		if (cancelled?.aborted) return;
		// The calls are placed, whatever goes wrong here.
		const { found } = await reader.look(unnamed).catch(() => ({ found: new Map<Unnamed, { record: CallRecord }>() }));
		for (const [{ item, call, record, kept }, { record: { callId } }] of found) {
			ledger.settle(call, { ...kept, callId });
			finished.set(item, { item, record: { ...record, callId } });
		}
		unnamed = unnamed.filter((one) => !found.has(one));
	}
}

/** Whether the provider documents no id in its answer to a call, but a list that has one. */
const mayHideIds = (provider: Provider): boolean =>
	provider.capabilities.callIdInAnswer.supported !== 'yes' && honours(provider, 'listCalls') && !provider.inProcess;

function unnamedOf({ ledger }: Dialling, { planned }: Ready, result: Finished | undefined): Unnamed | null {
	const { call, item, wait } = planned;
	if (call === null || result === undefined || result.earlier || result.dryRun !== undefined || wait !== null) return null;
	const { record } = result;
	const earlier = ledger.earlier(call);
	if (record.dialed !== 'yes' || record.callId !== null || earlier.state !== 'dialled') return null;
	return { item, call, record, since: earlier.since, kept: earlier.record };
}
