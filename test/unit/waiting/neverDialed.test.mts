/** A wait by polling for a call that the provider accepted and never dialed. */
import { expect, test } from 'vitest';
import { problem } from '../../../nodes/shared/call/problem';
import type { CallRecord } from '../../../nodes/shared/call/record';
import { callRecord } from '../../../nodes/shared/call/record';
import type { CallRequest } from '../../../nodes/shared/call/request';
import type { WaitRun } from '../../../nodes/shared/waiting/pendingCalls';
import { advanceTo, neverDialed, nextCallOf, pendingCallOf, recordOf } from '../../../nodes/shared/waiting/pendingCalls';
import { aCall } from '../../harness/values.mts';

const call = aCall({ to: '+442079460018', reference: 'r1' });
const placed = (callId: string, more: Partial<CallRecord> = {}) =>
	callRecord('svalync', {
		to: call.to,
		callId,
		dialed: 'yes',
		status: 'queued',
		reference: 'r1',
		createdAt: '2026-11-22T00:00:00.000Z',
		...more,
	});
const noLine = problem('rate_limited', 'There was no free line.');
const undialed = (callId: string) => placed(callId, { dialed: 'no', status: 'failed', outcome: 'failed', problem: noLine });

function aWait() {
	const settled: Array<[attempt: number, dialed: string]> = [];
	const takenBack: Array<string | null> = [];
	const ledger = {
		earlier: () => ({ state: 'none' }),
		settle: ({ attempt }: CallRequest, { dialed }: CallRecord) => void settled.push([attempt, dialed]),
	};
	const dialRun = {
		ledger,
		limiter: { takeBack: ({ callId }: CallRecord) => void takenBack.push(callId) },
	} as unknown as WaitRun['dialRun'];
	const parsed = { item: 0, call, wait: { method: 'polling', limitMinutes: 5 }, options: {} } as unknown as Parameters<
		typeof pendingCallOf
	>[0]['parsed'];
	return { dialRun, settled, takenBack, pending: pendingCallOf({ parsed, record: placed('c1') }, dialRun.ledger, performance.now()) };
}

test('the first dial that never rang leaves as not dialed, and the ledger and the call limit take it back', () => {
	const { dialRun, settled, takenBack, pending } = aWait();
	pending.record = undialed('c1');
	neverDialed({ dialRun }, pending);
	expect(pending.over).toBe(true);
	expect(recordOf(pending)).toMatchObject({ dialed: 'no', callId: 'c1', problem: noLine, attempts: null });
	expect([settled, takenBack]).toEqual([[[1, 'no']], ['c1']]);
});

test('after a dial that rang, a redial that never did leaves the item as dialed, with the result of the first', () => {
	const { dialRun, settled, takenBack, pending } = aWait();
	pending.record = placed('c1', { status: 'failed', outcome: 'busy' });
	advanceTo(dialRun.ledger, pending, nextCallOf(pending), placed('c2', { attempt: 2 }));
	pending.record = undialed('c2');
	neverDialed({ dialRun }, pending);
	expect(pending.over).toBe(true);
	expect(recordOf(pending)).toMatchObject({
		dialed: 'yes',
		callId: 'c1',
		outcome: 'busy',
		attempts: null,
		problem: { type: 'rate_limited', detail: 'There was no free line. The person was called once before, and is not called again.' },
	});
	expect([settled, takenBack]).toEqual([[[2, 'no']], ['c2']]);
	expect(pending.call.attempt).toBe(1);
});

test('after two dials that rang, both are told', () => {
	const { dialRun, pending } = aWait();
	pending.record = placed('c1', { status: 'failed', outcome: 'busy' });
	advanceTo(dialRun.ledger, pending, nextCallOf(pending), placed('c2', { attempt: 2, status: 'failed', outcome: 'no_answer' }));
	advanceTo(dialRun.ledger, pending, nextCallOf(pending), placed('c3', { attempt: 3 }));
	pending.record = undialed('c3');
	neverDialed({ dialRun }, pending);
	expect(recordOf(pending)).toMatchObject({
		dialed: 'yes',
		callId: 'c2',
		attempts: [
			{ callId: 'c1', outcome: 'busy' },
			{ callId: 'c2', outcome: 'no_answer' },
		],
		problem: { detail: expect.stringContaining('called 2 times before') },
	});
});
