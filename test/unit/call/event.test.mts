import { expect, test } from 'vitest';
import { callEventNames, eventId, eventNameOf, occurrenceOf } from '../../../nodes/shared/call/event';
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

test('the body decides without a call id, and for unknown events', () => {
	expect(eventId('svalync', 'call.ringing', null, { a: 1 })).toBe(eventId('svalync', 'call.ringing', null, { a: 1 }));
	expect(eventId('svalync', 'call.ringing', null, { a: 1 })).not.toBe(eventId('svalync', 'call.ringing', null, { a: 2 }));
	expect(eventId('svalync', 'call.unknown', 'c1', { a: 1 })).not.toBe(eventId('svalync', 'call.unknown', 'c1', { a: 2 }));
});

test('what a call goes through twice has an id each time, and repeats keep theirs', () => {
	const of = (...occurrence: string[]) => eventId('svalync', 'call.ringing', 'c1', {}, null, occurrence);
	expect(of('1')).toBe(of('1'));
	expect(new Set([of(), of('1'), of('2'), of('a', '1'), of('a', '2'), of('', '1')]).size).toBe(6);
	expect(eventId('svalync', 'call.ringing', 'c1', {}, 'e-9', ['1'])).toBe(eventId('svalync', 'call.ringing', 'c1', {}, 'e-9', ['2']));
});

test('the attempt tells any two events of one name apart, the time only those on the way', () => {
	expect(occurrenceOf('call.ringing', 'rings', '2', 'now')).toEqual(['rings', '2']);
	expect(occurrenceOf('call.ringing', null, null, 'now')).toEqual(['', 'now']);
	expect(occurrenceOf('call.failed', 'error', '2', 'now')).toEqual(['2']);
	expect(occurrenceOf('call.failed', 'error', null, 'now')).toEqual([]);
	expect(occurrenceOf('call.recording_ready', 'event_recording', null, 'now')).toEqual([]);
});

test('every status has an event name of the vocabulary', () => {
	for (const status of callStatuses) expect(callEventNames).toContain(eventNameOf(status));
	expect(eventNameOf('in_progress')).toBe('call.in_progress');
	expect(eventNameOf('unknown')).toBe('call.unknown');
});
