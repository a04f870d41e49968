import type { Problem } from '../call/problem';
import { notTried } from '../call/problem';
import type { CallAudit } from '../call/record';
import { callRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import { faultProblem } from '../fields/fault';
import type { Provider } from '../providers/provider';
import type { Finished, Ready } from './finished';
import type { Ledger } from './ledger';
import { unclearRecord } from './place';
import type { PlannedCall } from './plan';

/** An item that was not reached: held back, unless an earlier try had begun with it and may have phoned somebody. */
export function leftOver(provider: Provider, { planned, audit, refusal }: Ready, ledger: Ledger, stopper: Problem | null): Finished {
	const { call, item } = planned;
	const earlier = call && ledger.earlier(call);
	if (earlier?.state !== 'pending') return heldBack(provider, planned, refusal ?? (stopper && notTried(item, stopper)), audit);
	const record = unclearRecord({ provider }, { ...call, reference: earlier.reference } as CallRequest, earlier.since);
	return { item, record: { ...record, audit } };
}

/** One problem whose sentence names every fault of the item. */
export function faultsAsProblem({ faults, item }: PlannedCall): Problem {
	const [first, ...others] = faults;
	const problem = faultProblem(first, item);
	problem.detail = [problem.detail, ...others.map((fault) => `${fault.field} ${fault.sentence}`)].join(' ');
	return problem;
}

/** An item that is certainly not dialled, with the reason. */
export function heldBack(provider: Provider, planned: PlannedCall, problem: Problem | null, audit: CallAudit): Finished {
	const record = callRecord(provider.id, { ...planned.known, status: 'blocked', dialed: 'no', audit });
	return { item: planned.item, record: problem === null ? record : { ...record, problem } };
}
