/** How a call of Vapi ended, as its row, its list and its events tell it. */
import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { recordOfEvents } from '../../../nodes/shared/call/lifecycle';
import { vapi } from '../../../nodes/shared/providers/vapi';
import { openDelivery } from '../../../nodes/shared/webhooks/delivery';
import { verifyDelivery } from '../../../nodes/shared/webhooks/verify';
import { answerOf } from '../../harness/values.mts';

const read = (row: object) => {
	const call = vapi.getCall!.read(answerOf(200, { id: 'c1', status: 'ended', ...row }), { callId: 'c1', agentId: null });
	return call === null || call === 'absent' ? expect.unreachable() : call.record;
};
const talk = { startedAt: '2026-11-20T10:00:08.000Z', artifact: { messages: [{ role: 'bot', message: 'Hello.' }] } };

describe('the reason of the end', () => {
	test.each([
		['customer-ended-call', 'completed', 'answered'],
		['customer-ended-call-during-transfer', 'completed', 'answered'],
		['assistant-ended-call', 'completed', 'answered'],
		['assistant-ended-call-after-message-spoken', 'completed', 'answered'],
		['assistant-said-end-call-phrase', 'completed', 'answered'],
		['assistant-forwarded-call', 'completed', 'answered'],
		['exceeded-max-duration', 'completed', 'answered'],
		['silence-timed-out', 'completed', 'answered'],
		['call.in-progress.twilio-completed-call', 'completed', 'answered'],
		['call.in-progress.sip-completed-call', 'completed', 'answered'],
		['call.forwarding.operator-busy', 'completed', 'answered'],
		['call.forwarding.no-answer', 'completed', 'answered'],
		['call.ending.hook-executed-say', 'completed', 'answered'],
		['vonage-completed', 'completed', 'answered'],
		['voicemail', 'completed', 'voicemail'],
		['customer-busy', 'failed', 'busy'],
		['customer-did-not-answer', 'failed', 'no_answer'],
		['manually-canceled', 'failed', 'cancelled'],
		['scheduled-call-deleted', 'failed', 'cancelled'],
		['call-deleted', 'failed', 'cancelled'],
		['vonage-rejected', 'failed', 'rejected'],
		['call.in-progress.error-providerfault-outbound-sip-403-forbidden', 'failed', 'rejected'],
		['call.in-progress.error-providerfault-outbound-sip-480-temporarily-unavailable', 'failed', 'failed'],
		['call.in-progress.error-sip-outbound-call-failed-to-connect', 'failed', 'failed'],
		['twilio-failed-to-connect-call', 'failed', 'failed'],
		['call.in-progress.error-vapifault-openai-llm-failed', 'failed', 'failed'],
		['pipeline-error-openai-llm-failed', 'failed', 'failed'],
		['worker-shutdown', 'failed', 'failed'],
	])('a call that ended by %s is %s, %s', (endedReason, status, outcome) => {
		const record = read({ endedReason });
		expect(record).toMatchObject({ status, outcome, dialed: 'yes', endReason: endedReason });
		expect(record.problem).toBeUndefined();
	});

	test('a reason that nobody knows leaves the outcome open: completed if somebody talked, else failed', () => {
		expect(read({ endedReason: 'teleported', ...talk })).toMatchObject({ status: 'completed', outcome: null, dialed: 'yes' });
		expect(read({ endedReason: 'teleported' })).toMatchObject({ status: 'failed', outcome: null, dialed: 'yes' });
		expect(read({ endedReason: 'constructor' })).toMatchObject({ status: 'failed', outcome: null });
		expect(read({})).toMatchObject({ status: 'completed', outcome: null, endReason: null });
	});

	test.each([
		['call.start.error-subscription-insufficient-credits', 'insufficient_credits'],
		['call.start.error-subscription-wallet-does-not-exist', 'insufficient_credits'],
		['call.start.error-subscription-concurrency-limit-reached', 'rate_limited'],
		['call.start.error-vapi-number-international', 'call_rejected'],
		['call.start.error-vapi-number-outbound-daily-limit', 'call_rejected'],
		['call.start.error-fraud-check-failed', 'call_rejected'],
		['call.start.error-get-assistant', 'agent_unavailable'],
		['call.start.assistant-version-error-validation', 'agent_unavailable'],
		['call-start-error-neither-assistant-nor-server-set', 'agent_unavailable'],
		['assistant-not-found', 'agent_unavailable'],
		['call.start.error-of-next-year', 'call_rejected'],
	])('a call that ended by %s was never dialed: %s', (endedReason, type) => {
		const record = read({ endedReason });
		expect(record).toMatchObject({ status: 'failed', outcome: 'failed', dialed: 'no', problem: { type, providerCode: endedReason } });
		expect(record.problem?.detail).toMatch(/^Vapi took the call and ended it before it dialed \(.+\)\. [A-Z].+\.$/);
	});

	test('a call in which somebody talked was dialed, whatever its reason says', () => {
		const record = read({ endedReason: 'call.start.error-subscription-concurrency-limit-reached', ...talk });
		expect(record).toMatchObject({ dialed: 'yes', status: 'failed' });
		expect(record.problem).toBeUndefined();
	});

	test('a call that is not over has neither a price nor a duration', () => {
		const record = read({ status: 'in-progress', cost: 0.02, startedAt: talk.startedAt, endedAt: talk.startedAt });
		expect(record).toMatchObject({ status: 'in_progress', cost: null, durationSeconds: null });
		expect(read({ endedReason: 'voicemail', cost: 0 }).cost).toBeNull();
		expect(read({ endedReason: 'voicemail', cost: 0.0712 }).cost).toEqual({ amount: 0.0712, currency: 'USD' });
	});

	test('the metadata of an own assistant is read as that of a saved one', () => {
		const metadata = { reference: 'r-1', callAttempt: 2, context: { lead: 7 }, dialedAt: '2026-11-20T10:00:00.000Z' };
		const wanted = { reference: 'r-1', attempt: 2, context: { lead: 7 } };
		expect(read({ assistant: { metadata }, assistantOverrides: { variableValues: { a: 1 } } })).toMatchObject({
			...wanted,
			variables: { a: 1 },
		});
		expect(read({ assistantOverrides: { metadata } })).toMatchObject(wanted);
	});
});

describe('server messages', () => {
	const call = { id: 'c1', assistantId: 'a1', status: 'in-progress', createdAt: '2026-11-20T10:00:00.000Z' };
	const message = (type: string, more: object = {}) => ({ message: { type, timestamp: 1_763_632_850_000, call, ...more } });
	const report = message('end-of-call-report', {
		endedReason: 'customer-ended-call',
		customer: { number: '+442079460018', name: 'Ada' },
		phoneNumber: { number: '+12127365002' },
		startedAt: '2026-11-20T10:00:08.000Z',
		endedAt: '2026-11-20T10:00:50.000Z',
		cost: 0.07,
		analysis: { summary: 'They agreed.' },
		artifact: { ...talk.artifact, transcript: 'AI: Hello.', recording: { mono: { combinedUrl: 'https://x/1' } } },
	});

	test('the report brings the end with all that is known, and what is ready with it', () => {
		const events = vapi.readEvents(report);
		expect(events.map(({ event }) => event)).toEqual([
			'call.completed',
			'call.recording_ready',
			'call.transcript_ready',
			'call.analysis_ready',
		]);
		for (const { record, raw } of events) {
			expect(record).toMatchObject({
				callId: 'c1',
				agentId: 'a1',
				to: '+442079460018',
				from: '+12127365002',
				recipientName: 'Ada',
				status: 'completed',
				outcome: 'answered',
				durationSeconds: 42,
				transcript: 'AI: Hello.',
				summary: 'They agreed.',
				cost: { amount: 0.07, currency: 'USD' },
			});
			expect(raw).toBe(report);
		}
	});

	test('the end is one event under one ID, whether the status update or the report tells it, and however often', () => {
		const update = message('status-update', { status: 'ended', endedReason: 'customer-ended-call', timestamp: 1_763_632_851_000 });
		const [first] = vapi.readEvents(update);
		const [second] = vapi.readEvents(report);
		expect(first.event).toBe('call.completed');
		expect(first.eventId).toBe(second.eventId);
		expect(recordOfEvents([first, second])).toMatchObject({ status: 'completed', outcome: 'answered', transcript: 'AI: Hello.' });
	});

	test('an end without a dial is a failed call that nobody was phoned for', () => {
		const endedReason = 'call.start.error-subscription-concurrency-limit-reached';
		for (const body of [message('status-update', { status: 'ended', endedReason }), message('end-of-call-report', { endedReason })]) {
			expect(vapi.readEvents(body)).toMatchObject([
				{ event: 'call.failed', record: { status: 'failed', dialed: 'no', problem: { type: 'rate_limited' } } },
			]);
		}
	});

	test.each([
		['scheduled', 'call.queued'],
		['queued', 'call.queued'],
		['ringing', 'call.ringing'],
		['in-progress', 'call.in_progress'],
		['forwarding', 'call.in_progress'],
	])('a status update of %s is %s', (status, event) => {
		expect(vapi.readEvents(message('status-update', { status }))).toMatchObject([{ event, record: { callId: 'c1', dialed: 'yes' } }]);
	});

	test('the words of a step make its ID, so that a repeated delivery is the same event', () => {
		const idOf = (status: string, timestamp: number) => vapi.readEvents(message('status-update', { status, timestamp }))[0].eventId;
		expect(idOf('in-progress', 1)).toBe(idOf('in-progress', 2));
		expect(idOf('in-progress', 1)).not.toBe(idOf('forwarding', 1));
	});

	test.each(['hang', 'transcript', 'tool-calls', 'call.deleted', 'constructor'])('a message %s is passed on as unknown', (type) => {
		const body = message(type, { call: { ...call, status: 'ended', endedReason: 'assistant-not-found' } });
		expect(vapi.readEvents(body)).toMatchObject([
			{ event: 'call.unknown', raw: body, record: { callId: 'c1', status: 'unknown', outcome: null, dialed: 'yes' } },
		]);
		expect(vapi.readEvents(body)[0].record.problem).toBeUndefined();
	});
});

describe('proofs', () => {
	const secret = 'test-secret';
	const body = '{"message":{"type":"status-update","status":"ended"}}';
	const verdict = async (headers: Array<[string, string]>, at: number, raw = body, query = {}) => {
		const opened = openDelivery({ headers: {}, rawHeaders: headers.flat(), rawBody: Buffer.from(raw), query });
		const delivery = opened.ok ? opened.value : expect.unreachable();
		const keys = { webhookSecret: secret, webhookToken: 'token-0123456789' };
		const verified = await verifyDelivery(
			vapi.webhook.proofs,
			delivery,
			async (proof) => [proof.toKey(keys[proof.secretField!.name as keyof typeof keys])],
			at,
		);
		return typeof verified === 'object' ? 'proven' : verified;
	};
	const time = 1_700_000_000_000;
	/** Computed by this package's authors, since Vapi publishes none: HMAC-SHA256 of `time.body`, hex. */
	const vector = '0e3e5981194d5763d10d48ec84327440c4dd8127f9f00781ad34e23b8564e2a4';
	const signed = (signature = vector, at: number | string = time): Array<[string, string]> => [
		['X-Signature', signature],
		['X-Timestamp', String(at)],
	];

	test('the vector of the default HMAC form is proven, for five minutes', async () => {
		expect(await verdict(signed(), time)).toBe('proven');
		expect(await verdict(signed(), time + 300_000)).toBe('proven');
		for (const at of [time + 300_001, time - 300_001]) expect(await verdict(signed(), at)).toBe('wrong');
	});

	test('a time in seconds is read too, and signed as it stands', async () => {
		const seconds = String(time / 1000);
		const signature = createHmac('sha256', secret).update(`${seconds}.${body}`).digest('hex');
		expect(await verdict(signed(signature, seconds), time)).toBe('proven');
		expect(await verdict(signed(vector, seconds), time), 'another time than the signed one').toBe('wrong');
	});

	test('an altered body, an altered or a second signature, and a missing time are refused', async () => {
		expect(await verdict(signed(), time, body.replace('ended', 'endes'))).toBe('wrong');
		expect(await verdict(signed(vector.replace('0', '1')), time)).toBe('wrong');
		expect(await verdict(signed(vector.toUpperCase()), time)).toBe('wrong');
		expect(await verdict([...signed(), ['X-Signature', vector]], time)).toBe('wrong');
		expect(await verdict([['X-Signature', vector]], time)).toBe('wrong');
	});

	test('the secret in its header proves a delivery, and neither another one nor an empty one does', async () => {
		expect(await verdict([['X-Vapi-Secret', secret]], time)).toBe('proven');
		expect(await verdict([['X-Vapi-Secret', 'test-secreu']], time)).toBe('wrong');
		expect(await verdict([['X-Vapi-Secret', '']], time)).toBe('wrong');
		expect(await verdict([], time)).toBe('missing');
	});

	test('the token of the address proves a delivery of a call’s own address, which has no secret', async () => {
		expect(await verdict([['X-Vapi-Secret', '']], time, body, { token: 'token-0123456789' })).toBe('proven');
		expect(await verdict([], time, body, { token: 'token-012345678' })).toBe('wrong');
	});
});
