/**
 * The page with its generated parts made anew.
 * @param {string} page the text as it is
 * @param {string} name the page, for the error where a part has no place in it
 * @param {Record<string, () => string>} sections what stands between `<!-- name:begin -->` and `<!-- name:end -->`
 */
export function withParts(page, name, sections) {
	return Object.entries(sections).reduce((text, [section, make]) => {
		const [begin, end] = [`<!-- ${section}:begin -->`, `<!-- ${section}:end -->`];
		const from = text.indexOf(begin);
		const to = text.indexOf(end);
		if (from < 0 || to < from) throw new Error(`${name} lacks ${begin} … ${end}`);
		return `${text.slice(0, from + begin.length)}\n\n${make()}\n\n${text.slice(to)}`;
	}, page);
}
