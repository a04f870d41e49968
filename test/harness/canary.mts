import { expect } from 'vitest';

/** Every spelling in which a secret could leave by accident. */
function spellingsOf(secret: string): Record<string, string> {
	const base64 = Buffer.from(secret).toString('base64').replace(/=+$/, '');
	return {
		plain: secret,
		'URL-encoded': encodeURIComponent(secret),
		base64,
		'base64 (URL)': base64.replaceAll('+', '-').replaceAll('/', '_'),
		hex: Buffer.from(secret).toString('hex'),
		reversed: [...secret].reverse().join(''),
	};
}

/** Everything that can be reached from a value as text: non-enumerable members (an error's stack) and causes too. */
export function textOf(value: unknown, seen = new Set<unknown>()): string {
	if (typeof value === 'function' || value === undefined) return '';
	if (typeof value !== 'object' || value === null) return String(value);
	if (seen.has(value)) return '';
	seen.add(value);
	if (value instanceof Map || value instanceof Set) return textOf([...value.entries()], seen);
	const names: Array<string | symbol> = Object.getOwnPropertyNames(value);
	if (value instanceof Error) names.push('name', 'message', 'stack', 'cause');
	return names.map((name) => `${String(name)}: ${textOf((value as any)[name], seen)}`).join('\n');
}

/** Fails when one of the secrets stands anywhere in what left the node: items, errors, hints, the node's context. */
export function expectNoSecret(left: unknown, ...secrets: string[]): void {
	const text = textOf(left);
	for (const secret of secrets) {
		for (const [spelling, word] of Object.entries(spellingsOf(secret))) {
			expect(text.includes(word), `the secret must not leave, and does (${spelling})`).toBe(false);
		}
	}
}
