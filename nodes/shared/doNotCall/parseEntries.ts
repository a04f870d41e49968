import { fieldsOfItem, isObject } from '../call/json';
/** So many digits at the least may be a phone number. */
export const minDigits = 6;

/** Separators between two numbers; a blank counts only before a plus. */
const separators = /[\r\n\t,;|]+|\s(?=\+)/;
const maxDepth = 10;
const maxEntries = 5_000_000;

/** The rows of a list in any form. Cells are read row by row, since there may be many. */
interface Entries {
	rows: readonly unknown[];
	/** The texts in a row. */
	cellsOf(row: unknown): string[];
	/** False where a row was too deep or there were too many values to be read. */
	isComplete(): boolean;
}

export function entriesOf(raw: unknown): Entries {
	let left = maxEntries;
	let complete = true;
	const gather = (given: unknown, above: readonly unknown[], into: string[]): void => {
		const value = primitiveOf(given);
		if (typeof value === 'string') into.push(normalised(value));
		else if (typeof value === 'number' || typeof value === 'bigint') into.push(String(value));
		else if (typeof value === 'object' && value !== null && !above.includes(value)) {
			if (above.length >= maxDepth) complete = false;
			else for (const member of membersOf(value)) gatherNext(member, [...above, value], into);
		}
	};
	const gatherNext: typeof gather = (value, above, into) => {
		if (left-- > 0) gather(value, above, into);
		else complete = false;
	};
	return {
		rows: rowsOf(raw),
		cellsOf(row) {
			const cells: string[] = [];
			gatherNext(row, [], cells);
			return cells;
		},
		isComplete: () => complete,
	};
}

/** The rows of a list as a person counts them. */
function rowsOf(given: unknown): unknown[] {
	const raw = primitiveOf(given);
	if (raw === undefined || raw === null) return [];
	if (typeof raw === 'string') return rowsOfText(raw.trim());
	if (isList(raw)) {
		const rows = [...raw].filter((row) => row !== null && row !== undefined && !(typeof row === 'string' && row.trim() === ''));
		return rows.length === 1 ? (listWithin(rows[0]) ?? rows) : rows;
	}
	return listWithin(raw) ?? [raw];
}

function rowsOfText(text: string): unknown[] {
	if (/^[[{]/.test(text)) {
		try {
			return rowsOf(JSON.parse(text));
		} catch {
			// no JSON after all: it is read as lines
		}
	}
	return partsOf(withPoints(text));
}

/** A list in the only field of an item, as the node Aggregate makes it: its rows are what a person counts. */
function listWithin(row: unknown): unknown[] | null {
	const inner = fieldsOfItem(row);
	const fields = isObject(inner) && !isList(inner) ? Object.values(inner) : [];
	return fields.length === 1 && isList(fields[0]) ? rowsOf(fields[0]) : null;
}

/** By name, since a set out of an expression may come from another realm. */
const isA = (name: string, value: unknown): boolean => Object.prototype.toString.call(value) === `[object ${name}]`;
const isList = (value: unknown): value is Iterable<unknown> => Array.isArray(value) || isA('Set', value) || isA('Map', value);

/** What an object of text or of a number holds, `new String("+44…")`; any other value as it is. */
const primitiveOf = (value: unknown): unknown =>
	typeof value === 'object' && ['String', 'Number', 'BigInt'].some((name) => isA(name, value)) ? (value?.valueOf() ?? value) : value;

function membersOf(value: object): unknown[] {
	if (isList(value)) return [...value];
	const row = fieldsOfItem(value) as object;
	// A table may be kept under the numbers themselves, also as "tel:+44…".
	return [...Object.values(row), ...Object.keys(row).filter((key) => /\d(?:[\s().-]*\d){6}/.test(normalised(key)))];
}

/** The parts of a text that may be one number each. */
export const partsOf = (text: string): string[] =>
	text
		.split(separators)
		.map((part) => part.trim())
		.filter((part) => part !== '');

/** The stretches of a text that hold digits and what is written between the digits of a number. */
export const digitStretches = (text: string): string[] => text.match(/\+?\(?\d(?:[\s()./-]*\d)*/g) ?? [];

export const digitsIn = (text: string): string => text.replace(/\D/g, '');

/**
 * Text with the digits 0 to 9, plain hyphens and blanks for those of other scripts and widths, without invisible
 * characters and without what is certainly no phone number: the time in a timestamp, a UUID.
 */
function normalised(text: string): string {
	// eslint-disable-next-line no-control-regex -- whether the text is ASCII
	const plain = /^[\u0000-\u007f]*$/.test(text)
		? text
		: text
				.normalize('NFKC')
				.replace(/\p{Cf}/gu, '')
				.replace(/\p{Pd}/gu, '-')
				.replace(/\p{Nd}/gu, digitOf);
	return withPoints(plain)
		.replace(/(\d{4}-\d\d-\d\d)[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?/g, '$1')
		.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi, ' ');
}

/** Unicode keeps the ten digits of a script side by side, in order. */
function digitOf(character: string): string {
	const code = character.codePointAt(0) ?? 0;
	let first = code;
	while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first--;
	return String((code - first) % 10);
}

/** The numbers between two bounds, both included. */
export interface Range {
	low: number;
	high: number;
}

const withExponent = /^\+?(\d+)(?:[.,](\d*))?e\+?(\d{1,2})$/i;

/**
 * What a figure with an exponent stands for, or null where the part is none: "4.93E+09" is what a sheet leaves of every
 * number from 4925000000 to 4935000000.
 */
export function rangeOf(part: string): Range | null {
	const text = part.trim();
	const [, whole, fraction = '', exponent] = withExponent.exec(text) ?? [];
	if (whole === undefined) return null;
	const value = Math.round(Number(text.replace(',', '.')));
	const lost = Number(exponent) > fraction.length ? 10 ** (Number(exponent) - fraction.length) / 2 : 0;
	return Number.isSafeInteger(value + lost) ? { low: value - lost, high: value + lost } : null;
}

/** The part without the zeros behind its decimal point: "4930901820.0" is what becomes of a number in a column of figures. */
export const withoutDecimal = (part: string): string => (/^[^.]*\d\.0+$/.test(part) ? part.replace(/\.0+$/, '') : part);

/** The text with points for decimal commas, where the comma would part a figure in two: "4,93E+09". */
const withPoints = (text: string): string => text.replace(/(\d),(\d*e[+-]?\d)/gi, '$1.$2');
