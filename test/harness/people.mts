/** People with numbers of several countries, each spelled in the ways in which data, agents and transcripts spell them. */
import type { IDataObject } from 'n8n-workflow';

/** Country code, the national number up to its last four digits, and how it is written at home. */
const places: Array<[code: string, national: string, home: (national: string) => string]> = [
	['1', '212736', (n) => `(${n.slice(0, 3)}) ${n.slice(3, 6)}-${n.slice(6)}`],
	['44', '207946', (n) => `0${n.slice(0, 2)} ${n.slice(2, 6)} ${n.slice(6)}`],
	['33', '14268', (n) => `0${n[0]} ${n.slice(1).replace(/(..)(?=.)/g, '$1 ')}`],
	['61', '29374', (n) => `0${n[0]} ${n.slice(1, 5)} ${n.slice(5)}`],
	['81', '36384', (n) => `0${n[0]}-${n.slice(1, 5)}-${n.slice(5)}`],
];

export interface Person {
	to: string;
	/** Without the country. */
	national: string;
	/** As an item of a workflow, with the number in whatever place and spelling. */
	item: IDataObject;
	/** What the person says on the phone. */
	says: string;
}

/** @param random numbers from 0 to below 1, repeatable */
export const people = (count: number, random: () => number): Person[] =>
	Array.from({ length: count }, (_, index) => {
		const [code, prefix, home] = places[index % places.length];
		const national = `${prefix}${String(1000 + index)}`;
		const to = `+${code}${national}`;
		const spellings = [to, home(national), national, `00${code} ${national}`, `+${code} ${home(national)}`, Number(`${code}${national}`)];
		const any = (): string | number => spellings[Math.floor(random() * spellings.length)];
		return {
			to,
			national,
			item: { to, name: `Ada ${any()}`, mobile: any(), note: `reach me at ${any()}`, order: `lead ${any()}/${index}`, list: [any()] },
			says: `human: My number is ${any()}, or ${any()}.`,
		};
	});

/** How many of the numbers stand whole in a text, whatever is written between their digits. */
export function wholeNumbersIn(text: string, all: readonly Person[]): number {
	const bare = text.replace(/[\s().+/-]/g, '');
	return all.filter(({ national }) => bare.includes(national)).length;
}
