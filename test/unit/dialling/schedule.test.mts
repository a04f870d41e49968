import { afterEach, expect, test, vi } from 'vitest';
import { withCurrentDelay, timingFor } from '../../../nodes/shared/dialling/schedule';
import { providerById, providers } from '../../../nodes/shared/providers/registry';
import { aCall } from '../../harness/values.mts';
import { now, valueOrSentence } from '../../harness/fields.mts';

const inSeconds = (seconds: number): string => new Date(now.getTime() + seconds * 1000).toISOString();
const timing = (id: string, scheduledTime: string | null, delaySeconds: number | null = null) =>
	timingFor(providerById(id)!, { scheduledTime, delaySeconds }, now);

test.each(providers.map(({ id }) => id))('%s calls at once, or after its own delay, where no time is given', (id) => {
	expect(timing(id, null)).toEqual({ ok: true, value: { scheduledTime: null, delaySeconds: null } });
	expect(timing(id, null, 60)).toEqual({ ok: true, value: { scheduledTime: null, delaySeconds: 60 } });
});

test('Svalync is told the time, however far ahead', () => {
	const time = inSeconds(90 * 86_400);
	expect(timing('svalync', time)).toEqual({ ok: true, value: { scheduledTime: time, delaySeconds: null } });
});

test.each([
	[1, 1],
	[0.2, 1],
	[59.5, 60],
	[3599, 3599],
	[3600, 3600],
])('Talkover is told %d seconds ahead as a delay of %i', (ahead, delaySeconds) => {
	expect(timing('talkover', inSeconds(ahead))).toEqual({
		ok: true,
		value: { scheduledTime: null, delaySeconds, ringsAt: inSeconds(ahead) },
	});
});

test('more than an hour ahead Talkover cannot, and the way to do it in the workflow is said', () => {
	expect(timing('talkover', inSeconds(3601))).toMatchObject({
		ok: false,
		fault: { type: 'schedule_unsupported', field: 'Scheduled Time' },
	});
	expect(valueOrSentence(timing('talkover', inSeconds(3601)))).toMatch(/more than one hour ahead.*Talkover.*Wait node/);
});

test('a time and a delay together are refused', () => {
	expect(valueOrSentence(timing('talkover', inSeconds(60), 60))).toBe('Scheduled Time and Delay are both set. Remove one of the two.');
});

test.each(['simulator', 'synthflow', 'unleashx'])('%s knows no times at all', (id) => {
	expect(timing(id, inSeconds(60))).toMatchObject({ ok: false, fault: { type: 'schedule_unsupported' } });
	expect(valueOrSentence(timing(id, inSeconds(60)))).toMatch(/calls at once\. Put a Wait node/);
});

afterEach(() => void vi.useRealTimers());

test('a call that waited in the queue still rings at the time that was asked for', () => {
	const call = aCall({ delaySeconds: 600, ringsAt: inSeconds(600) });
	const delayAfter = (seconds: number): number | null => {
		vi.useFakeTimers({ toFake: ['Date'], now: now.getTime() + seconds * 1000 });
		return withCurrentDelay(call).delaySeconds;
	};
	expect([0, 90.5, 599, 600, 700].map(delayAfter)).toEqual([600, 510, 1, 1, 1]);
	expect(withCurrentDelay(aCall({ delaySeconds: 60 })).delaySeconds).toBe(60);
});
