import examples from 'libphonenumber-js/mobile/examples';
import { getCountries, getCountryCallingCode, getExampleNumber } from 'libphonenumber-js/max';
import { describe, expect, test } from 'vitest';
import { checkPhoneNumber, isFictional } from '../../../nodes/shared/phoneNumber/e164';
import { isCountry, parseWhole } from '../../../nodes/shared/phoneNumber/metadata';
import { e164Of as spelled } from '../../../nodes/shared/phoneNumber/spelling';

const check = (raw: unknown, country: string | null = null) => checkPhoneNumber(raw, 'Phone Number', country);
const e164Of = (raw: unknown, country: string | null = null): string | null => {
	const checked = check(raw, country);
	return checked.ok ? checked.value.e164 : null;
};
const sentenceOf = (raw: unknown, country: string | null = null): string => {
	const checked = check(raw, country);
	return checked.ok ? '' : checked.fault.sentence;
};

describe('numbers that are dialled', () => {
	test.each([
		['+12127365000', 'US', 'FIXED_LINE_OR_MOBILE'],
		['+1 (212) 736-5000', 'US', 'FIXED_LINE_OR_MOBILE'],
		['+44 20 7946 0018', 'GB', 'FIXED_LINE'],
		['+49.30.901820', 'DE', 'FIXED_LINE'],
		['+49.30901820', 'DE', 'FIXED_LINE'],
		['+49.30.90182.0', 'DE', 'FIXED_LINE'],
		['+33.1.42.27.81.00', 'FR', 'FIXED_LINE'],
		['+33 1 42 27 81 00', 'FR', 'FIXED_LINE'],
		['+49 30 901820-0', 'DE', 'FIXED_LINE'],
		['+49 30 9018.200', 'DE', 'FIXED_LINE'],
		['  +4930901820 ', 'DE', 'FIXED_LINE'],
		['+39 02 4800 1234', 'IT', 'FIXED_LINE'],
		['+18765551234', 'JM', null],
	])('the text %j is a number of %s', (raw, country, type) => {
		const checked = check(raw);
		expect(checked).toMatchObject({ ok: true, value: { e164: raw.replace(/[ ().-]/g, ''), country } });
		if (type !== null) expect(checked).toMatchObject({ value: { type } });
	});

	test.each([
		['020 7946 0018', 'GB', '+442079460018'],
		['(030) 90 18 20', 'DE', '+4930901820'],
		['(212) 736-5000', 'US', '+12127365000'],
		['1 212 736 5000', 'US', '+12127365000'],
		[12127365000, 'US', '+12127365000'],
		['06 698 12345', 'IT', '+390669812345'],
		['011 562 1234', 'IT', '+390115621234'],
		['011 2345 6789', 'IN', '+911123456789'],
		['011 799 1234', 'ZA', '+27117991234'],
		['01.42.27.81.00', 'FR', '+33142278100'],
		['212.736.5000', 'US', '+12127365000'],
		['212736.5000', 'US', '+12127365000'],
		['01 42 27 81.35', 'FR', '+33142278135'],
		['01.42.27.81.35', 'FR', '+33142278135'],
		['+49.30.90182.5', 'DE', '+4930901825'],
		['+49 (30) 90.18.20', 'DE', '+4930901820'],
		['+49 30.90.18.20', 'DE', '+4930901820'],
		['030-9018.20', 'DE', '+4930901820'],
	])('the text %j with Default Country %s is %s', (raw, country, e164) => {
		expect(e164Of(raw, country)).toBe(e164);
	});

	test('the Default Country says nothing about a number with country code', () => {
		expect(e164Of('+442079460018', 'US')).toBe('+442079460018');
	});
});

describe('a figure of a sheet is refused, since without its point it is the number of somebody else', () => {
	test.each([
		['+4930901820.0', null],
		['4930901820.0', 'DE'],
		['030901820.0', 'DE'],
		['+436641234567.0', null],
		['+3906698123.0', null],
		['+62811234567.0', null],
		['+4930901820.00', null],
		['+4930901820.000', null],
		[' +4930901820.0 ', null],
		['+4930901820,0', null],
		['4930901820,00', 'DE'],
		['+49 30 901820.0', null],
		['+49 (0)30 901820.0', null],
		['4.930.901.820,0', 'DE'],
		['4,930,901,820.0', 'DE'],
		['4.93e9', 'DE'],
		['4,93E+09', 'DE'],
		['4.930901820E9', 'DE'],
		['1.21E+10', 'US'],
		['+4930901820 .0', null],
		['+4930901820. 0', null],
		['+4.930901820e+9', null],
		['4E9', 'DE'],
		['(+4930901820).0', null],
		['+49.30-901820.0', null],
		['(+4930901820).00', null],
		['+4930901820.5', null],
		['4930901820.5', 'DE'],
		['+4930901820.25', null],
		['030-901820.5', 'DE'],
	])('the figure %j is refused, Default Country %j', (raw, country) => {
		expect(sentenceOf(raw, country)).toMatch(/^looks like a decimal number.* Give it as text, such as/);
	});

	test('a provider that writes such a figure is not understood', () => {
		expect(spelled('+4930901820.0')).toBe('+4930901820.0');
		expect(spelled('4930901820.0')).toBe('4930901820.0');
		expect(spelled('+4930901820.5')).toBe('+4930901820.5');
		expect(spelled('(+4930901820).0')).toBe('(+4930901820).0');
		expect(spelled('+49.30.901820')).toBe('+4930901820');
	});
});

describe('what a sheet made of a number before it came here is not called', () => {
	test.each<[unknown, string | null]>([
		[43 - 1 - 5_331_234, 'AT'],
		['-5331192', 'AT'],
		[-2_127_365_000, 'US'],
		['-2127365000', 'US'],
		['--2127365000', 'US'],
		['(-2127365000)', 'US'],
		[' -12127365000', 'US'],
		['-+12127365000', null],
	])('a sum of the parts of %j is not called, Default Country %j', (raw, country) => {
		expect(sentenceOf(raw, country)).toMatch(/^begins with a minus.* Give it as text with country code, such as/);
	});

	test.each<[number, string, string]>([
		[374_836_131, 'IT', '+390374836131'],
		[4_350_324_682, 'IT', '+3904350324682'],
		[2_354_910, 'GA', '+24102354910'],
	])('a number without its 0 like %j is not called, Default Country %s', (raw, country, meant) => {
		expect(e164Of(`0${raw}`, country)).toBe(meant);
		expect(sentenceOf(raw, country)).toMatch(/may have lost a 0 in front of it.* Write \+ and the country code, or give it as text/);
	});

	test.each<[unknown, string, string]>([
		[3_471_234_567, 'IT', '+393471234567'],
		['374836131', 'IT', '+39374836131'],
		[30_901_820, 'DE', '+4930901820'],
		[2_079_460_018, 'GB', '+442079460018'],
		[2_127_365_000, 'US', '+12127365000'],
		[142_278_100, 'FR', '+33142278100'],
	])('the text %j, Default Country %s, is still %s', (raw, country, e164) => {
		expect(e164Of(raw, country)).toBe(e164);
	});
});

describe('digits without + that may be a whole number or one at home', () => {
	test.each([
		['4922112345', 'DE', '49'],
		['49 221 12345', 'DE', '49'],
		[4922112345, 'DE', '49'],
		['390669812', 'IT', '39'],
	])('the digits %j with Default Country %s are refused', (raw, country, code) => {
		expect(sentenceOf(raw, country)).toMatch(
			new RegExp(`begins with ${code}, the country code of ${country}, and may be .* Write \\+ and the country code`),
		);
	});

	test.each([
		['04922112345', 'DE', '+494922112345'],
		['12127365000', 'US', '+12127365000'],
		['79161234567', 'RU', '+79161234567'],
		['6467365000', 'US', '+16467365000'],
	])('the digits %j with Default Country %s are %s', (raw, country, e164) => {
		expect(e164Of(raw, country)).toBe(e164);
	});
});

/** Numbers that must not be dialled, or not as they stand; the way out must be the one for that mistake. */
describe('numbers that are refused', () => {
	test.each([
		['kC1 an emergency number', '911', 'US', /not a number of US/],
		['kC1 an emergency number', '112', 'DE', /not a number of DE/],
		['kC1 an emergency number', '999', 'GB', /not a number of GB/],
		['kC1 an emergency number', '000', 'AU', /international prefix/],
		['kC1 an emergency number without country', '112', null, /no country code/],
		['kC2 an emergency number behind a country code', '+1911', null, /7 to 15 digits/],
		['kC2 an emergency number behind a country code', '+44999', null, /7 to 15 digits/],
		['kC8 a number that only coarse metadata calls valid', '+12425551234', null, /numbering plan/],
		['kC10 a letter O for a zero', '+1212736500O', null, /letter/],
		['kC11 a number in a sentence', 'call me +12127365000 now', null, /letter/],
		['kC12 a trailing NUL', '+12127365000\u0000', null, /invisible/],
		['kC13 a line break and a header', '+12127365000\r\nX: y', null, /invisible/],
		['kC13 a trailing line break', '+12127365000\r\n', null, /invisible/],
		['kC14 a bidi override in front', '\u202e+12127365000', null, /invisible/],
		['kC14 a zero-width space inside', '+1212\u200b7365000', null, /invisible/],
		['kC14 a byte order mark in front', '\ufeff+12127365000', null, /invisible/],
		['kC15 full-width digits', '+１２１２７３６５０００', null, /no digit/],
		['kC16 Arabic-Indic digits', '+١٢١٢٧٣٦٥٠٠٠', null, /no digit/],
		['kC17 two numbers with a comma', '+12127365000, +442079460018', null, /more than one number/],
		['kC17 two numbers with a blank', '+12127365000 +442079460018', null, /\+ that is not at the start/],
		['kC17 two numbers with a slash', '+12127365000/01', null, /no digit/],
		['kC18 an extension', '+12127365000;ext=5', null, /extension/],
		['kC18 an extension', '+12127365000 x5', null, /extension/],
		['kC18 pauses and digits', '+12127365000,,5', null, /extension/],
		['kC19 the prefix 00', '00442079460018', null, /\+ instead of 00/],
		['kC19 the prefix 00 with a country', '00442079460018', 'DE', /international prefix/],
		['kC19 the prefix 011', '011442079460018', 'US', /international prefix/],
		['kC19 the prefix 011 back into the same country', '01112127365000', 'US', /international prefix/],
		['kC19 the prefix 010 of Japan', '010442079460018', 'JP', /international prefix/],
		['kC19 the prefix 810 of Russia', '810442079460018', 'RU', /international prefix/],
		['kC20 no country', '2127365000', null, /Default Country/],
		['kC20 no country', '02079460018', null, /Default Country/],
		['kC21 sixteen digits', '+1212736500012345', null, /7 to 15 digits/],
		['kC22 a country code nobody has', '+999123456789', null, /numbering plan/],
		['kC23 vanity letters', '+1800FLOWERS', null, /letter/],
		['kC23 a word', 'tel:112', 'DE', /letter/],
		['kC24 a number with exponent as text', '1.2127365e10', 'US', /decimal number/],
		['kC24 a fraction', 1.5, 'US', /fraction/],
		['kC24 a number beyond whole numbers', 1.2127365e30, 'US', /fraction/],
		['kC24 NaN', NaN, 'US', /fraction/],
		['kC24 a whole number without country', 12127365000, null, /no country code/],
		['kC25 null', null, null, /empty/],
		['kC25 undefined', undefined, null, /empty/],
		['kC25 empty text', '', null, /empty/],
		['kC25 blanks', '   ', null, /empty/],
		['kC25 an object', {}, null, /object/],
		['kC25 a list', ['+12127365000'], null, /list/],
		['kC25 a boolean', true, null, /boolean/],
		['kC27 an Italian number without its zero', '+396698123', null, /numbering plan/],
		['kC28 an old Mexican mobile', '+5215512345678', null, /numbering plan/],
		['kC28 an old Argentine mobile', '+54111523456789', null, /numbering plan/],
		['a + twice', '++12127365000', null, /\+ that is not at the start/],
		['a + alone', '+', null, /no digit/],
		['a first digit 0', '+02127365000', null, /7 to 15 digits/],
		['a Default Country that is none', '2127365000', 'XX', /Default Country is not a country/],
		['a country code and then the prefix 0', '49030901820', 'DE', /may be a whole number or one within DE/],
		['a country code and then the prefix 0', '241060142327', 'GA', /not a number of GA/],
		['a national number with its country code twice', '4949309018203', 'DE', /not a number of DE/],
	])('a number is refused, %s: %j with %j', (_name, raw, country, way) => {
		expect(check(raw, country)).toEqual({
			ok: false,
			fault: { type: 'invalid_phone_number', field: 'Phone Number', sentence: expect.stringMatching(way) },
		});
	});

	test('kC29: a text of any length is refused for its length alone, before anything looks into it', () => {
		const sentence = sentenceOf('+' + '1'.repeat(50));
		expect(sentence).toMatch(/too long/);
		for (const size of [50_000, 100_000]) {
			for (const character of ['1', '+', ' 1', '(', '\u202e']) expect(sentenceOf(character.repeat(size), 'US')).toBe(sentence);
		}
	});

	test('no sentence repeats the number that was typed', () => {
		for (const raw of ['+12127365000', '+1212736500012345', '+12425551234', '2127365000', '00442079460018']) {
			for (const country of [null, 'DE', 'XX']) {
				const digits = raw.replace(/\D/g, '');
				expect(sentenceOf(raw, country), raw).not.toContain(digits);
				expect(sentenceOf(`${raw}x5`, country), raw).not.toContain(digits);
			}
		}
	});

	test('every sentence goes on after the field name and tells the way out', () => {
		for (const raw of ['', {}, '9'.repeat(60), '+1911', '911', '00911', 'abc', '+1212x7', '1+2', '+1\u00002', '+12/3', '+12425551234']) {
			expect(sentenceOf(raw)).toMatch(/^(\(|[a-z]).*(Give|Write|Check|Type|Start|Only|come).*\.$/);
		}
	});
});

describe("Google's example number of every country", () => {
	const numbers = getCountries().flatMap((country) => {
		const example = getExampleNumber(country, examples);
		return example ? [{ country, example }] : [];
	});
	const most = Math.floor(numbers.length * 0.005);

	test('there is an example number for nearly every country', () => {
		expect(numbers.length).toBeGreaterThan(230);
	});

	test('the example number is accepted as it is, with its country', () => {
		const refused = numbers.filter(({ example }) => e164Of(example.number) !== example.number);
		expect(refused.length, JSON.stringify(refused.map(({ country }) => country))).toBeLessThanOrEqual(most);
	});

	test('the example number is accepted as it is written internationally', () => {
		const refused = numbers.filter(({ example }) => e164Of(example.formatInternational()) !== example.number);
		expect(refused.length, JSON.stringify(refused.map(({ country }) => country))).toBeLessThanOrEqual(most);
	});

	test('the example number is accepted as it is written at home, or refused where that rewrites digits (Argentine mobiles)', () => {
		const refused = numbers.filter(({ country, example }) => e164Of(example.formatNational(), country) !== example.number);
		expect(refused.map(({ country }) => country)).toEqual(['AR']);
		expect(e164Of('011 15-2345-6789', 'AR')).toBeNull();
	});

	test('the example number keeps its digits: the country code of the Default Country and then the national number', () => {
		for (const { country, example } of numbers) {
			const e164 = e164Of(example.nationalNumber, country);
			if (e164 !== null) expect(e164).toBe(`+${getCountryCallingCode(country)}${example.nationalNumber}`);
		}
	});
});

test.each([
	['+12025550100', true],
	['+12025550199', true],
	['+12025550200', false],
	['+12025551234', false],
	['+1202555010', false],
	['+442025550100', false],
])('the number %s is from the range reserved for fiction: %s', (e164, fictional) => {
	expect(isFictional(e164)).toBe(fictional);
});

test('the parser itself takes the whole text or nothing, and knows premium-rate numbers', () => {
	for (const text of ['call me +12127365000 now', '+12127365000\u0000', '+1212736500O', 'x+12127365000'])
		expect(parseWhole(text)).toBeUndefined();
	expect(parseWhole('+19002345678')?.getType()).toBe('PREMIUM_RATE');
	expect([isCountry('DE'), isCountry('de'), isCountry('XX'), isCountry('001')]).toEqual([true, false, false, false]);
});
