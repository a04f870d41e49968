import type { IExecuteFunctions, IN8nHttpFullResponse } from 'n8n-workflow';
import { forItem } from '../call/itemName';
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
	let delivered = 0;
	for (const { url, headers, body } of provider.inProcess?.callbacks(record, call) ?? []) {
		const status = await statusOf(context, url, headers, JSON.stringify(body));
		if (status >= 200 && status < 300) delivered++;
		else if (isTestUrl(url) && status === 404) return delivered > 0 ? [] : [nobodyListens];
		else return [forItem('Not all events of the call reached its Callback URL. Check that the address answers a POST with status 200.', call.item, context.getInputData().length)];
	}
	return [];
}

const nobodyListens =
	'The Callback URL is a Test URL that does not listen, or not any more, since it takes one event per execution: execute the Call Event Trigger first, or use its Production URL.';

/** n8n's test address of a trigger: it hands one event on, and then answers 404. */
const isTestUrl = (url: string): boolean => /\/webhook-test\//.test(url);

/** The status of the answer, 0 where none came. */
async function statusOf(context: IExecuteFunctions, url: string, headers: Record<string, string>, body: string): Promise<number> {
	try {
		const answer = (await context.helpers.httpRequest({
			method: 'POST',
			url,
			headers: { ...headers, 'content-type': 'application/json' },
			body,
			timeout,
			abortSignal: AbortSignal.timeout(timeout),
			disableFollowRedirect: true,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
		})) as IN8nHttpFullResponse;
		return answer.statusCode;
	} catch {
		return 0;
	}
}
