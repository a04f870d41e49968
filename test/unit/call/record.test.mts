import { expect, test } from 'vitest';
import { callRecord, unknownAnalysis, withGapsFilled } from '../../../nodes/shared/call/record';

/** The record as the README shows it, in its order, without what is only there where there is something to say. */
const fields = [
	'to',
	'dialed',
	'status',
	'outcome',
	'summary',
	'transcript',
	'durationSeconds',
	'recipientName',
	'startedAt',
	'answeredAt',
	'endedAt',
	'createdAt',
	'attempt',
	'attempts',
	'analysis',
	'endReason',
	'cost',
	'recordingUrl',
	'variables',
	'context',
	'callId',
	'reference',
	'agentId',
	'from',
	'provider',
	'simulated',
];

test('a record of which nothing is known has every field, and claims nothing', () => {
	const record = callRecord('svalync');
	expect(Object.keys(record)).toEqual(fields);
	const { provider, status, dialed, simulated, analysis, ...unknown } = record;
	expect({ provider, status, dialed, simulated }).toEqual({ provider: 'svalync', status: 'unknown', dialed: 'maybe', simulated: false });
	expect(Object.values(unknown).every((value) => value === null)).toBe(true);
	expect(Object.values(analysis).every((value) => value === null)).toBe(true);
});

test('what is known stands in the record', () => {
	expect(callRecord('talkover', { callId: 'c1', dialed: 'yes' })).toMatchObject({ callId: 'c1', dialed: 'yes', to: null });
});

test('two records never share an analysis that one of them could change', () => {
	expect(Object.isFrozen(unknownAnalysis)).toBe(true);
});

test('gaps are filled, and what is known is never overwritten', () => {
	const answer = callRecord('svalync', { callId: 'c1', status: 'queued', dialed: 'yes', attempt: 0 });
	const filled = withGapsFilled(answer, { callId: 'other', to: '+442079460018', status: 'failed', dialed: 'no', attempt: 1, raw: {} });
	expect(filled).toEqual({ ...answer, to: '+442079460018', raw: {} });
	expect(answer.to).toBeNull();
});

test('a null never fills anything', () => {
	const record = callRecord('svalync', { transcript: 'agent: Hello' });
	expect(withGapsFilled(record, { transcript: null, summary: null })).toEqual(record);
});
