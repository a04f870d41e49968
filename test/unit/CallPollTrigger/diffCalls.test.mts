import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallEvent } from '../../../nodes/shared/call/event';
import { eventId } from '../../../nodes/shared/call/event';
import { advance, isTerminal } from '../../../nodes/shared/call/lifecycle';
import type { CallRecord, CallStatus } from '../../../nodes/shared/call/record';
import { callOutcomes, callRecord, callStatuses, unknownAnalysis } from '../../../nodes/shared/call/record';
import { diffCalls, maxGap, lookBack, maxCalls, windowStart } from '../../../nodes/CallPollTrigger/diffCalls';
import type { PollState } from '../../../nodes/CallPollTrigger/pollState';
import { keyOf, readState, scopeOf, writeState, decode, encode } from '../../../nodes/CallPollTrigger/pollState';
const start = Date.UTC(2026, 5, 1, 12);
const minute = 60_000;
const hour = 60 * minute;
const iso = (time: number): string => new Date(time).toISOString();
const scope = scopeOf('synthflow', 'account', null);

const call = (callId: string | null, known: Partial<CallRecord> = {}, createdAt: string | null = iso(start - minute)): CallRecord =>
	callRecord('synthflow', { callId, dialed: 'yes', status: 'completed', outcome: 'answered', createdAt, ...known });

/** A trigger that is polled every minute; its state goes through the static data as in n8n. */
function trigger() {
	const data = {};
	let now = start;
	return {
		data,
		state: () => readState(data, scope) as PollState,
		poll(listed: CallRecord[], at = now + minute): CallEvent[] {
			now = at;
			const { events, state } = diffCalls(readState(data, scope), listed, now, scope);
			writeState(data, state);
			return events;
		},
	};
}
const named = (events: CallEvent[]): string[] => events.map(({ event, record }) => `${record.callId} ${event}`);

describe('the first poll', () => {
	test('the first poll takes note of everything and tells nothing', () => {
		const { poll, state } = trigger();
		const old = Array.from({ length: 500 }, (_call, index) => call(`c${index}`, { transcript: 'hello' }));
		expect(poll(old)).toEqual([]);
		expect(state().calls.size).toBe(500);
		expect(poll(old)).toEqual([]);
	});

	test('a first poll is there again for another account or agent', () => {
		const { poll, data } = trigger();
		poll([call('a')]);
		expect(readState(data, scopeOf('synthflow', 'account', 'agent'))).toBeNull();
	});

	test.each([{}, { polled: 'nonsense' }, { polled: '{"version":1}' }, { polled: 7 }, { polled: '{"version":99,"calls":{},"floor":0}' }])(
		'a first poll follows from a state that cannot be read: %j',
		(data) => expect(readState(data as never, scope)).toBeNull(),
	);
});

describe('each later thing is told once', () => {
	test('the states that are seen are told, and none in between', () => {
		const { poll } = trigger();
		poll([]);
		const at = (status: CallStatus) => named(poll([call('a', { status, outcome: isTerminal(status) ? 'answered' : null })]));
		expect(at('queued')).toEqual(['a call.queued']);
		expect(at('queued')).toEqual([]);
		expect(at('in_progress')).toEqual(['a call.in_progress']);
		expect(at('completed')).toEqual(['a call.completed']);
		expect(at('completed')).toEqual([]);
	});

	test('a state that goes backwards is ignored, and its late transcript does not carry it', () => {
		const { poll } = trigger();
		poll([]);
		poll([call('a')]);
		expect(poll([call('a', { status: 'in_progress', outcome: null })])).toEqual([]);
		const [late] = poll([call('a', { status: 'in_progress', outcome: null, transcript: 'hello' })]);
		expect([late.event, late.record.status, late.record.outcome]).toEqual(['call.transcript_ready', 'completed', 'answered']);
		expect(poll([call('a')])).toEqual([]);
	});

	test('a transcript, recording and analysis are told, late or together with the end', () => {
		const { poll } = trigger();
		poll([]);
		const all = {
			transcript: 'hello',
			recordingUrl: 'https://example.com/a.mp3',
			analysis: { ...unknownAnalysis, sentiment: 'positive' },
		};
		expect(named(poll([call('a', all)]))).toEqual([
			'a call.completed',
			'a call.recording_ready',
			'a call.transcript_ready',
			'a call.analysis_ready',
		]);
		expect(named(poll([call('a', all), call('b')]))).toEqual(['b call.completed']);
		expect(named(poll([call('b', { transcript: 'hello' })]))).toEqual(['b call.transcript_ready']);
		expect(named(poll([call('b', { transcript: 'hello', summary: 'short' })]))).toEqual(['b call.analysis_ready']);
		expect(named(poll([call('b', { ...all, summary: 'short' })]))).toEqual(['b call.recording_ready']);
		expect(poll([call('a', all), call('b', { ...all, summary: 'short' })])).toEqual([]);
	});

	test('a transcript that is still growing is told after the end alone', () => {
		const { poll } = trigger();
		poll([]);
		expect(named(poll([call('a', { status: 'in_progress', outcome: null, transcript: 'hel' })]))).toEqual(['a call.in_progress']);
		expect(named(poll([call('a', { transcript: 'hello' })]))).toEqual(['a call.completed', 'a call.transcript_ready']);
	});

	test('a call that never connected is told with its outcome', () => {
		const { poll } = trigger();
		poll([]);
		for (const outcome of ['no_answer', 'busy', 'cancelled', 'rejected', 'failed'] as const) {
			const [event, ...more] = poll([call(outcome, { status: 'failed', outcome })]);
			expect([event.event, event.record.outcome, more]).toEqual(['call.failed', outcome, []]);
		}
	});

	test('a word that nobody knows is told once', () => {
		const { poll } = trigger();
		poll([]);
		const odd = { status: 'unknown', outcome: null } as const;
		expect(named(poll([call('a', odd)]))).toEqual(['a call.unknown']);
		expect(poll([call('a', odd)])).toEqual([]);
		expect(named(poll([call('a', { status: 'ringing', outcome: null })]))).toEqual(['a call.ringing']);
		expect(poll([call('a', odd)])).toEqual([]);
		expect(named(poll([call('a')]))).toEqual(['a call.completed']);
		expect(named(poll([call('b', { status: 'ringing', outcome: null })]))).toEqual(['b call.ringing']);
		const [event] = poll([call('b', odd)]);
		expect([event.event, event.record.status]).toEqual(['call.unknown', 'ringing']);
	});

	test('the oldest call is told first, whatever the order of the rows', () => {
		const { poll } = trigger();
		poll([]);
		const rows = [3, 1, 2].map((age) => call(`c${age}`, {}, iso(start - age * minute)));
		expect(named(poll(rows))).toEqual(['c3 call.completed', 'c2 call.completed', 'c1 call.completed']);
	});

	test('repeated rows are one call with what all of them know', () => {
		const { poll } = trigger();
		poll([]);
		const rows = [
			call('a', { status: 'ringing', outcome: null, to: '+12127365000' }),
			call('a', { transcript: 'hello', analysis: { ...unknownAnalysis, converted: true } }),
			call('a', { status: 'in_progress', outcome: null, recordingUrl: 'https://example.com/a.mp3' }),
		];
		const events = poll(rows);
		expect(named(events)).toEqual(['a call.completed', 'a call.recording_ready', 'a call.transcript_ready', 'a call.analysis_ready']);
		expect(events[0].record).toMatchObject({ to: '+12127365000', transcript: 'hello', status: 'completed', outcome: 'answered' });
		expect(poll(rows.toReversed())).toEqual([]);
	});
});

test('an event has the id of a pushed one, and a time only where it is known', () => {
	const { poll } = trigger();
	poll([]);
	const [ended] = poll([call('a', { endedAt: iso(start) })]);
	expect(ended).toMatchObject({ eventId: eventId('synthflow', 'call.completed', 'a', { any: 'body' }), occurredAt: iso(start) });
	expect(poll([call('b')])[0].occurredAt).toBeNull();
	expect(poll([call('a', { endedAt: iso(start), transcript: 'hello' })])[0].occurredAt).toBeNull();
	expect(poll([call('c', { status: 'in_progress', outcome: null, answeredAt: iso(start + 5) })])[0].occurredAt).toBe(iso(start + 5));
});

describe('what is old', () => {
	test('an old call is not told, however long the list', () => {
		const { poll, state } = trigger();
		poll([]);
		expect(poll([call('old', {}, iso(start - lookBack - hour)), call('new')]).map((one) => one.record.callId)).toEqual(['new']);
		expect(state().calls.size).toBe(1);
	});

	test('a call counts by its start where no creation time is known', () => {
		const { poll } = trigger();
		poll([]);
		expect(poll([call('a', { startedAt: iso(start - lookBack - hour) }, null)])).toEqual([]);
		expect(named(poll([call('b', { startedAt: iso(start) }, null)]))).toEqual(['b call.completed']);
	});

	test('an old call is forgotten after a day, and not told again', () => {
		const { poll, state } = trigger();
		poll([]);
		poll([call('a')]);
		expect(poll([call('a')], start + lookBack + hour)).toEqual([]);
		expect(state().calls.size).toBe(0);
		expect(poll([call('a', { transcript: 'late' })], start + lookBack + 2 * hour)).toEqual([]);
	});

	test('an old call is followed to its end while it is listed, since a scheduled call waits for days', () => {
		const { poll } = trigger();
		const waiting = call('a', { status: 'queued', outcome: null }, iso(start - 30 * hour));
		poll([waiting]);
		for (let day = 1; day < 5; day++) expect(poll([waiting], start + day * 24 * hour)).toEqual([]);
		expect(named(poll([{ ...waiting, status: 'failed', outcome: 'busy' }]))).toEqual(['a call.failed']);
		expect(poll([{ ...waiting, status: 'failed', outcome: 'busy' }])).toEqual([]);
		expect(poll([waiting])).toEqual([]);
	});

	test('a call without any time is told once for as long as it is listed', () => {
		const { poll } = trigger();
		poll([call('a', {}, null)]);
		const rows = [call('a', {}, null), call('b', {}, null)];
		expect(named(poll(rows))).toEqual(['b call.completed']);
		for (let poll_ = 1; poll_ < 60; poll_++) expect(poll(rows, start + poll_ * hour)).toEqual([]);
	});

	test('a call without an ID is left out', () => {
		const { poll, state } = trigger();
		poll([]);
		expect(poll([call(null), call(null)])).toEqual([]);
		expect(state().calls.size).toBe(0);
	});

	test('a time to come does not keep a call for ever', () => {
		const { poll, state } = trigger();
		poll([]);
		expect(named(poll([call('a', {}, '2199-01-01T00:00:00.000Z')]))).toEqual(['a call.completed']);
		expect(poll([], start + 3 * lookBack)).toEqual([]);
		expect(state().calls.size).toBe(0);
	});

	test('a call that ended while nobody polled is told, up to the longest gap', () => {
		const { poll, state } = trigger();
		poll([]);
		const later = start + 5 * 24 * hour;
		const rows = [call('lost', {}, iso(later - maxGap - hour)), call('kept', {}, iso(later - maxGap + hour))];
		expect(windowStart(state(), later)).toBe(later - maxGap);
		expect(named(poll(rows, later))).toEqual(['kept call.completed']);
		expect(poll(rows, later + minute)).toEqual([]);
	});

	test('a clock that is set back tells nothing again', () => {
		const { poll } = trigger();
		poll([]);
		poll([call('a')]);
		poll([call('a')], start + 2 * lookBack);
		expect(poll([call('a')], start + minute)).toEqual([]);
	});
});

describe('the state is bounded', () => {
	const many = (count: number, first = 0, time: (index: number) => string | null = (index) => iso(start - hour + index)): CallRecord[] =>
		Array.from({ length: count }, (_call, index) => call(`c${first + index}`, {}, time(first + index)));

	test.each([
		['with times', undefined],
		['without times', () => null],
	])('a call that was forgotten to bound the state is not told again: calls %s', (_title, time) => {
		const { poll, state, data } = trigger();
		poll([]);
		const rows = many(3 * maxCalls, 0, time);
		const told = poll(rows);
		expect(new Set(told.map(({ eventId: id }) => id)).size).toBe(3 * maxCalls);
		expect(state().calls.size).toBe(maxCalls);
		expect(JSON.stringify(data).length).toBeLessThan(750_000);
		expect(poll(rows)).toEqual([]);
		expect(poll(rows.toReversed())).toEqual([]);
		if (time === undefined) expect(poll([...rows, call('new', {}, iso(start + minute))])).toHaveLength(1);
	});

	test('the poll says how many calls were forgotten', () => {
		const first = diffCalls(null, [], start, 'scope');
		expect(first.forgotten).toBe(0);
		const full = diffCalls(first.state, many(maxCalls), start, 'scope');
		expect(full.forgotten).toBe(0);
		expect(diffCalls(full.state, many(7, maxCalls), start, 'scope').forgotten).toBe(7);
	});

	test('the state is bounded by ids of any length and by the names of JavaScript itself', () => {
		const { poll, state, data } = trigger();
		poll([]);
		const rows = ['__proto__', 'constructor', 'x'.repeat(1_000_000)].map((id) => call(id));
		expect(poll(rows)).toHaveLength(3);
		expect(poll(rows)).toEqual([]);
		expect(state().calls.has(keyOf('__proto__'))).toBe(true);
		expect(JSON.stringify(data).length).toBeLessThan(500);
	});
});

test('the code of a call reads back as it was', () => {
	const anything = fc.record({
		status: fc.constantFrom(...callStatuses),
		outcome: fc.constantFrom(null, ...callOutcomes),
		recording: fc.boolean(),
		transcript: fc.boolean(),
		analysis: fc.boolean(),
		unknown: fc.boolean(),
		time: fc.nat(2 ** 31 - 1).map((seconds) => seconds * 1000),
	});
	fc.assert(fc.property(anything, (told) => void expect(decode(encode(told))).toEqual(told)));
	for (const code of ['', 'x', 'd', 'da', 'da3', '?-0abc']) expect(decode(code), code).toBeNull();
});

/** A call's life: rows one after another, each with the minute from which on the list shows it. */
interface Life {
	id: string;
	rows: Array<{ from: number; row: Partial<CallRecord> }>;
}

const ends: Array<Pick<CallRecord, 'status' | 'outcome'>> = [
	{ status: 'completed', outcome: 'answered' },
	{ status: 'completed', outcome: 'voicemail' },
	{ status: 'failed', outcome: 'no_answer' },
	{ status: 'failed', outcome: 'busy' },
];
const life = fc
	.record({
		born: fc.integer({ min: -30, max: 40 }),
		steps: fc.subarray(['queued', 'initiated', 'ringing', 'connected', 'in_progress'] as const),
		end: fc.constantFrom(...ends),
		late: fc.subarray(['transcript', 'recordingUrl', 'summary'] as const),
		gaps: fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 12, maxLength: 12 }),
		relapse: fc.boolean(),
		odd: fc.boolean(),
	})
	.map(({ born, steps, end, late, gaps, relapse, odd }): Life['rows'] => {
		let at = born;
		let index = 0;
		const next = (): number => (at += gaps[index++ % gaps.length]);
		const rows: Life['rows'] = steps.map((status) => ({ from: next(), row: { status, outcome: null } }));
		if (odd) rows.push({ from: next(), row: { status: 'unknown', outcome: null } });
		let row: Partial<CallRecord> = end;
		rows.push({ from: next(), row });
		if (relapse) rows.push({ from: next(), row: { status: 'in_progress', outcome: null } });
		for (const name of late) {
			row = { ...row, [name]: 'there' };
			rows.push({ from: next(), row });
		}
		return rows;
	});

test(
	'everything that was seen of random lives, at random polls in random order with repeated rows, is told exactly once',
	{ timeout: 60_000 },
	() => {
		const lateEvents = {
			transcript: 'call.transcript_ready',
			recordingUrl: 'call.recording_ready',
			summary: 'call.analysis_ready',
		} as const;
		let told = 0;
		const property = fc.property(
			fc.array(life, { minLength: 1, maxLength: 12 }),
			fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 12, maxLength: 12 }),
			fc.infiniteStream(fc.nat(1_000_000)),
			(lives, gaps, chance) => {
				const dice = chance[Symbol.iterator]();
				const roll = (sides: number): number => (dice.next().value as number) % sides;
				const rowOf = (index: number, at: number): CallRecord[] => {
					const rows = lives[index];
					const shown = rows.findLast(({ from }) => from <= at);
					return shown ? [call(`c${index}`, shown.row, iso(start + rows[0].from * minute))] : [];
				};
				const { poll, state } = trigger();
				const heard = lives.map(() => [] as string[]);
				const expected = lives.map(() => [] as string[]);
				const known = lives.map(() => ({ status: null as CallStatus | null, seen: new Set<string>() }));
				let at = 0;
				for (const [turn, gap] of [0, ...gaps].entries()) {
					at += gap;
					const listed = lives.flatMap((_life, index) => rowOf(index, at));
					const rows = listed.concat(listed.filter(() => roll(3) === 0)).sort(() => roll(3) - 1);
					for (const { event, record } of poll(rows, start + at * minute)) heard[Number(record.callId?.slice(1))].push(event);
					// The oracle: a plain history per call, without codes, windows and merging.
					for (const record of listed) {
						const index = Number(record.callId?.slice(1));
						const one = known[index];
						const say = (name: string): void => {
							if (one.seen.has(name)) return;
							one.seen.add(name);
							if (turn > 0) expected[index].push(name);
						};
						if (record.status === 'unknown') {
							if (one.status === null) one.status = 'unknown';
							say('call.unknown');
							if (!isTerminal(one.status)) continue;
						} else {
							const now = one.status === null ? record.status : advance({ status: one.status, outcome: null }, record).status;
							if (now !== one.status) say(`call.${now}`);
							one.status = now;
						}
						if (isTerminal(one.status)) {
							for (const name of ['recordingUrl', 'transcript', 'summary'] as const) if (record[name] !== null) say(lateEvents[name]);
						}
					}
				}
				for (const [index, events] of heard.entries()) {
					expect(events).toEqual(expected[index]);
					expect(new Set(events).size).toBe(events.length);
					expect(events.filter((one) => one === 'call.completed' || one === 'call.failed').length).toBeLessThanOrEqual(1);
					told += events.length;
				}
				expect(state().calls.size).toBeLessThanOrEqual(lives.length);
			},
		);
		fc.assert(property, { numRuns: 1000 });
		expect(told).toBeGreaterThan(5_000);
	},
);
