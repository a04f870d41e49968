import { callById } from './callById.mts';
import { E164, HTTP_URL, ISO_TIME, type Field, type Flaw } from './schema.mts';
import { startStrictServer, type Answer, type ProviderDefinition, type StoredCall, type StrictServer } from './strictServer.mts';
import { callOf, isAsked, isOver, listCalls, listQuery, pageQuery, TEXT, vapiError, type Context, type VapiState } from './vapiCalls.mts';

export { vapiError, type VapiState } from './vapiCalls.mts';

const FLAG: Field = { type: 'boolean' };
const FREE: Field = { type: 'object' };

const serverMessages = ['status-update', 'end-of-call-report', 'hang', 'transcript', 'conversation-update', 'speech-update', 'tool-calls'];

/** What AssistantOverrides and CreateAssistantDTO have alike, as far as a call needs it. */
const settings: Record<string, Field> = {
	firstMessage: TEXT,
	model: {
		type: 'object',
		fields: {
			provider: { ...TEXT, required: true },
			model: { ...TEXT, required: true },
			messages: {
				type: 'array',
				items: {
					type: 'object',
					fields: { role: { enum: ['system', 'user', 'assistant'], required: true }, content: { ...TEXT, required: true } },
				},
			},
		},
	},
	voice: {
		type: 'object',
		fields: {
			provider: { ...TEXT, required: true },
			voiceId: { ...TEXT, required: true },
			speed: { type: 'number', min: 0.25, max: 2 },
		},
	},
	maxDurationSeconds: { type: 'number', min: 10, max: 43_200 },
	voicemailDetection: {
		form: (value) =>
			typeof value === 'string'
				? { enum: ['off'] }
				: {
						type: 'object',
						fields: {
							provider: { enum: ['vapi', 'google', 'openai', 'twilio'], required: true },
							type: { enum: ['audio', 'transcript'] },
							beepMaxAwaitSeconds: { type: 'number', min: 0, max: 30 },
						},
					},
	},
	voicemailMessage: { type: 'string', max: 1000 },
	artifactPlan: {
		type: 'object',
		fields: { recordingEnabled: FLAG, transcriptPlan: { type: 'object', fields: { enabled: FLAG } } },
	},
	metadata: FREE,
	server: {
		type: 'object',
		fields: {
			url: { type: 'string', pattern: HTTP_URL, required: true },
			timeoutSeconds: { type: 'number', min: 1, max: 300 },
			headers: FREE,
			backoffPlan: {
				type: 'object',
				fields: {
					type: { enum: ['fixed', 'exponential'], required: true },
					maxRetries: { type: 'number', min: 0, max: 10, required: true },
					baseDelaySeconds: { type: 'number', min: 0, max: 10, required: true },
				},
			},
		},
	},
	serverMessages: { type: 'array', items: { enum: serverMessages } },
};

export const callBody: Field = {
	type: 'object',
	rule: (body: Record<string, unknown>) => {
		if (body.assistantId === undefined && body.assistant === undefined) return 'names no assistant: assistantId is required and missing';
		return body.assistantId !== undefined && body.assistant !== undefined ? 'names a saved and an own assistant' : undefined;
	},
	fields: {
		assistantId: TEXT,
		assistant: { type: 'object', fields: settings },
		assistantOverrides: { type: 'object', fields: { ...settings, variableValues: FREE } },
		phoneNumberId: { ...TEXT, required: true },
		customer: {
			type: 'object',
			required: true,
			fields: {
				number: { type: 'string', pattern: E164, min: 3, max: 40, required: true },
				name: { type: 'string', max: 40 },
				email: { type: 'string', max: 40 },
				externalId: { type: 'string', max: 40 },
			},
		},
		schedulePlan: {
			type: 'object',
			fields: { earliestAt: { type: 'string', pattern: ISO_TIME, required: true }, latestAt: { type: 'string', pattern: ISO_TIME } },
		},
		name: { type: 'string', max: 40 },
	},
};

const sentenceOf = ({ field, kind, sentence }: Flaw): string => {
	if (field === 'customer.number') return 'customer.number must be a valid phone number in the E.164 format.';
	const [, place = '', name = field] = /^(.*\.)?([^.]+)$/.exec(field) ?? [];
	return kind === 'extra' ? `${place}property ${name} should not exist` : sentence;
};

function refusal({ body, server }: Context): Answer | undefined {
	if (body.assistantId !== undefined && !server.agents.some(({ id }) => id === body.assistantId))
		return vapiError(404, `Couldn't get assistant: the assistant ${String(body.assistantId)} does not exist.`, 'Not Found');
	if (!server.state.numbers.some(({ id }) => id === body.phoneNumberId))
		return vapiError(400, `phoneNumberId: the phone number ${String(body.phoneNumberId)} does not exist.`, 'Bad Request');
	return undefined;
}

const notFound = (): Answer => vapiError(404, 'Call not found.', 'Not Found');

function withCall(context: Context, answer: (call: StoredCall) => Answer): Answer {
	const call = callById(context.server.calls, context.params.id);
	return call ? answer(call) : notFound();
}

function numbersPage(rows: Array<Record<string, unknown>>, query: Context['query']): Answer {
	const [limit, page] = [Number(query.limit ?? 100), Number(query.page ?? 1)];
	const totalPages = Math.ceil(rows.length / limit);
	return {
		status: 200,
		body: {
			results: rows.slice((page - 1) * limit, page * limit),
			metadata: { itemsPerPage: limit, totalItems: rows.length, currentPage: page, totalPages, hasNextPage: page < totalPages },
		},
	};
}

const listed = (rows: Array<Record<string, unknown>>, { query }: Context): Answer => ({
	status: 200,
	body: rows.filter(({ createdAt }) => isAsked({ createdAt: String(createdAt) }, query)).slice(0, Number(query.limit ?? 100)),
});

const day = (index: number): string => new Date(Date.UTC(2026, 0, 1) - index * 86_400_000).toISOString();

const definition: ProviderDefinition<VapiState> = {
	provider: 'vapi',
	basePath: '',
	keyPrefix: 'vapi-private-',
	auth: { headers: ['authorization'], scheme: 'Bearer' },
	words: { placed: 'queued', finished: 'customer-ended-call' },
	routes: [
		{
			method: 'POST',
			path: '/call',
			body: callBody,
			create: {
				agentOf: ({ body }) => String(body.assistantId ?? ''),
				numberOf: ({ body }) => String((body.customer as { number: string }).number),
				refusal,
				prepare: (call, { body }) => {
					if (body.schedulePlan !== undefined) call.status = 'scheduled';
				},
				success: (call, context) => ({
					status: 201,
					body: {
						...callOf(call, context),
						subscriptionLimits: { concurrencyBlocked: false, concurrencyLimit: 10, remainingConcurrentCalls: 9 },
					},
				}),
			},
		},
		{
			method: 'GET',
			path: '/call',
			query: { ...listQuery, id: TEXT, assistantId: TEXT, phoneNumberId: TEXT },
			handle: listCalls,
		},
		{
			method: 'GET',
			path: '/call/:id',
			handle: (context) => withCall(context, (call) => ({ status: 200, body: callOf(call, context) })),
		},
		{
			method: 'DELETE',
			path: '/call/:id',
			violation: 'DELETE erases the data of a call and does not end it',
			handle: (context) =>
				withCall(context, (call) => {
					context.server.state.erased.push(call.id);
					return { status: 200, body: callOf(call, context) };
				}),
		},
		{
			method: 'GET',
			path: '/call/:id/mono-recording',
			handle: (context) =>
				withCall(context, (call) =>
					call.recorded
						? { status: 302, headers: { Location: `${context.server.elsewhere.origin}/recordings/${call.id}.mp3?signature=abc` } }
						: vapiError(404, 'Recording not found.', 'Not Found'),
				),
		},
		{ method: 'GET', path: '/assistant', query: listQuery, handle: (context) => listed(context.server.agents, context) },
		{ method: 'GET', path: '/v2/phone-number', query: pageQuery, handle: ({ server, query }) => numbersPage(server.state.numbers, query) },
		{ method: 'GET', path: '/phone-number', query: listQuery, handle: (context) => listed(context.server.state.numbers, context) },
	],
	unauthorized: () => vapiError(401, 'Invalid Key. Hot tip, you may be using the public key instead of the private key.', 'Unauthorized'),
	notFound: () => vapiError(404, 'Cannot find this path.', 'Not Found'),
	refuse: (flaws) => vapiError(400, flaws.map(sentenceOf), 'Bad Request'),
	usableAgent: (agents) => String(agents[0]?.id),
	seed: () => ({
		agents: Array.from({ length: 45 }, (_, index) => ({
			id: `5c1a0000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`,
			...(index === 7 ? {} : { name: `Assistant ${index + 1}` }),
			orgId: 'org-1',
			createdAt: day(index),
			updatedAt: day(index),
			model: { provider: 'openai', model: 'gpt-4o' },
			voice: { provider: 'vapi', voiceId: 'Clara' },
		})),
		voices: [],
		state: {
			numbers: [
				{ number: '+12127365002', name: 'Main', provider: 'twilio', status: 'active' },
				{ number: '+12127365003', provider: 'vapi', status: 'active' },
				{ number: '+12127365004', name: 'New', provider: 'vapi', status: 'activating' },
				{ number: '+12127365005', name: 'Blocked', provider: 'telnyx', status: 'blocked' },
				{ name: 'SIP alone', provider: 'vapi', status: 'active', sipUri: 'sip:main@sip.vapi.ai' },
			].map((number, index) => ({
				id: `9f2b0000-0000-4000-8000-00000000000${index + 1}`,
				orgId: 'org-1',
				createdAt: day(index),
				...number,
			})),
			erased: [],
		},
	}),
};

/** Ends a call whose control address was posted to, as docs.vapi.ai/calls/call-features says; anything else is a recording. */
function serveElsewhere(server: StrictServer<VapiState>): void {
	server.elsewhere.serve = (req, res) => {
		const [, id] = /^\/([^/]+)\/control$/.exec(req.url ?? '') ?? [];
		const last = server.elsewhere.requests.at(-1);
		if (id === undefined) return void res.writeHead(200, { 'Content-Type': 'audio/mpeg' }).end('ID3 fake recording');
		const call = server.calls.find((one) => one.id === id);
		const asked = JSON.stringify(last?.body) === '{"type":"end-call"}' && last?.method === 'POST';
		if (!asked || call === undefined || isOver(call)) {
			if (!asked) server.violations.push('the control address was not asked to end the call');
			return void res.writeHead(asked ? 404 : 400, { 'Content-Type': 'application/json' }).end('{}');
		}
		call.status = 'manually-canceled';
		res.writeHead(200, { 'Content-Type': 'application/json' }).end('{"success":true}');
	};
}

/** Vapi: POST /call, GET /call, /assistant, /phone-number and the control address, from its OpenAPI and docs.vapi.ai. */
export async function startVapi(): Promise<StrictServer<VapiState>> {
	const server = await startStrictServer(definition);
	const { reset } = server;
	server.reset = () => {
		reset();
		serveElsewhere(server);
	};
	serveElsewhere(server);
	return server;
}
