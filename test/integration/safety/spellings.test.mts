/**
 * Numbers as sheets hand them over, without their +: whom they reach, and whom they protect in a do-not-call list.
 * `VOICE_CALLS_FULL=1` for full sizes; otherwise a smaller share, the same in every run.
 * @module-tag safety
 */
import { getCountries, getCountryCallingCode } from 'libphonenumber-js/max';
import { describe, expect, test } from 'vitest';
import type { DoNotCallList } from '../../../nodes/shared/doNotCall/suppressionList';
import { doNotCallList } from '../../../nodes/shared/doNotCall/suppressionList';
import { checkPhoneNumber } from '../../../nodes/shared/phoneNumber/e164';
import { parseWhole } from '../../../nodes/shared/phoneNumber/metadata';
import { examples } from '../../harness/googleNumbers.mts';
import { bar, seeded, sized } from '../../harness/bars.mts';

const MINUTE = 60_000;
const people = sized(12_522, 1500);
const bareAmericans = sized(1900, 600);
const listed = sized(8462, 1000);

/** The number that would be dialled, or null. */
function dialled(raw: unknown, country: string | null): string | null {
	const checked = checkPhoneNumber(raw, 'Phone Number', country);
	return checked.ok ? checked.value.e164 : null;
}

interface Person {
	home: string;
	e164: string;
}

/** Valid numbers of every country in turn, each near one of Google's examples, in every length that there is. */
function* numbersAround(seed: number): Generator<Person> {
	const random = seeded(seed);
	const near = examples('FIXED_LINE', 'MOBILE', 'FIXED_LINE_OR_MOBILE');
	for (const seen = new Set<string>(); ;) {
		for (const { home, e164 } of near) {
			const kept = 1 + getCountryCallingCode(home as 'DE').length + 1 + Math.floor(random() * 4);
			const length = Math.max(kept + 3, e164.length - 2 + Math.floor(random() * 5));
			const number = e164.slice(0, kept) + Array.from({ length: length - kept }, () => Math.floor(random() * 10)).join('');
			const parsed = parseWhole(number);
			if (seen.has(number) || !parsed?.isValid() || parsed.number !== number) continue;
			seen.add(number);
			yield { home, e164: number };
		}
	}
}

function first<T>(amount: number, from: Iterator<T>): T[] {
	return Array.from({ length: amount }, () => from.next().value as T);
}

describe('P8 a number without its +', () => {
	const all = first(people, numbersAround(20_261_121));
	const bare = (e164: string): string => e164.slice(1);

	test(
		'a number with its own country code and without + reaches nobody else',
		() => {
			const asRead = all.map(({ home, e164 }) => ({ home, e164, to: dialled(bare(e164), home) }));
			const others = asRead.filter(({ e164, to }) => to !== null && to !== e164);
			const refused = asRead.filter(({ to }) => to === null).length;
			const countries = new Set(all.map(({ home }) => home)).size;
			bar(
				'P8',
				`numbers without + that carry their own country code, dialed as another one (${countries} countries, ${refused} refused)`,
				all.length,
				others.length,
			);
			expect(others).toEqual([]);
			expect(countries).toBeGreaterThan(230);
			expect(refused).toBeLessThan(all.length);
		},
		5 * MINUTE,
	);

	test(
		'the bare national numbers of the US are not refused for looking like foreign ones',
		() => {
			const americans: string[] = [];
			for (const random = seeded(7); americans.length < bareAmericans;) {
				const national = Array.from({ length: 10 }, () => Math.floor(random() * 10)).join('');
				const parsed = parseWhole(`+1${national}`);
				if (parsed?.isValid() === true && parsed.country === 'US') americans.push(national);
			}
			const alike = americans.filter((national) => parseWhole(`+${national}`)?.isValid()).length;
			const refused = americans.filter((national) => dialled(national, 'US') !== `+1${national}`);
			bar(
				'P8',
				`bare national numbers of the US refused (${alike} of them would be valid abroad behind a +)`,
				americans.length,
				refused.length,
			);
			expect(refused).toEqual([]);
			expect(alike).toBeGreaterThan(0);
		},
		5 * MINUTE,
	);

	test(
		'an entry without + in a do-not-call list protects everybody whom it may mean',
		() => {
			const random = seeded(9);
			const countries = getCountries();
			const chosen = ['US', 'DE', 'GB', 'IT', 'ID', 'FI', 'SE', 'BR', 'IN', 'MX', 'XK', 'CU', 'ZA', ...countries];
			const entries = first(listed, numbersAround(20_261_122)).map((person) => ({
				...person,
				country: random() < 0.3 ? person.home : chosen[Math.floor(random() * 40)],
				entry: spellingsOf(person.e164)[Math.floor(random() * 4)],
			}));
			const called: string[] = [];
			const lists = new Map<string, DoNotCallList>();
			for (const country of new Set(entries.map((one) => one.country))) {
				lists.set(
					country,
					doNotCallList(
						entries.filter((one) => one.country === country).map(({ entry }) => entry),
						country,
					),
				);
			}
			for (const { country, entry, e164 } of entries) {
				if (lists.get(country)?.placeOf(e164) === null) called.push(`${entry} in ${country}: ${e164}`);
				// Whoever would be dialled for the same text is meant, too.
				const read = dialled(entry, country);
				if (read !== null && lists.get(country)?.placeOf(read) === null) called.push(`${entry} in ${country}: ${read}`);
			}
			bar(
				'P8',
				`people behind do-not-call entries without + who are called (${lists.size} Default Countries)`,
				entries.length,
				called.length,
			);
			expect(called).toEqual([]);
		},
		5 * MINUTE,
	);

	test(
		'a stranger beside such entries is called',
		() => {
			const list = doNotCallList(
				all.map(({ e164 }) => bare(e164)),
				'DE',
			);
			const listedDigits = new Set(all.map(({ e164 }) => e164));
			const strangers = first(people, numbersAround(1)).filter(({ e164 }) => !listedDigits.has(e164));
			const held = strangers.filter(({ e164 }) => list.placeOf(e164) !== null).length;
			bar(
				'P8',
				`strangers held back beside ${all.length} such entries, beyond 1 %`,
				strangers.length,
				Math.max(0, held - Math.ceil(strangers.length / 100)),
			);
			expect(held).toBeLessThanOrEqual(Math.ceil(strangers.length / 100));
		},
		5 * MINUTE,
	);

	/** As a person or a sheet writes it without +. */
	const spellingsOf = (e164: string): unknown[] => [
		bare(e164),
		Number(bare(e164)),
		`${bare(e164)}.0`,
		parseWhole(e164)?.formatInternational().slice(1),
	];
});
