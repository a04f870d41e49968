import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { agentOf, dialOf, fullRow, isToSame, searchesByReference } from '../dialling/lookup';
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
import { EndedCalls } from './endedCalls';
import type { HttpAnswer } from '../call/http';
import { needsAgent } from '../providers/registry';
import type { Group } from './lists';
import type { StatusSnapshot } from './snapshot';
import { pollPace } from './pollPace';
import { groupsOf, queryFor } from './lists';
import { isTerminal } from '../call/lifecycle';

/** How many pages of one list a look reads: room for the calls and as many others. The next look reads the rest of a longer list. */
const pagesFor = (calls: number): number => Math.max(20, 2 * Math.ceil(calls / 100));

/** How many calls a look reads one by one, if a whole list does not show them. */
const maxSingleReads = 10;

/** How many ended calls a look reads by id, if the list leaves out what was said and no call is under way. */
const maxFullReads = 50;

/** Requests of a look that leave time for the next one: while calls are under way their ends are to be seen soon. */
const fewRequests = 20;

/** How many ended calls a look reads by id after so many requests for those under way. */
const fullReadsAfter = (requests: number): number =>
	requests === 0 ? maxFullReads : Math.min(maxFullReads, Math.max(fewRequests - requests, 2 * requests));

/** How many pages a look reads of a list that is filtered by the reference of one call, and how many rows of it by their id. */
const maxOfOneCall = 3;

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

	/** Calls that ended, if the list leaves out what was said. */
	private readonly ended = new EndedCalls<P>();

	/** How many calls were read one by one so far. The next look continues after them. */
	private singles = 0;

	/** How many calls were searched by their reference so far. */
	private searches = 0;

	constructor(
		private readonly context: IExecuteFunctions | IWebhookFunctions,
		private readonly connection: Connection,
		private readonly known: KnownCalls,
	) {}

	/** Reads all these calls once. */
	async look(open: readonly P[]): Promise<StatusSnapshot<P>> {
		const look: StatusSnapshot<P> = { found: new Map(), brief: new Set(), unauthorized: null, heldSeconds: null, requests: 0 };
		const breath = takeBreaths();
		const { listCalls } = this.connection.provider;
		if (listCalls === undefined || (open.length === 1 && this.readsSingles)) {
			for (const tracked of open) await this.lookAtOne(tracked, look);
			// The endpoint for one call may use another id than the list. The list has the call in any case.
			if (look.found.size > 0 || look.unauthorized !== null || listCalls === undefined) return look;
		}
		// Rows without a number show a call only by its id. Without one the call is searched by our reference.
		const isSearched = ({ record }: P): boolean => searchesByReference(this.connection.provider) && record.callId === null;
		const underWay = this.ended.underWay(open);
		const listed = underWay.filter((tracked) => !isSearched(tracked));
		for (const group of listed.length === 0 ? [] : groupsOf(this.connection, listed)) {
			await breath.take();
			await this.lookAtList(group, look);
		}
		const searched = underWay.filter(isSearched);
		const few = turnOf(searched, this.searches);
		this.searches += few.length;
		for (const tracked of few) if (look.unauthorized === null) await this.searchByReference(tracked, look);
		await this.readEnded(look);
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
		if (provider.rowsAreBrief === true && this.readsSingles) this.noteEnded(group.calls, look);
	}

	/** Notes the calls that ended, since the list leaves out what was said. */
	private noteEnded(calls: readonly P[], { found }: StatusSnapshot<P>): void {
		for (const tracked of calls) {
			const row = found.get(tracked);
			if (row !== undefined && isTerminal(row.record.status) && row.record.callId !== null) this.ended.add(tracked, row);
		}
	}

	/** Reads by id some of the calls that ended. The others are read in later looks. */
	private async readEnded(look: StatusSnapshot<P>): Promise<void> {
		const { getCall } = this.connection.provider;
		let left = fullReadsAfter(look.requests);
		for (const [tracked, row] of this.ended.all()) {
			const { callId } = row.record;
			const isTurn = getCall !== undefined && callId !== null && look.unauthorized === null && left-- > 0;
			const asked = isTurn ? await this.ask(getCall, { callId, agentId: agentOf(tracked.call) }, look) : null;
			if (!isTurn || look.heldSeconds !== null) {
				look.brief.add(tracked);
				continue;
			}
			const isRead = asked !== null && asked.value !== 'absent' && asked.value.record.callId === callId;
			const full = isRead && asked.value !== 'absent' ? fullRow(row, asked.value) : row;
			look.found.set(tracked, full);
			if (isTerminal(full.record.status)) this.ended.add(tracked, row);
			else this.ended.remove(tracked);
		}
	}

	/** Reads by id a few of the calls that a whole list does not show, such as a call in the provider's queue. */
	private async lookAtMissing(calls: readonly P[], look: StatusSnapshot<P>): Promise<void> {
		const missing = calls.filter((tracked) => !look.found.has(tracked) && tracked.record.callId !== null);
		const few = turnOf(missing, this.singles);
		this.singles += few.length;
		for (const tracked of few) if (look.unauthorized === null) await this.lookAtOne(tracked, look);
	}

	/** Searches a call without an id in the list of the calls with its reference. */
	private async searchByReference(tracked: P, look: StatusSnapshot<P>): Promise<void> {
		const list = listOfCalls(this.connection.provider);
		if (list === undefined) return;
		const matcher = new RowMatcher([tracked], this.known, false, clockShift(this.connection.baseUrl).least);
		const query: CallQuery = { ...queryFor([tracked]), agentId: null, dial: dialOf(tracked.call), after: null, before: null };
		if (needsAgent(this.connection.provider, 'listCalls')) query.agentId = agentOf(tracked.call);
		let isRead = false;
		let unread = maxOfOneCall;
		for (let page = 0; page < maxOfOneCall && !isRead; page++) {
			const asked = await this.ask(list, query, look);
			if (asked === null) return;
			const { results, next } = asked.value;
			for (const listed of results) {
				const full = unread-- > 0 ? await this.readWithNumber(listed, look) : listed;
				// A reference of the user may be that of a call to somebody else.
				if (full.record.to === null ? tracked.isShared !== true : isToSame(full.record, tracked.call)) matcher.add(full);
			}
			isRead = next === null;
			query.cursor = next;
		}
		for (const [found, row] of await matcher.found(isRead)) look.found.set(found, row);
	}

	/** A row that tells no number, with what the call's own record tells. It stays as it is if the call cannot be read. */
	private async readWithNumber(listed: CallRow, look: StatusSnapshot<P>): Promise<CallRow> {
		const { callId, to } = listed.record;
		const { getCall } = this.connection.provider;
		if (to !== null || callId === null || getCall === undefined || this.known.callIds().has(callId)) return listed;
		const asked = await this.ask(getCall, { callId, agentId: null }, look);
		return asked === null || asked.value === 'absent' || asked.value.record.callId !== callId ? listed : fullRow(listed, asked.value);
	}

	/** Sends one request. Gives null if nothing could be read, and records a refused key. After too many requests no further one is sent. */
	private async ask<I, O>(operation: Operation<I, O>, input: I, look: StatusSnapshot<P>): Promise<Answered<O> | null> {
		if (look.heldSeconds !== null) return null;
		look.requests++;
		const asked = await request(this.context, this.connection, operation, input);
		if (asked.ok) return asked.value;
		const { fault } = asked;
		if (fault.kind === 'unreadable') this.noteRefusedKey(fault.answer, look);
		if (fault.kind === 'status' && fault.answer.status === 429) {
			look.heldSeconds = this.connection.provider.readRefusal(fault.answer).retryAfterSeconds ?? pollPace.usualHold;
		}
		if (fault.kind === 'status' && (fault.answer.status === 401 || fault.answer.status === 403)) look.unauthorized = fault.answer.status;
		return null;
	}

	/** Records a refused key. Some providers report it inside a 2xx. */
	private noteRefusedKey(answer: HttpAnswer, look: StatusSnapshot<P>): void {
		const { type } = this.connection.provider.readRefusal({ ...answer, status: statusSaidBy(answer) });
		if (type === 'unauthorized') look.unauthorized = 401;
	}
}

/** The few calls whose turn it is to be read one by one. @param before how many were read in earlier looks */
function turnOf<P>(calls: readonly P[], before: number): P[] {
	const first = calls.length === 0 ? 0 : before % calls.length;
	return [...calls.slice(first), ...calls.slice(0, first)].slice(0, maxSingleReads);
}
