/**
 * Addresses that no provider on the internet can or should reach: IANA's IPv4 special-purpose registry (its three
 * documentation networks and the old 6to4 relays too), multicast and the reserved end. First octets, two or three.
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
 * The parts of 2000::/3, the only range that IANA gives out, that are no one's host: IETF protocols with Teredo and
 * benchmarks (2001::/23), documentation (2001:db8::/32, 3fff::/20) and 6to4 (2002::/16).
 */
const specialV6: ReadonlyArray<(first: number, second: number) => boolean> = [
	(first, second) => first === 0x2001 && second < 0x200,
	(first, second) => first === 0x2001 && second === 0xdb8,
	(first) => first === 0x2002,
	(first, second) => first === 0x3fff && second < 0x1000,
];

/** Unspecified, loopback, local, multicast, translated and any other address outside 2000::/3 is no public one. */
function isPublicV6(address: string): boolean {
	const [first, second] = address.split(':').map((part) => Number.parseInt(part === '' ? '0' : part, 16));
	return first >= 0x2000 && first < 0x4000 && !specialV6.some((range) => range(first, second));
}

/** Names that lead to this machine, a local network, or to whatever address stands in the name itself. */
const localNames = /(^|\.)(localhost|local|internal|intranet|lan|home|corp|test|invalid|nip\.io|sslip\.io|xip\.io|localtest\.me|lvh\.me|localdomain|svc|home\.arpa)$/;

/**
 * Whether a host, as `URL.hostname` gives it, may be on the public internet. Spellings such as 127.1, 0x7f.1 or
 * 2130706433 are plain addresses by then. What a name resolves to cannot be known here.
 */
export function isPublicHost(hostname: string): boolean {
	const host = hostname.toLowerCase().replace(/\.+$/, '');
	if (host.startsWith('[')) return isPublicV6(host.slice(1, -1));
	if (/^\d{1,3}(\.\d{1,3}){3}$/.test(host)) return !privateV4.some((range) => range.test(host));
	return host.includes('.') && !localNames.test(host);
}
