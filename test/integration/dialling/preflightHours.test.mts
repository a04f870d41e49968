import type { IDataObject } from 'n8n-workflow';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CreateAnswer, StrictServer } from '../../servers/strictServer.mts';
import type { EngineResult, EngineRun } from '../../harness/engine.mts';
import { makeCall } from '../../harness/makeCall.mts';
import { itemsTo, onlyRecord, OTHER, records, sendCall, simulate, TO } from '../../harness/sendCall.mts';
import { realProviders, tellingNumbers, useServers } from '../../harness/servers.mts';

/** Calling hours and the event loop guard, on a clock that stands still where the test puts it; timers are real. */
const servers = useServers();
afterEach(() => void vi.useRealTimers());

const at = (instant: string | number): void => void vi.useFakeTimers({ toFake: ['Date'], now: new Date(instant) });
type Run = (server: StrictServer<any>, parameters?: IDataObject, more?: Partial<EngineRun>) => Promise<EngineResult>;
const both: Array<[string, Run]> = [
	['Send Call', sendCall],
	['Make Call', makeCall],
];
/** The settings of a user who touched nothing. */
const untouched: IDataObject = { safety: {} };

/** Friday; New York is five hours behind UTC, London on it, Berlin one ahead. */
const night = '2026-11-20T03:00:00.000Z';
const noon = '2026-11-20T16:00:00.000Z';

describe.each(both)('%s', (_node, call) => {
	test.each(realProviders)('the node calls nobody at night unless it is told to: %s', async (provider) => {
		const server = servers[provider];
		at(night);
		const record = onlyRecord(await call(server, untouched));
		expect(record).toMatchObject({ to: TO, dialed: 'no', status: 'blocked', problem: { type: 'outside_calling_hours' } });
		expect(record.audit).toMatchObject({
			country: 'US',
			timeZones: ['America/New_York'],
			localTime: '2026-11-19T22:00:00-05:00',
			rule: expect.stringMatching(/^us-federal/),
			decision: 'refused',
		});
		expect(server.requests).toEqual([]);
		const { nextAllowedAt, detail } = record.problem;
		expect(detail).toContain(
			`The next allowed time is Friday 20 November, 08:00 there (${nextAllowedAt}): put a Wait node until then before this node`,
		);
		at(Date.parse(nextAllowedAt) - 1);
		expect(onlyRecord(await call(server, untouched)).dialed).toBe('no');
		at(nextAllowedAt);
		expect(onlyRecord(await call(server, untouched))).toMatchObject({
			dialed: 'yes',
			audit: { decision: 'allowed', localTime: '2026-11-20T08:00:00-05:00' },
		});
		expect(server.creates).toHaveLength(1);
	});

	test('the node calls each person in the hours of their own place', async () => {
		at('2026-11-20T07:30:00.000Z');
		const numbers = { [TO]: false, [OTHER]: false, '+4930901820': true, '+61293744000': true, '+81312345678': true };
		const result = await call(servers.talkover, untouched, { items: itemsTo(...Object.keys(numbers)) });
		const dialled = records(result, 0).map((one) => one.to);
		for (const record of [...records(result, 0), ...records(result, 1)]) {
			expect(record.audit.localTime).not.toBeNull();
			expect(record.audit.decision).toBe(record.dialed === 'yes' ? 'allowed' : 'refused');
		}
		expect(dialled).not.toContain(TO);
		expect(dialled).not.toContain(OTHER);
		expect(dialled).toContain('+61293744000');
		expect(result.hints[0]).toMatch(/Not dialed \([^)]+\): This person is not called now, since .+ They are on the output Not Dialed\.$/);
	});

	test('the hint says how many calls hours of one’s own allow that the law does not', async () => {
		at('2026-11-21T11:00:00.000Z');
		const own = { safety: { callingHours: 'custom', windowStart: '09:00', windowEnd: '20:00', days: [6] } };
		const [paris, second, london] = ['+33140205050', '+33140205051', OTHER];
		const { hints } = await call(servers.talkover, own, { items: itemsTo(paris, london, second) });
		expect(hints).toContain(
			'2 calls were outside the lawful hours (FR: it is Saturday 12:00 there (Europe/Paris), and no calls are allowed on that day). Calling Hours: Custom does not keep the law; choose Lawful to keep it.',
		);
		const within = await call(servers.talkover, own, { items: itemsTo(london) });
		expect(within.hints.join()).not.toContain('lawful hours');
	});

	test('the node keeps to hours of one’s own, on days of one’s own', async () => {
		const server = servers.talkover;
		const own = (more: IDataObject) => ({
			safety: { callingHours: 'custom', windowStart: '10:00', windowEnd: '12:30', days: [5, 7], ...more },
		});
		const dialledAt = async (instant: string, more: IDataObject = {}, to = OTHER): Promise<any> => {
			server.reset();
			at(instant);
			return onlyRecord(await call(server, own(more), { items: itemsTo(to) }));
		};
		expect((await dialledAt('2026-11-20T09:59:59.999Z')).problem).toMatchObject({
			type: 'outside_calling_hours',
			nextAllowedAt: '2026-11-20T10:00:00.000Z',
		});
		expect(await dialledAt('2026-11-20T10:00:00.000Z')).toMatchObject({
			dialed: 'yes',
			audit: { rule: 'custom', timeZones: ['Europe/London'], decision: 'allowed' },
		});
		expect((await dialledAt('2026-11-20T12:29:59.999Z')).dialed).toBe('yes');
		expect((await dialledAt('2026-11-20T12:30:00.000Z')).problem.nextAllowedAt).toBe('2026-11-22T10:00:00.000Z');
		expect((await dialledAt('2026-11-21T11:00:00.000Z')).dialed).toBe('no');
		expect((await dialledAt('2026-11-22T11:00:00.000Z')).dialed).toBe('yes');
		// Berlin is an hour ahead: its window is over when London's is open.
		expect((await dialledAt('2026-11-20T11:45:00.000Z', {}, '+4930901820')).dialed).toBe('no');
		expect((await dialledAt('2026-11-20T09:15:00.000Z', {}, '+4930901820')).dialed).toBe('yes');
		expect((await dialledAt('2026-11-20T23:30:00.000Z', { windowStart: '22:00', windowEnd: '06:00' })).dialed).toBe('yes');
		expect((await dialledAt('2026-11-20T11:00:00.000Z', { windowStart: '11:00', windowEnd: '11:00' })).problem).not.toHaveProperty(
			'nextAllowedAt',
		);
	});

	test('the time zone that is given for the person is taken in place of the number’s, and the record says so', async () => {
		at(night);
		const record = onlyRecord(await call(servers.talkover, { safety: { timezone: 'Asia/Tokyo' } }));
		expect(record).toMatchObject({ dialed: 'yes', audit: { timeZones: ['Asia/Tokyo'], localTime: '2026-11-20T12:00:00+09:00' } });
		expect(record.audit.rule).toMatch(/\+timezone-given$/);
		at(noon);
		expect(onlyRecord(await call(servers.talkover, { safety: { timezone: 'Asia/Tokyo' } })).problem.type).toBe('outside_calling_hours');
	});

	test('the node does not call where nobody knows what time it is', async () => {
		at(noon);
		const safety = { blockRiskyNumbers: false };
		const items = { items: itemsTo('+18002345678') };
		const { problem, audit } = onlyRecord(await call(servers.talkover, { safety }, items));
		expect(problem).toMatchObject({ type: 'outside_calling_hours' });
		expect(problem).not.toHaveProperty('nextAllowedAt');
		expect(problem.detail).toContain('Set Time Zone under Safety');
		expect(audit).toMatchObject({ timeZones: [], localTime: null });
		expect(onlyRecord(await call(servers.talkover, { safety: { ...safety, timezone: 'America/Chicago' } }, items)).dialed).toBe('yes');
	});

	test('the node asks the clock again right before each call', async () => {
		const server = servers.talkover;
		at('2026-11-20T12:29:59.000Z');
		const clock: CreateAnswer = {
			play: (_request, response, { success }) => {
				vi.setSystemTime(new Date('2026-11-20T12:31:00.000Z'));
				response.writeHead(success.status, { 'content-type': 'application/json' }).end(JSON.stringify(success.body));
			},
		};
		server.answerNextCreates(clock);
		const safety = { callingHours: 'custom', windowStart: '10:00', windowEnd: '12:30' };
		const result = await call(server, { safety }, { items: itemsTo(OTHER, '+442079460019', '+442079460020') });
		expect(records(result, 0).map((one) => one.to)).toEqual([OTHER]);
		expect(records(result, 1).map((one) => [one.problem.type, one.problem.nextAllowedAt, one.audit.localTime, one.audit.decision])).toEqual(
			Array.from({ length: 2 }, () => ['outside_calling_hours', '2026-11-23T10:00:00.000Z', '2026-11-20T12:31:00+00:00', 'refused']),
		);
		expect(server.creates).toHaveLength(1);
	});
});

test('a pause between two calls that passes the end of the window ends the calls', async () => {
	at('2026-11-20T12:29:56.000Z');
	const closes: CreateAnswer = {
		play: (_request, response, { success }) => {
			response.writeHead(success.status, { 'content-type': 'application/json' }).end(JSON.stringify(success.body));
			// The pause takes six seconds; the window ends within it.
			setTimeout(() => at('2026-11-20T12:31:00.000Z'), 3000);
		},
	};
	servers.talkover.answerNextCreates(closes);
	const safety = { callingHours: 'custom', windowStart: '10:00', windowEnd: '12:30' };
	const result = await sendCall(servers.talkover, { safety, options: { callsPerMinute: 10 } }, { items: itemsTo(OTHER, '+442079460019') });
	expect(records(result, 0).map((one) => one.to)).toEqual([OTHER]);
	expect(records(result, 1).map((one) => one.problem.type)).toEqual(['outside_calling_hours']);
	expect(servers.talkover.creates).toHaveLength(1);
});

test('a retried execution looks for whom it may not call any more: who was called before the crash is not “certainly not dialled”', async () => {
	for (const provider of tellingNumbers) {
		const server = servers[provider];
		// Minutes before the end of the hours in New York, and minutes after it.
		at('2026-11-21T01:58:00.000Z');
		await sendCall(server, { ...untouched, options: { reference: 'order-A-17' } });
		at('2026-11-21T02:03:00.000Z');
		const result = await sendCall(
			server,
			{ ...untouched, options: { reference: '={{ $json.to === "+12127365000" ? "order-A-17" : "order-A-18" }}' } },
			{ mode: 'retry', items: itemsTo(TO, '+12127365001') },
		);
		expect(records(result, 0)).toMatchObject([{ to: TO, dialed: 'yes' }]);
		expect(records(result, 1)).toMatchObject([{ to: '+12127365001', dialed: 'no', problem: { type: 'outside_calling_hours' } }]);
		expect(server.creates).toHaveLength(1);
	}
});

describe('the Simulator', () => {
	test('the Simulator plays at any hour, unless it is told hours', async () => {
		at(night);
		expect(onlyRecord(await simulate(itemsTo('+12025550100')))).toMatchObject({
			dialed: 'yes',
			audit: { rule: 'off', timeZones: ['America/New_York'] },
		});
		expect(onlyRecord(await simulate(itemsTo('+12025550100'), { safety: { callingHours: 'lawful' } })).problem.type).toBe(
			'outside_calling_hours',
		);
	});
});

describe('an event of a call', () => {
	const minute = 60_000;
	const start = Date.parse(noon);
	const event = (to: string, name = 'call.failed'): IDataObject[] => [{ event: name, to, dialed: 'yes' }];
	const anyHour = { safety: { callingHours: 'off' } };

	test.each(both)('an event of a call does not start the next call to the same number by the same node: %s', async (_node, call) => {
		const server = servers.talkover;
		at(start);
		const to = call === sendCall ? '+442079460101' : '+442079460102';
		await call(server, anyHour, { items: itemsTo(to) });
		for (const [later, name] of [
			[0, 'call.failed'],
			[5 * minute, 'call.completed'],
			[15 * minute - 1, 'call.ringing'],
		] as const) {
			at(start + later);
			const record = onlyRecord(await call(server, anyHour, { items: event(to, name) }));
			expect(record).toMatchObject({
				dialed: 'no',
				problem: { type: 'duplicate', nextAllowedAt: new Date(start + 15 * minute).toISOString() },
			});
			expect(record.problem.detail).toContain('would go in circles');
		}
		expect(server.creates).toHaveLength(1);
		at(start + 15 * minute);
		expect(onlyRecord(await call(server, anyHour, { items: event(to) })).dialed).toBe('yes');
		expect(server.creates).toHaveLength(2);
	});

	test('an event of a call may start any other call', async () => {
		const server = servers.talkover;
		at(start);
		const to = '+442079460103';
		await sendCall(server, anyHour, { items: itemsTo(to) });
		const dialled = async (parameters: IDataObject, more: Partial<EngineRun>) =>
			onlyRecord(await sendCall(server, { ...anyHour, ...parameters }, more)).dialed;
		expect(await dialled({ phoneNumber: '+442079460104' }, { items: event(to) })).toBe('yes');
		expect(await dialled({}, { items: event('+442079460105') })).toBe('yes');
		expect(await dialled({}, { items: [{ to, event: 'order.failed' }] })).toBe('yes');
		expect(await dialled({}, { items: [{ to }] })).toBe('yes');
		expect(await dialled({}, { items: event(to), node: { id: 'another node' } })).toBe('yes');
		expect(await dialled({ safety: { callingHours: 'off', allowRepeats: true } }, { items: event(to) })).toBe('yes');
		expect(await dialled({}, { items: event(to) })).toBe('no');
	});

	test('an event of the Simulator goes in no circles either', async () => {
		const to = '+12025550104';
		let items: IDataObject[] = itemsTo(to);
		let played = 0;
		for (let round = 0; round < 10; round++) {
			const { outputs } = await simulate(items, {});
			played += outputs[0].length;
			items = [...outputs[0], ...outputs[1]].map(({ json }) => ({ ...json, event: 'call.failed' }));
		}
		expect(played).toBe(1);
	});
});

describe('a call that is given to the provider for later is judged by the hour at which it rings', () => {
	const window = { safety: { callingHours: 'custom', windowStart: '09:00', windowEnd: '20:00', timezone: 'UTC' } };
	const cases: Array<[string, 'talkover' | 'svalync', IDataObject]> = [
		['a delay', 'talkover', { delaySeconds: 3600 }],
		['a scheduled time that becomes a delay', 'talkover', { callParameters: { scheduledTime: '2026-11-20T20:30:00.000Z' } }],
		['a scheduled time', 'svalync', { callParameters: { scheduledTime: '2026-11-20T20:30:00.000Z' } }],
	];
	test.each(cases)('a call that %s past the end of the hours phones nobody (%s)', async (_name, provider, parameters) => {
		at('2026-11-20T19:30:00.000Z');
		const record = onlyRecord(await sendCall(servers[provider], { ...window, ...parameters }));
		expect(record).toMatchObject({ dialed: 'no', problem: { type: 'outside_calling_hours', nextAllowedAt: '2026-11-23T09:00:00.000Z' } });
		expect(record.problem.detail).toContain('is not called at the time that was chosen');
		expect(servers[provider].creates).toEqual([]);
	});

	test('a scheduled time inside the hours is given on, although it is night now', async () => {
		at('2026-11-20T03:00:00.000Z');
		expect(
			onlyRecord(await sendCall(servers.svalync, { ...window, callParameters: { scheduledTime: '2026-11-20T10:00:00.000Z' } })),
		).toMatchObject({ dialed: 'yes', audit: { decision: 'allowed' } });
	});
});
