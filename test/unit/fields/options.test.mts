import { expect, test } from 'vitest';
import { callOptions } from '../../../nodes/shared/fields/options';
import { makeCallSpec, sendCallSpec } from '../../../nodes/shared/calling/nodeSpecs';
import { empties, reading, readWith } from '../../harness/fields.mts';

const defaults = {
	callsPerMinute: null,
	concurrency: 1,
	defaultCountry: null,
	dryRun: false,
	includeRaw: false,
	outputs: 'two',
	privacy: { maskNumbers: false, omitRecording: false, omitTranscript: false },
	reference: null,
	simulatedAnswers: [],
	timeout: 30,
};

test('calls are placed one by one without options, for real, with 30 seconds each', () => {
	for (const raw of [...empties, {}]) expect(readWith(callOptions, raw)).toEqual(defaults);
});

test.each([
	[{ callsPerMinute: 600 }],
	[{ concurrency: 50 }],
	[{ defaultCountry: 'DE' }],
	[{ dryRun: true }],
	[{ includeRaw: true }],
	[{ reference: 'order-A-17' }],
	[{ timeout: 300 }],
])('the options %j are read', (raw) => {
	expect(readWith(callOptions, raw)).toEqual({ ...defaults, ...raw });
});

test('a country is read in either case', () => {
	expect(readWith(callOptions, { defaultCountry: ' de ' })).toMatchObject({ defaultCountry: 'DE' });
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
	[{ timeout: 0 }, 'Timeout must be a whole number of seconds from 1 to 300.'],
	[{ timeout: 301 }, 'Timeout must be a whole number of seconds from 1 to 300.'],
])('the options %j are refused', (raw, sentence) => {
	expect(readWith(callOptions, raw)).toBe(sentence);
});

test('answers given in advance are for the Simulator alone, in Send Call as in Make Call', () => {
	const given = { simulatedAnswers: [' yes ', 'at ten'] };
	expect(readWith(callOptions, given, reading('simulator'))).toEqual({ ...defaults, simulatedAnswers: ['yes', 'at ten'] });
	expect(readWith(callOptions, given, reading('svalync'))).toEqual(defaults);
	for (const { options } of [sendCallSpec, makeCallSpec]) expect(options.fields).toMatchObject(callOptions.fields);
});

test('Dry Run is on as soon as it is added, and off where it is not', () => {
	for (const { options } of [sendCallSpec, makeCallSpec]) expect(options.fields.dryRun.property.default).toBe(true);
	for (const raw of [undefined, {}, { concurrency: 2 }]) expect(readWith(callOptions, raw)).toMatchObject({ dryRun: false });
	expect(readWith(callOptions, { dryRun: false })).toMatchObject({ dryRun: false });
});
