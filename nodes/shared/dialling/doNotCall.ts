import { isObject } from '../call/json';
import { checkPhoneNumber } from '../phoneNumber/e164';

/** What stands between two numbers in a text; a blank does before a plus. */
const separators = /[\r\n\t,;|]+|\s+(?=\+)/;
/** So many last digits tell one person from another, whatever stands before them, as in "+44 (0)20 …" and "011 44 20 …". */
const telling = 8;

/** A do-not-call list, ready to be asked. Entries are counted from 1, as a person counts the rows of a sheet. */
export interface DoNotCallList {
	/** The place in the list of the entry that is this number (E.164), or null. */
	placeOf(e164: string): number | null;
	/** How many entries could not be read as a phone number; they are compared by their digits. */
	unreadable: number;
}

/**
 * Reads a list of numbers: text separated by commas, semicolons or lines, a list of texts or numbers, or rows of a
 * table, in which every cell counts. Compared by normalised number, so that spelling does not matter.
 */
export function doNotCallList(raw: unknown, defaultCountry: string | null): DoNotCallList {
	const places = new Map<string, number>();
	let unreadable = 0;
	for (const [index, entry] of entriesOf(raw).entries()) {
		let read = false;
		for (const cell of cellsOf(entry)) {
			const number = checkPhoneNumber(cell, 'Do Not Call', defaultCountry);
			const digits = String(cell).replace(/\D/g, '').replace(/^0+/, '');
			const key = number.ok ? number.value.e164 : digits.length >= 6 ? digits : null;
			if (key !== null && !places.has(key)) places.set(key, index + 1);
			read ||= number.ok;
		}
		if (!read) unreadable++;
	}
	const bare = [...places.keys()].filter((key) => !key.startsWith('+'));
	// Without country code it cannot be told whose number it is: the person who may be meant is not called.
	const mayMean = (digits: string, e164: string): boolean =>
		e164.endsWith(digits.slice(-telling)) || digits.includes(e164.slice(1));
	return {
		unreadable,
		placeOf(e164) {
			const exact = places.get(e164);
			if (exact !== undefined) return exact;
			const alike = bare.find((digits) => mayMean(digits, e164));
			return alike === undefined ? null : (places.get(alike) ?? null);
		},
	};
}

function entriesOf(raw: unknown): unknown[] {
	if (raw === undefined || raw === null) return [];
	if (Array.isArray(raw)) return raw.filter((one) => one !== null && one !== undefined && one !== '');
	if (typeof raw !== 'string') return [raw];
	const text = raw.trim();
	if (text.startsWith('[')) {
		try {
			return entriesOf(JSON.parse(text) as unknown[]);
		} catch {
			// no JSON after all: it is read as lines
		}
	}
	return text.split(separators).map((one) => one.trim()).filter((one) => one !== '');
}

/** What of an entry may be a number: the entry itself, or the cells of a row, each with one number or several. */
function cellsOf(entry: unknown): Array<string | number> {
	const row = isObject(entry) && isObject(entry.json) ? entry.json : entry;
	const cells: unknown[] = typeof row === 'object' && row !== null ? Object.values(row) : [row];
	return cells.flatMap((one): Array<string | number> => {
		if (typeof one === 'string') return one.split(separators);
		return typeof one === 'number' ? [one] : [];
	});
}
