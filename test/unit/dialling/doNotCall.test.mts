import { describe, expect, test } from 'vitest';
import { doNotCallList } from '../../../nodes/shared/dialling/doNotCall';
import { fastest } from '../../support/fastest.mts';

const person = '+442079460018';
const other = '+12127365000';
const placeIn = (raw: unknown, country: string | null = null, number = person): number | null => doNotCallList(raw, country).placeOf(number);

test.each([undefined, null, '', '  \n\t ', ',;\n', '[]', [], [null, undefined, ''], {}])('%j holds nobody', (raw) => {
	const list = doNotCallList(raw, null);
	expect([list.placeOf(person), list.placeOf(other)]).toEqual([null, null]);
});

describe('a spelling is compared by the number it means', () => {
	test.each(['+442079460018', '+44 20 7946 0018', '+44-20-7946-0018', '+44.20.7946.0018', '+44 (20) 7946 0018', ' +442079460018 '])('%j', (spelling) => {
		expect(doNotCallList([other, spelling], null)).toMatchObject({ unreadable: 0 });
		expect(placeIn([other, spelling])).toBe(2);
	});

	test.each(['02079460018', '020 7946 0018', '(020) 7946-0018'])('%j, in the default country', (spelling) => {
		expect(doNotCallList(spelling, 'GB').unreadable).toBe(0);
		expect(placeIn(spelling, 'GB')).toBe(1);
		expect(placeIn(spelling, 'GB', '+492079460018')).toBeNull();
	});
});

describe('what is no complete number is compared by its last digits: the person who may be meant is not called', () => {
	test.each([
		'442079460018', 442079460018, '02079460018', '2079460018', '79460018', '946 0018', '0044 20 7946 0018', '011 44 20 7946 0018', '+44 (0)20 7946 0018',
		'+44 020 7946 0018', 'tel:+442079460018', 'Ada:+442079460018', '"+442079460018"', '+442079460018 ext. 5', '\u200e+442079460018', '+44\u00a020\u00a07946\u00a00018', '+4420794600180',
	])('%j', (spelling) => {
		expect(doNotCallList([spelling], null).unreadable).toBe(1);
		expect(placeIn([spelling])).toBe(1);
		expect(placeIn([spelling], null, other)).toBeNull();
	});

	test.each(['', 'nobody', '18', '60018', '00000018', '0000000000', '+', '2026', true, '🙂'])('but %j means nobody', (entry) => {
		expect(placeIn([entry, 'x'])).toBeNull();
	});

	test('a German number, shorter than others, is found behind its trunk zero too', () => {
		expect(placeIn('+49 (0)30 901820', null, '+4930901820')).toBe(1);
	});

	test('a complete number goes before one that is only alike', () => {
		expect(placeIn(['79460018', '+442079460018'])).toBe(2);
	});
});

describe('the list comes as', () => {
	test.each<[string, unknown, number]>([
		['commas', `${other},${person}`, 2],
		['semicolons', `${other}; ${person};`, 2],
		['lines', `${other}\r\n\r\n${person}\n`, 2],
		['tabs', `Ada\t${other}\t${person}`, 3],
		['blanks before a plus', `${other} ${person}`, 2],
		['a single number', Number(person), 1],
		['a single row', { name: 'Ada', phone: person }, 1],
		['JSON text', JSON.stringify([other, person]), 2],
		['JSON text of numbers', '[12127365000, 442079460018]', 2],
		['text that only begins like JSON', `[${person}`, 1],
		['texts', [other, person], 2],
		['rows', [{ phone: other }, { id: 7, phone: person }], 2],
		['items of n8n', [{ json: { phone: other } }, { json: { phone: person } }], 2],
		['rows without names', [['Bob', other], ['Ada', person]], 2],
		['cells with several numbers', [{ phone: other }, { phone: `private ${other}1; ${person}` }], 2],
	])('%s', (_form, raw, place) => {
		expect(placeIn(raw)).toBe(place);
	});

	test('entries are counted as a person counts them, and the first of two alike is named', () => {
		expect(placeIn([null, '', other, person, person])).toBe(2);
	});
});

test('what cannot be read is counted once per entry', () => {
	expect(doNotCallList([{ a: 'x', b: 'y' }, { a: 'x', b: person }, ['x', 'y'], 'z', person], null).unreadable).toBe(3);
});

test('20,000 entries are asked 1,000 times within seconds', () => {
	const list = doNotCallList(Array.from({ length: 20_000 }, (_entry, index) => `0${2_000_000_000 + index * 7}`), null);
	const askAll = (): void => {
		for (let index = 0; index < 1000; index++) list.placeOf(`+4930${10_000_000 + index}`);
	};
	expect(fastest(askAll, 10_000)).toBeLessThan(10_000);
});
