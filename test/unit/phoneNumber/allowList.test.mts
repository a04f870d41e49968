import { describe, expect, test } from 'vitest';
import { countryFault, readAllowedCountries } from '../../../nodes/shared/phoneNumber/numberPolicy';
import { checkPhoneNumber } from '../../../nodes/shared/phoneNumber/e164';

const read = (raw: unknown) => readAllowedCountries(raw, 'Allowed Countries');

describe('the list of countries', () => {
	test.each([
		['US', ['US']],
		['us, ca', ['US', 'CA']],
		['us ca\nde', ['US', 'CA', 'DE']],
		[' DE;AT ;  ch, ', ['DE', 'AT', 'CH']],
		['US,us,US', ['US']],
		[
			['us', 'Ca'],
			['US', 'CA'],
		],
		[
			['us, ca', 'de'],
			['US', 'CA', 'DE'],
		],
		['XK AC TA', ['XK', 'AC', 'TA']],
		[['US', ''], ['US']],
	])('the list %j is read as %j', (raw, value) => {
		expect(read(raw)).toEqual({ ok: true, value });
	});

	test.each([[''], ['   '], [null], [undefined], [[]], [['']]])('the list %j names no country, which means every country', (raw) => {
		expect(read(raw)).toEqual({ ok: true, value: null });
	});

	test.each([
		['US, XX', /holds "XX", which is no country/],
		['Germany', /holds "GERMANY", which is no country/],
		['UK', /holds "UK"\. Write GB/],
		['usa', /Write US/],
		['+1', /holds "\+1"/],
		['001', /holds "001"/],
		['AQ', /no country with phone numbers/],
		['constructor', /holds "CONSTRUCTOR"/],
		[', ;', /names no country/],
		[['', ''], /names no country/],
		[['US', 1], /neither text nor a list/],
		[1, /neither text nor a list/],
		[{ US: true }, /neither text nor a list/],
		[true, /neither text nor a list/],
	])('the list %j is refused, and the sentence names what is wrong', (raw, sentence) => {
		expect(read(raw)).toEqual({
			ok: false,
			fault: { type: 'invalid_parameters', field: 'Allowed Countries', sentence: expect.stringMatching(sentence) },
		});
	});

	test('the sentence repeats no phone number and no long text', () => {
		const list = read('+12127365000');
		expect(list).toMatchObject({ ok: false, fault: { sentence: expect.not.stringContaining('2127365000') } });
		const long = read('Z'.repeat(5000));
		expect(long.ok ? '' : long.fault.sentence.length).toBeLessThan(150);
	});
});

describe("a number's country", () => {
	const fault = (e164: string, ...allowed: string[]) => {
		const checked = checkPhoneNumber(e164, 'Phone Number', null);
		if (!checked.ok) throw new Error(`${e164} should exist: ${checked.fault.sentence}`);
		return countryFault(checked.value, allowed, 'Phone Number');
	};

	test.each([
		['+12127365000', 'US'],
		['+14165550123', 'CA'],
		['+18765551234', 'JM'],
		['+447624312345', 'IM'],
		['+77710009998', 'KZ'],
		['+390669812345', 'VA'],
	])('the number %s passes under its own country %s alone', (e164, country) => {
		expect(fault(e164, country)).toBeNull();
		expect(fault(e164, 'FR', country.toLowerCase())).toMatchObject({ type: 'blocked_country' });
		expect(fault(e164)).toMatchObject({ type: 'blocked_country' });
	});

	test('a number with +1 is not one of the US, and the sentence says so', () => {
		expect(fault('+18765551234', 'US', 'CA')).toEqual({
			type: 'blocked_country',
			field: 'Phone Number',
			sentence:
				'(+18•••••••34) is a number of JM (+1 is shared by 25 countries), which is not among the Allowed Countries. Add JM under Safety if it may be called.',
		});
		expect(fault('+14165550123', 'US')?.sentence).toContain('is a number of CA, which');
	});

	test('a global network is in no list', () => {
		expect(fault('+881612345678', 'US', 'DE')).toMatchObject({ type: 'blocked_country', sentence: expect.stringContaining('no country') });
	});
});
