import { createHmac } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { callRecord } from '../../../nodes/shared/call/record';
import { bland } from '../../../nodes/shared/providers/bland';
import type { CallQuery } from '../../../nodes/shared/providers/provider';
import { openDelivery } from '../../../nodes/shared/webhooks/delivery';
import { aCall, aFullCall, answerOf, settingsOf } from '../../harness/values.mts';

const settings = settingsOf.bland;
const reference = aCall().reference;
const ofAgent = aCall({ agentId: 'persona:p-1' });
const ofPrompt = aCall({ agentId: null, prompt: 'Be brief.' });
const script = { form: 'text', text: 'Hello, this is a reminder.' } as const;
const ofScript = aCall({ agentId: null, scripted: { script, voiceId: 'maya', voice: null, simulatedAnswers: [] } });
const bodyOf = (call = ofAgent) => bland.placeCall.request(call, settings).body;
const placed = (body: unknown) => bland.placeCall.read(answerOf(200, body), ofAgent);
const everything: CallQuery = { agentId: null, to: null, after: null, before: null, search: null, cursor: null, limit: 100 };

describe('placing a call', () => {
	test('the smallest call has a number to call, a persona and our reference', () => {
		expect(bland.placeCall.request(ofAgent, settings)).toEqual({
			method: 'POST',
			path: '/v1/calls',
			body: { phone_number: '+442079460018', persona_id: 'p-1', metadata: { reference } },
		});
	});

	test('a pathway is named by its ID', () => {
		expect(bodyOf(aCall({ agentId: 'pathway:w-1' }))).toEqual({
			phone_number: '+442079460018',
			pathway_id: 'w-1',
			metadata: { reference },
		});
	});

	test('the whole call of a prompt sends variables with their types, the context, and the time as Bland writes it', () => {
		const call = aFullCall({
			agentId: null,
			language: 'babel-de',
			voicemail: { action: 'leaveMessage', message: 'Please call back.' },
			dialedAt: '2026-11-20T10:00:00.123Z',
			attempt: 2,
		});
		expect(bodyOf(call)).toEqual({
			phone_number: '+442079460018',
			task: 'Be brief.',
			first_sentence: 'Hello, this is an assistant.',
			from: '+4930901820',
			language: 'babel-de',
			request_data: { orderNumber: 'A-17', amount: 12.5, paid: false },
			metadata: { reference, context: { lead: { id: 7 } }, callAttempt: 2, dialedAt: '2026-11-20T10:00:00.123Z' },
			record: true,
			max_duration: 5,
			voicemail: { action: 'leave_message', message: 'Please call back.' },
			start_time: '2026-12-01 09:30:00 +00:00',
			webhook: 'https://n8n.example.com/webhook/call-events',
			webhook_events: ['queue', 'call'],
		});
	});

	test('a script becomes the task and the first sentence, with its voice', () => {
		expect(bodyOf(ofScript)).toMatchObject({
			task: expect.stringContaining(script.text),
			first_sentence: script.text,
			voice: 'maya',
		});
		expect(bodyOf(ofScript)).not.toHaveProperty('persona_id');
	});

	test('recording is sent also when it is off, since a persona would decide otherwise', () => {
		expect(bodyOf({ ...ofAgent, recording: false })).toMatchObject({ record: false });
	});

	test.each([
		[1, 1],
		[60, 1],
		[61, 2],
		[3600, 60],
		[43_200, 720],
	])('a maximum of %i seconds is sent as %i minutes, never shorter', (maxDuration, minutes) => {
		expect(bodyOf({ ...ofAgent, maxDuration })).toMatchObject({ max_duration: minutes });
	});

	test.each([
		['2026-12-01T09:30:00.001Z', '2026-12-01 09:30:01 +00:00'],
		['2026-12-31T23:59:59.500Z', '2027-01-01 00:00:00 +00:00'],
		['2026-12-01T10:30:00+05:30', '2026-12-01 05:00:00 +00:00'],
	])('the time %s is sent as %s, never earlier', (scheduledTime, sent) => {
		expect(bodyOf({ ...ofAgent, scheduledTime })).toMatchObject({ start_time: sent });
	});

	test.each([
		['hangUp', 'hangup'],
		['ignore', 'ignore'],
	] as const)('the voicemail action %s is sent as %s, without a message', (action, sent) => {
		expect(bodyOf({ ...ofAgent, voicemail: { action, message: null } })?.voicemail).toEqual({ action: sent });
	});

	test('a waiting execution asks for the end alone', () => {
		const call = { ...ofAgent, callbackUrl: 'https://n8n.example.com/w', finalEventOnly: true };
		expect(bodyOf(call)).toMatchObject({ webhook: 'https://n8n.example.com/w' });
		expect(bodyOf(call)).not.toHaveProperty('webhook_events');
	});
});

describe('a call that is refused before any request', () => {
	const issue = (call = ofAgent) => bland.check(call).map(({ type, field, sentence }) => `${type}: ${field} ${sentence}`);

	test('a persona, a pathway, a prompt or a script is enough', () => {
		for (const call of [ofAgent, aCall({ agentId: 'pathway:w-1' }), ofPrompt, ofScript]) expect(issue(call)).toEqual([]);
	});

	test('a call without an agent needs a prompt, not only a greeting', () => {
		const sentence =
			'invalid_parameters: Agent is empty. Choose one from the list, or write what the call is about into Prompt under Options.';
		expect(issue(aCall({ agentId: null }))).toEqual([sentence]);
		expect(issue(aCall({ agentId: null, greeting: 'Hello.' }))).toEqual([sentence]);
	});

	test.each(['p-1', 'agent:p-1', 'persona:', 'persona:a b', 'persona:a:b', 'Persona:a', ''])('the agent %j is none of Bland', (agentId) => {
		expect(issue(aCall({ agentId }))).toEqual([
			expect.stringMatching(/^invalid_parameters: Agent is no agent of Bland\. .*persona: or pathway:/),
		]);
	});

	test.each([
		['Prompt', { prompt: 'Be brief.' }],
		['Greeting', { greeting: 'Hello.' }],
	])('a %s beside an agent is refused, since the agent has its own', (field, more) => {
		expect(issue({ ...ofAgent, ...more })).toEqual([
			`invalid_parameters: ${field} is set beside an Agent, which has its own. Take one of the two out.`,
		]);
	});

	test('more than 12 hours are refused', () => {
		expect(issue({ ...ofAgent, maxDuration: 43_200 })).toEqual([]);
		expect(issue({ ...ofAgent, maxDuration: 43_201 })).toEqual([
			'invalid_parameters: Max Duration is above 12 hours, and Bland takes no more. Give 43200 seconds or less.',
		]);
	});

	test('a scheduled time is at least five minutes ahead', () => {
		expect(bland.scheduleLead).toBe(300);
	});
});

describe('the answer to a call', () => {
	test('a call was placed by the documented answer', () => {
		expect(placed({ status: 'success', message: 'Call successfully queued.', call_id: 'c-1', batch_id: null })).toEqual({
			placed: { callId: 'c-1', status: 'queued', outcome: null },
		});
	});

	test.each([
		['no ID', { status: 'success', message: 'Call successfully queued.', call_id: null }],
		['a number as ID', { status: 'success', call_id: 5 }],
		['a blank ID', { status: 'success', call_id: ' ' }],
		['a web page', '<html>'],
		['nothing', undefined],
		['a list', []],
	])('an answer leaves the outcome open: %s', (_name, body) => {
		expect(placed(body)).toBeNull();
	});

	test.each([
		[{ status: 'error', message: 'Something went wrong' }],
		[{ status: 'error', message: 'Insufficient balance.' }],
		[{ data: null, errors: [{ error: 'INTERNAL', message: 'Oops' }] }],
		[{ error: 'Invalid phone number format' }],
	])('an error inside a 200 leaves the outcome open, since no page documents one: %j', (body) => {
		expect(placed(body)).toMatchObject({ failed: { type: 'provider_error' }, callId: null });
	});

	test('an error inside a 200 that names a call keeps its ID', () => {
		expect(placed({ status: 'error', message: 'Late', call_id: 'c-1' })).toMatchObject({ failed: {}, callId: 'c-1' });
	});

	const error = (message: string, more: object = {}) => ({ status: 'error', message, ...more });
	test.each([
		[401, { data: null, errors: [{ error: 'AUTH_FAILURE', message: 'Unauthorized' }] }, 'unauthorized', 'AUTH_FAILURE', 'Unauthorized'],
		[400, error('Invalid phone number. `+1` has these validation errors: [x]'), 'invalid_phone_number', null, /^Invalid phone number\./],
		[400, { error: 'Invalid phone number format' }, 'invalid_phone_number', null, 'Invalid phone number format'],
		[
			400,
			error('Invalid parameters. Error: ["Task must be a string"]', { errors: ['Task must be a string'] }),
			'invalid_parameters',
			null,
			'Invalid parameters. Error: ["Task must be a string"]',
		],
		[400, error('Invalid parameters', { errors: ['a.', 'b.'] }), 'invalid_parameters', null, 'Invalid parameters a. b.'],
		[400, { status: 'DNC Error', message: 'Number found in DNC list.' }, 'call_rejected', 'DNC Error', 'Number found in DNC list.'],
		[400, error('Cannot dial sensitive numbers. More attempts will result in being blocked.'), 'call_rejected', null, /sensitive/],
		[400, error('Invalid start_time.'), 'invalid_parameters', null, 'Invalid start_time.'],
		[402, error('No billing record found.'), 'insufficient_credits', null, 'No billing record found.'],
		[403, error('The Bland Team has flagged your account for security purposes.'), 'call_rejected', null, /flagged/],
		[404, error('Pathway with ID "w" not found'), 'agent_unavailable', null, /Pathway/],
		[418, { error: 'OBJECTIVE_VALIDATION_ERROR', details: 'Too vague' }, 'invalid_script', 'OBJECTIVE_VALIDATION_ERROR', 'Too vague'],
		[429, error('Rate limit exceeded'), 'rate_limited', null, 'Rate limit exceeded'],
		[429, error('This number is blacklisted.'), 'call_rejected', null, 'This number is blacklisted.'],
		[403, { errors: [{ error: 'CALL_PLAN_DESTINATION_BLOCKED' }] }, 'call_rejected', 'CALL_PLAN_DESTINATION_BLOCKED', null],
		[429, { errors: [{ error: 'CALL_RL_PLAN_CONCURRENCY', message: 'Full' }] }, 'rate_limited', 'CALL_RL_PLAN_CONCURRENCY', 'Full'],
		[400, '<html>', 'invalid_parameters', null, null],
	])('the status %i with %j is %s', (status, body, type, code, message) => {
		const refusal = bland.readRefusal(answerOf(status, body));
		expect(refusal).toMatchObject({ type, code, retryAfterSeconds: null });
		if (message instanceof RegExp) expect(refusal.message).toMatch(message);
		else expect(refusal.message).toBe(message);
		expect([refusal.mayBeRepeated, refusal.leavesOpen]).toEqual([undefined, undefined]);
	});

	test('the guard per number says after how many seconds it lets a call pass, and is not repeated by itself', () => {
		const message = 'Calls can only be sent every 10 seconds to the same number. Please try again in a few seconds.';
		const refusal = bland.readRefusal(answerOf(429, error(message)));
		expect(refusal).toMatchObject({ type: 'rate_limited', retryAfterSeconds: 10 });
		expect(refusal).not.toHaveProperty('mayBeRepeated');
	});

	test.each(['Unable to queue call.', 'Unable to save request body.'])('"%s" leaves open whether a call was queued', (message) => {
		expect(bland.readRefusal(answerOf(400, error(message)))).toMatchObject({ type: 'provider_error', leavesOpen: true });
	});
});

/** GET /v1/calls/{id}, after the example of the page. */
const call = {
	call_id: 'c-1',
	c_id: 'c-1',
	call_length: 0.75,
	batch_id: null,
	to: '+442079460018',
	from: '+17163511654',
	request_data: { orderNumber: 'A-17' },
	completed: true,
	created_at: '2024-04-27T23:51:18.025251+00:00',
	inbound: false,
	queue_status: 'completed',
	max_duration: 30,
	error_message: null,
	variables: { now: 'Sat Apr 27 2024', phone_number: '+442079460018' },
	answered_by: 'human',
	record: true,
	recording_url: 'https://server.aws.example/r.mp3',
	metadata: { reference: 'order-1', context: { leadId: 7 }, callAttempt: 2, dialedAt: '2024-04-27T23:51:17.000Z' },
	summary: 'They agreed.',
	price: 0.068,
	started_at: '2024-04-27T23:51:25+00:00',
	call_ended_by: 'ASSISTANT',
	disposition_tag: 'BOOKED',
	pathway_id: 'w-1',
	concatenated_transcript: 'user: Hello? \n assistant: Hi there!',
	transcripts: [],
	status: 'completed',
	corrected_duration: '45',
	end_at: '2024-04-28T00:21:25.000Z',
};
const record = callRecord('bland', {
	callId: 'c-1',
	reference: 'order-1',
	agentId: 'pathway:w-1',
	to: '+442079460018',
	from: '+17163511654',
	status: 'completed',
	outcome: 'answered',
	dialed: 'yes',
	attempt: 2,
	createdAt: '2024-04-27T23:51:18.025Z',
	startedAt: '2024-04-27T23:51:25.000Z',
	endedAt: '2024-04-27T23:52:10.000Z',
	durationSeconds: 45,
	recordingUrl: 'https://server.aws.example/r.mp3',
	transcript: 'user: Hello? \n assistant: Hi there!',
	summary: 'They agreed.',
	analysis: { sentiment: null, sentimentScores: null, speechMetrics: null, outcome: 'BOOKED', converted: null },
	endReason: 'ASSISTANT',
	cost: { amount: 0.068, currency: 'USD' },
	variables: { orderNumber: 'A-17' },
	context: { leadId: 7 },
});
const readOne = (body: unknown) => {
	const read = bland.getCall!.read(answerOf(200, body), { callId: 'c-1', agentId: null });
	return read === null || read === 'absent' ? read : read.record;
};
const told = (more: object) => readOne({ ...call, ...more });

describe('reading a call', () => {
	test('one call is read whole; its end is counted from its duration, since end_at is the end of its maximum', () => {
		expect(bland.getCall!.request({ callId: 'c/1', agentId: null }, settings)).toEqual({ method: 'GET', path: '/v1/calls/c%2F1' });
		expect(readOne(call)).toEqual(record);
		for (const body of [{}, '<html>', [], { data: null, errors: [] }, { status: 'error', message: 'x' }]) expect(readOne(body)).toBeNull();
	});

	test('the length in minutes counts where there are no seconds', () => {
		expect(told({ corrected_duration: null })).toMatchObject({ durationSeconds: 45 });
		expect(told({ corrected_duration: undefined, call_length: 0.834 })).toMatchObject({ durationSeconds: 50 });
		expect(told({ corrected_duration: null, call_length: null })).toMatchObject({ durationSeconds: null, endedAt: null });
	});

	test('spoken lines are the transcript where there is no text of it', () => {
		const transcripts = [
			{ user: 'assistant', text: 'Hello.' },
			{ user: 'agent-action', text: 'Ended call' },
			{ user: 'user', text: 'Hi.' },
		];
		expect(told({ concatenated_transcript: null, transcripts })).toMatchObject({ transcript: 'assistant: Hello.\nuser: Hi.' });
	});

	test('a call of a persona names it', () => {
		expect(told({ persona_id: 'p-1' })).toMatchObject({ agentId: 'persona:p-1' });
		expect(told({ pathway_id: null })).toMatchObject({ agentId: null });
	});

	const open = { status: undefined, completed: false, answered_by: null, corrected_duration: null, call_length: null, price: 0 };
	test.each([
		[{ ...open, queue_status: 'new' }, 'queued', null],
		[{ ...open, queue_status: 'queued' }, 'queued', null],
		[{ ...open, queue_status: 'allocated' }, 'initiated', null],
		[{ ...open, queue_status: 'started' }, 'in_progress', null],
		[{ ...open, queue_status: 'started', status: 'unknown' }, 'in_progress', null],
		[{ ...open, queue_status: 'started', answered_by: 'voicemail' }, 'in_progress', null],
		[{ ...open, queue_status: 'teleported' }, 'unknown', null],
		[{ answered_by: 'human' }, 'completed', 'answered'],
		[{ answered_by: 'unknown' }, 'completed', 'answered'],
		[{ answered_by: null }, 'completed', 'answered'],
		[{ answered_by: 'voicemail' }, 'completed', 'voicemail'],
		[{ answered_by: 'no-answer' }, 'failed', 'no_answer'],
		[{ status: 'no-answer', answered_by: 'no-answer' }, 'failed', 'no_answer'],
		[{ status: 'busy', answered_by: null }, 'failed', 'busy'],
		[{ status: 'canceled', completed: false, answered_by: null, queue_status: 'queued' }, 'failed', 'cancelled'],
		[{ status: 'failed', queue_status: 'call_error', answered_by: null }, 'failed', 'failed'],
		[{ status: 'failed', answered_by: 'no-answer' }, 'failed', 'no_answer'],
		[{ status: 'failed', answered_by: null, error_message: 'Service Provider Blocked Call due to Spam' }, 'failed', 'rejected'],
		[{ status: 'failed', answered_by: null, error_message: 'The number you dialed is busy.' }, 'failed', 'busy'],
		[{ status: 'failed', answered_by: null, error_message: 'The number you dialed is temporarily unavailable.' }, 'failed', 'no_answer'],
		[{ status: undefined, queue_status: 'complete_error', answered_by: null }, 'completed', 'answered'],
		[{ status: 'unknown', answered_by: null, queue_status: 'complete' }, 'completed', null],
		[{ status: undefined, completed: true, queue_status: 'complete', answered_by: 'voicemail' }, 'completed', 'voicemail'],
		[{ status: undefined, completed: true, queue_status: 'started', answered_by: 'human' }, 'completed', 'answered'],
	])('a call that stands at %j is %s, %s', (more, status, outcome) => {
		expect(told(more)).toMatchObject({ status, outcome, dialed: 'yes' });
	});

	test.each(['pre_queue_error', 'queue_error'])('a call that ended with %s never dialed, and says why', (queue_status) => {
		const never = { status: 'failed', queue_status, answered_by: null, started_at: null, corrected_duration: null, call_length: 0 };
		const read = told({ ...never, error_message: 'Cannot reach +442079460018 there' });
		expect(read).toMatchObject({
			status: 'failed',
			outcome: 'failed',
			dialed: 'no',
			problem: {
				type: 'call_rejected',
				detail:
					'Bland took the call and dropped it before it dialed. It says: "Cannot reach +44••••••••18 there". Check the number and the account at Bland.',
			},
		});
		expect(told({ ...never, error_message: null })).toMatchObject({
			dialed: 'no',
			problem: { detail: expect.stringContaining('no reason') },
		});
	});

	test.each([
		[{ started_at: '2024-04-27T23:51:25+00:00' }],
		[{ answered_by: 'human' }],
		[{ corrected_duration: '3' }],
		[{ status: 'busy' }],
		[{ status: 'no-answer' }],
		[{ error_message: 'Call failed. It was blocked as spam (608).' }],
	])('a sign of a dial outweighs the word of the queue: %j', (more) => {
		const never = {
			status: 'failed',
			queue_status: 'queue_error',
			answered_by: null,
			started_at: null,
			corrected_duration: null,
			call_length: 0,
		};
		expect(told({ ...never, ...more })).toMatchObject({ dialed: 'yes' });
	});

	test('a price is told once the call is over, and the reason of a failed call is its error', () => {
		expect(told({ ...open, queue_status: 'started' })).toMatchObject({ cost: null, durationSeconds: null });
		expect(told({ price: null })).toMatchObject({ cost: null });
		expect(told({ price: 0 })).toMatchObject({ cost: { amount: 0, currency: 'USD' } });
		expect(told({ status: 'failed', answered_by: null, error_message: 'Not found', call_ended_by: 'ASSISTANT' })).toMatchObject({
			endReason: 'Not found',
		});
	});
});

describe('the list of calls', () => {
	const { request: ask, read } = bland.listCalls!;
	const pageOf = (calls: unknown[], total_count: number | undefined, query = everything) =>
		read(answerOf(200, { ...(total_count === undefined ? {} : { total_count }), count: calls.length, calls }), query);

	test('it is filtered by number and time in whole seconds, both included, a page of at most 100 at a time', () => {
		const query = { ...everything, to: '+442079460018', after: '2026-11-20T10:00:00.500Z', before: '2026-11-20T11:00:00.000Z', limit: 500 };
		expect(ask({ ...query, cursor: '200' }, settings)).toEqual({
			method: 'GET',
			path: '/v1/calls',
			query: {
				from: 200,
				to: 300,
				limit: 100,
				to_number: '+442079460018',
				start_date: '2026-11-20T10:00:00+00:00',
				end_date: '2026-11-20T11:00:01+00:00',
			},
		});
		expect(ask({ ...everything, limit: 0 }, settings).query).toEqual({ from: 0, to: 1, limit: 1 });
	});

	test('a row of the short form of the example is read', () => {
		const row = {
			call_id: 'c-1',
			created_at: '2023-12-21T23:25:14.801193+00:00',
			call_length: 0.834,
			to: '+15551234567',
			from: '+15551234567',
			completed: true,
			queue_status: 'complete',
			error_message: null,
			answered_by: 'human',
			batch_id: null,
		};
		const [listed] = pageOf([row], 1)!.results;
		expect(listed.record).toMatchObject({ callId: 'c-1', status: 'completed', outcome: 'answered', durationSeconds: 50, reference: null });
	});

	const rows = Array.from({ length: 100 }, (_, index) => ({ ...call, call_id: `c-${index}` }));
	test.each([
		['a whole page of more', rows, 250, '100'],
		['a whole page that is the last', rows, 100, null],
		['a short page of more, as a server with smaller pages gives it', rows.slice(0, 20), 250, '20'],
		['a short page that is the last', rows.slice(0, 20), 20, null],
		['a whole page without a total', rows, undefined, '100'],
		['a short page without a total', rows.slice(0, 20), undefined, null],
		['an empty page', [], 250, null],
	])('the next page begins where this one ended: %s', (_name, calls, total, next) => {
		expect(pageOf(calls, total)?.next).toBe(next);
	});

	test('what is no list is not read', () => {
		for (const body of [{}, '<html>', { calls: null }, { status: 'error', message: 'x' }])
			expect(read(answerOf(200, body), everything)).toBeNull();
	});
});

describe('ending a call and its recording', () => {
	const { request: ask, read } = bland.endCall!;
	const ref = { callId: 'c/1', agentId: null };

	test('a call is ended by its ID, and the word of the answer counts', () => {
		expect(ask(ref, settings)).toEqual({ method: 'POST', path: '/v1/calls/c%2F1/stop' });
		expect(read(answerOf(200, { status: 'success', message: 'Call ended successfully.' }), ref)).toEqual({
			callId: 'c/1',
			status: 'completed',
			outcome: 'cancelled',
		});
		for (const body of [{ status: 'error', message: 'SID not found for the given c_id.' }, {}, '<html>', { errors: [{ error: 'X' }] }]) {
			expect(read(answerOf(200, body), ref)).toBeNull();
		}
	});

	test.each([200, 400, 500])('a stop of a call that is over is told apart from other refusals, whatever its status: %s', (status) => {
		const answer = answerOf(status, { status: 'error', message: 'SID not found for the given c_id.' });
		expect(bland.readRefusal(answer).type).toBe('agent_unavailable');
	});

	test('the recording is at an address of its own', () => {
		expect(bland.recording!.request(ref)).toEqual({ method: 'GET', path: '/v1/recordings/c%2F1' });
	});
});

describe('the drop-downs', () => {
	const first = { search: null, cursor: null };

	test('personas are listed with their kind, without the deleted ones, a hundred at a time', () => {
		const { request: ask, read } = bland.listAgents!;
		expect(ask({ ...first, cursor: '3' }, settings)).toEqual({ method: 'GET', path: '/v1/personas', query: { page: 3, limit: 100 } });
		const data = [
			{ id: 'p-1', name: 'Support', description: 'Calls back', deleted_at: null },
			{ id: 'p-2', name: null, description: null },
			{ id: 'p-3', name: 'Gone', deleted_at: '2026-01-01T00:00:00Z' },
			{ name: 'Nameless' },
		];
		expect(read(answerOf(200, { data, errors: null }), first)).toEqual({
			results: [
				{ id: 'persona:p-1', name: 'Support', description: 'Calls back' },
				{ id: 'persona:p-2', name: 'p-2', description: undefined },
			],
			next: null,
		});
		const whole = Array.from({ length: 100 }, (_, index) => ({ id: `p-${index}`, name: 'x' }));
		expect(read(answerOf(200, { data: whole }), first)?.next).toBe('2');
		expect(read(answerOf(200, { data: null, errors: [] }), first)).toBeNull();
	});

	test('voices have a name and say what they are like', () => {
		const { request: ask, read } = bland.listVoices!;
		expect(ask(first, settings)).toEqual({ method: 'GET', path: '/v1/voices' });
		const voices = [
			{ id: 'v-1', name: 'maya', description: 'Young American Female', tags: ['english'], voice_id: 'other' },
			{ id: 'v-2', name: 'clone', description: null, tags: ['cloned', 'female'] },
			{ name: 'no ID' },
		];
		expect(read(answerOf(200, { voices }), first)).toEqual({
			results: [
				{ id: 'v-1', name: 'maya', description: 'Young American Female' },
				{ id: 'v-2', name: 'clone', description: 'cloned, female' },
			],
			next: null,
		});
		expect(read(answerOf(200, {}), first)).toBeNull();
	});

	test('caller numbers are what the call takes', () => {
		const { request: ask, read } = bland.listNumbers!;
		expect(ask(first, settings)).toEqual({ method: 'GET', path: '/v1/outbound' });
		expect(read(answerOf(200, { outbound_numbers: [{ phone_number: '+18005551234', last_initiated: null }, {}] }), first)).toEqual({
			results: [{ id: '+18005551234', name: '+18005551234', number: '+18005551234' }],
			next: null,
		});
	});
});

describe('events', () => {
	const live = (category: string, message: string) => ({ message, call_id: 'c-1', category, log_level: 'info' });
	const only = (body: unknown) => {
		const [event, ...others] = bland.readEvents(body);
		expect(others).toEqual([]);
		return event;
	};

	test('the body after the call is its end, read as the call itself', () => {
		expect(only(call)).toMatchObject({ event: 'call.completed', occurredAt: record.endedAt, record, raw: call });
	});

	test('one call has one end, however it is told again', () => {
		const again = { ...call, summary: 'Another summary.', citations: [] };
		expect(only(again).eventId).toBe(only(call).eventId);
		expect(only({ ...call, call_id: 'c-2' }).eventId).not.toBe(only(call).eventId);
	});

	test.each([
		['queue', 'Call enqueued', 'call.queued', 'queued'],
		['call', 'Call connected', 'call.connected', 'connected'],
		['call', 'call CONNECTED', 'call.connected', 'connected'],
		['call', 'Call enqueued', 'call.unknown', 'unknown'],
		['call', 'Agent speech: Call connected', 'call.unknown', 'unknown'],
		['call', 'constructor', 'call.unknown', 'unknown'],
		['webhook', 'completed', 'call.unknown', 'unknown'],
	])('the live event of the category %s with the message "%s" is %s', (category, message, event, status) => {
		const read = only(live(category, message));
		expect(read).toMatchObject({ event, occurredAt: null, record: { callId: 'c-1', status, outcome: null, dialed: 'yes' } });
		expect(only(live(category, message)).eventId).toBe(read.eventId);
	});

	test('two spoken lines are two events', () => {
		expect(only(live('call', 'Agent speech: A')).eventId).not.toBe(only(live('call', 'Agent speech: B')).eventId);
	});

	test.each([[{ call_id: 'c-1', event_type: 'citations', citations: [] }], [{}], [[]], ['text'], [null]])('%j is nothing known', (body) => {
		expect(only(body)).toMatchObject({ event: 'call.unknown', record: { status: 'unknown' } });
	});

	test('the end of a call without an ID may be that of any call', () => {
		expect(only({ ...call, call_id: undefined }).record).toMatchObject({ callId: null, dialed: 'maybe' });
	});
});

describe('the signature', () => {
	const [proof] = bland.webhook.proofs;
	const raw = Buffer.from('{"call_id":"c-1","status":"completed"}');
	const published = 'aa8f72b31154de4d00d246df50dad8e856bf2bb11cf0ed8d2675ee860aaa7a18';
	const verify = (body: Buffer, values: string[], secret = 'test-secret') => {
		const rawHeaders = ['Content-Type', 'application/json', ...values.flatMap((value) => ['X-Webhook-Signature', value])];
		const opened = openDelivery({ headers: {}, rawHeaders, rawBody: body });
		return opened.ok && proof.verify(opened.value, [proof.toKey(secret)], Date.now());
	};

	test('our own vector holds: hex, over the raw body, without a prefix or a time', () => {
		expect(createHmac('sha256', 'test-secret').update(raw).digest('hex')).toBe(published);
		expect(verify(raw, [published])).toBe(true);
	});

	test.each([
		['another secret', raw, [published], 'test-secret-2'],
		['a changed body', Buffer.from('{"call_id":"c-2","status":"completed"}'), [published], undefined],
		['a blank more in the body', Buffer.from('{"call_id": "c-1","status":"completed"}'), [published], undefined],
		['capital letters', raw, [published.toUpperCase()], undefined],
		['a prefix', raw, [`sha256=${published}`], undefined],
		['two signatures', raw, [published, published], undefined],
		['a part of it', raw, [published.slice(0, 32)], undefined],
		['none', raw, [], undefined],
	])('a signature is refused with %s', (_name, body, values, secret) => {
		expect(verify(body, values, secret)).toBe(false);
	});

	test('it covers the body but no time, so the trigger reads the call by default', () => {
		expect([proof.coversBody, bland.webhook.readsCallByDefault, proof.secretField?.name]).toEqual([true, true, 'webhookSecret']);
	});
});
