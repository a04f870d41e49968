/** W3: without a secret the trigger does not start, and says what to do. The registration at Talkover. */
import { createHash, randomUUID } from 'node:crypto';
import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { describe, expect, test } from 'vitest';
import { CallEventTrigger } from '../../../nodes/CallEventTrigger/CallEventTrigger.node';
import type { ProviderId } from '../../../nodes/shared/providers/provider';
import { deliver, json, jsonType, trigger } from '../../harness/delivery.mts';
import { bodies } from '../../harness/schemes.mts';

/** A Talkover that keeps webhooks, with a switch for what it answers instead. */
function talkoverServer() {
	const webhooks: Array<Record<string, any>> = [];
	const requests: string[] = [];
	let instead: (request: string) => number | 'reset' | undefined = () => undefined;
	const answer = async ({ method, url, body }: IDataObject) => {
		const [, agent, id] = /\/agents\/([^/]+)\/webhooks(?:\/(.+))?$/.exec(String(url)) ?? [];
		requests.push(`${String(method)} ${agent}`);
		const broken = instead(`${String(method)} ${agent}`);
		if (broken === 'reset') throw Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET', syscall: 'read' });
		if (broken) return { statusCode: broken, headers: {}, body: { message: 'no' } };
		if (method === 'POST') webhooks.push({ id: randomUUID(), agent, enabled: true, ...(body as object) });
		if (method === 'DELETE') {
			const index = webhooks.findIndex((one) => one.id === id);
			if (index < 0) return { statusCode: 404, headers: {}, body: {} };
			webhooks.splice(index, 1);
		}
		const data =
			method === 'GET'
				? { webhooks: webhooks.filter((one) => one.agent === agent).map(({ custom_headers: _secret, ...shown }) => shown) }
				: webhooks.at(-1);
		return { statusCode: 200, headers: {}, body: { success: true, data } };
	};
	return { webhooks, requests, answer, breakWith: (how: typeof instead) => void (instead = how) };
}
type Server = ReturnType<typeof talkoverServer>;

interface Setup {
	provider: ProviderId;
	parameters?: IDataObject;
	credential?: IDataObject;
	address?: string;
	mode?: string;
	staticData?: IDataObject;
	server?: Server;
}

const warnings: string[] = [];
function hooks({
	provider,
	parameters = {},
	credential = {},
	address = `https://n8n.example.com/webhook/${randomUUID()}/events`,
	mode = 'activate',
	staticData = {},
	server,
}: Setup) {
	const values: IDataObject = { ...trigger(provider).parameters, provider, ...parameters };
	const context = {
		getNodeParameter: (name: string, fallback: unknown) => (name in values ? values[name] : fallback),
		getCredentials: async () => ({ apiKey: 'key-0123456789', baseUrl: 'https://api.example.com/v1', region: 'custom', ...credential }),
		getNode: () => ({ id: 'node', name: 'Trigger', type: 'callEventTrigger', credentials: {} }),
		getWorkflow: () => ({ id: 'workflow', name: 'Leads' }),
		getTimezone: () => 'UTC',
		getActivationMode: () => mode,
		getNodeWebhookUrl: () => address,
		getWorkflowStaticData: () => staticData,
		logger: { warn: (message: string) => void warnings.push(message) },
		helpers: { httpRequestWithAuthentication: async (_type: string, request: IDataObject) => await server?.answer(request) },
	} as unknown as IHookFunctions;
	const { checkExists, create, delete: remove } = new CallEventTrigger().webhookMethods.default;
	return {
		address,
		staticData,
		context,
		checkExists: () => checkExists.call(context),
		create: () => create.call(context),
		remove: () => remove.call(context),
		/** What n8n does. */
		activate: async () => (await checkExists.call(context)) || (await create.call(context)),
	};
}
const good = 'a-long-random-secret-0123456789';

describe('no secret, no activation', () => {
	const empties = ['', ' ', '\t\n', undefined, null, 'whsec_', '\u00a0\u2003', '\u200b'.repeat(12)];
	const providers = [
		['svalync', 'webhookToken', 'Webhook Token'],
		['unleashx', 'webhookToken', 'Webhook Token'],
		['synthflow', 'webhookSecret', 'Webhook Secret'],
	] as const;
	test.each(
		providers.flatMap(([provider, field, label]) =>
			empties.map((value) => [provider, JSON.stringify(value), field, label, value] as const),
		),
	)('a trigger of %s with %s is not activated', async (provider, _shown, field, label, value) => {
		const started = hooks({ provider, credential: { [field]: value as never } }).activate();
		await expect(started).rejects.toThrow(new RegExp(`${label}.*(Fill it in|Use a long)`, 's'));
	});

	test.each(providers)(
		'%s: the trigger starts with a secret, with two, and without one where unsigned events are accepted',
		async (provider, field) => {
			for (const value of [good, `${good} ${good}2`])
				expect(await hooks({ provider, credential: { [field]: value } }).activate()).toBe(true);
			expect(await hooks({ provider, parameters: { options: { acceptUnsigned: true } } }).activate()).toBe(true);
		},
	);

	test.each(providers)('%s: a secret with three values or a short one is refused, whatever is accepted', async (provider, field) => {
		for (const value of ['my own secret words', 'short', `${good} x`]) {
			for (const acceptUnsigned of [true, false]) {
				await expect(
					hooks({ provider, credential: { [field]: value }, parameters: { options: { acceptUnsigned } } }).activate(),
				).rejects.toThrow(/more than two|less than 8/);
			}
		}
	});

	const inAddress = providers.filter(([, field]) => field === 'webhookToken').map(([provider]) => provider);
	const unusable = [
		'WZkq+J3x0aY8b2Qm/4nVtA==',
		'a&b-0123456789',
		'a#b-0123456789',
		'100%20of-a-secret',
		'sécret-0123456789',
		'a=b-0123456789',
		'a/b-0123456789',
		'"quoted-0123456789"',
		'a\u200bb-0123456789',
		`${good} new+token-0123456789`,
	];
	test.each(['talkover' as const, ...inAddress].flatMap((provider) => unusable.map((token) => [provider, token] as const)))(
		'%s: %s would never arrive as it is, and is refused',
		async (provider, token) => {
			for (const acceptUnsigned of [true, false]) {
				const server = talkoverServer();
				const started = hooks({
					provider,
					server,
					credential: { webhookToken: token },
					parameters: { options: { acceptUnsigned } },
				}).activate();
				await expect(started).rejects.toThrow(
					/Webhook Token holds a character that may not survive in an address.*Use letters and digits/s,
				);
				await expect(started).rejects.not.toThrow(token);
				expect(server.requests).toEqual([]);
			}
		},
	);

	test('a token of the letters that an address carries starts, and arrives as the notice says to append it', async () => {
		const token = 'ABCabc019-._~ABCabc019';
		for (const provider of inAddress) {
			expect(await hooks({ provider, credential: { webhookToken: token } }).activate()).toBe(true);
			const to = trigger(provider, { credential: { webhookToken: token } });
			expect(
				(await deliver(to, { headers: [jsonType], query: `token=${token}`, body: json(bodies[provider](randomUUID())) })).items,
			).toHaveLength(1);
		}
	});

	test('the secret of Synthflow travels in no address and may hold anything', async () => {
		expect(await hooks({ provider: 'synthflow', credential: { webhookSecret: 'WZkq+J3x0aY8b2Qm/4nVtA==' } }).activate()).toBe(true);
	});

	test('the Simulator needs no secret: its secret is the address', async () => {
		expect(await hooks({ provider: 'simulator' }).activate()).toBe(true);
	});

	test('a choice of no events is an error that names the field', async () => {
		for (const events of [[], ['call.nothing'], '']) {
			await expect(hooks({ provider: 'simulator', parameters: { events } }).activate()).rejects.toThrow(/Events is empty/);
		}
	});
});

describe('Talkover registers itself', () => {
	const setup = (server: Server, change: Partial<Setup> = {}) => hooks({ provider: 'talkover', server, ...change });

	test('Talkover is registered with a random token, of which only the hash is kept', async () => {
		const server = talkoverServer();
		const one = setup(server);
		expect(await one.activate()).toBe(true);
		const [made] = server.webhooks;
		const token = made.custom_headers[0].value as string;
		expect(token).toMatch(/^[0-9a-f]{64}$/);
		expect(one.staticData).toEqual({
			registrations: {
				[one.address]: { webhookId: made.id, agentId: 'agent-1', tokenHash: createHash('sha256').update(token).digest('hex') },
			},
		});
		expect(JSON.stringify(one.staticData)).not.toContain(token);
		const to = trigger('talkover', { address: one.address, staticData: one.staticData });
		const sent = (value: string) =>
			deliver(to, {
				headers: [jsonType, ['X-Voice-Calls-Token', value]],
				query: '',
				body: json({ event: 'event_phone_call_ended', call_id: randomUUID() }),
			});
		expect((await sent(token)).items).toHaveLength(1);
		expect((await sent(token.toUpperCase())).status).toBe(401);
		expect(await one.remove()).toBe(true);
		expect([server.webhooks, one.staticData]).toEqual([[], { registrations: {} }]);
		expect((await sent(token)).status).toBe(401);
	});

	test('Talkover is registered once: what is in place stays, what was changed or lost at the provider is made anew', async () => {
		const server = talkoverServer();
		const one = setup(server);
		await one.activate();
		expect(await one.checkExists()).toBe(true);
		server.webhooks[0].enabled = false;
		expect(await one.checkExists()).toBe(false);
		await one.create();
		expect(server.webhooks).toHaveLength(1);
		const more = setup(server, { address: one.address, staticData: one.staticData, parameters: { events: ['call.connected'] } });
		expect(await more.checkExists()).toBe(false);
		await more.create();
		expect(server.webhooks.map(({ events }) => events)).toEqual([['event_phone_call_connected', 'event_connection_established']]);
		server.webhooks.length = 0;
		expect(await more.checkExists()).toBe(false);
	});

	test('a webhook of this address that nobody knows the token of is replaced, on an earlier agent too', async () => {
		const server = talkoverServer();
		const one = setup(server);
		await one.activate();
		const again = setup(server, { address: one.address });
		expect(await again.activate()).toBe(true);
		expect(server.webhooks).toHaveLength(1);
		const moved = setup(server, { address: one.address, staticData: again.staticData, parameters: { agentId: 'agent-2' } });
		expect(await moved.activate()).toBe(true);
		expect(server.webhooks.map(({ agent }) => agent)).toEqual(['agent-2']);
	});

	test('two workflows on one agent keep apart: each goes with its own webhook, and knows its own token only', async () => {
		const server = talkoverServer();
		const [a, b] = [setup(server), setup(server)];
		await a.activate();
		await b.activate();
		const tokens = server.webhooks.map((one) => one.custom_headers[0].value as string);
		expect(new Set(tokens).size).toBe(2);
		const sent = async (one: typeof a, token: string) =>
			(
				await deliver(trigger('talkover', { address: one.address, staticData: one.staticData }), {
					headers: [jsonType, ['X-Voice-Calls-Token', token]],
					query: '',
					body: json({ event: 'event_phone_call_ended', call_id: randomUUID() }),
				})
			).status;
		expect([await sent(a, tokens[0]), await sent(a, tokens[1]), await sent(b, tokens[0]), await sent(b, tokens[1])]).toEqual([
			200, 401, 401, 200,
		]);
		await a.remove();
		expect(server.webhooks.map(({ webhook_url: url }) => url)).toEqual([b.address]);
	});

	test('listening for a test event leaves the registration of the active workflow alone', async () => {
		const server = talkoverServer();
		const production = setup(server);
		await production.activate();
		const address = production.address.replace('/webhook/', '/webhook-test/');
		const test = setup(server, { address, mode: 'manual', staticData: production.staticData });
		expect(await test.activate()).toBe(true);
		expect(server.webhooks).toHaveLength(2);
		expect(Object.keys(production.staticData.registrations as object)).toEqual([production.address]);
		// n8n says "update" when it ends a test.
		await setup(server, { address, mode: 'update', staticData: production.staticData }).remove();
		expect(server.webhooks.map(({ webhook_url: url }) => url)).toEqual([production.address]);
		expect(await production.checkExists()).toBe(true);
	});

	test.each([
		['a key that is refused', 401, /could not register itself.*API key|could not register itself/],
		['an agent that is not there', 404, /knows no such agent/],
		['a server error', 503, /could not be reached/],
		['a reset', 'reset', /could not be reached/],
	] as const)('an answer of %s fails the activation with a sentence', async (_name, how, sentence) => {
		const server = talkoverServer();
		server.breakWith(() => how);
		const one = setup(server);
		await expect(one.activate()).rejects.toThrow(sentence);
		expect(one.staticData.registrations ?? {}).toEqual({});
		server.breakWith((request) => (request.startsWith('POST') ? how : undefined));
		await expect(one.activate()).rejects.toThrow(sentence);
		expect(server.requests.filter((request) => request.startsWith('POST'))).toHaveLength(1);
	});

	test('a removal that fails is tried once more, then the log says what stays behind and the next activation removes it', async () => {
		const server = talkoverServer();
		const one = setup(server);
		await one.activate();
		const [{ id }] = server.webhooks;
		server.breakWith((request) => (request.startsWith('DELETE') ? 503 : undefined));
		expect(await one.remove()).toBe(true);
		expect(server.requests.filter((request) => request.startsWith('DELETE'))).toHaveLength(2);
		expect(warnings.at(-1)).toContain(`webhook ${id} stays behind on agent agent-1`);
		server.breakWith(() => undefined);
		server.webhooks[0].enabled = false;
		expect(await one.activate()).toBe(true);
		expect(server.webhooks.map((webhook) => webhook.id)).not.toContain(id);
		expect(server.webhooks).toHaveLength(1);
	});

	test('a webhook that is gone already is removed without a word', async () => {
		const server = talkoverServer();
		const one = setup(server);
		await one.activate();
		server.webhooks.length = 0;
		const said = warnings.length;
		expect(await one.remove()).toBe(true);
		expect(warnings).toHaveLength(said);
		expect(one.staticData).toEqual({ registrations: {} });
	});

	const unreachable = [
		'http://localhost:5678',
		'http://127.0.0.1:5678',
		'https://localhost',
		'http://192.168.1.5:5678',
		'https://10.0.0.7',
		'http://n8n:5678',
		'https://n8n.local',
		'https://[::1]:5678',
		'http://n8n.example.com',
		'',
	];
	test.each(unreachable)('an address at "%s" is not registered: Talkover could deliver nothing to it', async (origin) => {
		for (const mode of ['activate', 'manual']) {
			const server = talkoverServer();
			const one = setup(server, { address: origin === '' ? '' : `${origin}/webhook/${randomUUID()}/events`, mode });
			await expect(one.activate()).rejects.toThrow(/cannot register itself: Talkover could deliver no events.*WEBHOOK_URL/);
			expect([server.requests, one.staticData.registrations ?? {}]).toEqual([[], {}]);
		}
	});

	test('a webhook at such an address that was registered before does not count as in place either', async () => {
		const server = talkoverServer();
		const address = 'http://localhost:5678/webhook/a/events';
		const registrations = { [address]: { webhookId: 'w1', agentId: 'agent-1', tokenHash: 'f'.repeat(64) } };
		await expect(setup(server, { address, staticData: { registrations } }).checkExists()).rejects.toThrow(/WEBHOOK_URL/);
		expect(await setup(server, { address, staticData: { registrations } }).remove()).toBe(true);
	});

	test('a Talkover on this machine, as in a test, may be given an address of this machine, but of no other', async () => {
		const credential = { baseUrl: 'http://127.0.0.1:4010/api/v1' };
		for (const [address, starts] of [
			['http://localhost:5678/webhook/a/events', true],
			['http://192.168.1.5:5678/webhook/a/events', false],
		] as const) {
			const server = talkoverServer();
			const started = setup(server, { address, credential }).activate();
			await (starts ? expect(started).resolves.toBe(true) : expect(started).rejects.toThrow(/WEBHOOK_URL/));
			expect(server.webhooks).toHaveLength(starts ? 1 : 0);
		}
	});

	test('a trigger that registers nothing needs no address that can be reached from outside', async () => {
		const server = talkoverServer();
		const change = {
			parameters: { events: ['call.transcript_ready'] },
			credential: { webhookToken: good },
			address: 'http://localhost:5678/webhook/a/events',
		};
		expect(await setup(server, change).activate()).toBe(true);
		expect(server.webhooks).toEqual([]);
	});

	test('events that no agent sends need the token of the credential, for the webhooks of campaigns', async () => {
		const server = talkoverServer();
		const parameters = { events: ['call.transcript_ready'] };
		await expect(setup(server, { parameters }).activate()).rejects.toThrow(/Webhook Token is empty/);
		expect(await setup(server, { parameters, credential: { webhookToken: good } }).activate()).toBe(true);
		expect(server.webhooks).toEqual([]);
	});
});
