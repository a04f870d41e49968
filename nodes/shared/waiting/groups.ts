import { agentOf, clockSkew } from '../dialling/lookup';
import type { CallQuery } from '../providers/provider';
import { needsAgent } from '../providers/registry';
import type { Connection } from '../transport/exchange';
import type { Pursued } from './candidates';
import { groupBy, isDeferred } from './candidates';

/** Calls that are looked for in one list, and how it is asked for. */
export interface Group<P extends Pursued> {
	/** Tells the lists apart: those of other filters have other pages. */
	key: string;
	calls: P[];
	query: CallQuery;
}

/** Lists of single agents that are asked for in one look, where the provider would show those of all agents at once. */
const mostAgents = 10;

/** Milliseconds after its request in which a call begins, however long it waits in the provider's queue. */
const longestQueue = 2 * 3_600_000;

/**
 * The lists that show these calls, each as short as the provider's filters make it: one for each agent, since a busy
 * account has thousands of calls of other agents; one for all where its list has no such filter, or the agents are many.
 */
export function groupsOf<P extends Pursued>({ provider, settings }: Connection, open: readonly P[]): Array<Group<P>> {
	const byAgent = groupBy(open, ({ call }) => agentOf(call));
	const shared = { ...queryFor(open), to: null, search: null };
	const filters = (agentId: string | null): string => JSON.stringify(provider.listCalls?.request({ ...shared, agentId }, settings));
	const parted = needsAgent(provider, 'listCalls') || (byAgent.size <= mostAgents && filters('agent') !== filters(null));
	const groups: Array<[string | null, readonly P[]]> = parted ? [...byAgent] : [[null, open]];
	return groups.map(([agentId, calls]) => {
		const query = { ...queryFor(calls), agentId };
		return { key: `${agentId}\n${query.to}`, calls: [...calls], query };
	});
}

/** What is asked for: from before the first of the calls until well after the last one, by number and reference for a single one. */
function queryFor(calls: readonly Pursued[]): Omit<CallQuery, 'agentId'> {
	const [alone] = calls.length === 1 ? calls : [];
	let [earliest, latest] = [Infinity, -Infinity];
	for (const { since } of calls) {
		const placed = Date.parse(since);
		earliest = Math.min(earliest, placed);
		latest = Math.max(latest, placed);
	}
	const until = calls.some(({ call }) => isDeferred(call)) ? Infinity : latest + longestQueue;
	return {
		to: alone?.call.to ?? null,
		after: new Date(earliest - clockSkew).toISOString(),
		before: until < Date.now() ? new Date(until).toISOString() : null,
		search: alone?.call.reference ?? null,
		cursor: null,
		limit: 100,
	};
}
