/** The cases kD1 to kD18 of the research, and what belongs to them. */
import { describe, expect, test } from 'vitest';
import type { CustomHours, HoursQuestion } from '../../../nodes/shared/callingHours/check';
import { checkCallingHours } from '../../../nodes/shared/callingHours/check';

const people = {
	newYork: ['+12127365000', 'US', 'FIXED_LINE_OR_MOBILE'],
	miami: ['+13057365000', 'US', 'FIXED_LINE_OR_MOBILE'],
	panhandle: ['+18507365000', 'US', 'FIXED_LINE_OR_MOBILE'],
	atlanta: ['+14047365000', 'US', 'FIXED_LINE_OR_MOBILE'],
	austin: ['+15127365000', 'US', 'FIXED_LINE_OR_MOBILE'],
	elPaso: ['+19157365000', 'US', 'FIXED_LINE_OR_MOBILE'],
	hartford: ['+18607365000', 'US', 'FIXED_LINE_OR_MOBILE'],
	phoenix: ['+16027365000', 'US', 'FIXED_LINE_OR_MOBILE'],
	denver: ['+13037365000', 'US', 'FIXED_LINE_OR_MOBILE'],
	tollFree: ['+18002530000', 'US', 'TOLL_FREE'],
	satellite: ['+88312345678', null, null],
	australianMobile: ['+61412345678', 'AU', 'MOBILE'],
	paris: ['+33612345678', 'FR', 'MOBILE'],
	madrid: ['+34910123456', 'ES', 'FIXED_LINE'],
	milan: ['+390236618300', 'IT', 'FIXED_LINE'],
	johannesburg: ['+27113456789', 'ZA', 'FIXED_LINE'],
	berlin: ['+4930901820', 'DE', 'FIXED_LINE'],
	mumbai: ['+912212345678', 'IN', 'FIXED_LINE'],
} as const;

/** `at` as ISO with offset. */
function ask(person: keyof typeof people, at: string, more: Partial<HoursQuestion> = {}) {
	const [e164, country, numberType] = people[person];
	return checkCallingHours({ e164, country, numberType, at: new Date(at), mode: 'lawful', custom: null, timezone: null, ...more });
}

test.each([
	['kD1', 'newYork', '2026-07-08T08:00:00.000-04:00', true],
	['kD1', 'newYork', '2026-07-08T07:59:59.999-04:00', false],
	['kD2', 'newYork', '2026-07-08T20:59:59.999-04:00', true],
	['kD2', 'newYork', '2026-07-08T21:00:00.000-04:00', false],
	['kD3', 'miami', '2026-07-08T20:30:00-04:00', false],
	['kD3', 'atlanta', '2026-07-08T20:30:00-04:00', true],
	['kD4', 'austin', '2026-07-12T11:59:59.999-05:00', false],
	['kD4', 'austin', '2026-07-12T12:00:00-05:00', true],
	['kD5', 'hartford', '2026-07-08T08:30:00-04:00', false],
	['kD6', 'panhandle', '2026-07-08T08:30:00-04:00', false],
	['kD6', 'panhandle', '2026-07-08T09:00:00-04:00', true],
	['kD7', 'australianMobile', '2026-07-08T09:00:00+10:00', false],
	['kD7', 'australianMobile', '2026-07-08T08:59:59+08:00', false],
	['kD7', 'australianMobile', '2026-07-08T09:00:00+08:00', true],
	['kD8', 'tollFree', '2026-07-08T18:00:00Z', false],
	['kD8', 'satellite', '2026-07-08T12:00:00Z', false],
	['kD12', 'phoenix', '2026-07-08T20:30:00-07:00', true],
	['kD12', 'denver', '2026-07-08T20:30:00-07:00', false],
	['kD13', 'mumbai', '2026-07-08T10:00:00+05:30', true],
	['kD14', 'paris', '2026-07-08T13:30:00+02:00', false],
	['kD14', 'paris', '2026-07-08T14:00:00+02:00', true],
	['kD14', 'paris', '2026-07-11T11:00:00+02:00', false],
	['kD14', 'paris', '2026-07-14T11:00:00+02:00', false],
	['kD15', 'madrid', '2026-07-11T11:00:00+02:00', false],
	['kD15', 'milan', '2026-07-12T11:00:00+02:00', false],
	['kD15', 'johannesburg', '2026-07-11T13:00:00+02:00', false],
	['kD15', 'johannesburg', '2026-07-11T12:59:59.999+02:00', true],
	['Texas on both clocks', 'elPaso', '2026-07-08T20:30:00-06:00', false],
	['Texas on both clocks', 'elPaso', '2026-07-08T19:59:00-06:00', true],
] as const)('case %s: a call to %s at %s is allowed: %s', (_id, person, at, allowed) => {
	expect(ask(person, at).allowed).toBe(allowed);
});

test('kD8: a number without a place is blocked until a zone is given', () => {
	const blocked = ask('tollFree', '2026-07-08T18:00:00Z');
	expect(blocked).toEqual({
		allowed: false,
		timeZones: [],
		localTime: null,
		rule: 'us-federal+us-state-unknown',
		reason: 'the number does not tell in which time zone it rings, and no time zone is given for it',
		nextAllowedAt: null,
	});
	const given = ask('tollFree', '2026-07-08T18:00:00Z', { timezone: 'America/Chicago' });
	expect(given).toMatchObject({ allowed: true, timeZones: ['America/Chicago'], rule: 'us-federal+us-state-unknown+timezone-given' });
});

test.each(['EST5', 'Foo/Bar', '', 'EST'])('kD9: the zone %j is refused, never guessed', (timezone) => {
	const answer = ask('newYork', '2026-07-08T18:00:00Z', { timezone });
	expect(answer).toMatchObject({ allowed: false, timeZones: [], nextAllowedAt: null });
	expect(answer.reason).toContain('not an IANA time zone');
});

test("kD10: a given zone wins over the number's and is recorded; the law stays that of the number", () => {
	const at = '2026-07-08T20:30:00-04:00';
	expect(ask('miami', at)).toMatchObject({ allowed: false, timeZones: ['America/New_York'] });
	const answer = ask('miami', at, { timezone: 'America/Los_Angeles' });
	expect(answer).toMatchObject({
		allowed: true,
		timeZones: ['America/Los_Angeles'],
		localTime: '2026-07-08T17:30:00-07:00',
		rule: 'us-federal+us-fl+timezone-given',
	});
});

test('kD13: an alias of a zone is a zone', () => {
	const answer = ask('newYork', '2026-07-08T08:30:00+05:30', { timezone: 'Asia/Calcutta' });
	expect(answer).toMatchObject({ allowed: true, localTime: '2026-07-08T08:30:00+05:30' });
});

test('kD16: the answer changes when it is asked again after the boundary', () => {
	expect(ask('newYork', '2026-07-08T20:59:59.999-04:00').allowed).toBe(true);
	const later = ask('newYork', '2026-07-08T21:00:00.500-04:00');
	expect(later).toMatchObject({ allowed: false, nextAllowedAt: '2026-07-09T12:00:00.000Z' });
});

test('kD17: only the instant in the question counts, never the clock of this machine', () => {
	const asked = ask('newYork', '2031-07-08T12:00:00-04:00');
	expect(asked.localTime).toBe('2031-07-08T12:00:00-04:00');
	expect(ask('newYork', '2031-07-08T12:00:00-04:00')).toEqual(asked);
});

describe('what a person reads', () => {
	test.each([
		['miami', '2026-07-08T20:30:00-04:00', 'it is 20:30 there (America/New_York), and calls are allowed from 08:00 to 20:00'],
		[
			'paris',
			'2026-07-08T13:30:00+02:00',
			'it is 13:30 there (Europe/Paris), and calls are allowed from 10:00 to 13:00 and from 14:00 to 20:00',
		],
		['paris', '2026-07-11T11:00:00+02:00', 'it is Saturday 11:00 there (Europe/Paris), and no calls are allowed on that day'],
		[
			'paris',
			'2026-07-14T11:00:00+02:00',
			'it is Tuesday 11:00 there (Europe/Paris), a public holiday (Bastille Day), and no calls are allowed on that day',
		],
		[
			'panhandle',
			'2026-07-08T08:30:00-04:00',
			'it is 07:30 there (America/Chicago, one of 2 possible time zones), and calls are allowed from 08:00 to 20:00',
		],
		[
			'elPaso',
			'2026-07-08T20:30:00-06:00',
			'it is 21:30 there (America/Chicago, whose clock counts too), and calls are allowed from 09:00 to 21:00',
		],
	] as const)('the sentence says why and when: %s at %s', (person, at, reason) => {
		expect(ask(person, at).reason).toBe(reason);
	});
});

test('next allowed instants skip nights, weekends and holidays', () => {
	expect(ask('paris', '2026-07-10T20:00:00+02:00').nextAllowedAt).toBe('2026-07-13T08:00:00.000Z'); // Friday evening to Monday
	expect(ask('paris', '2026-07-13T20:00:00+02:00').nextAllowedAt).toBe('2026-07-15T08:00:00.000Z'); // over Bastille Day
	expect(ask('madrid', '2026-12-24T21:00:00+01:00').nextAllowedAt).toBe('2026-12-28T08:00:00.000Z');
	expect(ask('newYork', '2026-07-08T12:34:56.789-04:00').nextAllowedAt).toBe('2026-07-08T16:34:56.789Z'); // open now
});

describe('mode off', () => {
	test('the mode Off holds nothing back, and still says what time it is there', () => {
		expect(ask('berlin', '2026-07-12T03:00:00+02:00', { mode: 'off' })).toMatchObject({
			allowed: true,
			rule: 'off',
			localTime: '2026-07-12T03:00:00+02:00',
			reason: null,
		});
		expect(ask('satellite', '2026-07-12T03:00:00Z', { mode: 'off' })).toMatchObject({ allowed: true, timeZones: [], localTime: null });
	});
});

describe('custom hours', () => {
	const custom = (start: string, end: string, days: number[]): Partial<HoursQuestion> => {
		const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3));
		const hours: CustomHours = { startMinutes: minutes(start), endMinutes: minutes(end), days };
		return { mode: 'custom', custom: hours };
	};
	const night = custom('22:00', '06:00', [1, 2]);
	test.each([
		['on Monday before it begins', '2026-07-06T21:59:59.999+02:00', false],
		['when it begins', '2026-07-06T22:00:00+02:00', true],
		['after midnight', '2026-07-07T05:59:59.999+02:00', true],
		['when it ends', '2026-07-07T06:00:00+02:00', false],
		['in the morning after the last day', '2026-07-08T05:00:00+02:00', true],
		['in the evening of a day that is not named', '2026-07-08T23:00:00+02:00', false],
		['in the morning before the first day', '2026-07-06T05:00:00+02:00', false],
	])('a window that passes midnight is read on both days, %s', (_when, at, allowed) => {
		expect(ask('berlin', at, night)).toMatchObject({ allowed, rule: 'custom' });
	});

	test("custom hours are read on the recipient's clock, in every candidate zone, and the law is left out", () => {
		const early = custom('05:00', '07:00', [1, 2, 3, 4, 5, 6, 7]);
		expect(ask('panhandle', '2026-07-12T06:00:00-04:00', early).allowed).toBe(true); // 5:00 in Chicago
		expect(ask('panhandle', '2026-07-12T05:30:00-04:00', early).allowed).toBe(false);
		expect(ask('satellite', '2026-07-12T05:30:00Z', early)).toMatchObject({ allowed: false, rule: 'custom', nextAllowedAt: null });
	});

	test('custom hours may go to midnight and round the clock', () => {
		const evening = custom('18:00', '24:00', [7]);
		expect(ask('berlin', '2026-07-12T23:59:59.999+02:00', evening).allowed).toBe(true);
		expect(ask('berlin', '2026-07-13T00:00:00+02:00', evening)).toMatchObject({
			allowed: false,
			nextAllowedAt: '2026-07-19T16:00:00.000Z',
		});
		expect(ask('berlin', '2026-07-12T00:00:00+02:00', custom('00:00', '24:00', [7])).allowed).toBe(true);
		expect(ask('berlin', '2026-07-12T12:00:00+02:00', custom('09:00', '09:00', [7]))).toMatchObject({
			allowed: false,
			nextAllowedAt: null,
		});
		expect(ask('berlin', '2026-07-12T00:00:00+02:00', custom('18:00', '00:00', [6])).allowed).toBe(false);
	});

	test('custom hours without days or hours never open', () => {
		expect(ask('berlin', '2026-07-12T12:00:00+02:00', custom('09:00', '17:00', []))).toMatchObject({ allowed: false, nextAllowedAt: null });
		expect(ask('berlin', '2026-07-12T12:00:00+02:00', { mode: 'custom' })).toMatchObject({ allowed: false, nextAllowedAt: null });
	});

	/** kD11. In New York 02:00-03:00 does not exist on 8 March 2026, and 01:00-02:00 exists twice on 1 November. */
	test.each([
		['a window inside the skipped hour is left out', '2026-03-07T12:00:00-05:00', ['02:15', '02:45'], '2026-03-09T06:15:00.000Z', [7, 1]],
		[
			'a window that begins in the skipped hour opens right after it',
			'2026-03-07T12:00:00-05:00',
			['02:30', '04:00'],
			'2026-03-08T07:00:00.000Z',
			[7],
		],
		[
			'a window in the repeated hour opens the first time',
			'2026-10-31T12:00:00-04:00',
			['01:15', '01:45'],
			'2026-11-01T05:15:00.000Z',
			[7],
		],
		['and again the second time', '2026-11-01T01:50:00-04:00', ['01:15', '01:45'], '2026-11-01T06:15:00.000Z', [7]],
		['a window over the whole change stays open', '2026-11-01T01:30:00-05:00', ['01:00', '03:00'], '2026-11-01T06:30:00.000Z', [7]],
	] as const)('kD11: a change of the clock is read so: %s', (_what, at, [start, end], next, days) => {
		expect(ask('newYork', at, custom(start, end, [...days])).nextAllowedAt).toBe(next);
	});
});
