import { expect, test } from 'vitest';
import {
	readBoolean,
	readInstant,
	readInteger,
	readJsonObject,
	readText,
	readTimezone,
	readWord,
} from '../../../nodes/shared/fields/values';
import { empties, valueOrSentence } from '../../harness/fields.mts';

const field = 'Field';

test.each([
	['text', (raw: unknown) => readText(raw, field)],
	['a whole number', (raw: unknown) => readInteger(raw, field, 1, 10)],
	['a boolean', (raw: unknown) => readBoolean(raw, field)],
	['a word', (raw: unknown) => readWord(raw, field, ['low'])],
	['a JSON object', (raw: unknown) => readJsonObject(raw, field)],
	['an instant', (raw: unknown) => readInstant(raw, field, 'UTC')],
	['a time zone', (raw: unknown) => readTimezone(raw, field)],
])('an empty field reads as null: %s', (_name, read) => {
	for (const raw of empties) expect(read(raw)).toEqual({ ok: true, value: null });
});

test.each([
	['  Ada  ', 'Ada'],
	[42, '42'],
	['0', '0'],
	['x'.repeat(50), 'x'.repeat(50)],
	['x'.repeat(51), 'Field is longer than 50 characters. Shorten it.'],
	[{ a: 1 }, 'Field is not text. Give text or a number.'],
	[['a'], 'Field is not text. Give text or a number.'],
	[true, 'Field is not text. Give text or a number.'],
])('a text %j reads as %j', (raw, value) => {
	expect(valueOrSentence(readText(raw, field, 50))).toBe(value);
});

test.each([
	[1, 1],
	[10, 10],
	['7', 7],
	[' 7 ', 7],
	[0, /from 1 to 10/],
	[11, /from 1 to 10/],
	['-7', /from 1 to 10/],
	[2.5, /whole number/],
	['2.5', /whole number/],
	['1e1', /whole number/],
	['0x5', /whole number/],
	[NaN, /whole number/],
	[Infinity, /whole number/],
	[true, /whole number/],
	[[5], /whole number/],
	['seven', /whole number/],
])('a whole number is read from %j', (raw, value) => {
	const read = valueOrSentence(readInteger(raw, field, 1, 10));
	if (value instanceof RegExp) expect(read).toMatch(value);
	else expect(read).toBe(value);
});

test.each([
	[true, true],
	[false, false],
	['true', true],
	['false', false],
	['yes', 'Field must be true or false.'],
	[1, 'Field must be true or false.'],
	[{}, 'Field must be true or false.'],
])('a boolean %j reads as %j', (raw, value) => {
	expect(valueOrSentence(readBoolean(raw, field))).toBe(value);
});

test.each([
	['low', 'low'],
	['LOW', 'Field must be one of low, high.'],
	['toString', 'Field must be one of low, high.'],
	[0, 'Field must be one of low, high.'],
])('a word %j reads as %j', (raw, value) => {
	expect(valueOrSentence(readWord(raw, field, ['low', 'high']))).toBe(value);
});

const deep = (levels: number): unknown => (levels === 0 ? 1 : { in: deep(levels - 1) });

test.each([
	['text', '{"a":[1,{"b":null}]}', { a: [1, { b: null }] }],
	['an object from an expression', { a: 1 }, { a: 1 }],
	['an empty object', '{}', null],
	['20 levels', deep(20), deep(20)],
	['21 levels', deep(21), /nested deeper than 20 levels/],
	['50 levels', deep(50), /nested deeper/],
	['text that is no JSON', '{a:1}', /not valid JSON/],
	['a list', '[1,2]', /not a JSON object/],
	['a number', '5', /not a JSON object/],
	['true', true, /not a JSON object/],
	['64,000 characters', { a: 'x'.repeat(63_992) }, { a: 'x'.repeat(63_992) }],
	['64,001 characters', { a: 'x'.repeat(63_993) }, /larger than 64000/],
])('a JSON object is read from %s', (_name, raw, value) => {
	const read = valueOrSentence(readJsonObject(raw, field));
	if (value instanceof RegExp) expect(read).toMatch(value);
	else expect(read).toEqual(value);
});

test('a JSON object is a copy, and a hostile key in it changes no prototype', () => {
	const given = { a: { b: 1 } };
	expect(valueOrSentence(readJsonObject(given, field))).not.toBe(given);
	const read = valueOrSentence(readJsonObject('{"__proto__":{"polluted":true},"constructor":{"x":1}}', field));
	expect(({} as Record<string, unknown>).polluted).toBeUndefined();
	expect(Object.keys(read as object)).toEqual(['__proto__', 'constructor']);
});

test.each([
	['a time in UTC', '2026-01-31T09:30:00Z', 'Europe/Berlin', '2026-01-31T09:30:00.000Z'],
	['a time with offset', '2026-01-31T09:30:00+01:00', 'UTC', '2026-01-31T08:30:00.000Z'],
	['an offset without colon', '2026-01-31 09:30+0100', 'UTC', '2026-01-31T08:30:00.000Z'],
	['milliseconds', '2026-01-31T09:30:00.500Z', 'UTC', '2026-01-31T09:30:00.500Z'],
	["the editor's date picker, in winter", '2026-01-31T09:30:00', 'Europe/Berlin', '2026-01-31T08:30:00.000Z'],
	["the editor's date picker, in summer", '2026-07-31T09:30:00', 'Europe/Berlin', '2026-07-31T07:30:00.000Z'],
	['a blank for the T', '2026-07-31 09:30', 'America/New_York', '2026-07-31T13:30:00.000Z'],
	['a zone of 45 minutes', '2026-07-31T09:30:00', 'Asia/Kathmandu', '2026-07-31T03:45:00.000Z'],
	['a time the clock skips in spring', '2026-03-29T02:30:00', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
	['the minute before the gap', '2026-03-29T01:59:00', 'Europe/Berlin', '2026-03-29T00:59:00.000Z'],
	['the minute after the gap', '2026-03-29T03:00:00', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
	['a time the clock shows twice in autumn', '2026-10-25T02:30:00', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
	['the hour after it', '2026-10-25T03:00:00', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
	['a time shown twice in New York', '2026-11-01T01:30:00', 'America/New_York', '2026-11-01T05:30:00.000Z'],
	['a leap day', '2028-02-29T12:00:00', 'UTC', '2028-02-29T12:00:00.000Z'],
])('an instant is read from %s', (_name, raw, timezone, value) => {
	expect(valueOrSentence(readInstant(raw, field, timezone))).toBe(value);
});

test('a Date and a Luxon date from an expression are read', () => {
	const date = new Date('2026-01-31T09:30:00Z');
	expect(valueOrSentence(readInstant(date, field, 'UTC'))).toBe('2026-01-31T09:30:00.000Z');
	const luxon = { toISO: () => '2026-01-31T09:30:00.000+01:00' };
	expect(valueOrSentence(readInstant(luxon, field, 'UTC'))).toBe('2026-01-31T08:30:00.000Z');
});

test.each<unknown>([
	'tomorrow',
	'2026-01-31',
	'09:30',
	'31.01.2026 09:30',
	'2026-02-30T09:30:00',
	'2026-02-29T09:30:00Z',
	'2026-13-01T09:30:00',
	'2026-00-15T09:30:00',
	'2026-01-00T09:30:00',
	'2026-01-31T24:00:00',
	'2026-01-31T09:60:00',
	'2026-01-31T09:30:61',
	'2026-01-31T09:30:00 Europe/Berlin',
	'2026-01-31T09:30:00+25:99',
	1767225600000,
	true,
	{},
	[],
	{ toISO: () => null },
	{ toISO: 5 },
	{ toString: 5 },
	new Date(NaN),
])('no instant is read from %j', (raw: unknown) => {
	expect(valueOrSentence(readInstant(raw, field, 'UTC'))).toMatch(/^Field is not a date and time/);
});

test.each([
	['Europe/Berlin', true],
	['America/Argentina/Buenos_Aires', true],
	['Asia/Calcutta', true],
	['UTC', true],
	['EST5', false],
	['EST', false],
	['Foo/Bar', false],
	['+01:00', false],
	['Berlin', false],
	[5, false],
])('the time zone %j is known: %s', (raw, is) => {
	const read = valueOrSentence(readTimezone(raw, field));
	expect(read).toMatch(is ? /^[^ ]+$/ : /^Field is not an IANA time zone/);
});
