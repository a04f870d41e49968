/** A saved workflow moves from one package of the family to another. */
import { expect, test } from 'vitest';
import { moveNodes, providerOf } from '../../../packaging/moveNodes.mjs';

const all = 'n8n-nodes-voice-calls';
const one = 'n8n-nodes-synthflow-voice-calls';
const credentials = { synthflowVoiceApi: { id: 'c1', name: 'Mine' } };
const workflow = (...nodes: object[]) => ({ name: 'W', nodes, connections: { A: {} } });
const call = (provider: string | undefined, type = `${all}.makeCall`) => ({ name: 'Call', type, parameters: { provider }, credentials });

test('every node of the family gets the type name of the other package, and keeps the rest', () => {
	const other = { name: 'Set', type: 'n8n-nodes-base.set', parameters: {} };
	const tool = call('simulator', `${all}.sendCallTool`);
	expect(moveNodes(workflow(call('synthflow'), other, tool, call(undefined)), one)).toEqual({
		moved: workflow(
			{ ...call('synthflow'), type: `${one}.makeCall` },
			other,
			{ ...tool, type: `${one}.sendCallTool` },
			{ ...call(undefined), type: `${one}.makeCall` },
		),
		nodes: 3,
		faults: [],
	});
});

test('there and back gives the same workflow, also in a list of workflows', () => {
	const exported = [workflow(call('synthflow')), workflow(call('simulator', `${all}.callEventTrigger`))];
	expect(moveNodes(moveNodes(exported, one).moved, all).moved).toEqual(exported);
});

test('a node whose provider is not in the package stays, and is named', () => {
	const { moved, nodes, faults } = moveNodes(workflow(call('vapi')), one);
	expect([moved, nodes]).toEqual([workflow(call('vapi')), 0]);
	expect(faults).toEqual([`"Call" calls over the provider "vapi", which ${one} does not have.`]);
});

test.each([
	[all, null],
	[one, 'synthflow'],
	['n8n-nodes-base', undefined],
	['n8n-nodes-voice-callsx', undefined],
	[undefined, undefined],
])('the provider of the package %s is %s', (name, provider) => {
	expect(providerOf(name)).toBe(provider);
});
