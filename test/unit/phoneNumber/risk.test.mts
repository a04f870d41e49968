import { describe, expect, test } from 'vitest';
import { checkPhoneNumber } from '../../../nodes/shared/phoneNumber/e164';
import { riskOf } from '../../../nodes/shared/phoneNumber/numberPolicy';
import { examples, globalCodes, globalExample } from '../../harness/googleNumbers.mts';

/** The risk of a number that exists, or undefined where it is refused before. */
function riskOfText(e164: string): string | null | undefined {
	const checked = checkPhoneNumber(e164, 'Phone Number', null);
	return checked.ok ? riskOf(checked.value) : undefined;
}

describe("Google's examples", () => {
	test.each([
		['PREMIUM_RATE', /premium-rate/],
		['SHARED_COST', /shared-cost/],
		['PAGER', /pager/],
		['VOICEMAIL', /voicemail/],
		['UAN', /company-wide/],
		['PERSONAL_NUMBER', /personal/],
		['TOLL_FREE', /toll-free/],
	])('a number of type %s is a risk, and the reason names it', (type, reason) => {
		const found = examples(type).map(({ e164 }) => riskOfText(e164));
		expect(found.length).toBeGreaterThan(10);
		expect(found).not.toContain(null);
		expect(found.filter((risk) => risk !== undefined && !reason.test(String(risk)))).toEqual([]);
	});

	test.each(['FIXED_LINE', 'MOBILE', 'FIXED_LINE_OR_MOBILE', 'VOIP'])('a number of type %s is no risk', (type) => {
		expect(examples(type).filter(({ e164 }) => typeof riskOfText(e164) === 'string')).toEqual([]);
	});

	test.each(globalCodes)('the network +%s is a risk, whatever type its numbers have', (code) => {
		const { e164 } = globalExample(code);
		expect(riskOfText(e164)).toMatch(/international|satellite|no country/);
		expect(riskOf({ e164, country: null, type: 'MOBILE' })).toBe(riskOf({ e164, country: null, type: null }));
	});
});

test.each([
	['+88299999999', null, 'MOBILE', /network/],
	['+9999999999', null, 'MOBILE', /no country/],
	['+12127365000', 'US', null, /does not tell/],
	['+12127365000', 'US', 'UNKNOWN', /does not tell/],
])('the number %s of %s with type %s is a risk too', (e164, country, type, reason) => {
	expect(riskOf({ e164, country, type })).toMatch(reason);
});

test.each([
	['+12125551212', /directory assistance/],
	['+14155551212', /directory assistance/],
	['+12129761234', /pay-per-call/],
])('the number %s is a service that the metadata takes for an ordinary line', (e164, reason) => {
	expect(riskOfText(e164)).toMatch(reason);
	expect(riskOfText(e164.replace('555', '736').replace('976', '736'))).toBeNull();
});

test('a country whose calling code lies among the global networks is no risk for that', () => {
	expect(riskOf({ e164: '+8801712345678', country: 'BD', type: 'MOBILE' })).toBeNull();
	expect(riskOfText('+8801812345678')).toBeNull();
	expect(riskOfText('+886221234567')).toBeNull();
});
