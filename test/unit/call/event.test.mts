import { expect, test } from 'vitest';
import { callEventNames, eventId, eventNameOf } from '../../../nodes/shared/call/event';
import { callStatuses } from '../../../nodes/shared/call/record';

const id = (...[provider = 'svalync', event = 'call.ringing', callId = 'c1', raw = {}, own = null]: Partial<Parameters<typeof eventId>>) =>
	eventId(provider, event, callId, raw, own);

test('every delivery of one event has the same id, even where the bodies differ in their time stamp', () => {
	expect(id('svalync', 'call.ringing', 'c1', { sent: 1 })).toBe(id('svalync', 'call.ringing', 'c1', { sent: 2 }));
	expect(id()).toMatch(/^evt_[0-9a-f]{32}$/);
});

test('another event, another call and another provider have another id', () => {
	const ids = [
		id(),
		id('svalync', 'call.completed'),
		id('svalync', 'call.ringing', 'c2'),
		id('talkover'),
		id('svalync', 'call.ringing', 'c1', {}, 'evt-of-the-provider'),
	];
	expect(new Set(ids).size).toBe(ids.length);
});

test("the provider's own event id decides where there is one", () => {
	const first = id('svalync', 'call.ringing', 'c1', { try: 1 }, 'e-9');
	expect(id('svalync', 'call.ringing', 'c1', { try: 2 }, 'e-9')).toBe(first);
	expect(id('svalync', 'call.ringing', 'c1', { try: 1 }, 'e-10')).not.toBe(first);
});

test('without a call id, and for unknown events, the body decides', () => {
	expect(eventId('svalync', 'call.ringing', null, { a: 1 })).toBe(eventId('svalync', 'call.ringing', null, { a: 1 }));
	expect(eventId('svalync', 'call.ringing', null, { a: 1 })).not.toBe(eventId('svalync', 'call.ringing', null, { a: 2 }));
	expect(eventId('svalync', 'call.unknown', 'c1', { a: 1 })).not.toBe(eventId('svalync', 'call.unknown', 'c1', { a: 2 }));
});

test('every status has an event name of the vocabulary', () => {
	for (const status of callStatuses) expect(callEventNames).toContain(eventNameOf(status));
	expect(eventNameOf('in_progress')).toBe('call.in_progress');
	expect(eventNameOf('unknown')).toBe('call.unknown');
});
