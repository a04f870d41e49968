import type { IDataObject } from 'n8n-workflow';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { faults } from '../../servers/faults.mts';
import type { CreateAnswer, ProviderName, StrictServer } from '../../servers/strictServer.mts';
import type { EngineResult, EngineRun } from '../../harness/engine.mts';
import type { End } from '../../harness/ends.mts';
import { endCalls, ends, lookOften } from '../../harness/ends.mts';
import { makeCall } from '../../harness/makeCall.mts';
import { itemsTo, onlyRecord, records, sendCall, TO } from '../../harness/sendCall.mts';
import { useServers, withServer } from '../../harness/servers.mts';

/** Redials of our own, inside a wait by polling: the strict servers count every dial. */
const servers = useServers();
let stop = (): void => {};
lookOften();
afterEach(() => {
	stop();
	vi.useRealTimers();
});

type Run = (server: StrictServer<any>, parameters?: IDataObject, more?: Partial<EngineRun>) => Promise<EngineResult>;
/** Svalync redials the calls of Send Call itself, so there Make Call is the one that needs us. */
const nodes: Array<[ProviderName, Run]> = [
	['svalync', makeCall],
	['synthflow', sendCall],
	['talkover', sendCall],
	['unleashx', sendCall],
];
const polling: IDataObject = { waitForResult: true, waitMethod: 'polling' };
const conditionOf: Partial<Record<End, string>> = { no_answer: 'no-answer', busy: 'busy', failed: 'failed', voicemail: 'voicemail' };
const conditionSets = [
	['no-answer'],
	['busy'],
	['failed'],
	['voicemail'],
	['no-answer', 'busy'],
	['no-answer', 'busy', 'failed', 'voicemail'],
	[],
];

interface Row extends IDataObject {
	to: string;
	end: End;
	conditions: string[];
	attempts: number;
	max: number | null;
}

function rowsOf(): Row[] {
	const rows: Row[] = [];
	for (const end of ends) {
		for (const conditions of conditionSets) {
			for (const [attempts, max] of [
				[0, null],
				[1, null],
				[2, null],
				[3, 2],
				[2, 1],
			] as const) {
				rows.push({ to: `+12127365${String(rows.length).padStart(3, '0')}`, end, conditions, attempts, max });
			}
		}
	}
	return rows;
}

/** Written down beside the code: how often this person is phoned, first call included. */
function dialsOf({ end, conditions, attempts, max }: Row): number {
	const condition = conditionOf[end];
	if (condition === undefined || !conditions.includes(condition)) return 1;
	return Math.min(1 + attempts, max ?? 99);
}

/** These wait for most of their time, so they run side by side, each with a server of its own. */
describe.concurrent.each(nodes)('%s', (provider, call) => {
	test('every person is dialed exactly as often as asked for: outcomes × conditions × attempts', async () =>
		withServer(provider, async (server, endAll) => {
			const rows = rowsOf();
			const endOf = new Map(rows.map(({ to, end }) => [to, end]));
			endAll(({ to }) => endOf.get(to));
			const retry = {
				attempts: '={{ $json.attempts }}',
				conditions: '={{ $json.conditions }}',
				interval: 1,
				maxTotalAttempts: '={{ $json.max }}',
			};
			const safety = { callingHours: 'off', maxCalls: 1000 };
			const result = await call(server, { ...polling, retry, safety, options: { concurrency: 20 } }, { items: rows });
			const left = records(result, 0);
			expect(left).toHaveLength(rows.length);
			const wrong = rows.flatMap((row, index) => {
				const dials = server.calls.filter(({ to }) => to === row.to).length;
				const { outcome, attempt, attempts } = left[index];
				const asked = dialsOf(row);
				const told = attempts === null ? 1 : attempts.length;
				return dials === asked && told === asked && attempt === asked && outcome === row.end
					? []
					: [{ ...row, asked, dials, told, attempt, outcome }];
			});
			expect(wrong).toEqual([]);
			expect(server.creates).toHaveLength(rows.reduce((sum, row) => sum + dialsOf(row), 0));
			expect(server.violations).toEqual([]);
		}));

	test('the run ends with the first call that reaches the person, and lists every attempt', async () =>
		withServer(provider, async (server, endAll) => {
			endAll((_call, dials) => (['busy', 'no_answer', 'answered'] as const)[dials - 1]);
			const record = onlyRecord(await call(server, { ...polling, retry: { attempts: 5, conditions: ['no-answer', 'busy'], interval: 1 } }));
			expect(record).toMatchObject({ dialed: 'yes', status: 'completed', outcome: 'answered', attempt: 3 });
			expect(record.attempts.map(({ attempt, outcome }: any) => [attempt, outcome])).toEqual([
				[1, 'busy'],
				[2, 'no_answer'],
				[3, 'answered'],
			]);
			expect(new Set(record.attempts.map(({ callId }: any) => callId)).size).toBe(3);
			expect(server.creates).toHaveLength(3);
		}));

	test('nobody is called again where it is not known what became of the first call', async () =>
		withServer(provider, async (server) => {
			server.answerNextCreates({ ...(faults.find(({ id }) => id === 'reset') as CreateAnswer & object), dialed: false } as CreateAnswer);
			const retry = { attempts: 3, conditions: ['no-answer', 'busy', 'failed', 'voicemail'], interval: 1 };
			const record = onlyRecord(await call(server, { ...polling, waitLimitMinutes: 0.1, retry }));
			expect(record).toMatchObject({ dialed: 'maybe', status: 'unknown' });
			expect(server.creates).toHaveLength(1);
		}));

	test('a series ends with an unknown redial, and says so', async () =>
		withServer(provider, async (server, endAll) => {
			endAll(() => 'busy');
			server.answerNextCreates('ok', {
				...(faults.find(({ id }) => id === 'reset') as CreateAnswer & object),
				dialed: false,
			} as CreateAnswer);
			const record = onlyRecord(
				await call(server, { ...polling, waitLimitMinutes: 0.15, retry: { attempts: 3, conditions: ['busy'], interval: 1 } }),
			);
			expect(record).toMatchObject({ dialed: 'maybe', status: 'unknown', attempt: 2, problem: { type: 'outcome_unknown' } });
			expect(record.attempts).toMatchObject([
				{ attempt: 1, outcome: 'busy' },
				{ attempt: 2, status: 'unknown' },
			]);
			expect(server.creates).toHaveLength(2);
		}));

	test('a refused redial keeps what was reached before', async () =>
		withServer(provider, async (server, endAll) => {
			endAll(() => 'no_answer');
			server.answerNextCreates('ok', { status: 402, body: { error: true, message: 'Insufficient credits' } });
			const record = onlyRecord(await call(server, { ...polling, retry: { attempts: 3, conditions: ['no-answer'], interval: 1 } }));
			expect(record).toMatchObject({
				dialed: 'yes',
				status: 'failed',
				outcome: 'no_answer',
				attempt: 1,
				problem: { type: 'insufficient_credits' },
			});
			expect(record.problem.detail).toContain('is not called again');
			expect(server.calls).toHaveLength(1);
		}));
});

const again = { ...polling, retry: { attempts: 3, conditions: ['no-answer'], interval: 1 } };

test('every redial passes the gate: the end of the calling hours ends them', async () => {
	const server = servers.talkover;
	vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-20T12:29:00.000Z') });
	stop = endCalls(server, () => {
		vi.setSystemTime(new Date('2026-11-20T12:31:00.000Z'));
		return 'no_answer';
	});
	const safety = { callingHours: 'custom', windowStart: '10:00', windowEnd: '12:30', timezone: 'UTC' };
	const record = onlyRecord(await sendCall(server, { ...again, safety }));
	expect(record).toMatchObject({
		dialed: 'yes',
		outcome: 'no_answer',
		problem: { type: 'outside_calling_hours', nextAllowedAt: '2026-11-23T10:00:00.000Z' },
	});
	expect(server.creates).toHaveLength(1);
});

test('a redial that would come before the hours begin waits for them, where the limit allows it', async () => {
	const server = servers.talkover;
	vi.useFakeTimers({ toFake: ['Date'], now: new Date('2026-11-20T12:29:00.000Z') });
	let dials = 0;
	stop = endCalls(server, () => {
		// After the first call the window is closed and opens again in three seconds.
		if (++dials === 1) vi.setSystemTime(new Date('2026-11-20T09:59:57.000Z'));
		setTimeout(() => vi.setSystemTime(new Date('2026-11-20T10:00:01.000Z')), 1500);
		return 'no_answer';
	});
	const safety = { callingHours: 'custom', windowStart: '10:00', windowEnd: '12:30', timezone: 'UTC' };
	const record = onlyRecord(await sendCall(server, { ...polling, retry: { attempts: 1, conditions: ['no-answer'], interval: 1 }, safety }));
	expect(record).toMatchObject({ dialed: 'yes', outcome: 'no_answer', attempt: 2 });
	expect(record.problem).toBeUndefined();
	expect(server.creates).toHaveLength(2);
});

test('the cap of the run counts redials', async () => {
	const server = servers.talkover;
	stop = endCalls(server, () => 'no_answer');
	const result = await sendCall(
		server,
		{ ...again, safety: { callingHours: 'off', maxCalls: 3 } },
		{ items: itemsTo(TO, '+442079460018') },
	);
	expect(server.creates).toHaveLength(3);
	expect(records(result, 0)).toHaveLength(2);
	expect(records(result, 0).map((one) => one.problem?.type)).toContain('cap_reached');
});

test('a redial that the limit leaves no time for is not begun, and the panel says so', async () => {
	const server = servers.talkover;
	stop = endCalls(server, () => 'no_answer');
	const result = await sendCall(server, {
		...polling,
		waitLimitMinutes: 0.1,
		retry: { attempts: 1, conditions: ['no-answer'], interval: 900 },
	});
	expect(onlyRecord(result)).toMatchObject({ dialed: 'yes', outcome: 'no_answer', attempt: 1 });
	expect(result.hints.join(' ')).toContain('Wait Limit ends before the next redial');
	expect(server.creates).toHaveLength(1);
});

test('a retried execution goes on with the redials where it stopped', async () => {
	const server = servers.unleashx;
	stop = endCalls(server, (_call, dials) => (dials === 1 ? 'no_answer' : undefined));
	const first = await sendCall(server, { ...again, waitLimitMinutes: 0.05 });
	expect(server.creates).toHaveLength(2);
	stop();
	stop = endCalls(server, (_call, dials) => (dials === 3 ? 'answered' : 'no_answer'));
	const second = await sendCall(server, again, { mode: 'retry', contextData: first.contextData });
	expect(onlyRecord(second)).toMatchObject({ dialed: 'yes', outcome: 'answered', attempt: 3 });
	expect(server.creates).toHaveLength(3);
});

test.each([
	[{}, 'calls again only while the result is waited for. Switch on Wait for Result, or take Retry out.'],
	[{ waitForResult: true, waitMethod: 'callback' }, 'calls again only with the Wait Method Polling. Choose it, or take Retry out.'],
])('a redial that nothing would wait for is refused, and nobody is called: %j', async (way, sentence) => {
	const server = servers.talkover;
	for (const retry of [{ retry: { attempts: 3, conditions: ['no-answer'], interval: 1 } }, { options: { retry: { attempts: 3 } } }]) {
		const result = await sendCall(server, { ...way, ...retry });
		expect(result.error).toMatchObject({ description: expect.stringContaining(`Retry ${sentence}`) });
	}
	const none = await sendCall(server, { ...way, retry: { attempts: 0 } });
	expect(none.error).toBeUndefined();
	expect(server.creates).toHaveLength(1);
});
