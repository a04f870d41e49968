import { checkPhoneNumber } from '../phoneNumber/e164';
import { digitsIn, entriesOf, fewest, partsOf, runsIn } from './doNotCallCells';
import { DigitIndex } from './doNotCallDigits';

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
 * normalised number, so that spelling does not matter; what is no complete number is compared by its digits, and then
 * the person who may be meant is not called.
 */
export function doNotCallList(raw: unknown, defaultCountry: string | null): DoNotCallList {
	const numbers = new Map<string, number>();
	const alike = new DigitIndex();
	const silent: number[] = [];
	let unreadable = 0;
	const { entries, complete } = entriesOf(raw);
	for (const [index, cells] of entries.entries()) {
		const place = index + 1;
		const found = cells.flatMap(partsOf).flatMap((part) => readPart(part, defaultCountry));
		for (const { e164 } of found) if (e164 !== null && !numbers.has(e164)) numbers.set(e164, place);
		const read = found.some(({ e164 }) => e164 !== null);
		const compared = found.filter((one) => one.digits !== null && alike.add(one.digits, place, one.solid)).length > 0;
		if (read || cells.length === 0) continue;
		// Digits that only separators keep apart may still be a number: "212,736,5000".
		if (compared || cells.filter((cell) => alike.add(digitsIn(cell), place, false)).length > 0) unreadable++;
		else silent.push(place);
	}
	return { unreadable, silent, complete, placeOf: (e164) => numbers.get(e164) ?? alike.placeOf(e164) };
}

interface Found {
	/** A complete number. */
	e164: string | null;
	/** What is to be compared by its digits. */
	digits: string | null;
	solid: boolean;
}

/** What a part of a cell may mean: the number it is, or else every number and all the digits in it. */
function readPart(part: string, defaultCountry: string | null): Found[] {
	if (digitsIn(part).length < fewest) return [];
	const numberIn = (text: string): string | null => {
		const number = checkPhoneNumber(text, 'Do Not Call', defaultCountry);
		return number.ok ? number.value.e164 : null;
	};
	const whole = numberIn(part);
	if (whole !== null) return [{ e164: whole, digits: null, solid: true }];
	if (/^\+?\d+$/.test(part)) return [{ e164: null, digits: digitsIn(part), solid: true }];
	return runsIn(part).flatMap((run) => {
		const one = numberIn(run);
		// Without country code it cannot be told where a number in a text ends, so its digits are compared as well.
		const digits = one !== null && run.startsWith('+') ? null : digitsIn(run);
		const several = one !== null ? [one] : run.split(/[\s/]+/).map((text) => (digitsIn(text).length < fewest + 1 ? null : numberIn(text)));
		return [{ e164: null, digits, solid: false }, ...several.map((e164) => ({ e164, digits: null, solid: false }))];
	});
}
