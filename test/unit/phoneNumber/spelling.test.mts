/** Numbers in the spelling of a provider. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { e164Of } from '../../../nodes/shared/phoneNumber/spelling';

test.each([
	['+919876543210', '+919876543210'],
	['919876543210', '+919876543210'],
	[919876543210, '+919876543210'],
	[' 91 98765 43210 ', '+919876543210'],
	['+1 (212) 736-5000', '+12127365000'],
	['12127365000', '+12127365000'],
	['+47 95 55 12 34', '+4795551234'],
])('the spelling %j is read as %s', (given, e164) => {
	expect(e164Of(given)).toBe(e164);
});

test.each([
	['ten digits, a number of Arkansas or of Norway', '4795551234'],
	['ten digits of India or of Singapore', '6591234567'],
	['a national number with its 0', '09876543210'],
	['the 00 of a prefix', '00442079460018'],
	['no number of its country', '999999999999'],
	['too many digits', '1234567890123456789'],
	['a word', 'internal'],
	['an address', 'sip:ada@example.com'],
	['an extension', '+12127365000 ext 5'],
	['a + in the middle', '91+9876543210'],
])('the text stays as it came: %s', (_name, given) => {
	expect(e164Of(given)).toBe(given);
});

test('a missing text is null, and the first text counts', () => {
	for (const none of [null, undefined, '', '  ', {}, [], true]) expect(e164Of(none)).toBeNull();
	expect(e164Of(null, '12127365000')).toBe('+12127365000');
});

test('no digit is ever added, lost or changed, since calls are matched by their digits', () => {
	const spelled = fc
		.array(fc.constantFrom(...'0123456789', '+', ' ', '-', '(', ')', '.', 'x'), { maxLength: 20 })
		.map((one) => one.join(''));
	const digits = (one: string): string => one.replace(/\D/g, '');
	fc.assert(
		fc.property(spelled, (given) => digits(e164Of(given) ?? '') === digits(given)),
		{ numRuns: 2000 },
	);
});
