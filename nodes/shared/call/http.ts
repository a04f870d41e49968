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
	/^\.{1,2}$/.test(value)
		? value.replaceAll('.', '%252E')
		: encodeURIComponent(value.replace(/\p{Surrogate}/gu, '\ufffd'));
