import { createHash, timingSafeEqual } from 'node:crypto';

/** The SHA-256 of a text: what is kept of a token, and what makes two secrets of any length comparable. */
export const digestOf = (text: string): Buffer => createHash('sha256').update(text, 'utf8').digest();

/** Whether two digests are the same, in a time that does not depend on where they differ. */
export const sameDigest = (a: Buffer, b: Buffer): boolean => a.length === b.length && timingSafeEqual(a, b);

/** Whether the text is one of those whose digests are given; all of them are looked at. */
export function isOneOf(text: string, digests: readonly Buffer[]): boolean {
	const digest = digestOf(text);
	return digests.map((one) => sameDigest(digest, one)).some(Boolean);
}
