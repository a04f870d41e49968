import { describe, expect, test } from 'vitest';
import { safety } from '../../../nodes/shared/fields/safety';
import { empties, reading, readWith } from '../support/fields.mts';

const defaults = {
	allowRepeats: false,
	allowedCountries: null,
	blockRiskyNumbers: true,
	callingHours: 'lawful',
	days: [1, 2, 3, 4, 5],
	doNotCall: undefined,
	maxCalls: 100,
	timezone: null,
	windowEnd: 1200,
	windowStart: 540,
};

test('who touches nothing calls in lawful hours, 100 people at most, each once, and no risky number', () => {
	for (const raw of [...empties, {}]) expect(readWith(safety, raw)).toEqual(defaults);
});

test('the Simulator phones nobody, so it plays at any hour unless it is told otherwise', () => {
	expect(readWith(safety, {}, reading('simulator'))).toEqual({ ...defaults, callingHours: 'off' });
	for (const callingHours of ['off', 'lawful', 'custom']) expect(readWith(safety, { callingHours }, reading('simulator'))).toMatchObject({ callingHours });
	for (const provider of ['svalync', 'synthflow', 'talkover', 'unleashx'] as const) expect(readWith(safety, {}, reading(provider))).toMatchObject({ callingHours: 'lawful' });
});

test('an empty setting is the default, not a hole', () => {
	const blank = Object.fromEntries(Object.keys(defaults).map((name) => [name, '']));
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
	[{ days: [6, 7, 6] }, { days: [6, 7] }],
	[{ days: 3 }, { days: [3] }],
	[{ days: '3' }, { days: [3] }],
	[{ days: ['1', 2] }, { days: [1, 2] }],
	[{ doNotCall: [{ phone: '+442079460018' }] }, { doNotCall: [{ phone: '+442079460018' }] }],
	[{ maxCalls: 1 }, { maxCalls: 1 }],
	[{ maxCalls: '10000' }, { maxCalls: 10_000 }],
	[{ timezone: ' America/New_York ' }, { timezone: 'America/New_York' }],
	[{ timezone: 'Asia/Calcutta' }, { timezone: 'Asia/Calcutta' }],
	[{ timezone: 'UTC' }, { timezone: 'UTC' }],
])('%j is read', (raw, value) => {
	expect(readWith(safety, raw)).toEqual({ ...defaults, ...value });
});

describe('a time of day', () => {
	test.each([
		['0:00', 0], ['00:00', 0], ['9:05', 545], ['09:05', 545], [' 9:05 ', 545], ['19:30', 1170], ['23:59', 1439], ['24:00', 1440],
	])('%j is %i minutes after midnight', (text, minutes) => {
		expect(readWith(safety, { windowStart: text, windowEnd: text })).toMatchObject({ windowStart: minutes, windowEnd: minutes });
	});

	test.each(['25:00', '24:01', '9', 9, '9:5', '9:60', '9.30', '9 am', '21:30:00', '-1:00', '٠٩:٠٠', 'noon', {}, [], true])('%j is none', (text) => {
		expect(readWith(safety, { windowStart: text })).toBe('Window Start is not a time of day. Write it as 09:00 or 21:30.');
		expect(readWith(safety, { windowEnd: text })).toBe('Window End is not a time of day. Write it as 09:00 or 21:30.');
	});
});

test.each([
	[{ allowRepeats: 'yes' }, 'Allow Repeats must be true or false.'],
	[{ blockRiskyNumbers: 0 }, 'Block Risky Numbers must be true or false.'],
	[{ allowedCountries: 'Atlantis' }, 'Allowed Countries holds "ATLANTIS", which is no country with phone numbers. Give two-letter country codes, such as US, CA or DE.'],
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
])('refused: %j', (raw, sentence) => {
	expect(readWith(safety, raw)).toBe(sentence);
});

test('every setting has a label, a description and, but for hours at the Simulator, the default that is shown', () => {
	const options = safety.property.options as Array<{ name: string; displayName: string; description: string; default: unknown }>;
	expect(options.map(({ name }) => name)).toEqual(Object.keys(defaults));
	for (const { name, default: shown, description } of options) {
		expect(description).toBeTruthy();
		const read = readWith(safety, { [name]: shown });
		expect(read, name).toEqual({ ...defaults, ...(name === 'doNotCall' ? { doNotCall: '' } : {}) });
	}
});
