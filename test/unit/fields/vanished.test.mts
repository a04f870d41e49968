import { describe, expect, test } from 'vitest';
import { makeCallSpec } from '../../../nodes/shared/calling/nodeSpecs';
import { vanishedProtections } from '../../../nodes/shared/fields/vanished';

const { options } = makeCallSpec;
const fields = { options, ...options.fields };
const evaluate = (expression: string): unknown =>
	({ '{{ $json.dnc }}': '+442079460018', '{{ $json.empty }}': '', '{{ $json.hour }}': 9, '{{ $json.there }}': { allowRepeats: false } })[
		expression
	];

/** Field and expression of every fault. */
const vanished = (written: Record<string, unknown>, values: Record<string, unknown> = {}): string[] =>
	vanishedProtections(
		fields,
		{ options: {}, safety: {}, ...written },
		(name) => ({ options: {}, safety: {}, ...values })[name],
		evaluate,
	).map(({ field, sentence, type }) => `${type}: ${field}: ${/item: (.*) Correct it, or /.exec(sentence)?.[1]}`);
const gone = '={{ $json.gone }}';

describe('an expression that gives nothing holds the item back', () => {
	test.each(['options', 'safety'])('the item is held back where %s vanishes as a whole', (name) => {
		const label = name === 'options' ? 'Options' : 'Safety';
		for (const value of [undefined, null])
			expect(vanished({ [name]: gone }, { [name]: value })).toEqual([`invalid_parameters: ${label}: {{ $json.gone }}`]);
	});

	test.each([
		['allowedCountries', 'Allowed Countries'],
		['blockRiskyNumbers', 'Block Risky Numbers'],
		['callingHours', 'Calling Hours'],
		['doNotCall', 'Do Not Call'],
		['maxCalls', 'Max Calls'],
		['windowStart', 'Window Start'],
		['windowEnd', 'Window End'],
		['days', 'Days'],
	])('the item is held back where Safety loses %s', (name, label) => {
		for (const value of [undefined, null])
			expect(vanished({ safety: { [name]: gone } }, { safety: { [name]: value } })).toEqual([
				`invalid_parameters: Safety: ${label}: {{ $json.gone }}`,
			]);
		expect(vanished({ safety: { [name]: gone } }, { safety: {} })).toHaveLength(1);
	});

	test.each(['mode', 'windowStart', 'windowEnd', 'days'])(
		'the item is held back where Calling Hours lose %s, in both forms of the group',
		(name) => {
			expect(vanished({ safety: { callingHours: { [name]: gone } } }, { safety: { callingHours: { [name]: undefined } } })).toHaveLength(1);
			expect(
				vanished({ safety: { callingHours: { hours: { [name]: gone } } } }, { safety: { callingHours: { hours: { [name]: undefined } } } }),
			).toHaveLength(1);
			expect(vanished({ safety: { callingHours: { hours: gone } } }, { safety: { callingHours: { hours: undefined } } })).toEqual([
				'invalid_parameters: Safety: Calling Hours: {{ $json.gone }}',
			]);
		},
	);

	test('the item is held back where Dry Run vanishes', () => {
		expect(vanished({ options: { dryRun: gone } }, { options: { dryRun: undefined } })).toEqual([
			'invalid_parameters: Dry Run: {{ $json.gone }}',
		]);
	});

	test('several vanished settings are all named', () => {
		expect(vanished({ options: { dryRun: gone }, safety: { doNotCall: gone, maxCalls: gone } }, { options: {}, safety: {} })).toHaveLength(
			3,
		);
	});

	test('a setting that the expression of the whole names without a value holds the item back', () => {
		const whole = '={{ { doNotCall: $json.gone } }}';
		for (const value of [undefined, null])
			expect(vanished({ safety: whole }, { safety: { doNotCall: value } })).toEqual([
				'invalid_parameters: Safety: Do Not Call: {{ { doNotCall: $json.gone } }}',
			]);
		expect(vanished({ safety: whole }, { safety: '{"doNotCall":null}' })).toHaveLength(1);
		expect(
			vanished({ safety: { callingHours: '={{ { mode: $json.gone } }}' } }, { safety: { callingHours: { mode: undefined } } }),
		).toHaveLength(1);
		expect(vanished({ safety: whole }, { safety: {} })).toEqual([]);
	});

	test.each([
		['allowedCountries', 'Allowed Countries'],
		['blockRiskyNumbers', 'Block Risky Numbers'],
		['callingHours', 'Calling Hours'],
		['doNotCall', 'Do Not Call'],
		['maxCalls', 'Max Calls'],
		['windowStart', 'Window Start'],
		['windowEnd', 'Window End'],
		['days', 'Days'],
		['callLimit', 'Call Limit'],
	])('an empty text of an expression is no value of %s', (name, label) => {
		const fault = (shown: string): string[] => [`invalid_parameters: Safety: ${label}: ${shown}`];
		const made = '{{ $json.rows.map((row) => row.gone).join() }}';
		expect(vanished({ safety: { [name]: `=${made}` } }, { safety: { [name]: '' } })).toEqual(fault(made));
		if (!['allowedCountries', 'doNotCall'].includes(name))
			expect(vanished({ safety: { [name]: '={{ $json.empty }}' } }, { safety: { [name]: '' } })).toEqual(fault('{{ $json.empty }}'));
		const whole = `={{ ({ allowRepeats: true, ${name}: $json.empty }) }}`;
		expect(vanished({ safety: whole }, { safety: { allowRepeats: true, [name]: '' } })).toEqual(fault(whole.slice(1)));
	});

	test.each([
		[
			'a template',
			'={"callingHours":"off","doNotCall":"{{ $json["gone"] }}"}',
			'{"callingHours":"off","doNotCall":""}',
			'Do Not Call: {{ $json["gone"] }}',
		],
		[
			'a template with a list inside',
			'={"doNotCall":"+442079460018, {{ $json.gone }}"}',
			'{"doNotCall":"+442079460018, "}',
			'Do Not Call: +44••••••••18, {{ $json.gone }}',
		],
		[
			'a template whose braces stand alone',
			'={"doNotCall":{{ JSON.stringify($json.gone ?? "") }}}',
			'{"doNotCall":""}',
			'Do Not Call: {{ JSON.stringify($json.gone ?? "") }}',
		],
		[
			'the group inside of a template',
			'={"callingHours":{"mode":"custom","windowEnd":"{{ $json.gone }}"}}',
			'{"callingHours":{"mode":"custom","windowEnd":""}}',
			'Calling Hours: Window End: {{ $json.gone }}',
		],
		[
			'JSON that has no word for undefined',
			'={{ JSON.stringify({ callingHours: "off", doNotCall: $json.gone }) }}',
			'{"callingHours":"off"}',
			'Do Not Call: {{ JSON.stringify({ callingHours: "off", doNotCall: $json.gone }) }}',
		],
		[
			'JSON of nothing else',
			'={{ JSON.stringify({ "callLimit": $json.gone }) }}',
			'{}',
			'Call Limit: {{ JSON.stringify({ "callLimit": $json.gone }) }}',
		],
	])('an expression that gives nothing holds the item back: %s', (_what, safety, value, fault) => {
		expect(vanished({ safety }, { safety: value })).toEqual([`invalid_parameters: Safety: ${fault}`]);
		const [label, shown] = [fault.slice(0, fault.lastIndexOf(': {{')), fault.slice(fault.lastIndexOf(': {{') + 2)];
		if (value.includes('"doNotCall":""') && !shown.includes('stringify'))
			expect(vanished({ options: `={"safety":${safety.slice(1)}}` }, { options: `{"safety":${value}}` })).toEqual([
				`invalid_parameters: Safety: ${label}: ${shown}`,
			]);
	});

	test('a Dry Run that vanishes in a template, and as JSON, holds the item back', () => {
		expect(vanished({ options: '={"dryRun":"{{ $json.gone }}"}' }, { options: '{"dryRun":""}' })).toEqual([
			'invalid_parameters: Dry Run: {{ $json.gone }}',
		]);
		const whole = '={{ JSON.stringify({ dryRun: $json.gone, safety: { doNotCall: $json.gone } }) }}';
		expect(vanished({ options: whole }, { options: '{"safety":{}}' })).toEqual([
			`invalid_parameters: Dry Run: ${whole.slice(1)}`,
			`invalid_parameters: Safety: Do Not Call: ${whole.slice(1)}`,
		]);
	});

	test('settings that are taken over from nothing hold the item back', () => {
		const whole = '={{ ({ ...$json.gone, callingHours: "off" }) }}';
		expect(vanished({ safety: whole }, { safety: { callingHours: 'off' } })).toEqual([`invalid_parameters: Safety: ${whole.slice(1)}`]);
	});

	test('text around the braces hides nothing', () => {
		expect(vanished({ safety: { doNotCall: '= {{ $json.gone }}' } }, { safety: { doNotCall: ' ' } })).toEqual([
			'invalid_parameters: Safety: Do Not Call: {{ $json.gone }}',
		]);
		expect(
			vanished({ safety: { doNotCall: '={{ $json.dnc }}, {{ $json.gone }}' } }, { safety: { doNotCall: '+442079460018, ' } }),
		).toHaveLength(1);
		expect(vanished({ safety: { allowedCountries: '={{ $json.gone }}\n' } }, { safety: { allowedCountries: '\n' } })).toHaveLength(1);
		expect(vanished({ options: { dryRun: '= {{ $json.gone }}' } }, { options: { dryRun: ' ' } })).toHaveLength(1);
	});

	test('the expression is shown in one line, shortened, and with no phone number in it', () => {
		const [shown] = vanished({ safety: { doNotCall: `={{ $json["+442079460018"]\n\t.${'x'.repeat(300)} }}` } });
		expect(shown).toContain('{{ $json["+44••••••••18"] .xxx');
		expect(shown).toMatch(/x…$/);
		expect(shown.length).toBeLessThan(200);
	});
});

describe('what is no slip is let through', () => {
	test.each<[string, unknown, unknown]>([
		['what is not written', {}, {}],
		['an empty list', { doNotCall: '={{ $json.dnc }}' }, { doNotCall: [] }],
		[
			'an empty text of the item',
			{ doNotCall: '={{ $json.empty }}', allowedCountries: "={{ $('Settings').first().json['countries'] }}" },
			{ doNotCall: '', allowedCountries: '' },
		],
		[
			'an empty text of a fixed field',
			{ doNotCall: '', allowedCountries: '', windowEnd: '' },
			{ doNotCall: '', allowedCountries: '', windowEnd: '' },
		],
		['a fixed part of a template', '={"callingHours":"{{ $json.mode }}","doNotCall":""}', '{"callingHours":"off","doNotCall":""}'],
		[
			'what the data of an item leaves empty by itself',
			'={{ $json.safety }}',
			{ callingHours: 'off', doNotCall: '', allowedCountries: '' },
		],
		['an empty list in JSON', '={{ JSON.stringify({ doNotCall: $json.rows }) }}', '{"doNotCall":[]}'],
		[
			'what is handed to a method',
			'={{ JSON.stringify({ callingHours: "custom", windowStart: $now.plus({ days: 1 }).toFormat("HH:mm") }) }}',
			'{"callingHours":"custom","windowStart":"10:00"}',
		],
		[
			'one of two JSON texts',
			'={{ JSON.stringify($json.de ? { allowedCountries: "DE" } : { allowedCountries: "AT" }) }}',
			'{"allowedCountries":"AT"}',
		],
		['what is taken over where it is there', '={{ ({ ...$json.there, callingHours: "off" }) }}', { callingHours: 'off' }],
		['what is taken over if it is there', '={{ ({ ...($json.gone || {}), callingHours: "off" }) }}', { callingHours: 'off' }],
		['empty parts of a text', { doNotCall: '={{ $json.dnc }}\n{{ $json.empty }}' }, { doNotCall: '+442079460018\n' }],
		['false and zero', { blockRiskyNumbers: '={{ $json.x }}', maxCalls: '={{ $json.y }}' }, { blockRiskyNumbers: false, maxCalls: 0 }],
		['a fixed value that is null', { doNotCall: null, maxCalls: null }, { doNotCall: null, maxCalls: null }],
		['a time zone that is not known: every zone counts then', { timezone: gone }, { timezone: undefined }],
		['repeats that nobody allowed', { allowRepeats: gone }, { allowRepeats: undefined }],
		['a country that is missing among others', { allowedCountries: '=DE, {{ $json.gone }}' }, { allowedCountries: 'DE, ' }],
		['a text made of values', { windowStart: '={{ $json.hour }}:00' }, { windowStart: '9:00' }],
	])('a value that is no slip is let through: %s', (_what, written, values) => {
		expect(vanished({ safety: written }, { safety: values })).toEqual([]);
	});

	test('settings that protect nobody are let through', () => {
		expect(vanished({ options: { reference: gone, defaultCountry: gone, timeout: gone } }, { options: {} })).toEqual([]);
	});
});
