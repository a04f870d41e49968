import { problem } from '../call/problem';
import type { Problem } from '../call/problem';
import type { Fault } from '../call/result';
import { faultProblem } from '../call/result';
import type { Provider, ProviderSettings } from '../providers/provider';
import { checkKey } from './authenticate';
import { checkBaseUrl } from './baseUrl';
import type { CallerContext, Connection } from './exchange';
import { isBelow } from './target';

/**
 * The provider with the settings of the chosen credential, or the problem that stands in the way: none chosen,
 * a base URL or a path that must not get the key, or a key that no header can carry.
 */
export async function connect(
	context: CallerContext,
	provider: Provider,
	timeoutSeconds: number,
): Promise<Connection | Problem> {
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
	const unusable = (fault: Fault): Problem =>
		faultProblem({ type: 'unauthorized', field: `${provider.displayName} credential: ${fault.field}`, sentence: fault.sentence });
	const baseUrl = checkBaseUrl(provider.baseUrl(settings));
	if (!baseUrl.ok) return unusable(baseUrl.fault);
	const key = checkKey(settings);
	if (!key.ok) return unusable(key.fault);
	const outside = provider.ownPaths?.(settings).find(({ path }) => !isBelow(baseUrl.value + path, baseUrl.value));
	if (outside !== undefined) {
		return unusable({ type: 'unauthorized', field: outside.field, sentence: 'leads out of the Base URL, and the key is sent nowhere else. Give a path below it, such as /voiceai/sendcall.' });
	}
	return { provider, settings, baseUrl: baseUrl.value, timeoutSeconds };
}

export const isConnection = (value: Connection | Problem): value is Connection => 'baseUrl' in value;

