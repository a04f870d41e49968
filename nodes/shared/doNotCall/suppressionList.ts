import { checkPhoneNumber } from '../phoneNumber/e164';
import type { Breath } from '../time/breath';
import { digitsIn, entriesOf, minDigits, partsOf, digitStretches, rangeOf, withoutDecimal } from './parseEntries';
import { DigitIndex } from './digitIndex';
import type { Range } from './parseEntries';

/** A do-not-call list, ready to be asked. Entries are counted from 1, as a person counts the rows of a sheet. */
export interface DoNotCallList {
	/** The place in the list of the entry that is this number (E.164), or null. */
	placeOf(e164: string): number | null;
	/** How many entries hold no complete phone number; they are compared by their digits. */
	comparedByDigits: number;
	/** The places of entries in which nothing can be compared. */
	unreadable: readonly number[];
	/** False if the list is too deep or too large to be read to its end. Then nobody may be called. */
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
async function readDoNotCallList(raw: unknown, defaultCountry: string | null, breath: Breath): Promise<DoNotCallList> {
	const reading = readEntries(raw, defaultCountry);
	for (let step = reading.next(); ; step = reading.next()) {
		if (step.done === true) return step.value;
		if (breath.isDue()) await breath.rest();
	}
}

/** Reads one entry in each step. */
function* readEntries(raw: unknown, defaultCountry: string | null): Generator<undefined, DoNotCallList> {
	const numbers = new Map<string, number>();
	const candidates = new DigitIndex();
	const unreadable: number[] = [];
	let comparedByDigits = 0;
	const { rows, cellsOf, isComplete } = entriesOf(raw);
	for (const [index, row] of rows.entries()) {
		const place = index + 1;
		const cells = cellsOf(row);
		const found = cells.flatMap(partsOf).flatMap((part) => readPart(part, defaultCountry));
		for (const { e164 } of found) if (e164 !== undefined && !numbers.has(e164)) numbers.set(e164, place);
		for (const { spelling } of found) if (spelling !== undefined) candidates.addSpelling(spelling, place);
		const read = found.some(({ e164 }) => e164 !== undefined);
		const compared = found.filter((part) => compareBy(candidates, part, place)).length > 0;
		yield;
		if (read || cells.length === 0) continue;
		// Digits that only separators keep apart may still be a number: "212,736,5000".
		if (compared || cells.filter((cell) => candidates.add(digitsIn(cell), place, false)).length > 0) comparedByDigits++;
		else unreadable.push(place);
	}
	return { comparedByDigits, unreadable, complete: isComplete(), placeOf: (e164) => numbers.get(e164) ?? candidates.placeOf(e164) };
}

/** What a part of a cell may mean. */
interface Found {
	/** A complete number. */
	e164?: string;
	/** A complete number of the Default Country, as it was written: elsewhere it may be another one. */
	spelling?: string;
	/** What is to be compared by its digits; `solid` where they are one number. */
	digits?: string;
	contiguous?: boolean;
	/** A figure whose last digits are lost. */
	range?: Range;
}

function compareBy(candidates: DigitIndex, { digits, contiguous = false, range }: Found, place: number): boolean {
	if (range !== undefined) candidates.addRange(range, place);
	return range !== undefined || (digits !== undefined && candidates.add(digits, place, contiguous));
}

/** The number that a part is, or else every number and all the digits in it. */
function readPart(part: string, defaultCountry: string | null): Found[] {
	const range = rangeOf(part);
	if (range !== null) return [range.low === range.high ? readWhole(String(range.low), defaultCountry) : { range }].flat();
	if (digitsIn(part).length < minDigits) return [];
	const cut = withoutDecimal(part);
	// With a point that only separates, the zeros are part of the number.
	if (cut !== part) return [...readPart(cut, defaultCountry), { digits: digitsIn(part), contiguous: true }];
	const whole = readWhole(part, defaultCountry);
	if (whole.length > 0) return whole;
	return digitStretches(part).flatMap((stretch) => {
		const plain = withoutDecimal(stretch);
		const number = numberIn(plain, defaultCountry);
		// Without country code it cannot be told where a number in a text ends, so its digits are compared as well.
		const isClear = number !== null && plain === stretch && stretch.startsWith('+');
		const several =
			number !== null
				? [number]
				: stretch.split(/[\s/]+/).map((text) => (digitsIn(text).length < minDigits + 1 ? null : numberIn(text, defaultCountry)));
		return [...(isClear ? [] : [{ digits: digitsIn(stretch) }]), ...several.flatMap((e164) => (e164 === null ? [] : [{ e164 }]))];
	});
}

/** A part that is one number and nothing else, or nothing. */
function readWhole(part: string, defaultCountry: string | null): Found[] {
	const e164 = numberIn(part, defaultCountry);
	if (e164 !== null) return [part.startsWith('+') ? { e164 } : { e164, spelling: digitsIn(part) }];
	return /^\+?\d+$/.test(part) ? [{ digits: digitsIn(part), contiguous: true }] : [];
}

function numberIn(text: string, defaultCountry: string | null): string | null {
	const number = checkPhoneNumber(text, 'Do Not Call', defaultCountry);
	return number.ok ? number.value.e164 : null;
}

/** Lists that are kept for the items to come. */
const maxShown = 50;

/** One content, and what it is under each Default Country. */
interface ListedEntry {
	raw: unknown;
	lists: Map<string | null, DoNotCallList>;
}

/** The do-not-call lists of a run: an item may have one of its own, and what many items share is read once. */
export class DoNotCallLists {
	/** Texts are found by themselves, lists of any other form by their content; the newest stands last. */
	private readonly texts = new Map<string, ListedEntry>();

	private readonly otherLists: ListedEntry[] = [];

	private told = false;

	/** @param warn says once in a run that entries hold nothing to compare */
	constructor(private readonly warn: (sentence: string) => void) {}

	/** @param raw as the user or an expression gave it */
	async listOf(raw: unknown, defaultCountry: string | null, breath: Breath): Promise<DoNotCallList> {
		const { lists } = typeof raw === 'string' ? this.textOf(raw) : this.otherOf(raw);
		let list = lists.get(defaultCountry);
		if (list === undefined) {
			list = await readDoNotCallList(raw, defaultCountry, breath);
			lists.set(defaultCountry, list);
		}
		if (list.unreadable.length > 0 && !this.told) {
			this.told = true;
			this.warn(unreadableWarning(list));
		}
		return list;
	}

	private textOf(raw: string): ListedEntry {
		const known = this.texts.get(raw);
		if (known !== undefined) return known;
		const kept = { raw, lists: new Map<string | null, DoNotCallList>() };
		this.texts.set(raw, kept);
		if (this.texts.size > maxShown) this.texts.delete(this.texts.keys().next().value ?? '');
		return kept;
	}

	private otherOf(raw: unknown): ListedEntry {
		const at = this.otherLists.findLastIndex((listed) => isSameContent(listed.raw, raw));
		const kept = at < 0 ? { raw, lists: new Map<string | null, DoNotCallList>() } : this.otherLists[at];
		if (at >= 0) this.otherLists.splice(at, 1);
		this.otherLists.push(kept);
		if (this.otherLists.length > maxShown) this.otherLists.shift();
		return kept;
	}
}

/** The warning about entries without a phone number. It names their places, not their content. */
function unreadableWarning({ unreadable }: DoNotCallList): string {
	const shown = unreadable.slice(0, 5).join(', ');
	const more = unreadable.length > 5 ? ` and ${unreadable.length - 5} more` : '';
	return unreadable.length === 1
		? `Entry ${shown} of the do-not-call list holds no phone number, so it keeps nobody from being called. Check it if it stands for a person.`
		: `Entries ${shown}${more} of the do-not-call list hold no phone number, so they keep nobody from being called. Check them if they stand for persons.`;
}

/** Levels that are compared; what lies deeper counts as different. */
const maxListDepth = 10;

/**
 * Whether two values hold the same list, entry by entry: an expression gives every item a list of its own, and to compare
 * two of them costs far less than to read one. What cannot be told counts as different.
 */
export function isSameContent(value: unknown, other: unknown, depth = 0): boolean {
	if (Object.is(value, other)) return true;
	if (typeof value !== 'object' || typeof other !== 'object' || value === null || other === null || depth >= maxListDepth) return false;
	const tag = tagOf(value);
	if (tag !== tagOf(other)) return false;
	if (Array.isArray(value) && Array.isArray(other)) return isSameRow(value, other, depth);
	if (tag === 'Set' || tag === 'Map') return isSameRow([...(value as Iterable<unknown>)], [...(other as Iterable<unknown>)], depth);
	return (
		tag === 'Object' &&
		isSameRow(Object.keys(value), Object.keys(other), depth) &&
		isSameRow(Object.values(value), Object.values(other), depth)
	);
}

function isSameRow(value: readonly unknown[], other: readonly unknown[], depth: number): boolean {
	if (value.length !== other.length) return false;
	for (let index = 0; index < value.length; index++) if (!isSameContent(value[index], other[index], depth + 1)) return false;
	return true;
}

/** The type by name: a value out of an expression may come from another realm, where instanceof fails. */
const tagOf = (value: object): string => Object.prototype.toString.call(value).slice(8, -1);
