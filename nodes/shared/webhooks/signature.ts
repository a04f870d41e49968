import { createHmac } from 'node:crypto';
import { sameDigest } from './secret';
import type { SecretField, WebhookVerifier } from './verify';

/** How a provider signs its deliveries with HMAC-SHA256, the secret's text as the key. */
export interface SignatureScheme {
	/** The field of the credential with the secret. */
	secretField: SecretField;
	/** The header with the signature, in lower case. */
	header: string;
	/**
	 * The form of the whole header value, with the groups `digest` and, if the time stands in the same header, `time`. Without the flag `i`
	 * a digest with capital letters must not match it. Left out: the value is the digest, 64 lower-case hex digits.
	 */
	form?: RegExp;
	/** Left out: hex. */
	encoding?: 'hex' | 'base64';
	/** The header with the time, in lower case, if it does not stand in the signature's header. */
	timeHeader?: string;
	/** The signed text before and after the body. The time is as it stands in the header. Left out: the body alone is signed. */
	around?: (time: string) => { before?: string; after?: string };
	/** Milliseconds that the time may be behind or ahead of this clock, inclusive. A scheme with a time needs it. */
	tolerance?: number;
	/** The header's time in milliseconds since 1970. Left out: it is in milliseconds. */
	toMilliseconds?: (time: number) => number;
	/** See `WebhookVerifier.absentPerCall`. */
	absentPerCall?: boolean;
}

const hexDigest = /^(?<digest>[0-9a-f]{64})$/;
/** Bytes of a SHA-256. */
const digestLength = 32;

export const secondsToMilliseconds = (seconds: number): number => seconds * 1000;

/** Twelve digits and more are milliseconds: in seconds they would be a time after the year 5000. */
export const secondsOrMilliseconds = (time: number): number => (time < 1e11 ? time * 1000 : time);

/**
 * A signature over the raw bytes of the body, with or without a time. The headers must be there exactly once, and their whole value must
 * have the declared form.
 */
export function bodySignature(scheme: SignatureScheme): WebhookVerifier {
	const { secretField, header, form = hexDigest, encoding = 'hex', timeHeader, around, absentPerCall } = scheme;
	return {
		keyFrom: 'credential',
		secretField,
		coversBody: true,
		...(absentPerCall && { absentPerCall }),
		extract: (delivery) => delivery.header(header),
		toKey: (secret) => Buffer.from(secret, 'utf8'),
		verify(delivery, keys, now) {
			const values = delivery.header(header);
			const times = timeHeader === undefined ? [] : delivery.header(timeHeader);
			if (values.length !== 1 || times.length !== (timeHeader === undefined ? 0 : 1)) return false;
			const parts = form.exec(values[0])?.groups;
			const time = times[0] ?? parts?.time ?? null;
			const digest = decoded(parts?.digest, encoding);
			if (digest === null || !isTimely(time, scheme, now)) return false;
			const { before = '', after = '' } = time === null ? {} : (around?.(time) ?? {});
			const expected = keys.map((key) => createHmac('sha256', key).update(before).update(delivery.raw).update(after).digest());
			return expected.map((one) => sameDigest(digest, one)).some(Boolean);
		},
	};
}

/** The bytes of a digest, or `null` if the text is not one in this encoding, letter by letter. */
function decoded(text: string | undefined, encoding: 'hex' | 'base64'): Buffer | null {
	if (text === undefined) return null;
	const bytes = Buffer.from(text, encoding);
	const canonical = encoding === 'hex' ? text.toLowerCase() : text;
	return bytes.length === digestLength && bytes.toString(encoding) === canonical ? bytes : null;
}

/** Whether the time is a whole number near enough to this clock. A scheme without a tolerance has no time. */
function isTimely(time: string | null, { tolerance, toMilliseconds = (same) => same }: SignatureScheme, now: number): boolean {
	if (tolerance === undefined) return time === null;
	const value = Number(time);
	if (time === null || !/^\d+$/.test(time) || !Number.isSafeInteger(value)) return false;
	return Math.abs(now - toMilliseconds(value)) <= tolerance;
}
