/** The texts that a numbering-plan pattern stands for, counted and by number, so that a test can take all or an even share. */

interface Node {
	count: number;
	/** The text with this number, from 0. */
	at: (index: number) => string;
}

const oneOf = (parts: Node[]): Node => ({
	count: parts.reduce((sum, part) => sum + part.count, 0),
	at: (index) => {
		for (const part of parts) {
			if (index < part.count) return part.at(index);
			index -= part.count;
		}
		throw new Error('beyond the last text');
	},
});

const inOrder = (parts: Node[]): Node => ({
	count: parts.reduce((product, part) => product * part.count, 1),
	at: (index) =>
		parts
			.map((part) => {
				const own = index % part.count;
				index = Math.floor(index / part.count);
				return part.at(own);
			})
			.join(''),
});

const characters = (all: string): Node => ({ count: all.length, at: (index) => all[index] });

/** Reads literals, `\d`, classes of digits, groups, `|`, `?`, `{n}` and `{n,m}`: all that Google's patterns use. */
export function textsOf(pattern: string): Node {
	let place = 0;
	const choice = (): Node => {
		const parts = [sequence()];
		while (pattern[place] === '|') {
			place += 1;
			parts.push(sequence());
		}
		return oneOf(parts);
	};
	const sequence = (): Node => {
		const parts: Node[] = [];
		while (place < pattern.length && pattern[place] !== '|' && pattern[place] !== ')') parts.push(repeated(atom()));
		return inOrder(parts);
	};
	const atom = (): Node => {
		const [, digit, any, set, group] = /^(?:(\d)|(\\d)|\[([\d-]+)\]|(\(\?:))/.exec(pattern.slice(place)) ?? [];
		if (digit) return ((place += 1), characters(digit));
		if (any) return ((place += 2), characters('0123456789'));
		if (set) return ((place += set.length + 2), characters([...'0123456789'].filter((one) => new RegExp(`[${set}]`).test(one)).join('')));
		if (!group) throw new Error(`cannot read ${pattern.slice(place)}`);
		place += 3;
		const inner = choice();
		place += 1;
		return inner;
	};
	const repeated = (node: Node): Node => {
		const [all, least, comma, most] = /^(?:\?|\{(\d+)(?:(,)(\d+))?\})/.exec(pattern.slice(place)) ?? [];
		if (all === undefined) return node;
		place += all.length;
		const from = all === '?' ? 0 : Number(least);
		const to = all === '?' ? 1 : comma ? Number(most) : from;
		return oneOf(Array.from({ length: to - from + 1 }, (_, more) => inOrder(Array<Node>(from + more).fill(node))));
	};
	return choice();
}

/** All texts of the pattern, or this many of them, evenly spread. */
export function someTextsOf(pattern: string, most: number): string[] {
	const { count, at } = textsOf(pattern);
	const size = Math.min(count, most);
	return Array.from({ length: size }, (_, index) => at(Math.floor((index * count) / size)));
}
