import { expect, test } from 'vitest';
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { makeCallSpec, sendCallSpec } from '../../../nodes/shared/calling/nodeSpecs';
import { agentRetry, retry } from '../../../nodes/shared/fields/retry';
import { voiceSettings } from '../../../nodes/shared/fields/voice';
import { supports, providerById, providers } from '../../../nodes/shared/providers/registry';
import { empties, reading, readWith } from '../../harness/fields.mts';
import { aCall } from '../../harness/values.mts';

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
	[
		{ attempts: 1, conditions: 'busy' },
		{ attempts: 1, intervalSeconds: 900, conditions: ['busy'], maxTotalAttempts: null },
	],
])('the settings %j are read', (raw, policy) => {
	expect(readWith(retry, raw)).toEqual(policy);
});

test.each([
	[{ attempts: -1 }, 'Retry: Attempts must be a whole number from 0 to 10.'],
	[{ attempts: 11 }, 'Retry: Attempts must be a whole number from 0 to 10.'],
	[{ attempts: 1, interval: 0 }, 'Retry: Interval must be a whole number of seconds from 1 to 86400.'],
	[{ attempts: 1, maxTotalAttempts: 0 }, 'Retry: Max Total Attempts must be a whole number from 1 to 11.'],
	[{ attempts: 1, conditions: ['asleep'] }, 'Retry: Conditions may hold only no-answer, busy, failed, voicemail.'],
	[{ attempts: 1, conditions: ['no_answer'] }, 'Retry: Conditions may hold only no-answer, busy, failed, voicemail.'],
])('the settings %j are refused', (raw, sentence) => {
	expect(readWith(retry, raw, reading('simulator'))).toBe(sentence);
});

test('a provider that redials itself is offered the conditions that it takes, where the others are offered all', () => {
	const conditionsOf = (field: typeof retry, id: string) => {
		const conditions = (field.property.options as INodeProperties[]).find(({ name }) => name === 'conditions');
		return (conditions?.options as INodePropertyOptions[])
			.filter(({ displayOptions }) => !displayOptions?.hide?.['/provider']?.includes(id))
			.map(({ value }) => value);
	};
	const every = ['busy', 'failed', 'no-answer', 'voicemail'];
	for (const { id } of providers.filter((one) => supports(one, 'nativeRetry'))) {
		expect(conditionsOf(agentRetry, id)).toEqual(id === 'svalync' ? every.slice(0, 3) : every);
		expect(conditionsOf(retry, id)).toEqual(every);
	}
	expect([sendCallSpec.fields.retry, makeCallSpec.fields.retry]).toEqual([agentRetry, retry]);
	expect(
		providerById('svalync')!.check(
			aCall({ retry: { attempts: 1, intervalSeconds: 60, conditions: ['voicemail'], maxTotalAttempts: null } }),
		),
	).toMatchObject([{ field: 'Retry: Conditions' }]);
});

test('settings that are JSON text are read, and those that are none are refused', () => {
	expect(readWith(agentRetry, '{"attempts":3}')).toMatchObject({ attempts: 3 });
	expect(readWith(agentRetry, [{ attempts: 3 }])).toBe(
		'Retry is a list, not an object of settings. Add the settings one by one, or give an object with attempts, conditions, interval and maxTotalAttempts.',
	);
	expect(readWith(voiceSettings, 'female', reading('simulator'))).toContain('Voice Settings is text, not an object of settings.');
	expect(readWith(agentRetry, { maxtotalattempts: 6 })).toBe(
		'Retry holds "maxtotalattempts", which is none of its settings. Write maxTotalAttempts instead.',
	);
});

test('Retry shows what it does as soon as it is added', () => {
	for (const field of [retry, agentRetry])
		expect(readWith(field, field.property.default)).toMatchObject({ attempts: 2, intervalSeconds: 900 });
});
