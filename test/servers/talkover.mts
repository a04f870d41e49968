import { E164, type Field, type Flaw } from './schema.mts';
import { startStrictServer, type Answer, type ProviderDefinition, type StoredCall, type StrictServer } from './strictServer.mts';
import { failure, invalid, talkoverError, type TalkoverContext as Context, type TalkoverState } from './talkoverAnswers.mts';
import { listRoutes } from './talkoverLists.mts';
import { webhookRoutes } from './talkoverWebhooks.mts';

export { errorShapes, talkoverError, type ErrorShape, type TalkoverState } from './talkoverAnswers.mts';

const OBJECT: Field = { type: 'object' };
const BOOLEAN: Field = { type: 'boolean' };
const TO: Field = { type: 'string', pattern: E164, required: true };

export const callBody: Field = {
	type: 'object',
	fields: {
		to: TO,
		payload: OBJECT,
		context: OBJECT,
		delay_seconds: { type: 'integer', min: 0, max: 3600 },
		is_testing: BOOLEAN,
	},
};

export const campaignCallBody: Field = {
	type: 'object',
	fields: {
		to: TO,
		payload: OBJECT,
		context: OBJECT,
		is_testing: BOOLEAN,
		allow_duplicates: BOOLEAN,
	},
};

const ACTIVE = ['initiated', 'ringing', 'answered'];

function agentRefusal(context: Context): Answer | undefined {
	const agent = context.server.agents.find((one) => one.id === context.params.agent_id);
	if (!agent) return failure(context, 404, 'AGENT_NOT_FOUND', 'Agent not found');
	return agent.current_status === 'published' ? undefined : failure(context, 400, 'AGENT_INACTIVE', 'Agent is not published');
}

function campaignRefusal(context: Context): Answer | undefined {
	const campaign = context.server.state.campaigns.find((one) => one.id === context.params.campaign_id);
	if (!campaign) return failure(context, 404, 'CAMPAIGN_NOT_FOUND', 'Campaign not found');
	if (campaign.status !== 'active') return failure(context, 400, 'CAMPAIGN_NOT_ACTIVE', 'Campaign is not active');
	const existing = context.server.calls.find((call) => call.campaignId === campaign.id && call.to === context.body.to);
	if (!existing || context.body.allow_duplicates === true) return undefined;
	return {
		status: 409,
		body: {
			success: false,
			message: 'A call to this number already exists in the campaign',
			existing_call: {
				id: existing.id,
				campaign_id: campaign.id,
				to: existing.to,
				status: existing.status,
				created_at: existing.createdAt,
			},
		},
	};
}

function placed(call: StoredCall, context: Context): Answer {
	const { id, to, status, createdAt: created_at } = call;
	const bodies = {
		wrapped: { success: true, data: { id, agent_id: call.agentId, to, status, created_at } },
		call_id: {
			call_id: id,
			agent_id: call.agentId,
			to,
			status,
			created_at,
			estimated_duration: 120,
		},
		sid: { id, sid: `CA${call.number}`, status, to, from: '+18005550199', created_at },
	};
	return { status: 200, body: bodies[context.server.state.variant] };
}

function placedInCampaign(call: StoredCall, context: Context): Answer {
	const campaign = context.server.state.campaigns.find((one) => one.id === context.params.campaign_id);
	return {
		status: 201,
		body: {
			campaign_call: {
				id: call.id,
				campaign_id: campaign?.id,
				to: call.to,
				status: call.status,
				scheduled_at: null,
				created_at: call.createdAt,
			},
			campaign: { id: campaign?.id, name: campaign?.name, status: campaign?.status },
		},
	};
}

function activeCall(context: Context): Answer {
	const { agent_id: agentId, phone } = context.params;
	const found = context.server.calls.filter((call) => call.agentId === agentId && call.to === phone && ACTIVE.includes(call.status));
	if (found.length === 0) return failure(context, 404, 'NOT_FOUND', 'No active call found');
	return {
		status: 200,
		body: {
			success: true,
			data: found.map((call) => ({
				id: call.id,
				agent_id: call.agentId,
				to: call.to,
				status: call.status,
				started_at: call.createdAt,
				duration_seconds: 0,
				...call.row,
			})),
		},
	};
}

function endCall(context: Context): Answer {
	const call = context.server.calls.find((one) => one.agentId === context.params.agent_id && one.id === context.body.call_sid);
	if (!call) return failure(context, 404, 'CALL_NOT_FOUND', 'Call not found');
	if (![...ACTIVE, 'in-progress', 'queued', 'scheduled'].includes(call.status))
		return failure(context, 409, 'CALL_NOT_ACTIVE', 'Call is not active');
	call.status = 'completed';
	return {
		status: 200,
		body: {
			success: true,
			data: {
				id: call.id,
				status: 'completed',
				ended_at: new Date().toISOString(),
				ended_reason: 'ended_by_api',
			},
		},
	};
}

function refuse(flaws: Flaw[], context: Context): Answer {
	const to = context.received.path.endsWith('/call') ? flaws.find((flaw) => flaw.field === 'to') : undefined;
	if (to?.kind === 'missing') return failure(context, 400, 'MISSING_PHONE_NUMBER', 'The phone number is missing');
	if (to) return failure(context, 400, 'INVALID_PHONE_NUMBER', 'The phone number is invalid');
	return invalid(Object.fromEntries(flaws.map((flaw) => [flaw.field, [flaw.sentence]])));
}

const numberOf = (context: Context): string => String(context.body.to);

const definition: ProviderDefinition<TalkoverState> = {
	provider: 'talkover',
	basePath: '/api/v1',
	keyPrefix: 'talq_',
	auth: { headers: ['authorization'], scheme: 'Bearer' },
	words: { placed: 'initiated', finished: 'completed' },
	routes: [
		{
			method: 'POST',
			path: '/agents/:agent_id/call',
			body: callBody,
			create: {
				agentOf: (context) => context.params.agent_id ?? '',
				numberOf,
				refusal: agentRefusal,
				success: placed,
			},
		},
		{
			method: 'POST',
			path: '/campaigns/:campaign_id/call',
			body: campaignCallBody,
			create: {
				agentOf: (context) => context.server.state.campaigns.find((one) => one.id === context.params.campaign_id)?.agent_id ?? '',
				numberOf,
				refusal: campaignRefusal,
				success: placedInCampaign,
				prepare: (call, context) => {
					call.campaignId = context.params.campaign_id;
					call.status = 'queued';
				},
			},
		},
		{ method: 'GET', path: '/agents/:agent_id/active-call/:phone', handle: activeCall },
		{
			method: 'POST',
			path: '/agents/:agent_id/end-call',
			handle: endCall,
			body: { type: 'object', fields: { call_sid: { type: 'string', min: 1, required: true } } },
		},
		{
			method: 'GET',
			path: '/health',
			open: true,
			handle: () => ({ status: 200, body: { status: 'ok' } }),
		},
		...listRoutes,
		...webhookRoutes,
	],
	unauthorized: (server, missing) =>
		missing
			? { status: 401, body: { message: 'Missing Bearer Token' } }
			: talkoverError(server.state.errorShape, 401, 'INVALID_TOKEN', 'The API token is invalid'),
	notFound: () => ({ status: 404, body: { message: 'The route could not be found.' } }),
	refuse,
	commonHeaders: (server) => ({
		'X-RateLimit-Limit': String(server.state.rateLimit),
		'X-RateLimit-Remaining': String(Math.max(0, server.state.rateLimit - server.requests.length)),
		'X-RateLimit-Reset': '60',
	}),
	usableAgent: (agents) => String(agents.find((one) => one.current_status === 'published' && one.direction === 'outbound')?.id),
	seed: () => ({
		agents: Array.from({ length: 45 }, (_, index) => ({
			id: `00000000-0000-4000-8000-${String(index + 1).padStart(12, '0')}`,
			name: `agent_${index + 1}`,
			label: index % 5 === 4 ? null : `Agent ${index + 1}`,
			description: '',
			language: 'en',
			voice: { id: 'v1' },
			direction: index % 4 === 0 ? 'inbound' : 'outbound',
			current_status: index % 6 === 5 ? 'draft' : 'published',
			is_sandbox: false,
			phone_numbers: [{ id: 1, number: '+12127365004' }],
		})),
		voices: Array.from({ length: 12 }, (_, index) => ({
			id: `tk-voice-${index + 1}`,
			name: `Voice ${index + 1}`,
			gender: index % 2 ? 'male' : 'female',
			language: index % 3 ? 'en' : 'de',
			quality_tier: ['basic', 'pro', 'ultra', 'beta'][index % 4],
			cost: 1,
		})),
		state: {
			variant: 'wrapped',
			errorShape: 'nested',
			rateLimit: 100_000,
			callPaging: 'pagination',
			webhooks: [],
			campaigns: (['active', 'paused', 'draft'] as const).map((status) => ({
				id: `campaign-${status}`,
				name: `Campaign ${status}`,
				status,
				agent_id: '00000000-0000-4000-8000-000000000002',
			})),
		},
	}),
};

/** Talkover: pages make-call, make-campaign-call, end-call, get-active-call, list-*, agent webhooks. */
export async function startTalkover(): Promise<StrictServer<TalkoverState>> {
	return startStrictServer(definition);
}
