import { expect, test } from 'vitest';
import type { CallEvent, CallEventName } from '../../../nodes/shared/call/event';
import { recordOfEvents } from '../../../nodes/shared/call/lifecycle';
import { problem } from '../../../nodes/shared/call/problem';
import type { CallRecord } from '../../../nodes/shared/call/record';
import { callRecord, unknownAnalysis } from '../../../nodes/shared/call/record';

let ids = 0;
function seen(event: CallEventName, known: Partial<CallRecord> = {}, more: Partial<CallEvent> = {}): CallEvent {
	const record = callRecord('talkover', { callId: 'c1', dialed: 'yes', ...known });
	return { event, eventId: `e${ids++}`, occurredAt: null, record, raw: { of: event }, ...more };
}
const bothWays = (a: CallEvent, b: CallEvent): CallRecord => {
	const record = recordOfEvents([a, b]);
	expect(recordOfEvents([b, a])).toEqual(record);
	expect(recordOfEvents([b, a, b, b])).toEqual(record);
	return record;
};

test('the answer to the placing is the start, and what it knew is not forgotten', () => {
	const placed = seen('call.initiated', {
		status: 'initiated',
		to: '+12025550100',
		reference: 'r1',
		attempt: 1,
		createdAt: '2026-11-20T10:00:00.000Z',
		context: { lead: 7 },
	});
	const end = seen('call.completed', {
		status: 'completed',
		outcome: 'answered',
		durationSeconds: 42,
		createdAt: '2026-11-20T10:00:05.000Z',
	});
	expect(bothWays(placed, end)).toEqual(
		callRecord('talkover', {
			callId: 'c1',
			to: '+12025550100',
			reference: 'r1',
			attempt: 1,
			createdAt: '2026-11-20T10:00:00.000Z',
			context: { lead: 7 },
			status: 'completed',
			outcome: 'answered',
			dialed: 'yes',
			durationSeconds: 42,
		}),
	);
});

test('one event alone is its record, without the raw body', () => {
	const { record } = seen('call.failed', { status: 'failed', outcome: 'busy', raw: { a: 1 } });
	const { raw: _raw, ...rest } = record;
	expect(recordOfEvents([{ ...seen('call.failed'), record }])).toEqual(rest);
});

test.each([
	['completed after failed', { status: 'completed', outcome: 'answered' }, { status: 'failed', outcome: 'busy' }, 'completed', 'answered'],
	['two failures', { status: 'failed', outcome: 'no_answer' }, { status: 'failed', outcome: 'failed' }, 'failed', 'no_answer'],
	[
		'an end that does not say how, and nobody reached',
		{ status: 'completed', outcome: null },
		{ status: 'failed', outcome: 'busy' },
		'failed',
		'busy',
	],
	[
		'an end that does not say how, after a talk',
		{ status: 'completed', outcome: null },
		{ status: 'in_progress' },
		'completed',
		'answered',
	],
	[
		'an end that does not say how, at a machine',
		{ status: 'completed', outcome: null },
		{ status: 'in_progress', outcome: 'voicemail' },
		'completed',
		'voicemail',
	],
	['an end that does not say how, after a ringing', { status: 'completed', outcome: null }, { status: 'ringing' }, 'completed', null],
] as const)('conflicting ends are settled in the same way in both orders: %s', (_name, a, b, status, outcome) => {
	expect(bothWays(seen('call.completed', a), seen('call.failed', b))).toMatchObject({ status, outcome });
});

test('a field is taken from the observation furthest in the life of the call, then from the latest', () => {
	const ringing = seen(
		'call.ringing',
		{ status: 'ringing', to: '+12025550101', durationSeconds: 1 },
		{ occurredAt: '2026-11-20T12:00:00.000Z' },
	);
	const early = seen(
		'call.completed',
		{ status: 'completed', to: '+12025550102', summary: 'first' },
		{ occurredAt: '2026-11-20T10:00:00.000Z' },
	);
	const late = seen('call.completed', { status: 'completed', summary: 'second' }, { occurredAt: '2026-11-20T11:00:00.000Z' });
	expect(bothWays(ringing, early)).toMatchObject({ to: '+12025550102', durationSeconds: 1 });
	expect(bothWays(early, late)).toMatchObject({ to: '+12025550102', summary: 'second' });
});

test('one event id with two bodies gives one record', () => {
	const more = { eventId: 'same' };
	bothWays(
		seen('call.completed', { status: 'completed', summary: 'a' }, more),
		seen('call.completed', { status: 'completed', summary: 'b' }, more),
	);
});

test('the analysis is put together from all that bring a part of it', () => {
	const one = seen('call.completed', { status: 'completed', analysis: { ...unknownAnalysis, sentiment: 'positive', outcome: 'sale' } });
	const two = seen('call.analysis_ready', { analysis: { ...unknownAnalysis, converted: false, sentiment: 'neutral' } });
	expect(bothWays(one, two).analysis).toEqual({ ...unknownAnalysis, sentiment: 'positive', outcome: 'sale', converted: false });
});

test('an event that nobody knows moves nothing, whatever its body says', () => {
	const strange = seen('call.unknown', { status: 'completed', outcome: 'answered', transcript: 'agent: Hello' });
	expect(bothWays(seen('call.ringing', { status: 'ringing' }), strange)).toMatchObject({
		status: 'ringing',
		outcome: null,
		transcript: 'agent: Hello',
	});
});

test('an event ends the doubt whether the call went out, and the problem that said so', () => {
	const doubt = seen('call.unknown', { dialed: 'maybe', problem: problem('outcome_unknown', 'no answer') });
	const record = bothWays(doubt, seen('call.completed', { status: 'completed', outcome: 'answered' }));
	expect(record).toMatchObject({ dialed: 'yes', status: 'completed' });
	expect(record).not.toHaveProperty('problem');
	expect(recordOfEvents([doubt])).toMatchObject({ dialed: 'maybe', problem: { type: 'outcome_unknown' } });
});

test('what is observed is not changed', () => {
	const events = [seen('call.completed', { status: 'completed' }), seen('call.queued', { status: 'queued' })];
	const before = structuredClone(events);
	recordOfEvents(Object.freeze(events));
	expect(events).toEqual(before);
});
