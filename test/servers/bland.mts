import { callById } from './callById.mts';
import { E164, type Field } from './schema.mts';
import { startStrictServer, type Answer, type ProviderDefinition, type StrictServer } from './strictServer.mts';
import {
	blandError,
	callRow,
	callsQuery,
	codedError,
	listCalls,
	recording,
	stopAllCalls,
	stopCall,
	type BlandState,
	type Context,
} from './blandCalls.mts';

export type { BlandState } from './blandCalls.mts';

const somePathway = 'bl-pathway-1';
const TEXT: Field = { type: 'string', min: 1 };
/** Part of the language codes of https://docs.bland.ai/api-v1/post/calls */
const LANGUAGES = ['babel', 'fluent', 'en', 'babel-en', 'en-US', 'en-GB', 'es', 'babel-es', 'fr', 'de', 'babel-de', 'pt-BR', 'it', 'auto'];
const EVENTS = ['queue', 'call', 'latency', 'webhook', 'tool', 'dynamic_data', 'citations', 'evals', 'post_transfer_transcript'];
/** "YYYY-MM-DD HH:MM:SS -HH:MM", the offset may be left out. */
const START_TIME = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d( [+-]\d\d:\d\d)?$/;

const secure = (url: string): string | undefined =>
	url.startsWith('https://') || /^http:\/\/127\.0\.0\.1[:/]/.test(url) ? undefined : 'must be a valid URI over https';

const messageFits = ({ action = 'hangup', message }: { action?: string; message?: string }): string | undefined =>
	(action === 'leave_message') === (message !== undefined) ? undefined : 'holds a message without leave_message, or none with it';

/** What speaks: a task, a pathway, a persona or an agent; an agent beside neither of the two others, a task beside no pathway. */
function oneSpeaker({ task, pathway_id, persona_id, agent_id }: Record<string, unknown>): string | undefined {
	const [prompt, pathway, persona, agent] = [task, pathway_id, persona_id, agent_id].map((value) => value !== undefined);
	if (!prompt && !pathway && !persona && !agent) return 'names no speaker: task is required and missing';
	if (agent && (pathway || persona)) return 'agent_id cannot be combined';
	return prompt && pathway ? 'task cannot be combined with pathway_id' : undefined;
}

export const callBody: Field = {
	type: 'object',
	rule: oneSpeaker,
	fields: {
		phone_number: { type: 'string', pattern: E164, required: true },
		task: TEXT,
		pathway_id: TEXT,
		persona_id: TEXT,
		agent_id: TEXT,
		first_sentence: TEXT,
		voice: TEXT,
		model: { enum: ['base', 'turbo'] },
		language: { enum: LANGUAGES },
		from: { type: 'string', pattern: E164 },
		start_time: { type: 'string', pattern: START_TIME },
		timezone: TEXT,
		max_duration: { type: 'integer', min: 1, max: 720 },
		record: { type: 'boolean' },
		voicemail: {
			type: 'object',
			rule: messageFits,
			fields: { action: { enum: ['hangup', 'leave_message', 'ignore'] }, message: TEXT, sensitive: { type: 'boolean' } },
		},
		request_data: { type: 'object' },
		metadata: { type: 'object' },
		webhook: { type: 'string', rule: secure },
		webhook_events: { type: 'array', min: 1, items: { enum: EVENTS } },
	},
};

/** The named refusals of the page, in the order in which a server would find them. */
function refusal({ server, body }: Context): Answer | undefined {
	const to = String(body.phone_number);
	if (server.state.balance === 'empty') return blandError(402, 'Insufficient balance.');
	if (to === '+15550000008') return blandError(429, 'This number is blacklisted.');
	const isRecent = (): boolean => server.calls.some((call) => call.to === to && Date.now() - Date.parse(call.createdAt) < 10_000);
	if (server.state.guard && isRecent()) {
		return blandError(429, 'Calls can only be sent every 10 seconds to the same number. Please try again in a few seconds.');
	}
	if (body.start_time !== undefined && startOf(String(body.start_time)) < Date.now() + 5 * 60_000) {
		return blandError(400, 'Calls must be scheduled at least 5 minutes in advance, or more');
	}
	const { pathway_id: pathway, persona_id: persona } = body;
	if (pathway !== undefined && !server.state.pathways.includes(String(pathway))) {
		return blandError(404, `Pathway with ID "${String(pathway)}" not found`);
	}
	const isKnown = server.agents.some(({ id, deleted_at }) => id === persona && deleted_at === null);
	return persona === undefined || isKnown ? undefined : blandError(404, `Persona with ID "${String(persona)}" not found`);
}

/** Epoch milliseconds. UTC, if there is no offset. */
function startOf(time: string): number {
	const [day, clock, offset = '+00:00'] = time.split(' ');
	return Date.parse(`${day}T${clock}${offset}`);
}

function agentOf({ body }: Context): string {
	if (body.persona_id !== undefined) return `persona:${String(body.persona_id)}`;
	return body.pathway_id === undefined ? '' : `pathway:${String(body.pathway_id)}`;
}

function listPersonas({ server, query }: Context): Answer {
	const [page, limit] = [Number(query.page ?? 1), Number(query.limit ?? 20)];
	return { status: 200, body: { data: server.agents.slice((page - 1) * limit, page * limit), errors: null } };
}

const definition: ProviderDefinition<BlandState> = {
	provider: 'bland',
	basePath: '',
	keyPrefix: 'org_',
	auth: { headers: ['authorization'] },
	words: { placed: 'queued', finished: 'completed' },
	routes: [
		{
			method: 'POST',
			path: '/v1/calls',
			body: callBody,
			create: {
				agentOf,
				numberOf: ({ body }) => String(body.phone_number),
				refusal,
				success: ({ id }) => ({
					status: 200,
					body: { status: 'success', message: 'Call successfully queued.', call_id: id, batch_id: null },
				}),
			},
		},
		{ method: 'GET', path: '/v1/calls', query: callsQuery, handle: listCalls },
		{
			method: 'GET',
			path: '/v1/calls/:call_id',
			handle: ({ server, params }) => {
				const call = callById(server.calls, params.call_id);
				return call ? { status: 200, body: callRow(call, server.origin) } : codedError(404, 'CALL_NOT_FOUND', 'Call not found');
			},
		},
		{ method: 'POST', path: '/v1/calls/active/stop', violation: 'it ends every call of the account', handle: stopAllCalls },
		{ method: 'POST', path: '/v1/calls/:call_id/stop', handle: stopCall },
		{ method: 'GET', path: '/v1/recordings/:call_id', handle: recording },
		{
			method: 'GET',
			path: '/v1/me',
			handle: ({ server }) => ({
				status: 200,
				body: { status: 'active', billing: { current_balance: 12.5, refill_to: null }, total_calls: server.calls.length },
			}),
		},
		{
			method: 'GET',
			path: '/v1/personas',
			query: { page: { type: 'integer', min: 1 }, limit: { type: 'integer', min: 1, max: 100 } },
			handle: listPersonas,
		},
		{ method: 'GET', path: '/v1/voices', handle: ({ server }) => ({ status: 200, body: { voices: server.voices } }) },
		{
			method: 'GET',
			path: '/v1/outbound',
			handle: () => ({
				status: 200,
				body: {
					outbound_numbers: ['+18005550199', '+12127365002'].map((phone_number) => ({
						phone_number,
						created_at: '2026-01-27T17:21:38.33359+00:00',
						last_initiated: null,
					})),
				},
			}),
		},
	],
	unauthorized: () => codedError(401, 'AUTH_FAILURE', 'Unauthorized'),
	notFound: () => blandError(404, 'Not found'),
	refuse: (flaws) => {
		const [{ field, kind, sentence }] = flaws;
		if (kind === 'extra') return blandError(400, 'Additional properties are not allowed');
		if (field === 'webhook') return blandError(400, 'Webhook must be a valid URI');
		if (field === 'phone_number' && kind === 'value') return { status: 400, body: { error: 'Invalid phone number format' } };
		const error = kind === 'missing' ? `Missing required parameter: ${field}.` : sentence;
		return { status: 400, body: { status: 'error', message: `Invalid parameters. Error: ["${error}"]`, errors: [error] } };
	},
	// A pathway, since a call names its pathway and not its persona.
	usableAgent: () => `pathway:${somePathway}`,
	seed: () => ({
		agents: Array.from({ length: 130 }, (_, index) => ({
			id: `bl-persona-${index + 1}`,
			name: `Persona ${index + 1}`,
			role: 'Sales',
			description: 'Calls back',
			deleted_at: index % 10 === 9 ? '2026-01-01T00:00:00.000Z' : null,
		})),
		voices: Array.from({ length: 40 }, (_, index) => ({
			id: `bl-voice-${index + 1}`,
			name: `voice-${index + 1}`,
			description: index % 2 ? null : 'Young American Female',
			public: true,
			tags: ['english', 'soft'],
			user_id: null,
			voice_id: `bl-other-${index + 1}`,
		})),
		state: { balance: 'enough', guard: false, rows: 'whole', pathways: [somePathway], stopFault: null },
	}),
};

/** Bland: the pages of api-v1 at https://docs.bland.ai, with the refusals of POST /v1/calls. */
export const startBland = (): Promise<StrictServer<BlandState>> => startStrictServer(definition);
