import type { IDataObject, IExecuteFunctions, INodeExecutionData, JsonObject } from 'n8n-workflow';
import type { JsonObject as CallJson } from '../call/json';
import { forItem, concernsTheNode, stopsTheRun, whyOf } from '../call/problem';
import { reportable } from '../call/bugReport';
import { countsOf, runLine } from '../call/runLine';
import { outward } from '../call/outward';
import type { CallRecord } from '../call/record';
import type { Privacy } from '../privacy/privacy';
import { numbersOf, privately, withoutNumbers } from '../privacy/privacy';
import type { Provider } from '../providers/provider';
import { inStretches } from '../time/breath';
import type { ItemResult } from '../dialling/job';
import { isOneOutput } from '../dialling/caller';
import { withoutMark } from '../dialling/keptCall';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { Problem } from '../call/problem';

/** Output 0 `Dialed`: yes or maybe; output 1 `Not Dialed`: certainly not; or all on the one there is. Every item is paired with its input. */
export async function toOutputs(
	context: IExecuteFunctions,
	results: readonly ItemResult[],
	privacyOf: (item: number) => Privacy,
): Promise<INodeExecutionData[][]> {
	const together = isOneOutput(context);
	const outputs: INodeExecutionData[][] = together ? [[]] : [[], []];
	await inStretches(results, ({ item, record, dryRun }) => {
		// A copy: a later node may change the item, and the ledger keeps the record.
		const privacy = privacyOf(item);
		const shown = privately(withoutMark(named(record, item, results.length)), privacy);
		const request = dryRun === undefined || !privacy.maskNumbers ? dryRun : withoutNumbers(dryRun as CallJson, numbersOf(record));
		const json = outward(shown, request as CallJson | undefined) as IDataObject;
		outputs[record.dialed === 'no' && !together ? 1 : 0].push({ json, pairedItem: { item } });
	});
	return outputs;
}

/** The results with their problems as they leave, since hints and errors say them and n8n stores both. */
export const withPrivateProblems = (results: readonly ItemResult[], privacyOf: (item: number) => Privacy): ItemResult[] =>
	results.map((result) => {
		const { problem } = result.record;
		if (problem === undefined) return result;
		return { ...result, record: { ...result.record, problem: privately(result.record, privacyOf(result.item)).problem } };
	});

/** The record with the number of its item in the problem's sentence, where the run has several items. */
function named(record: CallRecord, item: number, items: number): CallRecord {
	const { problem } = record;
	return problem === undefined ? record : { ...record, problem: { ...problem, detail: forItem(problem.detail, item, items) } };
}

/**
 * The problem of the node itself, if there is one: the account is refused, or every item has the same unusable agent,
 * voice, script or parameter. After the first dial there is none: an error must not hide the calls that were placed.
 */
export function problemOfTheNode(results: readonly ItemResult[]): { problem: Problem; item: number } | null {
	if (results.some((result) => result.record.dialed !== 'no' || result.record.problem === undefined)) return null;
	const withAccountProblem = results.find((result) => result.record.problem && stopsTheRun(result.record.problem.type));
	const [first] = results;
	const same = results.every(
		({ record }) =>
			record.problem?.type === first.record.problem?.type &&
			(record.problem && whyOf(record.problem)) === (first.record.problem && whyOf(first.record.problem)),
	);
	const at = withAccountProblem ?? (same && first.record.problem && concernsTheNode(first.record.problem.type) ? first : null);
	return at?.record.problem ? { problem: at.record.problem, item: at.item } : null;
}

/** Throws what concerns the node as a whole, unless "On Error: continue" wants it as items. */
export function throwIfTheNodeIsAtFault(context: IExecuteFunctions, results: readonly ItemResult[]): void {
	if (context.continueOnFail()) return;
	const fault = problemOfTheNode(results);
	if (fault === null) return;
	const { title, httpStatus } = fault.problem;
	// The node stops as a whole, so the reason is said without the item that was not tried because of it.
	const detail = whyOf(fault.problem);
	// For an error inside a 2xx answer the status would mislead.
	if (httpStatus === null || httpStatus < 400) {
		throw reportable(context.getNode(), new NodeOperationError(context.getNode(), title, { description: detail, itemIndex: fault.item }));
	}
	const told = { message: title, description: detail, httpCode: String(httpStatus), itemIndex: fault.item };
	throw reportable(context.getNode(), new NodeApiError(context.getNode(), { message: title } as JsonObject, told));
}

/** What the log says of a run: how every call ended or stands, and why the others were not made. */
export function logRun(context: IExecuteFunctions, provider: Provider, results: readonly ItemResult[], begun: number): void {
	const kinds = results.map(({ record, dryRun }) => {
		if (dryRun !== undefined) return 'dry run';
		if (record.dialed === 'no') return `not dialed: ${record.problem?.type ?? 'not reached'}`;
		return record.dialed === 'yes' ? (record.outcome ?? record.status) : 'perhaps dialed';
	});
	context.logger.info(runLine(context.getNode(), [provider.id], results.length, countsOf(kinds.toSorted()), begun));
}
