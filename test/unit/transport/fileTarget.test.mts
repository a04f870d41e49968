import { expect, test } from 'vitest';
import { checkFileTarget } from '../../../nodes/shared/transport/download';

const api = 'https://api.example.com/v2';
const local = 'http://127.0.0.1:5000/v2';
const to = (target: string, baseUrl = api, from = baseUrl) => {
	const checked = checkFileTarget(target, from, baseUrl);
	return checked.ok ? checked.value.href : checked.fault.sentence;
};

test('an https address on the internet is followed, relative to where it was named', () => {
	expect(to('https://files.example.com/r.mp3?signature=a%2Fb')).toBe('https://files.example.com/r.mp3?signature=a%2Fb');
	expect(to('/other?x=1', api, 'https://files.example.com/a/b')).toBe('https://files.example.com/other?x=1');
	expect(to('//cdn.example.com/r.mp3')).toBe('https://cdn.example.com/r.mp3');
	expect(to('https://files.example.com/r.mp3#t=1')).toBe('https://files.example.com/r.mp3');
});

test.each([
	'http://127.0.0.1/r',
	'https://127.0.0.1/r',
	'https://localhost/r',
	'https://[::1]/r',
	'https://2130706433/r',
	'https://0x7f.1/r',
])('the address %s is followed only where the credential leads to this machine itself', (target) => {
	expect(to(target)).toMatch(/this machine|https/);
	expect(to(target, local)).toMatch(/^https?:\/\//);
});

test.each([
	'http://files.example.com/r',
	'http://10.0.0.1/r',
	'https://10.0.0.1/r',
	'https://192.168.1.1/r',
	'https://169.254.169.254/',
	'https://[fe80::1]/r',
	'https://[::ffff:10.0.0.1]/r',
	'https://intranet/r',
	'https://nas.local/r',
	'https://0.0.0.0/r',
	'ftp://files.example.com/r',
	'javascript:alert(1)',
	'https://a:b@files.example.com/r',
	'https://',
])('the address %s is never followed', (target) => {
	for (const base of [api, local]) expect(to(target, base)).not.toMatch(/^(https?|ftp|javascript):/);
});
