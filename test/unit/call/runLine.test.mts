import type { INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { expect, test } from 'vitest';
import { reportable } from '../../../nodes/shared/call/bugReport';
import { countsOf, runLine } from '../../../nodes/shared/call/runLine';

const node: INode = {
	id: '1',
	name: 'Call +12127365000',
	type: 'n8n-nodes-voice-calls.manageCall',
	typeVersion: 1,
	position: [0, 0],
	parameters: { provider: 'retell', operation: 'get', phoneNumber: '+12127365000' },
};

test('the line of a run names node, provider, counts and seconds, and not what a user called the node', () => {
	const begun = performance.now() - 1234;
	expect(runLine(node, ['get', 'retell'], 3, { given: 2, failed: 1, none: 0 }, begun)).toBe(
		'manageCall get retell: 3 items, given 2, failed 1, 1.2 s',
	);
	expect(runLine(node, [], 1, {}, begun)).toBe('manageCall: 1 item, 1.2 s');
	expect(countsOf(['busy', 'answered', 'busy'])).toEqual({ busy: 2, answered: 1 });
});

test('an error carries package, version, node, provider and operation, and no other parameter', () => {
	const data = { package: 'n8n-nodes-voice-calls', version: 'from source', node: 'manageCall', provider: 'retell', operation: 'get' };
	const errors = [new NodeOperationError(node, 'No.', { itemIndex: 0 }), new NodeApiError(node, { message: 'No.' }, { httpCode: '404' })];
	for (const error of errors) expect(reportable(node, error).context.data).toEqual(data);
	expect(errors[0].context.itemIndex).toBe(0);
});

test('what an expression makes of a choice is not told', () => {
	const asked = { ...node, parameters: { provider: '={{ $json.key }}' } };
	const { context } = reportable(asked, new NodeOperationError(asked, 'No.'));
	expect(context.data).toMatchObject({ provider: 'by expression', operation: null });
});
