/** What a refused request means for a call. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { expect, test } from 'vitest';
import { placeCall } from '../../../nodes/shared/dialling/place';
import type { Refusal } from '../../../nodes/shared/providers/provider';
import { synthflow } from '../../../nodes/shared/providers/synthflow';
import { aCall, settingsOf } from '../../harness/values.mts';

/** One call to a provider that refuses it with status 400 and this meaning. */
async function refusedWith(more: Partial<Refusal>) {
	let posts = 0;
	const context = {
		getExecutionCancelSignal: () => undefined,
		helpers: {
			httpRequestWithAuthentication: async () => {
				posts++;
				return { statusCode: 400, headers: {}, body: { message: 'Unable to queue' } };
			},
		},
	} as unknown as IExecuteFunctions;
	const refusal: Refusal = { type: 'provider_error', message: 'Unable to queue', code: null, retryAfterSeconds: null, ...more };
	const provider = { ...synthflow, readRefusal: () => refusal };
	const connection = { provider, settings: settingsOf.synthflow, baseUrl: 'https://api.example.com', timeoutSeconds: 5 };
	const { record } = await placeCall(context, connection, aCall());
	return { record, posts };
}

test('a refusal that leaves open whether it dialed is an unknown outcome, and nothing is sent again', async () => {
	const { record, posts } = await refusedWith({ leavesOpen: true });
	expect(record).toMatchObject({
		dialed: 'maybe',
		status: 'unknown',
		problem: { type: 'provider_error', httpStatus: 400, reconcile: expect.stringContaining('Reference') },
	});
	expect(record.problem?.detail).toContain('it answered with an error: "Unable to queue"');
	expect(posts).toBe(1);
});

test('any other refusal is a certain no', async () => {
	expect((await refusedWith({})).record).toMatchObject({ dialed: 'no', status: 'failed' });
});
