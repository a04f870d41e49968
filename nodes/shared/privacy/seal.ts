import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Json } from '../call/json';

const algorithm = 'aes-256-gcm';
/** Bytes. */
const [nonceLength, tagLength] = [12, 16];

const keyOf = (token: string): Buffer => createHash('sha256').update(`sealed\n${token}`).digest();

/** Encrypts what a waiting execution stores, so that only who knows the token can read it. @returns base64url */
export function seal(value: object, token: string): string {
	const nonce = randomBytes(nonceLength);
	const cipher = createCipheriv(algorithm, keyOf(token), nonce, { authTagLength: tagLength });
	const sealed = Buffer.concat([cipher.update(JSON.stringify(value), 'utf8'), cipher.final()]);
	return Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** What was sealed with this token; null where it was not, or where it was changed. */
export function unseal(sealed: string, token: string): Json {
	const bytes = Buffer.from(sealed, 'base64url');
	try {
		const decipher = createDecipheriv(algorithm, keyOf(token), bytes.subarray(0, nonceLength), { authTagLength: tagLength });
		decipher.setAuthTag(bytes.subarray(nonceLength, nonceLength + tagLength));
		const text = Buffer.concat([decipher.update(bytes.subarray(nonceLength + tagLength)), decipher.final()]).toString('utf8');
		return JSON.parse(text) as Json;
	} catch {
		return null;
	}
}
