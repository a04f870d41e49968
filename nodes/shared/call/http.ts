import type { JsonObject } from './json';

/** A request as a provider's mapping makes it: relative to the base URL, without the key, which the credential adds. */
export interface HttpRequest {
	method: 'GET' | 'POST' | 'DELETE';
	/** Starts with a slash; every variable part is already URL-encoded. */
	path: string;
	query?: Record<string, string | number | boolean>;
	body?: JsonObject;
}

/** A complete answer, whatever its status; `body` is parsed JSON where it is JSON, else text. Header names are lower case. */
export interface HttpAnswer {
	status: number;
	headers: Record<string, string>;
	body: unknown;
}

/**
 * A path segment made safe: an id can never become another path. Addresses drop "." and "..", even as %2E,
 * and half a character cannot be encoded.
 */
export const segment = (value: string): string =>
	/^\.{1,2}$/.test(value) ? value.replaceAll('.', '%252E') : encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd'));

/**
 * The 4xx that RFC 9110 and its registry define as a fault of the request, but for 408 (a time-out in disguise) and 425
 * (too early). Telephony counts on where HTTP ends: a SIP 480, 486 or 487 says that a phone rang, a 499 that somebody hung up.
 */
const requestFaults: ReadonlySet<number> = new Set([
	400, 401, 402, 403, 404, 405, 406, 407, 409, 410, 411, 412, 413, 414, 415, 416, 417, 418, 421, 422, 423, 424, 426, 428, 429, 431, 451,
]);

/** What a status says about a call that was asked for: only a registered 4xx is a certain no. */
type StatusVerdict = 'answered' | 'refused' | 'indeterminate';

/** 2xx answered; a registered 4xx refused; 1xx, 3xx, 408, 5xx and every other number leave open whether the call went out. */
export function classifyStatus(status: number): StatusVerdict {
	if (status >= 200 && status < 300) return 'answered';
	return requestFaults.has(status) ? 'refused' : 'indeterminate';
}
