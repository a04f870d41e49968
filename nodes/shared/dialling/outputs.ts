import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { forItem } from '../call/itemName';
import type { JsonObject } from '../call/json';
import { outward } from '../call/outward';
import type { CallRecord } from '../call/record';
import { inStretches } from '../time/breath';
import type { Finished } from './finished';
import { isOneOutput } from './tool';

/** Output 0 `Dialed`: yes or maybe; output 1 `Not Dialed`: certainly not; or all on the one there is. Every item is paired with its input. */
export async function toOutputs(context: IExecuteFunctions, results: readonly Finished[]): Promise<INodeExecutionData[][]> {
	const together = isOneOutput(context);
	const outputs: INodeExecutionData[][] = together ? [[]] : [[], []];
	await inStretches(results, ({ item, record, dryRun }) => {
		// A copy, since the ledger keeps the record: what a later node writes into an item must not become part of it.
		const json = outward(named(record, item, results.length), dryRun as JsonObject | undefined) as IDataObject;
		outputs[record.dialed === 'no' && !together ? 1 : 0].push({ json, pairedItem: { item } });
	});
	return outputs;
}

/** The record as it leaves: where there are several items, its problem says which one it is of. */
function named(record: CallRecord, item: number, items: number): CallRecord {
	const { problem } = record;
	return problem === undefined ? record : { ...record, problem: { ...problem, detail: forItem(problem.detail, item, items) } };
}
