import type { Json } from '../call/json';
import type { ProviderSettings } from '../providers/provider';

const secretNames = /key|secret|token/i;

/** Every spelling in which a secret of the credential could come back in an answer. */
export function secretsOf(settings: ProviderSettings): string[] {
	return Object.entries(settings)
		.filter(([name, value]) => secretNames.test(name) && typeof value === 'string' && value.length >= 4)
		.flatMap(([, value]) => {
			const secret = value as string;
			return [
				secret,
				encodeURIComponent(secret),
				Buffer.from(secret).toString('base64'),
				Buffer.from(secret).toString('base64').replace(/=+$/, ''),
				Buffer.from(secret).toString('base64url'),
				[...secret].reverse().join(''),
			];
		});
}

/** The text with every secret replaced, for messages that a provider wrote. */
export const withoutSecrets = (text: string, secrets: string[]): string =>
	secrets.reduce((clean, secret) => clean.replaceAll(secret, '••••'), text);

/** A whole answer with every secret replaced, however deep it stands; what is no JSON reads as `null`. */
export function jsonWithoutSecrets(value: unknown, secrets: string[]): Json {
	const text = JSON.stringify(value);
	return text === undefined ? null : (JSON.parse(withoutSecrets(text, secrets)) as Json);
}
