import type { IExecuteFunctions, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { forItem } from '../shared/call/itemName';
import type { Failure } from './operation';

/** The failure of an item as n8n's error; an error inside a 2xx is no HTTP error. */
export function errorOf(context: IExecuteFunctions, failure: Failure, item: number): NodeApiError | NodeOperationError {
	// What stops the whole run is about the account, not about an item.
	const message = failure.stops ? failure.sentence : forItem(failure.sentence, item, context.getInputData().length);
	const { wayOut: description, httpStatus } = failure;
	if (httpStatus === null || httpStatus < 400) {
		return new NodeOperationError(context.getNode(), message, { description, itemIndex: item });
	}
	return new NodeApiError(context.getNode(), { message } as JsonObject, {
		message,
		description,
		httpCode: String(httpStatus),
		itemIndex: item,
	});
}
