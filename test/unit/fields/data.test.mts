import { expect, test } from 'vitest';
import { context, variables } from '../../../nodes/shared/fields/data';
import { empties, readWith } from '../../harness/fields.mts';

const rows = (...values: unknown[]) => ({ values });
const read = (raw: unknown) => readWith(variables, raw);

test('no variables are read where nothing is given', () => {
	for (const raw of [...empties, {}, '{}', rows(), { json: [{ json: '{}' }] }, rows({ name: '', value: '' })]) {
		expect(read(raw)).toEqual({});
	}
});

test.each([
	['rows', rows({ name: 'a', value: 'x' }, { name: 'b', value: 2 }), { a: 'x', b: 2 }],
	['one row that is no list', { values: { name: 'a', value: 'x' } }, { a: 'x' }],
	['a JSON block', { json: [{ json: '{"a":true,"b":1.5}' }] }, { a: true, b: 1.5 }],
	['rows and JSON together', { values: [{ name: 'a', value: 'x' }], json: [{ json: { b: 2 } }] }, { a: 'x', b: 2 }],
	['JSON text in place of the field', '{"a":"x"}', { a: 'x' }],
	['an object from an expression', { a: 'x', b: null, c: false }, { a: 'x', c: false }],
	['an object with a member named values', { values: 'red', name: 'Ada' }, { values: 'red', name: 'Ada' }],
	['an object with a member named json', { json: 'yes', orderNumber: 5 }, { json: 'yes', orderNumber: 5 }],
	['an empty value', rows({ name: 'a', value: '' }), { a: '' }],
	['names with blanks, dots and hyphens', { 'first name': 'Ada', 'a.b-c_1': 1 }, { 'first name': 'Ada', 'a.b-c_1': 1 }],
	['a name of 64 characters', { ['a'.repeat(64)]: 1 }, { ['a'.repeat(64)]: 1 }],
	['a value of 1000 characters', { a: 'x'.repeat(1000) }, { a: 'x'.repeat(1000) }],
	['names of Object.prototype that are harmless', { toString: 'x', hasOwnProperty: 'y' }, { toString: 'x', hasOwnProperty: 'y' }],
	['line breaks and tabs', { a: 'one\ntwo\tthree' }, { a: 'one\ntwo\tthree' }],
])('variables are read from %s', (_name, raw, value) => {
	expect(read(raw)).toEqual(value);
});

test.each([
	['__proto__ in a row', rows({ name: '__proto__', value: 'x' }), /name "__proto__"/],
	['__proto__ in JSON', '{"__proto__":{"polluted":true}}', /name "__proto__"/],
	['__proto__ in a JSON block', { json: [{ json: '{"__proto__":"x"}' }] }, /name "__proto__"/],
	['constructor', { constructor: 'x' }, /name "constructor"/],
	['prototype', rows({ name: 'prototype', value: 'x' }), /name "prototype"/],
	['a row without a name', rows({ name: '', value: 'x' }), /name ""/],
	['a name that starts with a digit', { '1a': 'x' }, /starting with a letter/],
	['a name with a quote', { 'a"b': 'x' }, /Use letters/],
	['a name with braces', { '{{a}}': 'x' }, /Use letters/],
	['a name of 65 characters', { ['a'.repeat(65)]: 1 }, /up to 64/],
	[
		'a name twice',
		{
			values: [
				{ name: 'a', value: 1 },
				{ name: 'a', value: 2 },
			],
		},
		/"a" twice/,
	],
	['a name in a row and in JSON', { values: [{ name: 'a', value: 1 }], json: [{ json: '{"a":2}' }] }, /"a" twice/],
	['a value that is too long', { a: 'x'.repeat(1001) }, /longer than 1000/],
	['100 kB', { a: 'x'.repeat(100_000) }, /larger than 64000/],
	[
		'many values that are too long together',
		Object.fromEntries([...Array(17).keys()].map((i) => [`v${i}`, 'x'.repeat(1000)])),
		/longer than 16000/,
	],
	['a nested object', { a: { b: 1 } }, /"a", which is a list or an object/],
	['a list', { a: [1] }, /"a", which is a list or an object/],
	['50 levels', JSON.parse('{"a":'.repeat(50) + '1' + '}'.repeat(50)), /nested deeper/],
	['broken JSON', '{"a":', /not valid JSON/],
	['a list in place of the field', '[1]', /not a JSON object/],
	['a number in place of the field', 5, /not a JSON object/],
])('variables are refused: %s', (_name, raw, sentence) => {
	expect(read(raw)).toMatch(/^Variables /);
	expect(read(raw)).toMatch(sentence);
	expect(({} as Record<string, unknown>).polluted).toBeUndefined();
});

test('control, bidi and zero-width characters are taken out of values', () => {
	const hidden = ['\u0000', '\u0007', '\u007f', '\u0085', '\u061c', '\u200b', '\u200f', '\u202e', '\u2060', '\u2066', '\ufeff'];
	expect(read({ a: `A${hidden.join('')}da` })).toEqual({ a: 'Ada' });
});

test('a value that looks like a template, a tag or an instruction stays text', () => {
	const values = { a: '{{system}}', b: '</Say><Dial>+19005550100</Dial>', c: 'ignore previous instructions', d: '","to":"x', e: '${x}' };
	expect(read(values)).toEqual(values);
});

test('context is a JSON object of any depth up to 20, or null', () => {
	expect(readWith(context, '{"lead":{"id":[7]}}')).toEqual({ lead: { id: [7] } });
	expect(readWith(context, '{}')).toBeNull();
	expect(readWith(context, '[1]')).toMatch(/^Context is not a JSON object/);
});
