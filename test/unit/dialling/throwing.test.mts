import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { expect, test } from 'vitest';
import type { ProblemType } from '../../../nodes/shared/call/problem';
import { problem, problemTypes } from '../../../nodes/shared/call/problem';
import type { Dialed } from '../../../nodes/shared/call/record';
import { callRecord } from '../../../nodes/shared/call/record';
import type { ItemResult } from '../../../nodes/shared/dialling/job';
import { problemOfTheNode, throwIfTheNodeIsAtFault } from '../../../nodes/shared/calling/output';

type Row = [Dialed, ProblemType | null, string?];
const results = (...rows: Row[]): ItemResult[] =>
	rows.map(([dialed, type, detail = 'is wrong.'], item) => ({
		item,
		record: callRecord('svalync', { dialed, ...(type === null ? {} : { problem: problem(type, detail) }) }),
	}));
const found = (...rows: Row[]) => {
	const fault = problemOfTheNode(results(...rows));
	return fault === null ? null : [fault.item, fault.problem.type];
};

test.each<[string, Row[], [number, ProblemType] | null]>([
	['one refused account', [['no', 'unauthorized']], [0, 'unauthorized']],
	[
		'no credits after a bad number',
		[
			['no', 'invalid_phone_number'],
			['no', 'insufficient_credits'],
		],
		[1, 'insufficient_credits'],
	],
	[
		'the same unusable agent in every item',
		[
			['no', 'agent_unavailable'],
			['no', 'agent_unavailable'],
		],
		[0, 'agent_unavailable'],
	],
	[
		'the same wrong parameter in every item',
		[
			['no', 'invalid_parameters'],
			['no', 'invalid_parameters'],
		],
		[0, 'invalid_parameters'],
	],
	['the same script in every item', [['no', 'invalid_script']], [0, 'invalid_script']],
	['the same voice in every item', [['no', 'voice_unavailable']], [0, 'voice_unavailable']],
	['the same time in every item', [['no', 'schedule_unsupported']], [0, 'schedule_unsupported']],
	[
		'different wrong parameters',
		[
			['no', 'invalid_parameters', 'Priority is wrong.'],
			['no', 'invalid_parameters', 'Delay is wrong.'],
		],
		null,
	],
	[
		'two kinds of problem',
		[
			['no', 'agent_unavailable'],
			['no', 'invalid_parameters'],
		],
		null,
	],
	[
		'a refused account after a dial',
		[
			['yes', null],
			['no', 'unauthorized'],
		],
		null,
	],
	[
		'a refused account after what may be a dial',
		[
			['maybe', 'response_timeout'],
			['no', 'unauthorized'],
		],
		null,
	],
	[
		'a refused account beside a dry run',
		[
			['no', null],
			['no', 'unauthorized'],
		],
		null,
	],
	['a dial alone', [['yes', null]], null],
	['no items', [], null],
])('the problem concerns the node or the person: %s', (_name, rows, fault) => {
	expect(rows.length === 0 ? null : found(...rows)).toEqual(fault);
});

const nodeWide: ProblemType[] = [
	'unauthorized',
	'insufficient_credits',
	'agent_unavailable',
	'voice_unavailable',
	'invalid_script',
	'invalid_parameters',
	'schedule_unsupported',
];
test.each(problemTypes)('a problem %s in every item concerns the node only if it is not about a person', (type) => {
	expect(found(['no', type], ['no', type])).toEqual(nodeWide.includes(type) ? [0, type] : null);
});

const context = (continues: boolean) =>
	({ continueOnFail: () => continues, getNode: () => ({ name: 'Send Call', type: 'sendCall' }) }) as never;
const thrown = (...rows: ItemResult[]): unknown => {
	try {
		throwIfTheNodeIsAtFault(context(false), rows);
	} catch (error) {
		return error;
	}
	return null;
};

test('a wrong parameter throws a NodeOperationError that names the way out', () => {
	const error = thrown(...results(['no', 'invalid_parameters', 'Priority must be low. Choose it.'])) as NodeOperationError;
	expect(error).toBeInstanceOf(NodeOperationError);
	expect(error).toMatchObject({
		message: 'A field is missing or malformed',
		description: 'Priority must be low. Choose it.',
		context: { itemIndex: 0 },
	});
});

test("a refused key throws a NodeApiError with the provider's status", () => {
	const [one] = results(['no', 'unauthorized']);
	one.record.problem!.httpStatus = 401;
	const error = thrown(one) as NodeApiError;
	expect(error).toBeInstanceOf(NodeApiError);
	expect(error).toMatchObject({ message: 'The provider refused the credential', httpCode: '401', description: 'is wrong.' });
});

test('nothing is thrown with On Error: continue, and after a dial', () => {
	expect(() => throwIfTheNodeIsAtFault(context(true), results(['no', 'unauthorized']))).not.toThrow();
	expect(thrown(...results(['yes', null], ['no', 'unauthorized']))).toBeNull();
});
