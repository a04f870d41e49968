/** Whether a retry after a crash surely gives a call the reference that the lost try gave it. */
import type { IExecuteFunctions } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { RunReferences } from '../../../nodes/shared/calling/reference';

const place = ['workflow-1', 'node-1'];
const feeds: Record<string, Record<string, string>> = {
	trigger: { Start: 'n8n-nodes-base.webhook' },
	'trigger and filter': { Start: 'n8n-nodes-base.webhook', Only: 'n8n-nodes-base.filter' },
	code: { Start: 'n8n-nodes-base.webhook', Code: 'n8n-nodes-base.code' },
	'the caller of a sub-workflow': { Start: 'n8n-nodes-base.executeWorkflowTrigger' },
	nothing: {},
};

function referencesOf(parameters: Record<string, unknown>, feed = 'trigger'): RunReferences {
	const above = Object.entries(feeds[feed]).map(([name, type]) => ({ name, type, typeVersion: 1, disabled: false }));
	const context = {
		getNode: () => ({ name: 'Call' }),
		getParentNodes: (name: string) => (name === 'Call' ? above : name === 'Start' ? [] : above.filter((one) => one.name === 'Start')),
	};
	return new RunReferences(context as unknown as IExecuteFunctions, parameters);
}

describe('the reference of the package', () => {
	test('it is that of the number, whatever is said and wherever the item stands', () => {
		expect(referencesOf({}).ofNumber(place, '+442079460018', false)).toBe(referencesOf({}).ofNumber(place, '+442079460018', false));
		expect(referencesOf({}).ofNumber(place, '+442079460018', false)).toMatch(/^vc-[0-9a-f]{24}$/);
		const names = [
			referencesOf({}).ofNumber(place, '+442079460018', false),
			referencesOf({}).ofNumber(place, '+442079460019', false),
			referencesOf({}).ofNumber(['workflow-1', 'node-2'], '+442079460018', false),
		];
		expect(new Set(names).size).toBe(3);
	});
	test('each call to a number has one of its own where repeats are allowed, and all have the same where they are not', () => {
		const [several, one] = [referencesOf({}), referencesOf({})];
		expect(new Set([0, 1, 2].map(() => several.ofNumber(place, '+442079460018', true))).size).toBe(3);
		expect(new Set([0, 1, 2].map(() => one.ofNumber(place, '+442079460018', false))).size).toBe(1);
	});
	test('it is steady', () => {
		expect(referencesOf({ options: '={{ $json.options }}' }, 'code').isSteady(null)).toBe(true);
	});
});

describe('the reference of the user', () => {
	test.each<[boolean, string, unknown, string?]>([
		[true, 'fixed', { options: { reference: 'order-17' } }],
		[true, 'fixed, beside Options', { reference: 'order-17' }],
		[true, 'fixed, after a node that makes values', { options: { reference: 'order-17' } }, 'code'],
		[true, 'of the item', { options: { reference: '={{ $json.id }}' } }],
		[true, 'of the item, in a text', { options: { reference: '=order-{{ $json.order.id }}-{{ $json["line no"] }}' } }],
		[true, 'of the item, with a text before it', { options: { reference: '={{ "order-" + $json.to }}' } }],
		[true, 'of the item, after a node that hands it on', { options: { reference: '={{ $json.id }}' } }, 'trigger and filter'],
		[false, 'of the item, after a node that makes values', { options: { reference: '={{ $json.id }}' } }, 'code'],
		[false, 'of the item of another workflow', { options: { reference: '={{ $json.id }}' } }, 'the caller of a sub-workflow'],
		[false, 'of the item of a tool', { options: { reference: '={{ $json.id }}' } }, 'nothing'],
		[false, 'of the time', { options: { reference: '={{ $now }}' } }],
		[false, 'of the time, in a text', { options: { reference: '=order-{{ $json.id }}-{{ $now.toMillis() }}' } }],
		[false, 'of the day', { reference: '={{ $today }}' }],
		[false, 'of chance', { options: { reference: '={{ $json.id + Math.random() }}' } }],
		[false, 'of the execution', { options: { reference: '={{ $execution.id }}' } }],
		[false, 'of the place of the item', { options: { reference: '={{ $itemIndex }}' } }],
		[false, 'of a function of the item', { options: { reference: '={{ $json.id.toString() }}' } }],
		[false, 'of a function of the item whose name ends in a digit', { options: { reference: '={{ $json.atan2(1) }}' } }],
		[false, 'of blanks without end', { options: { reference: `={{ ${' '.repeat(50_000)}$now }}` } }],
		[false, 'of another node', { options: { reference: '={{ $("Start").item.json.id }}' } }],
		[false, 'in Options that an expression makes', { options: '={{ $json.options }}' }],
	])('it counts as steady (%s): %s', (expected, _name, parameters, feed) => {
		expect(referencesOf(parameters as Record<string, unknown>, feed).isSteady('given')).toBe(expected);
	});
});
