import { ISO_TIME, asRecord, type Field } from './schema.mts';
import type { Answer, RouteContext, StoredCall } from './strictServer.mts';

export interface VapiState {
	/** The account's numbers as GET /phone-number shows them. */
	numbers: Array<Record<string, unknown>>;
	/** Ids of the calls whose data a DELETE erased; those calls go on. */
	erased: string[];
}

export type Context = RouteContext<VapiState>;

export const TEXT: Field = { type: 'string', min: 1 };
const MOMENT: Field = { type: 'string', pattern: ISO_TIME };

/** What every list may be asked (OpenAPI: GET /call, /assistant, /phone-number). */
export const listQuery: Record<string, Field> = {
	limit: { type: 'integer', min: 0, max: 1000 },
	...Object.fromEntries(
		['createdAt', 'updatedAt'].flatMap((name) => ['Gt', 'Lt', 'Ge', 'Le'].map((ending) => [`${name}${ending}`, MOMENT] as const)),
	),
};

/** What the second version of the list of numbers may be asked (OpenAPI: GET /v2/phone-number). */
export const pageQuery: Record<string, Field> = {
	search: TEXT,
	page: { type: 'integer', min: 1 },
	limit: { type: 'integer', min: 1, max: 1000 },
	sortOrder: { enum: ['ASC', 'DESC'] },
};

/** The general form of an error; `message` is a sentence or a list of sentences. */
export const vapiError = (statusCode: number, message: string | string[], error: string): Answer => ({
	status: statusCode,
	body: { message, error, statusCode },
});

/** The reasons of an end that tests use, beside those of calls that were never dialed. */
const reasons = [
	'customer-ended-call',
	'customer-did-not-answer',
	'customer-busy',
	'voicemail',
	'manually-canceled',
	'twilio-failed-to-connect-call',
];

const after = (iso: string, seconds: number): string => new Date(Date.parse(iso) + seconds * 1000).toISOString();

/** Whether the call is over. The server's calls keep the reason of their end as their status. */
export const isOver = ({ status }: StoredCall): boolean =>
	status === 'ended' || reasons.includes(status) || status.startsWith('call.start.');

function artifactOf(call: StoredCall, context: Context): Record<string, unknown> {
	const recording = `${context.server.baseUrl}/call/${call.id}/mono-recording`;
	return {
		...(call.transcript === null ? {} : { transcript: call.transcript }),
		messages:
			call.transcript === null
				? []
				: [
						{ role: 'system', message: 'You are a helpful assistant.', time: Date.parse(call.createdAt), secondsFromStart: 0 },
						{ role: 'bot', message: 'Hello.', time: Date.parse(call.createdAt) + 9000, endTime: 1, secondsFromStart: 1, duration: 900 },
					],
		...(call.recorded ? { recording: { stereoUrl: recording, mono: { combinedUrl: recording } } } : {}),
	};
}

/** A call as POST /call and GET show it (OpenAPI: Call). */
export function callOf(call: StoredCall, context: Context): Record<string, unknown> {
	const over = isOver(call);
	const talked = (call.durationSeconds ?? 0) > 0;
	const startedAt = after(call.createdAt, 8);
	const { assistantId, assistant, assistantOverrides, phoneNumberId, customer, schedulePlan } = call.request;
	return {
		id: call.id,
		orgId: 'org-1',
		type: 'outboundPhoneCall',
		status: over ? 'ended' : call.status,
		...(over && call.status !== 'ended' ? { endedReason: call.status } : {}),
		...(assistant === undefined ? { assistantId: assistantId ?? call.agentId } : { assistant }),
		...(assistantOverrides === undefined ? {} : { assistantOverrides }),
		phoneNumberId: phoneNumberId ?? context.server.state.numbers[0]?.id,
		customer: { number: call.to, ...asRecord(customer) },
		...(schedulePlan === undefined ? {} : { schedulePlan }),
		createdAt: call.createdAt,
		updatedAt: call.createdAt,
		...(over && talked ? { startedAt } : {}),
		...(over ? { endedAt: after(startedAt, call.durationSeconds ?? 0) } : {}),
		cost: over && talked ? 0.0712 : 0,
		phoneCallProvider: 'twilio',
		phoneCallProviderId: `CA${String(call.number).padStart(32, '0')}`,
		phoneCallTransport: 'pstn',
		monitor: {
			listenUrl: `ws://127.0.0.1/${call.id}/listen`,
			controlUrl: `${context.server.elsewhere.origin}/${call.id}/control`,
		},
		...(over
			? {
					artifact: artifactOf(call, context),
					analysis: {},
				}
			: {}),
		...call.row,
	};
}

/** Whether a row with these times passes the filters of a list. */
export function isAsked(times: Record<string, string>, query: Record<string, string>): boolean {
	return Object.entries(times).every(([name, told]) => {
		const at = (ending: string): number => Date.parse(query[`${name}${ending}`] ?? '');
		const time = Date.parse(told);
		return !(time <= at('Gt') || time >= at('Lt') || time < at('Ge') || time > at('Le'));
	});
}

/** GET /call: a bare array, newest first, without totals and without a cursor. */
export function listCalls(context: Context): Answer {
	const { query, server } = context;
	const rows = server.calls
		.filter((call) => !query.id || call.id === query.id)
		.filter((call) => !query.assistantId || call.agentId === query.assistantId)
		.filter(({ createdAt }) => isAsked({ createdAt, updatedAt: createdAt }, query))
		.sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.number - a.number)
		.map((call) => callOf(call, context))
		.filter((row) => !query.phoneNumberId || row.phoneNumberId === query.phoneNumberId);
	return { status: 200, body: rows.slice(0, Number(query.limit ?? 100)) };
}
