import { expect, test } from 'vitest';
import { concernsTheNode, problem, problemTypes, stopsTheRun } from '../../../nodes/shared/call/problem';

const documented = [
	'invalid_phone_number',
	'blocked_number_type',
	'blocked_country',
	'outside_calling_hours',
	'do_not_call',
	'duplicate',
	'cap_reached',
	'invalid_script',
	'invalid_parameters',
	'schedule_unsupported',
	'agent_unavailable',
	'voice_unavailable',
	'unauthorized',
	'insufficient_credits',
	'rate_limited',
	'call_rejected',
	'connection_failed',
	'response_timeout',
	'provider_error',
	'outcome_unknown',
];

test('the types are the twenty that workflows may rely on', () => {
	expect([...problemTypes].sort()).toEqual([...documented].sort());
});

test.each(problemTypes)('%s has a title of its own and every other field, unknown unless given', (type) => {
	expect(problem(type, 'why')).toEqual({
		type,
		title: expect.stringMatching(/^[A-Z].*[^.]$/),
		detail: 'why',
		httpStatus: null,
		providerCode: null,
		retryAfterSeconds: null,
		nextAllowedAt: null,
		reconcile: null,
	});
});

test('no two types have the same title', () => {
	expect(new Set(problemTypes.map((type) => problem(type, '').title)).size).toBe(problemTypes.length);
});

test('only a refused account stops the rest of a run', () => {
	expect(problemTypes.filter(stopsTheRun)).toEqual(['unauthorized', 'insufficient_credits']);
});

test('what concerns one person never concerns the node', () => {
	expect(problemTypes.filter(concernsTheNode)).toEqual([
		'invalid_script',
		'invalid_parameters',
		'schedule_unsupported',
		'agent_unavailable',
		'voice_unavailable',
		'unauthorized',
		'insufficient_credits',
	]);
});
