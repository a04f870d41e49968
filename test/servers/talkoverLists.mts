import type { Route } from './contract.mts';
import { ISO_DATE, type Field } from './schema.mts';
import type { Answer, StoredCall } from './strictServer.mts';
import { failure, pageOf, type TalkoverContext as Context, type TalkoverState } from './talkoverAnswers.mts';

const TEXT: Field = { type: 'string', min: 1 };
const PAGING: Record<string, Field> = {
	per_page: { type: 'integer', min: 1, max: 100 },
	page: { type: 'integer', min: 1 },
};
const DATE: Field = { type: 'string', pattern: ISO_DATE };
const DIRECTION: Field = { enum: ['inbound', 'outbound'] };
const CALLS: Record<string, Field> = {
	...PAGING,
	direction: DIRECTION,
	date_from: DATE,
	date_to: DATE,
	search: TEXT,
	status: {
		enum: ['initiated', 'ringing', 'answered', 'in-progress', 'completed', 'failed', 'busy', 'no-answer', 'queued', 'scheduled'],
	},
};

function row(call: StoredCall, context: Context): Record<string, unknown> {
	const agent = context.server.agents.find((one) => one.id === call.agentId);
	return {
		id: call.id,
		sid: `CA${call.number}`,
		to: call.to,
		to_formatted: call.to,
		from: '+18005550199',
		from_formatted: '+1 800-555-0199',
		is_testing: call.request.is_testing ?? false,
		direction: 'outbound',
		status: call.status,
		duration: call.durationSeconds,
		agent: { id: call.agentId, name: agent?.name ?? null, label: agent?.label ?? null },
		created_at: call.createdAt,
		updated_at: call.createdAt,
		...call.row,
	};
}

function listCalls(context: Context, agentId: string | undefined): Answer {
	const { query, server } = context;
	const rows = server.calls
		.filter((call) => !agentId || call.agentId === agentId)
		.filter((call) => !query.date_from || call.createdAt.slice(0, 10) >= query.date_from)
		.filter((call) => !query.date_to || call.createdAt.slice(0, 10) <= query.date_to)
		.sort((a, b) => b.number - a.number)
		.map((call) => row(call, context))
		.filter((one) => !query.status || one.status === query.status)
		.filter((one) => !query.direction || one.direction === query.direction)
		.filter((one) => !query.search || String(one.to).includes(query.search) || String(one.sid).includes(query.search));
	const { data, paging } = pageOf(rows, query);
	return { status: 200, body: { success: true, data, [server.state.callPaging]: paging } };
}

function agentCalls(context: Context): Answer {
	const agentId = context.params.agent_id;
	if (!context.server.agents.some((one) => one.id === agentId)) return failure(context, 404, 'AGENT_NOT_FOUND', 'Agent not found');
	const answer = listCalls(context, agentId);
	const body = answer.body as { data: Array<Record<string, unknown>> };
	for (const one of body.data) delete one.agent;
	return answer;
}

function listAgents(context: Context): Answer {
	const { status, direction, search } = context.query;
	const { data, paging } = pageOf(
		context.server.agents
			.filter((agent) => !status || agent.current_status === status)
			.filter((agent) => !direction || agent.direction === direction)
			.filter((agent) => !search || `${String(agent.name)} ${String(agent.label)}`.toLowerCase().includes(search.toLowerCase())),
		context.query,
	);
	const { current_page, per_page, total, last_page } = paging;
	return {
		status: 200,
		body: { success: true, data, meta: { current_page, per_page, total, last_page } },
	};
}

function listVoices(context: Context): Answer {
	const { language, quality_tier: tier, gender } = context.query;
	const voices = context.server.voices
		.filter((voice) => !language || voice.language === language)
		.filter((voice) => !tier || voice.quality_tier === tier)
		.filter((voice) => !gender || voice.gender === gender);
	const names = [...new Set(voices.map((voice) => String(voice.language)))];
	return {
		status: 200,
		body: {
			success: true,
			data: names.map((name) => ({
				display_name: name,
				voices: voices.filter((voice) => voice.language === name),
			})),
		},
	};
}

function listCampaigns(context: Context): Answer {
	const { status, agent_id: agentId, search } = context.query;
	const { data, paging } = pageOf(
		context.server.state.campaigns
			.filter((one) => !status || one.status === status)
			.filter((one) => !agentId || one.agent_id === agentId)
			.filter((one) => !search || one.name.toLowerCase().includes(search.toLowerCase())),
		context.query,
	);
	return { status: 200, body: { success: true, data, pagination: paging } };
}

function one(context: Context, items: Array<{ id?: unknown }>, id: string | undefined, code: string): Answer {
	const data = items.find((item) => item.id === id);
	return data ? { status: 200, body: { success: true, data } } : failure(context, 404, code, 'Not found');
}

/** Everything that is read page by page. There is no GET /calls/{id} at Talkover. */
export const listRoutes: Array<Route<TalkoverState>> = [
	{
		method: 'GET',
		path: '/calls',
		query: { ...CALLS, agent_id: TEXT },
		handle: (context) => listCalls(context, context.query.agent_id),
	},
	{ method: 'GET', path: '/agents/:agent_id/calls', query: CALLS, handle: agentCalls },
	{
		method: 'GET',
		path: '/agents',
		handle: listAgents,
		query: {
			...PAGING,
			status: { enum: ['draft', 'published'] },
			direction: DIRECTION,
			search: TEXT,
		},
	},
	{
		method: 'GET',
		path: '/agents/:agent_id',
		handle: (context) => one(context, context.server.agents, context.params.agent_id, 'AGENT_NOT_FOUND'),
	},
	{
		method: 'GET',
		path: '/voice-templates',
		handle: listVoices,
		query: {
			language: TEXT,
			gender: TEXT,
			quality_tier: { enum: ['basic', 'pro', 'ultra', 'beta'] },
		},
	},
	{
		method: 'GET',
		path: '/phone-numbers',
		query: { type: TEXT, has_voice: { type: 'boolean' }, search: TEXT },
		handle: () => ({
			status: 200,
			body: {
				success: true,
				data: [
					{
						id: 1,
						number: '+12127365004',
						country_code: 'US',
						has_voice: true,
						current_status: 'active',
					},
				],
			},
		}),
	},
	{
		method: 'GET',
		path: '/campaigns',
		handle: listCampaigns,
		query: {
			...PAGING,
			campaign_type: TEXT,
			agent_id: TEXT,
			date_from: DATE,
			date_to: DATE,
			search: TEXT,
			status: { enum: ['draft', 'active', 'paused', 'completed', 'cancelled'] },
		},
	},
	{
		method: 'GET',
		path: '/campaigns/:campaign_id',
		handle: (context) => one(context, context.server.state.campaigns, context.params.campaign_id, 'CAMPAIGN_NOT_FOUND'),
	},
];
