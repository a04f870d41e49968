import type { Delivery } from './delivery';

/** One way in which a delivery shows that it comes from the provider. Pure: the key and the clock are given. */
export interface WebhookVerifier {
	/** Where its key comes from: the credential, the trigger's own address, or the token the trigger registered. */
	readonly keyFrom: 'credential' | 'address' | 'registration';
	/** The credential's field that holds the secret, its label, and whether it travels in an address: for `keyFrom` credential. */
	readonly secretField?: { name: string; label: string; inAddress: boolean };
	/**
	 * Whether the proof speaks for the whole body: the bytes are signed, or the secret is the sender's own word.
	 * A signature over the call id alone does not: the body may have been changed on the way.
	 */
	readonly coversBody: boolean;
	/** What the delivery brings for this proof, none where it brings nothing; no key is needed for that. */
	extract(delivery: Delivery): string[];
	/** What is kept of the secrets: the hash of a token, the key of a signature. */
	toKey(secret: string): Buffer;
	/** Whether what was carried is right under one of the keys. @param now milliseconds since 1970 */
	verify(delivery: Delivery, keys: readonly Buffer[], now: number): boolean;
}

/** `unprovable`: something was brought, but there is no key here to hold against it. */
export type Verdict = { proven: WebhookVerifier } | 'missing' | 'wrong' | 'unprovable';

/**
 * Whether one of the provider's proofs holds. Keys are asked for only where the delivery brings something for them.
 * One valid proof is enough; a wrong proof beside it changes nothing.
 */
export async function verifyDelivery(
	proofs: readonly WebhookVerifier[],
	delivery: Delivery,
	keysFor: (proof: WebhookVerifier) => Promise<readonly Buffer[]>,
	now: number,
): Promise<Verdict> {
	const claimed = proofs.filter((proof) => proof.extract(delivery).length > 0);
	let verdict: Verdict = claimed.length === 0 ? 'missing' : 'unprovable';
	for (const proof of claimed) {
		const keys = await keysFor(proof);
		if (keys.length === 0) continue;
		if (proof.verify(delivery, keys, now)) return { proven: proof };
		verdict = 'wrong';
	}
	return verdict;
}

/** The keys of a proof in the fields of a credential. */
export const secretOf = (proof: WebhookVerifier, settings: Readonly<Record<string, unknown>>): unknown =>
	proof.secretField === undefined ? undefined : settings[proof.secretField.name];
