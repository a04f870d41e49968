import { expect, test } from 'vitest';
import { campaignId, delaySeconds, maxDuration, priority, scheduledTime, testCall } from '../../../nodes/shared/fields/callParameters';
import { collection } from '../../../nodes/shared/fields/field';
import { empties, reading, readWith } from '../../harness/fields.mts';

const callParameters = collection({ displayName: 'Call Parameters', name: 'callParameters' }, { maxDuration, priority, scheduledTime });
const nothing = { priority: null, maxDuration: null, scheduledTime: null };

test('nothing is asked where nothing is given', () => {
	for (const raw of [...empties, {}, { priority: '', maxDuration: null, scheduledTime: '' }]) {
		expect(readWith(callParameters, raw)).toEqual(nothing);
	}
});

test.each([
	[{ priority: 'urgent' }, { priority: 'urgent' }],
	[{ maxDuration: 1 }, { maxDuration: 1 }],
	[{ maxDuration: '43200' }, { maxDuration: 43_200 }],
	[{ scheduledTime: '2026-11-20T13:00:01' }, { scheduledTime: '2026-11-20T12:00:01.000Z' }],
	[{ scheduledTime: '2026-11-21T09:30:00+05:30' }, { scheduledTime: '2026-11-21T04:00:00.000Z' }],
])('the parameters %j are read', (raw, value) => {
	expect(readWith(callParameters, raw)).toEqual({ ...nothing, ...value });
});

test.each([
	[{ priority: 'asap' }, 'Priority must be one of low, normal, high, urgent.'],
	[{ maxDuration: 0 }, 'Max Duration must be a whole number of seconds from 1 to 43200.'],
	[{ maxDuration: 43_201 }, 'Max Duration must be a whole number of seconds from 1 to 43200.'],
	[{ scheduledTime: 'tomorrow' }, /^Scheduled Time is not a date and time/],
	[{ scheduledTime: '2026-11-20T12:59:59' }, /^Scheduled Time is in the past/],
	[{ scheduledTime: '2026-11-20T12:00:00Z' }, /^Scheduled Time is in the past/],
])('the parameters %j are refused', (raw, sentence) => {
	expect(readWith(callParameters, raw)).toEqual(sentence instanceof RegExp ? expect.stringMatching(sentence) : sentence);
});

test('a time is as far ahead as the provider needs, or is refused with the way out', () => {
	const patient = { ...reading(), provider: { ...reading().provider, displayName: 'Patient', scheduleLead: 300 } };
	expect(readWith(scheduledTime, '2026-11-20T12:05:00Z', patient)).toBe('2026-11-20T12:05:00.000Z');
	expect(readWith(scheduledTime, '2026-11-20T12:04:59Z', patient)).toBe(
		'Scheduled Time is less than 5 minutes ahead, and Patient takes no time so near. Give a later time, or leave it empty to call now.',
	);
	expect(readWith(scheduledTime, '2026-11-20T11:59:59Z', patient)).toMatch(/^Scheduled Time is in the past/);
});

test("a time without zone is in the workflow's time zone", () => {
	const raw = { scheduledTime: '2026-11-21T09:00:00' };
	expect(readWith(callParameters, raw, reading('svalync', 'America/New_York'))).toMatchObject({
		scheduledTime: '2026-11-21T14:00:00.000Z',
	});
	expect(readWith(callParameters, raw, reading('svalync', 'Asia/Kolkata'))).toMatchObject({ scheduledTime: '2026-11-21T03:30:00.000Z' });
});

test('a parameter that the provider does not honour is not read, not even a wrong one', () => {
	const raw = { priority: 'asap', maxDuration: 60, scheduledTime: 'tomorrow' };
	expect(readWith(callParameters, raw, reading('simulator'))).toEqual({ ...nothing, maxDuration: 60 });
	expect(readWith(callParameters, raw, reading('unleashx'))).toEqual(nothing);
});

test('a delay of 0 is no delay, and an hour is the longest', () => {
	expect(readWith(delaySeconds, 0)).toBeNull();
	expect(readWith(delaySeconds, undefined)).toBeNull();
	expect(readWith(delaySeconds, 3600)).toBe(3600);
	expect(readWith(delaySeconds, 3601)).toBe('Delay must be a whole number of seconds from 0 to 3600.');
	expect(readWith(delaySeconds, -1)).toBe('Delay must be a whole number of seconds from 0 to 3600.');
});

test('test call is true, false or not said; a campaign is an id', () => {
	expect([readWith(testCall, true), readWith(testCall, 'false'), readWith(testCall, undefined)]).toEqual([true, false, null]);
	expect(readWith(testCall, 'maybe')).toBe('Test Call must be true or false.');
	expect([readWith(campaignId, ' c-1 '), readWith(campaignId, 7), readWith(campaignId, '')]).toEqual(['c-1', '7', null]);
});
