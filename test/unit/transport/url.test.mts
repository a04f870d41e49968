import { expect, test } from 'vitest';
import { checkBaseUrl, checkUrl, hostSpelled, isLoopbackHost } from '../../../nodes/shared/transport/url';
import { segment } from '../../../nodes/shared/call/http';
import { valueOrSentence } from '../../harness/fields.mts';

test.each([
	['https://svalync.com/api', 'https://svalync.com/api'],
	['https://svalync.com/api/', 'https://svalync.com/api'],
	[' https://svalync.com/api// ', 'https://svalync.com/api'],
	['https://svalync.com', 'https://svalync.com'],
	['http://127.0.0.1:8080/v2/', 'http://127.0.0.1:8080/v2'],
	['http://localhost:8080', 'http://localhost:8080'],
])('the address %j is the base %s', (raw, base) => {
	expect(valueOrSentence(checkBaseUrl(raw))).toBe(base);
});

test.each([
	['', /not a complete address/],
	['undefined', /not a complete address/],
	['svalync.com/api', /not a complete address/],
	['http://svalync.com/api', /must start with https/],
	['ftp://svalync.com', /must start with https/],
	['https://user@svalync.com', /user name or password/],
	['https://svalync.com@evil.example', /user name or password/],
	['https://svalync.com/api#x', /# part/],
	['https://svalync.com/api?x=1', /\? part/],
	['https://svalync.com/a b', /blank or a control/],
	['https://svalync.com/\r\nHost: evil.example', /blank or a control/],
])('the address %j must not get the key', (raw, sentence) => {
	expect(valueOrSentence(checkBaseUrl(raw))).toMatch(/^Base URL /);
	expect(valueOrSentence(checkBaseUrl(raw))).toMatch(sentence);
});

test('the sentence never repeats the address, which may hold a secret', () => {
	for (const raw of ['http://evil.example/?key=s3cret', 'https://user:s3cret@example.com', 'https://example.com/#s3cret']) {
		expect(valueOrSentence(checkUrl(raw, 'Callback URL'))).not.toContain('s3cret');
	}
});

test.each([
	['localhost', true],
	['LOCALHOST', true],
	['127.0.0.1', true],
	['127.255.255.254', true],
	['[::1]', true],
	['::1', false],
	['localhost.', false],
	['n8n.localhost', false],
	['127.0.0.1.nip.io', false],
	['0.0.0.0', false],
	['[::ffff:7f00:1]', false],
])('the host %s is this machine: %s', (host, is) => {
	expect(isLoopbackHost(host)).toBe(is);
});

test.each([
	['https://api.example.com/v1', ['HTTPS://API.example.com:443/v1/', ' https://api.example.com./v1//']],
	['http://127.0.0.1:5678/v1', ['http://localhost:5678/v1', 'http://[::1]:5678/v1/', 'HTTP://LOCALHOST:5678/v1']],
])('the host %s is the same in every spelling', (address, others) => {
	for (const other of others) expect(hostSpelled(other)).toBe(hostSpelled(address));
	expect(hostSpelled('https://api.example.com/v2')).not.toBe(hostSpelled(address));
});

test('an id can never become another path', () => {
	for (const id of ['../admin', '..', '.', 'a/b', 'a?x=1', 'a#b', '%2e%2e', 'a\\b', 'ä', '//evil.example', '@evil.example']) {
		const url = new URL(`https://api.example.com/v2/calls/${segment(id)}/recording`);
		expect([url.host, url.search, url.hash], id).toEqual(['api.example.com', '', '']);
		expect(url.pathname.split('/'), id).toHaveLength(5);
		expect(url.pathname, id).toMatch(/^\/v2\/calls\/[^/]+\/recording$/);
	}
	expect(segment('7b1c-44_x.y~z')).toBe('7b1c-44_x.y~z');
});
