import { randomUUID } from 'node:crypto';
import { E164, asRecord, type Field } from './schema.mts';
import type { Answer, RouteContext, StoredCall } from './strictServer.mts';

export interface SynthflowState {
	/** `wrong`: this server is another region than the key's; every request is answered 401. */
	region: 'right' | 'wrong';
	/** The workspace id that GET /voices and GET /numbers need (it is not the key). */
	workspace: string;
}

export type Context = RouteContext<SynthflowState>;

export const TEXT: Field = { type: 'string', min: 1 };
export const PAGING: Record<string, Field> = {
	limit: { type: 'integer', min: 1, max: 100 },
	offset: { type: 'integer', min: 0 },
};
/** Epoch milliseconds, a date or an ISO time. */
const MOMENT: Field = {
	type: 'string',
	pattern: /^(\d{13}|\d{4}-\d{2}-\d{2}(T[\d:.]+(Z|[+-]\d{2}:\d{2})?)?)$/,
};
const STATUSES = [
	'pending',
	'registered',
	'paused',
	'ringing',
	'in-progress',
	'completed',
	'left_voicemail',
	'hangup_on_voicemail',
	'no-answer',
	'busy',
	'failed',
	'canceled',
	'user-canceled',
	'spam',
];

/** What GET /calls may be asked; model_id is required. */
export const callsQuery: Record<string, Field> = {
	...PAGING,
	model_id: { ...TEXT, required: true },
	from_date: MOMENT,
	to_date: MOMENT,
	call_status: { enum: STATUSES },
	duration_min: { type: 'number', min: 0 },
	duration_max: { type: 'number', min: 0 },
	lead_phone_number: { type: 'string', pattern: E164 },
};

/** The documented error object. */
export function synthflowError(status: number, description: string, category = 'validation_error'): Answer {
	return {
		status,
		body: { detail: { status: 'error', description, request_id: randomUUID(), category } },
	};
}

export const ok = (response: Record<string, unknown>): Answer => ({
	status: 200,
	body: { status: 'success', response },
});

export function page<T>(items: T[], query: Record<string, string>): { part: T[]; pagination: Record<string, number> } {
	const limit = Number(query.limit ?? 20);
	const offset = Number(query.offset ?? 0);
	return {
		part: items.slice(offset, offset + limit),
		pagination: { total_records: items.length, limit, offset },
	};
}

const momentOf = (text: string): number => (/^\d+$/.test(text) ? Number(text) : Date.parse(text));

export function recordingUrl(call: StoredCall, context: Context): string | null {
	if (typeof call.row.recording_url === 'string') return call.row.recording_url;
	return call.recorded ? `${context.server.elsewhere.origin}/recordings/${call.id}.mp3?signature=abc` : null;
}

function common(call: StoredCall, context: Context): Record<string, unknown> {
	const variables = Array.isArray(call.request.custom_variables) ? call.request.custom_variables.map(asRecord) : [];
	return {
		call_id: call.id,
		model_id: call.agentId,
		campaign_type: 'outbound',
		transcript: call.transcript,
		recording_url: recordingUrl(call, context),
		end_call_reason: null,
		error_message: '',
		executed_actions: {},
		prompt_variables: Object.fromEntries(variables.map((pair) => [String(pair.key), pair.value])),
		type_of_call: 'outbound',
		start_time: String(Date.parse(call.createdAt)),
		timezone: 'UTC',
		telephony_hangup: null,
		telephony_disconnect_reason: 'unknown',
		telephony_duration: (call.durationSeconds ?? 0) * 1000,
		telephony_ringing_duration: 4000,
	};
}

/** A call as GET /calls/{id} shows it. */
export function singleRow(call: StoredCall, context: Context): Record<string, unknown> {
	return {
		...common(call, context),
		status: call.status,
		duration: call.durationSeconds,
		phone_number_to: call.to,
		phone_number_from: '+18005550199',
		name: call.request.name ?? null,
		collected_variables: {},
		...call.row,
	};
}

/** A call as GET /calls shows it: call_status instead of status, a duration that is text, judge_results. */
function listRow(call: StoredCall, context: Context): Record<string, unknown> {
	return {
		...common(call, context),
		call_status: call.status,
		duration: call.durationSeconds === null ? null : String(call.durationSeconds),
		lead_phone_number: call.to,
		lead_name: call.request.name ?? null,
		agent_phone_number: '+18005550199',
		judge_results: {},
		agents_used: [],
		labels: [],
		recording_duration: null,
		deployment_type: 'outbound',
		...call.row,
	};
}

export function listCalls(context: Context): Answer {
	const { query, server } = context;
	const wanted = server.calls
		.filter((call) => call.agentId === query.model_id)
		.filter((call) => !query.call_status || call.status === query.call_status)
		.filter((call) => !query.lead_phone_number || call.to === query.lead_phone_number)
		.filter((call) => !query.from_date || Date.parse(call.createdAt) >= momentOf(query.from_date))
		.filter((call) => !query.to_date || Date.parse(call.createdAt) < momentOf(query.to_date))
		.filter((call) => !query.duration_min || (call.durationSeconds ?? 0) >= Number(query.duration_min))
		.filter((call) => !query.duration_max || (call.durationSeconds ?? 0) <= Number(query.duration_max))
		.sort((a, b) => b.number - a.number);
	const { part, pagination } = page(wanted, query);
	return ok({ pagination, calls: part.map((call) => listRow(call, context)) });
}
