/** Text that is HTML already. Everything else is escaped on its way into it. */
export class Html {
	constructor(readonly text: string) {}
}

type Part = Html | string | number | null | readonly Part[];

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Characters that neither HTML nor XML may hold: control characters, lone halves of a pair, non-characters. */
const unprintable = /[\p{Cc}\p{Cs}\uFFFE\uFFFF]/gu;

function spelled(part: Part): string {
	if (part instanceof Html) return part.text;
	if (part === null) return '';
	if (typeof part === 'object') return part.map(spelled).join('');
	return String(part)
		.replace(unprintable, (found) => (/\s/.test(found) ? ' ' : '\uFFFD'))
		.replace(/[&<>"']/g, (found) => entities[found]);
}

/** The line breaks of the code say nothing to a reader of the page. */
const indents = /\s*\n\s*/g;

/**
 * HTML from a template. Every value in it is escaped, unless it is HTML itself, so that no name and no text of a record can become markup.
 * Attributes are written in double quotes. Null gives nothing, a list gives all its members.
 */
export const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Html => {
	const texts = strings.map((string) => string.replace(indents, '\n'));
	return new Html(texts.map((text, index) => (index === 0 ? text : `${spelled(parts[index - 1])}${text}`)).join(''));
};

/** HTML without any text. */
export const nothing = new Html('');
