import { expect, test } from 'vitest';
import { loopsBack, rememberDial } from '../../../nodes/shared/dialling/repeats';

const minute = 60_000;
const to = '+442079460018';
const event = { event: 'call.failed', to };
const start = Date.parse('2026-11-20T12:00:00.000Z');

test('an event of a call to this number, within 15 minutes after this node called it, is the beginning of a circle', () => {
	rememberDial('flow:a', to, start);
	expect(loopsBack(event, 'flow:a', to, start)).toBe(15 * minute);
	expect(loopsBack({ ...event, to: to.slice(1) }, 'flow:a', to, start)).toBe(15 * minute);
	expect(loopsBack({ ...event, event: 'call.completed' }, 'flow:a', to, start + 5 * minute)).toBe(10 * minute);
	expect(loopsBack(event, 'flow:a', to, start + 15 * minute - 1)).toBe(1);
	expect(loopsBack(event, 'flow:a', to, start + 15 * minute)).toBeNull();
});

test.each<[string, unknown, string, string]>([
	['another node', event, 'flow:other', to],
	['another number', event, 'flow:b', '+12127365000'],
	['an event of another number', { ...event, to: '+12127365000' }, 'flow:b', to],
	['an event that is none of a call', { ...event, event: 'order.failed' }, 'flow:b', to],
	['a word that only begins alike', { ...event, event: 'calling' }, 'flow:b', to],
	['an item without event', { to }, 'flow:b', to],
	['an event that is no text', { event: { name: 'call.failed' }, to }, 'flow:b', to],
	['an event without number', { event: 'call.failed' }, 'flow:b', to],
	['no item', undefined, 'flow:b', to],
	['null', null, 'flow:b', to],
	['a list', [event], 'flow:b', to],
])('an item is no beginning of a circle: %s', (_name, json, node, number) => {
	rememberDial('flow:b', to, start);
	expect(loopsBack(json, node, number, start + 1)).toBeNull();
});

test('the time of the call itself does not count', () => {
	rememberDial('flow:e', to, start);
	const ended = { ...event, durationSeconds: 1200 };
	expect(loopsBack(event, 'flow:e', to, start + 21 * minute)).toBeNull();
	expect(loopsBack(ended, 'flow:e', to, start + 21 * minute)).toBe(14 * minute);
	expect(loopsBack(ended, 'flow:e', to, start + 10 * minute)).toBe(15 * minute);
	expect(loopsBack(ended, 'flow:e', to, start + 35 * minute)).toBeNull();
});

test('a number that was never called is no beginning of a circle', () => {
	expect(loopsBack({ event: 'call.failed', to: '+33123456789' }, 'flow:a', '+33123456789', start)).toBeNull();
});

test('the last call counts', () => {
	rememberDial('flow:c', to, start);
	rememberDial('flow:c', to, start + 10 * minute);
	expect(loopsBack(event, 'flow:c', to, start + 20 * minute)).toBe(5 * minute);
});

test('at most 10,000 numbers are remembered, the oldest goes first', () => {
	rememberDial('flow:d', to, start);
	for (let index = 0; index < 9_999; index++) rememberDial('flow:d', `+4930${10_000_000 + index}`, start);
	expect(loopsBack(event, 'flow:d', to, start)).not.toBeNull();
	rememberDial('flow:d', to, start); // called again: not the oldest any more
	rememberDial('flow:d', '+33123456789', start);
	expect(loopsBack(event, 'flow:d', to, start)).not.toBeNull();
	const gone = '+493010000000';
	expect(loopsBack({ event: 'call.failed', to: gone }, 'flow:d', gone, start)).toBeNull();
});
