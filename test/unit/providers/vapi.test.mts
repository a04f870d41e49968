import { describe, expect, test } from 'vitest';
import type { ScriptedPart } from '../../../nodes/shared/call/request';
import { vapi } from '../../../nodes/shared/providers/vapi';
import { compileScript } from '../../../nodes/shared/script/compile';
import { aCall, aFullCall, answerOf, settingsOf } from '../../harness/values.mts';

const settings = settingsOf.vapi;
const reference = aCall().reference;
const dialedAt = '2026-11-20T10:00:00.123Z';
const numberId = '9f2b0000-0000-4000-8000-000000000001';
const bodyOf = (call = aCall()): any => vapi.placeCall.request(call, settings).body;
const script = { form: 'text', text: 'Hello {friend}, your order is ready.' } as const;
const scripted = (more: Partial<ScriptedPart> = {}): ScriptedPart => ({
	script,
	voiceId: 'Clara',
	voice: null,
	simulatedAnswers: [],
	...more,
});

describe('the request', () => {
	test('the smallest call has an assistant, a number, a person and the metadata that is echoed back', () => {
		expect(vapi.placeCall.request(aCall({ fromNumberId: numberId, dialedAt }), settings)).toEqual({
			method: 'POST',
			path: '/call',
			body: {
				assistantId: 'agent-1',
				assistantOverrides: { metadata: { reference, dialedAt } },
				phoneNumberId: numberId,
				customer: { number: '+442079460018' },
			},
		});
	});

	test('the whole call of a saved assistant has every documented field', () => {
		const call = aFullCall({ fromNumberId: numberId, voicemail: { action: 'leaveMessage', message: 'Call us.' }, dialedAt, attempt: 2 });
		expect(bodyOf(call)).toEqual({
			assistantId: 'agent-1',
			assistantOverrides: {
				variableValues: { orderNumber: 'A-17', amount: 12.5, paid: false },
				firstMessage: 'Hello, this is an assistant.',
				maxDurationSeconds: 300,
				artifactPlan: { recordingEnabled: true, transcriptPlan: { enabled: false } },
				voicemailDetection: { provider: 'vapi' },
				voicemailMessage: 'Call us.',
				metadata: { reference, context: { lead: { id: 7 } }, callAttempt: 2, dialedAt },
				server: {
					url: 'https://n8n.example.com/webhook/call-events',
					backoffPlan: { type: 'exponential', maxRetries: 3, baseDelaySeconds: 2 },
				},
				serverMessages: ['status-update', 'end-of-call-report'],
			},
			phoneNumberId: numberId,
			customer: { number: '+442079460018', name: 'Ada Lovelace' },
			schedulePlan: { earliestAt: '2026-12-01T09:30:00.000Z' },
		});
	});

	test('a recording that is off is sent as off, since Vapi would record', () => {
		const { artifactPlan } = bodyOf(aCall({ recording: false })).assistantOverrides;
		expect(artifactPlan).toEqual({ recordingEnabled: false });
	});

	test('a wait by callback asks for the report after the end alone', () => {
		const call = aCall({ callbackUrl: 'https://n8n.example.com/webhook-waiting/1?attempt=a', finalEventOnly: true });
		expect(bodyOf(call).assistantOverrides.serverMessages).toEqual(['end-of-call-report']);
	});

	test.each([
		['hangUp', { voicemailDetection: { provider: 'vapi' } }],
		['ignore', { voicemailDetection: 'off' }],
	] as const)('a machine that answers is handled as asked: %s', (action, wanted) => {
		const overrides = bodyOf(aCall({ voicemail: { action, message: null } })).assistantOverrides;
		expect(overrides).toEqual({ ...wanted, metadata: { reference } });
	});

	test('a script becomes an assistant of this call alone, with its own model, voice and settings', () => {
		const call = aCall({
			agentId: null,
			scripted: scripted({ voiceId: '11labs/burt', voice: { gender: null, accent: null, speed: 1.2 } }),
			assistantModel: 'openrouter/meta-llama/llama-3',
			variables: { friend: 'Ada' },
			context: { lead: 7 },
			recording: false,
			maxDuration: 60,
			callbackUrl: 'https://n8n.example.com/webhook/1',
		});
		const { greeting, prompt } = compileScript(script);
		expect(bodyOf(call)).toEqual({
			assistant: {
				firstMessage: greeting,
				model: { provider: 'openrouter', model: 'meta-llama/llama-3', messages: [{ role: 'system', content: prompt }] },
				voice: { provider: '11labs', voiceId: 'burt', speed: 1.2 },
				maxDurationSeconds: 60,
				artifactPlan: { recordingEnabled: false },
				metadata: { reference, context: { lead: 7 } },
				server: expect.objectContaining({ url: 'https://n8n.example.com/webhook/1' }),
				serverMessages: ['status-update', 'end-of-call-report'],
			},
			assistantOverrides: { variableValues: { friend: 'Ada' } },
			customer: { number: '+442079460018' },
		});
		// Vapi fills {{…}} in both texts.
		expect(`${greeting}${prompt}`).not.toMatch(/[{}]/);
	});

	test('a script without a voice and a model is spoken by openai/gpt-4o, in a voice that Vapi chooses', () => {
		const { assistant } = bodyOf(aCall({ agentId: null, scripted: scripted({ voiceId: null }) }));
		expect(assistant).not.toHaveProperty('voice');
		expect(assistant.model).toMatchObject({ provider: 'openai', model: 'gpt-4o' });
	});

	test.each([
		['Clara', { provider: 'vapi', voiceId: 'Clara' }],
		['vapi/Elliot', { provider: 'vapi', voiceId: 'Elliot' }],
		['playht/s3://voice/manifest.json', { provider: 'playht', voiceId: 's3://voice/manifest.json' }],
		['s3://voice/manifest.json', { provider: 'vapi', voiceId: 's3://voice/manifest.json' }],
	])('the voice %s is read as company and voice', (voiceId, voice) => {
		const call = aCall({ agentId: null, scripted: scripted({ voiceId }), assistantModel: 'openai/gpt-4o' });
		expect(bodyOf(call).assistant.voice).toEqual(voice);
	});
});

describe('what is refused before anything is dialed', () => {
	const faultsOf = (more: Parameters<typeof aCall>[0]) => vapi.check(aCall(more)).map(({ field, sentence }) => `${field} ${sentence}`);

	test.each<[string, Parameters<typeof aCall>[0], string]>([
		['a long name', { recipientName: 'x'.repeat(41) }, 'Recipient Name has more than 40 characters, and Vapi takes no more. Shorten it.'],
		['a short call', { maxDuration: 9 }, 'Max Duration is below 10 seconds, and Vapi takes no less. Give 10 or more.'],
		['a long call', { maxDuration: 43_201 }, 'Max Duration is above 43200 seconds, and Vapi takes no more. Give 43200 or less.'],
		[
			'a speed without a voice',
			{ scripted: scripted({ voiceId: null, voice: { gender: null, accent: null, speed: 1.2 } }) },
			'Voice Settings: Speed is taken for a voice alone. Add Voice under Options, such as Clara, or take the speed out.',
		],
		[
			'a model without its company',
			{ scripted: scripted(), assistantModel: 'gpt-4o' },
			'Assistant Model names no model. Write the company and the model, such as openai/gpt-4o.',
		],
	])('a call is refused for %s', (_name, more, sentence) => {
		expect(faultsOf(more)).toEqual([sentence]);
	});

	test('a call at every limit is let through', () => {
		expect(faultsOf({ recipientName: 'x'.repeat(40), maxDuration: 10, scripted: scripted(), assistantModel: 'openai/gpt-4o' })).toEqual([]);
		expect(faultsOf({ maxDuration: 43_200 })).toEqual([]);
	});
});

describe('the answer to a placed call', () => {
	const placed = (body: unknown, status = 201) => vapi.placeCall.read(answerOf(status, body), aCall());
	const createdAt = '2026-11-20T10:00:00.000Z';

	test('a 201 names the call, whatever it says of the limits of the account', () => {
		for (const concurrencyBlocked of [false, true]) {
			const body = { id: 'c1', status: 'queued', createdAt, cost: 0, subscriptionLimits: { concurrencyBlocked, concurrencyLimit: 10 } };
			expect(placed(body)).toEqual({ placed: { callId: 'c1', status: 'queued', outcome: null, endReason: null, createdAt } });
		}
		expect(placed({ id: 'c1', status: 'scheduled' })).toMatchObject({ placed: { status: 'queued' } });
	});

	test('a 201 whose call is over already says that nobody was dialed', () => {
		const endedReason = 'call.start.error-subscription-insufficient-credits';
		expect(placed({ id: 'c1', status: 'ended', endedReason })).toMatchObject({
			placed: { callId: 'c1', status: 'failed', dialed: 'no', endReason: endedReason, problem: { type: 'insufficient_credits' } },
		});
	});

	test.each([
		['no id', { status: 'queued' }],
		['a batch', { subscriptionLimits: {}, results: [{ id: 'c1' }], errors: [] }],
		['a number as id', { id: 5 }],
		['a web page', '<html>'],
		['nothing', undefined],
		['a list', []],
	])('an answer says neither that the call was placed nor that it was refused: %s', (_name, body) => {
		expect(placed(body)).toBeNull();
	});

	test('an error inside a 2xx is no certain refusal, since Vapi documents none', () => {
		for (const statusCode of [400, 401, 500]) {
			expect(placed({ message: 'No.', error: 'Bad Request', statusCode }, 200)).toMatchObject({ failed: { message: 'No.' }, callId: null });
		}
	});
});

test('a refusal whose message is a list is read whole', () => {
	const message = ['property prompt should not exist', 'customer.number must be a valid phone number in the E.164 format'];
	expect(vapi.readRefusal(answerOf(400, { message, error: 'Bad Request', statusCode: 400 }))).toMatchObject({
		type: 'invalid_phone_number',
		message: message.join('; '),
		code: 'Bad Request',
	});
});

describe('a list of calls', () => {
	const filter = { agentId: null, to: null, after: null, before: null, search: null, cursor: null, limit: 2 };
	const row = (id: string, second: number, more = {}) => ({ id, createdAt: `2026-11-20T10:00:0${second}.000Z`, status: 'queued', ...more });
	const read = (rows: unknown, cursor: string | null = null) => vapi.listCalls!.read(answerOf(200, rows), { ...filter, cursor });
	const idsOf = (page: ReturnType<typeof read>) => page?.results.map(({ record }) => record.callId);

	test('a list is asked by time and assistant, since Vapi cannot filter it by number', () => {
		const query = { ...filter, agentId: 'a1', to: '+442079460018', after: '2026-11-20T00:00:00.000Z', before: '2026-11-21T00:00:00.000Z' };
		expect(vapi.listCalls!.request(query, settings)).toEqual({
			method: 'GET',
			path: '/call',
			query: { limit: 2, assistantId: 'a1', createdAtGe: query.after, createdAtLe: query.before },
		});
	});

	test('two calls of one instant at the border of two pages are both read, each once', () => {
		const first = read([row('c1', 9), row('c2', 8)]);
		expect(idsOf(first)).toEqual(['c1', 'c2']);
		expect(vapi.listCalls!.request({ ...filter, cursor: first!.next }, settings).query).toEqual({
			limit: 2,
			createdAtLe: '2026-11-20T10:00:08.000Z',
		});
		const second = read([row('c2', 8), row('c3', 8)], first!.next);
		expect(idsOf(second)).toEqual(['c3']);
		const third = read([row('c2', 8)], second!.next);
		expect([idsOf(third), third!.next]).toEqual([[], null]);
	});

	test('a full page that cannot be continued is not read, since its calls would seem absent', () => {
		expect(read([row('c1', 8), row('c2', 9)]), 'oldest first').toBeNull();
		expect(read([row('c1', 9), { id: 'c2' }]), 'without a time').toBeNull();
		expect(read([row('c1', 8), row('c2', 8)], '2026-11-20T10:00:08.000Z c1 c2'), 'the same page again').toBeNull();
		expect(read({ results: [] }), 'no array').toBeNull();
	});

	test('calls that came in and calls of browsers are left out', () => {
		const rows = ['inboundPhoneCall', 'webCall', 'outboundPhoneCall'].map((type) => row(type, 9, { type }));
		expect(idsOf(vapi.listCalls!.read(answerOf(200, rows), { ...filter, limit: 100 }))).toEqual(['outboundPhoneCall']);
	});
});

test('numbers that are active and have a telephone number can be chosen, by their own ID', () => {
	const rows = [
		{ id: 'n1', number: '+12127365002', name: 'Main', status: 'active' },
		{ id: 'n2', number: '+12127365003' },
		{ id: 'n3', number: '+12127365004', status: 'activating' },
		{ id: 'n4', number: '+12127365005', status: 'blocked' },
		{ id: 'n5', name: 'SIP alone', status: 'active', sipUri: 'sip:a@sip.vapi.ai' },
	];
	expect(vapi.listNumbers!.read(answerOf(200, rows), { search: null, cursor: null })).toEqual({
		results: [
			{ id: 'n1', name: '+12127365002 (Main)', number: '+12127365002' },
			{ id: 'n2', name: '+12127365003', number: '+12127365003' },
		],
		next: null,
	});
	expect(vapi.callerNumber).toEqual({ isRequired: true, isSentAs: 'id' });
});

describe('the end of a call', () => {
	const address = (body: unknown) => vapi.endCallAt!.address.read(answerOf(200, body), { callId: 'c1', agentId: null });

	test('a call is ended at its control address, and never by a DELETE', () => {
		expect(vapi.endCall).toBeUndefined();
		expect(vapi.endCallAt!.address.request({ callId: 'c/1', agentId: null }, settings)).toEqual({ method: 'GET', path: '/call/c%2F1' });
		expect([vapi.endCallAt!.body, vapi.endCallAt!.domain]).toEqual([{ type: 'end-call' }, 'vapi.ai']);
		const controlUrl = 'https://phone-call-websocket.aws-us-west-2-backend-production1.vapi.ai/c1/control';
		expect(address({ id: 'c1', status: 'in-progress', monitor: { controlUrl } })).toEqual({ url: controlUrl });
	});

	test('a call that is over has nothing to end, and a call without an address cannot be ended', () => {
		expect(address({ id: 'c1', status: 'ended', endedReason: 'voicemail', monitor: { controlUrl: 'https://x.vapi.ai' } })).toBe('over');
		expect(address({ id: 'c1', status: 'ended' })).toBe('over');
		expect(address({ id: 'c1', status: 'queued' })).toBe('absent');
		expect(address({})).toBeNull();
	});
});
