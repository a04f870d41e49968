/** What is left behind of a request when it is over. */
import { getEventListeners } from 'node:events';
import type { IExecuteFunctions } from 'n8n-workflow';
import { expect, test } from 'vitest';
import { providerById } from '../../../nodes/shared/providers/registry';
import type { Provider } from '../../../nodes/shared/providers/provider';
import type { Connection } from '../../../nodes/shared/transport/send';
import { send } from '../../../nodes/shared/transport/send';

const connection: Connection = {
	provider: providerById('talkover') as Provider,
	settings: {},
	baseUrl: 'http://127.0.0.1:9/api/v1',
	timeoutSeconds: 30,
};
const request = { method: 'GET', path: '/calls' } as const;

/** A context whose helper answers as it is told, with the signal of the context that it was called on. */
const contextWith = (cancel: AbortSignal, answer: (signal: AbortSignal) => Promise<unknown>) =>
	({
		getExecutionCancelSignal: () => cancel,
		helpers: {
			httpRequestWithAuthentication(this: IExecuteFunctions) {
				return answer(this.getExecutionCancelSignal() as AbortSignal);
			},
		},
	}) as unknown as IExecuteFunctions;

const ended = (signal: AbortSignal): Promise<never> =>
	new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));

test('thousands of requests leave nothing at the signal of the execution', async () => {
	const cancel = new AbortController();
	const signals = new Set<AbortSignal>();
	const context = contextWith(cancel.signal, async (signal) => {
		signals.add(signal);
		expect(getEventListeners(cancel.signal, 'abort')).toHaveLength(1);
		return { statusCode: 200, headers: {}, body: {} };
	});
	for (let count = 0; count < 2000; count++) expect(await send(context, connection, request)).toMatchObject({ answer: { status: 200 } });
	expect(getEventListeners(cancel.signal, 'abort')).toEqual([]);
	expect(signals.size).toBe(2000);
	// A signal made by AbortSignal.any would still follow.
	cancel.abort();
	expect([...signals].filter(({ aborted }) => aborted)).toEqual([]);
});

test.each([0, 20])('a cancelled execution ends a request that is under way, or is about to be sent (%s ms)', async (delay) => {
	const cancel = new AbortController();
	if (delay === 0) cancel.abort();
	else setTimeout(() => cancel.abort(), delay);
	const context = contextWith(cancel.signal, async (signal) => (signal.aborted ? Promise.reject(signal.reason) : await ended(signal)));
	expect(await send(context, connection, request)).toMatchObject({ fault: { timedOut: false } });
});

test.each([
	['hears of it', ended],
	['does not', () => new Promise(() => undefined)],
])('the time-out ends a request whose client %s', async (_name, answer) => {
	const cancel = new AbortController();
	const timedOut = await send(contextWith(cancel.signal, answer), { ...connection, timeoutSeconds: 0.05 }, request);
	expect(timedOut).toMatchObject({ fault: { phase: 'maybe_sent', timedOut: true } });
	expect(getEventListeners(cancel.signal, 'abort')).toEqual([]);
});
