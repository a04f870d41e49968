/** The ids of a provider's own row. */
import { expect, test } from 'vitest';
import { idsIn } from '../../../nodes/shared/call/record';

test.each([
	[{ id: 'a', call_id: 'x', agentId: 'g', batch_id: 'b', userId: 'u' }, ['a', 'x']],
	[{ ID: 17, AGENT_ID: 3 }, ['17']],
	[{ track_id: 't', call_id: 'c', id: 5, execution_id: 'e' }, ['t', 'c', '5', 'e']],
	[{ callId: 'sim-1' }, ['sim-1']],
	[{ id: null, call_id: '' }, []],
	[null, []],
	[['a'], []],
	['text', []],
])('the ids of %j are %j', (row, ids) => {
	expect(idsIn(row)).toEqual(ids);
});
