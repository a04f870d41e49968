import { afterAll, beforeAll, expect, test } from 'vitest';
import { connect } from './support/n8n.mts';
import { nodeWorkflow } from './support/nodeWorkflow.mts';
import type { Providers } from './support/providers.mts';
import { neededBy, realProviders, startProviders } from './support/providers.mts';

const type = 'n8n-nodes-voice-calls.sendCall';
const n8n = connect();
let providers: Providers;
const credentials: Record<string, Record<string, { id: string; name: string }>> = {};

beforeAll(async () => {
	providers = await startProviders();
	for (const id of realProviders) {
		const created = await n8n.createCredential(providers.credentialOf(id));
		credentials[id] = { [created.type]: { id: created.id, name: created.name } };
	}
});
afterAll(() => providers.close());

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value });
const lead = (phone: string, name = 'Ada') => ({ phone, name });

test('n8n lists the node with its two outputs, its tool and the four credentials', async () => {
	const nodes = await n8n.nodeTypes();
	const node = nodes.find((one) => one.name === type);
	expect(node).toMatchObject({ displayName: 'Send Call', outputs: expect.stringContaining('Not Dialed') });
	expect(nodes.some((one) => one.name === `${type}Tool`)).toBe(true);
	const names = (await n8n.credentialTypes()).map((one) => one.name);
	expect(names).toEqual(expect.arrayContaining(realProviders.map((id) => `${id}VoiceApi`)));
});

test('the Simulator gives one item per input on the right output, paired with it', async () => {
	const workflow = await nodeWorkflow(n8n, {
		type,
		parameters: {
			provider: 'simulator',
			agentId: { __rl: true, mode: 'list', value: 'sim-survey' },
			phoneNumber: '={{ $json.phone }}',
			recipientName: '={{ $json.name }}',
		},
	});
	const { outputs, runs } = await workflow.run([lead('+12025550100'), lead('not a number'), lead('+12025550102'), lead('+12025550108')]);
	await workflow.remove();
	expect(outputs[0].map((item) => [item.json.status, item.json.outcome, item.json.dialed])).toEqual([
		['completed', 'answered', 'yes'],
		['failed', 'no_answer', 'yes'],
		['unknown', null, 'maybe'],
	]);
	expect(outputs[0].map((item) => item.pairedItem?.item)).toEqual([0, 2, 3]);
	expect(outputs[1].map((item) => [item.json.problem.type, item.pairedItem?.item])).toEqual([['invalid_phone_number', 1]]);
	expect((runs[0].hints ?? []).map((hint) => hint.message).join('\n')).toMatch(
		/^Simulated: .*Nobody was phoned\. Not dialed \(.+\): Phone Number /,
	);
});

test.each(realProviders)('%s: a call is placed once, exactly as documented', async (id) => {
	const server = providers[id];
	server.reset();
	const workflow = await nodeWorkflow(n8n, {
		type,
		credentials: credentials[id],
		parameters: {
			provider: id,
			agentId: byId(server.usableAgent),
			phoneNumber: '={{ $json.phone }}',
			...neededBy[id],
			safety: { callingHours: 'off' },
			variables: { values: [{ name: 'order', value: 'A-17' }] },
		},
	});
	const { outputs } = await workflow.run([lead('+1 (212) 736-5000')]);
	await workflow.remove();
	expect(server.violations).toEqual([]);
	expect(server.creates).toHaveLength(1);
	expect(outputs[1]).toEqual([]);
	expect(outputs[0][0].json).toMatchObject({ provider: id, to: '+12127365000', dialed: 'yes', simulated: false });
	if (id !== 'svalync') expect(outputs[0][0].json.callId).toBe(server.calls[0].id);
	expect(JSON.stringify(outputs)).not.toContain(server.key);
});

test.each(realProviders)('%s: a refused key stops the run at the first call and n8n shows the way out', async (id) => {
	const server = providers[id];
	server.reset();
	const { name, type: credentialType, data } = providers.credentialOf(id);
	const wrong = await n8n.createCredential({
		name: `${name} wrong`,
		type: credentialType,
		data: { ...data, apiKey: 'wrong-key-wrong-key' },
	});
	const workflow = await nodeWorkflow(n8n, {
		type,
		credentials: { [wrong.type]: { id: wrong.id, name: wrong.name } },
		parameters: {
			provider: id,
			agentId: byId(server.usableAgent),
			phoneNumber: '={{ $json.phone }}',
			...neededBy[id],
			safety: { callingHours: 'off' },
		},
	});
	const { execution, error } = await workflow.run([lead('+12127365000'), lead('+442079460018')]);
	await workflow.remove();
	expect(execution.status).toBe('error');
	expect(JSON.stringify(error)).toMatch(/refused/);
	expect(JSON.stringify(execution.data)).not.toContain('wrong-key-wrong-key');
	// The server counts what it received: one request, which it refused; n8n's own repetition after a 401 must not happen.
	expect(server.requests).toHaveLength(1);
});

test.each(realProviders)('%s: the agent drop-down offers usable agents only, with search and paging', async (id) => {
	const ask = (more: Record<string, unknown>) =>
		n8n.resourceLocator({
			nodeType: type,
			methodName: 'searchAgents',
			parameter: 'agentId',
			parameters: { provider: id, agentId: byId('') },
			credentials: credentials[id],
			...more,
		});
	const all: Array<{ name: string; value: string }> = [];
	let paginationToken: string | undefined;
	for (let page = 0; page < 10; page++) {
		const answer = await ask({ paginationToken });
		all.push(...answer.results);
		paginationToken = answer.paginationToken;
		if (!paginationToken) break;
	}
	expect(paginationToken).toBeFalsy();
	// The list of Bland has personas, and the usual agent of its tests is a pathway.
	expect(all.map((one) => String(one.value))).toContain(id === 'bland' ? 'persona:bl-persona-1' : String(providers[id].usableAgent));
	expect(new Set(all.map((one) => one.value)).size).toBe(all.length);
	const wanted = all[all.length - 1];
	const found: string[] = [];
	// Where the provider cannot search, each page is searched when it is loaded.
	for (let page = 0; page < 10; page++) {
		const answer = await ask({ filter: wanted.name.toUpperCase(), paginationToken });
		found.push(...answer.results.map((one) => one.value));
		paginationToken = answer.paginationToken;
		if (!paginationToken) break;
	}
	expect(found).toContain(wanted.value);
	const none = await ask({ filter: 'no agent has this name' });
	expect(none.results).toEqual([]);
});

test('the Simulator offers its agents without a credential', async () => {
	const { results } = await n8n.resourceLocator({
		nodeType: type,
		methodName: 'searchAgents',
		parameter: 'agentId',
		parameters: { provider: 'simulator', agentId: byId('') },
	});
	expect(results.map((one) => one.value)).toContain('sim-lead-callback');
});
