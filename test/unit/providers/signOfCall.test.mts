import { describe, expect, test } from 'vitest';
import type { ProviderId } from '../../../nodes/shared/providers/provider';
import { signOfCall } from '../../../nodes/shared/providers/signOfCall';
import { aCall } from '../../harness/values.mts';

const call = aCall({
	reference: 'r-1',
	agentId: 'agent-1',
	campaignId: 'campaign-1',
	variables: { order: 'A-17', call: 77 },
	context: { lead: { id: 'lead-1' } },
});
const sign = (body: unknown, provider: ProviderId = 'talkover') => signOfCall(provider, body, call);

describe('a call is shown', () => {
	test.each([
		['{execution_id}', { success: false, execution_id: 'c-1' }],
		['{id}', { id: 'c-1', message: 'no' }],
		['{data: {id}}', { success: false, data: { id: 'c-1' } }],
		['{data: [{id}]}', { success: false, data: [{ id: 'c-1' }] }],
		['{response: {call_id}}', { status: 'error', response: { call_id: 'c-1' } }],
		['{response: [{call_id}]}', { response: [{ success: false, call_id: 'c-1' }] }],
		['{response: {call: {id}}}', { response: { call: { id: 'c-1' } } }],
		['{campaign_call: {id}}', { campaign_call: { id: 'c-1' } }],
		['{error: {details: {callId}}}', { error: { code: 'X', details: { callId: 'c-1' } } }],
		['{sid}', { sid: 'c-1' }],
		['{call}', { error: 'Recording failed', call: 'c-1' }],
		['behind an echo', { data: { id: 'agent-1', call_id: 'c-1' } }],
	])('a call is shown by its id: %s', (_name, body) => {
		expect(sign(body)).toEqual({ callId: 'c-1' });
	});

	test('a call is shown by a number as its id', () => {
		expect(sign({ data: { id: 42 } })).toEqual({ callId: '42' });
	});

	test.each([
		['svalync', { success: false, status: 'ringing' }],
		['svalync', { response: [{ success: false, data: { status: 'in-progress' } }] }],
		['synthflow', { status: 'error', response: { call_status: 'no-answer' } }],
		['talkover', { success: false, data: { status: 'initiated' } }],
		['talkover', { error: { call: { state: 'busy' } } }],
		['unleashx', { error: true, data: { CALL_STATUS: 'USER_ENDED' } }],
	] as const)('a call is shown by a status that only a call has: %s', (provider, body) => {
		expect(sign(body, provider)).toEqual({ callId: null });
	});
});

test.each([
	['nothing', undefined],
	['a web page', '<html>'],
	['an empty object', {}],
	['an id that is none', { id: '', data: { id: null, call_id: 0 }, sid: 'null' }],
	['the request’s own number', { request_id: 'req-1', detail: { request_id: 'req-1' }, trace_id: 't-1' }],
	['our reference', { data: { id: 'r-1' } }],
	['the agent', { data: { id: 'agent-1' }, agent: { id: 'agent-9', status: 'completed' }, agent_id: 'agent-9' }],
	['the campaign', { id: 'campaign-1', campaign: { id: 'campaign-1', status: 'completed' } }],
	['our variables', { data: { id: 77 }, payload: { call_id: 'x' }, context: { status: 'ringing' }, call_id: 'lead-1' }],
	['an echo of the request', { detail: [{ loc: ['body', 'call_id'], msg: 'no', input: { call_id: 'x', status: 'ringing' } }] }],
	['a call that was there before', { code: 'DUPLICATE_CALL', existing_call: { id: 'c-0', status: 'queued' } }],
	['a status of the request', { status: 'failed', data: { status: 'rejected' }, error: { status: 'cancelled' } }],
	['the id of an error', { error: { id: 'e-1', code: 'X' }, errors: [{ id: 'e-2' }] }],
])('no call is shown by %s', (_name, body) => {
	expect(sign(body)).toBeNull();
});

test('an answer that is nested without an end is given up', () => {
	const body: Record<string, unknown> = {};
	body.data = body;
	expect(sign(body)).toBeNull();
});
