/** Ranges of addresses that no provider on the internet can or should reach: first octets, or first two. */
const privateV4 = [/^0\./, /^10\./, /^127\./, /^169\.254\./, /^192\.168\./, /^172\.(1[6-9]|2\d|3[01])\./, /^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./, /^192\.0\.0\./, /^198\.1[89]\./, /^2(2[4-9]|[34]\d|5[0-5])\./];

/** Unspecified, loopback, unique local, link local, multicast, and IPv4 in IPv6 clothing. */
const privateV6 = [/^::/, /^f[cd]/, /^fe[89a-f]/, /^ff/, /^64:ff9b:/, /^2002:/];

/** Names that lead to this machine, a local network, or to whatever address stands in the name itself. */
const localNames = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|test|invalid|nip\.io|sslip\.io|xip\.io|localtest\.me|lvh\.me|localdomain|svc|home\.arpa)$/;

/**
 * Whether a host, as `URL.hostname` gives it, may be on the public internet. Spellings such as 127.1, 0x7f.1 or
 * 2130706433 are plain addresses by then. What a name resolves to cannot be known here.
 */
export function isPublicHost(hostname: string): boolean {
	const host = hostname.toLowerCase().replace(/\.+$/, '');
	if (host.startsWith('[')) return !privateV6.some((range) => range.test(host.slice(1, -1)));
	if (/^\d{1,3}(\.\d{1,3}){3}$/.test(host)) return !privateV4.some((range) => range.test(host));
	return host.includes('.') && !localNames.test(host);
}
