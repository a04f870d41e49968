/**
 * The bars of the number gate, with Google's libphonenumber as the judge: one line per bar.
 * `VOICE_CALLS_FULL=1` for full sizes; otherwise a smaller share, the same in every run.
 * @module-tag safety
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkPhoneNumber } from '../../../nodes/shared/phoneNumber/e164';
import type { NumberRules } from '../../../nodes/shared/phoneNumber/numberPolicy';
import { numberFault } from '../../../nodes/shared/phoneNumber/numberPolicy';
import { fastest } from '../../harness/fastest.mts';
import {
	callingCode,
	examples,
	globalCodes,
	globalExample,
	judge,
	regions,
	shortPatterns,
	shortRegions,
} from '../../harness/googleNumbers.mts';
import { someTextsOf, textsOf } from '../../harness/numberPattern.mts';
import { bar, full, sized } from '../../harness/bars.mts';

const MINUTE = 60_000;
const seed = 20_260_101;

/** Everything a user can switch off is off. */
const open: NumberRules = { allowedCountries: null, blockRiskyNumbers: false, fictionalAllowed: true };
const careful: NumberRules = { allowedCountries: null, blockRiskyNumbers: true, fictionalAllowed: false };
/** Google's own example of the US is from the fictional range: where only the country counts, it may pass. */
const simulator: NumberRules = { ...careful, fictionalAllowed: true };

/** The number that would be dialled, or null. */
function dialled(raw: unknown, rules: NumberRules, country: string | null = null): string | null {
	const checked = checkPhoneNumber(raw, 'Phone Number', country);
	return checked.ok && numberFault(checked.value, rules, 'Phone Number', 'Synthflow') === null ? checked.value.e164 : null;
}

const ordinary = ['FIXED_LINE', 'MOBILE', 'FIXED_LINE_OR_MOBILE', 'VOIP'];
const risky = ['PREMIUM_RATE', 'SHARED_COST', 'PAGER', 'VOICEMAIL', 'UAN', 'PERSONAL_NUMBER'];

describe('P1 what is dialled is what was typed', () => {
	const numbers = examples(...ordinary);
	const intruder = fc.constantFrom(
		'\u0000',
		'\r\n',
		'\t',
		'\u00a0',
		'\u200b',
		'\u202e',
		'\u2066',
		'\ufeff',
		'O',
		'l',
		'x5',
		';ext=5',
		',,5',
		' ext. 12',
		'+',
		'/',
		'５',
		'٥',
		'–',
		'#',
		'😀',
		' +442079460018',
		'tel:',
		'00',
		'011',
		' ',
		'-',
		'(',
		')',
		'.',
		'0',
		'1',
		'9',
	);
	const typed = fc.record({
		number: fc.constantFrom(...numbers),
		bare: fc.boolean(),
		country: fc.option(fc.constantFrom(...regions), { nil: null }),
		disturbances: fc.array(fc.tuple(intruder, fc.nat()), { maxLength: 4 }),
	});

	test(
		'a fuzzed input that is dialed has the digits that were typed',
		() => {
			let accepted = 0;
			let changed = 0;
			const runs = sized(50_000, 5000);
			const run = fc.property(typed, ({ number, bare, country, disturbances }) => {
				let raw = bare ? number.e164.slice(1 + callingCode(number.home).length) : number.e164;
				for (const [text, place] of disturbances) {
					const index = place % (raw.length + 1);
					raw = raw.slice(0, index) + text + raw.slice(index);
				}
				const to = dialled(raw, open, country ?? (bare ? number.home : null));
				if (to === null) return;
				accepted += 1;
				const digits = raw.replace(/[ \-.()]/g, '');
				const asTyped = /^\+\d+$/.test(digits) ? to === digits : /^\d+$/.test(digits) && judge(digits, country ?? number.home)?.e164 === to;
				if (!asTyped) changed += 1;
				expect(asTyped, JSON.stringify([raw, country, to])).toBe(true);
			});
			fc.assert(run, { numRuns: runs, seed });
			bar('P1', `fuzzed inputs that became another number (${accepted} accepted)`, runs, changed);
			expect(accepted).toBeGreaterThan(runs / 50);
		},
		5 * MINUTE,
	);
});

describe('P2 emergency and short numbers', () => {
	const pairs = shortRegions.flatMap((region) =>
		someTextsOf(shortPatterns(region).emergency, 10_000)
			.filter((digits) => digits !== '')
			.map((digits) => ({ region, digits })),
	);
	const distinct = [...new Set(pairs.map(({ digits }) => digits))];

	test(
		'every emergency number is refused, in every spelling, with every default country',
		() => {
			const taken: string[] = [];
			const attempt = (raw: unknown, country: string | null) => {
				if (dialled(raw, open, country) !== null) taken.push(`${JSON.stringify(raw)} with ${country}`);
				tries += 1;
			};
			let tries = 0;
			for (const { region, digits } of pairs) {
				const behind = callingCode(region) + digits;
				for (const raw of [
					digits,
					Number(digits),
					` ${digits} `,
					[...digits].join('-'),
					`(${digits})`,
					`0${digits}`,
					`tel:${digits}`,
					`+${digits}`,
				])
					attempt(raw, region);
				if (callingCode(region) === '1') attempt(`1${digits}`, region);
				for (const raw of [`+${behind}`, `+${behind.slice(0, -digits.length)} ${[...digits].join(' ')}`, `tel:+${behind}`, `00${behind}`])
					attempt(raw, null);
			}
			const countries = full ? [null, ...regions] : [null, ...regions.filter((_, index) => index % 5 === 0), 'US', 'GB', 'DE', 'FO'];
			for (const country of countries) {
				for (const digits of distinct) for (const raw of [digits, `tel:${digits}`]) attempt(raw, country);
			}
			bar('P2', `emergency pairs (region, number) accepted (${distinct.length} numbers, ${tries} spellings)`, pairs.length, taken.length);
			expect(taken).toEqual([]);
			expect(pairs.length).toBeGreaterThanOrEqual(621);
		},
		5 * MINUTE,
	);

	test(
		'the short numbers of every region are refused',
		() => {
			const taken: string[] = [];
			let tried = 0;
			let known = 0;
			for (const region of shortRegions) {
				known += textsOf(shortPatterns(region).all).count;
				for (const digits of someTextsOf(shortPatterns(region).all, sized(5000, 150))) {
					tried += 1;
					for (const raw of [`+${callingCode(region)}${digits}`, `tel:${digits}`]) if (dialled(raw, open) !== null) taken.push(raw);
					if (dialled(digits, open, region) !== null) taken.push(`${digits} with ${region}`);
				}
			}
			bar('P2', `short numbers accepted (of ${known} that exist)`, tried, taken.length);
			expect(taken).toEqual([]);
		},
		5 * MINUTE,
	);
});

describe('P3 risky kinds', () => {
	test("Google's examples of the six kinds, of toll-free and of global networks are refused", () => {
		const six = examples(...risky);
		const free = examples('TOLL_FREE');
		const networks = globalCodes.map(globalExample);
		const taken = [...six, ...free, ...networks].filter(({ e164 }) => dialled(e164, careful) !== null);
		bar(
			'P3',
			`risky numbers accepted (${six.length} examples of six kinds, ${free.length} toll-free, ${networks.length} global networks)`,
			six.length + free.length + networks.length,
			taken.length,
		);
		expect(taken).toEqual([]);
		expect(six.length).toBeGreaterThanOrEqual(363);
		expect(new Set(globalCodes)).toEqual(new Set(['800', '808', '870', '878', '881', '882', '883', '888', '979']));

		const insisted = [...six, ...free, ...networks].filter(({ e164 }) => dialled(e164, open) === null);
		// What no switch opens: a number that newer metadata knows (BJ), and one too short for E.164 (IR).
		expect(insisted.map(({ e164 }) => e164)).toEqual(['+22981123456', '+989601']);
	});

	test(
		"numbers near Google's risky examples: what Google calls risky or unknown is refused",
		() => {
			const taken: string[] = [];
			let tries = 0;
			const near = fc.tuple(fc.constantFrom(...examples(...risky, 'TOLL_FREE')), fc.integer({ min: 1, max: 6 }), fc.nat(999_999));
			const run = fc.property(near, ([{ e164 }, length, tail]) => {
				const raw = e164.slice(0, -length) + String(tail).padStart(6, '0').slice(-length);
				const google = judge(raw);
				if (!google || (google.valid && ordinary.includes(google.type))) return;
				tries += 1;
				if (dialled(raw, careful) !== null) taken.push(`${raw} ${google.region} ${google.type}`);
			});
			fc.assert(run, { numRuns: sized(30_000, 3000), seed });
			bar('P3', 'numbers near them that Google calls risky or unknown, accepted', tries, taken.length);
			expect(taken).toEqual([]);
		},
		5 * MINUTE,
	);
});

describe('P4 countries', () => {
	const numbers = examples('MOBILE', 'FIXED_LINE');
	const checked = numbers.flatMap((number) => {
		const result = checkPhoneNumber(number.e164, 'Phone Number', null);
		return result.ok ? [{ ...number, value: result.value }] : [];
	});

	test('no number passes a list without its country, and every number passes under its own', () => {
		let outside = 0;
		let inside = 0;
		for (const allowed of regions) {
			for (const { region, value } of checked) {
				const passes = numberFault(value, { ...simulator, allowedCountries: [allowed] }, 'Phone Number', 'Synthflow') === null;
				if (passes && region !== allowed) outside += 1;
				if (passes && region === allowed) inside += 1;
			}
		}
		const homes = new Set(numbers.map(({ home }) => home)).size;
		bar(
			'P4',
			`calls outside the list of countries (${homes} regions, ${numbers.length} examples, ${regions.length} lists)`,
			numbers.length * regions.length,
			outside,
		);
		expect(outside).toBe(0);
		expect(inside).toBe(checked.length);
		expect(homes).toBeGreaterThanOrEqual(245);
	});

	test('the 23 other regions of +1 are refused under {US, CA}', () => {
		const others = regions.filter((region) => callingCode(region) === '1' && !['US', 'CA'].includes(region));
		const theirs = checked.filter(({ home }) => others.includes(home));
		const passing = (list: (home: string) => string[]) =>
			theirs.filter(
				({ home, value }) => numberFault(value, { ...simulator, allowedCountries: list(home) }, 'Phone Number', 'Synthflow') === null,
			).length;
		const unnamed = passing(() => ['US', 'CA']);
		const named = passing((home) => ['US', 'CA', home]);
		bar('P4', `numbers of the ${others.length} other regions of +1 accepted under {US, CA}`, theirs.length, unnamed);
		expect([others.length, unnamed, named]).toEqual([23, 0, theirs.length]);
	});
});

test('P5 ordinary numbers are not refused', () => {
	const numbers = examples(...ordinary);
	const fictional = numbers.filter(({ e164 }) => dialled(e164, simulator) === e164 && dialled(e164, careful) === null);
	const refused = numbers.filter(({ e164 }) => dialled(e164, simulator) !== e164);
	const share = (100 * refused.length) / numbers.length;
	const names = refused.map(({ asked, home }) => `${home} ${asked}`).join(', ');
	bar(
		'P5',
		`ordinary numbers refused beyond 0.5 % (${refused.length} refused, ${share.toFixed(2)} %: ${names})`,
		numbers.length,
		Math.max(0, Math.ceil(refused.length - numbers.length * 0.005)),
	);
	expect(new Set(fictional.map(({ e164 }) => e164))).toEqual(new Set(['+12015550123']));
	expect(share).toBeLessThanOrEqual(0.5);
});

test('P7 a check of a number costs little time', () => {
	const numbers = examples(...ordinary, ...risky);
	const rules: NumberRules = { ...careful, allowedCountries: ['US'] };
	for (const { e164 } of numbers) dialled(e164, rules);
	// In parts that fit between two of whatever else the machine does.
	const parts = 40;
	let next = 0;
	const part = (): void => {
		for (let count = 0; count < 10_000 / parts; count += 1) dialled(numbers[next++ % numbers.length].e164, rules);
	};
	const many = parts * fastest(part, 1000 / parts, 3 * parts);
	const texts = ['1', '+', ' 1', '(', '\u202e', 'a'].map((text) => text.repeat(100_000 / text.length));
	const long = texts.map((raw) => fastest(() => expect(dialled(raw, open, 'US')).toBeNull(), 5, 20));
	bar('P7', `10,000 numbers take under 1 s (${many.toFixed(0)} ms)`, 10_000, many < 1000 ? 0 : 1);
	bar('P7', `100,000 characters take under 5 ms (${Math.max(...long).toFixed(2)} ms)`, long.length, long.filter((one) => one >= 5).length);
	expect(many).toBeLessThan(1000);
	expect(Math.max(...long)).toBeLessThan(5);
});
