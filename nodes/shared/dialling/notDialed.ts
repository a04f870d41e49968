import type { Problem } from '../call/problem';
import type { CallRequest } from '../call/request';
import { notTried, problem } from '../call/problem';
import type { Provider } from '../providers/provider';
import type { Ledger } from './ledger';
import { unknownOutcomeRecord } from './place';
import { maskNumberIn } from '../phoneNumber/mask';
import { faultProblem, faultSentence } from '../call/result';
import type { CallAudit } from '../call/record';
import { callRecord } from '../call/record';
import { DialJob, ItemResult, ParsedItem } from './job';

/** The result of an item that was not reached: not dialed, or unknown if an earlier try had begun to dial it. */
export function notReached(
	provider: Provider,
	{ parsed, audit, refusal }: DialJob,
	ledger: Ledger,
	accountProblem: Problem | null,
): ItemResult {
	const { call, item } = parsed;
	const earlier = call && ledger.earlier(call);
	if (earlier?.state !== 'pending') {
		return { ...notDialed(provider, parsed, refusal ?? (accountProblem && notTried(accountProblem)), audit), notLookedUp: true };
	}
	const record = unknownOutcomeRecord({ provider }, { ...call, reference: earlier.reference } as CallRequest, earlier.since);
	return { item, record: { ...record, audit } };
}

/** The result after a crash that lost the ledger. An item that was not looked up may have been dialled by the lost try. */
export function afterCrash(provider: Provider, { known, number, options }: ParsedItem, result: ItemResult): ItemResult {
	if (result.notLookedUp !== true || number === null || options.dryRun) return result;
	const why = result.record.problem?.detail ?? 'Not tried.';
	const reference = known.reference ? ` Reference: ${maskNumberIn(known.reference, number.e164)}.` : '';
	const detail = `${why} An earlier try of this execution was lost, so the person may have been phoned in it.`;
	const unclear = problem('outcome_unknown', detail, { reconcile: `${provider.reconcileHint}${reference}` });
	return { ...result, record: { ...result.record, status: 'unknown', dialed: 'maybe', problem: unclear } };
}

/** One problem whose sentence names every fault of the item. */
export function faultsAsProblem({ faults }: ParsedItem): Problem {
	const [first, ...others] = faults;
	const problem = faultProblem(first);
	problem.detail = [problem.detail, ...others.map(faultSentence)].join(' ');
	return problem;
}

/** An item that is certainly not dialled, with the reason. */
export function notDialed(provider: Provider, parsed: ParsedItem, reason: Problem | null, audit: CallAudit): ItemResult {
	const simulated = provider.inProcess !== undefined;
	const record = callRecord(provider.id, { ...parsed.known, simulated, status: 'blocked', dialed: 'no', audit });
	return { item: parsed.item, record: reason === null ? record : { ...record, problem: reason } };
}
