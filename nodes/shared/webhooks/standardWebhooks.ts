import { createHmac } from 'node:crypto';
import { digestOf, isOneOf } from './secret';
import type { Delivery } from './delivery';
import type { WebhookVerifier } from './verify';

const names = ['webhook-id', 'webhook-timestamp', 'webhook-signature'] as const;
/** Seconds that a delivery may be old, or ahead of this clock. */
const tolerance = 300;
/** Signatures in one header at most: a rotation needs few, and each one costs a comparison. */
const maxSignatures = 16;

/** The signature without its version: HMAC-SHA256 over id.timestamp.body, base64. */
function signatureOf(key: Buffer, id: string, timestamp: string, raw: Buffer): string {
	return createHmac('sha256', key).update(`${id}.${timestamp}.`).update(raw).digest('base64');
}

/**
 * Standard Webhooks: https://github.com/standard-webhooks/standard-webhooks, version v1. Signatures of other versions
 * in the header are passed over. An id with a full stop is refused: it could move the border between id and timestamp.
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

/** Signed with the address of the trigger as the secret: for a provider that has no account to keep one in. */
export const standardSignature: WebhookVerifier = {
	keyFrom: 'address',
	coversBody: true,
	extract: (delivery) => names.flatMap((name) => delivery.header(name)),
	toKey: (secret) => Buffer.from(secret, 'utf8'),
	verify: holdsStandardSignature,
};
