import type { IHttpRequestOptions, IN8nHttpFullResponse } from 'n8n-workflow';
import type { JsonObject } from '../call/json';
import type { Result } from '../call/result';
import { invalid } from '../call/result';
import { faultOf } from './classify';
import type { CallerContext, Connection, Exchange } from './send';
import { answerOf, cancelOf, joinedSignals } from './send';
import { checkUrl, isLoopbackHost } from './url';

/**
 * Checks an address that a provider's answer named and that is to be asked without the key. It must be the base URL's host, at any port, or
 * a host of the provider's domain, over https. This machine is allowed only if the credential's base URL is on this machine too.
 * @param domain the provider's own domain, such as example.com
 */
export function checkProviderAddress(address: string, baseUrl: string, domain: string): Result<string> {
	const field = 'The address that the provider named';
	const checked = checkUrl(address, field);
	if (!checked.ok) return checked;
	const [host, ownHost] = [new URL(checked.value).hostname, new URL(baseUrl).hostname].map((name) => name.toLowerCase());
	const isOwn = isLoopbackHost(host) ? isLoopbackHost(ownHost) : host === ownHost || host === domain || host.endsWith(`.${domain}`);
	return isOwn ? checked : invalid(field, 'is at a foreign host.');
}

/**
 * Posts a body to an address outside the base URL. The request carries no credential. It never throws, follows no redirect and sends
 * nothing twice. The address must have been checked.
 */
export async function postElsewhere(
	context: CallerContext,
	{ timeoutSeconds }: Connection,
	url: string,
	body: JsonObject,
): Promise<Exchange> {
	// The same clock as that of a request to the base URL: see `send`.
	const joined = joinedSignals(cancelOf(context), timeoutSeconds * 1000);
	const options: IHttpRequestOptions = {
		method: 'POST',
		url,
		headers: { accept: 'application/json' },
		body,
		json: true,
		timeout: timeoutSeconds * 1000,
		disableFollowRedirect: true,
		ignoreHttpStatusErrors: true,
		returnFullResponse: true,
		abortSignal: joined.signal,
	};
	try {
		const response = (await Promise.race([context.helpers.httpRequest(options), joined.clockStruck])) as IN8nHttpFullResponse;
		return { answer: answerOf(response) };
	} catch (error) {
		return { fault: faultOf(error, joined.timedOut()) };
	} finally {
		joined.release();
	}
}
