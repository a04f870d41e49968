import type { Result } from '../call/result';
import { invalid, ok } from '../call/result';
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** Whether the host is this machine itself. */
export const isLoopbackHost = (hostname: string): boolean => loopback.test(hostname.toLowerCase());

/**
 * Checks an address that is to be requested. It must be https, or http to this machine. It must have no user name and no fragment.
 * @returns the address as it was given, without blanks around it and with its query, or the fault with the way out
 */
export function checkUrl(raw: string, field: string): Result<string> {
	const text = raw.trim();
	let url: URL;
	try {
		url = new URL(text);
	} catch {
		return invalid(field, 'is not a complete address. Write it with https://, such as https://example.com/hook.');
	}
	// eslint-disable-next-line no-control-regex -- control characters in an address must be refused
	if (/[\u0000-\u0020\u007f]/.test(text)) return invalid(field, 'has a blank or a control character in it. Remove it.');
	// With a backslash, parsers disagree on where the host ends.
	if (text.includes('\\')) return invalid(field, 'has a backslash in it. Write / instead.');
	if (url.protocol !== 'https:' && !(url.protocol === 'http:' && isLoopbackHost(url.hostname))) {
		return invalid(field, 'must start with https:// (http:// is accepted for this machine only, such as http://localhost).');
	}
	if (url.username !== '' || url.password !== '') {
		return invalid(field, 'holds a user name or password. Remove the part before the @.');
	}
	if (url.hash !== '') return invalid(field, 'has a # part, which is never sent. Remove it.');
	return ok(text);
}

/**
 * Gives all addresses of the same host the same spelling. Use the result to tell accounts apart, not to send requests.
 * @throws TypeError if the address is no URL
 */
export function hostSpelled(address: string): string {
	const url = new URL(address.trim());
	if (isLoopbackHost(url.hostname)) url.hostname = 'localhost';
	url.hostname = url.hostname.replace(/\.$/, '');
	return url.href.replace(/\/+$/, '');
}

/**
 * Checks an address that a provider is to call. A real provider reaches only public hosts. A private address could be used to probe the
 * provider's own network. A provider that runs in this process may call this machine.
 */
export function checkCallbackUrl(raw: string, field: string, inThisProcess: boolean): Result<string> {
	const checked = checkUrl(raw, field);
	if (!checked.ok) return checked;
	const { hostname } = new URL(checked.value);
	if (isPublicHost(hostname) || (inThisProcess && isLoopbackHost(hostname))) return checked;
	return invalid(field, 'leads to a private host, which the provider cannot reach. Give an address that is reachable from the internet.');
}

/** Checks a provider's base URL by the rules of `checkUrl` and refuses a query. Gives it without trailing slashes. */
export function checkBaseUrl(raw: string): Result<string> {
	const checked = checkUrl(raw, 'Base URL');
	if (!checked.ok) return checked;
	if (checked.value.includes('?')) return invalid('Base URL', 'has a ? part. Give the address without it.');
	return ok(checked.value.replace(/\/+$/, ''));
}

/**
 * Whether an address is below the base URL. The key may be sent only there. A path that leaves the base URL with `..`, in any spelling,
 * is not below it.
 */
export function isBelow(target: string, baseUrl: string): boolean {
	if (!URL.canParse(target)) return false;
	const [to, base] = [new URL(target), new URL(baseUrl)];
	return to.origin === base.origin && to.pathname.startsWith(`${base.pathname.replace(/\/$/, '')}/`);
}

/**
 * IPv4 addresses that no provider on the internet can or should reach. They are those of IANA's IPv4 special-purpose registry, with its
 * three documentation networks and the old 6to4 relays, and the multicast and reserved addresses at the end. Each pattern matches the
 * first octets.
 */
const privateV4 = [
	/^(0|10|127)\./,
	/^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./,
	/^169\.254\./,
	/^172\.(1[6-9]|2\d|3[01])\./,
	/^192\.168\./,
	/^192\.0\.[02]\./,
	/^192\.88\.99\./,
	/^198\.1[89]\./,
	/^198\.51\.100\./,
	/^203\.0\.113\./,
	/^2(2[4-9]|[34]\d|5[0-5])\./,
];

/**
 * The parts of 2000::/3 that belong to no host. IANA assigns addresses only from 2000::/3. The parts are IETF protocols with Teredo and
 * benchmarks (2001::/23), documentation (2001:db8::/32, 3fff::/20) and 6to4 (2002::/16).
 */
const specialV6: ReadonlyArray<(first: number, second: number) => boolean> = [
	(first, second) => first === 0x2001 && second < 0x200,
	(first, second) => first === 0x2001 && second === 0xdb8,
	(first) => first === 0x2002,
	(first, second) => first === 0x3fff && second < 0x1000,
];

/**
 * Whether an IPv6 address is public. Addresses outside 2000::/3 are not: they are unspecified, loopback, local, multicast, translated
 * or other.
 */
function isPublicV6(address: string): boolean {
	const [first, second] = address.split(':').map((part) => Number.parseInt(part === '' ? '0' : part, 16));
	return first >= 0x2000 && first < 0x4000 && !specialV6.some((range) => range(first, second));
}

/** Names that lead to this machine, to a local network, or to an address that the name itself contains. */
const localNames =
	/(^|\.)(localhost|local|internal|intranet|lan|home|corp|test|invalid|nip\.io|sslip\.io|xip\.io|localtest\.me|lvh\.me|localdomain|svc|home\.arpa)$/;

/**
 * Whether a host may be on the public internet. What a name resolves to is not known here.
 * @param hostname as `URL.hostname` gives it: there, spellings such as 127.1, 0x7f.1 or 2130706433 are plain addresses already
 */
export function isPublicHost(hostname: string): boolean {
	const host = hostname.toLowerCase().replace(/\.+$/, '');
	if (host.startsWith('[')) return isPublicV6(host.slice(1, -1));
	if (/^\d{1,3}(\.\d{1,3}){3}$/.test(host)) return !privateV4.some((range) => range.test(host));
	return host.includes('.') && !localNames.test(host);
}
