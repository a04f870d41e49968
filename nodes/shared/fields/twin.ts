import { isObject } from '../call/json';
import { isBlank } from './values';

/** Whether there is anything: n8n fills an untouched field with an empty text, list or object. */
export const isGiven = (raw: unknown): boolean =>
	!isBlank(raw) && !(typeof raw === 'object' && raw !== null && Object.keys(raw).length === 0);

/** Whether two values say the same; the order of names in an object does not count. */
export const saysTheSame = (one: unknown, other: unknown): boolean => spelled(one) === spelled(other);

const spelled = (value: unknown): string | undefined =>
	JSON.stringify(value, (_name, member: unknown) =>
		isObject(member) ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1))) : member,
	);
