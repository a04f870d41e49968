/** Whatever is typed, no digit is ever invented, dropped or changed. */
import fc from 'fast-check';
import { getCountryCallingCode } from 'libphonenumber-js/max';
import { expect, test } from 'vitest';
import { checkPhoneNumber } from '../../../nodes/shared/phoneNumber/e164';
import type { CountryCode } from '../../../nodes/shared/phoneNumber/metadata';

const real = fc.constantFrom(
	'+12127365000',
	'+442079460018',
	'+4930901820',
	'+390669812345',
	'+5511961234567',
	'+61412345678',
	'+919876543210',
	'+33142278186',
	'+34911234567',
	'+81312345678',
	'+27117991234',
	'+525512345678',
	'+5491123456789',
	'+9715012345678',
);
const national = fc.constantFrom('2127365000', '02079460018', '030901820', '0669812345', '11961234567', '0412345678', '0117991234');
const separator = fc.constantFrom(' ', '-', '.', '(', ')', '  ', '');
const intruder = fc.constantFrom(
	'\u0000',
	'\u0007',
	'\t',
	'\n',
	'\r\n',
	'\u00a0',
	'\u00ad',
	'\u200b',
	'\u200d',
	'\u200e',
	'\u202a',
	'\u202e',
	'\u2066',
	'\ufeff',
	'a',
	'O',
	'l',
	'é',
	'５',
	'٥',
	'६',
	'+',
	',',
	';',
	'/',
	'*',
	'#',
	'–',
	'＋',
	'"',
	'{',
	'😀',
);
const ending = fc.constantFrom('', 'x5', ' ext. 12', ';ext=5', ',,5#', ' or +442079460018', ', 030901820', ' (home)', '\u0000');
const prose = fc.constantFrom('', 'call me ', 'tel:', 'Phone: ', '00', '011', '+', '\u202e', '  ');

/** The text with a random separator after some of its characters. */
const spread = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
	text.chain((one) =>
		fc.array(separator, { minLength: one.length, maxLength: one.length }).map((all) => [...one].map((c, i) => c + all[i]).join('')),
	);

/** The text with one character put in, at a random place. */
const disturbed = (text: fc.Arbitrary<string>): fc.Arbitrary<string> =>
	fc.tuple(text, intruder, fc.nat()).map(([one, bad, place]) => {
		const index = place % (one.length + 1);
		return one.slice(0, index) + bad + one.slice(index);
	});

const number = fc.oneof(real, national);
const hostile = fc.oneof(
	spread(number),
	disturbed(number),
	disturbed(spread(number)),
	fc.tuple(prose, spread(number), ending).map((parts) => parts.join('')),
	fc.tuple(number, separator, number).map((parts) => parts.join('')),
	fc.string({ maxLength: 45 }),
	fc.stringMatching(/^\+?[0-9 .()-]{0,20}$/),
	number.map((one) => one.replace(/\d/g, (digit) => String.fromCodePoint(0xff10 + Number(digit)))),
	number.map((one) => one.replace(/\d/g, (digit) => String.fromCodePoint(0x0660 + Number(digit)))),
);
const asciiDigits = (text: string): string => text.replace(/[^0-9]/g, '');

test('what is dialed of 5,000 hostile texts with no Default Country has exactly the digits that were typed', () => {
	fc.assert(
		fc.property(hostile, (raw) => {
			const checked = checkPhoneNumber(raw, 'Phone Number', null);
			if (checked.ok) expect(checked.value.e164).toBe(`+${asciiDigits(raw)}`);
			if (checked.ok) expect(raw).toMatch(/^[0-9+ .()-]+$/);
			if (checked.ok || asciiDigits(raw).length < 7) return;
			expect(checked.fault.sentence.replace('+442079460018', '')).not.toContain(asciiDigits(raw));
		}),
		{ numRuns: 5000 },
	);
});

test('what is dialed of 5,000 hostile texts with a Default Country ends with the digits that were typed', () => {
	const country = fc.constantFrom<CountryCode>('US', 'GB', 'DE', 'IT', 'BR', 'AU', 'ZA', 'AR', 'MX', 'JP', 'RU', 'IN');
	fc.assert(
		fc.property(hostile, country, (raw, home) => {
			const checked = checkPhoneNumber(raw, 'Phone Number', home);
			if (!checked.ok) return;
			const typed = asciiDigits(raw);
			if (raw.includes('+')) {
				expect(checked.value.e164).toBe(`+${typed}`);
				return;
			}
			const code = getCountryCallingCode(home);
			expect(checked.value.e164.startsWith(`+${code}`)).toBe(true);
			expect(typed.endsWith(checked.value.e164.slice(1 + code.length))).toBe(true);
		}),
		{ numRuns: 5000 },
	);
});

test('a value that is not text or a whole number is refused, never thrown', () => {
	fc.assert(
		fc.property(fc.jsonValue(), (value) => {
			const checked = checkPhoneNumber(value, 'Phone Number', 'US');
			if (typeof value === 'object') expect(checked.ok).toBe(false);
		}),
		{ numRuns: 500 },
	);
});
