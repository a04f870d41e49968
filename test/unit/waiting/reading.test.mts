/** Which row of a list belongs to which call that is awaited. */
import { describe, expect, test } from 'vitest';
import type { CallRecord } from '../../../nodes/shared/call/record';
import { callRecord } from '../../../nodes/shared/call/record';
import type { CallRequest } from '../../../nodes/shared/call/request';
import type { TrackedCall } from '../../../nodes/shared/waiting/candidates';
import { RowMatcher } from '../../../nodes/shared/waiting/matching';
import { aCall } from '../../harness/values.mts';

const seconds = (ago: number): string => new Date(Date.now() - ago * 1000).toISOString();
const to = '+442079460018';
const one = (ago: number, known: Partial<CallRecord> = {}): TrackedCall => ({
	call: aCall({ to, agentId: 'a1', reference: 'r1' }),
	record: callRecord('svalync', { to, dialed: 'yes', ...known }),
	since: seconds(ago),
});
const row = (callId: string, ago: number, known: Partial<CallRecord> = {}): CallRecord =>
	callRecord('svalync', { callId, to, agentId: 'a1', createdAt: seconds(ago), ...known });
interface List {
	/** More ids of a row, by the one that it goes by. */
	ids?: Record<string, string[]>;
	/** The provider documents no id in its answer to a call. */
	mayDiffer?: boolean;
	others?: string[];
	/** When other calls to this number were placed whose id is not known. */
	unnamed?: string[];
	/** What the provider's own rows show. */
	shown?: object;
	whole?: boolean;
	/** Seconds by which the provider's clock is ahead. */
	ahead?: number;
}
/** The rows that were found, as the ids they go by. */
const assigned = async (pursued: TrackedCall[], rows: CallRecord[], list: List = {}) =>
	(await foundFor(pursued, rows, list)).map((found) => (found?.row as { of?: string } | undefined)?.of ?? null);

async function foundFor(
	pursued: TrackedCall[],
	rows: CallRecord[],
	{ ids = {}, mayDiffer = false, others = [], unnamed = [], shown = {}, whole = true, ahead = 0 }: List = {},
) {
	const times = [...pursued.filter(({ record }) => record.callId === null).map(({ since }) => since), ...unnamed];
	const matcher = new RowMatcher(pursued, { callIds: () => new Set(others), dialsWithoutId: () => times }, mayDiffer, ahead * 1000);
	for (const record of rows)
		matcher.add({
			record,
			row: { of: record.callId, ...shown, ...Object.fromEntries((ids[record.callId ?? ''] ?? []).map((id) => ['call_id', id])) },
		});
	const found = await matcher.found(whole);
	return pursued.map((each) => found.get(each));
}

describe('several calls to one number without an ID', () => {
	const twice = (known: Partial<CallRecord> = {}) => [one(10, known), one(9, known)];
	test('several calls to one number get their rows in the order of both, once all are there', async () => {
		for (const dialed of ['yes', 'maybe'] as const) {
			expect(await assigned(twice({ dialed }), [row('c2', 8), row('c1', 9.5)])).toEqual(['c1', 'c2']);
			expect(await assigned([...twice({ dialed })].reverse(), [row('c1', 9.5), row('c2', 8)])).toEqual(['c2', 'c1']);
		}
	});
	test('calls placed at the very same instant get one row each', async () => {
		const [first] = twice();
		expect(await assigned([first, { ...first }], [row('c1', 9), row('c2', 9)])).toEqual(['c1', 'c2']);
	});
	test('no call gets the one row that may be that of either', async () => {
		for (const dialed of ['yes', 'maybe'] as const) expect(await assigned(twice({ dialed }), [row('c1', 8)])).toEqual([null, null]);
		expect(await assigned([one(100), one(90)], [row('c1', 80)])).toEqual([null, null]);
		expect(await assigned([one(10)], [row('c1', 8)], { unnamed: [seconds(12)] })).toEqual([null]);
	});
	test('no call gets a row where there are more rows than calls', async () => {
		expect(await assigned([one(10)], [row('c1', 9), row('c2', 8)])).toEqual([null]);
		expect(await assigned(twice(), [row('c1', 9), row('c2', 8), row('c3', 7)])).toEqual([null, null]);
	});
	test('calls that lie minutes apart are told apart', async () => {
		const pursued = [one(400), one(200), one(10)];
		expect(await assigned(pursued, [row('c3', 9), row('c1', 399)])).toEqual(['c1', null, 'c3']);
		expect(await assigned([one(700)], [row('c1', 699), row('later', 300)])).toEqual(['c1']);
	});
	test('no call gets a row of a list that was not read to its end', async () => {
		expect(await assigned([one(10)], [row('c1', 9)], { whole: false })).toEqual([null]);
		expect(await assigned([one(10, { callId: 'c1' })], [row('c1', 9)], { whole: false })).toEqual(['c1']);
	});
});

describe('a row is of now', () => {
	const zoneless = { createdAt: new Date(Date.now() - 9000).toISOString().slice(0, 19) };
	const shown = { at: zoneless.createdAt.replace('T', ' ') };
	const plain = { createdAt: new Date(`${zoneless.createdAt}Z`).toISOString() };
	test('a row is not of now where it is hours old or ahead', async () => {
		for (const ago of [7200, -7200, -300]) expect(await assigned([one(10)], [row('c1', ago)])).toEqual([null]);
		expect(await assigned([one(70)], [row('c1', -7200)])).toEqual([null]);
	});
	test('a row is not of now where its clock names no zone, as long as the list may lag', async () => {
		expect(await assigned([one(10)], [row('c1', 9, plain)])).toEqual(['c1']);
		expect(await assigned([one(10)], [row('c1', 9, plain)], { shown })).toEqual([null]);
	});
	test('a row is of now later on where it is the only one that may be it on such a clock', async () => {
		const at = (ago: number) => new Date(Date.now() - ago * 1000).toISOString().slice(0, 19);
		const on = (ago: number): List => ({ shown: { at: at(ago) } });
		const told = (ago: number) => ({ createdAt: new Date(`${at(ago)}Z`).toISOString() });
		for (const ahead of [0, 5.5 * 3600, -8 * 3600])
			expect(await assigned([one(70)], [row('c1', 69, told(69 - ahead))], on(69 - ahead))).toEqual(['c1']);
		expect(await assigned([one(70)], [row('c1', 69, told(69)), row('c2', 69, { createdAt: seconds(100) })], on(69))).toEqual([null]);
		expect(await assigned([one(70, { dialed: 'maybe' })], [row('c1', 69, told(69))], on(69))).toEqual([null]);
		expect(await assigned([one(70)], [row('c1', 69, told(30 * 3600))], on(30 * 3600))).toEqual([null]);
	});
	test('a row without a time is of now only while it has not ended', async () => {
		expect(await assigned([one(10)], [row('c1', 9, { createdAt: null, status: 'queued' })])).toEqual(['c1']);
		expect(await assigned([one(10)], [row('c1', 9, { createdAt: null, status: 'completed' })])).toEqual([null]);
	});
});

test('each row is looked at a few times, however many calls are open', async () => {
	const calls = Array.from({ length: 2000 }, (_, index): TrackedCall => ({
		...one(10, { callId: `c${index}` }),
		call: aCall({ to, reference: `r${index}` }),
	}));
	let looks = 0;
	const rows = calls
		.map(({ record: { callId } }) => Object.defineProperty(row('', 9), 'callId', { get: () => (looks++, callId) }))
		.reverse();
	expect(await assigned(calls, rows)).toEqual(calls.map(({ record }) => record.callId));
	expect(looks).toBeLessThan(10 * rows.length);
});

describe('an older row', () => {
	test.each([
		[10, 40],
		[10, 13],
		[70, 71.5],
		[70, 73],
		[70, 100],
		[70, 170],
		[70, 300],
	])('an older row is another call: placed %d s ago, the row began %d s ago', async (placed, began) => {
		expect(await assigned([one(placed)], [row('old', began)])).toEqual([null]);
		expect(await assigned([one(placed, { callId: 'e1' })], [row('old', began)], { mayDiffer: true })).toEqual([null]);
	});
	test('an older row is told by the clock of the provider', async () => {
		expect(await assigned([one(10)], [row('c1', 39)], { ahead: -30 })).toEqual(['c1']);
		expect(await assigned([one(10)], [row('c1', 41)], { ahead: -30 })).toEqual([null]);
		expect(await assigned([one(10)], [row('c1', 5)], { ahead: 30 })).toEqual([null]);
		expect(await assigned([one(10)], [row('c1', -21)], { ahead: 30 })).toEqual(['c1']);
		expect(await assigned([one(70)], [row('c1', 99)], { ahead: -30 })).toEqual(['c1']);
	});
	test('an older row that only may be the call is a guess: its ID is not told', async () => {
		const at = new Date(Date.now() - 69_000).toISOString().slice(0, 19);
		const guess = [row('c1', 69, { createdAt: new Date(`${at}Z`).toISOString(), status: 'failed', outcome: 'no_answer' })];
		expect(await foundFor([one(70)], guess, { shown: { at } })).toMatchObject([
			{ record: { callId: null, outcome: 'no_answer' }, row: { of: 'c1' } },
		]);
		expect(await foundFor([one(70)], guess)).toMatchObject([{ record: { callId: 'c1' } }]);
	});
	test('an older row never stands for a call that may not exist', async () => {
		expect(await assigned([one(70, { dialed: 'maybe' })], [row('old', 100)])).toEqual([null]);
		expect(await assigned([one(70, { dialed: 'maybe' })], [row('new', 69)])).toEqual(['new']);
	});
	test('an older row under the same reference is the call of an earlier execution', async () => {
		const named = (callId: string, ago: number, attempt: number | null = null) => row(callId, ago, { reference: 'r1', attempt });
		expect(await assigned([one(10, { callId: 'execution-1' })], [named('old', 40)])).toEqual([null]);
		expect(await assigned([one(10, { callId: 'execution-1' })], [named('old', 40), named('new', 9)])).toEqual(['new']);
		expect(await assigned([one(10, { callId: 'execution-1' })], [named('redial', 9, 2)])).toEqual([null]);
	});
	test('a row of a clock that is hours ahead is not the new call, which is known by the time that went along with it', async () => {
		const ahead = (callId: string, ago: number) => row(callId, ago - 5.5 * 3600, { reference: 'r1' });
		expect(await assigned([one(10, { callId: 'execution-1' })], [ahead('new', 9), ahead('old', 3 * 3600)])).toEqual([null]);
		const pursued = one(10, { callId: 'execution-1' });
		expect(await assigned([pursued], [ahead('new', 9)], { shown: { INPUT_DATA: { dialedAt: pursued.since } } })).toEqual(['new']);
		expect(
			await assigned([pursued], [row('old', 9, { reference: 'r1' })], { shown: { metadata: JSON.stringify({ dialedAt: seconds(60) }) } }),
		).toEqual([null]);
	});
	test('the time of a row may be cut to seconds', async () => {
		const second = new Date(Math.floor(Date.parse(seconds(10)) / 1000) * 1000);
		const placed: TrackedCall = { ...one(10), since: new Date(second.getTime() + 400).toISOString() };
		const cut = (ms: number) => [row('c1', 0, { createdAt: new Date(second.getTime() + ms).toISOString() })];
		expect(await assigned([placed], cut(0))).toEqual(['c1']);
		expect(await assigned([placed], cut(399))).toEqual([null]);
		expect(await assigned([placed], cut(-1000))).toEqual([null]);
	});
});

describe('a call with an ID that the list does not know', () => {
	const ids = (mayDiffer: boolean, more: Record<string, string[]> = {}): List => ({ ids: more, mayDiffer });
	const given = (pursued: TrackedCall[], rows: CallRecord[], list: List, others: string[] = []) =>
		assigned(pursued, rows, { ...list, others });
	const foreign = (ago: number, known: Partial<CallRecord> = {}, call: Partial<CallRequest> = {}): TrackedCall => {
		const pursued = one(ago, { callId: 'e1', ...known });
		return { ...pursued, call: { ...pursued.call, ...call } };
	};

	test('a call goes by another ID of its row, unless two rows carry it, one goes by it or it is to somebody else', async () => {
		expect(await given([foreign(5)], [row('c0', 5), row('c1', 4)], ids(false, { c1: ['e1'] }))).toEqual(['c1']);
		expect(await given([foreign(5)], [row('c0', 5), row('c1', 4)], ids(false, { c0: ['e1'], c1: ['e1'] }))).toEqual([null]);
		expect(await given([foreign(5)], [row('c1', 4, { to: '+4930901820' })], ids(false, { c1: ['e1'] }))).toEqual([null]);
		expect(await given([foreign(5)], [row('c0', 5), row('e1', 4)], ids(false, { c0: ['e1'] }))).toEqual(['e1']);
	});
	test('the row is the one call to the number by the agent since then, where no list need know the ID', async () => {
		expect(await given([foreign(70)], [row('c1', 69)], ids(true))).toEqual(['c1']);
		expect(await given([foreign(70)], [row('c1', 69)], ids(false))).toEqual([null]);
	});
	test.each<[string, TrackedCall, CallRecord[], string[]?]>([
		['while the list may lag', foreign(30), [row('c1', 29)]],
		['of two calls', foreign(70), [row('c1', 69), row('c2', 20)]],
		['a call from before', foreign(70), [row('c1', 80)]],
		['one call from before, and its own', foreign(70), [row('c0', 80), row('c1', 69)]],
		['a later call', foreign(600), [row('c1', 300)]],
		['a call of another agent', foreign(70), [row('c1', 69, { agentId: 'a2' })]],
		['a call of an agent that is not told', foreign(70), [row('c1', 69, { agentId: null })]],
		['a call without a time', foreign(70), [row('c1', 69, { createdAt: null })]],
		['a call of another item', foreign(70), [row('c1', 69)], ['c1']],
		['a call to another person', foreign(70), [row('c1', 69, { to: '+4930901820' })]],
		['where it may not exist', foreign(70, { dialed: 'maybe' }), [row('c1', 69)]],
		['where it is to come later', foreign(70, {}, { scheduledTime: '2027-01-01T09:00:00.000Z' }), [row('c1', 69)]],
	])('a call never takes another row: %s', async (_name, pursued, rows, others) => {
		expect(await given([pursued], rows, ids(true), others)).toEqual([null]);
	});
	test('a call takes no row where another call of the run goes by its ID: then it would, too', async () => {
		const known = one(70, { callId: 'c2' });
		known.call = { ...known.call, to: '+4930901820' };
		expect(await given([foreign(70), known], [row('c1', 69), row('c2', 69, { to: '+4930901820' })], ids(true))).toEqual([null, 'c2']);
	});
	test('a call does not take the row that carries the ID of another call', async () => {
		expect(await given([foreign(70)], [row('c1', 69)], ids(true, { c1: ['x9'] }), ['x9'])).toEqual([null]);
		expect(await given([one(10)], [row('c1', 9)], ids(true, { c1: ['x9'] }), ['x9'])).toEqual([null]);
	});
});
