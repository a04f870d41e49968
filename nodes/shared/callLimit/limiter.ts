import type { IExecuteFunctions } from 'n8n-workflow';
import type { Problem } from '../call/problem';
import { problem } from '../call/problem';
import type { CallRequest } from '../call/request';
import { maskNumber } from '../phoneNumber/mask';
import type { Connection } from '../transport/send';
import { hostSpelled } from '../transport/url';
import { digestOf } from '../webhooks/secret';
import type { OwnDial } from './count';
import { countCalls, isUnlisted, listLag } from './count';
import type { CallToPerson, Listing } from './list';
import { agentsToAsk, callsTo, listSince, unclear } from './list';
import { maxDials } from '../call/request';
import type { Failure, Result } from '../call/result';
import { ok } from '../call/result';
import type { CallLimit } from '../fields/safety';
import { isTerminal } from '../call/lifecycle';
import type { CallRecord } from '../call/record';

/** The calls to a person in the provider's list, read right before a dial, or why they could not be read. */
export type ListedHistory = Result<readonly CallToPerson[], Failure>;

/** How long a whole list is reused for other items: this many milliseconds, or this multiple of its reading time if that is longer. */
const fresh = { milliseconds: 2_000, times: 10 };
/** After a list could not be read, it is not asked for again for this many milliseconds. */
const pauseAfterFault = 30_000;

/** Assumed longest time of a call, in milliseconds. The interval to its redial counts from its end. */
const maxCallTime = 10 * 60_000;
const hour = 3_600_000;

interface Snapshot {
	until: number;
	since: number;
	listing: Listing;
}

/** Applies Call Limit in one run. It records each dial for all runs of this process. */
export class CallLimiter {
	private readonly account: string;

	private whole: Promise<Snapshot> | null = null;

	private agents: ReturnType<typeof agentsToAsk> | null = null;

	private fault: { until: number; listing: Extract<Listing, { ok: false }> } | null = null;

	constructor(
		private readonly context: IExecuteFunctions,
		private readonly connection: Connection,
	) {
		const { provider, baseUrl, settings } = connection;
		this.account = digestOf(JSON.stringify([provider.id, hostSpelled(baseUrl), String(settings.apiKey ?? '').trim()])).toString('hex');
	}

	/** Reads the calls to the person from the provider's list. Without a limit it asks nothing and gives null. It never throws. */
	async readHistory(call: CallRequest, limit: CallLimit | null): Promise<ListedHistory | null> {
		if (limit === null) return null;
		if (this.fault !== null && performance.now() < this.fault.until) return this.fault.listing;
		const since = ringsAt(call, Date.now()) - limit.perHours * hour;
		const { displayName, listsByNumber, rowsAreNameless } = this.connection.provider;
		if (rowsAreNameless === true) return unclear(`${displayName} lists calls without their numbers`, null);
		const reading = listsByNumber === true ? this.listOf(call, since) : this.wholeList(since);
		const listing = await reading.catch(() => unclear(`the list of calls of ${displayName} could not be read`, pauseAfterFault));
		if (listing.ok) return ok(callsTo(call.to, listing.value, since));
		const { retryAfter = null } = listing.fault;
		// A list that was too long has no `retryAfter`. It is asked for again, because it may be short enough for another person.
		if (retryAfter !== null) this.fault = { until: performance.now() + Math.min(pauseAfterFault, retryAfter), listing };
		return listing;
	}

	/**
	 * Decides whether a call may be dialed, and records the dial if it may. Nothing is awaited between this and the request, so two items
	 * or executions of this process never both pass.
	 * @param isOnce the call's reference names one call, which no other execution may have placed
	 */
	reserve(
		call: CallRequest,
		limit: CallLimit | null,
		asked: ListedHistory | null,
		isOnce: boolean,
	): { refusal: Problem } | { reservation: Reservation } {
		const now = Date.now();
		const at = ringsAt(call, now);
		const dials = call.retry === null ? 1 : maxDials(call.retry);
		if (limit !== null) {
			const refusal = this.decide(call, limit, asked, { at, now, wanted: dials, isOnce });
			if (refusal !== null) return { refusal };
		}
		const { to, agentId, reference, attempt, retry } = call;
		const redialsUntil = at + (dials - 1) * ((retry?.intervalSeconds ?? 0) * 1000 + maxCallTime);
		const dial = { placedAt: now, ringsAt: at, agentId, reference, attempt, callId: null, dials, redialsUntil, dialed: 'pending' as const };
		return { reservation: reserve(this.account, to, dial) };
	}

	/** Forgets a dial that the provider accepted and never placed. */
	takeBack({ to, callId }: CallRecord): void {
		if (to === null || callId === null) return;
		for (const entry of [...inOrder]) if (entry.key === `${this.account}\n${to}` && entry.dial.callId === callId) remove(entry);
	}

	private decide(
		call: CallRequest,
		limit: CallLimit,
		asked: ListedHistory | null,
		{ isOnce, ...time }: { at: number; now: number; wanted: number; isOnce: boolean },
	): Problem | null {
		if (time.wanted > limit.maxCalls) return tooManyRedials(limit, time.wanted);
		if (asked?.ok !== true) return notKnown(call, (asked ?? unclear('the list of calls was not read', null)).fault, time.now);
		const { capabilities, displayName } = this.connection.provider;
		const own = ownDials(this.account, call.to);
		const asks = { limit, ...time, idsAreListed: capabilities.callIdInAnswer.supported === 'yes' };
		const count = countCalls(asked.value, own, asks);
		if (count.nextAllowedAt === null) {
			if (!isOnce || !isUnlisted(call, asked.value, own, asks)) return null;
			const late = unclear(`${displayName} does not list yet what was called under the same Reference a moment ago`, listLag);
			return notKnown(call, late.fault, time.now);
		}
		if (count.calls - count.unsure + time.wanted > limit.maxCalls)
			return reached(call, limit, count.calls - count.unsure, count.nextAllowedAt);
		const unsure = count.unsure === 1 ? 'one call' : `${count.unsure} calls`;
		const hidden = unclear(`${displayName} tells no clear number for ${unsure} of that time`, count.nextAllowedAt - time.now);
		return notKnown(call, hidden.fault, time.now);
	}

	private async listOf({ to, agentId }: CallRequest, since: number): Promise<Listing> {
		this.agents ??= agentsToAsk(this.context, this.connection);
		const asked = await this.agents;
		if (!asked.ok) {
			if (asked.fault.retryAfter !== null) this.agents = null;
			return asked;
		}
		const agents = asked.value && [...new Set([...asked.value, ...(agentId === null ? [] : [agentId])])];
		return await listSince(this.context, this.connection, { to, since, agents });
	}

	/** Gives the whole list. One item reads it for all items that ask within a short time. */
	private async wholeList(since: number): Promise<Listing> {
		const reading = this.whole;
		if (reading !== null) {
			const known = await reading;
			if (performance.now() < known.until && known.since <= since) return known.listing;
			if (this.whole !== reading) return await this.wholeList(since);
		}
		this.whole = this.readWhole(since);
		return (await this.whole).listing;
	}

	private async readWhole(since: number): Promise<Snapshot> {
		const at = performance.now();
		const listing = await listSince(this.context, this.connection, { to: null, since, agents: null });
		return { until: at + Math.max(fresh.milliseconds, fresh.times * (performance.now() - at)), since, listing };
	}
}

/** When the phone rings, in epoch milliseconds. A delayed or scheduled call rings later than it is placed. */
function ringsAt({ delaySeconds, scheduledTime }: CallRequest, now: number): number {
	return Math.max(now + (delaySeconds ?? 0) * 1000, scheduledTime === null ? 0 : Date.parse(scheduledTime));
}

const hours = ({ perHours }: CallLimit): string => (perHours === 1 ? 'hour' : `${perHours} hours`);
const calls = (count: number): string => (count === 1 ? 'once' : `${count} times`);

function reached(call: CallRequest, limit: CallLimit, count: number, at: number): Problem {
	const nextAllowedAt = new Date(at).toISOString();
	return problem(
		'cap_reached',
		`${maskNumber(call.to)} was called ${calls(count)} within ${hours(limit)}, and Call Limit under Safety allows ${limit.maxCalls}. The next call is allowed at ${nextAllowedAt}: put a Wait node until then before this node, or raise the limit.`,
		{ title: 'This person was called as often as Call Limit allows', nextAllowedAt },
	);
}

function tooManyRedials(limit: CallLimit, wanted: number): Problem {
	return problem(
		'cap_reached',
		`With its redials this call may ring ${calls(wanted)}, and Call Limit under Safety allows ${limit.maxCalls} within ${hours(limit)}. Lower the attempts of Retry, or raise the limit.`,
		{ title: 'This person was called as often as Call Limit allows' },
	);
}

export function notKnown(call: CallRequest, { sentence, wayOut, retryAfter = null }: Failure, now: number): Problem {
	return problem(
		'cap_reached',
		`It cannot be told how often ${maskNumber(call.to)} was called, since ${sentence}, so nobody is called. ${wayOut}`,
		{
			title: 'It cannot be told how often this person was called',
			nextAllowedAt: retryAfter === null ? null : new Date(now + retryAfter).toISOString(),
		},
	);
}

/** How many dials are kept, over all accounts. The oldest are dropped first. */
const maxDialsKept = 50_000;
/** The longest window of a limit, in milliseconds. */
const maxDialAge = 31 * 24 * 3_600_000;

/**
 * The dials of all executions of this process, by account and number. They are needed because the provider's list lags behind, and two
 * executions that ask at the same moment see the same list. After a restart only the provider's list is left.
 */
const dials = new Map<string, Set<OwnDial>>();
const inOrder = new Set<{ key: string; dial: OwnDial }>();

/** A dial that was recorded before its request was sent. */
export interface Reservation {
	/** Records the outcome. A call that was certainly not placed no longer counts. */
	settle(record: CallRecord): void;
}

/** The recorded dials of this account to this number. */
const ownDials = (account: string, to: string): readonly OwnDial[] => [...(dials.get(`${account}\n${to}`) ?? [])];

/** Records a dial. It must run synchronously after the decision that allowed the dial. */
function reserve(account: string, to: string, dial: OwnDial): Reservation {
	const key = `${account}\n${to}`;
	const entry = { key, dial };
	const all = dials.get(key) ?? new Set<OwnDial>();
	dials.set(key, all.add(dial));
	inOrder.add(entry);
	forgetOld(dial.placedAt);
	return {
		settle({ dialed, callId, reference, status, attempts }) {
			if (dialed === 'no') return remove(entry);
			Object.assign(dial, { dialed, callId, reference: reference ?? dial.reference });
			// After the call has ended, only the dials that really happened count.
			if (isTerminal(status)) Object.assign(dial, { dials: Math.max(1, attempts?.length ?? 1), redialsUntil: dial.ringsAt });
		},
	};
}

function forgetOld(now: number): void {
	for (const entry of inOrder) {
		if (inOrder.size <= maxDialsKept && now - entry.dial.redialsUntil < maxDialAge) return;
		remove(entry);
	}
}

function remove(entry: { key: string; dial: OwnDial }): void {
	inOrder.delete(entry);
	const all = dials.get(entry.key);
	all?.delete(entry.dial);
	if (all?.size === 0) dials.delete(entry.key);
}
