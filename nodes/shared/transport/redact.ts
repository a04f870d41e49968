import type { Json } from '../call/json';
import { isObject } from '../call/json';
import type { ProviderSettings, Provider } from '../providers/provider';
import { Fragments } from './fragments';
import type { IWebhookFunctions } from 'n8n-workflow';
import { secretsIn } from '../webhooks/secret';
import type { WebhookVerifier } from '../webhooks/verify';
import { secretOf } from '../webhooks/verify';

const secretNames = /key|secret|token/i;

/** Gives the secrets of a credential in every spelling in which an answer could repeat them. */
export function secretsOf(settings: ProviderSettings): string[] {
	return (
		Object.entries(settings)
			.filter(([name, value]) => secretNames.test(name) && typeof value === 'string' && value.length >= shortestSecret)
			// A field may hold two secrets with a blank between them, or one with blanks around it.
			.flatMap(([, value]) => [value as string, ...(value as string).trim().split(/\s+/)])
			.filter((secret) => secret.length >= shortestSecret)
			.flatMap((secret) => {
				return [
					secret,
					encodeURIComponent(secret),
					Buffer.from(secret).toString('base64'),
					Buffer.from(secret).toString('base64').replace(/=+$/, ''),
					Buffer.from(secret).toString('base64url'),
					[...secret].reverse().join(''),
				];
			})
	);
}

/** No secret and no part of one is shorter, in characters. */
const shortestSecret = 4;

/** Replaces every secret in a text that a provider wrote. */
export function withoutSecrets(text: string, secrets: string[]): string {
	if (text.length < shortestSecret) return text;
	const { longestFirst, shortest, fragments } = searchOf(secrets);
	const proofless = withoutProofs(text);
	if (proofless.length < shortest) return fragments.mask(proofless);
	return fragments.mask(longestFirst.reduce((clean, secret) => clean.replaceAll(secret, '••••'), proofless));
}

/** What a list of secrets is searched with. It is made only once, because an answer is cleaned value by value. */
interface Search {
	longestFirst: string[];
	/** Length of the shortest secret. */
	shortest: number;
	fragments: Fragments;
}
const searches = new WeakMap<string[], Search>();

function searchOf(secrets: string[]): Search {
	const known = searches.get(secrets) ?? {
		longestFirst: secrets.toSorted((a, b) => b.length - a.length),
		shortest: Math.min(...secrets.map(({ length }) => length)),
		fragments: new Fragments(secrets),
	};
	searches.set(secrets, known);
	return known;
}

/** The token of an attempt in the address of a waiting execution. `waiting/callback.ts` adds it. */
const attemptToken = /attempt(?:=|%3D)[\w-]{32}(?![\w-])/i;

/** Masks the secrets in the address of a waiting execution: our token and n8n's signature. */
const withoutProofs = (text: string): string =>
	attemptToken.test(text) ? text.replace(/(attempt|signature)(=|%3D)[\w-]{20,}/gi, '$1$2••••') : text;

const maxNames = 1_000;

/** Replaces every secret in an answer, at any depth. A value that JSON cannot express becomes `null`. */
export function jsonWithoutSecrets(value: unknown, secrets: string[]): Json {
	const clean = (text: string): string => withoutSecrets(text, secrets);
	// A long answer repeats few names many times.
	const names = new Map<string, string>();
	const cleanName = (name: string): string => {
		const known = names.get(name) ?? clean(name);
		if (names.size < maxNames) names.set(name, known);
		return known;
	};
	// Each value is cleaned by itself. Masking digits inside a number in the JSON text would make the text invalid.
	const text = JSON.stringify(value, (_name, member: unknown) => {
		if (typeof member === 'string') return clean(member);
		if (typeof member === 'number') {
			const spelled = String(member);
			const cleaned = clean(spelled);
			return cleaned === spelled ? member : cleaned;
		}
		if (!isObject(member)) return member;
		return Object.fromEntries(Object.entries(member).map(([name, inner]) => [cleanName(name), inner]));
	});
	return text === undefined ? null : (JSON.parse(text) as Json);
}

/** How long keys are kept, in milliseconds. Many deliveries at once need only one decryption, and a changed secret takes effect soon. */
const lifetime = 10_000;
const maxNodes = 1_000;

type Keys = ReadonlyMap<WebhookVerifier, readonly Buffer[]>;
const cache = new Map<string, { until: number; keys: Promise<Keys> }>();

/**
 * Gives what a delivery is checked with: the hashes of the credential's tokens, or the keys of its signatures.
 * @throws what n8n throws if the credential cannot be read
 */
export async function credentialKeys(context: IWebhookFunctions, provider: Provider, proof: WebhookVerifier): Promise<readonly Buffer[]> {
	const type = provider.credentialType;
	if (type === null) return [];
	const node = context.getNode();
	const key = [context.getWorkflow().id, node.id, type, node.credentials?.[type]?.id].join('\n');
	const now = performance.now();
	let entry = cache.get(key);
	if (entry === undefined || entry.until <= now) {
		cache.delete(key);
		if (cache.size >= maxNodes) cache.delete(cache.keys().next().value as string);
		entry = { until: now + lifetime, keys: read(context, provider, type) };
		cache.set(key, entry);
		entry.keys.catch(() => cache.delete(key)); // do not keep a failure: the credential may be repaired
	}
	return (await entry.keys).get(proof) ?? [];
}

async function read(context: IWebhookFunctions, { webhook }: Provider, type: string): Promise<Keys> {
	const settings = await context.getCredentials(type);
	const ofCredential = webhook.proofs.filter((proof) => proof.keyFrom === 'credential');
	return new Map(ofCredential.map((proof) => [proof, secretsIn(secretOf(proof, settings)).map(proof.toKey)]));
}
