import { expect, test } from 'vitest';
import { problem } from '../../../nodes/shared/call/problem';
import { callRecord } from '../../../nodes/shared/call/record';
import { hintsFor } from '../../../nodes/shared/dialling/hints';
import type { Finished } from '../../../nodes/shared/dialling/finished';
import { simulator } from '../../../nodes/shared/providers/simulator';
import { svalync } from '../../../nodes/shared/providers/svalync';

const dialled = { item: 0, record: callRecord('svalync', { dialed: 'yes' }) };
const maybe = { item: 0, record: callRecord('svalync', { dialed: 'maybe', problem: problem('response_timeout', 'x') }) };
const held = (type: 'do_not_call' | 'invalid_phone_number'): Finished => ({ item: 0, record: callRecord('svalync', { dialed: 'no', problem: problem(type, 'x') }) });
const dry: Finished = { item: 0, record: callRecord('svalync', { dialed: 'no' }), dryRun: {} };
const said = (provider = svalync, results: Finished[] = [], warnings: string[] = []) =>
	hintsFor(provider, results, warnings).map(({ message, type }) => `${type}: ${message}`);

test('a run in which everybody was dialled says nothing', () => {
	expect(said(svalync, [dialled, dialled])).toEqual([]);
});

test('simulated calls are called simulated', () => {
	expect(said(simulator, [dialled])).toEqual(['info: Simulated: 1 call played, nobody was phoned.']);
	expect(said(simulator, [dialled, dialled])).toEqual(['info: Simulated: 2 calls played, nobody was phoned.']);
	expect(said(simulator, [held('do_not_call')])[0]).not.toMatch(/Simulated/);
});

test('a dry run says that nothing was sent', () => {
	expect(said(svalync, [dry, dry])).toEqual(['info: Dry run: 2 requests shown, nothing was sent.']);
});

test('calls that may have been placed are a warning', () => {
	expect(said(svalync, [maybe, dialled])).toEqual(['warning: 1 call may have been placed: the problem in the item says how to find out.']);
});

test('what was not dialled is counted by its reason', () => {
	expect(said(svalync, [held('do_not_call'), held('do_not_call'), held('invalid_phone_number'), dialled])).toEqual([
		'warning: 3 items not dialled: 2 × on the do-not-call list, 1 × the phone number cannot be dialled. They are on the output Not Dialed.',
	]);
});

test('a warning is said once', () => {
	expect(said(svalync, [dialled], ['Look here.', 'Look here.', 'And here.'])).toEqual(['warning: Look here.', 'warning: And here.']);
});

test('hints stand above the output', () => {
	for (const { location } of hintsFor(simulator, [dialled, maybe, dry, held('do_not_call')], ['x'])) expect(location).toBe('outputPane');
});
