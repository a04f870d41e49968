import { expect, test } from 'vitest';
import { report } from '../../../nodes/ManageCall/operations/checkNumber';
import { checkPhoneNumber } from '../../../nodes/shared/phoneNumber/e164';
import { providerById } from '../../../nodes/shared/providers/registry';

const check = (number: string, at: string, provider = 'talkover') =>
	report(providerById(provider)!, checkPhoneNumber(number, 'Phone Number', null), new Date(at));

test('a number in open hours may be called now, and the next allowed time is now', () => {
	expect(check('+44 20 7946 0018', '2026-03-04T12:00:00.000Z')).toMatchObject({
		provider: 'talkover',
		to: '+442079460018',
		country: 'GB',
		numberType: 'FIXED_LINE',
		timeZones: ['Europe/London'],
		localTime: '2026-03-04T12:00:00+00:00',
		allowedNow: true,
		nextAllowedAt: '2026-03-04T12:00:00.000Z',
		problem: null,
	});
});

test('a number in closed hours may not be called now, and the report says when, and why', () => {
	const closed = check('+44 20 7946 0018', '2026-03-04T23:30:00.000Z', 'talkover');
	expect(closed).toMatchObject({ allowedNow: false, problem: { type: 'outside_calling_hours' } });
	expect(closed.nextAllowedAt! > '2026-03-05T06:00:00.000Z').toBe(true);
	expect(closed.problem).toMatchObject({ nextAllowedAt: closed.nextAllowedAt });
	expect(closed.problem?.detail).toMatch(/^This person is not to be called now, since it is 23:30 there .*Wait node/);
	expect(check('+44 20 7946 0018', closed.nextAllowedAt!).allowedNow).toBe(true);
});

test('Lawful hours count for the Simulator, too: the check is about the person', () => {
	expect(check('+12125550100', '2026-03-04T05:00:00.000Z', 'simulator').problem?.type).toBe('outside_calling_hours');
	expect(check('+12125550100', '2026-03-04T16:00:00.000Z', 'simulator').problem).toBeNull();
});

test('a number that is never called has no next allowed time, whatever the hour', () => {
	for (const [number, type] of [
		['+19005551234', 'blocked_number_type'],
		['+18005550123', 'blocked_number_type'],
		['+12125550100', 'blocked_number_type'],
		['911', 'invalid_phone_number'],
	]) {
		const found = check(number, '2026-03-04T16:00:00.000Z');
		expect(found, number).toMatchObject({ allowedNow: false, nextAllowedAt: null, problem: { type } });
		expect(found.problem?.detail, number).toMatch(/^Phone Number /);
	}
});

test('a number of which nothing is known has null for all of it', () => {
	expect(check('hello', '2026-03-04T16:00:00.000Z')).toMatchObject({
		to: null,
		country: null,
		numberType: null,
		timeZones: null,
		localTime: null,
		rule: null,
	});
});
