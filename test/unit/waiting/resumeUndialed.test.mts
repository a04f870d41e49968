/** A waiting execution that hears of a call which the provider accepted and never dialed. */
import { createHash } from 'node:crypto';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { callRecord } from '../../../nodes/shared/call/record';
import { confirmingPace } from '../../../nodes/shared/waiting/confirming';
import { resumeWaitingCall } from '../../../nodes/shared/waiting/resume';

Object.assign(confirmingPace, { pauses: [0, 5, 5] });

const to = '+12127365000';
const reason = 'call.start.error-subscription-concurrency-limit-reached';
const call = (more: object = {}) => ({
	id: 'c1',
	type: 'outboundPhoneCall',
	status: 'ended',
	endedReason: reason,
	customer: { number: to },
	...more,
});
const report = (more: object = {}) => ({ message: { type: 'end-of-call-report', endedReason: reason, call: call(more), ...more } });

let executions = 0;

/** The items on the outputs with which the execution goes on. @param shown the provider's own record, null where it cannot be read */
async function outputsAfter(body: object, shown: object | null, { isNew = true, isOneOutput = false } = {}): Promise<IDataObject[][]> {
	const token = `tokenOfThisAttempt_${executions++}_0123456789AB`;
	const record = callRecord('vapi', {
		to,
		callId: 'c1',
		dialed: 'yes',
		status: 'queued',
		reference: 'r1',
		createdAt: new Date().toISOString(),
	});
	const kept = {
		tokenHash: createHash('sha256').update(token).digest('hex'),
		record,
		since: record.createdAt,
		includeRaw: false,
		isOneOutput,
	};
	const response = { headersSent: false, status: () => response, json: () => response };
	const context = {
		getRequestObject: () => ({
			headers: { 'content-type': 'application/json' },
			query: { attempt: token },
			rawBody: Buffer.from(JSON.stringify(body)),
		}),
		getResponseObject: () => response,
		getNode: () => ({ id: 'node', name: 'Call', credentials: {} }),
		getWorkflow: () => ({ id: 'w' }),
		getCredentials: async () => ({ apiKey: 'key-0123456789', baseUrl: 'https://api.example.com' }),
		helpers: {
			httpRequestWithAuthentication: async () =>
				shown === null ? { statusCode: 500, headers: {}, body: {} } : { statusCode: 200, headers: {}, body: shown },
		},
		evaluateExpression: () => kept,
		...(isNew && { getTestWebhookUser: async () => undefined }),
	} as unknown as IWebhookFunctions;
	const { workflowData = [] } = await resumeWaitingCall(context);
	return workflowData.map((items) => items.map(({ json }) => json));
}

describe('a call that was never dialed', () => {
	test('it leaves on Not Dialed, with its problem', async () => {
		const [dialed, notDialed] = await outputsAfter(report(), call());
		expect(dialed).toEqual([]);
		expect(notDialed).toMatchObject([{ to, dialed: 'no', status: 'failed', callId: 'c1', problem: { type: 'rate_limited' } }]);
	});
	test('it leaves on the one output, if there is one', async () => {
		expect(await outputsAfter(report(), call(), { isOneOutput: true })).toMatchObject([
			[{ dialed: 'no', problem: { type: 'rate_limited' } }],
		]);
	});
	test('an n8n that hands on the first output alone does not lose it', async () => {
		expect(await outputsAfter(report(), call(), { isNew: false })).toMatchObject([
			[{ dialed: 'maybe', problem: { type: 'rate_limited' } }],
			[],
		]);
	});
	test('the callback alone proves nothing: it leaves on Dialed where the call cannot be read', async () => {
		expect(await outputsAfter(report(), null)).toMatchObject([[{ dialed: 'yes', problem: { type: 'outcome_unknown' } }], []]);
	});
	test('a sign that it rang outweighs the word of the end', async () => {
		const startedAt = new Date().toISOString();
		const [[record], none] = await outputsAfter(report(), call({ startedAt }));
		expect([record.dialed, record.problem, none]).toEqual(['yes', undefined, []]);
		const [[told]] = await outputsAfter(report({ startedAt }), call());
		expect([told.dialed, told.problem]).toEqual(['yes', undefined]);
	});
	test('a call that was dialed leaves on Dialed', async () => {
		const ended = { endedReason: 'customer-busy' };
		expect(await outputsAfter(report(ended), call(ended))).toMatchObject([[{ dialed: 'yes', outcome: 'busy' }], []]);
	});
});
