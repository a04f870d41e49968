import type { IWebhookFunctions } from 'n8n-workflow';
import type { Provider } from '../providers/provider';
import { secretsIn } from './secret';
import type { EventProof } from './proof';
import { secretOf } from './proof';

/** Milliseconds that keys are kept: a flood of deliveries costs one decryption, a changed secret counts soon. */
const lifetime = 10_000;
const mostNodes = 1_000;

type Keys = ReadonlyMap<EventProof, readonly Buffer[]>;
const cache = new Map<string, { until: number; keys: Promise<Keys> }>();

/**
 * What is needed to check a delivery against the credential: the hashes of tokens, the keys of signatures.
 * @throws what n8n throws where the credential cannot be read
 */
export async function credentialKeys(
	context: IWebhookFunctions,
	provider: Provider,
	proof: EventProof,
): Promise<readonly Buffer[]> {
	const type = provider.credentialType;
	if (type === null) return [];
	const node = context.getNode();
	const key = [context.getWorkflow().id, node.id, type, node.credentials?.[type]?.id].join('\n');
	const now = performance.now();
	let entry = cache.get(key);
	if (entry === undefined || entry.until <= now) {
		cache.delete(key);
		if (cache.size >= mostNodes) cache.delete(cache.keys().next().value as string);
		entry = { until: now + lifetime, keys: read(context, provider, type) };
		cache.set(key, entry);
		entry.keys.catch(() => cache.delete(key)); // a credential that could not be read may be mended by now
	}
	return (await entry.keys).get(proof) ?? [];
}

async function read(context: IWebhookFunctions, { webhook }: Provider, type: string): Promise<Keys> {
	const settings = await context.getCredentials(type);
	const ofCredential = webhook.proofs.filter((proof) => proof.keyFrom === 'credential');
	return new Map(ofCredential.map((proof) => [proof, secretsIn(secretOf(proof, settings)).map(proof.keyOf)]));
}
