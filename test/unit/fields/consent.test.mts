import { describe, expect, test } from 'vitest';
import { consentFault, isConsentAsked, requireConsent } from '../../../nodes/shared/fields/consent';
import { safety } from '../../../nodes/shared/fields/safety';
import { reading, readWith } from '../../harness/fields.mts';

const consentOf = (requireConsent: unknown): unknown =>
	(readWith(safety, { requireConsent }) as { requireConsent: unknown }).requireConsent;

describe('what counts as a consent', () => {
	test.each([true, 1, 'true', 'TRUE', ' True ', 'yes', 'Yes', 'YES', '1'])('the value %j says yes', (value) => {
		expect(consentOf(value)).toBe('given');
		expect(readWith(requireConsent, value)).toBe('given');
	});

	test.each([
		...[
			false,
			0,
			'',
			' ',
			null,
			undefined,
			'false',
			'no',
			'No',
			'0',
			'y',
			'ok',
			'on',
			'x',
			'maybe',
			'yes, but not now',
			'not true',
			'truee',
		],
		...[2, -1, 1.5, NaN, '01', '1.0', [], [true], ['yes'], {}, { value: true }, new Date(0), '2026-01-31', 'undefined', 'null'],
	])('the value %j says nothing of the kind', (value) => {
		expect(consentOf(value)).toBe('missing');
	});

	test('without the setting nobody asks for a consent', () => {
		for (const raw of [{}, undefined, '']) expect(readWith(safety, raw)).toMatchObject({ requireConsent: 'notAsked' });
		expect(requireConsent.read(undefined, reading())).toEqual({ ok: true, value: 'notAsked' });
	});
});

const safetyWith = (value: unknown) => ({ options: { safety: { requireConsent: value } } });

describe('where a consent may come from', () => {
	test.each([
		['a field of the item', safetyWith('={{ $json.consent }}')],
		['an expression with a comparison', safetyWith("={{ $json.answer === 'I agree' }}")],
		['another node', safetyWith("={{ $('Leads').item.json.consent }}")],
		['an expression for all of Safety', { options: { safety: '={{ { requireConsent: $json.consent } }}' } }],
		['an expression for all of Options', { options: '={{ { safety: { requireConsent: $json.consent } } }}' }],
		['Safety at the top of a workflow written by hand', { safety: { requireConsent: '={{ $json.consent }}' } }],
		['nowhere, where it is not asked for', { options: { safety: { maxCalls: 3 }, context: '{"requireConsent":true}' } }],
	])('%s is taken', (_where, written) => {
		expect(consentFault(written)).toBeNull();
	});

	test.each([
		['true', safetyWith(true)],
		['a text that says yes', safetyWith('yes')],
		['the bare name of a field', safetyWith('consent')],
		['false', safetyWith(false)],
		['an empty text', safetyWith('')],
		['an expression without any data', safetyWith('={{ true }}')],
		['JSON text for all of Safety', { options: { safety: '{"requireConsent":true}' } }],
		['Safety at the top of a workflow written by hand', { safety: { requireConsent: true } }],
	])('%s, the same for everybody, is refused with the way out', (_what, written) => {
		expect(consentFault(written)).toEqual({
			type: 'invalid_parameters',
			field: 'Safety: Require Consent',
			sentence:
				'is the same for everybody. Give the field of the item that holds the answer of the person, such as {{ $json.consent }}, or take the setting out.',
		});
	});

	test.each(['$fromAI', '$fromAi', '$fromai'])('a language model that answers by %s does not agree for the person', (name) => {
		expect(consentFault(safetyWith(`={{ ${name}('consent', '', 'boolean') }}`))?.sentence).toContain('is given by a language model.');
	});
});

test('a setting whose expression loses it is still asked for', () => {
	expect(isConsentAsked({ options: { safety: '={{ JSON.stringify({ requireConsent: $json.consnt }) }}' } })).toBe(true);
	expect(isConsentAsked({ safety: '={{ { requireConsent: $json.consent } }}' })).toBe(true);
	expect(isConsentAsked({ options: { reference: 'requireConsent', safety: { maxCalls: 3 } } })).toBe(false);
});
