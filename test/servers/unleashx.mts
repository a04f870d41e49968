import type { Field } from './schema.mts';
import { startStrictServer, type ProviderDefinition, type StrictServer } from './strictServer.mts';
import {
	agentQuery,
	callSummary,
	DATE,
	envelope,
	failure,
	listAgents,
	listExecutions,
	listTransactions,
	listVoices,
	PAGE,
	TEXT,
	transactionQuery,
	withPlus,
	type UnleashxState,
} from './unleashxLists.mts';

export type { UnleashxState } from './unleashxLists.mts';

export const callBody: Field = {
	type: 'object',
	fields: {
		agent_id: { type: 'integer', min: 1, required: true },
		// The API puts a missing + in front itself.
		phone_number: { type: 'string', pattern: /^\+?[1-9]\d{6,14}$/, required: true },
		metadata: { type: 'object' },
	},
};

const definition: ProviderDefinition<UnleashxState> = {
	provider: 'unleashx',
	basePath: '/api/v1/global',
	keyPrefix: '',
	auth: { headers: ['token', 'api_access_token'] },
	words: { placed: 'initiated', finished: 'completed' },
	routes: [
		{
			method: 'POST',
			path: '/verify',
			body: { type: 'object', fields: {} },
			handle: () => ({ status: 200, body: { error: false, message: 'Token is valid' } }),
		},
		{
			method: 'POST',
			path: '/agents/call',
			body: callBody,
			create: {
				agentOf: (context) => String(context.body.agent_id),
				numberOf: (context) => withPlus(context.body.phone_number),
				refusal: ({ server, body }) => {
					const agent = server.agents.find((one) => one.agent_id === body.agent_id && one.agent_type === 3 && one.calling_type !== 2);
					return agent?.status === 1 ? undefined : failure(server, 404, 'Agent not found or not active');
				},
				success: (call) => ({
					status: 200,
					body: {
						success: true,
						message: 'Call initiated successfully',
						data: {
							execution_id: call.id,
							agent_id: Number(call.agentId),
							phone_number: call.to,
							call_status: 'initiated',
						},
					},
				}),
			},
		},
		{
			method: 'GET',
			path: '/agents/executions/list',
			handle: listExecutions,
			query: {
				...PAGE,
				agent_id: TEXT,
				calling_number: TEXT,
				provider_number: TEXT,
				status: TEXT,
				fromdate: DATE,
				todate: DATE,
				audio_url: { enum: ['available'] },
				transcript: { enum: ['available', 'unavailable'] },
				sentiment: TEXT,
				disposition: TEXT,
				emotion: TEXT,
				input_data: TEXT,
				duration: { type: 'string', pattern: /^\d+-\d+$/ },
			},
		},
		{
			method: 'GET',
			path: '/transactions/calling-list-with-transaction',
			query: transactionQuery,
			handle: listTransactions,
		},
		{
			method: 'POST',
			path: '/transactions/calling-list-with-transaction',
			body: { type: 'object', fields: transactionQuery },
			handle: listTransactions,
		},
		{
			method: 'GET',
			path: '/call-summary',
			query: { call_id: { ...TEXT, required: true } },
			handle: callSummary,
		},
		{ method: 'GET', path: '/agents/get', query: agentQuery, handle: listAgents },
		{
			method: 'POST',
			path: '/agents/get',
			body: { type: 'object', fields: agentQuery },
			handle: listAgents,
		},
		{
			method: 'GET',
			path: '/voice-list',
			handle: listVoices,
			query: {
				provider: { enum: ['elevenlabs', 'openai', 'deepgram', 'sarvam'], required: true },
				page_token: { type: 'string', pattern: /^page-\d+$/ },
			},
		},
		{
			method: 'GET',
			path: '/list-phone-numbers',
			query: { provider: TEXT },
			handle: () =>
				envelope({
					providers: {
						Twilio: [{ number: '+12127365003', label_name: 'main', number_purpose: 'outbound' }],
					},
				}),
		},
	],
	unauthorized: (server) => failure(server, 401, 'Invalid Auth Key or Session Expired'),
	notFound: (server) => failure(server, 404, 'Not found'),
	refuse: (flaws, { server, received }) => {
		const missing = flaws.filter((flaw) => flaw.kind === 'missing').map((flaw) => flaw.field);
		if (missing.includes('phone_number')) return failure(server, 400, 'Phone Number is required');
		if (missing.includes('agent_id')) return failure(server, 400, 'Agent ID is required');
		if (missing.includes('call_id') && received.path.endsWith('/call-summary')) return failure(server, 400, 'Call ID is required');
		return failure(server, 422, `Validation failed: ${flaws[0]?.sentence}`);
	},
	usableAgent: (agents) => String(agents.find((one) => one.status === 1 && one.agent_type === 3 && one.calling_type !== 2)?.agent_id),
	seed: () => ({
		agents: Array.from({ length: 45 }, (_, index) => ({
			agent_id: 101 + index,
			agent_name: `Agent ${index + 1}`,
			description: '',
			status: index % 7 === 6 ? 3 : 1,
			agent_type: index % 11 === 10 ? 2 : 3,
			voice_id: 'v1',
			voice_provider: 'elevenlabs',
			transcriber_provider: 'deepgram',
			calling_type: [2, 1, null, 1][index % 4],
			created_on: '2026-01-01',
			updated_on: '2026-01-01',
		})),
		voices: Array.from({ length: 90 }, (_, index) => ({
			id: `ux-voice-${index + 1}`,
			title: `Voice ${index + 1}`,
			language: 'en',
			gender: index % 2 ? 'male' : 'female',
			url: null,
			provider: index < 45 ? 'elevenlabs' : 'deepgram',
		})),
		state: { errorsInside2xx: false, wrapped: false, callSummary: 'dead', trackId: 'execution_id' },
	}),
};

/** UnleashX: pages voice-ai/make-call, call-logs/*, voice-ai/list-voice-agents, authentication, voice-list. */
export async function startUnleashx(): Promise<StrictServer<UnleashxState>> {
	return startStrictServer(definition);
}
