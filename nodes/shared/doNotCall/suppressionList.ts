import { checkPhoneNumber } from '../phoneNumber/e164';
import type { Breath } from '../time/breath';
import { digitsIn, entriesOf, fewest, partsOf, runsIn } from './cells';
import { DigitIndex } from './digits';
import type { Range } from './figures';
import { rangeOf, withoutDecimal } from './figures';

/** A do-not-call list, ready to be asked. Entries are counted from 1, as a person counts the rows of a sheet. */
export interface DoNotCallList {
	/** The place in the list of the entry that is this number (E.164), or null. */
	placeOf(e164: string): number | null;
	/** How many entries hold no complete phone number; they are compared by their digits. */
	unreadable: number;
	/** The places of entries in which nothing can be compared. */
	silent: readonly number[];
	/** False where the list is too deep or too large to be read to its end: then it clears nobody. */
	complete: boolean;
}

/**
 * Reads a list of numbers: text separated by commas, semicolons or lines, or anything that an expression hands over
 * (texts, numbers, rows of a table, items of n8n, sets, lists inside of them), in which every value counts. Compared by
 * normalised number, so that spelling does not matter; an entry without + keeps everybody from being called whose number
 * may be written so, and what is no complete number is compared by its digits.
 */
export function doNotCallList(raw: unknown, defaultCountry: string | null): DoNotCallList {
	const reading = readEntries(raw, defaultCountry);
	for (let step = reading.next(); ; step = reading.next()) if (step.done === true) return step.value;
}

/** The same in short stretches, since a long list takes its time. */
export async function readDoNotCallList(raw: unknown, defaultCountry: string | null, breath: Breath): Promise<DoNotCallList> {
	const reading = readEntries(raw, defaultCountry);
	for (let step = reading.next(); ; step = reading.next()) {
		if (step.done === true) return step.value;
		if (breath.isDue()) await breath.rest();
	}
}

/** Reads one entry in each step. */
function* readEntries(raw: unknown, defaultCountry: string | null): Generator<undefined, DoNotCallList> {
	const numbers = new Map<string, number>();
	const alike = new DigitIndex();
	const silent: number[] = [];
	let unreadable = 0;
	const { rows, cellsOf, isComplete } = entriesOf(raw);
	for (const [index, row] of rows.entries()) {
		const place = index + 1;
		const cells = cellsOf(row);
		const found = cells.flatMap(partsOf).flatMap((part) => readPart(part, defaultCountry));
		for (const { e164 } of found) if (e164 !== undefined && !numbers.has(e164)) numbers.set(e164, place);
		for (const { spelling } of found) if (spelling !== undefined) alike.addSpelling(spelling, place);
		const read = found.some(({ e164 }) => e164 !== undefined);
		const compared = found.filter((one) => compareBy(alike, one, place)).length > 0;
		yield;
		if (read || cells.length === 0) continue;
		// Digits that only separators keep apart may still be a number: "212,736,5000".
		if (compared || cells.filter((cell) => alike.add(digitsIn(cell), place, false)).length > 0) unreadable++;
		else silent.push(place);
	}
	return { unreadable, silent, complete: isComplete(), placeOf: (e164) => numbers.get(e164) ?? alike.placeOf(e164) };
}

/** What a part of a cell may mean. */
interface Found {
	/** A complete number. */
	e164?: string;
	/** A complete number of the Default Country, as it was written: elsewhere it may be another one. */
	spelling?: string;
	/** What is to be compared by its digits; `solid` where they are one number. */
	digits?: string;
	solid?: boolean;
	/** A figure whose last digits are lost. */
	range?: Range;
}

function compareBy(alike: DigitIndex, { digits, solid = false, range }: Found, place: number): boolean {
	if (range !== undefined) alike.addRange(range, place);
	return range !== undefined || (digits !== undefined && alike.add(digits, place, solid));
}

/** The number that a part is, or else every number and all the digits in it. */
function readPart(part: string, defaultCountry: string | null): Found[] {
	const range = rangeOf(part);
	if (range !== null) return [range.low === range.high ? readWhole(String(range.low), defaultCountry) : { range }].flat();
	if (digitsIn(part).length < fewest) return [];
	const cut = withoutDecimal(part);
	// With a point that only separates, the zeros are part of the number.
	if (cut !== part) return [...readPart(cut, defaultCountry), { digits: digitsIn(part), solid: true }];
	const whole = readWhole(part, defaultCountry);
	if (whole.length > 0) return whole;
	return runsIn(part).flatMap((run) => {
		const plain = withoutDecimal(run);
		const one = numberIn(plain, defaultCountry);
		// Without country code it cannot be told where a number in a text ends, so its digits are compared as well.
		const isClear = one !== null && plain === run && run.startsWith('+');
		const several = one !== null ? [one] : run.split(/[\s/]+/).map((text) => (digitsIn(text).length < fewest + 1 ? null : numberIn(text, defaultCountry)));
		return [...(isClear ? [] : [{ digits: digitsIn(run) }]), ...several.flatMap((e164) => (e164 === null ? [] : [{ e164 }]))];
	});
}

/** A part that is one number and nothing else, or nothing. */
function readWhole(part: string, defaultCountry: string | null): Found[] {
	const e164 = numberIn(part, defaultCountry);
	if (e164 !== null) return [part.startsWith('+') ? { e164 } : { e164, spelling: digitsIn(part) }];
	return /^\+?\d+$/.test(part) ? [{ digits: digitsIn(part), solid: true }] : [];
}

function numberIn(text: string, defaultCountry: string | null): string | null {
	const number = checkPhoneNumber(text, 'Do Not Call', defaultCountry);
	return number.ok ? number.value.e164 : null;
}
