/** What is left of a page of the documentation in a package of one provider. */
import { expect, test } from 'vitest';
import { pageCutter } from '../../../packaging/cutText.mjs';

const cut = pageCutter({
	kept: ['Simulator', 'Blue'],
	dropped: ['Red AI', 'Green', 'Yellow'],
	isGone: (link: string) => link.includes('gone'),
});

test.each([
	['a page without other providers stays as it is', '# Blue\n\nBlue calls.\n\n- a\n- b\n', '# Blue\n\nBlue calls.\n\n- a\n- b\n'],
	['a sentence about another provider goes', 'One. Green does it so. Two.', 'One. Two.'],
	['what goes on about another provider goes with it', 'Green lists calls. It does so twice. Two.', 'Two.'],
	[
		'a list of names keeps those that are left',
		'At Red AI, Blue, Green and the Simulator it rings.',
		'At Blue and the Simulator it rings.',
	],
	['a verb follows its one subject', 'Blue, Red AI and Green have a list.', 'Blue has a list.'],
	['an aside about another provider goes', 'It rings (Green: twice). Then it ends.', 'It rings. Then it ends.'],
	['a clause about another provider goes', 'It rings; Green sends nothing.', 'It rings.'],
	['a section of another provider goes with all below it', '## A\n\na\n\n## Red AI\n\n### B\n\nb\n\n## C\n\nc', '## A\n\na\n\n## C\n\nc'],
	['a heading with nothing left below it goes', '## A\n\na\n\n## B\n\nGreen rings.\n', '## A\n\na\n\n'],
	['what a line about another provider introduces goes', '**Green** gets:\n\n```json\n{}\n```\n\nThe end.', 'The end.'],
	['a list of which nothing is left goes with its introduction', 'These ring:\n\n- Green\n- Yellow\n\nThe end.', 'The end.'],
	['a label says whose paragraph it is', '**Green, Yellow.** It rings. It ends.\n\nThe end.', 'The end.'],
	['a sentence with a link to a page that is gone goes', 'See [this](gone.md). The end.', 'The end.'],
	['code that names another provider goes', 'One.\n\n```\nGreen\n```\n\nTwo.', 'One.\n\nTwo.'],
])('%s', (_name, page, left) => {
	expect(cut(page)).toBe(left);
});

test('a table loses the columns and the rows of other providers, and their names in lists', () => {
	const page = [
		'|  | Blue | Green |',
		'|---|---|---|',
		'| a | 1 | 2 |',
		'| Red AI | 3 | 4 |',
		'| b | Red AI, Blue | 5 |',
		'| c | Yellow | 6 |',
	];
	expect(cut(page.join('\n'))).toBe(['|  | Blue |', '| --- | --- |', '| a | 1 |', '| b | Blue |'].join('\n'));
});
