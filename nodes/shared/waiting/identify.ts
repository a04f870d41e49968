import type { Dialling } from '../dialling/dial';
import type { Finished, Ready } from '../dialling/finished';
import { pause } from '../time/pause';
import { placedSince } from './awaited';
import type { Pursued } from './candidates';
import { isDeferred } from './candidates';
import { CallReader } from './reading';

/** Milliseconds before each look for the IDs of calls that were just placed: lists lag behind. */
export const identifyPace = { pauses: [0, 1500] };

interface Nameless extends Pursued {
	item: number;
}

/**
 * Gives calls that were placed without a word of their ID the one of their row: the list is asked once or twice for all of
 * them. Two rows that both can be a call are none. A wait by polling looks for its calls itself. Never throws.
 */
export async function identify(dialling: Dialling, ready: readonly Ready[], finished: Map<number, Finished>): Promise<void> {
	const { context, connection, ledger } = dialling;
	const { provider } = connection;
	if (provider.inProcess || provider.listCalls === undefined) return;
	let open = ready.flatMap((one) => namelessOf(dialling, one, finished) ?? []);
	const reader = new CallReader<Nameless>(context, connection, ledger);
	const cancelled = context.getExecutionCancelSignal();
	for (const wait of identifyPace.pauses) {
		if (open.length === 0 || cancelled?.aborted) return;
		await pause(wait, cancelled);
		// In one turn of the queue, so that two runs never take the same row for theirs.
		await dialling.looks(async () => {
			const { found } = await reader.look(open);
			for (const [one, { record: { callId } }] of found) {
				const result = finished.get(one.item);
				if (callId === null || result === undefined) continue;
				const record = { ...result.record, callId };
				finished.set(one.item, { ...result, record });
				ledger.settle(one.call, record);
			}
		}).catch(() => undefined);
		open = open.filter(({ item }) => finished.get(item)?.record.callId === null);
	}
}

/** A call of this run that was placed and has no ID yet; one that is placed for later is in no list so soon. */
function namelessOf({ ledger }: Dialling, { planned: { item, call, wait } }: Ready, finished: ReadonlyMap<number, Finished>): Nameless | null {
	const result = finished.get(item);
	if (call === null || result === undefined || result.earlier || result.dryRun !== undefined) return null;
	const { record } = result;
	if (record.dialed !== 'yes' || record.callId !== null || wait?.method === 'polling' || isDeferred(call)) return null;
	return { item, call, record, since: placedSince(ledger, call, record) };
}
