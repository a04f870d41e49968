import { describe, expect, test } from 'vitest';
import { checkPhoneNumber } from '../../../nodes/shared/phoneNumber/e164';
import { isCountry } from '../../../nodes/shared/phoneNumber/metadata';
import {
	isEmergencyAnywhere,
	isEmergencyNumber,
	isShortNumber,
	nameOf,
	shortNumberAtHome,
	shortNumberBehindPlus,
} from '../../../nodes/shared/phoneNumber/shortNumbers';
import { shortNumberPatterns } from '../../../nodes/shared/phoneNumber/shortNumbers.generated';
import { isEmergency, isShort, shortPatterns, shortRegions } from '../../harness/googleNumbers.mts';
import { someTextsOf } from '../../harness/numberPattern.mts';

describe('the table', () => {
	test('the table holds every region that Google knows short numbers of, each a country with a calling code', () => {
		expect(Object.keys(shortNumberPatterns)).toEqual([...shortRegions].sort());
		expect(Object.keys(shortNumberPatterns).filter((region) => !isCountry(region))).toEqual([]);
		expect(shortRegions.length).toBeGreaterThanOrEqual(241);
	});
});

describe('against Google', () => {
	test('every emergency number of every region is one here, in its region and anywhere', () => {
		for (const region of shortRegions) {
			for (const digits of someTextsOf(shortPatterns(region).emergency, 200).filter((text) => text !== '')) {
				expect([digits, region, isEmergencyNumber(digits, region), isShortNumber(digits, region), isEmergencyAnywhere(digits)]).toEqual([
					digits,
					region,
					true,
					true,
					true,
				]);
				// What shortNumberBehindPlus relies on.
				expect(digits.length).toBeLessThanOrEqual(6);
			}
		}
	});

	test('three digits are short, or an emergency number, exactly where Google says so', () => {
		const wrong: string[] = [];
		for (const [index, region] of shortRegions.entries()) {
			for (let number = index % 7; number < 1000; number += 7) {
				const digits = String(number).padStart(3, '0');
				if (isEmergencyNumber(digits, region) !== isEmergency(digits, region)) wrong.push(`emergency ${digits} ${region}`);
				if (isShortNumber(digits, region) !== isShort(digits, region)) wrong.push(`short ${digits} ${region}`);
			}
		}
		expect(wrong).toEqual([]);
	});

	test('an even share of the short numbers of every region is short here', () => {
		for (const region of shortRegions) {
			for (const digits of someTextsOf(shortPatterns(region).all, 50)) {
				expect([digits, region, isShort(digits, region), isShortNumber(digits, region)]).toEqual([digits, region, true, true]);
			}
		}
	});
});

test.each([
	['a subscriber of Berlin', '30901820', 'DE'],
	['a subscriber of New York', '2127365000', 'US'],
	['digits with an emergency number in front', '9115550000', 'US'],
	['an emergency number of elsewhere', '999', 'US'],
	['no digits', '', 'GN'],
	['a region nobody knows', '911', 'XX'],
	['the name of what every object has', '911', 'constructor'],
])('%s is no short number: %s in %s', (_name, digits, region) => {
	expect(isShortNumber(digits, region)).toBe(false);
	expect(isEmergencyNumber(digits, region)).toBe(false);
});

describe('what was typed', () => {
	test.each([
		['+1911', { region: null, emergency: true }],
		['+44999', { region: null, emergency: true }],
		['+49110', { region: 'DE', emergency: true }],
		['+112', { region: null, emergency: true }],
		['+1411', { region: null, emergency: false }],
		['+49116117', { region: 'DE', emergency: false }],
		['+12127365000', null],
		['+', null],
	])('the number %s, behind a +, is read as %j', (digits, found) => {
		expect(shortNumberBehindPlus(digits)).toEqual(found);
	});

	test.each([
		['911', 'US', { region: 'US', emergency: true }],
		['911', 'DE', { region: null, emergency: true }],
		['112', null, { region: null, emergency: true }],
		['118500', 'GB', { region: 'GB', emergency: false }],
		['911', 'XX', { region: null, emergency: true }],
		['118500', null, null],
		['2127365000', 'US', null],
		['', 'US', null],
	])('the text %j with Default Country %s is %j', (digits, country, found) => {
		expect(shortNumberAtHome(digits, country)).toEqual(found);
	});

	test.each([
		['911', 'US', 'is an emergency number of US, not a number of US that can be called. Give'],
		['911', 'DE', 'is an emergency number, not a number of DE that can be called. Give'],
		['112', null, 'is an emergency number, and has no country code. Give'],
		['000', 'AU', 'is an emergency number of AU, not an international prefix. Give'],
		['118500', 'GB', 'is a short number of GB, not a number of GB that can be called. Give'],
		['+1911', null, 'is an emergency number, which is never called: after the + come 7 to 15 digits'],
		['+49116117', null, 'It is a short number of DE, which is never called, or digits are missing. Check'],
		['tel:112', null, 'has a letter in it, and its digits are an emergency number. Write'],
		['tel:112', 'DE', 'has a letter in it, and its digits are an emergency number. Write'],
		['tel:+12127365000', null, 'has a letter in it. Write'],
		['1112', 'AT', 'is not a number of AT, the Default Country'],
		[911, 'US', 'is an emergency number of US'],
		['9-1-1', 'CA', 'is an emergency number of CA'],
	])('the text %j with Default Country %s is refused and says what it is', (raw, country, sentence) => {
		const checked = checkPhoneNumber(raw, 'Phone Number', country);
		expect(checked).toMatchObject({ ok: false, fault: { type: 'invalid_phone_number', sentence: expect.stringContaining(sentence) } });
	});

	test('the name of a short number says whether help comes, and where it is clear, where', () => {
		expect(nameOf({ region: 'US', emergency: true })).toBe('an emergency number of US');
		expect(nameOf({ region: null, emergency: false })).toBe('a short number');
	});
});
