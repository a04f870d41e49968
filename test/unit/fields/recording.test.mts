import { expect, test } from 'vitest';
import { callbackUrl, recording, transcription } from '../../../nodes/shared/fields/conversation';
import { empties, reading, readWith } from '../../harness/fields.mts';

test.each([
	['Record Call', recording],
	['Transcribe Call', transcription],
] as const)('a switch %s is true, false or not said', (label, field) => {
	expect([true, false, 'true', 'false'].map((raw) => readWith(field, raw))).toEqual([true, false, true, false]);
	for (const raw of empties) expect(readWith(field, raw)).toBeNull();
	expect(readWith(field, 'on')).toBe(`${label} must be true or false.`);
});

test('a missing callback URL is null', () => {
	for (const raw of empties) expect(readWith(callbackUrl, raw)).toBeNull();
});

test.each([
	'https://n8n.example.com/webhook/call-events',
	'https://n8n.example.com:5678/webhook?token=abc&x=1',
	'HTTPS://N8N.EXAMPLE.COM/webhook',
	'https://93.184.216.34/webhook',
	'https://[2606:2800:220:1::1]/webhook',
])('%s is accepted as it is typed', (url) => {
	expect(readWith(callbackUrl, `  ${url} `)).toBe(url);
});

test.each(['http://localhost:5678/webhook/1', 'http://127.0.0.1:5678/webhook/1', 'http://[::1]:5678/webhook/1', 'https://127.1/webhook/1'])(
	'%s is this machine: the Simulator can reach it, a provider cannot',
	(url) => {
		expect(readWith(callbackUrl, url, reading('simulator'))).toBe(url);
		expect(readWith(callbackUrl, url, reading('svalync'))).toMatch(/^Callback URL leads to a private host/);
	},
);

test.each([
	'169.254.169.254',
	'[::ffff:169.254.169.254]',
	'[::169.254.169.254]',
	'[::]',
	'10.0.0.1',
	'10.1',
	'172.16.0.1',
	'172.31.255.1',
	'192.168.1.1',
	'100.64.0.1',
	'0',
	'0.0.0.0',
	'224.0.0.1',
	'255.255.255.255',
	'0xa9fea9fe',
	'2852039166',
	'025177524776',
	'[fd00::1]',
	'[fe80::1]',
	'[ff02::1]',
	'[64:ff9b::a9fe:a9fe]',
	'[2002:a9fe:a9fe::1]',
	'n8n.localhost',
	'n8n.local',
	'n8n.internal',
	'n8n',
	'127.0.0.1.nip.io',
	'10-0-0-1.sslip.io',
])('kI2 to kI6: https://%s is a private host, for the Simulator too', (host) => {
	for (const provider of ['svalync', 'simulator'] as const) {
		expect(readWith(callbackUrl, `https://${host}/`, reading(provider))).toMatch(/^Callback URL leads to a private host/);
	}
});

test.each([
	'172.15.0.1',
	'172.32.0.1',
	'100.63.0.1',
	'100.128.0.1',
	'192.169.0.1',
	'11.0.0.1',
	'localhost.example.com',
	'mylocal.example',
	'8.8.8.8',
])('https://%s only looks like one', (host) => {
	expect(readWith(callbackUrl, `https://${host}/`)).toBe(`https://${host}/`);
});

test.each([
	['kI1 http', 'http://n8n.example.com/webhook', /must start with https/],
	['kI2 a metadata address over http', 'http://169.254.169.254/latest/meta-data', /must start with https/],
	['kI3 the same inside IPv6', 'http://[::ffff:169.254.169.254]/', /must start with https/],
	['kI5 localhost with a dot', 'http://localhost./webhook', /must start with https/],
	['kI5 a name below localhost', 'http://n8n.localhost/webhook', /must start with https/],
	['kI5 a name that contains an address', 'http://127.0.0.1.nip.io/', /must start with https/],
	['kI5 a name that contains localhost', 'http://localhost.example.com/', /must start with https/],
	['kI6 a private IPv6 address', 'http://[fd00::1]/', /must start with https/],
	['kI6 a link-local IPv6 address', 'http://[fe80::1]/', /must start with https/],
	['kI6 a zone id', 'http://[fe80::1%25eth0]/', /not a complete address/],
	['kI7 a user name and password', 'https://user:pass@example.com/', /user name or password/],
	['kI7 a host in front of the real one', 'https://n8n.example.com@evil.example/', /user name or password/],
	['kI7 a backslash, where readers differ on the host', 'https://example.com\\@127.0.0.1/', /backslash/],
	['kI10 file', 'file:///etc/passwd', /must start with https/],
	['kI10 gopher', 'gopher://example.com/', /must start with https/],
	['kI10 data', 'data:text/html,x', /must start with https/],
	['kI10 javascript', 'javascript:alert(1)', /must start with https/],
	['kI10 ftp', 'ftp://example.com/', /must start with https/],
	['kI11 a line break', 'https://example.com/\r\nX-Header: y', /blank or a control character/],
	['kI11 a line break in the host', 'https://exam\nple.com/', /blank or a control character/],
	['kI11 a NUL', 'https://example.com/\u0000', /blank or a control character/],
	['kI11 a blank', 'https://example.com/a b', /blank or a control character/],
	['kI11 a tab', 'https://example.com/a\tb', /blank or a control character/],
	['a fragment', 'https://example.com/hook#secret', /# part/],
	['no scheme', 'example.com/hook', /not a complete address/],
	['no host', 'https://', /not a complete address/],
	['a path alone', '/webhook/1', /not a complete address/],
	['a word', 'hook', /not a complete address/],
	['too long a text', `https://example.com/${'x'.repeat(2000)}`, /longer than 2000/],
	['an object', { url: 'https://example.com' }, /not text/],
])('a callback URL is refused: %s', (_name, raw, sentence) => {
	const read = readWith(callbackUrl, raw);
	expect(read).toMatch(/^Callback URL /);
	expect(read).toMatch(sentence);
});

test('kI4: another spelling of this machine is this machine', () => {
	for (const host of ['127.1', '0x7f.1', '2130706433', '017700000001']) {
		expect(readWith(callbackUrl, `http://${host}/`, reading('simulator'))).toBe(`http://${host}/`);
		expect(readWith(callbackUrl, `http://${host}/`)).toMatch(/private host/);
	}
	for (const host of ['0xa9fea9fe', '2852039166', '10.1', '0']) {
		expect(readWith(callbackUrl, `http://${host}/`, reading('simulator'))).toMatch(/must start with https/);
	}
});
