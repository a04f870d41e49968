import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { FieldIssue } from '../shared/call/result';
import { readerOf } from '../shared/fields/places';
import { providers } from '../shared/providers/registry';
import { inStretches, takeBreaths } from '../shared/time/breath';
import { errorOf, unusable } from './errors';
import type { CollectiveOperation } from './operation';

/**
 * One run of an operation that makes one item of all items. The item is paired with every item that it was made of.
 * @throws NodeOperationError of the first item that cannot be used, unless "On Error: continue" wants it as an item
 */
export async function runOnAll<I, E>(context: IExecuteFunctions, operation: CollectiveOperation<I, E>): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	const now = new Date();
	const unreadable: FieldIssue[] = [];
	// The fields do not depend on a provider, so any of them does for reading.
	const reading = { provider: providers[0], timezone: context.getTimezone(), now };
	const { input, faults } = operation.read(readerOf(context, 0, unreadable), reading);
	const broken = unreadable.length > 0 ? unreadable : faults;

	const entries: E[] = [];
	const used: Array<{ item: number }> = [];
	const refused: INodeExecutionData[] = [];
	await inStretches(
		items.entries(),
		([item, { json }]) => {
			const read = broken.length > 0 ? { ok: false as const, fault: { ...unusable(broken).fault, stops: true } } : operation.readItem(json);
			if (read.ok) {
				entries.push(read.value);
				used.push({ item });
				return;
			}
			const error = errorOf(context, read.fault, item);
			if (!context.continueOnFail()) throw error;
			refused.push({ json, error, pairedItem: { item } });
		},
		takeBreaths(),
	);
	if (entries.length === 0) return [refused];
	const made = await operation.execute(context, input, entries, now);
	return [[{ ...made, pairedItem: used }, ...refused]];
}
