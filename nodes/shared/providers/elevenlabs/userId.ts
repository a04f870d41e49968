import type { CallRequest } from '../../call/request';
import { number } from '../../call/json';

/** One dial by our reference. */
interface Dial {
	reference: string;
	attempt: number;
}

const numbered = /^(.+)~([1-9]\d{0,5})$/s;

/**
 * The `user_id` of a dial: the only value of ours that the list of conversations can be filtered by. The first dial has the plain
 * reference. A redial has its number behind it, so that the list shows the rows of one dial. A reference that ends like such a number gets
 * a number of its own, so that no two dials share a `user_id`.
 */
export const userIdOf = ({ reference, attempt }: Pick<CallRequest, 'reference' | 'attempt'>): string =>
	attempt > 1 || numbered.test(reference) ? `${reference}~${attempt}` : reference;

/** The dial that a `user_id` names. */
export function dialOf(userId: string): Dial {
	const [, reference, attempt] = numbered.exec(userId) ?? [];
	return reference === undefined ? { reference: userId, attempt: 1 } : { reference, attempt: number(attempt) ?? 1 };
}
