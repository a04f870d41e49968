import { describe, expect, test } from 'vitest';
import type { ProviderName, StrictServer } from '../../servers/strictServer.mts';
import { listLag, type EngineResult, type EngineRun } from '../../harness/engine.mts';
import type { ListAnswer } from '../../harness/listDoor.mts';
import { openListDoor } from '../../harness/listDoor.mts';
import { makeCall } from '../../harness/makeCall.mts';
import { stepsOf } from '../../harness/looks.mts';
import { providerOf, supports } from '../../harness/provider.mts';
import { itemsTo, onlyRecord, OTHER, records, sendCall, TO } from '../../harness/sendCall.mts';
import { realProviders, tellingNumbers, useServers } from '../../harness/servers.mts';

/** After a crash n8n's own record of the node is lost: the execution is retried, and only the provider knows who was called. */
const servers = useServers();

const THIRD = '+4930901820';
const reference = '={{ "order-" + $json.to }}';
const crashed: Partial<EngineRun> = { mode: 'retry' };
const again = (first: EngineResult): Partial<EngineRun> => ({ mode: 'retry', contextData: JSON.parse(JSON.stringify(first.contextData)) });

/** 100 calls to other people, and more pages than anybody wants to read. */
const endless = (provider: ProviderName): ListAnswer => {
	const row = { lead_phone_number: OTHER, to: OTHER, to_number: OTHER, CALLING_NUMBER: OTHER, customer: { number: OTHER } };
	const rowsOf = (page: number) =>
		Array.from({ length: 100 }, (_row, index) => {
			const ID = 100 * page + index;
			// The pages of Vapi follow each other by time.
			const createdAt = provider === 'vapi' ? { createdAt: new Date(Date.now() - 60_000 - 1000 * ID).toISOString() } : {};
			return { ...row, ...createdAt, id: `x-${ID}`, call_id: `x-${ID}`, ID };
		});
	const bodies: Partial<Record<string, (rows: ReturnType<typeof rowsOf>, page: number) => unknown>> = {
		bland: (calls) => ({ total_count: 100_000, count: 100, calls }),
		elevenlabs: (rows, page) => ({
			conversations: rows.map(({ id }) => ({ conversation_id: id, status: 'done' })),
			has_more: true,
			next_cursor: `after-${page}`,
		}),
		retell: (items, page) => ({ items, has_more: true, pagination_key: `after-${page}` }),
		synthflow: (calls) => ({ status: 'success', response: { pagination: { total_records: 100_000 }, calls } }),
		talkover: (data) => ({ success: true, data, pagination: { last_page: 1000 } }),
		unleashx: (datalist) => ({ datalist }),
		vapi: (rows) => rows,
	};
	let page = 0;
	return {
		play: (_request, response) => {
			const body = bodies[provider]?.(rowsOf(page), page++);
			response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
		},
	};
};

/** Lists one call of a minute ago to this person by this agent, with some fields of its row changed. */
function listRow(server: StrictServer<any>, row: object): void {
	const [call] = server.seedCalls(1, (one) => Object.assign(one, { createdAt: new Date(Date.now() - 60_000).toISOString(), row }));
	// These filter by what they show, so the row is shown without their filters.
	const { number: ID, createdAt } = call;
	if (server.provider === 'unleashx') {
		const shown = {
			ID,
			AGENT_ID: Number(server.usableAgent),
			CALLING_NUMBER: TO,
			CALL_STATUS: 'completed',
			CREATED_AT: createdAt,
			INPUT_DATA: {},
			...row,
		};
		server.answerLists = () => ({ status: 200, body: { datalist: [shown] } });
	} else if ((server.provider as string) === 'retell') {
		const shown = {
			call_id: call.id,
			agent_id: server.usableAgent,
			to_number: TO,
			call_status: 'ended',
			start_timestamp: Date.parse(createdAt),
			...row,
		};
		server.answerLists = () => ({ status: 200, body: { items: [shown], has_more: false } });
	} else if (server.provider === 'talkover') {
		const shown = { id: call.id, to: TO, agent: { id: server.usableAgent }, status: 'completed', created_at: createdAt, ...row };
		server.answerLists = () => ({ status: 200, body: { success: true, data: [shown], pagination: { current_page: 1, last_page: 1 } } });
	}
}

describe('a retried execution whose ledger is lost', () => {
	test.each(realProviders)('a retried execution does not dial whom the list shows, and dials the others once: %s', async (provider) => {
		const server = servers[provider];
		const parameters = { recipientName: 'Ada', variables: { json: [{ json: '{"orderId":"A-17"}' }] }, options: { reference } };
		await sendCall(server, parameters, { items: itemsTo(TO, OTHER) });
		expect(server.creates).toHaveLength(2);
		const result = await sendCall(server, parameters, { items: itemsTo(TO, OTHER, THIRD), ...crashed });
		expect(server.creates).toHaveLength(3);
		expect(server.calls.map((call) => call.to)).toEqual([TO, OTHER, THIRD]);
		expect(records(result, 0).map((one) => [one.to, one.dialed, one.reference])).toEqual(
			[TO, OTHER, THIRD].map((to) => [to, 'yes', `order-${to}`]),
		);
		for (const record of records(result, 0)) {
			const recipientName = supports(providerOf(provider), 'recipientName') ? 'Ada' : null;
			expect(record).toMatchObject({ agentId: server.usableAgent, recipientName, variables: { orderId: 'A-17' } });
			expect(record.problem).toBeUndefined();
		}
		// A second retry has the ledger of the first, and asks nothing.
		const asked = server.requests.length;
		const third = await sendCall(server, parameters, { items: itemsTo(TO, OTHER, THIRD), ...again(result) });
		expect(records(third, 0)).toEqual(records(result, 0));
		expect(server.requests).toHaveLength(asked);
	});

	test('a list that is the same for every item is asked for once in a few seconds, not once for each', async () => {
		const server = servers.svalync;
		const numbers = Array.from({ length: 60 }, (_, index) => `+1212736${1000 + index}`);
		const few = { ...crashed, items: itemsTo(...numbers) };
		await sendCall(server, {}, { items: itemsTo(...numbers.slice(0, 20)) });
		const result = await sendCall(server, {}, few);
		expect(records(result, 0).map(({ to }) => to)).toEqual(numbers);
		expect(server.creates).toHaveLength(60);
		expect(new Set(server.calls.map(({ to }) => to)).size).toBe(60);
		expect(server.requests.filter(({ method }) => method === 'GET').length).toBeLessThan(20);
	});

	test('a list that was asked for too early to show a call proves nothing a moment later either', async () => {
		const server = servers.svalync;
		await sendCall(server, {}, { items: itemsTo(TO, OTHER) });
		const [hidden] = server.calls.splice(1);
		let looks = 0;
		server.answerLists = () => {
			if (++looks === 2) server.calls.push(hidden);
			return undefined;
		};
		listLag.milliseconds = 1000;
		const result = await sendCall(server, {}, { items: itemsTo(TO, OTHER), ...crashed }).finally(() => (listLag.milliseconds = 0));
		expect(records(result, 0).map(({ to, dialed }) => [to, dialed])).toEqual([
			[TO, 'yes'],
			[OTHER, 'yes'],
		]);
		expect([server.creates.length, looks]).toEqual([2, 2]);
	});

	test.each(realProviders)('a retried execution does not dial whom the list shows a moment later: %s', async (provider) => {
		const server = servers[provider];
		await sendCall(server);
		const [hidden] = server.calls.splice(0);
		let looks = 0;
		server.answerLists = ({ path }) => {
			if (!path.includes(hidden.id) && ++looks === 2) server.calls.push(hidden);
			return undefined;
		};
		listLag.milliseconds = 1000;
		const result = await sendCall(server, {}, crashed).finally(() => (listLag.milliseconds = 0));
		expect(onlyRecord(result)).toMatchObject({
			to: TO,
			dialed: 'yes',
			callId: provider === 'unleashx' ? String(hidden.number) : hidden.id,
		});
		expect([server.creates.length, looks]).toEqual([1, 2]);
	});

	test('a retried execution waits for the list once, not for every item', async () => {
		const server = servers.talkover;
		listLag.milliseconds = 2000;
		const started = performance.now();
		const result = await sendCall(server, {}, { ...crashed, items: itemsTo(TO, OTHER, THIRD) }).finally(() => (listLag.milliseconds = 0));
		expect(performance.now() - started).toBeGreaterThan(1990);
		expect(records(result, 0)).toHaveLength(3);
		// The first is asked for twice, the others after the wait.
		expect(server.requests.map(({ method }) => method)).toEqual(['GET', 'GET', 'POST', 'GET', 'POST', 'GET', 'POST']);
	});

	test('a retried execution does not dial what was to be placed later, since no list shows it before', async () => {
		const server = servers.talkover;
		const campaign = server.state.campaigns.find((one: any) => one.status === 'active') as any;
		const later = [
			{ delaySeconds: 1800 },
			{ callParameters: { scheduledTime: new Date(Date.now() + 900_000).toISOString() } },
			{ campaignId: campaign.id },
		];
		for (const parameters of later) {
			const record = onlyRecord(await sendCall(server, parameters, crashed));
			expect(record).toMatchObject({ to: TO, dialed: 'maybe', status: 'unknown', problem: { type: 'outcome_unknown' } });
		}
		expect(server.creates).toEqual([]);
	});

	test.each(realProviders)('a retried execution dials once where a complete list does not show the call: %s', async (provider) => {
		const server = servers[provider];
		server.seedCalls(5, (call) => (call.to = OTHER));
		const record = onlyRecord(await sendCall(server, {}, crashed));
		expect(record).toMatchObject({ to: TO, dialed: 'yes' });
		expect(server.creates).toHaveLength(1);
		const steps = stepsOf(server);
		expect(steps.indexOf('create')).toBeGreaterThan(0);
		// Svalync alone names no ID in its answer, so its list is asked for it.
		expect(steps.slice(steps.indexOf('create'))).toEqual(provider === 'svalync' ? ['create', 'list'] : ['create']);
	});

	const silent: Array<[string, ListAnswer]> = [
		['500', { status: 500, body: { message: 'No' } }],
		['503 with HTML', { status: 503, body: '<h1>Service Unavailable</h1>' }],
		['401', { status: 401, body: { message: 'No' } }],
		['404', { status: 404, body: { message: 'No' } }],
		['429', { status: 429, body: { message: 'No' } }],
		['a redirect', { play: (_request, response) => void response.writeHead(302, { location: '/sign-in' }).end() }],
		['a sign-in page', { status: 200, body: '<!doctype html><title>Sign in</title>' }],
		['an empty object', { status: 200, body: {} }],
		['null', { status: 200, body: null }],
		['a bare empty list', { status: 200, body: [] }],
		['an error inside a 200', { status: 200, body: { success: false, error: true, message: 'No', data: [] } }],
		['an error inside a 200, wrapped', { status: 200, body: { response: [{ success: false, status: 500, message: 'No', data: [] }] } }],
		['nothing at all', { play: () => undefined }],
		['a reset', { play: (request) => void request.socket.resetAndDestroy() }],
	];
	describe.each(realProviders)('says maybe and does not dial where the list answers (%s)', (provider) => {
		// The list of Vapi is an array.
		const told = silent.filter(([name]) => name !== 'a bare empty list' || providerOf(provider).listsAreArrays !== true);
		test.each(told)('a list that answers so leaves the call a maybe, and nobody is dialed: %s', async (name, answer) => {
			const server = servers[provider];
			const door = await openListDoor(server, answer);
			const timeout = name === 'nothing at all' ? 1 : 30;
			const result = await sendCall(server, { options: { timeout, reference: 'order-A-17' } }, { ...crashed, credential: door.credential });
			expect(onlyRecord(result)).toMatchObject({ to: TO, dialed: 'maybe', status: 'unknown', reference: 'order-A-17' });
			expect(onlyRecord(result).problem.reconcile).toContain('order-A-17');
			expect(door.asked).toHaveLength(1);
			// It stays open: the next retry asks again instead of dialling.
			await sendCall(server, { options: { timeout, reference: 'order-A-17' } }, { ...again(result), credential: door.credential });
			expect(door.asked).toHaveLength(2);
			await door.close();
			expect(server.creates).toEqual([]);
		});
	});

	test.each(realProviders.filter((one) => one !== 'svalync'))(
		'a retried execution says maybe after three pages of a list without end: %s',
		async (provider) => {
			const server = servers[provider];
			const door = await openListDoor(server, endless(provider));
			const result = await sendCall(server, {}, { ...crashed, credential: door.credential });
			await door.close();
			expect(onlyRecord(result)).toMatchObject({ dialed: 'maybe', status: 'unknown', problem: { type: 'outcome_unknown' } });
			// Rows that tell no number are read one by one.
			const lists = door.asked.filter((asked) => !/\/x-\d+$/.test(asked));
			expect(lists).toHaveLength(3);
			expect(new Set(lists).size).toBe(3);
			expect(server.creates).toEqual([]);
		},
	);

	test.each(realProviders)(
		'a lost call is looked up in every further retry, also when the first one failed before it could ask: %s',
		async (provider) => {
			const server = servers[provider];
			await sendCall(server);
			const failed = await sendCall(server, {}, { ...crashed, credential: undefined });
			expect(failed.error?.name).toBe('NodeOperationError');
			const result = await sendCall(server, {}, again(failed));
			expect(onlyRecord(result).dialed).toBe('yes');
			expect(server.creates).toHaveLength(1);
		},
	);

	test.each(realProviders)(
		'a retried execution does not dial again under a reference that changes from try to try: %s',
		async (provider) => {
			const server = servers[provider];
			await sendCall(server, { options: { reference: '={{ $now }}' } });
			const record = onlyRecord(await sendCall(server, { options: { reference: '={{ $now }}' } }, crashed));
			expect(record.dialed).not.toBe('no');
			expect(server.creates).toHaveLength(1);
		},
	);

	test.each(realProviders)(
		'a retried execution says maybe where a call of the same kind is days old, unless it has the name that the user gave: %s',
		async (provider) => {
			const server = servers[provider];
			const daysAgo = (): void => {
				const [call] = server.calls;
				call.createdAt = new Date(Date.now() - 3 * 86_400_000).toISOString();
				// Retell tells the dial time alone, of a call that did not begin.
				if ((provider as string) === 'retell') Object.assign(call.request.metadata as object, { dialedAt: call.createdAt });
			};
			await sendCall(server);
			daysAgo();
			expect(onlyRecord(await sendCall(server, {}, crashed))).toMatchObject({ dialed: 'maybe', status: 'unknown' });
			server.reset();
			await sendCall(server, { options: { reference } });
			daysAgo();
			const isEchoed = !['svalync', 'synthflow', 'talkover'].includes(provider); // the lists that do not show it
			expect(onlyRecord(await sendCall(server, { options: { reference } }, crashed)).dialed).toBe(isEchoed ? 'yes' : 'maybe');
			expect(server.creates).toHaveLength(1);
		},
	);

	// The other two filter by the number themselves, and document it as E.164.
	test.each(['svalync', 'unleashx'] as const)(
		'a retried execution says maybe where the list has the number in another spelling: %s',
		async (provider) => {
			const server = servers[provider];
			await sendCall(server);
			server.calls[0].to = TO.slice(2);
			expect(onlyRecord(await sendCall(server, {}, crashed))).toMatchObject({ dialed: 'maybe', status: 'unknown' });
			expect(server.creates).toHaveLength(1);
		},
	);

	test.each(realProviders)('a retried execution dials whom this agent called weeks ago: %s', async (provider) => {
		const server = servers[provider];
		server.seedCalls(1, (call) => (call.createdAt = new Date(Date.now() - 16 * 86_400_000).toISOString()));
		expect(onlyRecord(await sendCall(server, {}, crashed)).dialed).toBe('yes');
		expect(server.creates).toHaveLength(1);
	});

	// The list of Bland tells no persona.
	test.each(tellingNumbers.filter((one: string) => one !== 'bland'))(
		'a retried execution does not dial whom another agent called: the agent of the lost try may have been another one: %s',
		async (provider) => {
			const server = servers[provider];
			const agents = server.agents
				.filter(({ type }) => provider !== 'synthflow' || type === 'outbound')
				.map((one) => String(one.id ?? one.model_id ?? one.agent_id));
			const [call] = server.seedCalls(1, (one) =>
				Object.assign(one, {
					agentId: agents.findLast((id) => id !== server.usableAgent),
					createdAt: new Date(Date.now() - 60_000).toISOString(),
				}),
			);
			const record = onlyRecord(await sendCall(server, {}, crashed));
			expect(record).toMatchObject({
				dialed: 'maybe',
				status: 'unknown',
				callId: null,
				problem: { reconcile: expect.stringContaining(provider === 'unleashx' ? String(call.number) : call.id) },
			});
			expect(server.creates).toEqual([]);
			// Whom nobody called is dialed, once every agent's list was read.
			expect(onlyRecord(await sendCall(server, {}, { ...crashed, items: itemsTo(OTHER) })).dialed).toBe('yes');
			expect(server.creates).toHaveLength(1);
		},
	);

	test('a retried execution does not dial where the agents whose calls are listed one by one are not told', async () => {
		const server = servers.synthflow;
		server.answerLists = ({ path }) => (path.includes('assistants') ? { status: 500, body: {} } : undefined);
		expect(onlyRecord(await sendCall(server, {}, crashed))).toMatchObject({ dialed: 'maybe', status: 'unknown' });
		expect(server.creates).toEqual([]);
	});

	/** The names that a row gives the number and the agent. */
	const columns: Partial<Record<ProviderName, { to: string; agent: string }>> = {
		bland: { to: 'to', agent: 'pathway_id' },
		retell: { to: 'to_number', agent: 'agent_id' },
		svalync: { to: 'to_phone_number', agent: 'agentId' },
		synthflow: { to: 'phone_number_to', agent: 'model_id' },
		talkover: { to: 'to', agent: 'agent' },
		unleashx: { to: 'CALLING_NUMBER', agent: 'AGENT_ID' },
		vapi: { to: 'customer', agent: 'assistantId' },
	};
	describe.each(tellingNumbers)('does not dial where a row of a minute ago may be the call (%s)', (provider) => {
		const { to, agent } = columns[provider]!;
		const cut = { lead_phone_number: undefined };
		test.each([
			['without a number', { [to]: null, ...cut }],
			['with a number that is hidden', { [to]: '+12*****5000', ...cut }],
			['with the last digits alone', { [to]: '5000', ...cut }],
			['by an agent of another name', { [agent]: provider === 'talkover' ? { id: 'agent-v2' } : 4711 }],
		])('a row of a minute ago that may be the call keeps it from being dialed: %s', async (_name, row) => {
			const server = servers[provider];
			listRow(server, row);
			const record = onlyRecord(await sendCall(server, {}, crashed));
			expect(record).toMatchObject({ to: TO, dialed: 'maybe', status: 'unknown', outcome: null, transcript: null });
			expect(record.problem.reconcile).toMatch(/^Call \S+ of \S+ may be this one or one of another run/);
			expect(server.creates).toEqual([]);
		});
	});

	describe.each(tellingNumbers)('the call of another run is not told as the one of this execution (%s)', (provider) => {
		const hour = 3_600_000;
		test.each([
			['of 3 hours ago', -3 * hour],
			['of half an hour ago', -0.5 * hour],
		])('a call of another run is not told as the one of this execution: %s', async (_name, age) => {
			const server = servers[provider];
			const [call] = server.seedCalls(1, (one) => {
				Object.assign(one, { createdAt: new Date(Date.now() + age).toISOString(), transcript: 'bot: the talk of the earlier call' });
			});
			const record = onlyRecord(await sendCall(server, {}, crashed));
			const id = provider === 'unleashx' ? String(call.number) : call.id;
			expect(record).toMatchObject({
				dialed: 'maybe',
				status: 'unknown',
				callId: null,
				transcript: null,
				durationSeconds: null,
				problem: { type: 'outcome_unknown' },
			});
			expect(record.problem.reconcile).toContain(`Call ${id} of ${call.createdAt}`);
			expect(record.problem.detail).toContain('This execution was tried before');
			expect(server.creates).toEqual([]);
		});

		test('a call that is one of two of a minute ago is not told as the one of this execution', async () => {
			const server = servers[provider];
			server.seedCalls(2, (call) => (call.createdAt = new Date(Date.now() - 60_000).toISOString()));
			const record = onlyRecord(await sendCall(server, {}, crashed));
			expect(record).toMatchObject({ dialed: 'maybe', status: 'unknown', callId: null });
			expect(record.problem.reconcile).toContain('the newest of 2');
			expect(server.creates).toEqual([]);
		});

		test('a call of a minute ago is not waited for, since nobody knows when it was placed', async () => {
			const server = servers[provider];
			server.seedCalls(1, (call) => (call.createdAt = new Date(Date.now() - 3 * hour).toISOString()));
			const started = performance.now();
			const record = onlyRecord(await sendCall(server, { waitForResult: true, waitMethod: 'polling' }, crashed));
			expect(record).toMatchObject({ dialed: 'maybe', callId: null });
			expect(performance.now() - started).toBeLessThan(10_000);
			expect(stepsOf(server)).toEqual(['list']);
		});
	});

	test.each(realProviders)('a retried execution of Make Call asks for the list too: %s', async (provider) => {
		const server = servers[provider];
		await makeCall(server, { options: { reference } });
		const record = onlyRecord(await makeCall(server, { options: { reference } }, crashed));
		expect(record).toMatchObject({ to: TO, dialed: 'yes', reference: `order-${TO}` });
		expect(server.creates).toHaveLength(1);
	});
});

test.each(realProviders)('an execution that is no retry asks no list before it dials: %s', async (provider) => {
	const server = servers[provider];
	server.seedCalls(1);
	const numbers = { trigger: TO, manual: OTHER, webhook: THIRD };
	for (const mode of ['trigger', 'manual', 'webhook'] as const) await sendCall(server, {}, { mode, items: itemsTo(numbers[mode]) });
	// Svalync names no ID: its list is asked after each call, and never before one.
	const each = provider === 'svalync' ? ['create', 'list'] : ['create'];
	expect(stepsOf(server)).toEqual([each, each, each].flat());
});
