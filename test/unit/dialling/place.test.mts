/** What a refused request means for a call. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { expect, test } from 'vitest';
import { placeCall } from '../../../nodes/shared/dialling/place';
import type { CallRecord } from '../../../nodes/shared/call/record';
import { problem } from '../../../nodes/shared/call/problem';
import type { Provider, Refusal } from '../../../nodes/shared/providers/provider';
import { synthflow } from '../../../nodes/shared/providers/synthflow';
import { aCall, settingsOf } from '../../harness/values.mts';

/** One call to a provider that answers with this status, and reads its answer in its own way. */
async function answeredWith(statusCode: number, reading: Partial<Provider>) {
	let posts = 0;
	const context = {
		getExecutionCancelSignal: () => undefined,
		helpers: {
			httpRequestWithAuthentication: async () => {
				posts++;
				return { statusCode, headers: {}, body: { message: 'Unable to queue' } };
			},
		},
	} as unknown as IExecuteFunctions;
	const provider = { ...synthflow, ...reading };
	const connection = { provider, settings: settingsOf.synthflow, baseUrl: 'https://api.example.com', timeoutSeconds: 5 };
	const { record } = await placeCall(context, connection, aCall());
	return { record, posts };
}

/** One call to a provider that refuses it with status 400 and this meaning. */
const refusedWith = async (more: Partial<Refusal>) =>
	await answeredWith(400, {
		readRefusal: () => ({ type: 'provider_error', message: 'Unable to queue', code: null, retryAfterSeconds: null, ...more }),
	});

/** One call that the provider takes, and of which its answer already tells this. */
const takenWith = async (placed: Partial<CallRecord>) =>
	await answeredWith(201, { placeCall: { ...synthflow.placeCall, read: () => ({ placed: { callId: 'c1', ...placed } }) } });

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

test('a call that the provider takes and ends before it is dialed is a certain no, with its reason', async () => {
	const reason = problem('rate_limited', 'No free line.');
	const { record } = await takenWith({ status: 'failed', dialed: 'no', problem: reason });
	expect(record).toMatchObject({ callId: 'c1', dialed: 'no', status: 'failed', problem: reason, to: aCall().to });
});

test('a taken call counts as dialed, whatever its answer says, if anything in it shows that the phone rang', async () => {
	const reason = problem('rate_limited', 'No free line.');
	for (const told of [
		{ status: 'queued' as const },
		{ status: 'failed' as const, dialed: 'no' as const, durationSeconds: 3, problem: reason },
	]) {
		const { record } = await takenWith(told);
		expect(record.dialed).toBe('yes');
		expect(record.problem).toBeUndefined();
	}
});
