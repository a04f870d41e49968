import { parseWhole } from '../phoneNumber/metadata';
import { digitsIn, minDigits } from './parseEntries';
import type { Range } from './parseEntries';

/** The last digits that identify a number, whatever precedes them, as in "+44 (0)20 …" and "011 44 20 …". */
const telling = 8;

/** The digits of an entry that is no complete number. */
interface Digits {
	digits: string;
	place: number;
	/** Written in one piece, so it is one number. */
	contiguous: boolean;
}

/** Finds the entries that may mean a number. The index holds every eight adjacent digits, so that a lookup is fast. */
export class DigitIndex {
	private readonly all: Digits[] = [];

	private readonly short = new Map<string, number>();

	private readonly eights = new Map<number, Digits[]>();

	private readonly spellings = new Map<string, number>();

	private readonly ranges: Array<Range & { place: number }> = [];

	/** A complete number without +, which means whoever's number is written so in some country. */
	addSpelling(written: string, place: number): void {
		const digits = withoutZeros(written);
		if (!this.spellings.has(digits)) this.spellings.set(digits, place);
	}

	/** All numbers between two, with or without their country code. */
	addRange(range: Range, place: number): void {
		this.ranges.push({ ...range, place });
	}

	/** Whether there were enough digits to compare. @param contiguous whether they are one number */
	add(written: string, place: number, contiguous: boolean): boolean {
		const digits = withoutZeros(written);
		if (digits.length < minDigits) return false;
		const found = { digits, place, contiguous };
		this.all.push(found);
		if (digits.length < telling && !this.short.has(digits)) this.short.set(digits, place);
		for (let from = 0; from + telling <= digits.length; from++) {
			const eight = Number(digits.slice(from, from + telling));
			const same = this.eights.get(eight);
			if (same === undefined) this.eights.set(eight, [found]);
			else if (same.at(-1) !== found) same.push(found);
		}
		return true;
	}

	/** The first place whose digits end as the number does, hold its national part or its last eight digits, or are a way to write it; or null. */
	placeOf(e164: string): number | null {
		if (this.all.length === 0 && this.spellings.size === 0 && this.ranges.length === 0) return null;
		const digits = e164.slice(1);
		const ending = digits.slice(-telling);
		const parsed = parseWhole(e164);
		const national = String(parsed?.nationalNumber ?? digits);
		const means = (entry: Digits): boolean => !entry.contiguous || entry.digits.endsWith(ending) || entry.digits.includes(national);
		const atHome = this.spellings.size === 0 ? '' : digitsIn(parsed?.formatNational() ?? '');
		const figures = [Number(digits), Number(national)];
		const places = [
			this.eights.get(Number(ending))?.find(means)?.place,
			...[minDigits, telling - 1].map((length) => this.short.get(digits.slice(-length))),
			...[digits, national, atHome].map((written) => this.spellings.get(withoutZeros(written))),
			this.ranges.find(({ low, high }) => figures.some((figure) => figure >= low && figure <= high))?.place,
			// National numbers this short are rare, so a search through all entries is affordable.
			national.length >= minDigits && national.length < telling
				? this.all.find((entry) => entry.digits.includes(national))?.place
				: undefined,
		].filter((place) => place !== undefined);
		return places.length === 0 ? null : Math.min(...places);
	}
}

const withoutZeros = (digits: string): string => digits.replace(/^0+/, '');
