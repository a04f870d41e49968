import type { Problem } from '../call/problem';
import type { CallAudit } from '../call/record';
import type { CallRequest } from '../call/request';
import type { ListedHistory, Reservation } from '../callLimit/limiter';
import type { DialJob } from './job';
import { auditOf } from './preflight';
import { hoursOf, hoursProblem } from './schedule';
import { rememberDial } from './repeats';
import type { DialRun } from './dialRun';

/** Why a dial was refused at the last moment, with the facts of that decision. */
export interface RefusedDial {
	refusal: Problem;
	audit: CallAudit;
}

/** A dial that is written down and may be sent (ISO 8601 UTC), or the reason why it is not. */
type BegunDial = { since: string; reservation: Reservation } | RefusedDial;

/**
 * Decides a last time and writes the dial into the ledger, right before the request and without an `await` in between.
 * An earlier answer may be out of date by now, and no other run of the node may decide between decision and entry.
 */
export function begin(dialRun: DialRun, { parsed, audit }: DialJob, call: CallRequest, asked: ListedHistory | null): BegunDial {
	const { preflight, ledger, limiter, repeats } = dialRun;
	const late = lateProblem(parsed, call);
	if (late !== null) return late;
	const now = Date.now();
	const refusal = preflight.decideLast(parsed, call) ?? (parsed.safety?.allowRepeats ? null : repeats.problem(call, ledger, now));
	if (refusal !== null) return { refusal, audit: { ...audit, decision: 'refused' } };
	const isOnce = parsed.options.reference !== null && ledger.dialsAs(call).length === 0;
	const limited = limiter.reserve(call, parsed.safety?.callLimit ?? null, asked, isOnce);
	if ('refusal' in limited) return { refusal: limited.refusal, audit: { ...audit, decision: 'refused' } };
	const since = ledger.pending(call);
	repeats.remember(call, ledger, now);
	rememberDial(preflight.node, call.to, now);
	return { since, reservation: limited.reservation };
}

/** Checks the calling hours again: they may have ended while the item waited in the queue or for a connection. */
export function lateProblem(parsed: DialJob['parsed'], call: CallRequest): RefusedDial | null {
	const { safety } = parsed;
	const hours = safety === null ? null : hoursOf(parsed, safety, call, new Date());
	const refusal = hoursProblem(call, hours);
	return refusal === null ? null : { refusal, audit: { ...auditOf(parsed, hours), decision: 'refused' } };
}
