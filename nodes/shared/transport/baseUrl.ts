import type { Checked } from '../call/result';
import { bad, good } from '../call/result';
import { isPublicHost } from './publicHost';

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether the host is this machine itself. */
export const isLoopbackHost = (hostname: string): boolean => loopback.test(hostname.toLowerCase());

/**
 * An address that may be called: https, or http to this machine alone; no user name, no fragment.
 * @returns the address as it was given (a query is kept), or the fault with the way out
 */
export function checkUrl(raw: string, field: string): Checked<string> {
	const text = raw.trim();
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		return bad(field, 'is not a complete address. Write it with https://, such as https://example.com/hook.');
	}
	// eslint-disable-next-line no-control-regex -- a line break in an address is an attack, not a typo
	if (/[\u0000-\u0020\u007f]/.test(text)) return bad(field, 'has a blank or a control character in it. Remove it.');
	// Readers of addresses differ on where the host ends then.
	if (text.includes('\\')) return bad(field, 'has a backslash in it. Write / instead.');
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname))) {
		return bad(field, 'must start with https:// (http:// is accepted for this machine only, such as http://localhost).');
	}
	if (url.username !== '' || url.password !== '') {
		return bad(field, 'holds a user name or password. Remove the part before the @.');
	}
	if (url.hash !== '') return bad(field, 'has a # part, which is never sent. Remove it.');
	return good(text);
}

/** An address in the one spelling that all others of the same host share: to tell accounts apart, not to be asked. */
export function hostSpelled(address: string): string {
	const url = new URL(address.trim());
	if (isLoopbackHost(url.hostname)) url.hostname = 'localhost';
	url.hostname = url.hostname.replace(/\.$/, '');
	return url.href.replace(/\/+$/, '');
}

/**
 * An address that a provider is to call. A real provider can reach only public hosts, and asking it for a private one
 * is how its own network would be probed; a provider in this process may call this machine.
 */
export function checkCallbackUrl(raw: string, field: string, inThisProcess: boolean): Checked<string> {
	const checked = checkUrl(raw, field);
	if (!checked.ok) return checked;
	const { hostname } = new URL(checked.value);
	if (isPublicHost(hostname) || (inThisProcess && isLoopbackHost(hostname))) return checked;
	return bad(field, 'leads to a private host, which the provider cannot reach. Give an address that is reachable from the internet.');
}

/** A provider's base URL without trailing slashes; the rules of `checkUrl`, and no query. */
export function checkBaseUrl(raw: string): Checked<string> {
	const checked = checkUrl(raw, 'Base URL');
	if (!checked.ok) return checked;
	if (checked.value.includes('?')) return bad('Base URL', 'has a ? part. Give the address without it.');
	return good(checked.value.replace(/\/+$/, ''));
}
