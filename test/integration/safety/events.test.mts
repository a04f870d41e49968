/**
 * L1 and L2: what is known of a call in the end does not depend on how its events travelled.
 * Every run plays all orders of each story's events and all 10,000 interleavings; `VOICE_CALLS_FULL=1` adds the smaller
 * sets of events, every single repeat, and a look at the record after every other delivery.
 * @module-tag safety
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallEvent } from '../../../nodes/shared/call/event';
import { eventId, eventNameOf } from '../../../nodes/shared/call/event';
import type { Json } from '../../../nodes/shared/call/json';
import { isTerminal, lifecycleRank, recordOfEvents } from '../../../nodes/shared/call/lifecycle';
import type { CallRecord } from '../../../nodes/shared/call/record';
import { callRecord } from '../../../nodes/shared/call/record';
import type { ProviderId } from '../../../nodes/shared/providers/provider';
import { providers, eventsIn } from '../../../nodes/shared/providers/registry';
import { readCall as readSynthflow } from '../../../nodes/shared/providers/synthflow/record';
import { readCall as readUnleashx } from '../../../nodes/shared/providers/unleashx/record';
import type { CallIds, Story } from '../../harness/eventBodies.mts';
import { callRows, eventBodies, stories, unknownBodies } from '../../harness/eventBodies.mts';
import { bar, full, sized } from '../../harness/bars.mts';

const placedAt = '2026-11-20T10:00:00.000Z';

/** What the answer to the placing request amounts to, as the start of the call's history. */
function placed(provider: ProviderId, ids: CallIds): CallEvent {
	const record = callRecord(provider, {
		callId: ids.callId,
		to: '+12025550100',
		reference: 'ref-1',
		status: 'initiated',
		dialed: 'yes',
		attempt: 1,
		createdAt: placedAt,
		context: { lead: 7 },
		simulated: provider === 'simulator',
	});
	return {
		event: 'call.initiated',
		eventId: eventId(provider, 'call.initiated', ids.callId, null, 'placed'),
		occurredAt: placedAt,
		record,
		raw: null,
	};
}

const pushed = (id: ProviderId, bodies: unknown[]): CallEvent[] => {
	const provider = providers.find((one) => one.id === id)!;
	return bodies.flatMap((body) => eventsIn(provider, body));
};

function polled(provider: 'synthflow' | 'unleashx', story: Story, ids: CallIds): CallEvent[] {
	const readCall = provider === 'synthflow' ? readSynthflow : readUnleashx;
	return callRows(provider, story, ids).map((row) => {
		const record = readCall(row);
		const event = eventNameOf(record.status);
		return { event, eventId: eventId(provider, event, record.callId, row), occurredAt: null, record, raw: row as Json };
	});
}

/** All distinct observations of one call. */
function observations(provider: ProviderId, story: Story, ids: CallIds): CallEvent[] {
	const between = provider === 'synthflow' || provider === 'unleashx' ? polled(provider, story, ids) : [];
	return [...between, ...pushed(provider, eventBodies(provider, story, ids))];
}

/** Every order of the numbers below `count`, one array that changes between the calls (Heap). */
function everyOrder(count: number, visit: (order: readonly number[]) => void): void {
	const order = Array.from({ length: count }, (_, index) => index);
	const turns = new Array<number>(count).fill(0);
	visit(order);
	for (let i = 0; i < count;) {
		if (turns[i] >= i) {
			turns[i++] = 0;
			continue;
		}
		const other = i % 2 === 0 ? 0 : turns[i];
		[order[i], order[other]] = [order[other], order[i]];
		turns[i]++;
		i = 0;
		visit(order);
	}
}

/** The end of each story, told by all of its events together. */
const ends: Record<Story, [CallRecord['status'], CallRecord['outcome']]> = {
	answered: ['completed', 'answered'],
	no_answer: ['failed', 'no_answer'],
	busy: ['failed', 'busy'],
	failed: ['failed', 'failed'],
	voicemail: ['completed', 'voicemail'],
	cancelled: ['failed', 'cancelled'],
};
/** A call that is ended by hand while somebody talks is completed, and cancelled. */
const talkoverCancelled: [CallRecord['status'], CallRecord['outcome']] = ['completed', 'cancelled'];

/** Up to seven distinct events: the story's own, the placing, and what nobody knows. */
const sets = providers.flatMap(({ id }) =>
	stories.flatMap((story) => {
		const ids = { callId: `${id}-${story}`, placedAt };
		const own = observations(id, story, ids);
		const strange = pushed(id, unknownBodies(id, ids));
		const fits = (events: CallEvent[]) => (own.length + events.length <= 7 ? [events] : []);
		const extras = [[], ...fits([placed(id, ids)]), ...fits(strange), ...fits([placed(id, ids), ...strange])];
		const chosen = full ? extras : extras.slice(-1);
		return own.length === 0
			? []
			: chosen.map((extra): [string, ProviderId, Story, CallEvent[]] => [`${id} ${story} +${extra.length}`, id, story, [...own, ...extra]]);
	}),
);

describe('L1 every order, and every event once more', () => {
	test('every set of events has distinct events', () => {
		for (const [name, , , events] of sets) {
			// An end that two reports of a provider tell is one event.
			const ends = events.filter(({ event }) => event === 'call.completed' || event === 'call.failed');
			const repeats = ends.length - new Set(ends.map(({ event, eventId }) => `${event} ${eventId}`)).size;
			expect(new Set(events.map((one) => one.eventId)).size, name).toBe(events.length - repeats);
		}
	});

	test('all orders of the events end in the same record', { timeout: 300_000 }, () => {
		let cases = 0;
		let divergences = 0;
		for (const [name, id, story, events] of sets) {
			// Of eight events (the Simulator's answered call) each is left out once: sets of seven, as the bar has it.
			const sevens = events.map((_, left) => events.filter((__, index) => index !== left));
			const chosen = events.length <= 7 ? [events] : sevens.slice(0, sized(sevens.length, 1));
			for (const set of chosen) {
				const record = recordOfEvents(set);
				const same = JSON.stringify(record);
				const differs = (heard: CallEvent[]): void => {
					cases += 1;
					if (JSON.stringify(recordOfEvents(heard)) !== same) divergences += 1;
				};
				everyOrder(set.length, (order) => {
					const heard = order.map((index) => set[index]);
					differs(heard);
					differs(heard.flatMap((event) => [event, event]));
					for (const again of full ? set : []) differs([...heard, again]);
				});
			}
			const [status, outcome] = id === 'talkover' && story === 'cancelled' ? talkoverCancelled : ends[story];
			expect(recordOfEvents(events), name).toMatchObject({ provider: id, callId: `${id}-${story}`, status, outcome, dialed: 'yes' });
		}
		bar('L1', 'orders of the events of one call, also doubled', cases, divergences);
		expect(divergences).toBe(0);
		expect(cases).toBeGreaterThan(35_280);
	});
});

/** Everything that may be heard of one call, also what contradicts itself, comes a day late, or nobody knows. */
function heardOf(id: ProviderId, ids: CallIds, first: Story, second: Story): CallEvent[] {
	const nextDay = { ...ids, placedAt: '2026-11-22T10:00:00.000Z' };
	return [...observations(id, first, ids), ...observations(id, second, nextDay), ...pushed(id, unknownBodies(id, ids)), placed(id, ids)];
}

describe('L2 three calls at once', () => {
	const run = fc.record({
		provider: fc.constantFrom(...providers.map(({ id }) => id)),
		stories: fc.array(fc.constantFrom(...stories), { minLength: 6, maxLength: 6 }),
		// Which call each delivery is about, and which of its events: repeats and losses come by themselves.
		deliveries: fc.array(fc.tuple(fc.nat({ max: 2 }), fc.nat({ max: 999 })), { minLength: 60, maxLength: 60 }),
	});
	const pools = new Map<string, CallEvent[]>();
	const poolOf = (id: ProviderId, call: number, first: Story, second: Story): CallEvent[] => {
		const key = `${id} ${call} ${first} ${second}`;
		const pool = pools.get(key) ?? heardOf(id, { callId: `call-${call}`, placedAt }, first, second);
		pools.set(key, pool);
		return pool;
	};

	test('no call moves back, none takes anything of another, and what is unknown is passed on', { timeout: 300_000 }, () => {
		const found = { runs: 0, regressions: 0, crossTalk: 0, lost: 0, differing: 0 };
		const property = fc.property(run, ({ provider, stories: told, deliveries }) => {
			found.runs += 1;
			const heard = new Map<string, CallEvent[]>();
			const ranks = new Map<string, CallRecord>();
			const turns = [0, 0, 0];
			for (const [choice, pick] of deliveries) {
				// Twenty deliveries for each of the three calls.
				const call = [choice, (choice + 1) % 3, (choice + 2) % 3].find((one) => turns[one] < 20)!;
				turns[call] += 1;
				const pool = poolOf(provider, call, told[call], told[call + 3]);
				const event = pool[pick % pool.length];
				const { callId } = event.record;
				if (callId !== `call-${call}`) found.crossTalk += 1;
				if (event.raw === undefined || event.eventId === '') found.lost += 1;
				const known = [...(heard.get(callId!) ?? []), event];
				heard.set(callId!, known);
				if (pick % sized(2, 10) !== 0 && turns[call] < 20) continue;
				const record = recordOfEvents(known);
				const before = ranks.get(callId!);
				if (before !== undefined && isTerminal(before.status) && !isTerminal(record.status)) found.regressions += 1;
				if (before !== undefined && !isTerminal(before.status) && lifecycleRank[before.status] > lifecycleRank[record.status])
					found.regressions += 1;
				if (before?.outcome && !record.outcome) found.regressions += 1;
				if (record.callId !== callId || record.provider !== provider) found.crossTalk += 1;
				ranks.set(callId!, record);
			}
			for (const [callId, known] of heard) {
				const alone = recordOfEvents([...known].reverse());
				if (JSON.stringify(alone) !== JSON.stringify(ranks.get(callId))) found.differing += 1;
			}
		});
		fc.assert(property, { numRuns: 10_000, seed: 20_261_120 });
		const { runs, ...wrong } = found;
		bar(
			'L2',
			'interleavings of 3 calls x 20 events with repeats, losses, late and unknown ones',
			runs,
			Object.values(wrong).reduce((a, b) => a + b),
		);
		expect(wrong).toEqual({ regressions: 0, crossTalk: 0, lost: 0, differing: 0 });
		expect(runs).toBeGreaterThanOrEqual(10_000);
	});
});
