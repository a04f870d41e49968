import type { IExecuteFunctions, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { Problem } from '../call/problem';
import { concernsTheNode, stopsTheRun, whyOf } from '../call/problem';
import type { Finished } from './finished';

/**
 * The problem of the node itself, if there is one: the account is refused, or every item has the same unusable agent,
 * voice, script or parameter. After the first dial there is none: nothing may hide what was dialled.
 */
export function problemOfTheNode(results: readonly Finished[]): { problem: Problem; item: number } | null {
	if (results.some((one) => one.record.dialed !== 'no' || one.record.problem === undefined)) return null;
	const stopper = results.find((one) => one.record.problem && stopsTheRun(one.record.problem.type));
	const [first] = results;
	const same = results.every(
		({ record }) =>
			record.problem?.type === first.record.problem?.type &&
			(record.problem && whyOf(record.problem)) === (first.record.problem && whyOf(first.record.problem)),
	);
	const at = stopper ?? (same && first.record.problem && concernsTheNode(first.record.problem.type) ? first : null);
	return at?.record.problem ? { problem: at.record.problem, item: at.item } : null;
}

/** Throws what concerns the node as a whole, unless "On Error: continue" wants it as items. */
export function throwIfTheNodeIsAtFault(context: IExecuteFunctions, results: readonly Finished[]): void {
	if (context.continueOnFail()) return;
	const fault = problemOfTheNode(results);
	if (fault === null) return;
	const { title, httpStatus } = fault.problem;
	// The node stops as a whole, so the reason is said without the item that was not tried because of it.
	const detail = whyOf(fault.problem);
	// An error inside a 2xx is no HTTP error: its status would only confuse.
	if (httpStatus === null || httpStatus < 400) {
		throw new NodeOperationError(context.getNode(), title, { description: detail, itemIndex: fault.item });
	}
	throw new NodeApiError(context.getNode(), { message: title } as JsonObject, {
		message: title,
		description: detail,
		httpCode: String(httpStatus),
		itemIndex: fault.item,
	});
}
