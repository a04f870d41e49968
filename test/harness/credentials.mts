import type { ICredentialDataDecryptedObject, ICredentialType, IHttpRequestOptions } from 'n8n-workflow';
import { createRequire } from 'node:module';
import type { ProviderName } from '../servers/strictServer.mts';

const require = createRequire(import.meta.url);
const manifest = require('../../package.json') as { n8n: { credentials: string[] } };
export const credentialTypes = Object.fromEntries(
	manifest.n8n.credentials.map((path) => {
		const credential = new (Object.values(require(`../../${path}`))[0] as new () => ICredentialType)();
		return [credential.name, credential];
	}),
);
export const typeOf = (provider: ProviderName): ICredentialType => credentialTypes[`${provider}VoiceApi`];

export const production: Record<ProviderName, string> = {
	elevenlabs: 'https://api.elevenlabs.io',
	bland: 'https://api.bland.ai',
	retell: 'https://api.retellai.com',
	svalync: 'https://svalync.com/api',
	synthflow: 'https://api.synthflow.ai/v2',
	talkover: 'https://app.talkover.ai/api/v1',
	unleashx: 'https://www.tryunleashx.com/api/v1/global',
	vapi: 'https://api.vapi.ai',
};
/** Whether the credential has a region, and a base URL only beside it. */
export const hasRegions = (provider: ProviderName): boolean => typeOf(provider).properties.some(({ name }) => name === 'region');
export const key = 'k3y-Secret_0123456789';

/** The credential as n8n hands it over: the defaults of its fields, and what a person typed. */
export const dataOf = (provider: ProviderName, change: ICredentialDataDecryptedObject = {}): ICredentialDataDecryptedObject => ({
	...Object.fromEntries(typeOf(provider).properties.map((one) => [one.name, one.default as string])),
	apiKey: key,
	...('baseUrl' in change && hasRegions(provider) ? { region: 'custom' } : {}),
	...change,
});

type Authenticate = (data: ICredentialDataDecryptedObject, request: IHttpRequestOptions) => Promise<IHttpRequestOptions>;
export const authenticate = (provider: ProviderName, data: ICredentialDataDecryptedObject, request: Partial<IHttpRequestOptions>) =>
	(typeOf(provider).authenticate as Authenticate)(data, request as IHttpRequestOptions);

/** The request of a credential test as n8n makes it: expressions resolved, then authenticated. */
export function testRequestOf(provider: ProviderName, data: ICredentialDataDecryptedObject) {
	const { request } = typeOf(provider).test ?? { request: {} };
	const text = String(request.baseURL);
	const resolve = new Function('$credentials', `return ${text.replace(/^=\{\{/, '').replace(/\}\}$/, '')}`) as (data: unknown) => string;
	return {
		method: request.method ?? 'GET',
		url: resolve(data) + String(request.url),
		qs: request.qs as Record<string, string> | undefined,
		headers: request.headers as Record<string, string> | undefined,
		body: request.body,
	};
}

/** What n8n's credential tester says to an answer: the rules of its status, then those of its body. */
export function judge(provider: ProviderName, status: number, text: string): string {
	const rules = (typeOf(provider).test?.rules ?? []) as Array<{
		type: string;
		properties: { key: string; value: unknown; message: string };
	}>;
	if (status < 200 || status > 299) {
		return rules.find((rule) => rule.type === 'responseCode' && rule.properties.value === status)?.properties.message ?? `status ${status}`;
	}
	let body: unknown = text;
	try {
		body = JSON.parse(text);
	} catch {
		// stays text, as in n8n
	}
	const at = (path: string): unknown =>
		path
			.split(/[.[\]]+/)
			.filter(Boolean)
			.reduce<unknown>((here, name) => (here as Record<string, unknown> | undefined)?.[name], body);
	const broken = rules.find((rule) => rule.type === 'responseSuccessBody' && at(rule.properties.key) === rule.properties.value);
	return broken?.properties.message ?? 'OK';
}
