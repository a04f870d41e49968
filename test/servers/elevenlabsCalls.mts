import { E164, asRecord, type Field } from './schema.mts';
import type { Answer, RouteContext, StoredCall } from './strictServer.mts';

export interface ElevenlabsState {
	/** What an answer with `success: false` says instead of placing the call; null: the call is placed. */
	unsuccessful: string | null;
	/** `wrong`: this server is another region than the key's; every request is answered 401. */
	region: 'right' | 'wrong';
	numbers: Array<Record<string, unknown>>;
}

export type Context = RouteContext<ElevenlabsState>;

export const TEXT: Field = { type: 'string', min: 1 };
export const PAGE: Record<string, Field> = { page_size: { type: 'integer', min: 1, max: 100 }, cursor: TEXT };

/** A value of the place-call body that fills `{{name}}`. */
const VARIABLE: Field = {
	rule: (value: unknown) => (['string', 'number', 'boolean'].includes(typeof value) ? undefined : 'must be a text, a number or a boolean'),
};

const initiation: Field = {
	type: 'object',
	fields: {
		dynamic_variables: {
			type: 'object',
			values: VARIABLE,
			rule: (value: object) =>
				Object.keys(value).some((name) => name.startsWith('system__')) ? 'uses a name that begins with system__' : undefined,
		},
		user_id: TEXT,
		conversation_config_override: {
			type: 'object',
			fields: {
				agent: {
					type: 'object',
					fields: { first_message: TEXT, language: TEXT, prompt: { type: 'object', fields: { prompt: TEXT } } },
				},
				tts: { type: 'object', fields: { voice_id: TEXT, speed: { type: 'number' } } },
			},
		},
	},
};

/** The body of the three place-call paths. */
export const callBody: Field = {
	type: 'object',
	fields: {
		agent_id: { ...TEXT, required: true },
		agent_phone_number_id: { ...TEXT, required: true },
		to_number: { type: 'string', pattern: E164, required: true },
		conversation_initiation_client_data: initiation,
		call_recording_enabled: { type: 'boolean' },
		telephony_call_config: { type: 'object', fields: { ringing_timeout_secs: { type: 'integer', min: 1 } } },
	},
};

/** What GET /v1/convai/conversations may be asked. */
export const conversationsQuery: Record<string, Field> = {
	...PAGE,
	agent_id: TEXT,
	user_id: TEXT,
	call_start_after_unix: { type: 'integer' },
	call_start_before_unix: { type: 'integer' },
	call_successful: { enum: ['success', 'failure', 'unknown'] },
	summary_mode: { enum: ['exclude', 'include'] },
	search: TEXT,
};

/** The error of most refusals. */
export const fault = (status: number, word: string, message: string): Answer => ({ status, body: { detail: { status: word, message } } });

const seconds = (iso: string): number => Math.floor(Date.parse(iso) / 1000);
const isOver = ({ status }: StoredCall): boolean => status === 'done' || status === 'failed';

/** What the place-call request sent to be given back. */
const givenOf = (call: StoredCall): Record<string, unknown> => asRecord(call.request.conversation_initiation_client_data);

/** Whether the audio of the conversation is there. */
export const hasAudio = (call: StoredCall): boolean => isOver(call) && call.recorded;

/** A conversation as GET /v1/convai/conversations/{id} shows it. */
export function conversation(call: StoredCall, { server }: Context): Record<string, unknown> {
	const given = givenOf(call);
	const number =
		server.state.numbers.find(({ phone_number_id: id }) => id === call.request.agent_phone_number_id) ?? server.state.numbers[0];
	const lines = (call.transcript ?? '').split('\n').filter((line) => line !== '');
	const { metadata, analysis, ...row } = call.row;
	return {
		conversation_id: call.id,
		agent_id: call.agentId,
		status: call.status,
		user_id: given.user_id ?? null,
		has_audio: hasAudio(call),
		transcript: lines.map((line, index) => ({
			role: line.split(': ')[0],
			message: line.split(': ').slice(1).join(': '),
			tool_calls: [],
			time_in_call_secs: index * 3,
		})),
		metadata: {
			start_time_unix_secs: seconds(call.createdAt),
			accepted_time_unix_secs: null,
			call_duration_secs: call.durationSeconds ?? 0,
			cost: isOver(call) ? 300 : null,
			phone_call: {
				type: number.provider === 'sip_trunk' ? 'sip_trunking' : number.provider,
				direction: 'outbound',
				phone_number_id: number.phone_number_id,
				agent_number: number.phone_number,
				external_number: call.to,
				call_sid: `CA${call.number}`,
			},
			termination_reason: null,
			error: null,
			warnings: [],
			...asRecord(metadata),
		},
		analysis: isOver(call) ? { call_successful: 'unknown', transcript_summary: null, ...asRecord(analysis) } : null,
		conversation_initiation_client_data: { dynamic_variables: { ...asRecord(given.dynamic_variables), system__called_number: call.to } },
		...row,
	};
}

/** A conversation as the list shows it: without numbers, `user_id` and variables. */
function listRow(call: StoredCall, context: Context): Record<string, unknown> {
	const whole = conversation(call, context);
	const metadata = asRecord(whole.metadata);
	const analysis = asRecord(whole.analysis);
	return {
		conversation_id: call.id,
		agent_id: call.agentId,
		agent_name: `Agent of ${call.agentId}`,
		start_time_unix_secs: metadata.start_time_unix_secs,
		call_duration_secs: metadata.call_duration_secs,
		message_count: Array.isArray(whole.transcript) ? whole.transcript.length : 0,
		status: whole.status,
		call_successful: analysis.call_successful ?? 'unknown',
		termination_reason: metadata.termination_reason ?? asRecord(metadata.error).reason ?? null,
		transcript_summary: context.query.summary_mode === 'include' ? (analysis.transcript_summary ?? null) : null,
		direction: 'outbound',
		main_language: 'en',
	};
}

/** A page of rows under their name, newest or first come first; the cursor is the place of the next row. */
export function page(name: string, rows: unknown[], { query }: Context, usual: number): Answer {
	const from = Number(query.cursor ?? 0);
	const to = from + Number(query.page_size ?? usual);
	const hasMore = to < rows.length;
	return { status: 200, body: { [name]: rows.slice(from, to), next_cursor: hasMore ? String(to) : null, has_more: hasMore } };
}

export function listConversations(context: Context): Answer {
	const { query, server } = context;
	const wanted = server.calls
		.filter((call) => !query.agent_id || call.agentId === query.agent_id)
		.filter((call) => !query.user_id || givenOf(call).user_id === query.user_id)
		.filter((call) => !query.call_start_after_unix || seconds(call.createdAt) > Number(query.call_start_after_unix))
		.filter((call) => !query.call_start_before_unix || seconds(call.createdAt) < Number(query.call_start_before_unix))
		.sort((a, b) => b.number - a.number);
	return page(
		'conversations',
		wanted.map((call) => listRow(call, context)),
		context,
		30,
	);
}
