import type { CallRecord } from '../call/record';
import { unknownAnalysis } from '../call/record';

/** Characters up to which what was said and measured in a call is kept with it. */
const longestKept = 1000;

const isLong = (value: unknown): boolean =>
	(typeof value === 'string' ? value.length : (JSON.stringify(value) ?? '').length) > longestKept;

/**
 * What the ledger keeps of a call: everything that a repeated run cannot learn again, and short texts. The provider's own
 * object and long transcripts, summaries and analyses already leave with the item; n8n would store them twice, and
 * write them again with every look. A repeated run asks the provider for them instead; nobody can be asked for a
 * simulated call, which therefore stays whole.
 * @returns the same record, with `cut` false, where nothing is taken from it
 */
export function keptOf(record: CallRecord): { record: CallRecord; cut: boolean } {
	if (record.simulated) return { record, cut: false };
	const { raw, ...rest } = record;
	const kept: CallRecord = raw === undefined ? { ...record } : rest;
	if (isLong(kept.transcript)) kept.transcript = null;
	if (isLong(kept.summary)) kept.summary = null;
	if (isLong(kept.analysis)) kept.analysis = unknownAnalysis;
	const cut =
		raw !== undefined || kept.transcript !== record.transcript || kept.summary !== record.summary || kept.analysis !== record.analysis;
	return cut ? { record: kept, cut } : { record, cut };
}
