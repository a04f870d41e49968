/** The example workflows for events, a campaign and polling, as they are, inside a real n8n. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hasEnded } from '../../scripts/lib/n8nClient.mjs';
import type { Execution, Item } from './support/n8n.mts';
import { connect } from './support/n8n.mts';

const n8n = connect();

const read = (file: string) => JSON.parse(readFileSync(new URL(`../../workflows/${file}`, import.meta.url), 'utf8'));

/** Runs a saved workflow from its trigger, as the editor does, or from what the trigger is said to have started it with. */
async function run(id: string, trigger: string, items?: Item[]): Promise<Execution> {
	const data = { startTime: Date.now(), executionTime: 0, executionIndex: 0, executionStatus: 'success', source: [], data: { main: [items] } };
	const { executionId } = await n8n.rest('POST', `/workflows/${id}/run`, {
		workflowData: await n8n.rest('GET', `/workflows/${id}`),
		triggerToStartFrom: { name: trigger, ...(items ? { data } : {}) },
	});
	return await n8n.waitForExecution(id, (found: Execution) => String(found.id) === String(executionId) && hasEnded(found));
}

const arrivedAt = ({ data }: Execution, node: string): Item[] => data.resultData.runData[node]?.[0].data?.main?.flatMap((items) => items ?? []) ?? [];

test('the campaign calls every contact, redials two of them, and sorts them into its two branches', async () => {
	const { id } = await n8n.createWorkflow(read('04-campaign-redial.json'));
	const execution = await run(id, 'Every day at ten');
	await n8n.deleteWorkflow(id);
	expect(execution.data.resultData.error).toBeUndefined();
	const dialed = arrivedAt(execution, 'Dialed: store the outcome').map(({ json }) => [json.recipientName, json.outcome, json.attempt]);
	expect(dialed).toEqual([
		['Ada', 'answered', 1],
		['Ben', 'no_answer', 3],
		['Cleo', 'busy', 3],
		['Dan', 'voicemail', 1],
	]);
	const refused = arrivedAt(execution, 'Not dialed: correct and try again');
	expect(refused).toMatchObject([{ json: { recipientName: 'Eve', dialed: 'no', problem: { type: 'agent_unavailable' } } }]);
});

/** The secret part of the trigger's address, which the example does not have. */
const addressOf = (nodes: Array<{ type: string; webhookId?: string }>) => nodes.find(({ type }) => type.endsWith('.callEventTrigger'))?.webhookId;

test('n8n makes an address of its own for every copy of the example for events', async () => {
	const template = read('03-call-event-to-next-step.json');
	expect(addressOf(template.nodes)).toBeUndefined();
	const copies = [await n8n.createWorkflow(template), await n8n.createWorkflow(template)];
	const addresses = copies.map(({ nodes }) => addressOf(nodes));
	for (const { id } of copies) await n8n.deleteWorkflow(id);
	for (const address of addresses) expect(address).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/);
	expect(new Set(addresses).size).toBe(2);
});

test('the end of a call starts the example for events, and ends in the branch of its outcome', async () => {
	const template = read('03-call-event-to-next-step.json');
	const { id } = await n8n.createWorkflow(template);
	const { nodes } = await n8n.activate(id);
	const webhookId = addressOf(nodes);
	const example = read('02-send-call-agent.json');
	const sendCall = example.nodes.find(({ name }: { name: string }) => name === 'Send Call');
	sendCall.parameters.callbackUrl = `${n8n.baseUrl}/webhook/${webhookId}/events`;
	const caller = await n8n.createWorkflow(example);
	const call = await run(caller.id, 'When clicking Execute');
	const [{ json: record }] = arrivedAt(call, 'Dialed: store the outcome');

	const execution = await n8n.waitForExecution(id);
	expect(arrivedAt(execution, 'Answered: tell the team')).toMatchObject([
		{ json: { event: 'call.completed', verified: true, simulated: true, callId: record.callId, outcome: 'answered', to: '+12025550100' } },
	]);
	expect(execution.data.resultData.runData['Not reached: plan another way']).toBeUndefined();
	await n8n.deactivate(id);
	for (const one of [id, caller.id]) await n8n.deleteWorkflow(one);
});

const idsOf = (items: Item[]) => items.map(({ json }) => json.eventId);

test('an event that comes again in another execution goes no further', async () => {
	const { id } = await n8n.createWorkflow(read('03-call-event-to-next-step.json'));
	const event = (eventId: string): Item => ({ json: { event: 'call.completed', eventId, outcome: 'answered' } });
	const runs = [];
	for (const ids of [['evt_1', 'evt_2'], ['evt_2', 'evt_3'], ['evt_1']]) runs.push(await run(id, 'Call Event Trigger', ids.map(event)));
	await n8n.deleteWorkflow(id);
	expect(runs.map((one) => idsOf(arrivedAt(one, 'Answered: tell the team')))).toEqual([['evt_1', 'evt_2'], ['evt_3'], []]);
});

test('a result that is polled again goes no further', async () => {
	const caller = await n8n.createWorkflow(read('02-send-call-agent.json'));
	await run(caller.id, 'When clicking Execute');
	const { id } = await n8n.createWorkflow(read('05-poll-results.json'));
	// Run by hand, the trigger hands on the newest calls each time.
	const [first, second] = [await run(id, 'Call Poll Trigger'), await run(id, 'Call Poll Trigger')];
	for (const one of [id, caller.id]) await n8n.deleteWorkflow(one);
	const polled = idsOf(arrivedAt(first, 'Call Poll Trigger'));
	expect(polled.length).toBeGreaterThan(0);
	expect(idsOf(arrivedAt(second, 'Call Poll Trigger'))).toEqual(polled);
	expect(idsOf(arrivedAt(first, 'New result: store it'))).toEqual(polled);
	expect(arrivedAt(second, 'New result: store it')).toEqual([]);
});
