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
export const withPoints = (text: string): string => text.replace(/(\d),(\d*e[+-]?\d)/gi, '$1.$2');
