import {
	startStrictServer,
	type Answer,
	type ProviderDefinition,
	type RouteContext,
	type StoredCall,
	type StrictServer,
} from './strictServer.mts';
import { makeCallBody, sendCallBody } from './svalyncBodies.mts';
import type { Field } from './schema.mts';

export interface SvalyncState {
	/** `plain`: {success, data, status}; `array`: the rendered pages' outer {"response":[...]}. */
	envelope: 'plain' | 'array';
	/**
	 * The documented answer holds no call id; hidden comments of the page's source show execution_id. Which id of a row
	 * that would be is not said: its `id`, its `call_id`, or none of them.
	 */
	callId: 'none' | 'execution_id' | 'call_id' | 'neither';
	/** The word in the answer's `message`. */
	message: 'done' | 'queued';
	/** What `id` of specific-call means; the page does not say. */
	singleBy: 'id' | 'call_id';
	/** A refused key is undocumented: JSON 401, the app's redirect to its sign-in page, or that page at once. */
	badKey: 'json' | 'redirect' | 'html';
}

type Context = RouteContext<SvalyncState>;

const ID: Record<string, Field> = { id: { type: 'string', min: 1, required: true } };

const failure = (status: number, message: string): Answer => ({
	status,
	body: { success: false, message, status },
});

function data(context: Context, value: unknown): Answer {
	const inner = { success: true, data: value, status: 200 };
	return {
		status: 200,
		body: context.server.state.envelope === 'array' ? { response: [inner] } : inner,
	};
}

function row(call: StoredCall, context: Context): Record<string, unknown> {
	const agent = context.server.agents.find((one) => one.id === call.agentId);
	return {
		id: call.id,
		agentId: call.agentId,
		agent: { name: agent?.name ?? null },
		call_id: `c-${call.number}`,
		batch_id: null,
		pathways: null,
		callType: 'outbound',
		callDuration: call.durationSeconds,
		to_phone_number: call.to,
		from_phone_number: '+18005550199',
		status: call.status,
		transcripts: call.transcript,
		summary: null,
		tokens_consumed: 0,
		startedAt: call.createdAt,
		endedAt: null,
		endedBy: null,
		userData: {},
		createdAt: call.createdAt,
		updatedAt: call.createdAt,
		isTestMode: false,
		userId: 'user-1',
		...call.row,
	};
}

const placedIds: Record<SvalyncState['callId'], (call: StoredCall) => Record<string, string>> = {
	none: () => ({}),
	execution_id: (call) => ({ execution_id: call.id }),
	call_id: (call) => ({ call_id: `c-${call.number}` }),
	neither: (call) => ({ execution_id: `e-${call.number}` }),
};

function success(call: StoredCall, context: Context): Answer {
	const { message, callId } = context.server.state;
	return {
		status: 200,
		body: {
			success: true,
			message,
			status: 200,
			...placedIds[callId](call),
		},
	};
}

const numberOf = (context: Context): string => String(context.body.phone_number);

function definition(sendCallPath: string, makeCallPath: string): ProviderDefinition<SvalyncState> {
	return {
		provider: 'svalync',
		basePath: '/api',
		keyPrefix: 'sv_',
		auth: { headers: ['x-api-key'] },
		words: { placed: 'queued', finished: 'completed' },
		routes: [
			{
				method: 'POST',
				path: sendCallPath,
				body: sendCallBody,
				create: {
					agentOf: (context) => String(context.body.agentId),
					numberOf,
					success,
					refusal: (context) =>
						context.server.agents.some((one) => one.id === context.body.agentId) ? undefined : failure(400, 'Agent not available'),
				},
			},
			{
				method: 'POST',
				path: makeCallPath,
				body: makeCallBody,
				create: { agentOf: () => '', numberOf, success, refusal: () => undefined },
			},
			{
				method: 'GET',
				path: '/voiceai/list',
				handle: (context) =>
					data(
						context,
						context.server.calls.map((call) => row(call, context)),
					),
			},
			{
				method: 'GET',
				path: '/voiceai/specific-call',
				query: ID,
				handle: (context) => {
					const found = context.server.calls
						.map((call) => row(call, context))
						.find((one) => one[context.server.state.singleBy] === context.query.id);
					return found ? data(context, found) : failure(404, 'Call not found');
				},
			},
			{
				method: 'GET',
				path: '/agents/getall',
				handle: (context) => data(context, context.server.agents),
			},
			{
				method: 'GET',
				path: '/agents/get',
				query: ID,
				handle: (context) => {
					const found = context.server.agents.find((one) => one.id === context.query.id);
					return found ? data(context, found) : failure(404, 'Agent not found');
				},
			},
		],
		unauthorized: (server) => {
			const page = '<!doctype html><html><head><title>Svalync sign in</title></head></html>';
			if (server.state.badKey === 'redirect') return { status: 302, headers: { Location: '/sign-in' } };
			if (server.state.badKey === 'html') return { status: 200, headers: { 'Content-Type': 'text/html' }, text: page };
			return failure(401, 'Unauthorized');
		},
		gate: (_server, received) =>
			received.path === '/sign-in' && received.method === 'GET'
				? {
						status: 200,
						headers: { 'Content-Type': 'text/html' },
						text: '<!doctype html><title>Svalync sign in</title>',
					}
				: undefined,
		notFound: () => failure(404, 'Not found'),
		refuse: (flaws, context) => {
			if (flaws.some((flaw) => flaw.field === 'phone_number')) return failure(400, 'Invalid phone number');
			if (flaws.some((flaw) => flaw.field.startsWith('script')) && context.received.path.endsWith(makeCallPath)) {
				return failure(400, `Script validation error: ${flaws[0]?.sentence}`);
			}
			return failure(400, flaws[0]?.sentence ?? 'Bad request');
		},
		usableAgent: (agents) => String(agents[0]?.id),
		seed: () => ({
			agents: Array.from({ length: 45 }, (_, index) => ({
				id: `sv-agent-${index + 1}`,
				name: `Agent ${index + 1}`,
				welcomeMessage: 'Hello',
				task: 'Talk',
				voice: 'voice_default',
				language: 'en',
				telephonyProvider: 'twilio',
				callTermination: 300,
				hangupMessage: 'Bye',
				apiTool: null,
				knowledgeBase: null,
				workflow: null,
				userId: 'user-1',
				inboundPhoneNumber: index % 9 === 8 ? '+12127365001' : null,
				createdAt: '2026-01-01T00:00:00.000Z',
				updatedAt: '2026-01-01T00:00:00.000Z',
			})),
			voices: [],
			state: { envelope: 'plain', callId: 'none', message: 'done', singleBy: 'id', badKey: 'json' },
		}),
	};
}

/** Svalync: pages developers/{authentication,calls/*,agents/*} and the bodies of its two call nodes. */
export async function startSvalync(options: { sendCallPath?: string; makeCallPath?: string } = {}): Promise<StrictServer<SvalyncState>> {
	return startStrictServer(definition(options.sendCallPath ?? '/voiceai/sendcall', options.makeCallPath ?? '/voiceai/makecall'));
}
