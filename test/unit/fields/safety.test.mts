import { describe, expect, test } from 'vitest';
import { safety } from '../../../nodes/shared/fields/safety';
import { empties, reading, readWith } from '../../harness/fields.mts';

const defaults = {
	allowRepeats: false,
	allowedCountries: null,
	blockRiskyNumbers: true,
	callLimit: null,
	callingHours: 'lawful',
	days: [1, 2, 3, 4, 5],
	doNotCall: undefined,
	maxCalls: 100,
	requireConsent: 'notAsked',
	timezone: null,
	windowEnd: 1200,
	windowStart: 540,
};

test('a user who touches nothing calls in lawful hours, 100 people at most, each once, and no risky number', () => {
	for (const raw of [...empties, {}]) expect(readWith(safety, raw)).toEqual(defaults);
});

test('the Simulator phones nobody, so it plays at any hour unless it is told otherwise', () => {
	expect(readWith(safety, {}, reading('simulator'))).toEqual({ ...defaults, callingHours: 'off' });
	for (const callingHours of ['off', 'lawful', 'custom'])
		expect(readWith(safety, { callingHours }, reading('simulator'))).toMatchObject({ callingHours });
	for (const provider of ['svalync', 'synthflow', 'talkover', 'unleashx'] as const)
		expect(readWith(safety, {}, reading(provider))).toMatchObject({ callingHours: 'lawful' });
});

test('an empty setting is the default, not a hole', () => {
	// An empty consent is no consent: consent.test.mts.
	const names = Object.keys(defaults).filter((name) => name !== 'requireConsent');
	const blank = Object.fromEntries(names.map((name) => [name, '']));
	expect(readWith(safety, blank)).toEqual({ ...defaults, doNotCall: '' });
});

test.each([
	[{ allowRepeats: true }, { allowRepeats: true }],
	[{ allowRepeats: 'true' }, { allowRepeats: true }],
	[{ allowedCountries: ' de, AT;ch ' }, { allowedCountries: ['DE', 'AT', 'CH'] }],
	[{ allowedCountries: ['US', 'CA'] }, { allowedCountries: ['US', 'CA'] }],
	[{ blockRiskyNumbers: false }, { blockRiskyNumbers: false }],
	[{ blockRiskyNumbers: 'false' }, { blockRiskyNumbers: false }],
	[{ callingHours: 'custom' }, { callingHours: 'custom' }],
	[{ days: [6, 7, 6] }, { callingHours: 'custom', days: [6, 7] }],
	[{ days: 3 }, { callingHours: 'custom', days: [3] }],
	[{ days: '3' }, { callingHours: 'custom', days: [3] }],
	[{ days: ['1', 2] }, { callingHours: 'custom', days: [1, 2] }],
	[{ callLimit: { maxCalls: 2, perHours: 168 } }, { callLimit: { maxCalls: 2, perHours: 168 } }],
	[{ callLimit: { limit: { maxCalls: '2', perHours: '1' } } }, { callLimit: { maxCalls: 2, perHours: 1 } }],
	[{ callLimit: '{"maxCalls":2}' }, { callLimit: { maxCalls: 2, perHours: 720 } }],
	[{ callLimit: { perHours: 24 } }, { callLimit: { maxCalls: 1, perHours: 24 } }],
	[{ callLimit: { limit: {} } }, { callLimit: { maxCalls: 1, perHours: 720 } }],
	[{ callLimit: {} }, {}],
	[{ doNotCall: [{ phone: '+442079460018' }] }, { doNotCall: [{ phone: '+442079460018' }] }],
	[{ maxCalls: 1 }, { maxCalls: 1 }],
	[{ maxCalls: '10000' }, { maxCalls: 10_000 }],
	[{ timezone: ' America/New_York ' }, { timezone: 'America/New_York' }],
	[{ timezone: 'Asia/Calcutta' }, { timezone: 'Asia/Calcutta' }],
	[{ timezone: 'UTC' }, { timezone: 'UTC' }],
])('the settings %j are read', (raw, value) => {
	expect(readWith(safety, raw)).toEqual({ ...defaults, ...value });
});

describe('a time of day', () => {
	test.each([
		['0:00', 0],
		['00:00', 0],
		['9:05', 545],
		['09:05', 545],
		[' 9:05 ', 545],
		['19:30', 1170],
		['23:59', 1439],
		['24:00', 1440],
	])('the time %j is %i minutes after midnight', (text, minutes) => {
		expect(readWith(safety, { windowStart: text, windowEnd: text })).toMatchObject({ windowStart: minutes, windowEnd: minutes });
	});

	test.each(['25:00', '24:01', '9', 9, '9:5', '9:60', '9.30', '9 am', '21:30:00', '-1:00', '٠٩:٠٠', 'noon', {}, [], true])(
		'the text %j is no time of day',
		(text) => {
			expect(readWith(safety, { windowStart: text })).toBe('Window Start is not a time of day. Write it as 09:00 or 21:30.');
			expect(readWith(safety, { windowEnd: text })).toBe('Window End is not a time of day. Write it as 09:00 or 21:30.');
		},
	);
});

test.each([
	[{ allowRepeats: 'yes' }, 'Allow Repeats must be true or false.'],
	[{ blockRiskyNumbers: 0 }, 'Block Risky Numbers must be true or false.'],
	[
		{ allowedCountries: 'Atlantis' },
		'Allowed Countries holds "ATLANTIS", which is no country with phone numbers. Give two-letter country codes, such as US, CA or DE.',
	],
	[{ allowedCountries: 'UK' }, 'Allowed Countries holds "UK". Write GB instead.'],
	[{ allowedCountries: 7 }, 'Allowed Countries is neither text nor a list of texts. Give two-letter country codes, such as US, CA or DE.'],
	[{ callingHours: 'Lawful' }, 'Calling Hours must be one of off, lawful, custom.'],
	[{ callingHours: true }, 'Calling Hours must be one of off, lawful, custom.'],
	[{ days: [0] }, 'Days must hold days from 1 (Monday) to 7 (Sunday).'],
	[{ days: [8] }, 'Days must hold days from 1 (Monday) to 7 (Sunday).'],
	[{ days: [1.5] }, 'Days must hold days from 1 (Monday) to 7 (Sunday).'],
	[{ days: [] }, 'Days must hold days from 1 (Monday) to 7 (Sunday).'],
	[{ days: ['Monday'] }, 'Days must hold days from 1 (Monday) to 7 (Sunday).'],
	[{ days: [null] }, 'Days must hold days from 1 (Monday) to 7 (Sunday).'],
	[{ maxCalls: 0 }, 'Max Calls must be a whole number from 1 to 10000.'],
	[{ maxCalls: -1 }, 'Max Calls must be a whole number from 1 to 10000.'],
	[{ maxCalls: 10_001 }, 'Max Calls must be a whole number from 1 to 10000.'],
	[{ maxCalls: 1.5 }, 'Max Calls must be a whole number from 1 to 10000.'],
	[{ maxCalls: Number.NaN }, 'Max Calls must be a whole number from 1 to 10000.'],
	[{ maxCalls: Infinity }, 'Max Calls must be a whole number from 1 to 10000.'],
	[{ timezone: 'EST5' }, 'Time Zone is not an IANA time zone. Write it as Europe/Berlin or America/New_York.'],
	[{ timezone: 'Foo/Bar' }, 'Time Zone is not an IANA time zone. Write it as Europe/Berlin or America/New_York.'],
	[{ timezone: '+02:00' }, 'Time Zone is not an IANA time zone. Write it as Europe/Berlin or America/New_York.'],
	[{ timezone: 'x'.repeat(65) }, 'Time Zone is longer than 64 characters. Shorten it.'],
])('the settings %j are refused', (raw, sentence) => {
	expect(readWith(safety, raw)).toBe(sentence);
});

test('every setting has a label, a description and the default that is shown; a group of hours begins as Lawful', () => {
	const options = safety.property.options as Array<{ name: string; displayName: string; description: string; default: unknown }>;
	expect(options.map(({ name }) => name)).toEqual([
		'allowRepeats',
		'allowedCountries',
		'blockRiskyNumbers',
		'callLimit',
		'callingHours',
		'doNotCall',
		'maxCalls',
		'requireConsent',
	]);
	for (const { name, default: shown, description } of options) {
		expect(description).toBeTruthy();
		const read = readWith(safety, { [name]: shown });
		expect(read, name).toEqual({
			...defaults,
			...(name === 'doNotCall'
				? { doNotCall: '' }
				: name === 'callingHours'
					? { callingHours: 'lawful' }
					: name === 'callLimit'
						? { callLimit: { maxCalls: 3, perHours: 24 } }
						: // An expression that nobody resolved says nothing.
							name === 'requireConsent'
							? { requireConsent: 'missing' }
							: {}),
		});
	}
});

describe('calling hours as a group', () => {
	const own = { callingHours: 'custom', windowStart: 600, windowEnd: 720, days: [6, 7], timezone: 'Europe/Berlin' };
	const group = { mode: 'custom', windowStart: '10:00', windowEnd: '12:00', days: [6, 7], timezone: 'Europe/Berlin' };
	const { mode: _mode, ...parts } = group;
	test.each<[string, unknown, object]>([
		['as the editor writes it', { callingHours: { hours: group } }, own],
		['as a plain object', { callingHours: group }, own],
		['as JSON', { callingHours: JSON.stringify(group) }, own],
		['with the window beside it', { callingHours: { mode: 'custom' }, ...parts }, own],
		['as a word, with the window beside it', { callingHours: 'custom', ...parts }, own],
		['without a mode: a window means Custom', { callingHours: parts }, own],
		['flat and without a mode: a window means Custom', parts, own],
		['flat, an end alone', { windowEnd: '12:00' }, { callingHours: 'custom', windowEnd: 720 }],
		['with nothing in it', { callingHours: {} }, {}],
		['with a time zone alone', { callingHours: { timezone: 'Europe/Berlin' } }, { timezone: 'Europe/Berlin' }],
		['Lawful, with a time zone', { callingHours: { mode: 'lawful', timezone: 'Europe/Berlin' } }, { timezone: 'Europe/Berlin' }],
		['Off', { callingHours: { hours: { mode: 'off' } } }, { callingHours: 'off' }],
		[
			'Off, with what the editor left of a window that was never changed',
			{ callingHours: { hours: { mode: 'off', windowStart: '09:00', windowEnd: '20:00', days: [5, 4, 3, 2, 1] } } },
			{ callingHours: 'off', days: [5, 4, 3, 2, 1] },
		],
		[
			'over midnight',
			{ callingHours: { windowStart: '22:00', windowEnd: '06:00' } },
			{ callingHours: 'custom', windowStart: 1320, windowEnd: 360 },
		],
	])('the group of calling hours is read: %s', (_form, raw, value) => {
		expect(readWith(safety, raw)).toEqual({ ...defaults, ...value });
	});

	test('a group without mode or window is Lawful at the Simulator too, as the editor shows it', () => {
		expect(readWith(safety, { callingHours: { hours: {} } }, reading('simulator'))).toEqual(defaults);
	});

	test.each([
		[
			{ callingHours: { mode: 'off', windowStart: '10:00' } },
			'Window Start has no effect while Calling Hours are Off. Choose the mode Custom, or remove Window Start.',
		],
		[
			{ callingHours: { mode: 'lawful', windowStart: '09:00' } },
			'Window Start has no effect while Calling Hours are Lawful. Choose the mode Custom, or remove Window Start.',
		],
		[
			{ callingHours: { hours: { mode: 'lawful', windowStart: '09:00', windowEnd: '19:00' } } },
			'Window End has no effect while Calling Hours are Lawful. Choose the mode Custom, or remove Window End.',
		],
		[{ callingHours: 'lawful', days: [1] }, 'Days has no effect while Calling Hours are Lawful. Choose the mode Custom, or remove Days.'],
		[
			{ callingHours: { windowStart: '10:00' }, windowStart: '11:00' },
			'Window Start is set twice, in Calling Hours and beside it. Remove one of the two.',
		],
		[{ callingHours: { mode: 'Custom' } }, 'Calling Hours must be one of off, lawful, custom.'],
		[
			{ callingHours: { hours: { from: '10:00' } } },
			'Calling Hours holds "from", which is none of its settings. Use mode, windowStart, windowEnd, days and timezone.',
		],
		[
			{ callingHours: { hours: { mode: 'off' }, more: 1 } },
			'Calling Hours holds "hours", which is none of its settings. Use mode, windowStart, windowEnd, days and timezone.',
		],
		[{ callingHours: [] }, 'Calling Hours must be one of off, lawful, custom.'],
	])('the group %j is refused', (raw, sentence) => {
		expect(readWith(safety, raw)).toBe(sentence);
	});

	test.each([
		['22:00', '20:00', 22],
		['20:00', '09:00', 13],
		['21:00', '08:00', 11],
		['20:00', '05:30', 9.5],
	])('a window from %s to %s stands upside down', (windowStart, windowEnd, hours) => {
		expect(readWith(safety, { windowStart, windowEnd })).toBe(
			`Window End comes before Window Start, so the window would last ${hours} hours over midnight. Swap the two; over midnight a window lasts 9 hours at the most, such as 22:00 to 06:00.`,
		);
	});

	test('a window of no length is none, so nobody is called', () => {
		expect(readWith(safety, { windowStart: '11:00', windowEnd: '11:00' })).toMatchObject({
			callingHours: 'custom',
			windowStart: 660,
			windowEnd: 660,
		});
	});
});

describe('what is no list of numbers is not taken for an empty one', () => {
	test.each<[unknown, RegExp]>([
		[true, /^Do Not Call is true, not a list/],
		[false, /is false, not a list/],
		[{}, /is an object without any value/],
		[{ phone: undefined }, /is an object without any value/],
		[7, /is a number, but no phone number/],
		[NaN, /is a number, but no phone number/],
		[1.5, /is a number, but no phone number/],
		[-442079460018, /is a number, but no phone number/],
		[new Date(0), /is a value of type Date/],
		[/x/, /is a value of type RegExp/],
		[() => [], /is a value of type Function/],
		[Symbol('x'), /is a value of type Symbol/],
		[Promise.resolve([]), /is a value of type Promise/],
		[[1].values(), /is a value of type Array Iterator/],
		['undefined', /is what text makes of a list/],
		[' null ', /is what text makes of a list/],
		['[object Object],[object Object]', /is what text makes of a list/],
		[[undefined, undefined], /is a list of 2 entries that hold nothing/],
		[[null, null, null], /is a list of 3 entries that hold nothing/],
		[[{ phone: undefined }, { phone: null }], /is a list of 2 entries that hold nothing/],
		[[{ json: { phone: undefined } }, { json: {} }], /is a list of 2 entries that hold nothing/],
		[
			[undefined],
			/is a list of one entry that holds nothing\. Check the name of the column with the numbers; give \[\] where nobody is meant/,
		],
		[[{}], /one entry/],
		[[{ phone: undefined }], /one entry/],
		[new Set([undefined]), /one entry/],
		[['undefined', 'undefined'], /is a list of 2 entries that hold nothing/],
		[['', undefined], /is a list of 2 entries/],
		[[[null]], /one entry/],
		['[null,null]', /is a list of 2 entries/],
		['[{}]', /one entry/],
		['{"phone":null}', /is an object without any value/],
		[',', /holds nothing between its separators\. Check the name of the column/],
		[' ,\n; ', /nothing between/],
		['undefined,undefined', /nothing between/],
		['null\nNaN', /nothing between/],
		[{ data: [undefined] }, /is an object without any value/],
	])('%j is refused as no list of numbers', (doNotCall, sentence) => {
		expect(readWith(safety, { doNotCall })).toMatch(sentence);
	});

	test.each<[unknown]>([
		[''],
		['  '],
		['[]'],
		[[]],
		[new Set()],
		[new Map()],
		[[{ json: {} }]],
		[[{ json: {}, pairedItem: { item: 0 } }]],
		[{ data: [] }],
		[[{ json: { data: [] } }]],
		[[{ json: {}, phone: '+442079460018' }]],
		[['', '']],
		[[undefined, '+442079460018']],
		[442079460018],
		['nobody'],
		[{ '+442079460018': null, '+442079460019': 1 }],
	])('a value %j is a list of numbers', (doNotCall) => {
		expect(readWith(safety, { doNotCall })).toEqual({ ...defaults, doNotCall });
	});
});
