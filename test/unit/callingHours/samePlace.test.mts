/** Numbers of one place share their answer within a second: it is the one that each would get alone. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { HoursQuestion } from '../../../nodes/shared/callingHours/check';
import { checkCallingHours, rules } from '../../../nodes/shared/callingHours/check';
import { candidateZones, mappedZones } from '../../../nodes/shared/callingHours/zones';
import { examples, regions } from '../../harness/googleNumbers.mts';

const types = ['FIXED_LINE', 'MOBILE', 'FIXED_LINE_OR_MOBILE', 'TOLL_FREE', 'VOIP'];
const known = examples(...types).map(({ e164, region, type }) => ({ e164, country: region, type }));

/** A number whose first digits are those of another one, so that all area codes and prefixes come up. */
const number = fc
	.record({ example: fc.constantFrom(...known), digits: fc.integer({ min: 0, max: 99_999_999 }), kept: fc.integer({ min: 4, max: 9 }) })
	.map(({ example, digits, kept }) => ({
		e164:
			example.e164.slice(0, kept) +
			String(digits)
				.padStart(8, '0')
				.slice(0, example.e164.length - kept),
		country: example.country,
		numberType: example.type,
	}));
const areaCode = fc
	.record({ area: fc.integer({ min: 201, max: 989 }), country: fc.constantFrom('US', 'CA', 'JM', null) })
	.map(({ area, country }) => ({
		e164: `+1${area}7365000`,
		country,
		numberType: 'FIXED_LINE_OR_MOBILE',
	}));
const hours = fc.constantFrom<Pick<HoursQuestion, 'mode' | 'custom'>>(
	{ mode: 'lawful', custom: null },
	{ mode: 'off', custom: null },
	{ mode: 'custom', custom: { startMinutes: 540, endMinutes: 1020, days: [1, 2, 3] } },
	{ mode: 'custom', custom: { startMinutes: 540, endMinutes: 1020, days: [6, 7] } },
	{ mode: 'custom', custom: { startMinutes: 1320, endMinutes: 360, days: [1, 2, 3] } },
);
const question = fc.record({ who: fc.oneof(number, areaCode), hours, timezone: fc.constantFrom(null, null, 'Asia/Tokyo', 'Nowhere/Land') });

test('an answer does not depend on who was asked about before', { timeout: 120_000 }, () => {
	const other = { e164: '+4930901820', country: 'DE', numberType: 'FIXED_LINE', mode: 'off' as const, custom: null, timezone: null };
	fc.assert(
		fc.property(
			fc.array(question, { minLength: 2, maxLength: 40 }),
			fc.date({ min: new Date('2026-01-01'), max: new Date('2030-01-01'), noInvalidDate: true }),
			(asked, at) => {
				const ask = ({ who, hours, timezone }: (typeof asked)[number]) => checkCallingHours({ ...who, ...hours, timezone, at });
				const inARow = asked.map(ask);
				const alone = asked.map((one) => {
					// An answer for another second forgets the earlier ones.
					checkCallingHours({ ...other, at: new Date(at.getTime() + 5000) });
					return ask(one);
				});
				expect(inARow).toEqual(alone);
			},
		),
		{ numRuns: 300 },
	);
	expect([known.length > 500, regions.length > 200, rules.length > 20]).toEqual([true, true, true]);
});

test('each number is judged by its own zones', () => {
	const at = new Date('2026-07-08T12:00:00.000Z');
	for (const { e164, country, type } of known) {
		const { timeZones } = checkCallingHours({ e164, country, numberType: type, at, mode: 'off', custom: null, timezone: null });
		expect(timeZones, e164).toEqual([...candidateZones(e164, country, type)]);
	}
	expect(mappedZones('4930901820')).not.toBeNull();
});

test('within a second an allowed call may be placed at its own instant', () => {
	const ask = (at: string) =>
		checkCallingHours({
			...{ e164: '+4930901820', country: 'DE', numberType: 'FIXED_LINE' },
			at: new Date(at),
			mode: 'lawful',
			custom: null,
			timezone: null,
		});
	expect(ask('2026-07-08T12:00:00.100Z').nextAllowedAt).toBe('2026-07-08T12:00:00.100Z');
	expect(ask('2026-07-08T12:00:00.900Z').nextAllowedAt).toBe('2026-07-08T12:00:00.900Z');
	ask('2026-07-08T12:00:00.900Z').timeZones.push('Nowhere/Land');
	expect(ask('2026-07-08T12:00:00.950Z').timeZones).toEqual(['Europe/Berlin']);
});
