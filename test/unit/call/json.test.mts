import fc from 'fast-check';
import { expect, test } from 'vitest';
import { at, instant, isObject, list, number, object, prune, text } from '../../../nodes/shared/call/json';

test.each([
	['a key', { a: 1 }, ['a'], 1],
	['a path of keys and indexes', { a: [{ b: 'x' }] }, ['a', 0, 'b'], 'x'],
	['a missing key', { a: 1 }, ['b'], undefined],
	['a path through null', { a: null }, ['a', 'b'], undefined],
	['a path through text', { a: 'text' }, ['a', 'length'], undefined],
	['an inherited key', {}, ['toString'], undefined],
	['the prototype', {}, ['__proto__'], undefined],
	['nothing at all', undefined, ['a'], undefined],
])('a value is read at its path: %s', (_name, value, path, found) => {
	expect(at(value, ...(path as string[]))).toEqual(found);
});

test.each([
	[['  x '], 'x'],
	[['', '  ', 'second'], 'second'],
	[[42], '42'],
	[[0], '0'],
	[[NaN, Infinity], null],
	[[null, undefined, true, {}, ['a']], null],
])('the first text or number of %j is the text %j', (candidates, found) => {
	expect(text(...(candidates as unknown[]))).toBe(found);
});

test.each([
	[[37], 37],
	[['37'], 37],
	[[' -2.5 '], -2.5],
	[['3m:5s', '185'], 185],
	[['', null, '1e3', '0x10', 'abc'], null],
	[[NaN, Infinity], null],
])('the first number of %j is the number %j', (candidates, found) => {
	expect(number(...(candidates as unknown[]))).toBe(found);
});

test('an object is read from objects and JSON text that holds one, and from nothing else', () => {
	expect(object('no', '{broken', '[1]', [1], { a: 1 })).toEqual({ a: 1 });
	expect(object('{"a":1}')).toEqual({ a: 1 });
	expect(object(null, 'text', 5, [])).toBeNull();
});

test('isObject and list tell objects from arrays and null', () => {
	expect([isObject({}), isObject([]), isObject(null), isObject('x')]).toEqual([true, false, false, false]);
	expect([list([1]), list({}), list(null)]).toEqual([[1], [], []]);
});

test('prune drops undefined and null, and keeps false, 0, empty text and empty objects', () => {
	expect(prune({ a: undefined, b: null, c: false, d: 0, e: '', f: {} })).toEqual({ c: false, d: 0, e: '', f: {} });
});

test.each([
	['an ISO time in UTC', '2026-01-31T09:30:00Z', '2026-01-31T09:30:00.000Z'],
	['an ISO time with offset', '2025-10-27T10:59:46+01:00', '2025-10-27T09:59:46.000Z'],
	['an ISO time without zone as UTC', '2026-01-31T09:30:00', '2026-01-31T09:30:00.000Z'],
	['a time with a blank as UTC', '2025-01-15 10:12:00', '2025-01-15T10:12:00.000Z'],
	['a day', '2025-01-15', '2025-01-15T00:00:00.000Z'],
	['epoch milliseconds', 1761559186000, '2025-10-27T09:59:46.000Z'],
	['epoch milliseconds as text', '1761559186000', '2025-10-27T09:59:46.000Z'],
	['epoch seconds', 1761559186, '2025-10-27T09:59:46.000Z'],
	['zero', 0, null],
	['a negative number', -5, null],
	['a date in words', '15 Jan 2025, 10:12 AM', null],
	['a day that does not exist', '2026-13-45', null],
	['an empty text', '', null],
	['null', null, null],
	['a number beyond time', 1e300, null],
])('an instant is read so: %s', (_name, value, found) => {
	expect(instant(value)).toBe(found);
});

test('the first value that is an instant is taken', () => {
	expect(instant(null, 'soon', '2026-01-31T09:30:00Z')).toBe('2026-01-31T09:30:00.000Z');
});

test('no reader ever throws, whatever JSON a provider sends', () => {
	fc.assert(
		fc.property(fc.jsonValue(), (value) => {
			for (const read of [text, number, object, instant, list]) read(value);
			at(value, 'a', 0, 'b');
		}),
		{ numRuns: 1000 },
	);
});
