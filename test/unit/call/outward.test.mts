import { expect, test } from 'vitest';
import type { CallEvent } from '../../../nodes/shared/call/event';
import { eventOutward, outward, recordOrder } from '../../../nodes/shared/call/outward';
import { problem } from '../../../nodes/shared/call/problem';
import { callRecord, unknownAnalysis } from '../../../nodes/shared/call/record';

const audit = { country: 'US', numberType: null, timeZones: null, localTime: null, rule: 'off', decision: 'allowed' } as const;
const called = callRecord('svalync', {
	callId: 'c1',
	to: '+12025550100',
	dialed: 'yes',
	status: 'completed',
	outcome: 'answered',
	audit,
	raw: { id: 'c1' },
});

test('the order holds every field of a record, once', () => {
	expect([...recordOrder].sort()).toEqual([...Object.keys(callRecord('')), 'problem', 'audit', 'raw'].sort());
});

test('what happened comes first and the audit last, whatever order the record was made in', () => {
	const reversed = Object.entries({ ...called, problem: problem('outcome_unknown', 'x') }).reverse();
	const shuffled = callRecord('svalync', Object.fromEntries(reversed));
	expect(Object.keys(outward(Object.assign(Object.fromEntries(reversed), shuffled)))).toEqual(recordOrder);
	expect(Object.keys(outward(called)).slice(0, 5)).toEqual(['to', 'dialed', 'status', 'outcome', 'summary']);
});

test('unknown values of a call are null, and an analysis holds what is known', () => {
	expect(outward(called)).toMatchObject({ summary: null, transcript: null, endedAt: null, analysis: null });
	const heard = outward({ ...called, analysis: { ...unknownAnalysis, sentiment: 'positive', converted: false } });
	expect(heard.analysis).toEqual({ sentiment: 'positive', converted: false });
});

test('the reason comes first where nobody was dialed, and what is null is left out', () => {
	const held = callRecord('svalync', {
		to: '+12025550100',
		dialed: 'no',
		status: 'blocked',
		recipientName: 'Ada',
		audit,
		problem: problem('do_not_call', 'On the list.'),
	});
	expect(outward(held)).toEqual({
		problem: { type: 'do_not_call', title: 'On the do-not-call list', detail: 'On the list.' },
		to: '+12025550100',
		dialed: 'no',
		status: 'blocked',
		recipientName: 'Ada',
		provider: 'svalync',
		simulated: false,
		audit,
	});
	expect(Object.keys(outward(held))[0]).toBe('problem');
	expect(outward({ ...held, to: null })).toHaveProperty('to', null);
});

test('a dry run shows its request first', () => {
	const shown = outward(callRecord('svalync', { dialed: 'no', status: 'blocked' }), { method: 'POST' });
	expect(Object.keys(shown).slice(0, 3)).toEqual(['dryRun', 'to', 'dialed']);
});

test('what leaves is a copy, with no field of its own', () => {
	const context = { order: { id: 1 } };
	const made = outward({ ...called, context, error: 'x' } as never);
	expect(made).not.toHaveProperty('error');
	(made.context as typeof context).order.id = 2;
	expect(context.order.id).toBe(1);
});

test('an event says what happened, and then the record in its order', () => {
	const event: CallEvent = { event: 'call.completed', eventId: 'evt_1', occurredAt: null, record: called, raw: { secret: 1 } };
	expect(Object.keys(eventOutward(event, true)).slice(0, 7)).toEqual([
		'event',
		'eventId',
		'occurredAt',
		'verified',
		'to',
		'dialed',
		'status',
	]);
	expect(eventOutward(event, true)).not.toHaveProperty('raw');
	expect(eventOutward(event, false, { id: 7 })).toMatchObject({ verified: false, raw: { id: 7 } });
});
