import { expect, test } from 'vitest';
import type { CallRecord } from '../../../nodes/shared/call/record';
import { callRecord } from '../../../nodes/shared/call/record';
import type { Filters } from '../../../nodes/ManageCall/filters';
import { filters, noFilters, passes } from '../../../nodes/ManageCall/filters';
import { providerById } from '../../../nodes/shared/providers/registry';

const call = (known: Partial<CallRecord> = {}): CallRecord =>
	callRecord('talkover', {
		callId: 'c1',
		agentId: 'a1',
		to: '+442079460018',
		status: 'completed',
		createdAt: '2026-03-01T10:00:00.000Z',
		...known,
	});
const reading = (id: string) => ({ provider: providerById(id)!, timezone: 'Europe/Berlin', now: new Date() });

test('every call is wanted without filters', () => {
	expect(passes(call(), noFilters)).toBe(true);
	expect(passes(callRecord('svalync'), noFilters)).toBe(true);
});

test.each<[Partial<Filters>, Partial<CallRecord>, boolean]>([
	[{ to: '+442079460018' }, {}, true],
	[{ to: '+442079460018' }, { to: '442079460018' }, true],
	[{ to: '+442079460018' }, { to: '+442079460019' }, false],
	[{ to: '+442079460018' }, { to: null }, false],
	[{ agentId: 'a1' }, {}, true],
	[{ agentId: 'a1' }, { agentId: 'a2' }, false],
	[{ agentId: 'a1' }, { agentId: null }, false],
	[{ status: ['completed', 'failed'] }, {}, true],
	[{ status: ['failed'] }, {}, false],
	[{ status: ['failed'] }, { status: 'unknown' }, false],
	[{ after: '2026-03-01T10:00:00.000Z' }, {}, true],
	[{ after: '2026-03-01T10:00:00.001Z' }, {}, false],
	[{ before: '2026-03-01T10:00:00.001Z' }, {}, true],
	[{ before: '2026-03-01T10:00:00.000Z' }, {}, false],
	[{ after: '2026-03-01T10:00:00.000Z' }, { createdAt: null, startedAt: '2026-03-01T11:00:00.000Z' }, true],
	[{ after: '2026-03-01T10:00:00.000Z' }, { createdAt: null }, false],
])('the filters %j let through a call with %j: %s', (wanted, known, expected) => {
	expect(passes(call(known), { ...noFilters, ...wanted })).toBe(expected);
});

test('a time without zone is in the zone of the workflow', () => {
	const read = filters.read({ after: '2026-07-01T12:00:00' }, reading('talkover'));
	expect(read).toMatchObject({ ok: true, value: { after: '2026-07-01T10:00:00.000Z', before: null } });
});

test('a filter left over from another provider does not count where the agent is chosen above', () => {
	expect(filters.read({ agentId: 'a9' }, reading('synthflow'))).toMatchObject({ ok: true, value: { agentId: null } });
	expect(filters.read({ agentId: 'a9' }, reading('talkover'))).toMatchObject({ ok: true, value: { agentId: 'a9' } });
});
