/** A call that the provider accepted and that ended without being dialed. */
import { describe, expect, test } from 'vitest';
import { problem } from '../../../nodes/shared/call/problem';
import type { CallRecord } from '../../../nodes/shared/call/record';
import { callRecord } from '../../../nodes/shared/call/record';
import { callsTo } from '../../../nodes/shared/callLimit/list';
import { mergeProviderRecord } from '../../../nodes/shared/dialling/job';
import { isRedialDue } from '../../../nodes/shared/waiting/redial';

const to = '+442079460018';
const placed = (more: Partial<CallRecord> = {}) =>
	callRecord('svalync', { to, callId: 'c1', dialed: 'yes', status: 'queued', reference: 'r1', ...more });
const reason = problem('rate_limited', 'There was no free line.', { providerCode: 'concurrency_limit_reached' });
const undialed = (more: Partial<CallRecord> = {}) =>
	callRecord('svalync', { callId: 'c1', dialed: 'no', status: 'failed', outcome: 'failed', problem: reason, ...more });

describe('a call that ended without being dialed', () => {
	test.each(['yes', 'maybe'] as const)('the record says no, with the problem, where it said %s before', (dialed) => {
		const before = problem('response_timeout', 'No answer came.');
		expect(mergeProviderRecord(placed({ dialed, problem: before }), undialed())).toMatchObject({
			dialed: 'no',
			status: 'failed',
			outcome: 'failed',
			to,
			reference: 'r1',
			problem: reason,
		});
	});
	const signs: Array<[string, Partial<CallRecord>]> = [
		['it rang', { status: 'ringing' }],
		['it was connected', { status: 'connected' }],
		['it was under way', { status: 'in_progress' }],
		['it was completed', { status: 'completed' }],
		['it was busy', { outcome: 'busy' }],
		['nobody answered', { outcome: 'no_answer' }],
		['a machine answered', { outcome: 'voicemail' }],
		['it began', { startedAt: '2026-11-22T00:00:00.000Z' }],
		['it was answered', { answeredAt: '2026-11-22T00:00:00.000Z' }],
		['it has a transcript', { transcript: 'user: Hello?' }],
		['it lasted', { durationSeconds: 3 }],
	];
	test.each(signs)('the record stays a yes without a problem where something says: %s', (_name, sign) => {
		for (const merged of [
			mergeProviderRecord(placed(sign), undialed()),
			mergeProviderRecord(placed(), undialed(sign)),
			mergeProviderRecord(placed(), undialed(), [placed(sign)]),
		]) {
			expect(merged.dialed).toBe('yes');
			expect(merged.problem).toBeUndefined();
		}
	});
	test('a later sign makes it a yes again', () => {
		const none = mergeProviderRecord(placed(), undialed());
		expect(mergeProviderRecord(none, placed({ status: 'completed', transcript: 'user: Hello?' }))).toMatchObject({
			dialed: 'yes',
			status: 'completed',
		});
	});
	test('a failed call alone is no proof that nobody was phoned', () => {
		expect(mergeProviderRecord(placed(), undialed({ dialed: 'yes' })).dialed).toBe('yes');
		expect(mergeProviderRecord(placed(), undialed({ dialed: 'maybe' })).dialed).toBe('yes');
		expect(mergeProviderRecord(placed(), undialed({ status: 'queued' })).dialed).toBe('yes');
	});
	test('the person is not redialed for it', () => {
		const policy = { attempts: 3, intervalSeconds: 0, conditions: ['failed' as const], maxTotalAttempts: null };
		expect(isRedialDue(policy, mergeProviderRecord(placed(), undialed()), 1)).toBe(false);
		expect(isRedialDue(policy, mergeProviderRecord(placed(), undialed({ dialed: 'yes' })), 1)).toBe(true);
	});
	test('Call Limit does not count it', () => {
		const row = (record: CallRecord) => ({ record: { ...record, to, createdAt: new Date().toISOString() }, row: {} });
		expect(callsTo(to, [row(undialed()), row(undialed({ startedAt: new Date().toISOString() })), row(placed())], 0)).toHaveLength(2);
	});
});
