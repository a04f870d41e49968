import { isObject } from '../call/json';
import { checkPhoneNumber } from '../phoneNumber/e164';

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
			const digits = String(cell).replace(/\D/g, '');
			const key = number.ok ? number.value.e164 : digits.length >= 6 ? digits : null;
			if (key !== null && !places.has(key)) places.set(key, index + 1);
			read ||= number.ok;
		}
		if (!read) unreadable++;
	}
	const bare = [...places.keys()].filter((key) => !key.startsWith('+'));
	return {
		unreadable,
		placeOf(e164) {
			const exact = places.get(e164);
			if (exact !== undefined) return exact;
			// Without country code it cannot be told whose number it is: the person who may be meant is not called.
			const alike = bare.find((digits) => e164.endsWith(digits.replace(/^0+/, '')));
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
	return text.split(/[\n,;]+/).map((one) => one.trim()).filter((one) => one !== '');
}

/** What of an entry may be a number: the entry itself, or the cells of a row. */
function cellsOf(entry: unknown): Array<string | number> {
	const cells = isObject(entry) ? Object.values(isObject(entry.json) ? entry.json : entry) : [entry];
	return cells.filter((one): one is string | number => typeof one === 'string' || typeof one === 'number');
}
