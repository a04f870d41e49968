/** Call Event Trigger in the real n8n: what is let in, what is refused, and what it does at the providers. */
import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { waitFor } from './support/n8nClient.mts';
import { startTalkover } from '../servers/talkover.mts';
import { connect } from './support/n8n.mts';
import type { WorkflowNode } from './support/n8n.mts';
import { nodeWorkflow } from './support/nodeWorkflow.mts';
import type { Providers } from './support/providers.mts';
import { elevenlabsSignature } from '../servers/elevenlabs.mts';
import { retellSignature } from '../servers/retell.mts';
import { realProviders, startProviders } from './support/providers.mts';
import type { Post, TriggerWorkflow } from './support/triggerWorkflow.mts';
import { triggerWorkflow } from './support/triggerWorkflow.mts';

const n8n = connect();
const secret = `e2e-${randomBytes(16).toString('hex')}`;
const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('base64');
const made: TriggerWorkflow[] = [];
let providers: Providers;
const credentials: Record<string, WorkflowNode['credentials']> = {};

async function credentialOf(id: (typeof realProviders)[number], data: Record<string, unknown> = {}): Promise<WorkflowNode['credentials']> {
	const one = providers.credentialOf(id);
	const created = await n8n.createCredential({ ...one, data: { ...one.data, ...data } });
	return { [created.type]: { id: created.id, name: created.name } };
}

beforeAll(async () => {
	providers = await startProviders();
	for (const id of realProviders) {
		credentials[id] = await credentialOf(
			id,
			id === 'retell'
				? { webhookApiKey: secret }
				: ['bland', 'elevenlabs', 'synthflow'].includes(id)
					? { webhookSecret: secret }
					: id === 'talkover'
						? {}
						: { webhookToken: secret },
		);
	}
});
afterAll(async () => {
	for (const one of made) await one.remove().catch(() => {});
	await providers.close();
});

const agent = (): unknown => ({ __rl: true, mode: 'id', value: providers.talkover.usableAgent });

async function workflow(
	provider: string,
	parameters: Record<string, unknown> = {},
	credential = credentials[provider],
): Promise<TriggerWorkflow> {
	const one = await triggerWorkflow(n8n, {
		parameters: { provider, ...(provider === 'talkover' ? { agentId: agent() } : {}), ...parameters },
		credentials: credential,
	});
	made.push(one);
	return one;
}
async function active(...settings: Parameters<typeof workflow>): Promise<TriggerWorkflow> {
	const one = await workflow(...settings);
	await one.activate();
	return one;
}

function standard(url: string, body: string, seconds = Math.floor(Date.now() / 1000)): Record<string, string> {
	const id = `evt_${randomUUID()}`;
	return { 'webhook-id': id, 'webhook-timestamp': String(seconds), 'webhook-signature': `v1,${hmac(url, `${id}.${seconds}.${body}`)}` };
}

/** A genuine delivery of each provider, and one that the filter drops where the provider sends such. */
const genuine: Record<string, (one: TriggerWorkflow, callId: string) => Post> = {
	simulator: ({ url }, callId) => {
		const body = JSON.stringify({
			event: 'call.completed',
			eventId: `evt_${callId}`,
			call: { callId, status: 'completed', outcome: 'answered' },
		});
		return { body, headers: standard(url, body) };
	},
	elevenlabs: (_one, callId) => {
		const body = JSON.stringify({ type: 'post_call_transcription', data: { conversation_id: callId, status: 'done' } });
		return { body, headers: { 'ElevenLabs-Signature': elevenlabsSignature(secret, body, Math.floor(Date.now() / 1000)) } };
	},
	bland: (_one, callId) => {
		const body = JSON.stringify({ call_id: callId, status: 'completed', completed: true, answered_by: 'human' });
		return { body, headers: { 'X-Webhook-Signature': createHmac('sha256', secret).update(body).digest('hex') } };
	},
	retell: (_one, callId) => {
		const call = { call_id: callId, call_status: 'ended', disconnection_reason: 'user_hangup' };
		const body = JSON.stringify({ event: 'call_ended', call });
		return { body, headers: { 'X-Retell-Signature': retellSignature(secret, body, Date.now()) } };
	},
	svalync: (_one, callId) => ({ body: { event: 'call.completed', call_id: callId }, query: `token=${secret}` }),
	synthflow: (_one, callId) => ({
		body: { call: { call_id: callId, status: 'completed' } },
		headers: { 'Synthflow-Signature': hmac(secret, callId) },
	}),
	talkover: ({ url }, callId) => ({
		body: { event: 'event_phone_call_ended', call_id: callId },
		headers: { 'X-Voice-Calls-Token': tokenOf(url) },
	}),
	unleashx: (_one, callId) => ({ body: { execution_id: callId, CALL_STATUS: 'COMPLETED' }, query: `token=${secret}` }),
	vapi: (_one, callId) => ({
		body: { message: { type: 'end-of-call-report', endedReason: 'customer-ended-call', call: { id: callId } } },
		query: `token=${secret}`,
	}),
};
const webhookOf = (url: string): any => providers.talkover.state.webhooks.find((one) => one.webhook_url === url);
const tokenOf = (url: string): string => (webhookOf(url)?.custom_headers as Array<{ value: string }>)[0].value;

const changed = (post: Post, change: (value: string) => string): Post => ({
	...post,
	query: post.query?.replace(/=(.*)$/, (_whole, value: string) => `=${change(value)}`),
	headers: Object.fromEntries(
		Object.entries(post.headers ?? {}).map(([name, value]) => [name, /^webhook-(id|timestamp)$/.test(name) ? value : change(value)]),
	),
});

test('n8n lists the node as a trigger with one webhook', async () => {
	const node = (await n8n.nodeTypes()).find(({ name }) => name === 'n8n-nodes-voice-calls.callEventTrigger');
	expect(node).toMatchObject({ displayName: 'Call Event Trigger', inputs: [], group: ['trigger'] });
	expect(node?.webhooks).toMatchObject([{ httpMethod: 'POST', path: 'events' }]);
});

test.each(['simulator', ...realProviders])(
	'%s: a genuine event starts the workflow once; forged, filtered and repeated ones start nothing',
	async (id) => {
		const one = await active(id, { events: ['call.completed'], ...(id === 'talkover' ? {} : { fetchFullCall: false }) });
		const callId = randomUUID();
		const right = genuine[id](one, callId);
		const forged = Array.from({ length: 3 }, (): Post[] => [
			{ body: right.body },
			changed(right, () => randomBytes(24).toString('base64url')),
			changed(right, (value) => value.slice(0, -1)),
			changed(right, (value) => `${value}A`),
		]).flat();
		const refused = await Promise.all(forged.map((post) => one.post(post)));
		expect(refused.map(({ status }) => status)).toEqual(forged.map(() => 401));
		expect(refused[0].body).toEqual({ error: expect.any(String) });

		const answers = await Promise.all([right, right, right, right].map((post) => one.post(post)));
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
		expect(JSON.stringify(answers)).not.toContain('firstEntryJson');
		if (id === 'svalync') expect((await one.post({ ...right, body: { event: 'call.ringing', call_id: callId } })).status).toBe(200);
		const items = await one.items(1);
		expect(items).toHaveLength(1);
		expect(items[0]).toMatchObject({
			event: 'call.completed',
			provider: id,
			callId,
			verified: id !== 'synthflow',
			simulated: id === 'simulator',
		});
	},
);

test('a call of the Simulator reaches the trigger with all its events, signed', async () => {
	const names = [
		'call.queued',
		'call.initiated',
		'call.ringing',
		'call.connected',
		'call.in_progress',
		'call.completed',
		'call.transcript_ready',
	];
	const one = await active('simulator', { events: names });
	const caller = await nodeWorkflow(n8n, {
		type: 'n8n-nodes-voice-calls.sendCall',
		parameters: {
			provider: 'simulator',
			agentId: { __rl: true, mode: 'list', value: 'sim-survey' },
			phoneNumber: '={{ $json.phone }}',
			callbackUrl: one.url,
		},
	});
	const { outputs } = await caller.run([{ phone: '+12025550100' }]);
	await caller.remove();
	const items = await one.items(names.length);
	expect(items.map(({ event }) => event).sort()).toEqual([...names].sort());
	expect(
		items.every(({ callId, verified, simulated }) => callId === outputs[0][0].json.callId && verified === true && simulated === true),
	).toBe(true);
});

test('several events in one body are several items of one execution', async () => {
	const one = await active('svalync', { events: ['call.completed', 'call.failed'] });
	const [a, b] = [randomUUID(), randomUUID()];
	expect(
		(
			await one.post({
				query: `token=${secret}`,
				body: [
					{ event: 'call.completed', call_id: a },
					{ event: 'call.ringing', call_id: a },
					{ event: 'call.failed', call_id: b },
				],
			})
		).status,
	).toBe(200);
	expect((await one.items(1)).map(({ event, callId }) => [event, callId])).toEqual([
		['call.completed', a],
		['call.failed', b],
	]);
	expect(await one.started()).toBe(1);
});

test('an activation that must fail does, with a sentence that says the way out', async () => {
	const down = await startTalkover();
	await down.close();
	const unreachable = await workflow('talkover', {}, await credentialOf('talkover', { baseUrl: down.baseUrl }));
	const wrongKey = await workflow('talkover', {}, await credentialOf('talkover', { apiKey: 'talq_wrong' }));
	const bare = await Promise.all(
		(['svalync', 'unleashx', 'synthflow'] as const).map(async (id) => await workflow(id, {}, await credentialOf(id))),
	);
	// Side by side, since n8n tries each several times.
	const sentences = await Promise.all(
		[...bare, unreachable, wrongKey].map((one) =>
			one.activate().then(
				() => 'activated',
				(error: Error) => error.message,
			),
		),
	);
	expect(sentences).toEqual([
		expect.stringMatching(/^Webhook Token is empty in the credential of Svalync.*Accept Unsigned Events/),
		expect.stringMatching(/^Webhook Token is empty in the credential of UnleashX.*Accept Unsigned Events/),
		expect.stringMatching(/^Webhook Secret is empty in the credential of Synthflow.*Accept Unsigned Events/),
		expect.stringMatching(/could not register itself at Talkover.*could not be reached/),
		expect.stringMatching(/could not register itself at Talkover.*key/i),
	]);
	for (const one of [...bare, unreachable, wrongKey])
		expect((await one.post({ body: { event: 'call.completed', call_id: 'x' } })).status).toBe(404);
	expect(JSON.stringify(sentences)).not.toMatch(/talq_|e2e-/);
	expect(new Set(providers.talkover.violations)).toEqual(new Set(['the auth header authorization does not hold the key']));
	providers.talkover.violations.length = 0;
});

describe('unsigned events accepted', () => {
	test.each(['svalync', 'unleashx', 'synthflow'] as const)('%s: events without a secret say that nothing was verified', async (id) => {
		const open = await active(
			id,
			{ options: { acceptUnsigned: true }, ...(id === 'synthflow' ? { fetchFullCall: false } : {}) },
			await credentialOf(id),
		);
		const callId = randomUUID();
		const { body } = genuine[id](open, callId);
		expect((await open.post({ body })).status).toBe(200);
		expect(await open.items(1)).toMatchObject([{ callId, verified: false }]);
	});

	test('an event with a wrong proof is refused where there is a secret, even with unsigned events accepted', async () => {
		const one = await active('svalync', { options: { acceptUnsigned: true } });
		expect((await one.post({ body: { event: 'call.completed', call_id: 'x' }, query: 'token=wrong-token' })).status).toBe(401);
		expect((await one.post({ body: { event: 'call.completed', call_id: 'y' } })).status).toBe(200);
		expect(await one.items(1)).toMatchObject([{ callId: 'y', verified: false }]);
	});
});

test('a call of Synthflow is read again, and an unknown one starts nothing', async () => {
	const one = await active('synthflow');
	const [call] = providers.synthflow.seedCalls(1, (stored) =>
		Object.assign(stored, { transcript: 'bot: from the API', durationSeconds: 77 }),
	);
	const post = genuine.synthflow(one, call.id);
	const tampered = { ...post, body: { call: { call_id: call.id, status: 'failed', duration: 1, transcript: 'forged' } } };
	expect((await one.post(tampered)).status).toBe(200);
	expect((await one.post(post)).status).toBe(200);
	expect((await one.post(genuine.synthflow(one, randomUUID()))).status).toBe(401);
	const items = await one.items(1);
	expect(items).toHaveLength(1);
	expect(items[0]).toMatchObject({ event: 'call.completed', verified: true, durationSeconds: 77, transcript: 'bot: from the API' });
	expect(providers.synthflow.violations).toEqual([]);
});

describe('Talkover', () => {
	test('two workflows on one agent register and remove themselves, each with a token of its own', async () => {
		const [a, b] = [await active('talkover'), await active('talkover', { events: ['call.connected'], resumeWaiting: false })];
		expect([webhookOf(a.url).agent_id, webhookOf(b.url).events]).toEqual([
			providers.talkover.usableAgent,
			['event_phone_call_connected', 'event_connection_established'],
		]);
		const callId = randomUUID();
		const send = async (to: TriggerWorkflow, token: string, event: string) =>
			(await to.post({ body: { event, call_id: callId }, headers: { 'X-Voice-Calls-Token': token } })).status;
		const [ofA, ofB] = [tokenOf(a.url), tokenOf(b.url)];
		expect([
			await send(a, ofB, 'event_phone_call_ended'),
			await send(b, ofA, 'event_phone_call_connected'),
			await send(a, ofA, 'event_phone_call_ended'),
			await send(b, ofB, 'event_phone_call_connected'),
		]).toEqual([401, 401, 200, 200]);
		expect(await a.items(1)).toMatchObject([{ event: 'call.completed', callId }]);
		expect(await b.items(1)).toMatchObject([{ event: 'call.connected', callId }]);
		await a.deactivate();
		expect([webhookOf(a.url), webhookOf(b.url)?.webhook_url]).toEqual([undefined, b.url]);
		await a.activate();
		expect(tokenOf(a.url)).not.toBe(ofA);
		await waitFor('the old token to be refused', async () => ((await send(a, ofA, 'event_phone_call_ended')) === 401 ? true : undefined));
		await a.deactivate();
		await b.deactivate();
		expect([webhookOf(a.url), webhookOf(b.url)]).toEqual([undefined, undefined]);
		expect(providers.talkover.violations).toEqual([]);
	});

	test('a provider that is down at deactivation keeps nobody from deactivating, and the log says what stays behind', async () => {
		const going = await startTalkover();
		const one = await active('talkover', {}, await credentialOf('talkover', { baseUrl: going.baseUrl, apiKey: going.key }));
		const [{ id }] = going.state.webhooks;
		await going.close();
		await one.deactivate();
		expect((await one.post({ body: {} })).status).toBe(404);
		const said = await waitFor('the log', async () =>
			readFileSync(n8n.logFile, 'utf8')
				.split('\n')
				.find((line) => line.includes(`${id} stays behind`)),
		);
		expect(said).not.toContain(going.key);
	});
});

describe('resuming what waits', () => {
	/** A built-in Wait node that is resumed by a POST, and the address it would give to a provider. */
	async function waitingExecution() {
		const path = `wait-${randomUUID()}`;
		const at = { typeVersion: 1, position: [0, 0] as [number, number] };
		const to = (node: string) => ({ main: [[{ node, type: 'main', index: 0 }]] });
		const { id } = await n8n.createWorkflow({
			name: path,
			nodes: [
				{
					...at,
					id: randomUUID(),
					name: 'Webhook',
					type: 'n8n-nodes-base.webhook',
					typeVersion: 2,
					webhookId: randomUUID(),
					parameters: { httpMethod: 'POST', path, options: {} },
				},
				{
					...at,
					id: randomUUID(),
					name: 'Address',
					type: 'n8n-nodes-base.set',
					typeVersion: 3.4,
					parameters: { mode: 'raw', jsonOutput: '={{ { "url": $execution.resumeUrl } }}', options: {} },
				},
				{
					...at,
					id: randomUUID(),
					name: 'Wait',
					type: 'n8n-nodes-base.wait',
					typeVersion: 1.1,
					webhookId: randomUUID(),
					parameters: { resume: 'webhook', httpMethod: 'POST', options: {} },
				},
			],
			connections: { Webhook: to('Address'), Address: to('Wait') },
		});
		await n8n.activate(id);
		await n8n.runWebhook(path, {});
		const execution = await n8n.waitForExecution(id, ({ status }) => status === 'waiting');
		return { id, url: String(execution.data.resultData.runData.Address[0].data?.main?.[0]?.[0].json.url) };
	}

	test('the end of a call reaches the execution that waits for it', async () => {
		const waiting = await waitingExecution();
		const one = await active('unleashx', { resumeWaiting: true });
		const body = { execution_id: randomUUID(), CALL_STATUS: 'COMPLETED', INPUT_DATA: { context: { resumeUrl: waiting.url } } };
		expect((await one.post({ body, query: 'token=wrong-token' })).status).toBe(401);
		expect((await n8n.executions(waiting.id))[0].status).toBe('waiting');
		expect((await one.post({ body, query: `token=${secret}` })).status).toBe(200);
		const resumed = await n8n.waitForExecution(waiting.id, ({ status }) => status === 'success');
		expect(resumed.data.resultData.runData.Wait.at(-1)?.data?.main?.[0]?.[0].json.body).toEqual(body);
		expect(await one.items(1)).toHaveLength(1);
		await n8n.deactivate(waiting.id);
	});

	test('no other address is knocked at', async () => {
		let knocks = 0;
		const foreign = createServer((_request, response) => void response.writeHead(200, { note: String(knocks++) }).end('{}'));
		await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
		const port = (foreign.address() as AddressInfo).port;
		const one = await active('unleashx', { resumeWaiting: true });
		const addresses = [
			`http://127.0.0.1:${port}/webhook-waiting/1`,
			`http://127.0.0.1@127.0.0.1:${port}/webhook-waiting/1`,
			`${n8n.baseUrl}/rest/logout`,
		];
		const sent = await Promise.all(
			addresses.map((resumeUrl) =>
				one.post({
					query: `token=${secret}`,
					body: { execution_id: randomUUID(), CALL_STATUS: 'COMPLETED', INPUT_DATA: { context: { resumeUrl } } },
				}),
			),
		);
		await new Promise<void>((resolve) => foreign.close(() => resolve()));
		expect([sent.map(({ status }) => status), knocks]).toEqual([[200, 200, 200], 0]);
		expect(await one.items(3)).toHaveLength(3);
	});
});

test('the Simulator plays a call when the trigger is executed in the editor, and its events are the items of one execution', async () => {
	const one = await workflow('simulator', { events: ['call.queued', 'call.completed'] });
	const { waitingForWebhook } = await n8n.rest('POST', `/workflows/${one.id}/run`, {
		workflowData: await n8n.rest('GET', `/workflows/${one.id}`),
		triggerToStartFrom: { name: 'Trigger' },
	});
	expect(waitingForWebhook).toBe(true);
	const items = await one.items(1);
	expect(items).toMatchObject([
		{ event: 'call.queued', verified: true, simulated: true },
		{ event: 'call.completed', verified: true, simulated: true, outcome: 'answered', callId: items[0].callId },
	]);
	expect(await one.started()).toBe(1);
});

describe('what no provider sends', () => {
	const token = `token=${secret}`;
	const plain = (type: string): Record<string, string> => ({ 'content-type': type });
	const large = JSON.stringify({ event: 'call.completed', note: 'x'.repeat(1_100_000) });
	const odd: Array<[string, number[], Post]> = [
		['over 8 MB', [413], { body: JSON.stringify({ event: 'call.completed', note: 'x'.repeat(8_500_000) }), query: token }],
		['over 1 MB without proof', [401], { body: large }],
		['65 deep', [400], { body: `${'['.repeat(65)}${']'.repeat(65)}`, query: token }],
		['200,000 deep', [400, 422], { body: '['.repeat(200_000), query: token, headers: plain('application/octet-stream') }],
		['100,000 deep and closed', [400, 422], { body: `${'['.repeat(100_000)}${']'.repeat(100_000)}`, query: token }],
		['200,001 keys', [400], { body: Object.fromEntries(Array.from({ length: 200_001 }, (_, index) => [`k${index}`, 1])), query: token }],
		['__proto__', [400], { body: '{"event":"call.completed","__proto__":{"a":1}}', query: token }],
		['constructor', [400], { body: '{"event":"call.completed","call":{"constructor":{"prototype":{"a":1}}}}', query: token }],
		['not JSON', [400, 422], { body: '{"event":', query: token }],
		['invalid UTF-8', [400, 422], { body: Buffer.from([0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]), query: token }],
		['an empty body', [400], { body: '', query: token }],
		['a form', [400], { body: 'event=call.completed', query: token, headers: plain('application/x-www-form-urlencoded') }],
		['text', [400], { body: '{"event":"call.completed"}', query: token, headers: plain('text/plain') }],
		[
			'multipart',
			[400],
			{
				body: '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
				query: token,
				headers: plain('multipart/form-data; boundary=x'),
			},
		],
		['GET', [404], { body: '', query: token, method: 'GET' }],
		['PUT', [404], { body: {}, query: token, method: 'PUT' }],
		['the token twice', [401], { body: { event: 'call.completed' }, query: `${token}&${token}` }],
		[
			'a gzip bomb',
			[400, 413, 500],
			{ body: gzipSync(Buffer.alloc(20_000_000, ' ')), query: token, headers: { 'content-encoding': 'gzip' } },
		],
		[
			'9 MB in gzip',
			[413],
			{
				body: gzipSync(Buffer.from(JSON.stringify({ note: 'x'.repeat(9_000_000) }))),
				query: token,
				headers: { 'content-encoding': 'gzip' },
			},
		],
	];
	let one: TriggerWorkflow;
	beforeAll(async () => void (one = await active('svalync', { events: ['call.completed', 'call.unknown'] })));

	test.each(odd)('a request that is %s is answered with %j and starts nothing', async (_name, statuses, post) => {
		const { status, body } = await one.post(post);
		expect(statuses).toContain(status);
		// Outside of production mode n8n shows its own stack for what it refuses before the trigger is asked.
		const { stacktrace, ...said } = Object(body) as { stacktrace?: string };
		expect(JSON.stringify([said, stacktrace?.includes('voice-calls') ? stacktrace.includes('CallEventTrigger') : false])).not.toMatch(
			/\.js:\d|true|e2e-[0-9a-f]/,
		);
		expect(await one.started()).toBe(0);
	});
});
