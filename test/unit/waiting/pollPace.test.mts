/** How soon the end of a call is seen by a wait by polling, on a clock that the test moves. */
import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CallRecord } from '../../../nodes/shared/call/record';
import { callRecord } from '../../../nodes/shared/call/record';
import type { CallRequest } from '../../../nodes/shared/call/request';
import { isTerminal } from '../../../nodes/shared/call/lifecycle';
import { providerById } from '../../../nodes/shared/providers/registry';
import { beginWait, pauseBeforeLook, pollPace, timeFor } from '../../../nodes/shared/waiting/pollPace';
import type { WaitRun } from '../../../nodes/shared/waiting/pendingCalls';
import { waitForResults } from '../../../nodes/shared/waiting/results';
import { aCall, settingsOf } from '../../harness/values.mts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

const second = 1000;
/** Milliseconds until an answer is there. */
const latency = 150;
const idOf = (item: number): string => `call-${String(item).padStart(4, '0')}`;
const toOf = (item: number): string => `+1212736${1000 + item}`;

/** The account of a provider whose calls are over at these times (milliseconds since 1970). */
type Api = (options: IHttpRequestOptions, ends: readonly number[], began: number) => IDataObject | IDataObject[];

const isOver = (end: number): boolean => Date.now() >= end;
const apis: Record<string, Api> = {
	synthflow: ({ qs = {} }, ends, began) => {
		const [offset, limit] = [Number(qs.offset ?? 0), Number(qs.limit)];
		const calls = ends.slice(offset, offset + limit).map((end, index) => ({
			call_id: idOf(offset + index),
			model_id: 'agent-1',
			phone_number_to: toOf(offset + index),
			start_time: String(began),
			status: isOver(end) ? 'completed' : 'in-progress',
			transcript: isOver(end) ? 'bot: Hello.\nhuman: Hi.' : undefined,
		}));
		return { status: 'ok', response: { pagination: { total_records: ends.length, limit, offset }, calls } };
	},
	talkover: ({ qs = {} }, ends, began) => {
		const [page, size] = [Number(qs.page ?? 1), Number(qs.per_page)];
		const data = ends.slice((page - 1) * size, page * size).map((end, index) => ({
			id: idOf((page - 1) * size + index),
			agent_id: 'agent-1',
			to: toOf((page - 1) * size + index),
			status: isOver(end) ? 'completed' : 'answered',
			created_at: new Date(began).toISOString(),
		}));
		const last_page = Math.max(1, Math.ceil(ends.length / size));
		return { success: true, data, pagination: { current_page: page, last_page, per_page: size, total: ends.length } };
	},
	bland: ({ url, qs = {} }, ends, began) => {
		const row = (item: number) => ({
			call_id: idOf(item),
			to: toOf(item),
			created_at: new Date(began).toISOString(),
			queue_status: isOver(ends[item]) ? 'complete' : 'started',
			status: isOver(ends[item]) ? 'completed' : 'started',
			completed: isOver(ends[item]),
			answered_by: 'human',
		});
		const id = /call-(\d+)$/.exec(url)?.[1];
		if (id !== undefined) return { ...row(Number(id)), concatenated_transcript: 'user: Hi.' };
		const [from, to] = [Number(qs.from), Number(qs.to)];
		const calls = ends.slice(from, to).map((_end, index) => row(from + index));
		return { count: calls.length, total_count: ends.length, calls };
	},
};

/** Waits for calls that end at these ages (milliseconds). @returns how late each end was seen, and how many requests a minute were sent at the most */
async function waitFor(id: string, ages: readonly number[]) {
	const provider = providerById(id)!;
	const began = Date.now();
	const ends = ages.map((age) => began + age);
	const sent: number[] = [];
	const seen = new Map<number, number>();
	const context = {
		getExecutionCancelSignal: () => undefined,
		getInputData: () => ages.map(() => ({ json: {} })),
		helpers: {
			httpRequestWithAuthentication: async (_type: string, options: IHttpRequestOptions) => {
				sent.push(Date.now() - began);
				await new Promise<void>((resolve) => setTimeout(resolve, latency));
				return { statusCode: 200, headers: {}, body: apis[id](options, ends, began) };
			},
		},
	};
	const ledger = {
		callIds: () => new Set<string>(),
		dialsWithoutId: () => [],
		earlier: () => ({ state: 'none' }),
		settle: ({ item }: CallRequest, { status }: CallRecord) =>
			void (isTerminal(status) && !seen.has(item) && seen.set(item, Date.now() - began)),
	};
	const connection = {
		provider,
		settings: settingsOf[provider.id],
		baseUrl: provider.baseUrl(settingsOf[provider.id]),
		timeoutSeconds: 30,
	};
	const dialRun = { context, connection, ledger, warnings: [], progress: { awaits: () => {} }, pace: { concurrency: 1, perMinute: null } };
	const items = ages.map((_age, item) => ({
		parsed: {
			item,
			call: aCall({ item, to: toOf(item), reference: `r${item}` }),
			wait: { method: 'polling', limitMinutes: 60 },
			redial: null,
			options: {},
		},
		record: callRecord(provider.id, {
			callId: idOf(item),
			to: toOf(item),
			dialed: 'yes',
			status: 'queued',
			createdAt: new Date(began).toISOString(),
		}),
	}));
	const waiting = waitForResults(
		{ dialRun, preflight: {}, startedAt: performance.now() } as unknown as WaitRun,
		items as unknown as Parameters<typeof waitForResults>[1],
	);
	let isDone = false;
	void waiting.finally(() => (isDone = true));
	while (!isDone) await vi.advanceTimersByTimeAsync(50);
	const records = (await waiting).map(({ record }) => record);
	expect(records.every(({ status }) => status === 'completed')).toBe(true);
	const inAMinute = sent.map((at) => sent.filter((other) => other >= at && other < at + 60 * second).length);
	return { late: ages.map((age, item) => seen.get(item)! - age), most: Math.max(...inAMinute), sent: sent.length };
}

/** Ages spread over the first five minutes of a call. */
const spread = (count: number): number[] => Array.from({ length: count }, (_, index) => Math.round(((index + 0.5) / count) * 300 * second));

describe('the end of a call in its first five minutes is seen within ten seconds', () => {
	test.each([['synthflow'], ['talkover'], ['bland']])('one call: %s', { timeout: 120_000 }, async (id) => {
		for (const age of [500, 5 * second, 40 * second, 130 * second, 299 * second]) {
			const { late, most } = await waitFor(id, [age]);
			expect(late[0]).toBeLessThanOrEqual(10 * second);
			expect(most).toBeLessThanOrEqual(60);
		}
	});
	test.each([
		['synthflow', 300],
		['synthflow', 2000],
		['talkover', 500],
		['bland', 300],
	])('many calls of one run: %s, %i calls', { timeout: 300_000 }, async (id, amount) => {
		const { late, most, sent } = await waitFor(id, spread(amount));
		console.log(
			`${id}, ${amount} calls: the latest end was seen after ${(Math.max(...late) / second).toFixed(1)} s; ${sent} requests, ${most} in a minute at the most`,
		);
		expect(Math.max(...late)).toBeLessThanOrEqual(10 * second);
		expect(most).toBeLessThanOrEqual(providerById(id)!.requestsPerMinute ?? pollPace.requestsPerMinute);
	});
});

describe('the pause before a look', () => {
	const awaited = (age: number, more: Partial<CallRequest> = {}) => ({
		call: aCall(more),
		record: callRecord('vapi', {}),
		since: new Date(Date.now() - age).toISOString(),
	});
	const usual = (...calls: Array<ReturnType<typeof awaited>>): number => pauseBeforeLook(calls, Date.now(), () => 0.5);

	test('it grows with the age of the youngest call, up to half a minute', () => {
		expect([0, 30, 60, 299, 600, 3600].map((age) => usual(awaited(age * second)))).toEqual([2000, 3000, 5000, 5000, 12_000, 30_000]);
		expect(usual(awaited(3_600_000), awaited(0))).toBe(2000);
		expect(usual()).toBe(30_000);
	});
	test('a call that begins later is looked for when it begins', () => {
		const scheduled = (seconds: number) => awaited(0, { scheduledTime: new Date(Date.now() + seconds * second).toISOString() });
		expect([1, 10, 3600].map((seconds) => usual(scheduled(seconds)))).toEqual([2000, 10_000, 30_000]);
		expect(usual(awaited(60 * second, { delaySeconds: 3600 }))).toBe(30_000);
		expect(usual(awaited(0, { delaySeconds: 20 }))).toBe(20_000);
	});
	test('chance makes it a quarter shorter or longer', () => {
		expect(pauseBeforeLook([awaited(0)], Date.now(), () => 0)).toBe(1500);
		expect(pauseBeforeLook([awaited(0)], Date.now(), () => 1)).toBe(2500);
	});
	test('runs that await calls of one account share what it may ask', () => {
		const [base, other] = ['https://one.example.com', 'https://other.example.com'];
		const ends = [beginWait(base), beginWait(base), beginWait(other)];
		expect([base, other].map((url) => timeFor(20, { requestsPerMinute: 100 }, url))).toEqual([36_000, 18_000]);
		for (const end of ends) end();
		expect(timeFor(20, { requestsPerMinute: 100 }, base)).toBe(18_000);
		expect(timeFor(20, {}, base)).toBe(6000);
	});
});
