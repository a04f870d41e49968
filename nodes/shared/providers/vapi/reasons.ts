import type { Problem, ProblemType } from '../../call/problem';
import { problem } from '../../call/problem';
import { mapStatus } from '../statusMap';
import type { WordMeaning } from '../words';
import { ended } from '../words';

/** What a reason means by its beginning, if its exact word is not in the table. The order decides. */
const beginnings: ReadonlyArray<[RegExp, WordMeaning]> = [
	[/^(assistant|customer)-ended-call/, ended('answered')],
	[/^call\.ending\.hook-executed-/, ended('answered')],
	[/^call\.start\.error-/, ended('failed')],
	[/^(call\.in-progress\.error-|pipeline-)/, ended('failed')],
];

/**
 * How a call with this `endedReason` ended. Vapi lists more than 600 reasons and adds to them, so a reason that nobody knows leaves the
 * outcome open: the call is over, completed if somebody talked, else failed.
 */
export function meaningOfReason(reason: string, talked: boolean): WordMeaning {
	const exact = mapStatus('vapi', reason);
	if (exact.outcome !== null) return exact;
	const known = beginnings.find(([beginning]) => beginning.test(reason));
	return known?.[1] ?? { status: talked ? 'completed' : 'failed', outcome: null };
}

/** Reasons of calls that Vapi ended before it dialed, and what each is to our problem types. The first that fits wins. */
const neverDialed: ReadonlyArray<[RegExp, ProblemType]> = [
	[/^call\.start\.error-subscription-(insufficient-credits|wallet-does-not-exist)$/, 'insufficient_credits'],
	[/^call\.start\.error-subscription-concurrency-limit-reached$/, 'rate_limited'],
	[/^call\.start\.(error-get-assistant$|assistant-version-error-validation$)/, 'agent_unavailable'],
	[/^(call-start-error-neither-assistant-nor-server-set|assistant-not-valid|assistant-not-found)$/, 'agent_unavailable'],
	[/^call\.start\.error-/, 'call_rejected'],
];

const wayOut: Partial<Record<ProblemType, string>> = {
	insufficient_credits: 'Top up the account at Vapi.',
	rate_limited: 'The account runs as many calls at once as it may: set Concurrency under Options, or buy more lines at Vapi.',
	agent_unavailable: 'Check the assistant at Vapi.',
	call_rejected: 'Check the limits of the caller number and of the account at Vapi.',
};

/** Why a call with this `endedReason` was never dialed, or null if the phone may have rung. */
export function neverDialedProblem(reason: string): Problem | null {
	const known = neverDialed.find(([form]) => form.test(reason));
	if (known === undefined) return null;
	const [, type] = known;
	return problem(type, `Vapi took the call and ended it before it dialed (${reason.slice(0, 200)}). ${wayOut[type]}`, {
		providerCode: reason.slice(0, 200),
	});
}
