import { describe, expect, test } from 'vitest';
import { checkPhoneNumber } from '../../../nodes/shared/phoneNumber/e164';
import type { NumberRules } from '../../../nodes/shared/phoneNumber/numberPolicy';
import { numberFault } from '../../../nodes/shared/phoneNumber/numberPolicy';
import { maskNumber } from '../../../nodes/shared/phoneNumber/mask';

const careful: NumberRules = { allowedCountries: null, blockRiskyNumbers: true, fictionalAllowed: false };
const open: NumberRules = { allowedCountries: null, blockRiskyNumbers: false, fictionalAllowed: false };

function fault(raw: string, rules: NumberRules) {
	const checked = checkPhoneNumber(raw, 'Phone Number', null);
	if (!checked.ok) throw new Error(`${raw} should exist: ${checked.fault.sentence}`);
	return numberFault(checked.value, rules, 'Phone Number', 'Synthflow');
}

test.each(['+12127365000', '+442079460018', '+4930901820', '+390669812345', '+8801812345678', '+61491570156'])(
	'an ordinary number like %s passes',
	(raw) => {
		expect(fault(raw, careful)).toBeNull();
		expect(fault(raw, open)).toBeNull();
	},
);

describe('risky numbers', () => {
	test.each([
		['kC3', '+19002345678', 'a premium-rate number'],
		['kC4', '+449098790000', 'a premium-rate number'],
		['kC5', '+979123456789', 'an international premium-rate number'],
		['kC6', '+881612345678', 'a satellite phone'],
		['kC6', '+870301234567', 'a satellite phone'],
		['kC9', '+18005551234', 'a toll-free number'],
		['', '+80012345678', 'an international toll-free number'],
		['', '+80812345678', 'an international shared-cost number'],
	])('a risky number %s %s is refused as %s, and can be called where the user insists', (_case, raw, kind) => {
		const found = fault(raw, careful);
		expect(found).toMatchObject({ type: 'blocked_number_type', field: 'Phone Number' });
		expect(found?.sentence).toContain(`(${maskNumber(raw)}) is ${kind}`);
		expect(found?.sentence).toContain('turn off Block Risky Numbers under Safety');
		expect(found?.sentence).not.toContain(raw.slice(1));
		expect(fault(raw, open)).toBeNull();
	});

	test('a type that nobody knows yet is refused', () => {
		expect(numberFault({ e164: '+12127365000', country: 'US', type: null }, careful, 'Phone Number', 'Synthflow')).toMatchObject({
			type: 'blocked_number_type',
		});
	});

	test('the kind is told before the country, so that nobody opens a country for a premium-rate number', () => {
		expect(fault('+449098790000', { ...careful, allowedCountries: ['US'] })?.type).toBe('blocked_number_type');
	});
});

describe('what no switch opens', () => {
	test('no switch opens an emergency or short number, even one that the numbering plan takes for a subscriber', () => {
		expect(fault('+49227700', open)).toEqual({
			type: 'blocked_number_type',
			field: 'Phone Number',
			sentence: '(+49••••00) is a short number of DE, which is never called. Give the number of a person.',
		});
		expect(numberFault({ e164: '+1911', country: 'US', type: null }, open, 'Phone Number', 'Synthflow')?.sentence).toContain(
			'is an emergency number',
		);
	});

	test.each(['+4930110', '+4989112', '+498156110', '+434780112', '+39041112', '+8241112', '+2782112'])(
		'the emergency number %s behind an area code is refused',
		(raw) => {
			expect(fault(raw, open)).toMatchObject({
				type: 'blocked_number_type',
				sentence: expect.stringContaining('is an emergency number of'),
			});
		},
	);

	test.each(['+4930115', '+493019222', '+4930901112', '+376896110', '+298201112', '+390411234112', '+82415551112', '+27821234112'])(
		'the number %s can be anybody and passes',
		(raw) => {
			expect(fault(raw, open)).toBeNull();
		},
	);

	test.each(['+12025550100', '+12125550199'])('the fictional %s is refused, except in the Simulator', (raw) => {
		expect(fault(raw, open)).toEqual({
			type: 'blocked_number_type',
			field: 'Phone Number',
			sentence: expect.stringMatching(/reserved for fiction.*Synthflow places real calls.*Simulator\.$/),
		});
		expect(fault(raw, { ...careful, fictionalAllowed: true })).toBeNull();
		expect(fault(raw, { ...careful, fictionalAllowed: true, allowedCountries: ['DE'] })?.type).toBe('blocked_country');
	});
});

describe('the country list', () => {
	test('kC7: the numbers +1 876 and +1 242 are not US numbers', () => {
		for (const raw of ['+18765551234', '+12423591234']) {
			expect(fault(raw, { ...careful, allowedCountries: ['US', 'CA'] })).toMatchObject({ type: 'blocked_country' });
			expect(fault(raw, careful)).toBeNull();
		}
		expect(fault('+18765551234', { ...careful, allowedCountries: ['US', 'JM'] })).toBeNull();
	});

	test('the country list holds for risky numbers that the user insists on, and for networks without country', () => {
		expect(fault('+449098790000', { ...open, allowedCountries: ['US'] })?.type).toBe('blocked_country');
		expect(fault('+449098790000', { ...open, allowedCountries: ['GB'] })).toBeNull();
		expect(fault('+881612345678', { ...open, allowedCountries: ['US'] })?.type).toBe('blocked_country');
	});

	test('an empty list lets nothing through', () => {
		expect(fault('+12127365000', { ...careful, allowedCountries: [] })?.type).toBe('blocked_country');
	});
});
