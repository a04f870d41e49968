import { asRecord, E164, HTTP_URL, type Field } from './schema.mts';
import type { Answer, RouteContext, StoredCall } from './strictServer.mts';

export interface RetellState {
	/** The caller numbers of the workspace, as list-phone-numbers shows them. */
	numbers: Array<Record<string, unknown>>;
}

export type Context = RouteContext<RetellState>;

export const TEXT: Field = { type: 'string', min: 1 };

/** The documented error, the same for every status. */
export const retellError = (status: number, message: string): Answer => ({ status, body: { status: 'error', message } });
export const unknownAsset = (): Answer => retellError(422, 'Cannot find requested asset under given api key.');

const RANGE: Field = { type: 'integer', min: 0 };
const TEXTS: Field = { type: 'object', values: { type: 'string' } };

const voicemailAction: Field = {
	form: (value): Field => {
		const spoken = ['static_text', 'prompt'].includes(String(asRecord(value).type));
		const type: Field = { enum: ['hangup', 'static_text', 'prompt', 'bridge_transfer'], required: true };
		return { type: 'object', fields: spoken ? { type, text: { ...TEXT, required: true } } : { type } };
	},
	required: true,
};

/** `null` switches the detection off. */
const voicemailOption: Field = {
	form: (value) =>
		value === null ? {} : { type: 'object', fields: { action: voicemailAction, detection_prompt: { type: 'string', max: 2000 } } },
};

const events = [
	'call_started',
	'call_ended',
	'call_analyzed',
	'transcript_updated',
	'transfer_started',
	'transfer_bridged',
	'transfer_cancelled',
	'transfer_ended',
];

/** The settings of the agent that one call may override, as far as the facts name them. */
const overriddenAgent: Field = {
	type: 'object',
	fields: {
		voice_id: TEXT,
		voice_speed: { type: 'number', min: 0.5, max: 2 },
		voice_temperature: { type: 'number', min: 0, max: 2 },
		volume: { type: 'number', min: 0, max: 2 },
		language: { type: 'string', pattern: /^([a-z]{2,3}-[A-Z0-9]{2,3}|multi)$/ },
		max_call_duration_ms: { type: 'integer', min: 60_000, max: 7_200_000 },
		ring_duration_ms: { type: 'integer', min: 5_000, max: 300_000 },
		end_call_after_silence_ms: { type: 'integer', min: 10_000 },
		begin_message_delay_ms: RANGE,
		voicemail_option: voicemailOption,
		webhook_url: { type: 'string', pattern: HTTP_URL },
		webhook_events: { type: 'array', items: { enum: events } },
		webhook_timeout_ms: RANGE,
		data_storage_setting: { enum: ['everything', 'everything_except_pii', 'basic_attributes_only'] },
		opt_in_signed_url: { type: 'boolean' },
	},
};

export const callBody: Field = {
	type: 'object',
	fields: {
		from_number: { type: 'string', pattern: E164, required: true },
		to_number: { type: 'string', pattern: E164, required: true },
		override_agent_id: TEXT,
		override_agent_version: {},
		agent_override: {
			type: 'object',
			fields: {
				agent: overriddenAgent,
				// general_prompt is not among the overrides.
				retell_llm: {
					type: 'object',
					fields: {
						begin_message: { type: 'string' },
						start_speaker: { enum: ['user', 'agent'] },
						model: TEXT,
						model_temperature: { type: 'number' },
					},
				},
			},
		},
		metadata: { type: 'object' },
		retell_llm_dynamic_variables: TEXTS,
		custom_sip_headers: TEXTS,
	},
};

const stringFilter = (more: Record<string, Field> = {}): Field => ({
	type: 'object',
	fields: {
		type: { enum: ['string'], required: true },
		op: { enum: ['eq', 'ne', 'sw', 'ew', 'co'], required: true },
		value: { type: 'string', required: true },
		...more,
	},
});

const numberFilter = (more: Record<string, Field> = {}): Field => ({
	form: (value) =>
		asRecord(value).type === 'range'
			? {
					type: 'object',
					fields: {
						type: { enum: ['range'], required: true },
						op: { enum: ['bt'], required: true },
						value: { type: 'array', items: { type: 'number' }, min: 2, max: 2, required: true },
						...more,
					},
				}
			: {
					type: 'object',
					fields: {
						type: { enum: ['number'], required: true },
						op: { enum: ['eq', 'ne', 'gt', 'ge', 'lt', 'le'], required: true },
						value: { type: 'number', required: true },
						...more,
					},
				},
});

const key: Record<string, Field> = { key: { ...TEXT, required: true } };

/** What POST /v3/list-calls may be asked. */
export const listBody: Field = {
	type: 'object',
	fields: {
		filter_criteria: {
			type: 'object',
			fields: {
				agent: {
					type: 'array',
					items: {
						type: 'object',
						fields: { agent_id: { ...TEXT, required: true }, version: { type: 'array', items: { type: 'integer' } } },
					},
				},
				call_id: stringFilter(),
				to_number: stringFilter(),
				from_number: stringFilter(),
				start_timestamp: numberFilter(),
				end_timestamp: numberFilter(),
				metadata: {
					type: 'array',
					items: { form: (value) => (asRecord(value).type === 'string' ? stringFilter(key) : numberFilter(key)) },
				},
			},
		},
		sort_order: { enum: ['ascending', 'descending'] },
		limit: { type: 'integer', min: 1, max: 1000 },
		pagination_key: TEXT,
		skip: RANGE,
		include_total: { type: 'boolean' },
	},
	rule: (body: Record<string, unknown>) =>
		body.skip !== undefined && body.pagination_key !== undefined ? 'has skip and pagination_key, which exclude each other' : undefined,
};

/** The groups of reasons by the status that a call has with them. */
const connected =
	/^(user_hangup|agent_hangup|call_transfer|voicemail_reached|ivr_reached|inactivity|max_duration_reached|transfer_\w+|call_take_over|manual_stopped)$/;
const neverConnected = /^(dial_\w+|invalid_destination|user_declined|telephony_\w+|sip_routing_error|marked_as_spam)$/;
const errors = /^(error_\w+|concurrency_limit_reached|no_concurrency_fallback|no_valid_payment|scam_detected|registered_call_timeout)$/;

/** A stored call's word is a status, or a reason that decides the status. Tests of all providers say `busy`. */
const reasonOf = (word: string): string | undefined => {
	const reason = word === 'busy' ? 'dial_busy' : word;
	return [connected, neverConnected, errors].some((group) => group.test(reason)) ? reason : undefined;
};

export function statusOf(word: string): string {
	const reason = reasonOf(word);
	if (reason === undefined) return word;
	if (neverConnected.test(reason)) return 'not_connected';
	return errors.test(reason) ? 'error' : 'ended';
}

/** Only a call that was connected has times. */
const startOf = (call: StoredCall): number | undefined =>
	['ongoing', 'ended'].includes(statusOf(call.status)) ? Date.parse(call.createdAt) : undefined;

/** The lines of a transcript as the API shows them, with one object for each word. */
const utterances = (transcript: string): unknown[] =>
	transcript
		.split('\n')
		.filter(Boolean)
		.map((line) => ({
			role: /^agent/i.test(line) ? 'agent' : 'user',
			content: line.replace(/^\w+: /, ''),
			words: line
				.replace(/^\w+: /, '')
				.split(' ')
				.map((word, index) => ({ word, start: index, end: index + 0.5 })),
		}));

/** A call that a test puts there counts as placed by the package, which sends the dial time, unless its row tells a start of its own. */
function metadataOf({ request, createdAt, row }: StoredCall): object {
	if (row.start_timestamp !== undefined && Object.keys(request).length === 0) return {};
	if (Object.keys(request).length > 0) return request.metadata === undefined ? {} : { metadata: request.metadata };
	return { metadata: { dialedAt: createdAt, dialedAtMs: Date.parse(createdAt) } };
}

/** A call as list-calls shows it: without transcript and recording. */
export function listRow(call: StoredCall): Record<string, unknown> {
	const status = statusOf(call.status);
	const over = ['ended', 'not_connected', 'error'].includes(status);
	const start = startOf(call);
	const milliseconds = status === 'ended' ? (call.durationSeconds ?? 0) * 1000 : 0;
	return {
		call_type: 'phone_call',
		call_id: call.id,
		agent_id: call.agentId,
		agent_version: 1,
		agent_name: 'Assistant',
		call_status: status,
		from_number: call.request.from_number ?? '+14157774444',
		to_number: call.to,
		direction: 'outbound',
		...metadataOf(call),
		...(call.request.retell_llm_dynamic_variables !== undefined && {
			retell_llm_dynamic_variables: call.request.retell_llm_dynamic_variables,
		}),
		...(start !== undefined && { start_timestamp: start }),
		...(over && {
			...(start !== undefined && { end_timestamp: start + milliseconds }),
			duration_ms: milliseconds,
			disconnection_reason: reasonOf(call.status),
			call_cost: { combined_cost: milliseconds / 6000, total_duration_seconds: milliseconds / 1000, product_costs: [] },
			...(call.transcript !== null && {
				call_analysis: {
					call_summary: 'They talked.',
					in_voicemail: call.status === 'voicemail_reached',
					user_sentiment: 'Positive',
					call_successful: true,
					custom_analysis_data: {},
				},
			}),
		}),
		...call.row,
	};
}

/** A call as get-call and the webhooks show it. */
export function wholeCall(call: StoredCall, elsewhere: string): Record<string, unknown> {
	const ended = statusOf(call.status) === 'ended';
	return {
		...(ended && { transcript: call.transcript ?? '', transcript_object: utterances(call.transcript ?? '') }),
		...(ended && call.recorded && { recording_url: `${elsewhere}/recordings/${call.id}.wav` }),
		...listRow(call),
	};
}

function compare(given: unknown, filter: Record<string, unknown>): boolean {
	const { op, value } = filter;
	if (given === undefined || given === null) return op === 'ne';
	if (op === 'bt') {
		const [low, high] = value as [number, number];
		return typeof given === 'number' && given >= low && given <= high;
	}
	if (filter.type === 'string' && typeof given !== 'string') return false;
	if (filter.type === 'number' && typeof given !== 'number') return false;
	const [a, b] = [given as string, value as string];
	const verdicts: Record<string, boolean> = {
		eq: a === b,
		ne: a !== b,
		gt: a > b,
		ge: a >= b,
		lt: a < b,
		le: a <= b,
		sw: String(a).startsWith(String(b)),
		ew: String(a).endsWith(String(b)),
		co: String(a).includes(String(b)),
	};
	return verdicts[String(op)] ?? false;
}

/** All conditions count together; agents are alternatives. A call without a start time matches no filter by time. */
function matches(row: Record<string, unknown>, criteria: Record<string, unknown>): boolean {
	return Object.entries(criteria).every(([name, filter]) => {
		if (name === 'agent') return (filter as Array<Record<string, unknown>>).some(({ agent_id }) => agent_id === row.agent_id);
		if (name === 'metadata') {
			return (filter as Array<Record<string, unknown>>).every((one) => compare(asRecord(row.metadata)[String(one.key)], one));
		}
		return compare(row[name], asRecord(filter));
	});
}

/** A page of any list; the key is opaque. */
export function page<T>(items: T[], limit: number, paginationKey: unknown): Record<string, unknown> {
	const offset = typeof paginationKey === 'string' ? Number(Buffer.from(paginationKey, 'base64url').toString().slice(1)) : 0;
	const part = items.slice(offset, offset + limit);
	const hasMore = offset + part.length < items.length;
	return {
		items: part,
		has_more: hasMore,
		...(hasMore && { pagination_key: Buffer.from(`k${offset + part.length}`).toString('base64url') }),
	};
}

export function listCalls({ server, body }: Context): Answer {
	const rows = [...server.calls].sort((a, b) => b.number - a.number).map(listRow);
	const wanted = rows.filter((row) => matches(row, asRecord(body.filter_criteria)));
	// Sorted by start time; where the calls without one stand is not documented: here at the end, where a careless reader misses them.
	const started = (row: Record<string, unknown>): number => (typeof row.start_timestamp === 'number' ? row.start_timestamp : -1);
	const sorted = wanted.sort((a, b) => (body.sort_order === 'ascending' ? started(a) - started(b) : started(b) - started(a)));
	return { status: 200, body: page(sorted, Number(body.limit ?? 50), body.pagination_key) };
}
