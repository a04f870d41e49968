/** Which row of a list belongs to which call that is awaited. */
import { describe, expect, test } from 'vitest';
import type { CallRecord } from '../../../nodes/shared/call/record';
import { callRecord } from '../../../nodes/shared/call/record';
import type { CallRequest } from '../../../nodes/shared/call/request';
import type { ListIds } from '../../../nodes/shared/waiting/assigning';
import { assign } from '../../../nodes/shared/waiting/assigning';
import type { Pursued } from '../../../nodes/shared/waiting/reading';
import { aCall } from '../support/values.mts';

const seconds = (ago: number): string => new Date(Date.now() - ago * 1000).toISOString();
const to = '+442079460018';
const one = (ago: number, known: Partial<CallRecord> = {}): Pursued => ({
	call: aCall({ to, agentId: 'a1', reference: 'r1' }),
	record: callRecord('svalync', { to, dialed: 'yes', ...known }),
	since: seconds(ago),
});
const row = (callId: string, ago: number, known: Partial<CallRecord> = {}): CallRecord => callRecord('svalync', { callId, to, agentId: 'a1', createdAt: seconds(ago), ...known });
const assigned = (pursued: Pursued[], rows: CallRecord[], others: string[] = [], found = new Map<Pursued, CallRecord>()) => {
	assign(pursued, rows, new Set(others), found);
	return pursued.map((each) => found.get(each)?.callId ?? null);
};

test('one row stands for one call, also where it was found on an earlier page', () => {
	const pursued = [one(10, { dialed: 'maybe' }), one(9, { dialed: 'maybe' })];
	const found = new Map<Pursued, CallRecord>();
	expect(assigned(pursued, [row('c1', 8)], [], found)).toEqual(['c1', null]);
	expect(assigned(pursued, [row('c1', 8), row('x', 8, { to: '+4930901820' })], [], found)).toEqual(['c1', null]);
});

describe('an older row', () => {
	test('is another call while the list may lag, and counts as a wrong clock later on', () => {
		expect(assigned([one(10)], [row('old', 40)])).toEqual([null]);
		expect(assigned([one(70)], [row('old', 100)])).toEqual(['old']);
		expect(assigned([one(70)], [row('old', 300)])).toEqual([null]);
	});
	test('never stands for a call that may not exist', () => {
		expect(assigned([one(70, { dialed: 'maybe' })], [row('old', 100)])).toEqual([null]);
		expect(assigned([one(70, { dialed: 'maybe' })], [row('new', 69)])).toEqual(['new']);
	});
	test('under the same reference is the call of an earlier execution', () => {
		const named = (callId: string, ago: number, attempt: number | null = null) => row(callId, ago, { reference: 'r1', attempt });
		expect(assigned([one(10, { callId: 'execution-1' })], [named('old', 40)])).toEqual([null]);
		expect(assigned([one(10, { callId: 'execution-1' })], [named('old', 40), named('new', 9)])).toEqual(['new']);
		expect(assigned([one(10, { callId: 'execution-1' })], [named('redial', 9, 2)])).toEqual([null]);
	});
	test('of a clock that is hours ahead is not nearer than the new one', () => {
		const ahead = (callId: string, ago: number) => row(callId, ago - 5.5 * 3600, { reference: 'r1' });
		expect(assigned([one(10, { callId: 'execution-1' })], [ahead('new', 9), ahead('old', 3 * 3600)])).toEqual(['new']);
	});
	test('may be cut to seconds', () => {
		expect(assigned([one(10)], [row('c1', 12)])).toEqual(['c1']);
	});
});

describe('a call with an ID that the list does not know', () => {
	const ids = (mayDiffer: boolean, more: Record<string, string[]> = {}): ListIds => ({
		of: ({ callId }) => [callId ?? '', ...(more[callId ?? ''] ?? [])],
		mayDiffer,
	});
	const given = (pursued: Pursued[], rows: CallRecord[], list: ListIds, others: string[] = []) => {
		const found = new Map<Pursued, CallRecord>();
		assign(pursued, rows, new Set(others), found, list);
		return pursued.map((each) => found.get(each)?.callId ?? null);
	};
	const foreign = (ago: number, known: Partial<CallRecord> = {}, call: Partial<CallRequest> = {}): Pursued => {
		const pursued = one(ago, { callId: 'e1', ...known });
		return { ...pursued, call: { ...pursued.call, ...call } };
	};

	test('goes by another ID of its row, unless two rows carry it, one goes by it or it is to somebody else', () => {
		expect(given([foreign(5)], [row('c0', 5), row('c1', 4)], ids(false, { c1: ['e1'] }))).toEqual(['c1']);
		expect(given([foreign(5)], [row('c0', 5), row('c1', 4)], ids(false, { c0: ['e1'], c1: ['e1'] }))).toEqual([null]);
		expect(given([foreign(5)], [row('c1', 4, { to: '+4930901820' })], ids(false, { c1: ['e1'] }))).toEqual([null]);
		expect(given([foreign(5)], [row('c0', 5), row('e1', 4)], ids(false, { c0: ['e1'] }))).toEqual(['e1']);
	});
	test('is the one call to the number by the agent since then, where no list need know the ID', () => {
		expect(given([foreign(70)], [row('c1', 69)], ids(true))).toEqual(['c1']);
		expect(given([foreign(70)], [row('c1', 69)], ids(false))).toEqual([null]);
	});
	test.each<[string, Pursued, CallRecord[], string[]?]>([
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
	])('never takes another one: %s', (_name, pursued, rows, others) => {
		expect(given([pursued], rows, ids(true), others)).toEqual([null]);
	});
	test('takes none where another call of the run goes by its ID: then it would, too', () => {
		const known = one(70, { callId: 'c2' });
		known.call = { ...known.call, to: '+4930901820' };
		expect(given([foreign(70), known], [row('c1', 69), row('c2', 69, { to: '+4930901820' })], ids(true))).toEqual([null, 'c2']);
	});
	test('does not take the row that carries the ID of another call', () => {
		expect(given([foreign(70)], [row('c1', 69)], ids(true, { c1: ['x9'] }), ['x9'])).toEqual([null]);
		expect(given([one(10)], [row('c1', 9)], ids(true, { c1: ['x9'] }), ['x9'])).toEqual([null]);
	});
});
