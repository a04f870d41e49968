import { describe, expect, test } from 'vitest';
import { callRecord } from '../../../nodes/shared/call/record';
import type { CallRequest } from '../../../nodes/shared/call/request';
import { listOfCalls } from '../../../nodes/shared/providers/listBody';
import type { CallQuery } from '../../../nodes/shared/providers/provider';
import { retell } from '../../../nodes/shared/providers/retell';
import { openDelivery } from '../../../nodes/shared/webhooks/delivery';
import { aCall, aFullCall, answerOf, settingsOf } from '../../harness/values.mts';

const settings = settingsOf.retell;
const { reference } = aCall();
const from = '+12025550199';
const ours = (more: Partial<CallRequest> = {}): CallRequest => aCall({ fromNumber: from, ...more });
const bodyOf = (call: CallRequest): any => retell.placeCall.request(call, settings).body;
const script = { form: 'text', text: 'Hello, this is a reminder.' } as const;
const scripted = { script, voiceId: null, voice: null, simulatedAnswers: [] };
const everything: CallQuery = { agentId: null, to: null, after: null, before: null, search: null, cursor: null, limit: 100 };

describe('placing a call', () => {
	test('the smallest call has two numbers, an agent and our reference', () => {
		expect(retell.placeCall.request(ours(), settings)).toEqual({
			method: 'POST',
			path: '/v2/create-phone-call',
			body: { from_number: from, to_number: '+442079460018', override_agent_id: 'agent-1', metadata: { reference } },
		});
	});

	test('the whole call sends variables as text, times in milliseconds and what it overrides for itself alone', () => {
		const dialedAt = '2026-11-21T10:00:00.500Z';
		const voicemail = { action: 'leaveMessage', message: 'Please call us back.' } as const;
		const call = aFullCall({ ringTimeout: 40, language: 'de-DE', voicemail, dialedAt, attempt: 2 });
		expect(bodyOf(call)).toEqual({
			from_number: '+4930901820',
			to_number: '+442079460018',
			override_agent_id: 'agent-1',
			metadata: { reference, context: { lead: { id: 7 } }, callAttempt: 2, dialedAt, dialedAtMs: Date.parse(dialedAt) },
			retell_llm_dynamic_variables: { orderNumber: 'A-17', amount: '12.5', paid: 'false' },
			agent_override: {
				agent: {
					language: 'de-DE',
					max_call_duration_ms: 300_000,
					ring_duration_ms: 40_000,
					voicemail_option: { action: { type: 'static_text', text: 'Please call us back.' } },
					webhook_url: 'https://n8n.example.com/webhook/call-events',
					webhook_events: ['call_started', 'call_ended', 'call_analyzed'],
					webhook_timeout_ms: 30_000,
				},
				retell_llm: { begin_message: 'Hello, this is an assistant.' },
			},
		});
	});

	test('a script becomes the first words and the variable script, in the voice and at the speed that were chosen', () => {
		const voice = { gender: null, accent: null, speed: 1.1 };
		const body = bodyOf(ours({ scripted: { ...scripted, voiceId: '11labs-Adrian', voice }, variables: { name: 'Ada' } }));
		expect(body.agent_override).toEqual({
			agent: { voice_id: '11labs-Adrian', voice_speed: 1.1 },
			retell_llm: { begin_message: script.text },
		});
		expect(body.retell_llm_dynamic_variables).toEqual({ name: 'Ada', script: expect.stringContaining(script.text) });
	});

	test('a call that is waited for asks for its last two events alone', () => {
		const body = bodyOf(ours({ callbackUrl: 'https://n8n.example.com/webhook-waiting/1', finalEventOnly: true }));
		expect(body.agent_override.agent.webhook_events).toEqual(['call_ended', 'call_analyzed']);
	});

	test('a machine is hung up on, or the detection is switched off with a null', () => {
		const option = (action: 'hangUp' | 'ignore') => bodyOf(ours({ voicemail: { action, message: null } })).agent_override.agent;
		expect(option('hangUp')).toEqual({ voicemail_option: { action: { type: 'hangup' } } });
		expect(option('ignore')).toEqual({ voicemail_option: null });
	});

	test.each([
		[{ maxDuration: 59 }, 'Max Duration', 'is below 60 seconds, and Retell AI takes no less. Give 60 or more.'],
		[{ maxDuration: 7201 }, 'Max Duration', 'is above 7200 seconds, and Retell AI takes no more. Give 7200 or less.'],
		[{ ringTimeout: 4 }, 'Ring Timeout', 'is below 5 seconds, and Retell AI takes no less. Give 5 or more.'],
		[{ ringTimeout: 301 }, 'Ring Timeout', 'is above 300 seconds, and Retell AI takes no more. Give 300 or less.'],
	])('%j is refused before anybody is dialed', (more, field, sentence) => {
		expect(retell.check(ours(more))).toEqual([{ type: 'invalid_parameters', field, sentence }]);
	});

	test('the ends of the ranges are taken, and the name script is kept for a script alone', () => {
		for (const more of [{ maxDuration: 60 }, { maxDuration: 7200 }, { ringTimeout: 5 }, { ringTimeout: 300 }])
			expect(retell.check(ours(more))).toEqual([]);
		expect(retell.check(ours({ variables: { script: 'x' } }))).toEqual([]);
		expect(retell.check(ours({ scripted, variables: { script: 'x' } }))).toMatchObject([{ field: 'Variables' }]);
	});

	test.each([
		[
			'a registered call',
			{ call_id: 'call_1', call_status: 'registered' },
			{ placed: { callId: 'call_1', status: 'queued', outcome: null } },
		],
		['a call in an unknown status', { call_id: 'call_1', call_status: 'warp' }, { placed: { callId: 'call_1', status: 'queued' } }],
		['an error without a call', { status: 'error', message: 'Oops' }, { failed: { type: 'provider_error' } }],
		['an error with a call', { status: 'error', message: 'Oops', call_id: 'call_1' }, { failed: {}, callId: 'call_1' }],
		['nothing', {}, null],
		['a blank ID', { call_id: ' ' }, null],
	])('the answer with %s is read', (_name, body, expected) => {
		const read = retell.placeCall.read(answerOf(201, body), ours());
		if (expected === null) expect(read).toBeNull();
		else expect(read).toMatchObject(expected);
	});
});

const connected = {
	call_type: 'phone_call',
	call_id: 'call_1',
	agent_id: 'agent_1',
	agent_version: 3,
	call_status: 'ended',
	from_number: from,
	to_number: '+442079460018',
	direction: 'outbound',
	start_timestamp: 1_700_000_000_000,
	end_timestamp: 1_700_000_042_500,
	duration_ms: 42_500,
	disconnection_reason: 'user_hangup',
	transcript: 'Agent: Hello.\nUser: Hi.\n',
	transcript_object: [{ role: 'agent', content: 'Hello.', words: [{ word: 'Hello.', start: 0.7, end: 1.1 }] }],
	recording_url: 'https://recordings.example/1.wav',
	metadata: { reference: 'r-1', context: { lead: 7 }, callAttempt: 2, dialedAt: '2023-11-14T22:13:15.000Z' },
	retell_llm_dynamic_variables: { name: 'Ada', script: 'the compiled script' },
	call_cost: { combined_cost: 7.25, total_duration_seconds: 42, product_costs: [] },
	call_analysis: { call_summary: 'They agreed.', in_voicemail: false, user_sentiment: 'Positive', call_successful: true },
};
const read = (row: object) => {
	const found = retell.getCall!.read(answerOf(200, row), { callId: 'call_1', agentId: null });
	if (found === null || found === 'absent') throw new Error('not read');
	return found.record;
};
/** As they come: without times, with a duration of zero and an empty transcript. */
const never = (reason: string, status = 'not_connected') => ({
	call_id: 'call_1',
	call_status: status,
	disconnection_reason: reason,
	duration_ms: 0,
	transcript: '',
	metadata: { reference: 'r-1', dialedAt: '2023-11-14T22:13:15.000Z' },
	call_analysis: { call_summary: '', user_sentiment: 'Unknown', call_successful: false },
});

describe('reading a call', () => {
	test('a talk becomes a record with every field that the call has', () => {
		expect(read(connected)).toEqual(
			callRecord('retell', {
				callId: 'call_1',
				reference: 'r-1',
				agentId: 'agent_1',
				to: '+442079460018',
				from,
				status: 'completed',
				outcome: 'answered',
				dialed: 'yes',
				attempt: 2,
				createdAt: '2023-11-14T22:13:15.000Z',
				startedAt: '2023-11-14T22:13:20.000Z',
				endedAt: '2023-11-14T22:14:02.500Z',
				durationSeconds: 42.5,
				recordingUrl: 'https://recordings.example/1.wav',
				transcript: 'Agent: Hello.\nUser: Hi.',
				summary: 'They agreed.',
				analysis: { sentiment: 'Positive', sentimentScores: null, speechMetrics: null, outcome: null, converted: true },
				endReason: 'user_hangup',
				cost: { amount: 0.0725, currency: 'USD' },
				variables: { name: 'Ada' },
				context: { lead: 7 },
			}),
		);
	});

	test('a call that nobody answered has no times, no sentiment and no verdict', () => {
		expect(read(never('dial_no_answer'))).toMatchObject({
			status: 'failed',
			outcome: 'no_answer',
			dialed: 'yes',
			createdAt: '2023-11-14T22:13:15.000Z',
			startedAt: null,
			endedAt: null,
			transcript: null,
			summary: null,
			cost: null,
			analysis: { sentiment: null, converted: null },
			endReason: 'dial_no_answer',
		});
		expect(read({ ...never('dial_no_answer'), call_cost: { combined_cost: 0 } }).cost).toEqual({ amount: 0, currency: 'USD' });
	});

	test.each([
		['a machine by its reason', { ...connected, disconnection_reason: 'voicemail_reached' }, 'completed', 'voicemail'],
		['a machine by the analysis', { ...connected, call_analysis: { in_voicemail: true } }, 'completed', 'voicemail'],
		['no machine without a talk', { ...never('dial_busy'), call_analysis: { in_voicemail: true } }, 'failed', 'busy'],
		['a talk that was stopped', { ...connected, disconnection_reason: 'manual_stopped' }, 'completed', 'answered'],
		['a call that was stopped before it was connected', never('manual_stopped'), 'failed', 'cancelled'],
		['a transfer that was given up in a talk', { ...connected, disconnection_reason: 'transfer_cancelled' }, 'completed', 'answered'],
		['a transfer that was given up before a word', { ...never('transfer_cancelled'), call_status: 'ended' }, 'completed', 'cancelled'],
		['an old status with a new reason', { ...connected, disconnection_reason: 'dial_no_answer' }, 'failed', 'no_answer'],
		['an unknown reason', { ...connected, disconnection_reason: 'beamed_up' }, 'completed', 'answered'],
		['an unknown status', { ...connected, call_status: 'teleported' }, 'unknown', null],
		['a call that goes on', { ...connected, call_status: 'ongoing' }, 'in_progress', null],
		['a call without a reason', { call_id: 'call_1', call_status: 'error' }, 'failed', 'failed'],
	])('%s is read', (_name, row, status, outcome) => {
		expect(read(row)).toMatchObject({ status, outcome, dialed: 'yes' });
	});

	const undialed = [
		['concurrency_limit_reached', 'rate_limited'],
		['no_concurrency_fallback', 'rate_limited'],
		['no_valid_payment', 'insufficient_credits'],
		['scam_detected', 'call_rejected'],
		['registered_call_timeout', 'call_rejected'],
	] as const;
	test.each(undialed)('a call that ended with %s dialed nobody, and says %s', (reason, type) => {
		for (const status of ['error', 'not_connected']) {
			const record = read(never(reason, status));
			expect(record).toMatchObject({ status: 'failed', outcome: 'failed', dialed: 'no', problem: { type, providerCode: reason } });
			expect(record.problem?.detail).toMatch(/^Retell AI took the call and dialed nobody: .+\. .+\.$/);
		}
	});

	test('a call that ends in the very answer that takes it says so', () => {
		const read = retell.placeCall.read(answerOf(201, never('no_valid_payment', 'error')), ours());
		expect(read).toMatchObject({ placed: { callId: 'call_1', status: 'failed', dialed: 'no', problem: { type: 'insufficient_credits' } } });
	});

	test.each(undialed)('a call with a talk that ended with %s was dialed all the same', (reason) => {
		const talks = [
			{ duration_ms: 900 },
			{ transcript: 'Agent: Hello' },
			{ recording_url: 'https://r.example/1' },
			{ transcript_object: [{}] },
		];
		for (const talk of talks) {
			const record = read({ ...never(reason, 'error'), ...talk });
			expect([record.dialed, record.problem]).toEqual(['yes', undefined]);
		}
		expect(read(never(reason, 'ended')).dialed).toBe('yes');
	});

	test('a call that never began with another reason may have rung', () => {
		for (const reason of ['dial_failed', 'invalid_destination', 'error_unknown', 'error_user_not_joined', 'sip_routing_error'])
			expect(read(never(reason, 'error'))).toMatchObject({ dialed: 'yes', status: 'failed' });
	});

	test('an unknown ID is a 422 and means that there is no such call; other refusals mean nothing', () => {
		const { readRefused } = retell.getCall!;
		const body = { status: 'error', message: 'Cannot find requested asset under given api key.' };
		expect(readRefused!(answerOf(422, body), { callId: 'c', agentId: null })).toBe('absent');
		for (const status of [400, 401, 404, 429]) expect(readRefused!(answerOf(status, body), { callId: 'c', agentId: null })).toBeNull();
	});
});

describe('listing calls', () => {
	const listed = (more: Partial<CallQuery>): any => retell.listCalls!.request({ ...everything, ...more }, settings).body;
	const to = { type: 'string', op: 'eq', value: '+442079460018' };
	const after = '2026-11-21T10:00:00.000Z';
	const before = '2026-11-21T11:00:00.000Z';

	test('without filters every call is listed, the latest first', () => {
		expect(retell.listCalls!.request(everything, settings)).toEqual({
			method: 'POST',
			path: '/v3/list-calls',
			body: { filter_criteria: {}, sort_order: 'descending', limit: 1000 },
		});
	});

	test('few calls are asked for alone, and many in the largest pages', () => {
		expect([1, 50, 99, 100, 5000].map((limit) => listed({ limit }).limit)).toEqual([1, 50, 99, 1000, 1000]);
	});

	test('calls to a number are listed whatever their time and reference, so that one that has not begun is not hidden', () => {
		expect(
			listed({ to: '+442079460018', agentId: 'agent_1', after, before, search: 'r-1', dial: { reference: 'r-1', attempt: 1 } }),
		).toEqual({
			filter_criteria: { agent: [{ agent_id: 'agent_1' }], to_number: to },
			sort_order: 'descending',
			limit: 1000,
		});
	});

	test('calls of a reference are asked for in the metadata', () => {
		const metadata = [{ type: 'string', op: 'eq', value: 'r-1', key: 'reference' }];
		expect(listed({ search: 'r-1', after }).filter_criteria).toEqual({ metadata });
		expect(listed({ dial: { reference: 'r-1', attempt: 2 }, search: 'x' }).filter_criteria).toEqual({ metadata });
	});

	test.each([
		[{ after }, { type: 'number', op: 'ge', value: Date.parse(after) }],
		[{ before }, { type: 'number', op: 'lt', value: Date.parse(before) }],
		[
			{ after, before },
			{ type: 'range', op: 'bt', value: [Date.parse(after), Date.parse(before)] },
		],
	])('calls of a time are asked for by their start, then ours by their dial: %j', (time, filter) => {
		expect(listed(time).filter_criteria).toEqual({ start_timestamp: filter });
		expect(listed({ ...time, cursor: 'own:' })).toMatchObject({ filter_criteria: { metadata: [{ ...filter, key: 'dialedAtMs' }] } });
		expect(listed({ ...time, cursor: 'own:' }).pagination_key).toBeUndefined();
		expect(listed({ ...time, cursor: 'own:k2' }).pagination_key).toBe('k2');
		expect(listed({ ...time, cursor: 'k2' })).toMatchObject({ filter_criteria: { start_timestamp: filter }, pagination_key: 'k2' });
	});

	const page = (more: object, query: Partial<CallQuery>) =>
		listOfCalls(retell)!.read(answerOf(200, { items: [connected], has_more: false, ...more }), { ...everything, ...query });
	test('the list by time goes on with our own calls, and ends after them', () => {
		expect(page({}, { after })?.next).toBe('own:');
		expect(page({ items: [] }, { after })).toMatchObject({ results: [], next: 'own:' });
		expect(page({ has_more: true, pagination_key: 'k1' }, { after })?.next).toBe('k1');
		expect(page({ has_more: true, pagination_key: 'k1' }, { after, cursor: 'own:' })?.next).toBe('own:k1');
		expect(page({}, { after, cursor: 'own:k1' })?.next).toBeNull();
		expect(page({}, { after, to: '+442079460018' })?.next).toBeNull();
	});

	test.each([
		['more without a key', { has_more: true }],
		['no list', { items: null }],
		['an error', { status: 'error', items: [] }],
		['fewer rows than its total', { items: [], total: 5 }],
	])('a list with %s proves nothing', (_name, more) => {
		expect(page(more, { to: '+442079460018' })).toBeNull();
	});
});

describe('choices', () => {
	const list = { search: null, cursor: null };

	test('agents are searched by Retell AI, and each is offered once, whatever its versions', () => {
		expect(retell.listAgents!.request({ search: 'desk', cursor: 'k1' }, settings)).toEqual({
			method: 'POST',
			path: '/v2/list-agents',
			query: { limit: 100, pagination_key: 'k1' },
			body: { filter_criteria: { channel: { type: 'string', op: 'eq', value: 'voice' }, query: 'desk' } },
		});
		const items = [
			{ agent_id: 'a1', agent_name: 'Desk' },
			{ agent_id: 'a1', agent_name: 'Desk' },
			{ agent_id: 'a2', agent_name: null },
			{},
		];
		expect(retell.listAgents!.read(answerOf(200, { items, has_more: true, pagination_key: 'k2' }), list)).toEqual({
			results: [
				{ id: 'a1', name: 'Desk' },
				{ id: 'a2', name: 'a2' },
			],
			next: 'k2',
		});
	});

	test('a number is offered under its nickname, and is its own ID', () => {
		const items = [
			{ phone_number: from, phone_number_pretty: '+1 (202) 555-0199', nickname: 'Front desk' },
			{ phone_number: '+12025550198', nickname: null },
			{ nickname: 'lost' },
		];
		expect(retell.listNumbers!.read(answerOf(200, { items, has_more: false }), list)).toEqual({
			results: [
				{ id: from, name: 'Front desk (+1 (202) 555-0199)', number: from },
				{ id: '+12025550198', name: '+12025550198', number: '+12025550198' },
			],
			next: null,
		});
	});

	test('voices are one array, each with what tells it from the others', () => {
		const body = [{ voice_id: '11labs-Adrian', voice_name: 'Adrian', provider: 'elevenlabs', gender: 'male', accent: 'American' }, {}];
		expect(retell.listVoices!.read(answerOf(200, body), list)).toEqual({
			results: [{ id: '11labs-Adrian', name: 'Adrian', description: 'elevenlabs, male, American' }],
			next: null,
		});
		expect(retell.listVoices!.read(answerOf(200, { voices: [] }), list)).toBeNull();
	});
});

test('a call is stopped by its ID, and an answer without a body is its end', () => {
	const ref = { callId: 'call/1', agentId: null };
	expect(retell.endCall!.request(ref, settings)).toEqual({ method: 'POST', path: '/v2/stop-call/call%2F1' });
	expect(retell.endCall!.read(answerOf(204, ''), ref)).toEqual({ callId: 'call/1', status: 'completed', outcome: 'cancelled' });
});

describe('events', () => {
	const sent = Date.parse('2023-11-14T22:14:05.000Z');
	const events = (event: string, call: object) => retell.readEvents({ event, call, event_timestamp: sent });
	const names = (event: string, call: object) => events(event, call).map((one) => one.event);

	test('a call has one end, whichever of the two reports brings it, and one analysis', () => {
		const [ended] = events('call_ended', { ...connected, call_analysis: undefined });
		const [again, analyzed] = events('call_analyzed', connected);
		expect([ended.event, again.event, analyzed.event]).toEqual(['call.completed', 'call.completed', 'call.analysis_ready']);
		expect(again.eventId).toBe(ended.eventId);
		expect(analyzed.eventId).not.toBe(ended.eventId);
		expect([ended.occurredAt, analyzed.occurredAt]).toEqual(['2023-11-14T22:14:02.500Z', '2023-11-14T22:14:05.000Z']);
		expect(analyzed.record).toMatchObject({ summary: 'They agreed.', status: 'completed', outcome: 'answered', reference: 'r-1' });
	});

	test('a call that reached nobody has a failed end and no start', () => {
		expect(names('call_ended', never('dial_busy'))).toEqual(['call.failed']);
		expect(names('call_analyzed', never('dial_busy'))).toEqual(['call.failed', 'call.analysis_ready']);
		expect(events('call_ended', never('dial_busy'))[0]).toMatchObject({
			occurredAt: '2023-11-14T22:14:05.000Z',
			record: { outcome: 'busy' },
		});
	});

	test('the name of an event outweighs a status that lags behind', () => {
		expect(events('call_started', { ...connected, call_status: 'registered' })[0].record).toMatchObject({
			status: 'in_progress',
			outcome: null,
		});
		expect(events('call_ended', { ...connected, call_status: 'ongoing' })[0].record).toMatchObject({ status: 'completed', outcome: null });
	});

	test('a part of the transcript and a stage of a transfer are passed on with their body, each as an event of its own', () => {
		const one = (event: string, content: string) =>
			retell.readEvents({ event, call: { call_id: 'call_1', call_status: 'ongoing' }, content })[0];
		const all = [one('transcript_updated', 'a'), one('transcript_updated', 'b'), one('transfer_started', 'a'), one('transfer_ended', 'a')];
		expect(all.map(({ event }) => event)).toEqual(all.map(() => 'call.unknown'));
		expect(new Set(all.map(({ eventId }) => eventId)).size).toBe(4);
		expect(all[0].record).toMatchObject({ callId: 'call_1', status: 'in_progress' });
	});
});

describe('the signature', () => {
	const body = '{"event":"call_ended"}';
	const digest = '07024cabe7dd8f6d1c6e4a8324ca92c812e6ad4a7ee506c04f7e462e3321823e';
	const at = 1_700_000_000_000;
	const header = `v=${at},d=${digest}`;
	const [proof] = retell.webhook.proofs;
	const isValid = (value: string, { raw = body, key = 'test-api-key', now = at } = {}): boolean => {
		const opened = openDelivery({ headers: {}, rawHeaders: ['X-Retell-Signature', value], rawBody: Buffer.from(raw) });
		if (!opened.ok) throw new Error(opened.fault.sentence);
		return proof.verify(opened.value, [proof.toKey(key)], now);
	};

	/** Source: retell-typescript-sdk, tests/webhook-auth.test.ts. */
	test('the published vector is valid for five minutes before and after', () => {
		for (const now of [at, at - 300_000, at + 300_000]) expect(isValid(header, { now })).toBe(true);
	});

	test.each([
		['an empty header', ''],
		['the time alone', `v=${at}`],
		['the digest alone', `d=${digest}`],
		['the other order', `d=${digest},v=${at}`],
		['text before', `x,${header}`],
		['text after', `${header},x`],
		['a blank between', `v=${at}, d=${digest}`],
		['no hex', `v=${at},d=${'z'.repeat(64)}`],
		['capital letters, which are never sent', header.toUpperCase()],
		['a short digest', `v=${at},d=${digest.slice(2)}`],
		['an odd digest', `v=${at},d=${digest.slice(1)}`],
		['a time beyond the safe range', `v=90071992547409931,d=${digest}`],
		['a time with a sign', `v=+${at},d=${digest}`],
		['another time', `v=${at + 1},d=${digest}`],
	])('the published refusals hold: %s', (_name, value) => {
		expect(isValid(value)).toBe(false);
	});

	test('another body, another key and another five minutes are refused', () => {
		expect(isValid(header, { raw: `${body} ` })).toBe(false);
		expect(isValid(header, { key: 'other-api-key' })).toBe(false);
		for (const now of [at - 300_001, at + 300_001]) expect(isValid(header, { now })).toBe(false);
	});

	test('the key is the one with the badge, or the API key where none is given', () => {
		expect(proof.secretField).toEqual({ name: 'webhookApiKey', label: 'Webhook API Key', inAddress: false, fallback: 'apiKey' });
	});
});
