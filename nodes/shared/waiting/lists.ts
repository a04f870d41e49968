import { agentOf } from '../dialling/lookup';
import type { CallQuery } from '../providers/provider';
import { needsAgent } from '../providers/registry';
import type { Connection } from '../transport/send';
import { clockSkew } from '../call/listedCall';
import type { TrackedCall } from './candidates';
import { groupBy, isDeferred } from './candidates';

/** Calls that are searched in one list, and the query for this list. */
export interface Group<P extends TrackedCall> {
	/** Identifies the list. Lists with other filters have other pages. */
	key: string;
	calls: P[];
	query: CallQuery;
}

/** How many agents' lists a look reads, if the provider could also list the calls of all agents at once. */
const maxAgents = 10;

/** How long a call may wait in the provider's queue before it begins, in milliseconds. */
const maxQueue = 2 * 3_600_000;

/**
 * The lists that show these calls, each as short as the provider's filters allow. There is one list for each agent, because a busy
 * account has thousands of calls of other agents. There is one list for all agents if the provider has no such filter or the agents are
 * many.
 */
export function groupsOf<P extends TrackedCall>({ provider, settings }: Connection, open: readonly P[]): Array<Group<P>> {
	const byAgent = groupBy(open, ({ call }) => agentOf(call));
	const shared = { ...queryFor(open), to: null, search: null };
	const filters = (agentId: string | null): string => JSON.stringify(provider.listCalls?.request({ ...shared, agentId }, settings));
	const parted = needsAgent(provider, 'listCalls') || (byAgent.size <= maxAgents && filters('agent') !== filters(null));
	const groups: Array<[string | null, readonly P[]]> = parted ? [...byAgent] : [[null, open]];
	return groups.map(([agentId, calls]) => {
		const query = { ...queryFor(calls), agentId };
		return { key: `${agentId}\n${query.to}`, calls: [...calls], query };
	});
}

/**
 * The query for these calls: from shortly before the first call until well after the last one. A single call is also filtered by number
 * and reference.
 */
export function queryFor(calls: readonly TrackedCall[]): Omit<CallQuery, 'agentId'> {
	const [alone] = calls.length === 1 ? calls : [];
	let [earliest, latest] = [Infinity, -Infinity];
	for (const { since } of calls) {
		const placed = Date.parse(since);
		earliest = Math.min(earliest, placed);
		latest = Math.max(latest, placed);
	}
	const until = calls.some(({ call }) => isDeferred(call)) ? Infinity : latest + maxQueue;
	return {
		to: alone?.call.to ?? null,
		after: new Date(earliest - clockSkew).toISOString(),
		before: until < Date.now() ? new Date(until).toISOString() : null,
		search: alone?.call.reference ?? null,
		cursor: null,
		limit: 100,
	};
}
