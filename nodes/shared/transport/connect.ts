import type { ICredentialDataDecryptedObject, ICredentialTestRequest, IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { wayOutOf } from '../providers/refusal';
import type { Provider, ProviderSettings } from '../providers/provider';
import type { Result, FieldIssue } from '../call/result';
import { invalid, ok, faultProblem } from '../call/result';
import { checkBaseUrl, isBelow } from './url';
import { problem } from '../call/problem';
import type { Problem } from '../call/problem';
import type { CallerContext, Connection } from './send';

/**
 * Gives the `authenticate` function of a credential. It puts the key into the header that the provider documents. It signs only
 * requests to the credential's own address, over https, or over http to this machine. It switches redirects off, because most clients
 * would pass a custom header on.
 * @throws UserError with the way out if the address must not get the key
 */
export function authenticateAt(provider: Provider) {
	return async (credentials: ICredentialDataDecryptedObject, request: IHttpRequestOptions): Promise<IHttpRequestOptions> => {
		const baseUrl = checkBaseUrl(provider.baseUrl(credentials));
		if (!baseUrl.ok) throw new UserError(`${baseUrl.fault.field} ${baseUrl.fault.sentence}`);
		const target = request.baseURL ? `${request.baseURL.replace(/\/+$/, '')}${request.url}` : request.url;
		if (!isBelow(target, baseUrl.value)) {
			throw new UserError(`The key of ${provider.displayName} is sent only to the Base URL of its credential.`);
		}
		const key = checkKey(credentials);
		if (!key.ok) throw new UserError(`${key.fault.field} ${key.fault.sentence}`);
		const { header, prefix } = provider.authentication ?? { header: 'Authorization', prefix: '' };
		return {
			...request,
			disableFollowRedirect: true,
			headers: { accept: 'application/json', ...request.headers, [header]: prefix + key.value },
		};
	};
}

/** Gives the key without the blanks around it. A key that cannot be sent in a header is an invalid field. */
export function checkKey(settings: ProviderSettings): Result<string> {
	const key = String(settings.apiKey ?? '').trim();
	return key === '' || /[^\u0021-\u007e]/.test(key)
		? invalid('API Key', 'is empty or holds a blank or a special character. Copy it again from the provider.')
		: ok(key);
}

/** First characters of a body that is a web page, not JSON. */
const pageStarts = ['<', '\n', '\r', ' ', '\t'];

/**
 * The rules of a credential test. Only a working key passes. The rules catch a refused key (and tell the provider's way out), a sign-in
 * page, and an error that is reported inside a 2xx.
 * @param wrongBody places in a 2xx body, each with the value that means failure (`undefined`: an expected value is missing)
 */
export function testRules(
	provider: Provider,
	{ wrongBody }: { wrongBody: Array<{ key: string; value: unknown }> },
): ICredentialTestRequest['rules'] {
	const { displayName } = provider;
	const refused = `${displayName} refused this key. ${wayOutOf('unauthorized', provider)}`;
	const page = `This address answers with a web page, not with the API of ${displayName}. Check the Base URL.`;
	const moved = `This address redirects elsewhere, and the key is not sent there. Check the Base URL.`;
	const notThere = `This address has no API of ${displayName}. Check the Base URL.`;
	const statuses = { 401: refused, 403: refused, 301: moved, 302: moved, 307: moved, 308: moved, 404: notThere };
	// n8n's type wants one list for each kind of rule, but n8n accepts a mixed list.
	return [
		...Object.entries(statuses).map(([status, message]) => ({
			type: 'responseCode',
			properties: { value: Number(status), message },
		})),
		...pageStarts.map((value) => ({ type: 'responseSuccessBody', properties: { key: '0', value, message: page } })),
		...wrongBody.map(({ key, value }) => ({
			type: 'responseSuccessBody',
			properties: { key, value, message: value === undefined ? notThere : refused },
		})),
	] as ICredentialTestRequest['rules'];
}

/**
 * Reads the chosen credential and gives the connection to its provider, or the problem that prevents it. Problems are: no credential is
 * chosen, the credential cannot be read, the base URL or a path must not get the key, or the key cannot be sent in a header.
 * @param timeoutSeconds total time for each request, in seconds
 */
export async function connect(context: CallerContext, provider: Provider, timeoutSeconds: number): Promise<Connection | Problem> {
	if (provider.credentialType === null) {
		return { provider, settings: {}, baseUrl: provider.baseUrl({}), timeoutSeconds };
	}
	let settings: ProviderSettings;
	try {
		settings = await context.getCredentials(provider.credentialType);
	} catch {
		const isChosen = context.getNode().credentials?.[provider.credentialType] !== undefined;
		const title = isChosen ? 'The credential cannot be read' : 'No credential chosen';
		const what = isChosen ? 'its credential cannot be read' : 'none is chosen';
		return problem(
			'unauthorized',
			`${provider.displayName} needs a credential, and ${what}. Choose one under Credential, or make one with an API key of your account.`,
			{ title },
		);
	}
	const unusable = (fault: FieldIssue): Problem =>
		faultProblem({ type: 'unauthorized', field: `${provider.displayName} credential: ${fault.field}`, sentence: fault.sentence });
	const baseUrl = checkBaseUrl(provider.baseUrl(settings));
	if (!baseUrl.ok) return unusable(baseUrl.fault);
	const key = checkKey(settings);
	if (!key.ok) return unusable(key.fault);
	const outside = provider.ownPaths?.(settings).find(({ path }) => !isBelow(baseUrl.value + path, baseUrl.value));
	if (outside !== undefined) {
		return unusable({
			type: 'unauthorized',
			field: outside.field,
			sentence: 'leads out of the Base URL, and the key is sent nowhere else. Give a path below it, such as /voiceai/sendcall.',
		});
	}
	return { provider, settings, baseUrl: baseUrl.value, timeoutSeconds };
}

/** Whether `connect` gave a connection and not a problem. */
export const isConnection = (value: Connection | Problem): value is Connection => 'baseUrl' in value;
