import type { Problem } from '../call/problem';
import type { DialJob, ItemResult, ParsedItem, RepeatedJob } from '../dialling/job';
import type { Ledger } from '../dialling/ledger';
import { faultsAsProblem, notDialed } from '../dialling/notDialed';
import type { Preflight } from '../dialling/preflight';
import { auditOf } from '../dialling/preflight';
import type { Provider } from '../providers/provider';
import { inStretches } from '../time/breath';

/** Sorts the items into those that may be dialled and those that are held back; an earlier dial needs no preflight. */
export async function passPreflight(preflight: Preflight, provider: Provider, parsed: ParsedItem[], ledger: Ledger) {
	const now = new Date();
	const results = new Map<number, ItemResult>();
	const jobs: DialJob[] = [];
	const repeating: RepeatedJob[] = [];
	await inStretches(parsed, (parsedItem) => {
		if (parsedItem.call === null) {
			results.set(parsedItem.item, {
				...notDialed(provider, parsedItem, faultsAsProblem(parsedItem), auditOf(parsedItem, null)),
				notLookedUp: true,
			});
			return;
		}
		const { problem, audit, repeatOf } = preflight.check(parsedItem, parsedItem.call, now);
		const earlier = ledger.earlier(parsedItem.call);
		// A call of an earlier try leaves with its own record, whatever the preflight or the account says now.
		if (earlier.state === 'dialled') results.set(parsedItem.item, { item: parsedItem.item, record: earlier.record });
		else if (
			problem === null ||
			earlier.state === 'pending' ||
			mayBeForgotten(ledger, problem) ||
			mayBeOfEarlierStart(parsedItem, problem)
		) {
			jobs.push({ parsed: parsedItem, audit, refusal: problem });
		} else {
			results.set(parsedItem.item, notDialed(provider, parsedItem, problem, audit));
			if (repeatOf !== undefined && !parsedItem.options.dryRun) repeating.push({ parsed: parsedItem, audit, refusal: problem, repeatOf });
		}
	});
	return { results, jobs, repeating };
}

/** Whether a refused item may have been dialled in a crashed try whose ledger is lost: the provider has to be asked. */
const mayBeForgotten = (ledger: Ledger, { type }: Problem): boolean => !ledger.complete && type !== 'duplicate';

/** Whether an item that is outside the calling hours may have been called by an earlier start of the campaign: the look for it dials nobody. */
const mayBeOfEarlierStart = ({ safety, options }: ParsedItem, { type }: Problem): boolean =>
	type === 'outside_calling_hours' && safety?.callLimit != null && options.reference !== null && !options.dryRun;
