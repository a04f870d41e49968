import { describe, expect, test } from 'vitest';
import { doNotCallList, DoNotCallLists, isSameContent } from '../../../nodes/shared/doNotCall/suppressionList';
import { WrittenParameters } from '../../../nodes/shared/fields/places';
import { takeBreaths } from '../../../nodes/shared/time/breath';

const person = '+442079460018';
const breath = takeBreaths();
const listsWith = (said: string[] = []): DoNotCallLists => new DoNotCallLists((sentence) => said.push(sentence));

describe('a list is read once a run', () => {
	test.each<[string, () => unknown]>([
		['a text', () => [person, 'x'].join()],
		['texts', () => [person, 'x']],
		[
			'rows',
			() => [
				{ id: 1, phone: person },
				{ id: 2, phone: null },
			],
		],
		['items of n8n', () => [{ json: { phone: person, at: NaN }, pairedItem: { item: 0 } }]],
		['a set', () => new Set([person])],
		['a map', () => new Map([[person, { name: 'Ada' }]])],
		['one row', () => ({ phone: person })],
		['nothing', () => undefined],
	])('the list is read once a run: %s, although each item has its own', async (_form, make) => {
		const lists = listsWith();
		const first = await lists.listOf(make(), 'GB', breath);
		expect(await lists.listOf(make(), 'GB', breath)).toBe(first);
		const german = await lists.listOf(make(), 'DE', breath);
		expect(german).not.toBe(first);
		expect([await lists.listOf(make(), 'GB', breath), await lists.listOf(make(), 'DE', breath)]).toEqual([first, german]);
		expect(await lists.listOf(make(), 'GB', breath)).toBe(first);
		expect(await lists.listOf(make(), 'DE', breath)).toBe(german);
	});

	test('another list is another one', async () => {
		const lists = listsWith();
		for (const raw of [
			[person],
			[`${person}1`],
			[[person]],
			{ phone: person },
			{ fax: person },
			new Set([person]),
			new Map([[person, 1]]),
			person,
			'',
			[],
		]) {
			expect((await lists.listOf(raw, null, breath)).placeOf(person), JSON.stringify(raw)).toBe(doNotCallList(raw, null).placeOf(person));
		}
	});

	test('the lists that come again are kept of very many', async () => {
		const lists = listsWith();
		const kept = await lists.listOf([person], null, breath);
		for (let index = 0; index < 200; index++) {
			await lists.listOf([`+49309018${index}`], null, breath);
			if (index % 20 === 0) expect(await lists.listOf([person], null, breath)).toBe(kept);
		}
	});

	test('entries without a number are told once', async () => {
		const said: string[] = [];
		const lists = listsWith(said);
		for (const raw of [['nobody'], ['nobody'], ['somebody']]) await lists.listOf(raw, null, breath);
		expect(said).toEqual([
			'Entry 1 of the do-not-call list holds no phone number, so it keeps nobody from being called. Check it if it stands for a person.',
		]);
	});
});

describe('the same content', () => {
	const circle: unknown[] = [];
	circle.push(circle);
	test.each<[unknown, unknown, boolean]>([
		[[1, '2', null, undefined, true, NaN, 3n], [1, '2', null, undefined, true, NaN, 3n], true],
		[[1], ['1'], false],
		[[null], [undefined], false],
		[[], {}, false],
		[{ a: 1, b: 2 }, { b: 2, a: 1 }, false],
		[{ a: undefined }, {}, false],
		[new Set([1]), [1], false],
		[new Date(0), new Date(0), false],
		[circle, [[circle]], true],
	])('the same content is told: %#', (one, other, same) => {
		expect(isSameContent(one, other)).toBe(same);
		expect(isSameContent(other, one)).toBe(same);
		expect(isSameContent(one, one)).toBe(true);
	});
});

test('parameters without an expression are read once, others for every item, and what cannot be read is asked for again', () => {
	const written = new WrittenParameters({ fixed: { a: ['x'] }, varying: { a: ['={{ 1 }}'] }, text: 'a = b' });
	const read = (name: string, value: unknown) => written.read(name, false, () => value);
	expect([read('fixed', 1), read('fixed', 2), read('varying', 1), read('varying', 2), read('text', 1), read('text', 2)]).toEqual([
		1, 1, 1, 2, 1, 1,
	]);
	expect(written.read('fixed', true, () => 3)).toBe(3);
	expect(() =>
		written.read('absent', false, () => {
			throw new Error('hidden');
		}),
	).toThrow('hidden');
	expect(read('absent', 1)).toBe(1);
});
