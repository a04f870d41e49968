import { expect, test } from 'vitest';
import { isPublicHost } from '../../../nodes/shared/transport/url';

/** As `URL.hostname` gives it, which is how the product asks. */
const hostOf = (written: string): string => new URL(`https://${written}/`).hostname;

const inside: Record<string, string[]> = {
	'this machine': ['127.0.0.1', '127.255.255.254', '127.1', '0x7f.1', '0x7f000001', '2130706433', '017700000001', '127.000.000.001', '127.0.0.1.', 'localhost', 'LOCALHOST', 'localhost.', 'a.b.localhost', '[::1]', '[0:0:0:0:0:0:0:1]', '0', '0.0.0.0', '[::]'],
	'this machine in other letters': ['%6c%6f%63alhost', 'ｌｏｃａｌｈｏｓｔ', '127。0。0。1', '①②⑦.0.0.1'],
	'IPv4 in IPv6 clothing': ['[::ffff:127.0.0.1]', '[::ffff:8.8.8.8]', '[::127.0.0.1]', '[::ffff:0:10.0.0.1]', '[64:ff9b::10.0.0.1]', '[2002:c0a8:101::1]'],
	'private networks': ['10.0.0.0', '10.255.255.255', '10.1', '172.16.0.0', '172.31.255.255', '192.168.0.0', '192.168.255.255', '[fc00::1]', '[fd12:3456::1]'],
	'link local and metadata': ['169.254.0.1', '169.254.169.254', '0xa9fea9fe', '2852039166', '[fe80::1]', '[febf::1]', '[fec0::1]', 'metadata.google.internal'],
	'carrier, test and protocol networks': ['100.64.0.0', '100.127.255.255', '198.18.0.1', '198.19.255.255', '192.0.0.1'],
	'relays and tunnels of the past': ['192.88.99.0', '192.88.99.255', '[2001::1]', '[2001:0:4136:e378:8000:63bf:3fff:fdd2]', '[2002::1]'],
	'documentation and benchmarks': ['192.0.2.1', '198.51.100.7', '203.0.113.7', '[2001:db8::1]', '[2001:2::1]', '[2001:1ff:ffff::1]', '[3fff::1]', '[3fff:fff::1]'],
	'ranges that nobody was given': ['[100::1]', '[100:0:0:1::1]', '[64:ff9b:1::1]', '[5f00::1]', '[4000::1]', '[1fff::1]', '[fec0::1]'],
	'many at once': ['224.0.0.1', '239.255.255.255', '240.0.0.1', '255.255.255.255', '[ff02::1]'],
	'names of a local network': ['n8n', 'printer.local', 'n8n.internal', 'intranet', 'wiki.intranet', 'box.lan', 'nas.home', 'mail.corp', 'a.test', 'a.invalid'],
	'names that hold an address': ['127.0.0.1.nip.io', '10-0-0-1.sslip.io', 'x.xip.io', 'a.localtest.me', 'localtest.me', 'lvh.me', 'router.home.arpa', 'box.localdomain', 'n8n.default.svc'],
};
test.each(Object.entries(inside))('a host inside is told from the internet: %s', (_kind, hosts) => {
	for (const host of hosts) expect(isPublicHost(hostOf(host)), host).toBe(false);
});

test.each([
	'example.com', 'n8n.example.com', 'EXAMPLE.COM', 'example.com.', 'bücher.example.com', 'localhost.example.com', 'mylocal.example', 'nip.io.example.com', 'internal.example.com',
	'8.8.8.8', '1.1.1.1.', '9.255.255.255', '11.0.0.0', '100.63.255.255', '100.128.0.0', '126.255.255.255', '128.0.0.0', '169.253.0.1', '169.255.0.1', '172.15.255.255', '172.32.0.0',
	'192.167.255.255', '192.169.0.0', '192.0.1.1', '198.17.255.255', '198.20.0.0', '223.255.255.255', '0x08080808', '[2606:2800:220:1::1]', '[2a00:1450:4001::1]', '[2001:200::1]', '[2001:4860:4860::8888]', '[2001:db7::1]', '[2003::1]', '[3ffe::1]', '[3fff:1000::1]',
	'192.88.98.255', '192.88.100.0', '192.0.3.1', '198.51.99.1', '203.0.114.1', '192.175.48.1',
])('the host %s is on the internet', (host) => {
	expect(isPublicHost(hostOf(host))).toBe(true);
});

test('an empty name is nobody’s', () => {
	expect([isPublicHost(''), isPublicHost('.')]).toEqual([false, false]);
});
