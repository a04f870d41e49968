import { describe, expect, test } from 'vitest';
import type { Problem } from '../../../nodes/shared/call/problem';
import { problem } from '../../../nodes/shared/call/problem';
import type { CallRecord, Dialed } from '../../../nodes/shared/call/record';
import { callRecord, unknownAnalysis } from '../../../nodes/shared/call/record';
import { hintsFor } from '../../../nodes/shared/calling/hints';
import type { ItemResult } from '../../../nodes/shared/dialling/job';
import { simulator } from '../../../nodes/shared/providers/simulator';
import { svalync } from '../../../nodes/shared/providers/svalync';

const numbered = (...records: Array<Partial<CallRecord>>): ItemResult[] =>
	records.map((known, item) => ({ item, record: callRecord('svalync', { to: `+1202555010${item}`, ...known }) }));
const dialed = (is: Dialed, known: Partial<CallRecord> = {}): Partial<CallRecord> => ({ dialed: is, ...known });
const answered = dialed('yes', {
	status: 'completed',
	outcome: 'answered',
	durationSeconds: 42,
	analysis: { ...unknownAnalysis, sentiment: 'positive' },
});
const held = (reason: Problem): Partial<CallRecord> => dialed('no', { problem: reason });
const noCode = held(
	problem('invalid_phone_number', 'Phone Number has no country code. Write it with +.', { title: 'Phone Number has no country code' }),
);
const onList = held(problem('do_not_call', '+12•••••••01 is on the do-not-call list (entry 2).'));
const timedOut = dialed('maybe', {
	problem: problem('response_timeout', 'Svalync was asked to call, and it did not answer.', { reconcile: 'Search its log.' }),
});
const dry = (item: number): ItemResult => ({ item, record: callRecord('svalync', dialed('no')), dryRun: {} });
const said = (provider = svalync, results: ItemResult[] = [], warnings: string[] = [], isOneOutput = false) =>
	hintsFor(provider, results, warnings, isOneOutput).map(({ message, type }) => `${type}: ${message}`);

describe('up to three calls are told one by one', () => {
	test.each<[string, Partial<CallRecord>, string]>([
		['answered', { ...answered, recipientName: 'Ada' }, 'Ada answered, 42 s, positive.'],
		['by the masked number where there is no name', answered, '+12•••••••00 answered, 42 s, positive.'],
		[
			'no answer after redials',
			dialed('yes', { outcome: 'no_answer', durationSeconds: 0, attempts: [{}, {}] as never }),
			'+12•••••••00 did not answer, 2 calls.',
		],
		['busy', dialed('yes', { outcome: 'busy', recipientName: 'Ada' }), 'Ada was busy.'],
		['voicemail', dialed('yes', { outcome: 'voicemail', durationSeconds: 12, recipientName: 'Ada' }), 'Ada: voicemail, 12 s.'],
		['failed', dialed('yes', { outcome: 'failed' }), 'The call to +12•••••••00 failed.'],
		['on its way', dialed('yes', { status: 'queued', recipientName: 'Ada' }), 'The call to Ada is placed (queued).'],
		['in progress', dialed('yes', { status: 'in_progress', recipientName: 'Ada' }), 'The call to Ada is placed (in progress).'],
		[
			'a result that did not come',
			dialed('yes', {
				status: 'queued',
				recipientName: 'Ada',
				problem: problem('outcome_unknown', 'x', { title: 'The result did not come in time' }),
			}),
			'The call to Ada is placed (queued). The result did not come in time.',
		],
		['a name that is a number', { ...answered, recipientName: '+44 20 7946 0018' }, '+44••••••••18 answered, 42 s, positive.'],
		['a name with a number in it', { ...answered, recipientName: 'Ada (020 7946 0018)' }, 'Ada (02•••••••18) answered, 42 s, positive.'],
		['a name that is markup', { ...answered, recipientName: '<b>Ada</b>' }, 'BAda/b answered, 42 s, positive.'],
	])('a call is told in a sentence of its own: %s', (_name, known, sentence) => {
		expect(said(svalync, numbered(known))).toEqual([`info: ${sentence}`]);
	});
	test('a call is told with its item where several go by one name', () => {
		expect(said(svalync, numbered({ ...answered, recipientName: 'Ada' }, { ...noCode, recipientName: 'Ada' }))[0]).toMatch(
			/^warning: Ada, item 1 answered, 42 s, positive\. Not dialed \(Ada, item 2\): /,
		);
	});
	test('several calls are told in one sentence', () => {
		expect(
			said(svalync, numbered({ ...answered, recipientName: 'Ada' }, dialed('yes', { outcome: 'busy', recipientName: 'Bob' }))),
		).toEqual(['info: Ada answered, 42 s, positive; Bob was busy.']);
	});
	test('simulated calls are said to have phoned nobody, and an unknown outcome does not contradict it', () => {
		expect(said(simulator, numbered({ ...answered, recipientName: 'Ada' }))).toEqual([
			'info: Simulated: Ada answered, 42 s, positive. Nobody was phoned.',
		]);
		const [unclear, ...others] = said(simulator, numbered({ ...timedOut, recipientName: 'Ada' }));
		expect(others).toEqual([]);
		expect(unclear).toBe('info: Simulated: Whether the call to Ada was placed is not known, as after a real time-out. Nobody was phoned.');
		expect(said(simulator, numbered(noCode))[0]).not.toMatch(/Simulated|Nobody was phoned/);
	});
	test('a call that may have been placed is a warning that says how to find out', () => {
		expect(said(svalync, numbered({ ...timedOut, recipientName: 'Ada' }))).toEqual([
			'warning: The call to Ada may have been placed. Svalync was asked to call, and it did not answer. Search its log.',
		]);
	});
});

describe('up to three items that were not dialed', () => {
	test('one item alone is told by the reason itself', () => {
		expect(said(svalync, numbered(noCode))).toEqual([
			'warning: Not dialed: Phone Number has no country code. Write it with +. The item is on the output Not Dialed.',
		]);
	});
	test('an item among others is told with whom it is about', () => {
		expect(
			said(svalync, numbered({ ...answered, recipientName: 'Ada' }, { ...noCode, to: '2025550101' }, { ...onList, recipientName: 'Bob' })),
		).toEqual([
			'warning: Ada answered, 42 s, positive. <br>Not dialed (item 2): Phone Number has no country code. Write it with +.<br>Not dialed (Bob): +12•••••••01 is on the do-not-call list (entry 2). They are on the output Not Dialed.',
		]);
	});
	test('one reason of several is said once', () => {
		expect(said(svalync, numbered({ ...noCode, to: 'call me' }, { ...noCode, to: null }))).toEqual([
			'warning: Not dialed (item 1, item 2): Phone Number has no country code. Write it with +. They are on the output Not Dialed.',
		]);
	});
	test('no other output is named where there is one output', () => {
		expect(said(svalync, numbered(noCode), [], true)).toEqual(['warning: Not dialed: Phone Number has no country code. Write it with +.']);
	});
	test('an item that the run never came to is said to be left', () => {
		expect(said(svalync, numbered(dialed('no')))[0]).toContain('The run ended before it was reached.');
	});
});

describe('more are counted', () => {
	const times = <T,>(amount: number, one: T): T[] => Array.from({ length: amount }, () => one);
	test('more calls are counted by their outcome', () => {
		expect(said(svalync, numbered(...times(3, answered), dialed('yes', { outcome: 'no_answer' }), dialed('yes')))).toEqual([
			'info: 5 calls placed: 3 answered, 1 no answer, 1 no result yet.',
		]);
		expect(said(svalync, numbered(...times(4, dialed('yes'))))).toEqual(['info: 4 calls placed.']);
		expect(said(simulator, numbered(...times(4, answered)))).toEqual(['info: Simulated: 4 calls played: 4 answered. Nobody was phoned.']);
	});
	test('more items are counted by their reason, the most frequent first', () => {
		expect(said(svalync, numbered(noCode, ...times(3, onList)))).toEqual([
			'warning: 4 items not dialed. On the do-not-call list: 3. Phone Number has no country code: 1. They are on the output Not Dialed.',
		]);
		const various = Array.from({ length: 8 }, (_, index) => held(problem('invalid_parameters', 'x', { title: `Reason ${index}` })));
		expect(said(svalync, numbered(...various))[0]).toContain('Reason 4: 1. Other reasons: 3. They are');
	});
	test('calls that may have been placed are counted too', () => {
		expect(said(svalync, numbered(...times(4, timedOut)))).toEqual([
			'warning: 4 calls may have been placed: the problem in each item says how to find out.',
		]);
		expect(said(simulator, numbered(...times(4, timedOut)))[0]).toContain('the call to 4 people was placed is not known');
	});
});

test('a dry run says that nothing was sent', () => {
	expect(said(svalync, [dry(0), dry(1)])).toEqual(['info: Dry run: 2 requests shown on the output Not Dialed, nothing was sent.']);
	expect(said(svalync, [dry(0)])).toEqual(['info: Dry run: 1 request shown on the output Not Dialed, nothing was sent.']);
});

test('no full phone number stands in a hint', () => {
	const every = numbered(answered, timedOut, noCode);
	expect(JSON.stringify([said(svalync, every), said(simulator, every)])).not.toMatch(/\d{7}/);
});

test('a warning is said once', () => {
	expect(said(svalync, [], ['Look here.', 'Look here.', 'And here.'])).toEqual(['warning: Look here.', 'warning: And here.']);
});

test('hints stand above the output', () => {
	for (const { location } of hintsFor(simulator, [...numbered(answered, timedOut, onList), dry(3)], ['x']))
		expect(location).toBe('outputPane');
});
