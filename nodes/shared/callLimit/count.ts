/** Counts how often a person was called, from the provider's list and the dials of this process. All functions are pure. */
import type { BeginTime } from '../call/listedCall';
import type { CallLimit } from '../fields/safety';

/** A row of the provider's list that is, or may be, a call to the person. */
export interface ListedCall {
	/** False if the row gives no number, or gives it in a form that may be another number. */
	isSure: boolean;
	ids: readonly string[];
	reference: string | null;
	agentId: string | null;
	/** Null if the row gives no time. */
	begun: BeginTime | null;
	/** How many dials the row stands for. */
	dials: number;
}

/** A dial of this process, in any execution. Instants are epoch milliseconds. */
export interface OwnDial {
	placedAt: number;
	/** Later than `placedAt` if the provider was told to call later. */
	ringsAt: number;
	agentId: string | null;
	reference: string;
	/** 1 for the first dial, 2 for the first redial under the same reference. */
	attempt: number;
	callId: string | null;
	/** How many dials the provider may make of it if it redials itself, and the latest instant of such a dial. */
	dials: number;
	redialsUntil: number;
	/** `pending`: the request has no answer yet. */
	dialed: 'pending' | 'yes' | 'maybe';
}

/** How many calls count against the limit, and when the next one is allowed. */
interface Count {
	calls: number;
	/** How many of them may be calls to another person. */
	unsure: number;
	/** When the next call is allowed, in epoch milliseconds. Null if it is allowed now. */
	nextAllowedAt: number | null;
}

const hour = 3_600_000;
/** Every placed call is in the list after this many milliseconds. A `maybe` that is not listed by then was not placed. */
export const listLag = 10 * 60_000;
/** How many milliseconds a row may begin before or after its dial. It may seem earlier because times may be cut to seconds. */
const slack = { before: 5_000, after: 60_000 };

/**
 * Counts the calls within the limit's window around an instant, and says when the wanted dials keep to the limit.
 * @param at when the phone rings. `at` and `now` are epoch milliseconds.
 * @param wanted number of dials that are asked for: several if the provider redials itself
 * @param idsAreListed whether the list shows every call under the id that the provider answered when the call was placed
 */
export function countCalls(
	listed: readonly ListedCall[],
	own: readonly OwnDial[],
	{ limit, at, now, wanted = 1, idsAreListed }: { limit: CallLimit; at: number; now: number; wanted?: number; idsAreListed: boolean },
): Count {
	const window = limit.perHours * hour;
	const matched = matchOwn(listed, own, idsAreListed);
	const instants: number[] = [];
	let unsure = 0;
	const add = (instant: number, dials: number, isSure = true): void => {
		if (Math.abs(at - instant) >= window) return;
		instants.push(...Array.from({ length: dials }, () => instant));
		if (!isSure) unsure += dials;
	};
	for (const dial of own) {
		const shown = (matched.get(dial) ?? []).reduce((sum, { dials }) => sum + dials, 0);
		// A `maybe` that is not listed after the lag was not placed.
		if (dial.dialed !== 'yes' && shown === 0 && now - dial.placedAt > listLag) continue;
		add(dial.ringsAt, Math.max(now > dial.redialsUntil + listLag ? 1 : dial.dials, shown));
	}
	const taken = new Set([...matched.values()].flat());
	// Count an uncertain time as the latest possible one, but not as later than now.
	for (const row of listed)
		if (!taken.has(row)) add(Math.min(row.begun?.latest ?? now, Math.max(now, row.begun?.earliest ?? now)), row.dials, row.isSure);
	instants.sort((a, b) => a - b);
	const tooMany = instants.length + wanted - limit.maxCalls;
	const calls = { calls: instants.length, unsure };
	if (tooMany <= 0) return { ...calls, nextAllowedAt: null };
	return { ...calls, nextAllowedAt: (instants[Math.min(tooMany, instants.length) - 1] ?? now) + window };
}

/**
 * Whether one of the dials is this very call, by its reference and redial, and the list does not show it yet.
 * @param limit a dial before its hours no longer counts
 */
export function isUnlisted(
	call: Pick<OwnDial, 'reference' | 'attempt'>,
	listed: readonly ListedCall[],
	own: readonly OwnDial[],
	{ limit, now, idsAreListed }: { limit: CallLimit; now: number; idsAreListed: boolean },
): boolean {
	const matched = matchOwn(listed, own, idsAreListed);
	const isSame = ({ reference, attempt }: OwnDial): boolean => reference === call.reference && attempt === call.attempt;
	const isRecent = ({ dialed, placedAt }: OwnDial): boolean => now - placedAt < (dialed === 'maybe' ? listLag : limit.perHours * hour);
	return own.some((dial) => isSame(dial) && isRecent(dial) && !matched.has(dial));
}

/** Matches rows to dials: first by id, then by reference. If the list uses other ids, it also matches by time. */
function matchOwn(listed: readonly ListedCall[], own: readonly OwnDial[], idsAreListed: boolean): Map<OwnDial, ListedCall[]> {
	const matched = new Map<OwnDial, ListedCall[]>();
	const free = new Set(listed);
	const take = (dial: OwnDial, row: ListedCall | undefined): void => {
		if (row === undefined) return;
		free.delete(row);
		matched.set(dial, [...(matched.get(dial) ?? []), row]);
	};
	for (const dial of own)
		if (dial.callId !== null)
			take(
				dial,
				[...free].find(({ ids }) => ids.includes(dial.callId as string)),
			);
	const ownIds = new Set(own.flatMap(({ callId }) => callId ?? []));
	const isForeign = ({ ids }: ListedCall): boolean => ids.some((id) => ownIds.has(id));
	for (const by of ['reference', 'time'] as const) {
		for (const dial of own) {
			// If the list shows our ids, a row without one of them is not our dial.
			if (by === 'time' && idsAreListed) continue;
			while ((matched.get(dial)?.length ?? 0) < dial.dials) {
				const fit = [...free].filter(
					(row) =>
						!isForeign(row) &&
						isNear(row, dial) &&
						(by === 'reference' ? row.reference === dial.reference : row.reference === null && isByAgent(row, dial)),
				);
				if (fit.length === 0) break;
				take(dial, fit.sort((a, b) => distance(a, dial) - distance(b, dial))[0]);
			}
		}
	}
	return matched;
}

const isByAgent = (row: ListedCall, own: OwnDial): boolean => row.agentId === null || own.agentId === null || row.agentId === own.agentId;

const isNear = ({ begun }: ListedCall, { placedAt, redialsUntil }: OwnDial): boolean =>
	begun === null || (begun.latest >= placedAt - slack.before && begun.earliest <= redialsUntil + slack.after);

const distance = ({ begun }: ListedCall, { placedAt }: OwnDial): number => (begun === null ? 0 : Math.abs(begun.earliest - placedAt));
