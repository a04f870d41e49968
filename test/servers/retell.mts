import { callById } from './callById.mts';
import { createHmac } from 'node:crypto';
import { callBody, listBody, listCalls, page, retellError, statusOf, TEXT, unknownAsset, wholeCall } from './retellCalls.mts';
import type { Context, RetellState } from './retellCalls.mts';
import { asRecord, type Field } from './schema.mts';
import { startStrictServer, type Answer, type ProviderDefinition, type StoredCall, type StrictServer } from './strictServer.mts';

export type { RetellState } from './retellCalls.mts';
export { retellError } from './retellCalls.mts';

const PAGING: Record<string, Field> = {
	limit: { type: 'integer', min: 1, max: 1000 },
	pagination_key: TEXT,
	sort_order: { enum: ['ascending', 'descending'] },
};

function withCall(context: Context, answer: (call: StoredCall) => Answer): Answer {
	const call = callById(context.server.calls, context.params.call_id);
	return call ? answer(call) : unknownAsset();
}

function refusal({ server, body }: Context): Answer | undefined {
	const agentId = body.override_agent_id;
	const isAgent = agentId === undefined || server.agents.some((agent) => agent.agent_id === agentId && agent.channel === 'voice');
	const isNumber = server.state.numbers.some(({ phone_number }) => phone_number === body.from_number);
	return isAgent && isNumber ? undefined : unknownAsset();
}

function listAgents({ server, query, body }: Context): Answer {
	const { channel, query: search } = asRecord(body.filter_criteria);
	const wanted = server.agents
		.filter((agent) => channel === undefined || agent.channel === asRecord(channel).value)
		.filter((agent) => !search || String(agent.agent_name).toLowerCase().includes(String(search).toLowerCase()));
	return { status: 200, body: page(wanted, Number(query.limit ?? 50), query.pagination_key) };
}

const definition: ProviderDefinition<RetellState> = {
	provider: 'retell',
	basePath: '',
	keyPrefix: 'key_',
	auth: { headers: ['authorization'], scheme: 'Bearer' },
	words: { placed: 'registered', finished: 'user_hangup' },
	routes: [
		{
			method: 'POST',
			path: '/v2/create-phone-call',
			body: callBody,
			create: {
				agentOf: ({ body, server }) =>
					String(body.override_agent_id ?? server.state.numbers.find(({ phone_number }) => phone_number === body.from_number)?.agent_id),
				numberOf: ({ body }) => String(body.to_number),
				refusal,
				success: (call, { server }) => ({ status: 201, body: wholeCall(call, server.elsewhere.origin) }),
			},
		},
		{
			method: 'GET',
			path: '/v2/get-call/:call_id',
			handle: (context) => withCall(context, (call) => ({ status: 200, body: wholeCall(call, context.server.elsewhere.origin) })),
		},
		{ method: 'POST', path: '/v3/list-calls', body: listBody, handle: listCalls },
		{
			method: 'POST',
			path: '/v2/stop-call/:call_id',
			handle: (context) =>
				withCall(context, (call) => {
					if (!['registered', 'ongoing'].includes(statusOf(call.status))) return unknownAsset();
					call.status = 'manual_stopped';
					return { status: 204 };
				}),
		},
		{
			method: 'POST',
			path: '/v2/list-agents',
			query: PAGING,
			body: {
				type: 'object',
				fields: {
					filter_criteria: {
						type: 'object',
						fields: {
							channel: {
								type: 'object',
								fields: {
									type: { enum: ['string'], required: true },
									op: { enum: ['eq', 'ne', 'sw', 'ew', 'co'], required: true },
									value: { enum: ['voice', 'chat'], required: true },
								},
							},
							query: TEXT,
						},
					},
				},
			},
			handle: listAgents,
		},
		{
			method: 'GET',
			path: '/v2/list-phone-numbers',
			query: PAGING,
			handle: ({ server, query }) => ({ status: 200, body: page(server.state.numbers, Number(query.limit ?? 50), query.pagination_key) }),
		},
		{ method: 'GET', path: '/list-voices', handle: ({ server }) => ({ status: 200, body: server.voices }) },
		{
			method: 'GET',
			path: '/get-concurrency',
			handle: () => ({
				status: 200,
				body: { current_concurrency: 0, concurrency_limit: 20, base_concurrency: 20, purchased_concurrency: 0 },
			}),
		},
	],
	unauthorized: () => retellError(401, 'API key is missing or invalid.'),
	notFound: () => retellError(404, 'Not Found'),
	refuse: (flaws) => retellError(400, flaws[0]?.sentence ?? 'Invalid request format, please check API reference.'),
	usableAgent: (agents) => String(agents.find((agent) => agent.channel === 'voice')?.agent_id),
	seed: () => ({
		agents: Array.from({ length: 145 }, (_, index) => ({
			agent_id: `agent_${String(index + 1).padStart(3, '0')}`,
			agent_name: index === 3 ? null : `Assistant ${index + 1}`,
			channel: index % 7 === 0 ? 'chat' : 'voice',
			version: 1,
			is_published: true,
			last_modification_timestamp: 1_700_000_000_000 + index,
		})),
		voices: Array.from({ length: 30 }, (_, index) => ({
			voice_id: `11labs-Voice${index + 1}`,
			voice_name: `Voice ${index + 1}`,
			provider: ['elevenlabs', 'openai', 'cartesia'][index % 3],
			gender: index % 2 ? 'male' : 'female',
			accent: 'American',
			preview_audio_url: null,
		})),
		state: {
			numbers: Array.from({ length: 103 }, (_, index) => ({
				phone_number: `+1415777${4444 + index}`,
				phone_number_pretty: `+1 (415) 777-${4444 + index}`,
				nickname: index === 0 ? 'Front desk' : null,
				phone_number_type: 'retell-twilio',
				agent_id: 'agent_002',
				outbound_agents: [{ agent_id: 'agent_002', weight: 1 }],
				inbound_agents: [],
			})),
		},
	}),
};

/** Retell AI: create-phone-call, get-call, list-calls v3, stop-call, the lists of agents, numbers and voices, get-concurrency. */
export const startRetell = (): Promise<StrictServer<RetellState>> => startStrictServer(definition);

/** The signature of a delivery, as Retell AI makes it: the time follows the body. @param milliseconds since 1970 */
export const retellSignature = (key: string, body: string | Buffer, milliseconds: number | string): string =>
	`v=${milliseconds},d=${createHmac('sha256', key).update(body).update(String(milliseconds)).digest('hex')}`;

/** The body of an event about a stored call. */
export const retellEvent = (server: StrictServer<RetellState>, event: string, call: StoredCall): Record<string, unknown> => ({
	event,
	call: wholeCall(call, server.elsewhere.origin),
	event_timestamp: Date.now(),
});
