import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LifecycleState } from '../../../nodes/shared/call/lifecycle';
import { advance, isTerminal, settled } from '../../../nodes/shared/call/lifecycle';
import { callOutcomes, callStatuses } from '../../../nodes/shared/call/record';
import type { ProviderId } from '../../../nodes/shared/providers/provider';
import { mapStatus } from '../../../nodes/shared/providers/statusMap';

const states: LifecycleState[] = callStatuses.flatMap((status) => [null, ...callOutcomes].map((outcome) => ({ status, outcome })));
const anyState = fc.constantFrom(...states);

test('observing the same thing twice changes nothing, and the order of two observations does not matter', () => {
	for (const a of states) {
		expect(advance(a, a)).toEqual(a);
		for (const b of states) expect(advance(a, b)).toEqual(advance(b, a));
	}
});

test('it does not matter how three observations are grouped', () => {
	fc.assert(
		fc.property(anyState, anyState, anyState, (a, b, c) => {
			expect(advance(advance(a, b), c)).toEqual(advance(a, advance(b, c)));
		}),
		{ numRuns: 5000 },
	);
});

test('a call never leaves a terminal status, whatever is heard of it later', () => {
	for (const a of states.filter(({ status }) => isTerminal(status))) {
		for (const b of states) expect(isTerminal(advance(a, b).status), `${a.status} + ${b.status}`).toBe(true);
	}
});

test('an outcome that is known is never forgotten', () => {
	for (const a of states.filter(({ outcome }) => outcome !== null)) {
		for (const b of states) expect(advance(a, b).outcome).not.toBeNull();
	}
});

test('"unknown" knows nothing and gives way to every status', () => {
	for (const status of callStatuses) {
		expect(advance({ status: 'unknown', outcome: null }, { status, outcome: null }).status).toBe(status);
	}
});

test.each([
	['completed', 'failed', 'completed'],
	['failed', 'in_progress', 'failed'],
	['completed', 'ringing', 'completed'],
	['in_progress', 'connected', 'in_progress'],
	['queued', 'initiated', 'initiated'],
] as const)('%s and %s together are %s', (a, b, joined) => {
	expect(advance({ status: a, outcome: null }, { status: b, outcome: null }).status).toBe(joined);
});

test.each([
	['completed', null, false, 'completed', null],
	['completed', null, true, 'completed', 'answered'],
	['completed', 'voicemail', true, 'completed', 'voicemail'],
	['completed', 'cancelled', true, 'completed', 'cancelled'],
	['completed', 'busy', false, 'failed', 'busy'],
	['completed', 'no_answer', false, 'failed', 'no_answer'],
	['completed', 'rejected', false, 'failed', 'rejected'],
	['completed', 'failed', true, 'failed', 'failed'],
	['failed', null, true, 'failed', null],
	['in_progress', null, true, 'in_progress', null],
	['unknown', null, false, 'unknown', null],
] as const)('%s with outcome %s (talked: %s) settles as %s, %s', (status, outcome, talked, end, how) => {
	expect(settled({ status, outcome }, talked)).toEqual({ status: end, outcome: how });
});

/** What each provider says of one call, in its own words. Source: the status tables of its documentation. */
const lives: Array<[ProviderId, string[], LifecycleState]> = [
	['simulator', ['queued', 'initiated', 'ringing', 'connected', 'in_progress', 'answered'], { status: 'completed', outcome: 'answered' }],
	['svalync', ['queued', 'initiated', 'ringing', 'connected', 'in_progress', 'completed'], { status: 'completed', outcome: 'answered' }],
	['svalync', ['queued', 'initiated', 'ringing', 'no-answer'], { status: 'failed', outcome: 'no_answer' }],
	['synthflow', ['pending', 'registered', 'ringing', 'in-progress', 'left_voicemail'], { status: 'completed', outcome: 'voicemail' }],
	['synthflow', ['pending', 'ringing', 'in-progress', 'completed'], { status: 'completed', outcome: 'answered' }],
	[
		'talkover',
		['queued', 'initiated', 'ringing', 'answered', 'in-progress', 'event_voicemail_detected', 'completed'],
		{ status: 'completed', outcome: 'voicemail' },
	],
	[
		'talkover',
		['campaign_call.queued', 'campaign_call.started', 'ringing', 'busy', 'campaign_call.failed'],
		{ status: 'failed', outcome: 'busy' },
	],
	['unleashx', ['initiated', 'ringing', 'ANSWER', 'running', 'USER_ENDED'], { status: 'completed', outcome: 'answered' }],
	['unleashx', ['initiated', 'ringing', 'Unanswered'], { status: 'failed', outcome: 'no_answer' }],
];

test.each(lives)('%s: all orders of %j, each word once or twice, end in the same state', (provider, words, end) => {
	const meanings = words.map((word) => mapStatus(provider, word));
	const wrong = permutations(meanings).filter((order) =>
		[order, order.flatMap((one) => [one, one]), [...order, ...order]].some((heard) => {
			const last = heard.reduce(advance, { status: 'unknown', outcome: null });
			return last.status !== end.status || last.outcome !== end.outcome;
		}),
	);
	expect(wrong).toEqual([]);
});

function permutations<T>(all: T[]): T[][] {
	if (all.length <= 1) return [all];
	return all.flatMap((first, index) => permutations([...all.slice(0, index), ...all.slice(index + 1)]).map((rest) => [first, ...rest]));
}
