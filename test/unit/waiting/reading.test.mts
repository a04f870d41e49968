/** Which row of a list belongs to which call that is awaited. */
import { describe, expect, test } from 'vitest';
import type { CallRecord } from '../../../nodes/shared/call/record';
import { callRecord } from '../../../nodes/shared/call/record';
import type { Pursued } from '../../../nodes/shared/waiting/reading';
import { assign } from '../../../nodes/shared/waiting/reading';
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
