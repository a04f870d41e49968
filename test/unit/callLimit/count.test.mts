import { describe, expect, test } from 'vitest';
import type { ListedCall, OwnDial } from '../../../nodes/shared/callLimit/count';
import { countCalls, listLag } from '../../../nodes/shared/callLimit/count';
import { seeded } from '../../harness/bars.mts';

const minute = 60_000;
const hour = 60 * minute;
const t0 = Date.parse('2026-11-21T12:00:00.000Z');

const row = (at: number, more: Partial<ListedCall> = {}): ListedCall => ({
	isSure: true,
	ids: [`row-${at}`],
	reference: null,
	agentId: 'a',
	begun: { earliest: at, latest: at },
	dials: 1,
	...more,
});
const dial = (at: number, more: Partial<OwnDial> = {}): OwnDial => ({
	placedAt: at,
	ringsAt: at,
	agentId: 'a',
	reference: `ref-${at}`,
	attempt: 1,
	callId: `call-${at}`,
	dials: 1,
	redialsUntil: at,
	dialed: 'yes',
	...more,
});
const count = (listed: ListedCall[], own: OwnDial[], maxCalls = 1, perHours = 24, more: Partial<Parameters<typeof countCalls>[2]> = {}) =>
	countCalls(listed, own, { limit: { maxCalls, perHours }, at: t0, now: t0, idsAreListed: true, ...more });

describe('a person is called', () => {
	test('a person is called as often as the limit says within its hours, and then when the oldest call is over', () => {
		expect(count([], []).nextAllowedAt).toBeNull();
		expect(count([row(t0 - hour)], [])).toEqual({ calls: 1, unsure: 0, nextAllowedAt: t0 + 23 * hour });
		expect(count([row(t0 - 24 * hour)], []).nextAllowedAt).toBeNull();
		expect(count([row(t0 - 24 * hour + 1)], []).nextAllowedAt).toBe(t0 + 1);
		expect(count([row(t0 - 5 * hour), row(t0 - hour)], [], 2).nextAllowedAt).toBe(t0 + 19 * hour);
		expect(count([row(t0 - 5 * hour), row(t0 - hour)], [], 3).nextAllowedAt).toBeNull();
		expect(count([row(t0 - 5 * hour), row(t0 - 3 * hour), row(t0 - hour)], [], 2).nextAllowedAt).toBe(t0 + 21 * hour);
	});

	test('a dial of this process counts before the list shows it, and once when it does', () => {
		expect(count([], [dial(t0 - 1000)]).nextAllowedAt).not.toBeNull();
		expect(count([row(t0 - 900, { ids: [`call-${t0 - 1000}`] })], [dial(t0 - 1000)], 2).nextAllowedAt).toBeNull();
		expect(count([row(t0 - 900, { reference: 'ref' })], [dial(t0 - 1000, { reference: 'ref' })], 2).nextAllowedAt).toBeNull();
		expect(count([row(t0 - 900)], [dial(t0 - 1000)], 2).calls).toBe(2);
	});

	test('a row of that moment by that agent is the dial, where the list has ids of its own', () => {
		const own = (more: Partial<OwnDial> = {}) => [dial(t0 - 1000, { callId: null, ...more })];
		const calls = (listed: ListedCall[], more: Partial<OwnDial> = {}) => count(listed, own(more), 5, 24, { idsAreListed: false }).calls;
		expect(calls([row(t0 - 900)])).toBe(1);
		expect(calls([row(t0 - 900), row(t0 - 800)])).toBe(2);
		expect(calls([row(t0 - 900, { agentId: 'b' })])).toBe(2);
		expect(calls([row(t0 - 2 * minute)])).toBe(2);
		expect(calls([row(t0, { begun: null })])).toBe(1);
	});

	test('a call that may not have been placed counts until every list would show it', () => {
		const maybe = (age: number, dialed: OwnDial['dialed']) => count([], [dial(t0 - age, { callId: null, dialed })]).nextAllowedAt;
		for (const dialed of ['maybe', 'pending'] as const) {
			expect(maybe(listLag, dialed)).not.toBeNull();
			expect(maybe(listLag + 1, dialed)).toBeNull();
		}
		expect(maybe(listLag + 1, 'yes')).not.toBeNull();
	});

	test('the redials that the provider may still make count, and later those that it made', () => {
		const own = dial(t0 - hour, { dials: 3, redialsUntil: t0 + hour });
		expect(count([], [own], 5).calls).toBe(3);
		const over = dial(t0 - 3 * hour, { dials: 3, redialsUntil: t0 - hour });
		expect(count([], [over], 5).calls).toBe(1);
		expect(
			count([row(t0 - 3 * hour, { reference: over.reference }), row(t0 - 2 * hour, { reference: over.reference })], [over], 5).calls,
		).toBe(2);
		expect(count([row(t0 - hour)], [], 3, 24, { wanted: 3 }).nextAllowedAt).toBe(t0 + 23 * hour);
	});

	test('a call that rings later is counted where it rings', () => {
		const later = dial(t0 - minute, { ringsAt: t0 + hour, redialsUntil: t0 + hour });
		expect(count([], [later], 1, 2).nextAllowedAt).toBe(t0 + 3 * hour);
		expect(count([], [later], 1, 1).nextAllowedAt).toBeNull();
		expect(count([row(t0 - hour)], [], 1, 2, { at: t0 + hour }).nextAllowedAt).toBeNull();
	});

	test('a row without a time, or without a clear number, may be a call of just now', () => {
		expect(count([row(0, { begun: null, isSure: false })], [])).toEqual({ calls: 1, unsure: 1, nextAllowedAt: t0 + 24 * hour });
		const zoneless = row(0, { begun: { earliest: t0 - 38 * hour, latest: t0 - 12 * hour } });
		expect(count([zoneless], []).nextAllowedAt).toBe(t0 + 12 * hour);
	});
});

/** A plain recount: how many calls there were within the hours, and the first instant at which one more is allowed. */
function recount(instants: number[], maxCalls: number, window: number, now: number): number | null {
	const within = (at: number): number => instants.filter((one) => one > at - window && one <= at).length;
	const first = [now, ...instants.map((one) => one + window)]
		.filter((at) => at >= now)
		.sort((a, b) => a - b)
		.find((at) => within(at) < maxCalls);
	return first === now ? null : (first ?? NaN);
}

test.each([[true], [false]])('random histories over days count as a plain recount does; the list knows the ids: %s', (idsAreListed) => {
	let decisions = 0;
	let held = 0;
	const different: string[] = [];
	for (let history = 0; history < 200; history++) {
		const random = seeded(1000 * history + (idsAreListed ? 1 : 2));
		const upTo = (most: number): number => Math.floor(random() * most);
		const limit = { maxCalls: 1 + upTo(4), perHours: 1 + upTo(48) };
		const window = limit.perHours * hour;
		/** What really happened; the list shows it after its lag, and never what was not placed. */
		const world: Array<{ at: number; visibleAt: number; own: OwnDial | null; id: string; placed: boolean }> = [];
		let now = t0;
		for (let step = 0; step < 60; step++) {
			now += (2 + upTo(random() < 0.5 ? 10 : 60 * limit.perHours)) * minute + upTo(minute);
			const lag = upTo(listLag - 2 * minute);
			if (random() < 0.3) {
				world.push({ at: now, visibleAt: now + lag, own: null, id: `row-${step}`, placed: true });
				continue;
			}
			const listed = world
				.filter((one) => one.placed && one.visibleAt <= now && one.at > now - window - hour)
				.map((one) => row(one.at, { ids: [one.id] }))
				.sort(() => random() - 0.5);
			const own = world.flatMap((one) => one.own ?? []);
			const counts = (one: (typeof world)[0]): boolean => {
				if (one.own === null) return one.visibleAt <= now;
				return one.own.dialed === 'yes' || (one.placed && one.visibleAt <= now) || now - one.at <= listLag;
			};
			const expected = recount(
				world.filter(counts).map(({ at }) => at),
				limit.maxCalls,
				window,
				now,
			);
			const answer = countCalls(listed, own, { limit, at: now, now, idsAreListed });
			decisions++;
			if (answer.nextAllowedAt !== expected)
				different.push(`history ${history}, step ${step}: ${answer.nextAllowedAt} instead of ${expected}`);
			if (answer.nextAllowedAt !== null) {
				held++;
				continue;
			}
			const what = random();
			if (what < 0.1) continue; // a certain no: the place is given back
			const dialed = what < 0.25 ? ('maybe' as const) : ('yes' as const);
			const placed = dialed === 'yes' || random() < 0.5;
			const id = `row-${step}`;
			// What may have been placed has no id; a list that knows the ids shows it as somebody else's for as long.
			const isTold = idsAreListed && dialed === 'yes';
			const visibleAt = idsAreListed && dialed === 'maybe' ? now + listLag + 1 : now + lag;
			world.push({ at: now, visibleAt, own: dial(now, { callId: isTold ? id : null, dialed }), id, placed });
		}
	}
	console.log(
		`Call Limit, 200 random histories: ${decisions} decisions, ${held} held back, ${different.length} differences to a plain recount`,
	);
	expect(different).toEqual([]);
	expect(held).toBeGreaterThan(decisions / 10);
	expect(held).toBeLessThan((decisions * 9) / 10);
});
