import { describe, expect, test } from 'vitest';
import { doNotCallList } from '../../../nodes/shared/doNotCall/suppressionList';
import { fastest } from '../../harness/fastest.mts';

const person = '+442079460018';
const other = '+12127365000';
const placeIn = (raw: unknown, country: string | null = null, number = person): number | null =>
	doNotCallList(raw, country).placeOf(number);

test.each([undefined, null, '', '  \n\t ', ',;\n', '[]', [], [null, undefined, ''], {}])('a list of %j holds nobody', (raw) => {
	const list = doNotCallList(raw, null);
	expect([list.placeOf(person), list.placeOf(other)]).toEqual([null, null]);
});

describe('a spelling is compared by the number it means', () => {
	test.each(['+442079460018', '+44 20 7946 0018', '+44-20-7946-0018', '+44.20.7946.0018', '+44 (20) 7946 0018', ' +442079460018 '])(
		'a person written as %j is not called',
		(spelling) => {
			expect(doNotCallList([other, spelling], null)).toMatchObject({ comparedByDigits: 0 });
			expect(placeIn([other, spelling])).toBe(2);
		},
	);

	test.each(['02079460018', '020 7946 0018', '(020) 7946-0018'])(
		'a person written as %j is not called, in the default country',
		(spelling) => {
			expect(doNotCallList(spelling, 'GB').comparedByDigits).toBe(0);
			expect(placeIn(spelling, 'GB')).toBe(1);
			expect(placeIn(spelling, 'GB', '+492079460019')).toBeNull();
		},
	);
});

describe('an entry without + keeps everybody from being called whose number may be written so', () => {
	test.each([
		['02079460018', 'GB', ['+442079460018', '+492079460018']],
		['4922112345', 'DE', ['+4922112345', '+494922112345']],
		['18208624068', 'DE', ['+18208624068', '+4918208624068']],
		['8 916 123-45-67', 'RU', ['+79161234567']],
		['8 916 123-45-67', 'DE', ['+79161234567']],
		['06 1 222 3333', 'DE', ['+3612223333']],
		['1 212 736 5000', 'DE', ['+12127365000']],
		['2127365000', 'US', ['+12127365000', '+492127365000']],
	])('an entry %j holds its person, Default Country %s', (entry, country, people) => {
		for (const number of people) expect(placeIn([other, entry], country, number), number).toBe(number === other ? 1 : 2);
		for (const number of people)
			expect(
				placeIn(
					[entry],
					country,
					number.replace(/\d$/, (last) => String((Number(last) + 1) % 10)),
				),
				number,
			).toBeNull();
	});

	test('one area code is not taken for another', () => {
		expect(placeIn(['2127365000'], 'US', '+13127365000')).toBeNull();
	});
});

describe('a figure of a sheet stands for the person whose number it was', () => {
	const german = '+4930901820';
	test.each([
		'+4930901820.0',
		'4930901820.0',
		'030901820.0',
		'30901820.00',
		'+4930901820,0',
		'4930901820,00',
		' +4930901820.0 ',
		'+4930901820.000000',
		'home 4930901820.0',
		'call +4930901820.0 never',
		'4.930901820E9',
		'4.930901820e+09',
		'4,93E+09',
		'4.93e9',
		'4.9309E+09',
		'4.9309018200E+09',
		'4,930,901,820.0',
	])('a figure %j stands for its person', (entry) => {
		for (const country of [null, 'DE', 'US']) {
			expect(placeIn([{ phone: other }, { phone: entry }], country, german), String(country)).toBe(2);
			expect(placeIn([{ phone: entry }], country, '+442079460018'), String(country)).toBeNull();
		}
		expect(doNotCallList([{ phone: entry }], 'DE').unreadable).toEqual([]);
	});

	test('a figure in text stands for its person too', () => {
		expect(placeIn(`${other}.0\n+4930901820.0`, null, german)).toBe(2);
		expect(placeIn('12127365000.0, 4930901820.0', null, german)).toBe(2);
		expect(placeIn('1,21E+10;4,93E+09', null, german)).toBe(2);
		expect(placeIn('4,93E+09', null, '+4940901820')).toBeNull();
	});

	test('a figure whose digits are lost is not guessed: everybody whom it may mean is kept from being called, and nobody else', () => {
		for (const number of ['+4925000000', '+4934999999', '+454930901820']) expect(placeIn(['4.93E+09'], null, number), number).toBe(1);
		for (const number of ['+4924999999', '+4935000001', '+44930901820']) expect(placeIn(['4.93E+09'], null, number), number).toBeNull();
		expect(placeIn(['1.2127365000E+10'], null, '+12127365001')).toBeNull();
	});

	test('dots that only separate keep their zeros', () => {
		expect(placeIn(['01.42.27.81.00'], 'FR', '+33142278100')).toBe(1);
		expect(placeIn(['01.42.27.81.00'], null, '+33142278100')).toBe(1);
		expect(placeIn(['+4930901820.0'], null, '+49309018200')).toBe(1);
	});
});

describe('what is no complete number is compared by its last digits: the person who may be meant is not called', () => {
	test.each([
		'442079460018',
		442079460018,
		'02079460018',
		'2079460018',
		'79460018',
		'946 0018',
		'0044 20 7946 0018',
		'011 44 20 7946 0018',
		'+44 (0)20 7946 0018',
		'+44 020 7946 0018',
		'+4420794600180',
		'442079460018 (opted out 2026-01-01)',
		'79460018 x12',
		'2079460018 / 2079460019',
		'2079460017 2079460018',
		'+44 20 7946 00 18 5',
		'٤٤٢٠٧٩٤٦٠٠١٨',
		'２０７９４６００１８',
		'२०७९४६००१८',
		'𝟤𝟢𝟩𝟫𝟦𝟨𝟢𝟢𝟣𝟪',
		'20‑7946‑0018',
		'020/79460018',
		'[2079460018]',
		'home 2079460018 work 2127365009',
	])('an incomplete number %j holds the person', (spelling) => {
		expect(doNotCallList([spelling], null).comparedByDigits).toBe(1);
		expect(placeIn([spelling])).toBe(1);
		expect(placeIn([spelling], null, other)).toBeNull();
	});

	test.each([
		'tel:+442079460018',
		'Ada:+442079460018',
		'"+442079460018"',
		'+442079460018 ext. 5',
		'+44 20 7946 0018 x12',
		'\u200e+442079460018',
		'+44\u00a020\u00a07946\u00a00018',
		'＋４４２０７９４６００１８',
		'+٤٤٢٠٧٩٤٦٠٠١٨',
		'+442079460018 (opted out 2026-01-01)',
		'+442079460018 / +442079460019',
		'call +44 20 7946 0018 never',
		'+44\u00ad20\u200b7946\u20110018',
	])('a complete number is found in other text: %j', (spelling) => {
		expect(doNotCallList([spelling], null)).toMatchObject({ comparedByDigits: 0, unreadable: [] });
		expect(placeIn([spelling])).toBe(1);
		expect(placeIn([spelling], null, other)).toBeNull();
		expect(placeIn([spelling], null, '+12079460018')).toBeNull();
	});

	const american = [
		'(212) 736-5000 x12',
		'212-736-5000 (opted out 2026-01-01)',
		'212-736-5000 / 212-736-5001',
		'2127365001 2127365000',
		'2127365000 2127365001',
		'1-212-736-5000, mother',
		'fax 212.736.5000',
		'212 736 5000\u00a0',
		'(212)7365000;9',
	];
	test.each(
		american.flatMap((spelling) => [
			[spelling, null],
			[spelling, 'US'],
		]),
	)('an entry %j holds its person with Default Country %j', (spelling, country) => {
		expect(placeIn([{ phone: spelling }], country, other)).toBe(1);
	});

	test('a short national number is found in other text, as long ones are', () => {
		expect(placeIn(['551 2345 x7'], null, '+3545512345')).toBe(1);
		expect(placeIn(['5512345 5512346'], null, '+3545512345')).toBe(1);
		expect(placeIn(['551 2345 x7'], null, '+3545512346')).toBeNull();
	});

	test.each(['', 'nobody', '18', '60018', '00000018', '0000000000', '+', '2026', true, '🙂'])('an entry %j means nobody', (entry) => {
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
		[
			'rows without names',
			[
				['Bob', other],
				['Ada', person],
			],
			2,
		],
		['a list inside of a field, as the node Aggregate makes it', { data: [{ phone: other }, { phone: person }] }, 2],
		['an item with such a list', [{ json: { data: [{ phone: other }, { name: 'Ada', phone: person }] }, pairedItem: { item: 0 } }], 2],
		['JSON text of such an item', JSON.stringify({ data: [other, person] }), 2],
		[
			'items with lists of numbers',
			[{ json: { name: 'Bob', phones: [other] } }, { json: { name: 'Ada', phones: [`${other}1`, person] } }],
			2,
		],
		['an item with an object inside', { json: { contact: { phone: person } } }, 1],
		[
			'items with objects inside',
			[{ json: { id: 1, contact: { phone: other } } }, { json: { id: 2, contact: { name: 'Ada', phones: { home: { number: person } } } } }],
			2,
		],
		['a set', new Set([other, person]), 2],
		[
			'a map from numbers',
			new Map([
				[other, 'Bob'],
				[person, 'Ada'],
			]),
			2,
		],
		[
			'a map to numbers',
			new Map([
				['Bob', other],
				['Ada', person],
			]),
			2,
		],
		[
			'sets in rows',
			[
				{ name: 'Bob', phones: new Set([other]) },
				{ name: 'Ada', phones: new Set([person]) },
			],
			2,
		],
		['a table kept under the numbers', { [other]: { name: 'Bob' }, [person]: { name: 'Ada' } }, 1],
		['large whole numbers', [12127365000n, 442079460018n], 2],
		['cells with several numbers', [{ phone: other }, { phone: `private ${other}1; ${person}` }], 2],
	])('the list is read from %s', (_form, raw, place) => {
		expect(placeIn(raw)).toBe(place);
	});

	test('entries are counted as a person counts them, and the first of two alike is named', () => {
		expect(placeIn([null, '', other, person, person])).toBe(2);
	});
});

test('an entry that holds no complete number is counted once, and one that holds nothing to compare is named', () => {
	const list = doNotCallList(
		[
			{ a: 'x', b: 'y' },
			{ a: 'x', b: person },
			['x', 'y'],
			'z',
			person,
			{ a: '20 7946 0018', b: '79460018' },
			{},
			[],
			{ id: 7, phone: '555' },
		],
		null,
	);
	expect(list).toMatchObject({ comparedByDigits: 1, unreadable: [1, 3, 4, 9], complete: true });
});

test('digits that commas keep apart are compared together', () => {
	expect(placeIn([{ phone: '20,7946,0018' }])).toBe(1);
	expect(placeIn([{ phone: '20,7946,0018' }], null, other)).toBeNull();
});

describe('a list that cannot be read to its end clears nobody', () => {
	const nested = (levels: number): unknown => (levels === 0 ? person : [{ id: 1, inner: nested(levels - 1) }]);

	test('a list that is nested too deep clears nobody', () => {
		expect(doNotCallList(nested(4), null)).toMatchObject({ complete: true });
		expect(placeIn(nested(4))).toBe(1);
		expect(doNotCallList(nested(6), null).complete).toBe(false);
		let deep: unknown = person;
		for (let level = 0; level < 100_000; level++) deep = [deep, 1];
		expect(doNotCallList(deep, null).complete).toBe(false);
	});

	test('a list that holds itself is read once', () => {
		const row: Record<string, unknown> = { phone: person };
		row.self = row;
		row.all = [row, { row }];
		expect(doNotCallList([row, row], null).complete).toBe(true);
		expect(placeIn([other, row])).toBe(2);
	});
});

describe('ordinary other numbers are still called', () => {
	const near = [
		'+442079460017',
		'+442079460019',
		'+442079460028',
		'+442079461018',
		'+442079560018',
		'+442089460018',
		'+12127365001',
		'+12127365010',
		'+12127366000',
		'+12137365009',
		'+4930901820',
		'+33123456789',
	];
	const written = [
		'+442079460018',
		'+44 20 7946 0018 ext. 5',
		'Ada, +44 (0)20 7946 0018, since 2026-01-01T10:22:33Z',
		'020 7946 0018',
		'212-736-5000 (opted out 2026-01-01)',
		'550e8400-e29b-41d4-a716-446612736501',
	];

	test.each([null, 'US', 'GB'])('people beside numbers that are near are still called, Default Country %j', (country) => {
		const list = doNotCallList(
			written.map((phone, id) => ({ id, phone, since: '2025-12-31 23:59:59' })),
			country,
		);
		for (const number of near) expect(list.placeOf(number), number).toBeNull();
		expect(list.placeOf(person)).toBe(1);
		expect(list.placeOf(other)).toBe(5);
	});

	test('fewer than one stranger in a thousand is taken for somebody else beside 5,000 entries of any spelling', () => {
		const digits = (seed: number): string => String(((seed * 7_654_321) % 8_000_000) + 2_000_000);
		const ways = [
			(n: string) => `212${n}`,
			(n: string) => `(212) ${n.slice(0, 3)}-${n.slice(3)} x1`,
			(n: string) => `+1212${n}`,
			(n: string) => `212-${n} / office`,
		];
		const list = doNotCallList(
			Array.from({ length: 5000 }, (_entry, index) => ways[index % 4](digits(index))),
			null,
		);
		const wrong = Array.from({ length: 10_000 }, (_number, index) => `+4930${digits(index + 90_000)}`).filter(
			(number) => list.placeOf(number) !== null,
		);
		expect(wrong.length).toBeLessThan(10);
		expect(list.placeOf(`+1212${digits(4999)}`)).toBe(5000);
	});
});

test.each<[string, (index: number) => unknown]>([
	['bare numbers', (index) => `0${2_000_000_000 + index * 7}`],
	[
		'rows of a table',
		(index) => ({
			id: index,
			name: 'Ada Lovelace',
			phone: `${212 + (index % 700)}-736-${1000 + (index % 9000)} x${index % 50}`,
			since: '2026-01-01T10:00:00Z',
		}),
	],
	['numbers with a blank between two', (index) => `${2_120_000_000 + index} ${2_130_000_000 + index}`],
])('a list of 20,000 entries is asked 1,000 times within seconds: %s', (_form, entryOf) => {
	const raw = Array.from({ length: 20_000 }, (_entry, index) => entryOf(index));
	const askAll = (): void => {
		const list = doNotCallList(raw, null);
		for (let index = 0; index < 1000; index++) list.placeOf(`+4930${10_000_000 + index}`);
	};
	expect(fastest(askAll, 10_000)).toBeLessThan(10_000);
});

test('a long text without a number costs next to nothing', () => {
	const raw = [`${' '.repeat(200_000)}1${'('.repeat(200_000)}2345678`, `${'9 '.repeat(100_000)}`];
	expect(fastest(() => doNotCallList(raw, 'US'), 10_000)).toBeLessThan(10_000);
});

test.each<[string, unknown, string | null, string[]]>([
	['a figure whose brackets close before its point', '(+4930901820).0', null, ['+4930901820', '+49309018200']],
	['a figure with a fraction', '+4930901820.5', null, ['+4930901820', '+49309018205']],
	['a number behind a minus', '-2127365000', 'US', ['+12127365000']],
	['a number behind the hyphen of a list', '- +442079460018', null, ['+442079460018']],
	['a row with a column named json', [{ json: { order: 1_234_567 }, phone: '+442079460018' }], null, ['+442079460018']],
	['an item of n8n', [{ json: { phone: '+442079460018' }, pairedItem: { item: 0 } }], null, ['+442079460018']],
	[
		'a table under addresses of numbers',
		{ 'tel:+442079460018': true, 'Ada, 020 7946 0019': 'x' },
		'GB',
		['+442079460018', '+442079460019'],
	],
	['an object of text', new String('+442079460018'), null, ['+442079460018']],
	['objects of texts and figures', [new String('+442079460018'), new Number(442_079_460_019)], null, ['+442079460018', '+442079460019']],
	['a figure that lost its 0', [374_836_131], 'IT', ['+39374836131', '+390374836131']],
])('an entry spelled as %s protects everybody whom it may mean', (_name, raw, country, people) => {
	const list = doNotCallList(raw, country);
	for (const e164 of people) expect(list.placeOf(e164), e164).not.toBeNull();
});
