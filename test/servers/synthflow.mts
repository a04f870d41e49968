import { E164, HTTP_URL, type Field } from './schema.mts';
import { startStrictServer, type Answer, type ProviderDefinition, type StoredCall, type StrictServer } from './strictServer.mts';
import {
	callsQuery,
	listCalls,
	ok,
	page,
	PAGING,
	recordingUrl,
	singleRow,
	synthflowError,
	TEXT,
	type Context,
	type SynthflowState,
} from './synthflowCalls.mts';

export { synthflowError, type SynthflowState } from './synthflowCalls.mts';

function unknownZone(zone: string): string | undefined {
	try {
		new Intl.DateTimeFormat('en', { timeZone: zone });
		return undefined;
	} catch {
		return 'is no IANA time zone';
	}
}

export const callBody: Field = {
	type: 'object',
	fields: {
		model_id: { ...TEXT, required: true },
		phone: { type: 'string', pattern: E164, required: true },
		name: { ...TEXT, required: true },
		from_phone_number: { type: 'string', pattern: E164 },
		// An array of pairs; the object form of the vendor's own n8n node is not what the specification says.
		custom_variables: {
			type: 'array',
			items: {
				type: 'object',
				fields: { key: { ...TEXT, required: true }, value: { type: 'string', required: true } },
			},
		},
		lead_email: { type: 'string', pattern: /^[^\s@]+@[^\s@]+\.[^\s@]+$/ },
		lead_timezone: { type: 'string', rule: unknownZone },
		prompt: TEXT,
		greeting: TEXT,
		external_webhook_url: { type: 'string', pattern: HTTP_URL },
	},
};

function withCall(context: Context, answer: (call: StoredCall) => Answer): Answer {
	const call = context.server.calls.find((one) => one.id === context.params.call_id);
	return call ? answer(call) : synthflowError(404, 'Call not found', 'not_found');
}

function needsWorkspace(context: Context, answer: () => Answer): Answer {
	return context.query.workspace === context.server.state.workspace ? answer() : synthflowError(404, 'Workspace not found', 'not_found');
}

function refusal(context: Context): Answer | undefined {
	const agent = context.server.agents.find((one) => one.model_id === context.body.model_id);
	if (!agent) return synthflowError(404, 'Assistant not found', 'not_found');
	if (agent.type !== 'outbound') return synthflowError(400, 'Assistant cannot place outbound calls');
	const attached = (agent.attached_phone_numbers as Array<{ number: string }>).map((one) => one.number);
	const from = context.body.from_phone_number;
	return from === undefined || attached.includes(String(from))
		? undefined
		: synthflowError(400, 'from_phone_number is not attached to this assistant');
}

function listAgents(context: Context): Answer {
	const { part, pagination } = page(context.server.agents, context.query);
	return ok({ pagination, assistants: part });
}

const definition: ProviderDefinition<SynthflowState> = {
	provider: 'synthflow',
	basePath: '/v2',
	keyPrefix: 'sf_',
	auth: { headers: ['authorization'], scheme: 'Bearer' },
	words: { placed: 'pending', finished: 'completed' },
	routes: [
		{
			method: 'POST',
			path: '/calls',
			body: callBody,
			create: {
				agentOf: (context) => String(context.body.model_id),
				numberOf: (context) => String(context.body.phone),
				refusal,
				success: (call) => ({
					status: 200,
					body: { status: 'success', response: { answer: 'ok', call_id: call.id }, eta: 20 },
				}),
			},
		},
		{
			method: 'GET',
			path: '/calls',
			handle: listCalls,
			query: callsQuery,
		},
		{
			method: 'GET',
			path: '/calls/:call_id',
			handle: (context) =>
				withCall(context, (call) =>
					ok({
						pagination: { total_records: 1, limit: 1, offset: 0 },
						calls: [singleRow(call, context)],
					}),
				),
		},
		{
			method: 'GET',
			path: '/calls/:call_id/recording',
			handle: (context) =>
				withCall(context, (call) => {
					const location = recordingUrl(call, context);
					return location ? { status: 302, headers: { Location: location } } : synthflowError(404, 'Recording not found', 'not_found');
				}),
		},
		{ method: 'GET', path: '/assistants/', query: PAGING, handle: listAgents },
		{
			method: 'GET',
			path: '/assistants',
			query: PAGING,
			violation: 'the path of the list is /assistants/, with the slash',
			handle: (context) => ({
				status: 307,
				headers: {
					Location: `${context.received.path}/?${new URLSearchParams(context.query).toString()}`,
				},
			}),
		},
		{
			method: 'GET',
			path: '/assistants/:model_id',
			handle: (context) => {
				const agent = context.server.agents.find((one) => one.model_id === context.params.model_id);
				return agent ? ok({ assistants: [agent] }) : synthflowError(404, 'Assistant not found', 'not_found');
			},
		},
		{
			method: 'GET',
			path: '/voices',
			query: {
				...PAGING,
				workspace: { ...TEXT, required: true },
				search: TEXT,
				provider: { enum: ['elevenlabs', 'deepgram', 'synthflow'] },
			},
			handle: (context) =>
				needsWorkspace(context, () => {
					const { search, provider } = context.query;
					const { part, pagination } = page(
						context.server.voices
							.filter((voice) => !provider || voice.provider === provider)
							.filter((voice) => !search || String(voice.name).toLowerCase().includes(search.toLowerCase())),
						context.query,
					);
					return ok({ pagination, voices: part });
				}),
		},
		{
			method: 'GET',
			path: '/numbers',
			query: { workspace: { ...TEXT, required: true } },
			handle: (context) =>
				needsWorkspace(context, () => ok({ phone_numbers: [{ number: '+12127365002', sid: 'PN1', is_available: true }] })),
		},
	],
	gate: (server) =>
		server.state.region === 'wrong' ? { status: 401, body: { error: 'Unauthorized', message: 'Invalid API key' } } : undefined,
	unauthorized: () => ({
		status: 401,
		body: { error: 'Unauthorized', message: 'Invalid API key' },
	}),
	notFound: () => ({ status: 404, body: { detail: 'Not Found' } }),
	refuse: (flaws, context) => {
		if (context.received.method === 'GET' && flaws.some((flaw) => flaw.field === 'limit'))
			return synthflowError(400, 'Limit must be between 1 and 100.');
		if (flaws.some((flaw) => flaw.field === 'phone')) return synthflowError(400, `Invalid phone number: ${flaws[0]?.sentence}`);
		return synthflowError(400, flaws[0]?.sentence ?? 'Bad request');
	},
	usableAgent: (agents) => String(agents.find((one) => one.type === 'outbound')?.model_id),
	seed: () => ({
		agents: Array.from({ length: 45 }, (_, index) => ({
			model_id: `sf-agent-${index + 1}`,
			name: `Assistant ${index + 1}`,
			type: ['inbound', 'outbound', 'widget', 'outbound', 'outbound'][index % 5],
			description: '',
			phone_number: null,
			external_webhook_url: null,
			is_recording: true,
			max_duration: 600,
			voicemail_message: null,
			agent: { voice_id: 'v1' },
			attached_phone_numbers: [{ number: '+12127365002', sid: 'PN1', slug: 'main' }],
		})),
		voices: Array.from({ length: 30 }, (_, index) => ({
			voice_id: `sf-voice-${index + 1}`,
			name: `Voice ${index + 1}`,
			preview: null,
			provider: ['elevenlabs', 'deepgram', 'synthflow'][index % 3],
			gender: index % 2 ? 'male' : 'female',
			languages: index % 2 ? ['english'] : ['en'],
		})),
		state: { region: 'right', workspace: 'ws-1' },
	}),
};

/** Synthflow: POST /calls, the Calls, Assistants, Voices and Numbers groups of its OpenAPI, recordings page. */
export async function startSynthflow(options: { region?: SynthflowState['region'] } = {}): Promise<StrictServer<SynthflowState>> {
	const server = await startStrictServer(definition);
	server.state.region = options.region ?? 'right';
	return server;
}
