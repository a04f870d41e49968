import { expect, test } from 'vitest';
import { retry } from '../../../nodes/shared/fields/retry';
import { empties, reading, readWith } from '../support/fields.mts';

test('nobody is called again unless a retry setting is given', () => {
	for (const raw of [...empties, {}, { attempts: 0 }, { attempts: 0, conditions: ['busy'] }, { interval: '' }]) {
		expect(readWith(retry, raw)).toBeNull();
	}
});

test.each([
	[{ attempts: 3 }, { attempts: 3, intervalSeconds: 900, conditions: ['no-answer', 'busy'], maxTotalAttempts: null }],
	[{ interval: 60 }, { attempts: 2, intervalSeconds: 60, conditions: ['no-answer', 'busy'], maxTotalAttempts: null }],
	[
		{ attempts: '10', interval: 1, conditions: ['voicemail', 'failed'], maxTotalAttempts: 11 },
		{ attempts: 10, intervalSeconds: 1, conditions: ['failed', 'voicemail'], maxTotalAttempts: 11 },
	],
	[{ attempts: 1, conditions: 'busy' }, { attempts: 1, intervalSeconds: 900, conditions: ['busy'], maxTotalAttempts: null }],
])('%j', (raw, policy) => {
	expect(readWith(retry, raw)).toEqual(policy);
});

test.each([
	[{ attempts: -1 }, 'Retry: Attempts must be a whole number from 0 to 10.'],
	[{ attempts: 11 }, 'Retry: Attempts must be a whole number from 0 to 10.'],
	[{ attempts: 1, interval: 0 }, 'Retry: Interval must be a whole number from 1 to 86400.'],
	[{ attempts: 1, maxTotalAttempts: 0 }, 'Retry: Max Total Attempts must be a whole number from 1 to 11.'],
	[{ attempts: 1, conditions: ['asleep'] }, 'Retry: Conditions may hold only no-answer, busy, failed, voicemail.'],
	[{ attempts: 1, conditions: ['no_answer'] }, 'Retry: Conditions may hold only no-answer, busy, failed, voicemail.'],
])('refused: %j', (raw, sentence) => {
	expect(readWith(retry, raw, reading('simulator'))).toBe(sentence);
});
