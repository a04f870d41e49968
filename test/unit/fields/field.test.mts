import fc from 'fast-check';
import { expect, test } from 'vitest';
import { makeCallKind, sendCallKind } from '../../../nodes/shared/dialling/kinds';
import { good } from '../../../nodes/shared/fields/fault';
import type { Field } from '../../../nodes/shared/fields/field';
import { collection, isShown, propertiesOf, readFields } from '../../../nodes/shared/fields/field';
import { readInteger, readText } from '../../../nodes/shared/fields/values';
import { providers, providersThatHonour } from '../../../nodes/shared/providers/registry';
import { reading } from '../support/fields.mts';

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

test('inside a collection the provider is looked up from the top', () => {
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
	expect(shown).toEqual(['svalync', 'synthflow']);
	expect(propertiesOf({ group })[0].displayOptions).toEqual({ show: { provider: shown } });
	const withAll = collection({ displayName: 'Group', name: 'group' }, { prompt, everywhere });
	expect(propertiesOf({ withAll })[0].displayOptions).toBeUndefined();
});

test('a collection reads its fields, and anything that is no collection as an empty one', () => {
	const group = collection({ displayName: 'Group', name: 'group' }, fields);
	expect(group.read({ everywhere: 'x', priority: 2, other: 1 }, reading())).toEqual(good({ everywhere: 'x', prompt: null, priority: 2 }));
	for (const raw of [undefined, null, 'text', 5, []]) {
		expect(group.read(raw, reading())).toEqual(good({ everywhere: null, prompt: null, priority: null }));
	}
	expect(group.read({ priority: 9 }, reading())).toMatchObject({ ok: false, fault: { field: 'Priority' } });
});

test.each([
	['Send Call', sendCallKind],
	['Make Call', makeCallKind],
])('no field of %s throws, whatever JSON an expression hands it', (_name, kind) => {
	const odd: unknown[] = [
		{ toString: 5 },
		{ values: [{ name: { toString: 5 }, value: 1 }] },
		{ handler: [{ name: { toString: 5 } }] },
		{ handler: [{ name: 'a', patterns: [{ toString: 5 }], action: 'end_call' }] },
	];
	fc.assert(
		fc.property(fc.oneof(fc.jsonValue() as fc.Arbitrary<unknown>, fc.constantFrom(...odd)), fc.constantFrom(...providers), (raw, { id }) => {
			for (const one of [...Object.values(kind.fields), kind.options]) one.read(raw, reading(id));
		}),
		{ numRuns: 500 },
	);
});
