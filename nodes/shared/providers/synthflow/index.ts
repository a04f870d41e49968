import { at, isObject, list, number, text } from '../../call/json';
import type { CallRequest } from '../../call/request';
import type { FieldIssue } from '../../call/result';
import type { HttpAnswer, HttpRequest } from '../../call/http';
import { segment } from '../../call/http';
import { e164Of } from '../../phoneNumber/spelling';
import type { CallQuery, Choice, ListQuery, Provider } from '../provider';
import { callRows } from '../listBody';
import { capabilities, events } from './capabilities';
import { readEvents, webhook } from './events';
import { placeCallRequest, readPlacement, readSynthflowRefusal } from './placement';
import { readCall } from './record';
/** The regions are separate: a key of one region is unknown in the others. */
export const synthflowHosts = {
	global: 'https://api.synthflow.ai/v2',
	us: 'https://api.us.synthflow.ai/v2',
	eu: 'https://api.eu.synthflow.ai/v2',
} as const;

const agentsPerPage = 50;
/** "Limit must be between 1 and 100." */
const callsPerPage = 100;

const assistantsRequest = ({ cursor }: ListQuery): HttpRequest => ({
	method: 'GET',
	path: '/assistants/', // without the trailing slash the answer is a redirect, which may lose the key
	query: { limit: agentsPerPage, offset: Number(cursor ?? 0) },
});

/** Synthflow: https://docs.synthflow.ai, three separate regions, Bearer key. */
export const synthflow: Provider = {
	id: 'synthflow',
	displayName: 'Synthflow',
	credentialType: 'synthflowVoiceApi',
	authentication: { header: 'Authorization', prefix: 'Bearer ' },
	capabilities,
	events,
	scriptNotice: 'The script is sent as greeting and prompt of this call alone, and the chosen agent speaks it in its own voice.',
	reconcileHint: "Look for a call to this number in the agent's call logs in Synthflow.",
	remedies: {
		unauthorized: 'Check the API key and the Region in the credential: a key works only in the region it was made in.',
	},
	baseUrl: (settings) => (synthflowHosts as Record<string, string>)[String(settings.region)] ?? String(settings.baseUrl),
	check: (call) => checkName(call),
	placeCall: { request: placeCallRequest, read: readPlacement },
	readRefusal: readSynthflowRefusal,
	// The answer is an array even for one call: `response.calls[0]`.
	getCall: {
		request: ({ callId }) => ({ method: 'GET', path: `/calls/${segment(callId)}` }),
		read: (answer) => {
			const rows = at(answer.body, 'response', 'calls');
			const row = at(rows, 0);
			if (isObject(row)) return { record: readCall(row), row };
			return Array.isArray(rows) ? 'absent' : null;
		},
	},
	listCalls: {
		request: (query) => ({ method: 'GET', path: '/calls', query: callFilters(query) }),
		read: (answer, query) => {
			const rows = at(answer.body, 'response', 'calls');
			if (!Array.isArray(rows)) return null;
			const total = number(at(answer.body, 'response', 'pagination', 'total_records'));
			return { results: callRows('synthflow', rows, readCall), next: nextOffset(query.cursor, rows.length, pageSize(query), total) };
		},
	},
	listsByNumber: true,
	agentNeededFor: ['listCalls'],
	recording: {
		request: ({ callId }) => ({ method: 'GET', path: `/calls/${segment(callId)}/recording` }),
	},
	listAgents: {
		request: assistantsRequest,
		read: (answer, { cursor }) => ({
			results: assistantsIn(answer)
				.filter((row) => at(row, 'type') === 'outbound')
				.map(readAgent)
				.filter((choice) => choice !== null),
			next: nextAssistants(answer, cursor),
		}),
	},
	// GET /numbers needs the ID of the workspace, which no credential has.
	listNumbers: {
		request: assistantsRequest,
		read: (answer, { cursor }) => ({ results: numbersOf(assistantsIn(answer)), next: nextAssistants(answer, cursor) }),
	},
	callerNumber: { isRequired: false, isSentAs: 'number' },
	readEvents,
	webhook,
};

const pageSize = (query: CallQuery): number => Math.min(callsPerPage, Math.max(1, query.limit));

function callFilters(query: CallQuery): Record<string, string | number> {
	const filters: Record<string, string | number> = {
		model_id: query.agentId ?? '',
		limit: pageSize(query),
		offset: Number(query.cursor ?? 0),
	};
	if (query.to !== null) filters.lead_phone_number = query.to;
	if (query.after !== null) filters.from_date = Date.parse(query.after);
	// to_date is exclusive, and the docs do not say how milliseconds are cut to seconds. So one more second is requested.
	if (query.before !== null) filters.to_date = Date.parse(query.before) + 1000;
	return filters;
}

function nextOffset(cursor: string | null, got: number, asked: number, total: number | null): string | null {
	const reached = Number(cursor ?? 0) + got;
	if (got === 0 || (total !== null ? reached >= total : got < asked)) return null;
	return String(reached);
}

const assistantsIn = ({ body }: HttpAnswer): unknown[] => list(at(body, 'response', 'assistants'));

const nextAssistants = (answer: HttpAnswer, cursor: string | null): string | null =>
	nextOffset(cursor, assistantsIn(answer).length, agentsPerPage, number(at(answer.body, 'response', 'pagination', 'total_records')));

/** The numbers that are attached to these agents, each once (fields attached_phone_numbers and phone_number). */
function numbersOf(assistants: readonly unknown[]): Choice[] {
	const choices = new Map<string, Choice>();
	for (const assistant of assistants) {
		const attached = list(at(assistant, 'attached_phone_numbers')).map((row) => at(row, 'number'));
		for (const told of [...attached, at(assistant, 'phone_number')]) {
			const number = e164Of(told);
			if (number !== null) choices.set(number, { id: number, name: number, number, description: text(at(assistant, 'name')) ?? undefined });
		}
	}
	return [...choices.values()];
}

function readAgent(row: unknown): Choice | null {
	const id = text(at(row, 'model_id'));
	return id === null ? null : { id, name: text(at(row, 'name')) ?? id, description: text(at(row, 'description')) ?? undefined };
}

function checkName(call: CallRequest): FieldIssue[] {
	if (call.recipientName !== null) return [];
	const place = call.scripted?.script.form === 'dialogue' ? 'Fill it in under Options' : 'Fill it in';
	return [
		{
			type: 'invalid_parameters',
			field: 'Recipient Name',
			sentence: `is empty, and Synthflow requires a name. ${place}, for example from the lead form.`,
		},
	];
}
