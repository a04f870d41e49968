/** What the generated parts of the documentation have in common. */

const row = (cells: readonly string[]): string =>
	`| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;

/** A Markdown table; `alignment` is that of every column but the first. */
export const table = (head: string[], rows: string[][], alignment = '---'): string =>
	[head, head.map((_cell, index) => (index === 0 ? '---' : alignment)), ...rows].map(row).join('\n');

/**
 * The page with its generated parts made anew.
 * @param page the text as it is
 * @param parts what stands between `<!-- name:begin -->` and `<!-- name:end -->`
 */
export function withParts(page: string, parts: Record<string, string>): string {
	return Object.entries(parts).reduce((text, [name, part]) => {
		const [begin, end] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
		const [from, to] = [text.indexOf(begin), text.indexOf(end)];
		if (from < 0 || to < from) throw new Error(`there is no ${begin} … ${end} for a part to stand in`);
		return `${text.slice(0, from + begin.length)}\n\n${part}\n\n${text.slice(to)}`;
	}, page);
}
