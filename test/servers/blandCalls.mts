import type { Field } from './schema.mts';
import type { Answer, RouteContext, StoredCall } from './strictServer.mts';

export interface BlandState {
	/** `empty`: every call is refused with 402. */
	balance: 'enough' | 'empty';
	/** A second call to a number within ten seconds is refused. Off, since tests dial one number again and again. */
	guard: boolean;
	/** `short`: rows of the list are those of the page's example, without status, metadata and prices. */
	rows: 'whole' | 'short';
	/** The pathways of the account, which no documented list shows. */
	pathways: string[];
	/** Sentence with which the next stop fails, inside a 200. */
	stopFault: string | null;
}

export type Context = RouteContext<BlandState>;

/** The form of most errors. */
export const blandError = (status: number, message: string): Answer => ({ status, body: { status: 'error', message } });

/** The form of the newer endpoints. */
export const codedError = (status: number, error: string, message: string): Answer => ({
	status,
	body: { data: null, errors: [{ error, message }] },
});

const INDEX: Field = { type: 'integer', min: 0 };
const NUMBER: Field = { type: 'string', pattern: /^\+?\d{7,15}$/ };
const FLAG: Field = { type: 'boolean' };
/** A day, or an ISO time with an offset. */
const MOMENT: Field = { type: 'string', pattern: /^\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?$/ };

/** What GET /v1/calls may be asked: https://docs.bland.ai/api-v1/get/calls */
export const callsQuery: Record<string, Field> = {
	from_number: NUMBER,
	to_number: NUMBER,
	from: INDEX,
	to: INDEX,
	limit: { type: 'integer', min: 1 },
	ascending: FLAG,
	sort_by: { enum: ['created_at', 'updated_at'] },
	start_date: MOMENT,
	end_date: MOMENT,
	created_at: { type: 'string', pattern: /^\d{4}-\d\d-\d\d$/ },
	timezone: { type: 'string', min: 1 },
	completed: FLAG,
	inbound: FLAG,
	batch_id: { type: 'string', min: 1 },
	campaign_id: { type: 'string', min: 1 },
	answered_by: { type: 'string', min: 1 },
	duration_gt: { type: 'number' },
	duration_lt: { type: 'number' },
};

const ends = ['completed', 'failed', 'busy', 'no-answer', 'canceled', 'unknown'];
const errors: Record<string, string> = {
	busy: 'Call failed. The number you dialed is busy. Please try again later.',
	failed: 'Call failed. The number you dialed is not found.',
};

/** Times of the documentation: microseconds in `created_at`, an offset instead of Z. */
const withOffset = (iso: string): string => iso.replace(/\.(\d{3})Z$/, '.$1000+00:00');

/** How a call stands, in Bland's four fields. `call.status` holds the word of `status`, or of `queue_status` before there is one. */
function standing(call: StoredCall): Record<string, unknown> {
	if (!ends.includes(call.status)) return { completed: false, queue_status: call.status, answered_by: null, error_message: null };
	const isCanceled = call.status === 'canceled';
	return {
		status: call.status,
		completed: !isCanceled,
		queue_status: isCanceled ? 'queued' : call.status === 'failed' ? 'call_error' : 'complete',
		answered_by: { completed: 'human', 'no-answer': 'no-answer' }[call.status] ?? null,
		error_message: errors[call.status] ?? null,
	};
}

/** A call as GET /v1/calls/{id} and the webhook after the call show it. */
export function callRow(call: StoredCall, origin: string): Record<string, unknown> {
	const { durationSeconds: talked, request } = call;
	const started = call.status === 'queued' || call.status === 'new' ? null : withOffset(call.createdAt);
	return {
		call_id: call.id,
		c_id: call.id,
		batch_id: null,
		to: call.to,
		from: request.from ?? '+18005550199',
		inbound: false,
		call_length: talked === null ? null : talked / 60,
		corrected_duration: talked === null ? null : String(talked),
		created_at: withOffset(call.createdAt),
		started_at: started,
		end_at: started === null ? null : new Date(Date.parse(call.createdAt) + 1_800_000).toISOString(),
		max_duration: request.max_duration ?? 30,
		record: request.record ?? false,
		recording_url: call.recorded ? `${origin}/v1/recordings/${call.id}` : null,
		request_data: request.request_data ?? {},
		metadata: request.metadata ?? {},
		// A call does not name its persona.
		pathway_id: call.agentId === '' || call.agentId.startsWith('persona:') ? null : call.agentId.replace('pathway:', ''),
		summary: call.transcript === null ? null : 'They talked.',
		price: talked === null ? null : 0.09,
		call_ended_by: call.status === 'completed' ? 'USER' : null,
		concatenated_transcript: call.transcript,
		transcripts: [],
		...standing(call),
		...call.row,
	};
}

/** A row of the list: without transcripts. */
function listRow(call: StoredCall, { server }: Context): Record<string, unknown> {
	const { concatenated_transcript: _text, transcripts: _lines, ...row } = callRow(call, server.origin);
	if (server.state.rows === 'whole') return row;
	const shown = 'call_id created_at call_length to from completed queue_status error_message answered_by batch_id'.split(' ');
	return Object.fromEntries(shown.map((name) => [name, row[name]]));
}

const after = (call: StoredCall, moment: string): boolean => Date.parse(call.createdAt) >= Date.parse(moment);
const before = (call: StoredCall, moment: string): boolean =>
	Date.parse(call.createdAt) <= Date.parse(moment) + (moment.length === 10 ? 86_399_999 : 0);

/** GET /v1/calls: both dates are included, `from` is, `to` is not. */
export function listCalls(context: Context): Answer {
	const { query, server } = context;
	const wanted = server.calls
		.filter((call) => !query.to_number || call.to === query.to_number)
		.filter((call) => !query.start_date || after(call, query.start_date))
		.filter((call) => !query.end_date || before(call, query.end_date))
		.filter((call) => !query.completed || ends.includes(call.status) === (query.completed === 'true'))
		.filter(() => query.inbound !== 'true')
		.sort((a, b) => (query.ascending === 'true' ? a.number - b.number : b.number - a.number));
	const from = Number(query.from ?? 0);
	const rows = wanted.slice(from, Math.min(Number(query.to ?? Infinity), from + Number(query.limit ?? 1000)));
	return { status: 200, body: { total_count: wanted.length, count: rows.length, calls: rows.map((call) => listRow(call, context)) } };
}

/** POST /v1/calls/{id}/stop: ends a call, or cancels one that waits. A fault is a word inside a 200. */
export function stopCall({ server, params }: Context): Answer {
	const call = server.calls.find(({ id }) => id === params.call_id);
	const fault = server.state.stopFault;
	if (fault !== null || call === undefined || ends.includes(call.status)) {
		return blandError(200, fault ?? 'SID not found for the given c_id.');
	}
	call.status = ['new', 'queued'].includes(call.status) ? 'canceled' : 'completed';
	return { status: 200, body: { status: 'success', message: 'Call ended successfully.' } };
}

/** POST /v1/calls/active/stop: https://docs.bland.ai/api-v1/post/calls-active-stop */
export function stopAllCalls({ server }: Context): Answer {
	for (const call of server.calls) if (!ends.includes(call.status)) call.status = 'completed';
	return { status: 200, body: { status: 'success', message: 'Call ended successfully.' } };
}

/** GET /v1/recordings/{id}: the audio itself, WAV unless a header asks for MP3. */
export function recording({ server, params }: Context): Answer {
	const call = server.calls.find(({ id }) => id === params.call_id);
	if (!call?.recorded) return codedError(404, 'CALL_RECORDING_NOT_FOUND', 'Call recording not found');
	return { status: 200, headers: { 'Content-Type': 'audio/wav' }, text: 'RIFF\u0000\u0000\u0000\u0000WAVEfmt fake recording' };
}
