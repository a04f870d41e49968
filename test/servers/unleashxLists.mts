import type { Field } from './schema.mts';
import type { Answer, RouteContext, StoredCall } from './strictServer.mts';

export interface UnleashxState {
	/** Errors travel inside a 200 (the pages warn to look at the body's `error` field). */
	errorsInside2xx: boolean;
	/** executions/list at the top level, or inside {error, code, data} like the other endpoints. */
	wrapped: boolean;
	/** GET /call-summary is in the OpenAPI while its page was removed. */
	callSummary: 'dead' | 'alive';
	/** Whether the transactions' track_id is the execution_id of the answer; not documented. */
	trackId: 'execution_id' | 'other';
}

export type Context = RouteContext<UnleashxState>;

export const TEXT: Field = { type: 'string', min: 1 };
export const PAGE: Record<string, Field> = {
	page: { type: 'integer', min: 1 },
	limit: { type: 'integer', min: 1 },
};
export const DATE: Field = { type: 'string', pattern: /^\d{4}-\d{2}-\d{2}([ T].*)?$/ };

export const failure = (server: { state: UnleashxState }, status: number, message: string): Answer => ({
	status: server.state.errorsInside2xx ? 200 : status,
	body: { error: true, message },
});

export const envelope = (data: unknown): Answer => ({
	status: 200,
	body: { error: false, code: 200, message: 'Success', timestamp: new Date().toISOString(), data },
});

const lower = (value: unknown): string => String(value ?? '').toLowerCase();
export const withPlus = (number: unknown): string => (String(number).startsWith('+') ? String(number) : `+${String(number)}`);

/** A row of executions/list; it holds no execution_id, which is the provider's gap and not ours. */
function executionRow(call: StoredCall, context: Context): Record<string, unknown> {
	const agent = context.server.agents.find((one) => String(one.agent_id) === call.agentId);
	return {
		ID: call.number,
		AGENT_ID: Number(call.agentId),
		agent_name: agent?.agent_name ?? null,
		CALLING_NUMBER: call.to,
		PROVIDER_NUMBER: '+18005550199',
		STATUS: call.status,
		CALL_STATUS: call.status,
		TOTAL_DURATION: call.durationSeconds,
		total_duration: call.durationSeconds === null ? null : `${call.durationSeconds}s`,
		CREATED_AT: call.createdAt,
		TRANSCRIPT: call.transcript,
		FILE_PATH: call.recorded ? `${context.server.elsewhere.origin}/recordings/${call.number}.mp3` : null,
		DISPOSITION: null,
		SUMMARY: null,
		INPUT_DATA: call.request.metadata ?? {},
		RETURN_DATA: null,
		COST_BREAKDOWN: [],
		VOICE_CALL_ANALYSIS: null,
		...call.row,
	};
}

/** Dates are days; `todate` includes its day. */
function inDates(call: StoredCall, query: Record<string, string>): boolean {
	const day = call.createdAt.slice(0, 10);
	return (!query.fromdate || day >= query.fromdate.slice(0, 10)) && (!query.todate || day <= query.todate.slice(0, 10));
}

function inDuration(call: StoredCall, range: string | undefined): boolean {
	const [low = 0, high = Infinity] = (range ?? '').split('-').map(Number);
	return !range || ((call.durationSeconds ?? 0) >= low && (call.durationSeconds ?? 0) <= high);
}

export function listExecutions(context: Context): Answer {
	const { query, server } = context;
	const size = Number(query.limit ?? 10);
	const start = (Number(query.page ?? 1) - 1) * size;
	const rows = server.calls
		.filter((call) => inDates(call, query) && inDuration(call, query.duration))
		.filter((call) => !query.audio_url || call.recorded)
		.filter((call) => !query.transcript || (call.transcript !== null) === (query.transcript === 'available'))
		.sort((a, b) => b.number - a.number)
		.map((call) => executionRow(call, context))
		.filter((row) => !query.agent_id || query.agent_id.split(',').includes(String(row.AGENT_ID)))
		.filter((row) => !query.calling_number || String(row.CALLING_NUMBER).includes(query.calling_number))
		.filter((row) => !query.provider_number || String(row.PROVIDER_NUMBER).includes(query.provider_number))
		.filter((row) => !query.status || query.status.split(',').map(lower).includes(lower(row.CALL_STATUS)))
		.filter((row) => !query.input_data || JSON.stringify(row.INPUT_DATA).includes(query.input_data))
		.slice(start, start + size);
	return server.state.wrapped ? envelope({ datalist: rows }) : { status: 200, body: { datalist: rows } };
}

export function listTransactions(context: Context): Answer {
	const asked = {
		...context.query,
		...Object.fromEntries(Object.entries(context.body).map(([name, value]) => [name, String(value)])),
	};
	const limit = Number(asked.limit ?? 10);
	const current = Number(asked.page ?? 1);
	const { trackId } = context.server.state;
	const rows = context.server.calls
		.filter((call) => inDates(call, asked))
		.filter((call) => !asked.agent_id || asked.agent_id.split(',').includes(call.agentId))
		.filter((call) => !asked.call_status || asked.call_status.split(',').map(lower).includes(lower(call.status)))
		.sort((a, b) => b.number - a.number)
		.map((call) => ({
			id: call.number,
			track_id: trackId === 'execution_id' ? call.id : `track-${call.number}`,
			call_id: `call-${call.number}`,
			agent_id: Number(call.agentId),
			calling_number: call.to,
			provider_number: '+18005550199',
			status: call.status,
			call_status: call.status,
			total_duration: call.durationSeconds,
			transcript: call.transcript,
			disposition: null,
			error_message: null,
			total_cost: 0,
			created_at: call.createdAt,
			CALL_JSON: '{}',
			...call.row,
		}))
		.filter((row) => !asked.search || row.track_id.includes(asked.search) || row.calling_number.includes(asked.search));
	const totalPages = Math.ceil(rows.length / limit);
	return envelope({
		headers: [],
		transactions: rows.slice((current - 1) * limit, current * limit),
		pagination: {
			totalRecords: rows.length,
			currentPage: current,
			limit,
			totalPages,
			has_next: current < totalPages,
			has_prev: current > 1,
		},
	});
}

export function listAgents(context: Context): Answer {
	const asked: Record<string, unknown> = { ...context.query, ...context.body };
	const { agents } = context.server;
	if (asked.agent_id !== undefined) {
		const one = agents.find((agent) => String(agent.agent_id) === String(asked.agent_id));
		return one ? envelope({ success: true, total: 1, data: one }) : failure(context.server, 404, 'Agent not found');
	}
	const list = agents.filter(
		(agent) => agent.status !== 2 && (asked.agent_type === undefined || String(agent.agent_type) === String(asked.agent_type)),
	);
	return envelope({ success: true, total: list.length, data: list });
}

export function listVoices(context: Context): Answer {
	const all = context.server.voices.filter((voice) => voice.provider === context.query.provider);
	const start = Number((context.query.page_token ?? 'page-0').slice('page-'.length));
	const more = start + 20 < all.length;
	return envelope({
		voices: all.slice(start, start + 20),
		next_page_token: more ? `page-${start + 20}` : null,
		has_more: more,
		total_count: all.length,
	});
}

export function callSummary(context: Context): Answer {
	const { server, query } = context;
	if (server.state.callSummary === 'dead')
		return {
			status: 404,
			headers: { 'Content-Type': 'text/html' },
			text: '<h1>404 Not Found</h1>',
		};
	const call = server.calls.find((one) => one.id === query.call_id);
	if (!call) return failure(server, 404, 'Call not found');
	return envelope({
		call_id: call.id,
		calling_number: '+18005550199',
		called_number: call.to,
		total_duration: call.durationSeconds,
		recording_url: null,
		call_status: call.status,
		direction: 'outbound',
		transcript: { available: call.transcript !== null, url: null },
		metadata: call.request.metadata ?? {},
		started_at: call.createdAt,
		ended_at: null,
		timezone: 'UTC',
		...call.row,
	});
}

export const agentQuery: Record<string, Field> = {
	agent_type: { type: 'integer', enum: [2, 3, 4] },
	agent_id: { type: 'integer' },
};
export const transactionQuery: Record<string, Field> = {
	...PAGE,
	agent_id: TEXT,
	call_status: TEXT,
	fromdate: DATE,
	todate: DATE,
	search: TEXT,
};
