import { idsIn } from '../../call/record';
import { at, dayOf, list, text } from '../../call/json';
import { e164Of } from '../../phoneNumber/spelling';
import type { CallQuery, Choice, Provider } from '../provider';
import { callRows } from '../listBody';
import { capabilities, events } from './capabilities';
import { readEvents, webhook } from './events';
import { checkCall, placeCallRequest, readPlacement, readUnleashxRefusal } from './placement';
import { readCall, rowsOf, summaryIn } from './record';
const perPage = 100;
/** Days. The call-summary page allows at most three months, and 89 days never exceed them. */
const threeMonths = 89;

/** UnleashX: https://docs.unleashx.ai, https://www.tryunleashx.com/api/v1/global, header `token`. */
export const unleashx: Provider = {
	id: 'unleashx',
	displayName: 'UnleashX',
	credentialType: 'unleashxVoiceApi',
	authentication: { header: 'token', prefix: '' },
	capabilities,
	events,
	scriptNotice:
		'The agent chosen above speaks the script. Open that agent at UnleashX and write {{greeting}} and {{script}} into its prompt, where they are to be said: Make Call fills them in. <a href="https://github.com/n8n-nodes-voice-calls/n8n-nodes-voice-calls/blob/main/docs/reference/scripts.md" target="_blank">More</a>.',
	reconcileHint: "Look for a call to this number in the agent's call log in UnleashX; its metadata holds the reference.",
	baseUrl: (settings) => String(settings.baseUrl),
	check: checkCall,
	placeCall: { request: placeCallRequest, read: readPlacement },
	readRefusal: (answer) => readUnleashxRefusal(answer),
	// No endpoint accepts the execution ID. The call-cost log can be searched for it ("Call ID").
	getCall: {
		request: ({ callId }) => ({
			method: 'GET',
			path: '/transactions/calling-list-with-transaction',
			query: { search: callId, page: 1, limit: 10 },
		}),
		read: (answer, { callId }) => {
			const rows = rowsOf(answer.body);
			if (rows === null) return null;
			// The serial number of one row may equal the Call ID of another.
			const candidates = rows.filter((listed) => idsIn(listed).includes(callId));
			const row = rows.find((listed) => text(at(listed, 'track_id')) === callId) ?? (candidates.length === 1 ? candidates[0] : undefined);
			return row === undefined ? 'absent' : { record: { ...readCall(row), callId }, row };
		},
	},
	// The OpenAPI file lists this endpoint, but its page is gone. The page said that it takes the execution ID. The endpoint may be out of
	// service.
	callSummary: {
		request: ({ callId }) => ({ method: 'GET', path: '/call-summary', query: { call_id: callId } }),
		read: (answer, { callId }) => {
			const row = summaryIn(answer.body);
			if (text(at(row, 'call_id')) !== callId) return null;
			// Here `calling_number` is the caller, unlike in the lists.
			const numbers = { to: e164Of(at(row, 'called_number')), from: e164Of(at(row, 'calling_number')) };
			return { record: { ...readCall(row), callId, ...numbers }, row };
		},
	},
	// "Free: 100 requests per minute": https://docs.unleashx.ai/faqs/api
	requestsPerMinute: 100,
	listCalls: {
		request: (query) => ({ method: 'GET', path: '/agents/executions/list', query: callFilters(query) }),
		read: (answer, { cursor }) => {
			const rows = rowsOf(answer.body);
			if (rows === null) return null;
			return { results: callRows('unleashx', rows, readCall), next: nextPage(cursor, rows.length) };
		},
	},
	listsByNumber: true,
	listAgents: {
		request: () => ({ method: 'GET', path: '/agents/get', query: { agent_type: 3 } }),
		read: (answer) => {
			if (at(answer.body, 'error') === true) return null;
			const rows = list(at(answer.body, 'data', 'data'));
			return {
				results: rows
					.filter(takesCalls)
					.map(readAgent)
					.filter((choice) => choice !== null),
				next: null,
			};
		},
	},
	readEvents,
	webhook,
};

/** A cursor is the page number. If UnleashX returns fewer rows than requested, a colon and the page size follow. */
function pageOf(cursor: string | null): { page: number; size: number | null } {
	const [page, size] = (cursor ?? '1').split(':').map(Number);
	return { page, size: size ?? null };
}

/**
 * The cursor of the next page, or null. The answer has no totals: a page with fewer rows than the one before is the last. UnleashX may cap
 * the first page at a limit of its own, which would be a round number. Any other number of rows is the complete list.
 */
function nextPage(cursor: string | null, rows: number): string | null {
	const { page, size } = pageOf(cursor);
	const isRound = rows % 10 === 0 || rows % 25 === 0;
	const full = size ?? (page === 1 && rows < perPage && isRound ? rows : perPage);
	if (rows === 0 || rows < full) return null;
	return full === perPage ? String(page + 1) : `${page + 1}:${full}`;
}

function callFilters(query: CallQuery): Record<string, string | number> {
	const filters: Record<string, string | number> = { page: pageOf(query.cursor).page, limit: perPage };
	if (query.agentId !== null) filters.agent_id = query.agentId;
	// The filter is a LIKE: the last digits match every spelling of the number, and the caller compares the numbers.
	if (query.to !== null) filters.calling_number = query.to.replace(/\D/g, '').slice(-9);
	if (query.search !== null) filters.input_data = query.search;
	// The filter takes days in a zone that the page does not name. So one more day on either side is requested, and the caller filters
	// exactly.
	if (query.before !== null) filters.todate = dayOf(query.before, 1);
	if (query.after !== null) filters.fromdate = dayOf(query.after, -1);
	// Without fromdate the list begins a month ago, even if `todate` is earlier.
	else if (query.before !== null) filters.fromdate = dayOf(query.before, 1 - threeMonths);
	return filters;
}

/** Status 1 is active. calling_type 2 is inbound only, null is not restricted (list-voice-agents). */
const takesCalls = (row: unknown): boolean => at(row, 'status') === 1 && at(row, 'calling_type') !== 2;

function readAgent(row: unknown): Choice | null {
	const id = text(at(row, 'agent_id'));
	return id === null ? null : { id, name: text(at(row, 'agent_name')) ?? id, description: text(at(row, 'description')) ?? undefined };
}
