import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { rowIn } from '../call/record';
import { agentOf } from '../dialling/lookup';
import { isBelievable, readListedCalls, readOrNull } from '../providers/listBody';
import type { CallQuery } from '../providers/provider';
import { statusSaidBy } from '../providers/refusal';
import type { Connection, Exchange } from '../transport/send';
import { send, clockShift } from '../transport/send';
import { takeBreaths } from '../time/breath';
import type { ListedRow, TrackedCall } from './candidates';
import type { KnownCalls } from './matching';
import { RowMatcher } from './matching';
import { classifyStatus } from '../call/http';
import { needsAgent } from '../providers/registry';
import { groupBy, isDeferred } from './candidates';
import { clockSkew } from '../call/listedCall';

/** What one look at the provider brought. */
export interface StatusSnapshot<P extends TrackedCall> {
	found: Map<P, ListedRow>;
	/** The status with which the provider refused the key, else null. */
	unauthorized: number | null;
	/** GET requests that it took. */
	requests: number;
}

/** Pages of one list in one look: enough for the calls and as many others. A longer list is read on in the next look. */
const pagesFor = (calls: number): number => Math.max(20, 2 * Math.ceil(calls / 100));

/** Calls that are read one by one in a look, where a whole list does not show them. */
const maxSingleReads = 10;

/** Where a list that is longer than one look was left. */
interface Bookmark {
	query: CallQuery;
}

/**
 * Looks again and again at the calls of one wait: a single one by its id where the provider reads a call, many through
 * their list, so that one request serves them all. Only GET requests; what cannot be read now is not in the answer.
 */
export class CallReader<P extends TrackedCall> {
	private readonly bookmarks = new Map<string, Bookmark>();

	/** How many calls were read one by one so far: each look goes on where the one before it stopped. */
	private singles = 0;

	constructor(
		private readonly context: IExecuteFunctions | IWebhookFunctions,
		private readonly connection: Connection,
		private readonly known: KnownCalls,
	) {}

	/** Looks once at all of these. */
	async look(open: readonly P[]): Promise<StatusSnapshot<P>> {
		const look: StatusSnapshot<P> = { found: new Map(), unauthorized: null, requests: 0 };
		const breath = takeBreaths();
		const { listCalls } = this.connection.provider;
		if (listCalls === undefined || (open.length === 1 && this.readsSingles)) {
			for (const one of open) await this.lookAtOne(one, look);
			// What reads one call may want another id than the list shows; the list knows the call in any case.
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

	private async lookAtOne(one: P, look: StatusSnapshot<P>): Promise<void> {
		const { getCall } = this.connection.provider;
		const { callId } = one.record;
		if (getCall === undefined || !this.readsSingles || callId === null) return;
		const ref = { callId, agentId: agentOf(one.call) };
		const exchanged = await this.ask(getCall.request(ref, this.connection.settings), look);
		if (exchanged === null) return;
		const record = readOrNull(() => getCall.read(exchanged.answer, ref));
		// What stands behind an id that is not known there may be an old call to the same person: the list tells them apart.
		if (record === null) this.noteRefusedKey(exchanged.answer, look);
		else if (record.callId === callId) {
			look.found.set(one, { record, row: rowIn(exchanged.answer.body, callId) ?? exchanged.answer.body });
		}
	}

	private async lookAtList(group: Group<P>, look: StatusSnapshot<P>): Promise<void> {
		const { listCalls, capabilities } = this.connection.provider;
		if (listCalls === undefined) return;
		const matcher = new RowMatcher(
			group.calls,
			this.known,
			capabilities.callIdInAnswer.supported !== 'yes',
			clockShift(this.connection.baseUrl).least,
		);
		const query = { ...(this.bookmarks.get(group.key)?.query ?? group.query) };
		const isFromTheStart = query.cursor === null;
		this.bookmarks.delete(group.key);
		const breath = takeBreaths();
		let isRead = false;
		for (let page = 0; page < pagesFor(group.calls.length) && !isRead && !matcher.isComplete; page++) {
			const exchanged = await this.ask(listCalls.request(query, this.connection.settings), look);
			if (exchanged === null) break;
			const shown = this.rowsIn(exchanged.answer, query);
			if (shown === null) {
				this.noteRefusedKey(exchanged.answer, look);
				break;
			}
			for (const [index, row] of shown.rows.entries()) {
				if (breath.isDue()) await breath.rest();
				const record = readOrNull(() => shown.recordOf(row, index));
				if (record !== null) matcher.add({ record, row });
			}
			isRead = shown.next === null;
			query.cursor = shown.next;
		}
		// The next look begins anew, where this one came to the end; else it goes on with the very same pages.
		if (!isRead && !matcher.isComplete && query.cursor !== null) this.bookmarks.set(group.key, { query });
		const isWhole = isRead && isFromTheStart;
		for (const [one, row] of await matcher.found(isWhole)) look.found.set(one, row);
		if (isWhole && this.readsSingles && group.calls.length > 1) await this.lookAtMissing(group.calls, look);
	}

	/** The rows of an answer and how each is read, since a list without pages takes too long in one go. */
	private rowsIn(answer: Answered['answer'], query: CallQuery) {
		const { provider } = this.connection;
		const { listRows, readListedCall } = provider;
		if (readListedCall !== undefined) {
			const rows = readOrNull(() => listRows?.(answer.body));
			const isRead = Array.isArray(rows) && isBelievable(answer.body, { rows: rows.length, isFirst: true, isLast: true });
			return isRead ? { rows: rows as unknown[], recordOf: readListedCall, next: null } : null;
		}
		const page = readListedCalls(provider, answer, query);
		if (page === null) return null;
		return {
			rows: page.results.map((_record, index) => page.rows[index]),
			recordOf: (_row: unknown, index: number) => page.results[index],
			next: page.next,
		};
	}

	/** A few of the calls that a whole list does not show, such as one that waits in the provider's queue, by their ids. */
	private async lookAtMissing(calls: readonly P[], look: StatusSnapshot<P>): Promise<void> {
		const missing = calls.filter((one) => !look.found.has(one) && one.record.callId !== null);
		const first = missing.length === 0 ? 0 : this.singles % missing.length;
		const few = [...missing.slice(first), ...missing.slice(0, first)].slice(0, maxSingleReads);
		this.singles += few.length;
		for (const one of few) if (look.unauthorized === null) await this.lookAtOne(one, look);
	}

	/** The answer, if it can be read; a refused key is noted. */
	private async ask(request: Parameters<typeof send>[2], look: StatusSnapshot<P>): Promise<Answered | null> {
		look.requests++;
		const exchanged = await send(this.context, this.connection, request);
		if (!('answer' in exchanged)) return null;
		const { status } = exchanged.answer;
		if (status === 401 || status === 403) look.unauthorized = status;
		return classifyStatus(status) === 'answered' ? exchanged : null;
	}

	/** Some providers refuse a key inside a 2xx. */
	private noteRefusedKey(answer: Answered['answer'], look: StatusSnapshot<P>): void {
		const { type } = this.connection.provider.readRefusal({ ...answer, status: statusSaidBy(answer) });
		if (type === 'unauthorized') look.unauthorized = 401;
	}
}

type Answered = Extract<Exchange, { answer: unknown }>;

/** Calls that are looked for in one list, and how it is asked for. */
interface Group<P extends TrackedCall> {
	/** Tells the lists apart: those of other filters have other pages. */
	key: string;
	calls: P[];
	query: CallQuery;
}

/** Lists of single agents that are asked for in one look, where the provider would show those of all agents at once. */
const maxAgents = 10;

/** Milliseconds after its request in which a call begins, however long it waits in the provider's queue. */
const maxQueue = 2 * 3_600_000;

/**
 * The lists that show these calls, each as short as the provider's filters make it: one for each agent, since a busy
 * account has thousands of calls of other agents; one for all where its list has no such filter, or the agents are many.
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

/** What is asked for: from before the first of the calls until well after the last one, by number and reference for a single one. */
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
