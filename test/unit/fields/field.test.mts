import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeCallSpec, sendCallSpec } from '../../../nodes/shared/calling/nodeSpecs';
import type { Field } from '../../../nodes/shared/fields/field';
import { collection, isShown, propertiesOf, readFields } from '../../../nodes/shared/fields/field';
import { readInteger, readText } from '../../../nodes/shared/fields/values';
import { providers, providersThatHonour } from '../../../nodes/shared/providers/registry';
import type { ProviderId } from '../../../nodes/shared/providers/provider';
import { reading, readWith } from '../../harness/fields.mts';

const field = <T,>(name: string, capability: Field<T>['capability'], read: Field<T>['read']): Field<T> => ({
	property: { displayName: name, name, type: 'string', default: '' },
	capability,
	read,
});
const everywhere = field('everywhere', null, (raw) => readText(raw, 'Everywhere', 10));
const prompt = field('prompt', 'promptOverride', (raw) => readText(raw, 'Prompt', 10));
const priority = field('priority', 'priority', (raw) => readInteger(raw, 'Priority', 1, 5));
const fields = { everywhere, prompt, priority };

test('a field that the provider does not honour is not even asked for, and reads as not given', () => {
	const asked: string[] = [];
	const raw = (name: string) => {
		asked.push(name);
		return '3';
	};
	expect(readFields(fields, raw, reading('svalync'))).toEqual({ values: { everywhere: '3', prompt: null, priority: 3 }, faults: [] });
	expect(asked).toEqual(['everywhere', 'priority']);
});

test('every fault is found, not only the first', () => {
	const { values, faults } = readFields(fields, () => 'far too long a text', reading('svalync'));
	expect(values).toEqual({ prompt: null });
	expect(faults.map(({ field: name }) => name)).toEqual(['Everywhere', 'Priority']);
});

test('the editor shows each field for the providers that honour it, and for all where none is needed', () => {
	const [first, second, third] = propertiesOf(fields);
	expect(first).toBe(everywhere.property);
	expect(second.displayOptions).toEqual({ show: { provider: providersThatHonour('promptOverride') } });
	expect(third.displayOptions).toEqual({ show: { provider: ['svalync'] } });
});

test('the provider is looked up from the top inside a collection', () => {
	const { property } = collection({ displayName: 'Group', name: 'group' }, { prompt, everywhere });
	expect(property).toMatchObject({ type: 'collection', default: {} });
	expect((property.options as Array<{ displayOptions?: object }>).map((one) => one.displayOptions)).toEqual([
		{ show: { '/provider': providersThatHonour('promptOverride') } },
		undefined,
	]);
});

test('a collection is shown only where one of its fields is', () => {
	const group = collection({ displayName: 'Group', name: 'group' }, { prompt, priority });
	const shown = providers.filter((provider) => isShown(group, provider)).map(({ id }) => id);
	expect(shown).toEqual(['bland', 'elevenlabs', 'svalync', 'synthflow']);
	expect(propertiesOf({ group })[0].displayOptions).toEqual({ show: { provider: shown } });
	const withAll = collection({ displayName: 'Group', name: 'group' }, { prompt, everywhere });
	expect(propertiesOf({ withAll })[0].displayOptions).toBeUndefined();
});

describe('a collection', () => {
	const group = collection({ displayName: 'Group', name: 'group' }, fields);
	const none = { everywhere: null, prompt: null, priority: null };
	const read = (raw: unknown, provider: ProviderId = 'svalync') => readWith(group, raw, reading(provider));

	test.each([[undefined], [null], [''], [' \n '], [{}], ['{}'], [Object.create(null)]])(
		'a collection that is empty sets nothing: %j',
		(raw) => {
			expect(read(raw)).toEqual(none);
		},
	);

	test.each([[{ everywhere: 'x', priority: 2 }], ['{"everywhere":"x","priority":2}'], [' {"everywhere":"x","priority":"2"}\n']])(
		'a collection is an object, or JSON text of one: %j',
		(raw) => {
			expect(read(raw)).toEqual({ ...none, everywhere: 'x', priority: 2 });
		},
	);

	test('a collection reads each of its fields', () => {
		expect(read({ priority: 9 })).toBe('Priority must be a whole number from 1 to 5.');
		expect(read('{"priority":9}')).toBe('Priority must be a whole number from 1 to 5.');
	});

	const wayOut = 'not an object of settings. Add the settings one by one, or give an object with everywhere, prompt and priority.';
	test.each<[unknown, string]>([
		['text', 'text'],
		['{"everywhere":', 'text'],
		['[{"everywhere":"x"}]', 'text'],
		['"{}"', 'text'],
		['null', 'text'],
		['5', 'text'],
		[[], 'a list'],
		[[{ everywhere: 'x' }], 'a list'],
		[5, 'a value of type number'],
		[0, 'a value of type number'],
		[true, 'a value of type boolean'],
		[false, 'a value of type boolean'],
		[new Set(['everywhere']), 'no plain object'],
		[new Map([['everywhere', 'x']]), 'no plain object'],
		[new Date(0), 'no plain object'],
		[() => ({}), 'a value of type function'],
	])('a collection that is no object is refused: %j', (raw, what) => {
		expect(read(raw)).toBe(`Group is ${what}, ${wayOut}`);
	});

	test.each([
		[{ everywhere: 'x', other: 1 }, 'Group holds "other", which is none of its settings. Use everywhere, prompt and priority.'],
		[{ Everywhere: 'x' }, 'Group holds "Everywhere", which is none of its settings. Write everywhere instead.'],
		['{"PRIORITY":2}', 'Group holds "PRIORITY", which is none of its settings. Write priority instead.'],
		['{"__proto__":{"priority":2}}', 'Group holds "__proto__", which is none of its settings. Use everywhere, prompt and priority.'],
		[{ constructor: 1 }, 'Group holds "constructor", which is none of its settings. Use everywhere, prompt and priority.'],
		[{ '+442079460018': 1 }, 'Group holds "+44••••••••18", which is none of its settings. Use everywhere, prompt and priority.'],
	])('a collection does not overlook what it does not know: %j', (raw, sentence) => {
		expect(read(raw)).toBe(sentence);
	});

	test('a collection overlooks what it knows and the provider does not honour, as after a change of the provider', () => {
		expect(read({ everywhere: 'x', prompt: 'hidden there' })).toEqual({ ...none, everywhere: 'x' });
		expect(read({ priority: 99 }, 'simulator')).toEqual(none);
	});
});

test.each([
	['Send Call', sendCallSpec],
	['Make Call', makeCallSpec],
])('no field of %s throws, whatever JSON an expression hands it', (_name, kind) => {
	const odd: unknown[] = [
		{ toString: 5 },
		{ values: [{ name: { toString: 5 }, value: 1 }] },
		{ handler: [{ name: { toString: 5 } }] },
		{ handler: [{ name: 'a', patterns: [{ toString: 5 }], action: 'end_call' }] },
	];
	fc.assert(
		fc.property(
			fc.oneof(fc.jsonValue() as fc.Arbitrary<unknown>, fc.constantFrom(...odd)),
			fc.constantFrom(...providers),
			(raw, { id }) => {
				for (const one of [...Object.values(kind.fields), kind.options]) one.read(raw, reading(id));
			},
		),
		{ numRuns: 500 },
	);
});
