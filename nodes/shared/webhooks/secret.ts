import type { Result } from '../call/result';
import { invalid, ok } from '../call/result';
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Delivery } from './delivery';
import type { SecretField, WebhookVerifier } from './verify';

/** Characters. A shorter secret can be guessed, and `whsec_` or a pair of quotes is not a secret. */
const minSecretLength = 8;

/** The visible characters of a text. Spaces and invisible characters do not count for a secret. */
const visible = (text: string): string => text.replace(/[\p{Cf}\p{Cc}\p{Z}]/gu, '');

/** Characters that a URL carries unchanged (RFC 3986, unreserved). A + would become a space, and a # would end the query. */
const unchangedInAddress = /^[A-Za-z0-9._~-]+$/;

const valuesIn = (raw: unknown): string[] => (typeof raw === 'string' ? raw.split(/\s+/u).filter((value) => visible(value) !== '') : []);

/** The secrets in a field: one, or two separated by a space during a rotation. Invalid secrets are left out. */
export const secretsIn = (raw: unknown): string[] =>
	valuesIn(raw)
		.filter((value) => visible(value).length >= minSecretLength)
		.slice(0, 2);

/**
 * The secrets of a field as a user typed them, or their fault. An empty field is no fault here.
 * @param inAddress whether the secret is part of an address, exactly as typed
 */
export function checkSecrets(raw: unknown, label: string, inAddress: boolean): Result<string[]> {
	const values = valuesIn(raw);
	if (values.length > 2) {
		return invalid(
			label,
			'holds more than two values. A secret has no blanks in it; two values, separated by one blank, while you replace it.',
		);
	}
	if (values.some((value) => visible(value).length < minSecretLength)) {
		return invalid(label, `holds a value of less than ${minSecretLength} characters, which can be guessed. Use a long random text.`);
	}
	if (inAddress && values.some((value) => !unchangedInAddress.test(value))) {
		return invalid(
			label,
			'holds a character that may not survive in an address, and then no event would be let in. Use letters and digits alone (- . _ ~ are possible too), and give the provider the address with the new token.',
		);
	}
	return ok(values);
}

/** The SHA-256 of a text. It is stored instead of a token, and it makes secrets of any length comparable. */
export const digestOf = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/** Whether two digests are equal. The time does not depend on where they differ. */
export const sameDigest = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

/** Whether the text matches one of the digests. All of them are compared. */
export function isOneOf(text: string, digests: readonly Buffer[]): boolean {
	const digest = digestOf(text);
	return digests.map((known) => sameDigest(digest, known)).some(Boolean);
}

/** Whether there is exactly one value, and it matches a known digest. */
const isToken = (carried: string[], keys: readonly Buffer[]): boolean => carried.length === 1 && isOneOf(carried[0], keys);

const inAddress = (delivery: Delivery): string[] => delivery.query('token');

/**
 * A secret token in the address (`?token=`), for providers that sign nothing. Only a sender that knows the address with its token can
 * deliver.
 */
export const addressToken: WebhookVerifier = {
	keyFrom: 'credential',
	secretField: { name: 'webhookToken', label: 'Webhook Token', inAddress: true },
	coversBody: true,
	extract: inAddress,
	toKey: digestOf,
	verify: (delivery, keys) => isToken(inAddress(delivery), keys),
};

/** A random token in a header of our own, which the trigger gives the provider when it registers itself. */
export const registeredToken = (header: string): WebhookVerifier => ({
	keyFrom: 'registration',
	coversBody: true,
	extract: (delivery) => delivery.header(header),
	toKey: digestOf,
	verify: (delivery, keys) => isToken(delivery.header(header), keys),
});

/**
 * A secret that the provider sends as it is in a header of its own.
 * @param header in lower case
 * @param more what differs from a proof that is always there
 */
export const headerSecret = (
	header: string,
	secretField: SecretField,
	more: Pick<WebhookVerifier, 'absentPerCall'> = {},
): WebhookVerifier => ({
	keyFrom: 'credential',
	secretField,
	coversBody: true,
	...more,
	extract: (delivery) => delivery.header(header),
	toKey: digestOf,
	verify: (delivery, keys) => isToken(delivery.header(header), keys),
});
