import { expect, test } from 'vitest';
import { sendCallOptions } from '../../../nodes/shared/fields/options';
import { empties, readWith } from '../support/fields.mts';

const defaults = {
	callsPerMinute: null,
	concurrency: 1,
	defaultCountry: null,
	dryRun: false,
	includeRaw: false,
	reference: null,
	timeout: 30,
};

test('without options calls are placed one by one, for real, with 30 seconds each', () => {
	for (const raw of [...empties, {}]) expect(readWith(sendCallOptions, raw)).toEqual(defaults);
});

test.each([
	[{ callsPerMinute: 600 }],
	[{ concurrency: 50 }],
	[{ defaultCountry: 'DE' }],
	[{ dryRun: true }],
	[{ includeRaw: true }],
	[{ reference: 'order-A-17' }],
	[{ timeout: 300 }],
])('%j', (raw) => {
	expect(readWith(sendCallOptions, raw)).toEqual({ ...defaults, ...raw });
});

test('a country is read in either case', () => {
	expect(readWith(sendCallOptions, { defaultCountry: ' de ' })).toMatchObject({ defaultCountry: 'DE' });
});

test.each([
	[{ callsPerMinute: 0 }, 'Calls per Minute must be a whole number from 1 to 600.'],
	[{ concurrency: 51 }, 'Concurrency must be a whole number from 1 to 50.'],
	[{ defaultCountry: 'XX' }, 'Default Country is not a country. Use two letters such as DE or US.'],
	[{ defaultCountry: 'Germany' }, 'Default Country is not a country. Use two letters such as DE or US.'],
	[{ defaultCountry: 'UK' }, 'Default Country is not a country. Use two letters such as DE or US.'],
	[{ dryRun: 'yes' }, 'Dry Run must be true or false.'],
	[{ includeRaw: 1 }, 'Include Raw Answer must be true or false.'],
	[{ reference: 'x'.repeat(256) }, 'Reference is longer than 255 characters. Shorten it.'],
	[{ reference: {} }, 'Reference is not text. Give text or a number.'],
	[{ timeout: 0 }, 'Timeout must be a whole number from 1 to 300.'],
	[{ timeout: 301 }, 'Timeout must be a whole number from 1 to 300.'],
])('refused: %j', (raw, sentence) => {
	expect(readWith(sendCallOptions, raw)).toBe(sentence);
});
