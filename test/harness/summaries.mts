/** Summaries of records and items, as the operation Summarize Calls makes them. */
import type { CallRecord } from '../../nodes/shared/call/record.ts';
import { readObservation } from '../../nodes/ManageCall/summary/observation.ts';
import type { Summary, SummaryOptions } from '../../nodes/ManageCall/summary/summarize.ts';
import { summarize } from '../../nodes/ManageCall/summary/summarize.ts';
import { itemsOf } from './callRecords.mts';

export const summaryTime = new Date('2026-11-22T20:00:00.000Z');

/** The summary of items, each of which must be readable. */
export async function summaryOfItems(items: readonly object[], more: Partial<SummaryOptions> = {}): Promise<Summary> {
	const observations = items.map((json) => {
		const read = readObservation(json);
		if (!read.ok) throw new Error(read.fault.sentence);
		return read.value;
	});
	return await summarize(observations, {
		callAgainAfter: ['no-answer', 'busy'],
		maxAttempts: null,
		showFullNumbers: false,
		now: summaryTime,
		...more,
	});
}

export const summaryOf = (records: readonly CallRecord[], more: Partial<SummaryOptions> = {}): Promise<Summary> =>
	summaryOfItems(itemsOf(records), more);
