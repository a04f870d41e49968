/** Takes what concerns other providers out of a page of the documentation, and leaves the rest as it was written. */

/** Verbs of a sentence that had several subjects and keeps one. */
const singular = {
	are: 'is',
	have: 'has',
	do: 'does',
	were: 'was',
	get: 'gets',
	send: 'sends',
	take: 'takes',
	list: 'lists',
	call: 'calls',
};

const kinds = [
	['fence', /^\s*```/],
	['table', /^\s*\|/],
	['heading', /^#{1,6} /],
	['comment', /^<!--/],
	['item', /^\s*(?:[-*]|\d+\.) /],
];
const kindOf = (line) => kinds.find(([, form]) => form.test(line))?.[0] ?? (line.trim() === '' ? 'blank' : 'paragraph');

/** The page as blocks `{ kind, lines }`: a list item and a paragraph with all of their lines, a table and a fence as one. */
function blocksOf(page) {
	const blocks = [];
	let open = false;
	for (const line of page.split('\n')) {
		const kind = kindOf(line);
		const last = blocks.at(-1);
		const goesOn =
			open || (kind === 'table' && last?.kind === 'table') || (kind === 'paragraph' && ['paragraph', 'item'].includes(last?.kind));
		if (goesOn) last.lines.push(line);
		else blocks.push({ kind, lines: [line], level: /^#*/.exec(line)[0].length });
		if (kind === 'fence') open = !open;
	}
	return blocks;
}

/** The text in lines of at most 140 characters, all but the first with this indent. */
function wrapped(text, indent) {
	const lines = [/^\s*/.exec(text)[0]];
	for (const word of text.trim().split(' ')) {
		if (lines.at(-1).length + word.length > 140) lines.push(indent);
		lines.push(`${lines.pop()}${word} `);
	}
	return lines.map((line) => line.trimEnd());
}

const cellsOf = (row) =>
	row
		.trim()
		.slice(1, -1)
		.split(/(?<!\\)\|/)
		.map((cell) => cell.trim());

/**
 * Gives the function that cuts a page.
 * @param {{ kept: string[], dropped: string[], isGone: (link: string) => boolean }} names display names, the Simulator among the kept, and
 * which links lead to a page that is no more
 */
export function pageCutter({ kept, dropped, isGone }) {
	const foreign = new RegExp(dropped.map((name) => name.split(' ')[0]).join('|'), 'i');
	const one = `(?:the )?(?:${[...kept, ...dropped].sort((a, b) => b.length - a.length).join('|')})`;
	const enumeration = new RegExp(`${one}(?:(?:, | and | or |, and )${one})+(?: \\w+)?`, 'g');
	const concerns = (text) => foreign.test(text) || [...text.matchAll(/\]\(([^)\s]+)\)/g)].some(([, link]) => isGone(link));

	/** "A, B and C have" with only B left is "B has". */
	const shortened = (text) =>
		text.replace(enumeration, (whole) => {
			const names = whole.match(new RegExp(one, 'g'));
			const left = names.filter((name) => !foreign.test(name));
			if (left.length === 0 || left.length === names.length) return whole;
			const verb = / (\w+)$/.exec(whole.slice(whole.lastIndexOf(names.at(-1)) + names.at(-1).length))?.[1];
			const list = left.length === 1 ? left[0] : `${left.slice(0, -1).join(', ')}${/ and /.test(whole) ? ' and ' : ', '}${left.at(-1)}`;
			return [list, left.length === 1 ? (singular[verb] ?? verb) : verb].filter(Boolean).join(' ');
		});

	/** The sentence without what concerns others, or null if that was its subject. */
	function sentence(text) {
		let rest = shortened(text);
		if (!concerns(rest)) return rest;
		rest = rest.replace(/\s?(?<!\])\((?:[^()]|\([^()]*\))*\)/g, (aside) => (concerns(aside) ? '' : aside));
		if (!concerns(rest)) return rest;
		const clauses = rest.split(/(?<=;) /);
		const left = clauses.filter((clause) => !concerns(clause));
		if (left.length === 0 || left[0] !== clauses[0]) return null;
		return left.join(' ').replace(/;$/, /[.:]$/.exec(text)?.[0] ?? '');
	}

	/** Its sentences without those that are about others, and without what goes on about them. */
	function prose(text) {
		if (!concerns(text)) return text;
		const [, title] = /^\*\*([^*]+)\*\*/.exec(text) ?? [];
		if (title !== undefined && concerns(shortened(title))) return '';
		let isGone = false;
		const left = text.split(/(?<=[.!?][)*`"]*)\s+(?=[(*`"[]*[A-Z✔◐])/).flatMap((before) => {
			const after = isGone && /^(They|It|Its|Their|If it|There)\b/.test(before) ? null : sentence(before);
			isGone = after === null;
			return after ?? [];
		});
		return left.join(' ');
	}

	function table(lines) {
		const rows = lines.map(cellsOf);
		const columns = rows[0].map((_cell, index) => index).filter((index) => !foreign.test(rows[0][index]));
		const left = rows.map((cells) => columns.map((index) => cells[index]));
		const cut = left.flatMap((cells) => {
			if (!cells.some(concerns)) return [cells];
			const shorter = cells.map((cell) => (concerns(cell) ? prose(cell) : cell));
			return shorter.some((cell, index) => cell === '' && cells[index] !== '') ? [] : [shorter];
		});
		return cut.length > 2 ? cut.map((cells) => `| ${cells.join(' | ')} |`) : [];
	}

	function cutBlock({ kind, lines }) {
		const text = lines.join('\n');
		if (!concerns(text)) return lines;
		if (kind === 'table') return table(lines);
		if (kind === 'fence' || kind === 'comment') return [];
		const [, indent, mark, words] = /^(\s*)((?:[-*]|\d+\.|#+) )?([\s\S]*)$/.exec(text);
		const left = prose(words.replace(/\s*\n\s*/g, ' '));
		return left === '' ? [] : wrapped(`${indent}${mark ?? ''}${left}`, indent + (mark ?? '').replace(/./g, ' '));
	}

	/** The page with what is left of it, and no headings, introductions or blank lines of what is not. */
	return (page) => {
		const levelOf = ({ kind, level }) => (kind === 'heading' ? level : Infinity);
		const blocks = blocksOf(page);
		const cut = [];
		let belowLevel = Infinity;
		let introduced = false;
		for (const block of blocks) {
			if (levelOf(block) <= belowLevel) belowLevel = Infinity;
			if (block.kind === 'heading' && cutBlock(block).length === 0) belowLevel = levelOf(block);
			if (['heading', 'paragraph'].includes(block.kind)) introduced = false;
			const left = belowLevel < Infinity || introduced ? [] : cutBlock(block);
			if (block.kind === 'paragraph' && left.length === 0 && /:$/.test(block.lines.at(-1))) introduced = true;
			cut.push({ ...block, lines: block.kind === 'blank' ? [''] : left });
		}
		// What introduced something that is gone goes as well: a heading its section, a line with a colon its list.
		const isEmpty = (from, ends) => {
			const until = cut.findIndex((block, index) => index > from && ends(block));
			const inside = cut.slice(from + 1, until < 0 ? undefined : until).filter(({ kind }) => kind !== 'blank');
			return inside.length > 0 && inside.every(({ lines }) => lines.length === 0);
		};
		for (let index = cut.length - 1; index >= 0; index--) {
			const block = cut[index];
			if (block.lines.length === 0) continue;
			const endsSection = (other) => levelOf(other) <= levelOf(block);
			const endsIntroduction = ({ kind }) => kind === 'heading' || kind === 'paragraph';
			if (block.kind === 'heading' && isEmpty(index, endsSection)) block.lines = [];
			if (block.kind === 'paragraph' && /:$/.test(block.lines.at(-1)) && isEmpty(index, endsIntroduction)) block.lines = [];
		}
		return cut
			.flatMap(({ lines }) => lines)
			.join('\n')
			.replace(/\n{3,}/g, '\n\n')
			.replace(/^\n+/, '');
	};
}
