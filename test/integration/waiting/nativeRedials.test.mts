import type { IDataObject } from 'n8n-workflow';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { StrictServer } from '../../servers/strictServer.mts';
import type { SvalyncState } from '../../servers/svalync.mts';
import { startSvalync } from '../../servers/svalync.mts';
import { lookOften } from '../../harness/ends.mts';
import { itemsTo, onlyRecord, OTHER, records, sendCall, TO } from '../../harness/sendCall.mts';
import { startServer } from '../../harness/servers.mts';
import { built } from '../../harness/built.mts';

/** Svalync calls again by itself: a call that failed once may ring again, under the same row of its list. */
const { nativeRedials } = built('shared/waiting/redial') as typeof import('../../../nodes/shared/waiting/redial.ts');

let server: StrictServer<SvalyncState>;
lookOften();
beforeAll(async () => {
	nativeRedials.ringSeconds = 1;
	server = await startSvalync();
});
beforeEach(() => server.reset());
afterAll(async () => {
	nativeRedials.ringSeconds = 120;
	await server.close();
});

const polling: IDataObject = { waitForResult: true, waitMethod: 'polling' };
const retry: IDataObject = { attempts: 1, interval: 1, conditions: ['no-answer'] };

/** What the row of each call shows, look by look; the last one stays. */
function show(...statuses: string[]): () => number {
	let looks = 0;
	server.answerLists = () => {
		const status = statuses[Math.min(looks++, statuses.length - 1)];
		for (const call of server.calls) call.status = status;
		return undefined;
	};
	return () => looks;
}

test.each([
	['one call, read by its list', [TO]],
	['several', [TO, OTHER]],
])('a wait by polling goes on while it may ring again, and takes the last end: %s', async (_name, numbers) => {
	const looks = show('no-answer', 'no-answer', 'ringing', 'in-progress', 'completed');
	const result = await sendCall(server, { ...polling, retry }, { items: itemsTo(...numbers) });
	expect(records(result, 0).map(({ status, outcome }) => [status, outcome])).toEqual(numbers.map(() => ['completed', 'answered']));
	expect(looks()).toBeGreaterThanOrEqual(5);
	expect(server.creates).toHaveLength(numbers.length);
});

test('a wait by polling ends when no further call is due: nobody answered', async () => {
	show('no-answer');
	const started = performance.now();
	expect(onlyRecord(await sendCall(server, { ...polling, retry }))).toMatchObject({ status: 'failed', outcome: 'no_answer' });
	// Two calls of a second each, and a second between them.
	expect(performance.now() - started).toBeGreaterThan(2500);
	expect(server.creates).toHaveLength(1);
});

test('the Wait Limit holds while it may ring again, and the call leaves with what it came to', async () => {
	show('no-answer');
	const record = onlyRecord(await sendCall(server, { ...polling, waitLimitMinutes: 0.02, retry: { ...retry, interval: 900 } }));
	expect(record).toMatchObject({ status: 'failed', outcome: 'no_answer' });
	expect(record.problem).toBeUndefined();
});

test.each([
	['another end than those that are called again for', 'busy', retry],
	['no attempts', 'no-answer', { ...retry, attempts: 0 }],
	['no retry at all', 'no-answer', undefined],
])('the first end is the last one: %s', async (_name, status, chosen) => {
	const looks = show(status);
	await sendCall(server, { ...polling, ...(chosen && { retry: chosen }) });
	expect(looks()).toBe(1);
});

test('a wait by callback says that it ends with the first end', async () => {
	const callback = { waitForResult: true, waitMethod: 'callback' };
	const { run, hints } = await sendCall(server, { ...callback, retry });
	expect(run.waitTill).toBeInstanceOf(Date);
	expect(hints.join(' ')).toContain('the wait by callback ends with the first one that does');
	expect((await sendCall(server, callback)).hints.join(' ')).not.toContain('the first one that does');
});

describe('a key that is refused inside a 2xx ends the wait', () => {
	test.each([
		['unleashx', { error: true, code: 401, message: 'Invalid Auth Key or Session Expired' }],
		['talkover', { error: 'UNAUTHORIZED', message: 'Invalid token', status_code: 401 }],
		['svalync', { success: false, status: 401, message: 'Unauthorized' }],
	] as const)('a key that is refused inside a 2xx ends the wait: %s', async (provider, body) => {
		const other = await startServer(provider);
		other.answerLists = () => ({ status: 200, body });
		for (const numbers of [[TO], [TO, OTHER]]) {
			const result = await sendCall(other, polling, { items: itemsTo(...numbers) });
			const refused = { dialed: 'yes', problem: { type: 'outcome_unknown', httpStatus: 401 } };
			expect(records(result, 0)).toMatchObject(numbers.map(() => refused));
		}
		await other.close();
	});
});
