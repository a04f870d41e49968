import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import type { Finished } from './finished';
import { isTool } from './tool';

/** Output 0 `Dialed`: yes or maybe; output 1 `Not Dialed`: certainly not. Every item is paired with its input. */
export function toOutputs(context: IExecuteFunctions, results: readonly Finished[]): INodeExecutionData[][] {
	const outputs: INodeExecutionData[][] = [[], []];
	const tool = isTool(context);
	for (const { item, record, dryRun } of results) {
		// A copy, since the ledger keeps the record: what a later node writes into an item must not become part of it.
		const json = structuredClone({ ...record, ...(dryRun ? { dryRun } : {}) }) as unknown as IDataObject;
		outputs[record.dialed === 'no' && !tool ? 1 : 0].push({ json, pairedItem: { item } });
	}
	return outputs;
}
