import { parseWhole } from '../phoneNumber/metadata';
import { fewest } from './doNotCallCells';

/** So many last digits tell one person from another, whatever stands before them, as in "+44 (0)20 …" and "011 44 20 …". */
const telling = 8;

/** Digits that are no complete number: whose they are is told by comparing. */
interface Digits {
	digits: string;
	place: number;
	/** Written in one piece, so it is one number. */
	solid: boolean;
}

/** Finds the digits that may mean a number, fast: by every eight of them that stand side by side. */
export class DigitIndex {
	private readonly all: Digits[] = [];

	private readonly short = new Map<string, number>();

	private readonly eights = new Map<number, Digits[]>();

	/** Whether there were enough digits to compare. @param solid whether they are one number */
	add(written: string, place: number, solid: boolean): boolean {
		const digits = written.replace(/^0+/, '');
		if (digits.length < fewest) return false;
		const found = { digits, place, solid };
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

	/** The first place whose digits end as the number does, or hold its national part or its last eight digits; or null. */
	placeOf(e164: string): number | null {
		const digits = e164.slice(1);
		const ending = digits.slice(-telling);
		const national = String(parseWhole(e164)?.nationalNumber ?? digits);
		const means = (one: Digits): boolean => !one.solid || one.digits.endsWith(ending) || one.digits.includes(national);
		const places = [
			this.eights.get(Number(ending))?.find(means)?.place,
			...[fewest, telling - 1].map((length) => this.short.get(digits.slice(-length))),
			// National numbers this short are rare: these alone are looked for one by one.
			national.length >= fewest && national.length < telling
				? this.all.find((one) => one.digits.includes(national))?.place
				: undefined,
		].filter((place) => place !== undefined);
		return places.length === 0 ? null : Math.min(...places);
	}
}
