import type { IExecuteFunctions } from 'n8n-workflow';
import type { CallRecord } from '../call/record';
import type { CallRequest } from '../call/request';
import type { Provider } from '../providers/provider';

/** Milliseconds for one callback of a provider that plays in this process. */
const timeout = 10_000;

/**
 * Sends the events that a provider in this process owes to the call's own callback URL, in order.
 * The call is placed whatever happens here, so a failure is only a warning.
 */
export async function sendCallbacks(
	context: IExecuteFunctions,
	provider: Provider,
	record: CallRecord,
	call: CallRequest,
): Promise<string[]> {
	for (const { url, headers, body } of provider.inProcess?.callbacks(record, call) ?? []) {
		try {
			await context.helpers.httpRequest({
				method: 'POST',
				url,
				headers: { ...headers, 'content-type': 'application/json' },
				body: JSON.stringify(body),
				timeout,
				abortSignal: AbortSignal.timeout(timeout),
				disableFollowRedirect: true,
			});
		} catch {
			return [
				`The events of item ${call.item} did not all reach its Callback URL: check that the address answers a POST with status 200.`,
			];
		}
	}
	return [];
}
