import type { IDataObject, INode } from 'n8n-workflow';
import { NodeHelpers, Workflow } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { nodeTypes } from '../../harness/engine.mts';
import { makeCall, makeCallType } from '../../harness/makeCall.mts';
import { itemsTo, OTHER, records, sendCall, sendCallType, TO } from '../../harness/sendCall.mts';
import { useServers } from '../../harness/servers.mts';

/** How many outputs a call node has, as the canvas and the engine ask for them, and what leaves on which. */
const servers = useServers();

const both = [
	['Send Call', sendCallType, sendCall],
	['Make Call', makeCallType, makeCall],
] as const;
const names = (type: string, parameters: IDataObject): unknown[] => {
	const node = { id: 'a', name: 'A', type, typeVersion: 1, position: [0, 0], parameters: {} } as INode;
	const all = { getByName: () => nodeTypes.get(type)!, getByNameAndVersion: () => nodeTypes.get(type)!, getKnownTypes: () => ({}) };
	const workflow = new Workflow({ id: 'w', nodes: [node], connections: {}, active: false, nodeTypes: all });
	const placed = workflow.getNode('A')!;
	placed.parameters = parameters as INode['parameters'];
	return NodeHelpers.getNodeOutputs(workflow, placed, nodeTypes.get(type)!.description).map((one) =>
		typeof one === 'string' ? one : one.displayName,
	);
};

describe.each(both)('%s', (_name, type, call) => {
	test.each<[string, IDataObject, string[]]>([
		['untouched', {}, ['Dialed', 'Not Dialed']],
		['two', { options: { outputs: 'two' } }, ['Dialed', 'Not Dialed']],
		['one', { options: { outputs: 'one' } }, ['Result']],
		['one, written beside Options', { outputs: 'one' }, ['Result']],
		['options that are an expression', { options: '={{ $json.options }}' }, ['Dialed', 'Not Dialed']],
		['options that cannot be resolved', { options: "={{ $('Nowhere').first().json.options }}" }, ['Dialed', 'Not Dialed']],
	])('the canvas shows the right outputs: %s', (_what, parameters, shown) => {
		expect(names(type, parameters)).toEqual(shown);
	});

	test('every item leaves on the one output where there is one, in order, and dialed tells', async () => {
		const result = await call(servers.talkover, { options: { outputs: 'one' } }, { items: itemsTo('call me', TO, '123', OTHER) });
		expect(result.outputs).toHaveLength(1);
		expect(records(result, 0).map(({ to, dialed }) => [to, dialed])).toEqual([
			['call me', 'no'],
			[TO, 'yes'],
			['123', 'no'],
			[OTHER, 'yes'],
		]);
		expect(result.outputs[0].map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2, 3].map((item) => ({ item })));
		expect(records(result, 0).map((record) => Object.keys(record)[0])).toEqual(['problem', 'to', 'problem', 'to']);
		expect(result.hints[0]).toMatch(/Not dialed \(item 1\): Phone Number /);
		expect(result.hints[0]).not.toContain('on the output');
		expect(servers.talkover.creates).toHaveLength(2);
	});

	test('no item is lost where an expression decides how many outputs there are', async () => {
		const options = '={{ { outputs: "one", defaultCountry: "US" } }}';
		const result = await call(servers.talkover, { options }, { items: itemsTo('call me', TO) });
		expect(
			result.outputs
				.flat()
				.map(({ json }) => json.dialed)
				.sort(),
		).toEqual(['no', 'yes']);
		expect(result.outputs.slice(names(type, { options }).length)).toEqual([]);
	});

	test("n8n's own output for errors is no output of the node", async () => {
		const node = { onError: 'continueErrorOutput' as const };
		const two = await call(servers.talkover, {}, { items: itemsTo('call me', TO), node });
		expect([records(two, 0).length, records(two, 1).length]).toEqual([1, 1]);
		servers.talkover.reset();
		const one = await call(servers.talkover, { options: { outputs: 'one' } }, { items: itemsTo('call me', TO), node });
		expect(records(one, 0)).toHaveLength(2);
	});

	test('an unknown choice is refused before the first call', async () => {
		const { error } = await call(servers.talkover, { options: { outputs: 'three' } });
		expect(error?.message).toBe('Outputs must be one of two, one');
		expect(servers.talkover.requests).toEqual([]);
	});
});
