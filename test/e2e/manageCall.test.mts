/** Manage Call in the real n8n: each operation once for each provider that has it. */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { http } from '../../scripts/lib/n8nClient.mjs';
import { textOf } from '../harness/canary.mts';
import type { Item } from './support/n8n.mts';
import { connect } from './support/n8n.mts';
import { nodeWorkflow } from './support/nodeWorkflow.mts';
import type { Providers } from './support/providers.mts';
import { realProviders, startProviders } from './support/providers.mts';

const type = 'n8n-nodes-voice-calls.manageCall';
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
beforeEach(() => realProviders.forEach((id) => providers[id].reset()));
afterAll(() => providers.close());

const byId = (value: unknown) => ({ __rl: true, mode: 'id', value });

/** One run of the node; `credential` names whose credential is chosen. */
async function manage(
	parameters: Record<string, unknown>,
	{
		items = [{}],
		credential = parameters.provider as string,
		settings = {},
	}: { items?: Array<Record<string, unknown>>; credential?: string | null; settings?: Record<string, unknown> } = {},
) {
	const workflow = await nodeWorkflow(n8n, {
		type,
		outputs: ['Out'],
		parameters,
		settings,
		...(credential !== null && credentials[credential] ? { credentials: credentials[credential] } : {}),
	});
	try {
		const result = await workflow.run(items);
		// With the workflow n8n removes its files.
		return { ...result, files: await Promise.all((result.outputs[0] ?? []).map((item) => bytesOf(item))) };
	} finally {
		await workflow.remove();
	}
}

/** The bytes of an item's file, read back from where n8n stored them. */
async function bytesOf(item: Item, field = 'data'): Promise<Buffer> {
	const file = item.binary?.[field];
	if (!file?.id) return Buffer.from(file?.data ?? '', 'base64');
	const url = `${n8n.baseUrl}/rest/binary-data?action=download&id=${encodeURIComponent(file.id)}`;
	return (await http.get<Buffer>(url, { headers: { cookie: n8n.cookie }, responseType: 'arraybuffer' })).data;
}

test('n8n lists the node with one output, its operations and its tool', async () => {
	const nodes = await n8n.nodeTypes();
	const node = nodes.find((one) => one.name === type);
	expect(node).toMatchObject({ displayName: 'Manage Call', outputs: ['main'] });
	// n8n adds an entry of its own for requests by hand.
	expect(node?.properties[0].options.flatMap((one: any) => one.action ?? [])).toEqual([
		'Check a number',
		'Download a recording',
		'End a call',
		'Get a call',
		'Get many calls',
		'Summarize calls',
	]);
	expect(nodes.some((one) => one.name === `${type}Tool`)).toBe(true);
});

test.each(realProviders)('%s: Get and Get Many read all pages as documented', async (id) => {
	const server = providers[id];
	const calls = server.seedCalls(110);
	const many = await manage({
		operation: 'getAll',
		provider: id,
		returnAll: true,
		...(id === 'synthflow' ? { agentId: byId(server.usableAgent) } : {}),
		// The rows of ElevenLabs tell no number to compare, and whole seconds.
		filters: id === 'elevenlabs' ? { after: `${calls[5].createdAt.slice(0, 19)}Z` } : { to: calls[0].to, after: calls[5].createdAt },
	});
	expect(many.outputs[0]).toHaveLength(105);
	expect(new Set(many.outputs[0].map(({ json }) => json.callId)).size).toBe(105);
	const one = await manage(
		{ operation: 'get', provider: id, callId: '={{ $json.id }}' },
		{ items: [{ id: calls[50].id }, { id: calls[7].id }] },
	);
	expect(one.outputs[0].map(({ json, pairedItem }) => [json.provider, json.callId, json.status, pairedItem?.item])).toEqual([
		[id, calls[50].id, 'completed', 0],
		[id, calls[7].id, 'completed', 1],
	]);
	expect(server.violations).toEqual([]);
	expect(textOf(one.execution.data)).not.toContain(server.key);
});

test('a call that the Simulator placed in one workflow is read in another', async () => {
	const placed = await nodeWorkflow(n8n, {
		type: 'n8n-nodes-voice-calls.sendCall',
		parameters: { provider: 'simulator', agentId: byId('sim-survey'), phoneNumber: '+12025550105' },
	});
	const { outputs } = await placed.run([{}]);
	await placed.remove();
	const { callId } = outputs[0][0].json;
	const one = await manage({ operation: 'get', provider: 'simulator', callId });
	expect(one.outputs[0][0].json).toMatchObject({ callId, outcome: 'voicemail', simulated: true });
	const many = await manage({ operation: 'getAll', provider: 'simulator', limit: 5, filters: { to: '+12025550105' } });
	expect(many.outputs[0].map(({ json }) => json.callId)).toContain(callId);
});

test('a call of Talkover that is under way is ended, one that is over is told in words, and both leave', async () => {
	const [active, over] = providers.talkover.seedCalls(2, (call, index) => void (call.status = index === 0 ? 'answered' : 'completed'));
	const { outputs } = await manage(
		{ operation: 'end', provider: 'talkover', callId: '={{ $json.id }}', agentId: byId('={{ $json.agent }}') },
		{ items: [active, over].map((call) => ({ id: call.id, agent: call.agentId })), settings: { onError: 'continueRegularOutput' } },
	);
	expect(active.status).toBe('completed');
	expect(outputs[0].map(({ json }) => json)).toMatchObject([
		{ callId: active.id, status: 'completed' },
		{ error: 'Item 2: The call is over already: there is nothing to end.' },
	]);
	expect(providers.talkover.violations).toEqual([]);
});

test('a call of Vapi that is under way is ended at its own address, which never sees the key, and one that is over is told in words', async () => {
	const server = providers.vapi;
	const [active, over] = server.seedCalls(2, (call, index) => void (index === 0 && (call.status = 'in-progress')));
	const { outputs, execution } = await manage(
		{ operation: 'end', provider: 'vapi', callId: '={{ $json.id }}' },
		{ items: [active, over].map(({ id }) => ({ id })), settings: { onError: 'continueRegularOutput' } },
	);
	expect(active.status).toBe('manually-canceled');
	expect(outputs[0].map(({ json }) => json)).toMatchObject([
		{ callId: active.id, status: 'completed' },
		{ error: 'Item 2: The call is over already: there is nothing to end.' },
	]);
	expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'GET']);
	expect(textOf(server.elsewhere.requests)).not.toContain(server.key);
	expect([server.violations, textOf(execution.data).includes(server.key)]).toEqual([[], false]);
});

test.each(['synthflow', 'unleashx', 'vapi'] as const)(
	'%s: the recording is stored by n8n byte for byte, and its host never sees the key',
	async (id) => {
		const server = providers[id];
		const [call] = server.seedCalls(1, (one) => void (one.recorded = true));
		const bytes = Buffer.concat([Buffer.from('ID3'), randomBytes(2_000_000)]);
		const steps = id === 'synthflow' ? [`${server.elsewhere.origin}/stored/r.mp3`] : [];
		server.elsewhere.serve = (_req, res) => {
			const next = steps.shift();
			if (next) res.writeHead(302, { Location: next }).end();
			else res.writeHead(200, { 'Content-Type': 'binary/octet-stream' }).end(bytes);
		};
		const callId = id === 'unleashx' ? String(call.number) : call.id;
		const { outputs, execution, files } = await manage({ operation: 'downloadRecording', provider: id, callId });
		const [item] = outputs[0];
		expect(item.json).toMatchObject({ provider: id, callId, status: 'completed' });
		expect(item.binary?.data).toMatchObject({ fileName: `call-${callId}.mp3`, mimeType: 'audio/mpeg', fileExtension: 'mp3' });
		expect(files[0].equals(bytes)).toBe(true);
		expect(server.elsewhere.requests).toHaveLength(id === 'synthflow' ? 2 : 1);
		expect(textOf(server.elsewhere.requests)).not.toContain(server.key);
		expect(server.elsewhere.requests.every(({ headers }) => headers.authorization === undefined && headers.token === undefined)).toBe(true);
		expect(textOf(execution.data)).not.toContain(server.key);
		expect(server.violations).toEqual([]);
	},
);

test('a redirect into the private network ends the run with an error on the item', async () => {
	const server = providers.synthflow;
	const [call] = server.seedCalls(1, (one) => void (one.row = { recording_url: 'http://169.254.169.254/latest/meta-data' }));
	const { error, execution } = await manage({ operation: 'downloadRecording', provider: 'synthflow', callId: call.id });
	expect(execution.status).toBe('error');
	expect(error?.message).toMatch(/^The recording is at an address that is not followed/);
});

test('an unknown call goes to the error output, the others go on', async () => {
	const [call] = providers.talkover.seedCalls(1);
	const workflow = await nodeWorkflow(n8n, {
		type,
		outputs: ['Out', 'Error'],
		parameters: { operation: 'get', provider: 'talkover', callId: '={{ $json.id }}' },
		credentials: credentials.talkover,
		settings: { onError: 'continueErrorOutput' },
	});
	const { outputs } = await workflow.run([{ id: 'nobody' }, { id: call.id }]);
	await workflow.remove();
	expect(outputs[0].map(({ json }) => json.callId)).toEqual([call.id]);
	expect(outputs[1].map(({ json }) => json.error)).toEqual([expect.stringMatching(/^(Item 1: )?Talkover has no call with this ID/)]);
});

test('a refused key is said to be refused', async () => {
	const { name, type: credentialType, data } = providers.credentialOf('synthflow');
	const wrong = await n8n.createCredential({
		name: `${name} wrong`,
		type: credentialType,
		data: { ...data, apiKey: 'wrong-key-wrong-key' },
	});
	credentials.wrong = { [wrong.type]: { id: wrong.id, name: wrong.name } };
	const { error, execution } = await manage({ operation: 'get', provider: 'synthflow', callId: 'c1' }, { credential: 'wrong' });
	expect(error).toMatchObject({
		message: 'Synthflow refused the credential.',
		description: expect.stringMatching(/Check the API key and the Region/),
	});
	expect(textOf(execution.data)).not.toContain('wrong-key-wrong-key');
	expect(providers.synthflow.requests).toHaveLength(1);
});

test('a number is checked without a credential and without a request', async () => {
	const { outputs } = await manage(
		{ operation: 'checkNumber', provider: 'talkover', phoneNumber: '={{ $json.to }}', options: { defaultCountry: 'GB' } },
		{ items: [{ to: '020 7946 0018' }, { to: '+19005551234' }, { to: 'hello' }], credential: null },
	);
	expect(outputs[0].map(({ json }) => [json.to, json.country, json.numberType, json.problem?.type ?? null])).toEqual([
		['+442079460018', 'GB', 'FIXED_LINE', expect.toBeOneOf([null, 'outside_calling_hours'])],
		['+19005551234', 'US', 'PREMIUM_RATE', 'blocked_number_type'],
		[null, null, null, 'invalid_phone_number'],
	]);
	expect(providers.talkover.requests).toEqual([]);
});
