import type { StoredCall } from './contract.mts';

const indexes = new WeakMap<readonly StoredCall[], { size: number; byId: Map<string, StoredCall> }>();

/** The server's call with this id. Among thousands it is found at once; a test may change the calls meanwhile. */
export function callById(calls: readonly StoredCall[], id: unknown): StoredCall | undefined {
	const known = indexes.get(calls);
	const index = known === undefined || known.size > calls.length ? { size: 0, byId: new Map<string, StoredCall>() } : known;
	indexes.set(calls, index);
	for (; index.size < calls.length; index.size++) index.byId.set(calls[index.size].id, calls[index.size]);
	const found = index.byId.get(String(id));
	return found?.id === id ? found : calls.find((call) => call.id === id);
}
