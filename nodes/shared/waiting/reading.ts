import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { agentOf } from '../dialling/lookup';
import { listOfCalls } from '../providers/listBody';
import type { CallQuery, Operation } from '../providers/provider';
import { statusSaidBy } from '../providers/refusal';
import type { Answered } from '../transport/request';
import { request } from '../transport/request';
import type { Connection } from '../transport/send';
import { clockShift } from '../transport/send';
import { takeBreaths } from '../time/breath';
import type { CallRow } from '../call/listedCall';
import type { TrackedCall } from './candidates';
import type { KnownCalls } from './matching';
import { RowMatcher } from './matching';
import type { HttpAnswer } from '../call/http';
import { needsAgent } from '../providers/registry';
import { groupBy, isDeferred } from './candidates';
import { clockSkew } from '../call/listedCall';

/** What one look at the provider's calls found. */
export interface StatusSnapshot<P extends TrackedCall> {
	found: Map<P, CallRow>;
	/** The status with which the provider refused the key, else null. */
	unauthorized: number | null;
	/** How many GET requests the look sent. */
	requests: number;
}

/** How many pages of one list a look reads: room for the calls and as many others. The next look reads the rest of a longer list. */
const pagesFor = (calls: number): number => Math.max(20, 2 * Math.ceil(calls / 100));

/** How many calls a look reads one by one, if a whole list does not show them. */
const maxSingleReads = 10;

/** Where the next look continues a list that is too long for one look. */
interface Bookmark {
	query: CallQuery;
}

/**
 * Reads the calls of one wait, as often as it is asked to. A single call is read by its id if the provider can do that. Many calls are
 * read from a list, so that one request serves them all. It sends only GET requests. A call that cannot be read now is missing from the
 * result.
 */
export class CallReader<P extends TrackedCall> {
	private readonly bookmarks = new Map<string, Bookmark>();

	/** How many calls were read one by one so far. The next look continues after them. */
	private singles = 0;

	constructor(
		private readonly context: IExecuteFunctions | IWebhookFunctions,
		private readonly connection: Connection,
		private readonly known: KnownCalls,
	) {}

	/** Reads all these calls once. */
	async look(open: readonly P[]): Promise<StatusSnapshot<P>> {
		const look: StatusSnapshot<P> = { found: new Map(), unauthorized: null, requests: 0 };
		const breath = takeBreaths();
		const { listCalls } = this.connection.provider;
		if (listCalls === undefined || (open.length === 1 && this.readsSingles)) {
			for (const tracked of open) await this.lookAtOne(tracked, look);
			// The endpoint for one call may use another id than the list. The list has the call in any case.
			if (look.found.size > 0 || look.unauthorized !== null || listCalls === undefined) return look;
		}
		for (const group of groupsOf(this.connection, open)) {
			await breath.take();
			await this.lookAtList(group, look);
		}
		return look;
	}

	private get readsSingles(): boolean {
		const { getCall, capabilities } = this.connection.provider;
		return getCall !== undefined && capabilities.getCall.supported === 'yes';
	}

	private async lookAtOne(tracked: P, look: StatusSnapshot<P>): Promise<void> {
		const { getCall } = this.connection.provider;
		const { callId } = tracked.record;
		if (getCall === undefined || !this.readsSingles || callId === null) return;
		const ref = { callId, agentId: agentOf(tracked.call) };
		const asked = await this.ask(getCall, ref, look);
		if (asked === null) return;
		// If the endpoint does not know the id, it may show an old call to the same person. The list tells the two apart.
		if (asked.value === 'absent') this.noteRefusedKey(asked.answer, look);
		else if (asked.value.record.callId === callId) look.found.set(tracked, asked.value);
	}

	private async lookAtList(group: Group<P>, look: StatusSnapshot<P>): Promise<void> {
		const { provider } = this.connection;
		const list = listOfCalls(provider);
		if (list === undefined) return;
		const matcher = new RowMatcher(
			group.calls,
			this.known,
			provider.capabilities.callIdInAnswer.supported !== 'yes',
			clockShift(this.connection.baseUrl).least,
		);
		const query = { ...(this.bookmarks.get(group.key)?.query ?? group.query) };
		const isFromTheStart = query.cursor === null;
		this.bookmarks.delete(group.key);
		const breath = takeBreaths();
		let isRead = false;
		for (let page = 0; page < pagesFor(group.calls.length) && !isRead && !matcher.isComplete; page++) {
			const asked = await this.ask(list, query, look);
			if (asked === null) break;
			const { results, next } = asked.value;
			for (const call of results) {
				if (breath.isDue()) await breath.rest();
				matcher.add(call);
			}
			isRead = next === null;
			query.cursor = next;
		}
		// A list that was read to its end is read from the start next time. Any other list is continued with the same query.
		if (!isRead && !matcher.isComplete && query.cursor !== null) this.bookmarks.set(group.key, { query });
		const isWhole = isRead && isFromTheStart;
		for (const [tracked, row] of await matcher.found(isWhole)) look.found.set(tracked, row);
		if (isWhole && this.readsSingles && group.calls.length > 1) await this.lookAtMissing(group.calls, look);
	}

	/** Reads by id a few of the calls that a whole list does not show, such as a call in the provider's queue. */
	private async lookAtMissing(calls: readonly P[], look: StatusSnapshot<P>): Promise<void> {
		const missing = calls.filter((tracked) => !look.found.has(tracked) && tracked.record.callId !== null);
		const first = missing.length === 0 ? 0 : this.singles % missing.length;
		const few = [...missing.slice(first), ...missing.slice(0, first)].slice(0, maxSingleReads);
		this.singles += few.length;
		for (const tracked of few) if (look.unauthorized === null) await this.lookAtOne(tracked, look);
	}

	/** Sends one request. Gives null if nothing could be read, and records a refused key. */
	private async ask<I, O>(operation: Operation<I, O>, input: I, look: StatusSnapshot<P>): Promise<Answered<O> | null> {
		look.requests++;
		const asked = await request(this.context, this.connection, operation, input);
		if (asked.ok) return asked.value;
		const { fault } = asked;
		if (fault.kind === 'unreadable') this.noteRefusedKey(fault.answer, look);
		if (fault.kind === 'status' && (fault.answer.status === 401 || fault.answer.status === 403)) look.unauthorized = fault.answer.status;
		return null;
	}

	/** Records a refused key. Some providers report it inside a 2xx. */
	private noteRefusedKey(answer: HttpAnswer, look: StatusSnapshot<P>): void {
		const { type } = this.connection.provider.readRefusal({ ...answer, status: statusSaidBy(answer) });
		if (type === 'unauthorized') look.unauthorized = 401;
	}
}

/** Calls that are searched in one list, and the query for this list. */
interface Group<P extends TrackedCall> {
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
function groupsOf<P extends TrackedCall>({ provider, settings }: Connection, open: readonly P[]): Array<Group<P>> {
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
function queryFor(calls: readonly TrackedCall[]): Omit<CallQuery, 'agentId'> {
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
