/**
 * The bars of calling hours. VOICE_CALLS_FULL=1 runs them in full (100,000 pairs; every change of every clock 2026-2030),
 * otherwise a share. Random numbers come from a fixed seed.
 * @module-tag safety
 */
import { describe, expect, test } from 'vitest';
import type { HoursAnswer } from '../../../nodes/shared/callingHours/check';
import { checkCallingHours } from '../../../nodes/shared/callingHours/check';
import { mappedZones } from '../../../nodes/shared/callingHours/zones';
import { parseWhole } from '../../../nodes/shared/phoneNumber/metadata';
import { fastest } from '../../harness/fastest.mts';
import type { Fact } from '../../harness/hoursFacts.mts';
import { facts, spans } from '../../harness/hoursFacts.mts';
import { bar, full } from '../../harness/bars.mts';
import {
	changesOf,
	longestPrefix,
	map,
	namesOfAreaCode,
	oracleOffset,
	oracleOpen,
	oracleZones,
	prefixes,
} from '../../harness/hoursOracle.mts';

const minutes = 60_000;
const hour = 60 * minutes;
const day = 24 * hour;

/** Mulberry32. */
function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
	};
}

const random = randomFrom(20261120);
const pick = <T,>(list: readonly T[]): T => list[Math.floor(random() * list.length)];
const digit = (): string => String(Math.floor(random() * 10));

interface Person {
	e164: string;
	country: string | null;
	numberType: string | null;
}

/** A number below a random prefix of the map, half of them North American area codes; parsed as the product parses it. */
function anyone(): Person {
	const mobiles = ['614', '336', '4915', '5511', '79', '628', '5255', '77', '3934', '346', '5698'];
	const placeless = ['1800', '1833', '1521', '1900', '1600', '883', '870', '999'];
	const kind = random();
	let digits = kind < 0.05 ? pick(placeless) : kind < 0.25 ? pick(mobiles) : pick(prefixes);
	const length = digits.startsWith('1') ? 11 : 9 + Math.floor(random() * 5);
	while (digits.length < length) digits += digit();
	const parsed = parseWhole(`+${digits}`);
	return { e164: `+${digits}`, country: parsed?.country ?? null, numberType: parsed?.getType() ?? null };
}

const start = Date.UTC(2026, 0, 1);
/** Any instant of 2026 to 2030; every other one near a full hour of the person's morning or evening. */
function anyInstant(person: Person): number {
	const at = start + Math.floor(random() * 5 * 365 * day);
	const zones = oracleZones(person.e164, person.country, person.numberType);
	if (zones.length === 0 || random() < 0.5) return at;
	const zone = pick(zones);
	const wall = Math.floor((at + oracleOffset(at, zone)) / day) * day + pick([8, 9, 10, 12, 13, 14, 16, 17, 18, 20, 21, 22]) * hour;
	return wall - oracleOffset(at, zone) + Math.floor((random() - 0.5) * 4 * minutes);
}

const byId = new Map(facts.map((fact) => [fact.id, fact]));
const french = ['FR', 'GP', 'MQ', 'GF', 'RE', 'YT', 'BL', 'MF', 'PM'];
const american = ['US', 'PR', 'VI', 'GU', 'AS', 'MP'];

/** The facts that a number falls under, found from its country and the places of its area code. */
function factsOf({ e164, country }: Person): Fact[] {
	const row = american.includes(country ?? '')
		? 'us-federal'
		: french.includes(country ?? '')
			? 'fr'
			: ['CX', 'CC'].includes(country ?? '')
				? 'au'
				: country?.toLowerCase();
	const own = byId.get(row ?? '') ?? (byId.get('default') as Fact);
	if (country !== 'US') return [own];
	const names = namesOfAreaCode(e164.slice(2, 5));
	return [
		own,
		...facts.filter(
			(fact) => fact.id !== 'us-federal' && fact.state && (names.has(fact.state) || names.has(fact.id.slice(3).toUpperCase())),
		),
	];
}

/** Spans of the weekday; holidays only make a day shorter, so a call outside these is wrong on any day. */
const spansOf = (fact: Fact) => (weekday: number) => spans(fact.hours[weekday < 6 ? 0 : weekday === 6 ? 1 : 2]);

const closedSomewhere = (person: Person, at: number, zones: readonly string[]): boolean =>
	zones.some((zone) => factsOf(person).some((fact) => !oracleOpen(at, zone, spansOf(fact))));

const lawful = (person: Person, at: number): HoursAnswer =>
	checkCallingHours({ ...person, at: new Date(at), mode: 'lawful', custom: null, timezone: null });

describe('H2 and kD18: random numbers at random instants', () => {
	test(
		'no call is allowed while any candidate zone is closed, and none is held back without a closed zone',
		() => {
			const wanted = full ? 100_000 : 4_000;
			const wrong: string[] = [];
			let allowed = 0;
			for (let pair = 0; pair < wanted; pair += 1) {
				const person = anyone();
				const at = anyInstant(person);
				const zones = oracleZones(person.e164, person.country, person.numberType);
				const answer = lawful(person, at);
				if (answer.allowed) allowed += 1;
				if (answer.allowed && (zones.length === 0 || closedSomewhere(person, at, zones)))
					wrong.push(`${person.e164} ${new Date(at).toISOString()}`);
				const held =
					!answer.allowed &&
					zones.length > 0 &&
					!/public holiday/.test(answer.reason ?? '') &&
					!closedSomewhere(person, at, answer.timeZones);
				const special = answer.rule.includes('nl') || answer.rule.includes('us-ne') || answer.rule === 'it'; // shorter days, told in H1
				if (held && !special && !answer.reason?.includes('counts too'))
					wrong.push(`held back ${person.e164} ${new Date(at).toISOString()} ${answer.reason}`);
			}
			bar('H2', `random pairs of number and instant, ${allowed} of them allowed`, wanted, wrong.length);
			expect(wrong).toEqual([]);
			expect(allowed).toBeGreaterThan(wanted / 20);
		},
		10 * minutes,
	);

	test(
		'nextAllowedAt is never before the question, and is allowed',
		() => {
			const wanted = full ? 10_000 : 1_000;
			const wrong: string[] = [];
			let given = 0;
			for (let pair = 0; pair < wanted; pair += 1) {
				const person = anyone();
				const at = anyInstant(person);
				const next = lawful(person, at).nextAllowedAt;
				if (next === null) continue;
				given += 1;
				const instant = Date.parse(next);
				if (instant < at || instant > at + 14 * day || !lawful(person, instant).allowed)
					wrong.push(`${person.e164} ${new Date(at).toISOString()} ${next}`);
			}
			bar('H2', `nextAllowedAt not really allowed, ${given} given`, wanted, wrong.length);
			expect(wrong).toEqual([]);
			expect(given).toBeGreaterThan(wanted / 2);
		},
		10 * minutes,
	);

	test(
		'no instant before nextAllowedAt would have been allowed (looked at every quarter of an hour)',
		() => {
			const wanted = full ? 400 : 30;
			const wrong: string[] = [];
			for (let pair = 0; pair < wanted; pair += 1) {
				const person = anyone();
				const at = Math.ceil(anyInstant(person) / (15 * minutes)) * 15 * minutes;
				const { nextAllowedAt, timeZones } = lawful(person, at);
				const end = nextAllowedAt === null ? at + (timeZones.length === 0 ? 0 : 14 * day) : Date.parse(nextAllowedAt);
				for (let between = at; between < end; between += 15 * minutes) {
					if (lawful(person, between).allowed) wrong.push(`${person.e164} ${new Date(between).toISOString()}`);
				}
			}
			bar('H2', 'open earlier than nextAllowedAt', wanted, wrong.length);
			expect(wrong).toEqual([]);
		},
		10 * minutes,
	);
});

test('H3: the zone look-up equals the source map on random numbers', () => {
	const wanted = full ? 100_000 : 10_000;
	let differences = 0;
	for (let count = 0; count < wanted; count += 1) {
		let digits = random() < 0.5 ? pick(prefixes) : '';
		while (digits.length < 12) digits += digit();
		const longest = longestPrefix(digits);
		if ((mappedZones(digits)?.zones.join() ?? null) !== (longest === null ? null : map[longest].join())) differences += 1;
	}
	bar('H3', 'zones that differ from the source map, random numbers', wanted, differences);
	expect(differences).toBe(0);
});

describe('H4: every change of every clock, 2026 to 2030', () => {
	const zones = [...new Set(Object.values(map).flat())].sort();
	const share = full ? zones : zones.filter((_, index) => index % 12 === 0);
	const inRange = (at: number): boolean => at >= start && at < Date.UTC(2031, 0, 1);
	const minuteOfDay = (at: number, offset: number): number => Math.floor(((((at + offset) % day) + day) % day) / minutes);

	test(
		'four instants around each change are on the right side, and the next opening too',
		() => {
			let changes = 0;
			let decisions = 0;
			const wrong: string[] = [];
			for (const zone of share) {
				for (const { at: change, before, after } of changesOf(zone).filter(({ at }) => inRange(at))) {
					changes += 1;
					// Hours that begin or end on the very times that are skipped or repeated, on the clock before and after.
					const from = minuteOfDay(change, before);
					const to = minuteOfDay(change, after);
					const edges: Array<[number, number]> = [
						[from, to],
						[to, from],
						[from, (from + 45) % 1440],
						[(to + 1425) % 1440, (to + 15) % 1440],
					];
					for (const [startMinutes, endMinutes] of edges) {
						const custom = { startMinutes, endMinutes, days: [1, 2, 3, 4, 5, 6, 7] };
						const open: Array<[number, number]> =
							startMinutes < endMinutes
								? [[startMinutes, endMinutes]]
								: startMinutes === endMinutes
									? []
									: [
											[startMinutes, 1440],
											[0, endMinutes],
										];
						const isOpen = (instant: number): boolean => oracleOpen(instant, zone, () => open.map(([a, b]) => [a * minutes, b * minutes]));
						for (const at of [change - hour, change - 1, change, change + hour]) {
							const answer = checkCallingHours({
								e164: '+4930901820',
								country: 'DE',
								numberType: null,
								at: new Date(at),
								mode: 'custom',
								custom,
								timezone: zone,
							});
							decisions += 1;
							let next: number | null = null;
							for (let tried = at; next === null && tried <= at + 2 * day; tried = (Math.floor(tried / minutes) + 1) * minutes)
								if (isOpen(tried)) next = tried;
							const expected = next === null ? null : new Date(next).toISOString();
							if (answer.allowed !== isOpen(at) || answer.nextAllowedAt !== expected) {
								wrong.push(
									`${zone} ${new Date(at).toISOString()} ${startMinutes}-${endMinutes}: ${answer.nextAllowedAt} instead of ${expected}`,
								);
							}
						}
					}
				}
			}
			bar('H4', `decisions around ${changes} clock changes of ${share.length} zones 2026-2030`, decisions, wrong.length);
			expect(wrong).toEqual([]);
			expect(changes).toBeGreaterThan(share.length / 4);
		},
		9 * minutes,
	);

	test(
		'the lawful hours are on the right side around each change in a zone',
		() => {
			let wrong = 0;
			let decisions = 0;
			const fact = byId.get('default') as Fact;
			for (const zone of share) {
				for (const { at: change } of changesOf(zone).filter(({ at }) => inRange(at))) {
					for (const at of [change - 1, change, change + 8 * hour, change + 20 * hour]) {
						const answer = checkCallingHours({
							e164: '+48123456789',
							country: 'PL',
							numberType: null,
							at: new Date(at),
							mode: 'lawful',
							custom: null,
							timezone: zone,
						});
						decisions += 1;
						if (answer.allowed !== oracleOpen(at, zone, spansOf(fact))) wrong += 1;
					}
				}
			}
			bar('H4', 'lawful decisions around clock changes', decisions, wrong);
			expect(wrong).toBe(0);
		},
		5 * minutes,
	);
});

test('a decision takes well below a millisecond', () => {
	const people: Person[] = facts.map(({ number, country, type }) => ({ e164: number, country, numberType: type }));
	people.push({ e164: '+79161234567', country: 'RU', numberType: 'MOBILE' }, { e164: '+61412345678', country: 'AU', numberType: 'MOBILE' });
	for (const person of people) lawful(person, start);
	const count = 10_000;
	const decideAll = (): void => {
		for (let turn = 0; turn < count; turn += 1) lawful(people[turn % people.length], start + turn * 37 * minutes);
	};
	const each = fastest(decideAll, count) / count;
	console.log(`${count} decisions, ${each.toFixed(3)} ms each`);
	expect(each).toBeLessThan(1);
});
