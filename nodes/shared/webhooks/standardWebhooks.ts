import { createHmac } from 'node:crypto';
import { digestOf, isOneOf } from './secret';
import type { Delivery } from './delivery';
import type { WebhookVerifier } from './verify';

const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;
/** Seconds that a delivery's timestamp may be behind or ahead of this clock. */
const tolerance = 300;
/** The maximum number of signatures in one header. A rotation needs few, and each one costs a comparison. */
const maxSignatures = 16;

/** The signature without its version prefix: HMAC-SHA256 over id.timestamp.body, base64. */
function signatureOf(key: Buffer, id: string, timestamp: string, raw: Buffer): string {
	return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(raw).digest('base64');
}

/**
 * Whether a signature of the delivery is valid under one of the keys. Standard Webhooks:
 * https://github.com/standard-webhooks/standard-webhooks, version v1. Signatures of other versions in the header are ignored. An id with a
 * full stop is refused, because it could move the border between id and timestamp.
 */
export function holdsStandardSignature(delivery: Delivery, keys: readonly Buffer[], now: number): boolean {
	const [ids, timestamps, headers] = names.map((name) => delivery.header(name));
	if (ids.length !== 1 || timestamps.length !== 1 || headers.length !== 1) return false;
	const [id, timestamp, header] = [ids[0], timestamps[0], headers[0]];
	if (!/^[\w-]{1,256}$/.test(id) || !/^[1-9]\d{0,11}$/.test(timestamp)) return false;
	if (Math.abs(Math.floor(now / 1000) - Number(timestamp)) > tolerance) return false;
	const signatures = header.split(' ', maxSignatures + 1);
	if (signatures.length > maxSignatures) return false;
	const expected = keys.map((key) => digestOf(`v1,${signatureOf(key, id, timestamp, delivery.raw)}`));
	return signatures.map((signature) => isOneOf(signature, expected)).some(Boolean);
}

/** Signed with the trigger's address as the secret, for a provider without an account to keep a secret in. */
export const standardSignature: WebhookVerifier = {
	keyFrom: 'address',
	coversBody: true,
	extract: (delivery) => names.flatMap((name) => delivery.header(name)),
	toKey: (secret) => Buffer.from(secret, 'utf8'),
	verify: holdsStandardSignature,
};
