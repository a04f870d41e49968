/** The address at which a waiting call is resumed: what its events may and may not do, and what leaves with it. */
import { createHash } from 'node:crypto';
import type { IDataObject, IWebhookFunctions } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { callRecord } from '../../../nodes/shared/call/record';
import type { CallRecord } from '../../../nodes/shared/call/record';
import { providerById } from '../../../nodes/shared/providers/registry';
import type { ProviderId } from '../../../nodes/shared/providers/provider';
import { resumeWaitingCall } from '../../../nodes/shared/waiting/resume';

const token = 'tokenOfThisAttempt_-0123456789AB';
const signature = 'a'.repeat(64);
const resumeUrl = `https://n8n.example.com/webhook-waiting/17?signature=${signature}&attempt=${token}`;
const to = '+12127365000';

async function resume(provider: ProviderId, body: unknown, known: Partial<CallRecord> = {}, { includeRaw = false, name = 'Call' } = {}) {
	const record = callRecord(provider, { to, dialed: 'yes', status: 'queued', reference: 'r1', attempt: 1, ...known });
	let status = 200;
	const response = { headersSent: false, status: (code: number) => ((status = code), response), json: () => response };
	const context = {
		getRequestObject: () => ({ headers: { 'content-type': 'application/json' }, query: { attempt: token }, rawBody: Buffer.from(JSON.stringify(body)) }),
		getResponseObject: () => response,
		getNode: () => ({ name }),
		getCredentials: async () => ({ apiKey: 'key-0123456789' }),
		evaluateExpression: (expression: string) => {
			expect(expression.slice(2, -2)).not.toMatch(/\{\{|\}\}/);
			const read = new Function('$node', `return ${expression.slice(2, -2)}`) as (nodes: unknown) => unknown;
			return read({ [name]: { context: { voiceCallsWaiting: { tokenHash: createHash('sha256').update(token).digest('hex'), record, includeRaw } } } });
		},
	} as unknown as IWebhookFunctions;
	const { workflowData } = await resumeWaitingCall(context);
	return { status, record: workflowData?.[0]?.[0]?.json as IDataObject | undefined };
}

const svalync = (callId: string, number: string, event = 'call.completed') => ({ event, call_id: callId, call: { id: callId, to_phone_number: number } });

describe('where the provider tells no id when it places the call', () => {
	test.each([
		['a foreign end alone', [svalync('c9', '+442079460018')]],
		['a foreign end before our own call’s progress', [svalync('c9', '+442079460018'), svalync('c1', to, 'call.ringing')]],
	])('%s does not resume', async (_name, body) => {
		expect((await resume('svalync', body)).record).toBeUndefined();
	});
	test.each([to, '12127365000', '(212) 736-5000', '0212 736 5000', 'anonymous', ''])('our own end does, with the number written %s', async (number) => {
		expect(await resume('svalync', [svalync('c9', '+442079460018'), svalync('c1', number)])).toMatchObject({ status: 200, record: { callId: 'c1', status: 'completed', to } });
	});
});

describe('the address stays secret', () => {
	const bodies: Array<[ProviderId, unknown]> = [
		['talkover', { event: 'event_phone_call_ended', call_id: 'c1', context: { resumeUrl, reference: 'r1', callAttempt: 2, lead: 7 } }],
		['unleashx', { data: { execution_id: 'c1', CALL_STATUS: 'COMPLETED', metadata: { resumeUrl, reference: 'r1', callAttempt: 2, script: 'x', greeting: 'y', lead: 7 } } }],
	];
	test.each(bodies)('%s: a resumed item holds the user’s own data and no address, raw or not', async (provider, body) => {
		for (const includeRaw of [false, true]) {
			const { record } = await resume(provider, body, {}, { includeRaw });
			expect(record).toMatchObject({ callId: 'c1', status: 'completed', ...(provider === 'talkover' ? { context: { lead: 7 } } : { variables: { lead: 7 } }) });
			expect(record?.raw === undefined).toBe(!includeRaw);
			expect(JSON.stringify(record)).not.toMatch(new RegExp(`${token}|${signature}`));
		}
	});
	test.each(bodies)('%s: an event keeps it beside the record', (provider, body) => {
		const [event] = providerById(provider)?.readEvents(body) ?? [];
		expect(event.resumeUrl).toBe(resumeUrl);
		expect(event.record).toMatchObject({ reference: 'r1', attempt: 2 });
		expect(JSON.stringify(event.record)).not.toMatch(/"(resumeUrl|callAttempt|script|greeting)"/);
	});
});

test.each(['Call', 'Say "hi"', "it's", 'back\\slash', 'a }} b {{ c', 'a { b } c', 'ünïcödé 📞', '${x}', 'line\nbreak', '`tick`', ']'])('the node may be named %j', async (name) => {
	expect(await resume('svalync', svalync('c1', to), {}, { name })).toMatchObject({ status: 200, record: { callId: 'c1' } });
});
