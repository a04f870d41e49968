import type { Problem } from '../call/problem';
import type { CallAudit } from '../call/record';
import type { CallRequest } from '../call/request';
import type { ListedHistory, Reservation } from '../callLimit/limiter';
import type { DialJob } from './job';
import { auditOf } from './preflight';
import { hoursOf, hoursProblem } from './schedule';
import { rememberDial } from './repeats';
import type { DialRun } from './dialRun';

/** What came up against a dial in the last moment, and the facts it was decided on. */
export interface Refused {
	refusal: Problem;
	audit: CallAudit;
}

/** A dial that is written down and may be sent (ISO 8601 UTC), or the reason why it is not. */
type BegunDial = { since: string; reservation: Reservation } | Refused;

/**
 * The last decision and the note in the ledger, in one synchronous stretch right before the request: whatever was asked
 * before an `await` may be otherwise by now, and another run of the node must never decide between the two.
 */
export function begin(dialRun: DialRun, { parsed, audit }: DialJob, call: CallRequest, asked: ListedHistory | null): BegunDial {
	const { context, preflight, ledger, limiter, repeats } = dialRun;
	const late = lateProblem(parsed, call);
	if (late !== null) return late;
	const now = Date.now();
	const refusal = preflight.decideLast(parsed, call) ?? (parsed.safety?.allowRepeats ? null : repeats.problem(call, ledger, now));
	if (refusal !== null) return { refusal, audit: { ...audit, decision: 'refused' } };
	const limited = limiter.reserve(call, parsed.safety?.callLimit ?? null, asked);
	if ('refusal' in limited) return { refusal: limited.refusal, audit: { ...audit, decision: 'refused' } };
	const since = ledger.pending(call);
	repeats.remember(call, ledger, now);
	rememberDial(`${context.getWorkflow().id ?? ''}:${context.getNode().id}`, call.to, now);
	return { since, reservation: limited.reservation };
}

/** The hour, looked at in this moment: an item may have waited in the queue, or for a connection, past the end of the hours. */
export function lateProblem(parsed: DialJob['parsed'], call: CallRequest): Refused | null {
	const { safety } = parsed;
	const hours = safety === null ? null : hoursOf(parsed, safety, call, new Date());
	const refusal = hoursProblem(call, hours);
	return refusal === null ? null : { refusal, audit: { ...auditOf(parsed, hours), decision: 'refused' } };
}
