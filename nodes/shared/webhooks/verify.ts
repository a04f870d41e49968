import type { Delivery } from './delivery';

/** The field of the credential that holds the secret of a proof. */
export interface SecretField {
	name: string;
	label: string;
	/** Whether the secret is part of an address. */
	inAddress: boolean;
	/** The field that holds the secret if this one is empty. */
	fallback?: string;
}

/** One way to verify that a delivery comes from the provider. Pure: the caller provides the key and the time. */
export interface WebhookVerifier {
	/** The source of its key: the credential, the trigger's own address, or the token that the trigger registered. */
	readonly keyFrom: 'credential' | 'address' | 'registration';
	/** For `keyFrom` credential. */
	readonly secretField?: SecretField;
	/**
	 * Whether the proof covers the whole body: the bytes are signed, or the sender presents the secret itself. A signature over only the call
	 * ID does not cover the body, which may have been changed.
	 */
	readonly coversBody: boolean;
	/**
	 * The provider may leave the proof out at an address that was given with one call. A waiting execution then relies on the secret in its
	 * own address. Left out: the proof is always there.
	 */
	readonly absentPerCall?: boolean;
	/** The values in the delivery for this proof, without the need of a key. Empty if there are none. */
	extract(delivery: Delivery): string[];
	/** The stored form of a secret: the hash of a token, the key of a signature. */
	toKey(secret: string): Buffer;
	/**
	 * Whether the delivery's values are valid under one of the keys.
	 * @param now milliseconds since 1970
	 */
	verify(delivery: Delivery, keys: readonly Buffer[], now: number): boolean;
}

/** `unprovable`: the delivery contains a proof, but there is no key to check it. */
export type Verdict = { proven: WebhookVerifier } | 'missing' | 'wrong' | 'unprovable';

/**
 * Whether one of the provider's proofs is valid. Keys are requested only for proofs that the delivery contains. One valid proof is enough.
 * An additional wrong proof does not matter.
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

/** The secret of a proof in the fields of a credential. */
export function secretOf({ secretField }: WebhookVerifier, settings: Readonly<Record<string, unknown>>): unknown {
	if (secretField === undefined) return undefined;
	const own = settings[secretField.name];
	const isEmpty = own === undefined || own === null || (typeof own === 'string' && own.trim() === '');
	return isEmpty && secretField.fallback !== undefined ? settings[secretField.fallback] : own;
}
