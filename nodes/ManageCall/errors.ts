import type { IExecuteFunctions, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { reportable } from '../shared/call/bugReport';
import { forItem } from '../shared/call/problem';
import type { Failure, FieldIssue } from '../shared/call/result';

/** The failure of an item with invalid fields. It names each field, what is wrong with it and the way out. */
export function unusable(faults: FieldIssue[]): { ok: false; fault: Failure } {
	const [first, ...others] = faults.map(({ field, sentence }) => `${field} ${sentence}`);
	return { ok: false, fault: { sentence: first, wayOut: others.join(' '), httpStatus: null } };
}

/** Makes n8n's error from the failure of an item. An error inside a 2xx is not an HTTP error. */
export function errorOf(context: IExecuteFunctions, failure: Failure, item: number): NodeApiError | NodeOperationError {
	// A failure that stops the whole run concerns the account or the node, so it names no item.
	const message = failure.stops ? failure.sentence : forItem(failure.sentence, item, context.getInputData().length);
	const { wayOut: description, httpStatus } = failure;
	if (httpStatus === null || httpStatus < 400) {
		return reportable(context.getNode(), new NodeOperationError(context.getNode(), message, { description, itemIndex: item }));
	}
	const told = { message, description, httpCode: String(httpStatus), itemIndex: item };
	return reportable(context.getNode(), new NodeApiError(context.getNode(), { message } as JsonObject, told));
}
