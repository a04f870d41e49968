import { callById } from './callById.mts';
import { createHmac } from 'node:crypto';
import { asRecord } from './schema.mts';
import type { ElevenlabsState, Context } from './elevenlabsCalls.mts';
import { callBody, conversation, conversationsQuery, fault, hasAudio, listConversations, page, PAGE, TEXT } from './elevenlabsCalls.mts';
import {
	startStrictServer,
	type Answer,
	type ProviderDefinition,
	type Route,
	type StoredCall,
	type StrictServer,
} from './strictServer.mts';

export type { ElevenlabsState } from './elevenlabsCalls.mts';

const withCall = (context: Context, answer: (call: StoredCall) => Answer): Answer => {
	const call = callById(context.server.calls, context.params.conversation_id);
	return call ? answer(call) : fault(404, 'conversation_not_found', 'Conversation not found');
};

/** The documented answer when the agent or the number cannot place this call, or the phone company refuses it. */
function refusal({ server, body }: Context, provider: string): Answer | undefined {
	const agent = server.agents.find(({ agent_id: id }) => id === body.agent_id);
	if (!agent || agent.archived) return fault(404, 'agent_not_found', `No agent with the ID ${String(body.agent_id)}`);
	const number = server.state.numbers.find(({ phone_number_id: id }) => id === body.agent_phone_number_id);
	if (!number) return fault(404, 'phone_number_not_found', 'Phone number not found');
	if (number.provider !== provider) {
		return fault(400, 'invalid_provider_config', `The phone number lacks the credentials of ${provider}`);
	}
	const { unsuccessful } = server.state;
	return unsuccessful === null
		? undefined
		: { status: 200, body: { success: false, message: unsuccessful, conversation_id: null, callSid: null } };
}

/** An override that the agent does not allow lets the conversation fail after the answer. */
function failForbiddenOverride(call: StoredCall, { server }: Context): void {
	const given = asRecord(call.request.conversation_initiation_client_data);
	const agent = server.agents.find(({ agent_id: id }) => id === call.agentId);
	if (given.conversation_config_override === undefined || agent?.allowsOverrides === true) return;
	call.status = 'failed';
	call.row = { metadata: { error: { code: 1008, reason: 'Override for field first_message is not allowed by config.' } } };
}

/** One of the three place-call paths, for numbers of one provider. */
const outbound = (name: string, provider: string, sid: string): Route<ElevenlabsState> => ({
	method: 'POST',
	path: `/v1/convai/${name}/outbound-call`,
	body: callBody,
	create: {
		agentOf: ({ body }) => String(body.agent_id),
		numberOf: ({ body }) => String(body.to_number),
		refusal: (context) => refusal(context, provider),
		prepare: failForbiddenOverride,
		success: (call) => ({
			status: 200,
			body: { success: true, message: 'Success', conversation_id: call.id, [sid]: `CA${call.number}` },
		}),
	},
});

/** The header `ElevenLabs-Signature` of a body. @param time seconds since 1970 */
export const elevenlabsSignature = (secret: string, body: Buffer | string, time: number): string =>
	`t=${time},v0=${createHmac('sha256', secret).update(`${time}.`).update(body).digest('hex')}`;

const searched = (rows: Array<Record<string, unknown>>, { query }: Context): Array<Record<string, unknown>> =>
	rows.filter(({ name }) => !query.search || String(name).toLowerCase().includes(query.search.toLowerCase()));

const refusedKey = fault(401, 'invalid_api_key', 'Invalid API key');

const definition: ProviderDefinition<ElevenlabsState> = {
	provider: 'elevenlabs',
	basePath: '',
	keyPrefix: 'sk_',
	auth: { headers: ['xi-api-key'] },
	words: { placed: 'initiated', finished: 'done' },
	routes: [
		outbound('twilio', 'twilio', 'callSid'),
		outbound('sip-trunk', 'sip_trunk', 'sip_call_id'),
		outbound('exotel', 'exotel', 'callSid'),
		{ method: 'GET', path: '/v1/convai/conversations', query: conversationsQuery, handle: listConversations },
		{
			method: 'GET',
			path: '/v1/convai/conversations/:conversation_id',
			handle: (context) => withCall(context, (call) => ({ status: 200, body: conversation(call, context) })),
		},
		{
			method: 'GET',
			path: '/v1/convai/conversations/:conversation_id/audio',
			handle: (context) =>
				withCall(context, (call) =>
					hasAudio(call)
						? { status: 200, headers: { 'Content-Type': 'audio/mpeg' }, text: 'ID3 fake recording' }
						: fault(404, 'audio_not_found', 'The conversation has no audio'),
				),
		},
		{
			method: 'GET',
			path: '/v1/convai/agents',
			query: { ...PAGE, search: TEXT, archived: { type: 'boolean' } },
			handle: (context) => {
				const rows = searched(context.server.agents, context).map(({ allowsOverrides: _internal, ...row }) => row);
				return page('agents', rows, context, 30);
			},
		},
		{
			method: 'GET',
			path: '/v1/convai/phone-numbers',
			handle: ({ server }) => ({ status: 200, body: server.state.numbers }),
		},
		{
			method: 'GET',
			path: '/v2/voices',
			query: { page_size: PAGE.page_size, search: TEXT, next_page_token: TEXT },
			handle: (context) => {
				const rows = searched(context.server.voices, context);
				const from = Number(context.query.next_page_token ?? 0);
				const to = from + Number(context.query.page_size ?? 10);
				const next = to < rows.length ? String(to) : null;
				return {
					status: 200,
					body: { voices: rows.slice(from, to), has_more: next !== null, total_count: rows.length, next_page_token: next },
				};
			},
		},
	],
	gate: (server) => (server.state.region === 'wrong' ? refusedKey : undefined),
	unauthorized: () => refusedKey,
	notFound: () => ({ status: 404, body: { detail: 'Not Found' } }),
	refuse: (flaws) => ({
		status: 422,
		body: {
			detail: flaws.map(({ field, sentence }) => ({ loc: ['body', ...field.split('.')], msg: sentence, type: 'value_error' })),
		},
	}),
	usableAgent: (agents) => String(agents.find(({ archived }) => archived === false)?.agent_id),
	seed: () => ({
		agents: Array.from({ length: 45 }, (_, index) => ({
			agent_id: `agent_${index + 1}`,
			name: `Agent ${index + 1}`,
			tags: [],
			created_at_unix_secs: 1_700_000_000 + index,
			archived: index % 5 === 0,
			allowsOverrides: index % 5 !== 4,
		})),
		voices: Array.from({ length: 130 }, (_, index) => ({
			voice_id: `voice_${index + 1}`,
			name: `Voice ${index + 1}`,
			category: index % 2 ? 'premade' : 'cloned',
			labels: {},
		})),
		state: {
			unsuccessful: null,
			region: 'right',
			numbers: [
				['twilio', '+12127365002', 'Main line'],
				['sip_trunk', '+12127365003', 'SIP line'],
				['exotel', '+12127365004', 'Exotel line'],
				['genesys', '+12127365005', 'Contact center'],
			].map(([provider, phone_number, label], index) => ({
				phone_number,
				label,
				phone_number_id: `phnum_${index + 1}`,
				provider,
				assigned_agent: index === 0 ? { agent_id: 'agent_2', agent_name: 'Agent 2' } : null,
			})),
		},
	}),
};

/** ElevenLabs Agents: the outbound-call paths, conversations, agents, phone numbers and voices of its API reference and SDK. */
export async function startElevenlabs(options: { region?: ElevenlabsState['region'] } = {}): Promise<StrictServer<ElevenlabsState>> {
	const server = await startStrictServer(definition);
	server.state.region = options.region ?? 'right';
	return server;
}
