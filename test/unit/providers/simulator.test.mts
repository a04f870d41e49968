import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { CallRecord } from '../../../nodes/shared/call/record';
import { endings } from '../../../nodes/shared/providers/simulator/agents';
import { simulator } from '../../../nodes/shared/providers/simulator';
import type { Placement } from '../../../nodes/shared/providers/provider';
import { aCall, aFullCall } from '../../harness/values.mts';

const now = new Date('2026-11-20T10:00:00.000Z');
const play = simulator.inProcess!;
const callbackUrl = 'https://n8n.example.com/webhook/call-events';
let references = 0;
const numbered = (ending: string, more = {}) =>
	aCall({ to: `+120255501${ending}`, agentId: 'sim-survey', reference: `r-${references++}`, ...more });
const answerTo = (call = aCall()) => play.answer(simulator.placeCall.request(call, {}), now);
const placed = (ending: string, more = {}): CallRecord => {
	const call = numbered(ending, more);
	const placement = simulator.placeCall.read(answerTo(call), call) as Extract<Placement, { placed: object }>;
	return placement.placed as CallRecord;
};

test.each([
	['00', 'completed', 'answered', 'positive', true],
	['01', 'completed', 'answered', 'negative', false],
	['02', 'failed', 'no_answer', null, null],
	['03', 'failed', 'busy', null, null],
	['04', 'failed', 'failed', null, null],
	['05', 'completed', 'voicemail', null, null],
	['10', 'failed', 'cancelled', null, null],
	['11', 'completed', 'answered', 'positive', true],
	['42', 'completed', 'answered', 'neutral', null],
])('a number ending %s plays %s, %s', (ending, status, outcome, sentiment, converted) => {
	const record = placed(ending);
	expect(record).toMatchObject({
		provider: 'simulator',
		simulated: true,
		dialed: 'yes',
		status,
		outcome,
		attempt: 1,
		attempts: null,
		to: `+120255501${ending}`,
		agentId: 'sim-survey',
	});
	expect(record.analysis).toMatchObject({ sentiment, converted });
	expect(record.analysis.outcome).toBe(ending === '11' ? 'transferred' : outcome);
	const talked = status === 'completed';
	for (const part of [record.transcript, record.summary, record.answeredAt]) expect(part !== null).toBe(talked);
	expect(record.durationSeconds! > 0).toBe(talked);
});

test.each([
	['06', 404, 'agent_unavailable'],
	['09', 402, 'insufficient_credits'],
])('a number ending %s is refused', (ending, status, type) => {
	const answer = answerTo(numbered(ending));
	expect(answer.status).toBe(status);
	expect(simulator.readRefusal(answer).type).toBe(type);
});

test('a number ending 07 is rate limited on the first try and placed on the second, for every call anew', () => {
	for (const reference of ['limited-1', 'limited-2']) {
		const call = numbered('07', { reference });
		expect(simulator.readRefusal(answerTo(call))).toMatchObject({ type: 'rate_limited', retryAfterSeconds: 1 });
		expect(answerTo(call).status).toBe(201);
	}
});

test('a number ending 08 never answers', () => {
	expect(() => answerTo(numbered('08'))).toThrow(expect.objectContaining({ code: 'ETIMEDOUT' }));
});

test('every documented ending is one of the twelve, in order', () => {
	expect(endings.map(({ digits }) => digits)).toEqual(['00', '01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11']);
});

test.each([
	['00', {}, 'agent_hung_up'],
	['00', { maxDuration: 20 }, 'max_duration'],
	['02', {}, 'no_answer'],
	['03', {}, 'busy'],
	['04', {}, 'call_failed'],
	['05', {}, 'voicemail_message_left'],
	['10', {}, 'cancelled'],
	['11', {}, 'transferred'],
])('a number ending %s with %j says why it ended (%s), and costs nothing', (ending, more, endReason) => {
	expect(placed(ending, more)).toMatchObject({ endReason, cost: { amount: 0, currency: 'USD' } });
});

describe('an answering machine, number ending 05', () => {
	const message = 'This is Acme. We call again tomorrow.';
	const atMachine = (action: string, more = {}) => placed('05', { voicemail: { action, message: null }, ...more });

	test('is hung up on without a word', () => {
		const record = atMachine('hangUp');
		expect(record).toMatchObject({
			status: 'completed',
			outcome: 'voicemail',
			transcript: null,
			endReason: 'voicemail_hung_up',
			durationSeconds: 2,
		});
	});
	test('gets the message, and the transcript says so, for an agent and for a script', () => {
		const scripted = { script: { form: 'text', text: 'Hello.' }, voiceId: null, simulatedAnswers: [] };
		for (const more of [{}, { scripted }]) {
			const record = placed('05', { voicemail: { action: 'leaveMessage', message }, ...more });
			expect(record).toMatchObject({ outcome: 'voicemail', transcript: `agent: ${message}`, endReason: 'voicemail_message_left' });
		}
		expect(placed('05', { voicemail: { action: 'leaveMessage', message }, transcription: false }).transcript).toBeNull();
	});
	test('gets the first words where no message is given, as where nothing is said about machines', () => {
		expect(atMachine('leaveMessage').transcript).toBe(placed('05').transcript);
	});
	test('is taken for a person if nobody looks for machines', () => {
		const record = atMachine('ignore');
		expect(record).toMatchObject({ status: 'completed', outcome: 'answered', endReason: 'agent_hung_up' });
		expect(record.transcript).toMatch(/^person: This is a mailbox\..*\nagent: /);
		const retry = { attempts: 2, intervalSeconds: 60, conditions: ['voicemail'], maxTotalAttempts: null };
		expect([atMachine('hangUp', { retry }).attempt, atMachine('ignore', { retry }).attempt]).toEqual([3, 1]);
	});
	test('is met only at this ending', () => {
		expect(placed('00', { voicemail: { action: 'hangUp', message: null } })).toMatchObject({
			outcome: 'answered',
			endReason: 'agent_hung_up',
		});
	});
});

test.each([
	['00', 6, 'answered', 6],
	['00', 5, 'no_answer', 5],
	['05', 19, 'no_answer', 19],
	['02', 10, 'no_answer', 10],
	['02', 60, 'no_answer', 30],
	['03', 5, 'busy', 2],
])('a phone ending %s rings %d seconds at most: %s', (ending, ringTimeout, outcome, rang) => {
	const record = placed(ending, { ringTimeout });
	expect(record.outcome).toBe(outcome);
	const begun = Date.parse(record.startedAt!);
	expect(Date.parse(record.answeredAt ?? record.endedAt!) - begun).toBe(rang * 1000);
	if (outcome === 'no_answer') expect(record.endReason).toBe(rang === 30 ? 'no_answer' : 'ring_timeout');
});

test('the language is kept in the request', () => {
	expect(simulator.placeCall.request(aCall({ language: 'de-DE' }), {}).body).toMatchObject({ language: 'de-DE' });
});

test('the reason for the end and the price come with the events of the end, and no earlier', () => {
	const record = placed('00');
	for (const { body } of play.callbacks(record, aCall({ callbackUrl }))) {
		const [{ event, record: told }] = simulator.readEvents(body);
		const isOver = !['call.queued', 'call.initiated', 'call.ringing', 'call.connected', 'call.in_progress'].includes(event);
		expect([told.endReason, told.cost]).toEqual(isOver ? [record.endReason, record.cost] : [null, null]);
	}
});

test('the same request at the same instant gives the same record', () => {
	expect(placed('00', { reference: 'same' })).toEqual(placed('00', { reference: 'same' }));
	expect(placed('00', { reference: 'same' }).callId).not.toBe(placed('00', { reference: 'other' }).callId);
});

test('the record carries what was asked: name, caller ID, variables, context and reference', () => {
	const full = aFullCall({ to: '+12025550100', agentId: 'sim-survey', reference: 'full', retry: null });
	expect(simulator.placeCall.read(answerTo(full), full)).toMatchObject({
		placed: { reference: 'full', recipientName: 'Ada Lovelace', from: '+4930901820', variables: full.variables, context: full.context },
	});
});

test('the times of a call follow each other', () => {
	const { createdAt, startedAt, answeredAt, endedAt, durationSeconds } = placed('00');
	const [created, started, answered, ended] = [createdAt, startedAt, answeredAt, endedAt].map((time) => Date.parse(time!));
	expect(ended).toBe(now.getTime()); // it is over, so that no time of it lies ahead
	expect(created <= started && started < answered && answered < ended).toBe(true);
	expect(ended - answered).toBe(durationSeconds! * 1000);
});

test('recording, transcription and the longest duration are obeyed', () => {
	expect(placed('00').recordingUrl).toBeNull();
	expect(placed('00', { recording: true }).recordingUrl).toMatch(/^https:\/\/simulator\.invalid\//);
	expect(placed('02', { recording: true }).recordingUrl).toBeNull();
	expect(placed('00', { transcription: false }).transcript).toBeNull();
	expect(placed('00', { maxDuration: 10 }).durationSeconds).toBe(10);
});

test.each([
	['02', ['no-answer'], 2, null, 3],
	['03', ['busy'], 2, 2, 2],
	['04', ['failed'], 1, null, 2],
	['05', ['voicemail'], 1, null, 2],
	['02', ['busy'], 5, null, 1],
	['00', ['no-answer', 'busy'], 5, null, 1],
	['10', ['failed'], 5, null, 1],
] as const)(
	'a number ending in %s with redials on %j, %i more and %j at most, is dialed %i times',
	(ending, conditions, attempts, maxTotalAttempts, dials) => {
		const record = placed(ending, { retry: { attempts, intervalSeconds: 600, conditions, maxTotalAttempts } });
		expect(record.attempt).toBe(dials);
		expect(record.attempts?.length ?? 1).toBe(dials);
		if (record.attempts === null) return;
		expect(record.attempts.map(({ attempt }) => attempt)).toEqual([...Array(dials).keys()].map((index) => index + 1));
		expect(new Set(record.attempts.map(({ callId }) => callId)).size).toBe(dials);
		expect(Date.parse(record.attempts[1].startedAt!) - Date.parse(record.attempts[0].endedAt!)).toBe(600_000);
		expect(record.callId).toBe(record.attempts.at(-1)!.callId);
	},
);

test('a played call is remembered, alone and in the list, newest first; any other is not there', () => {
	const [first, second] = [placed('00'), placed('02')];
	const get = (callId: string) => play.answer(simulator.getCall!.request({ callId, agentId: null }, {}), now);
	expect(simulator.getCall!.read(get(first.callId!), { callId: first.callId!, agentId: null })).toEqual({ record: first, row: first });
	expect(get('sim_nothing').status).toBe(404);
	const query = { agentId: null, to: null, after: null, before: null, search: null, cursor: null, limit: 10 };
	const page = simulator.listCalls!.read(play.answer(simulator.listCalls!.request(query, {}), now), query)!;
	expect(page.results.slice(0, 2).map(({ record }) => record)).toEqual([second, first]);
});

test('agents and voices are listed', () => {
	const none = { search: null, cursor: null };
	const agents = simulator.listAgents!.read(play.answer(simulator.listAgents!.request(none, {}), now), none)!;
	expect(agents.results.map(({ id }) => id)).toEqual(['sim-lead-callback', 'sim-appointment-reminder', 'sim-survey']);
	const voices = simulator.listVoices!.read(play.answer(simulator.listVoices!.request(none, {}), now), none)!;
	expect(voices.results.length).toBeGreaterThan(0);
	for (const { id, name } of [...agents.results, ...voices.results]) expect([id !== '', name !== '']).toEqual([true, true]);
});

test.each([
	[
		'00',
		[
			'call.queued',
			'call.initiated',
			'call.ringing',
			'call.connected',
			'call.in_progress',
			'call.completed',
			'call.recording_ready',
			'call.transcript_ready',
		],
	],
	['02', ['call.queued', 'call.initiated', 'call.ringing', 'call.failed']],
])('a call to a number ending %s sends its events in order, each once and with its own id', (ending, names) => {
	const call = numbered(ending, { callbackUrl, recording: true });
	const record = placed(ending, call);
	const sent = play.callbacks(record, call);
	expect(sent.map(({ body }) => body.event)).toEqual(names);
	expect(new Set(sent.map(({ body }) => body.eventId)).size).toBe(names.length);
	expect(new Set(sent.map(({ url }) => url))).toEqual(new Set([callbackUrl]));
	const times = sent.map(({ body }) => Date.parse(String(body.occurredAt)));
	expect(times).toEqual([...times].sort((a, b) => a - b));
});

test('an event knows of the call what was known at that moment, and reads back as the same event', () => {
	const call = numbered('00', { callbackUrl });
	const record = placed('00', call);
	const events = play.callbacks(record, call).flatMap(({ body }) => simulator.readEvents(body));
	expect(events.map(({ event }) => event)).toContain('call.ringing');
	expect(events.find(({ event }) => event === 'call.ringing')!.record).toMatchObject({
		status: 'ringing',
		outcome: null,
		transcript: null,
		endedAt: null,
		answeredAt: null,
	});
	expect(events.find(({ event }) => event === 'call.completed')).toMatchObject({ occurredAt: record.endedAt, record });
	const again = play.callbacks(record, call).flatMap(({ body }) => simulator.readEvents(body));
	expect(again.map(({ eventId }) => eventId)).toEqual(events.map(({ eventId }) => eventId));
});

test('each callback is signed over its id, its time stamp and its body', () => {
	const call = numbered('02', { callbackUrl });
	for (const { headers, body } of play.callbacks(placed('02', call), call)) {
		const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${JSON.stringify(body)}`;
		expect(headers['webhook-signature']).toBe(`v1,${createHmac('sha256', callbackUrl).update(signed).digest('base64')}`);
		expect(headers['webhook-id']).toBe(body.eventId);
	}
});

test('nothing is sent without a callback URL', () => {
	expect(play.callbacks(placed('00'), aCall())).toEqual([]);
});

test.each([{ event: 'call.teleported' }, {}, 'text', null])('an unknown event is passed on: %j', (body) => {
	expect(simulator.readEvents(body)).toMatchObject([{ event: 'call.unknown', raw: body, record: { simulated: true, status: 'unknown' } }]);
});

test('a value that does not fit in a field is not taken over, and the provider is the Simulator whatever the body says', () => {
	const call = {
		provider: 'svalync',
		callId: 'c1',
		status: 'teleported',
		outcome: 'abducted',
		dialed: 'no',
		to: {},
		analysis: 'text',
		attempts: [{ attempt: 1, status: 'x' }],
		__proto__: 1,
		constructor: 2,
	};
	const [{ record, eventId }] = simulator.readEvents({ event: 'call.completed', eventId: 'x'.repeat(10_000), call });
	expect(record).toMatchObject({
		provider: 'simulator',
		callId: 'c1',
		status: 'unknown',
		outcome: null,
		dialed: 'yes',
		to: null,
		analysis: { sentiment: null },
	});
	expect(record.attempts).toEqual([{ attempt: 1, callId: null, status: 'unknown', outcome: null, startedAt: null, endedAt: null }]);
	expect(Object.hasOwn(record, 'constructor')).toBe(false);
	expect(eventId).toMatch(/^evt_[0-9a-f]{32}$/);
});
