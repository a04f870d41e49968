import { at, number, text } from '../../call/json';
import { segment } from '../../call/http';
import type { CallQuery, Provider } from '../provider';
import { callRow, callRows } from '../listBody';
import { listAgents, listNumbers, listVoices } from './agents';
import { capabilities, events } from './capabilities';
import { checkCall } from './check';
import { readEvents, webhook } from './events';
import { placeCallRequest, readPlacement } from './placement';
import { readCall } from './record';
import { readBlandRefusal, reportsFault } from './refusals';

/** The list gives up to 1,000 calls at once. Smaller pages keep an answer short. */
const callsPerPage = 100;

/** Bland: https://docs.bland.ai, https://api.bland.ai or a host of an enterprise, the key without a prefix. */
export const bland: Provider = {
	id: 'bland',
	displayName: 'Bland',
	credentialType: 'blandVoiceApi',
	authentication: { header: 'authorization', prefix: '' },
	capabilities,
	events,
	reconcileHint: 'Look for a call to this number in the call log of Bland; the metadata of the call holds the reference.',
	remedies: {
		call_rejected:
			'If Bland names a DNC list or a blacklist, the number is on a do-not-call list: do not call it again. Else check the number and the account at Bland.',
	},
	baseUrl: (settings) => String(settings.baseUrl),
	check: checkCall,
	placeCall: { request: placeCallRequest, read: readPlacement },
	readRefusal: readBlandRefusal,
	getCall: {
		request: ({ callId }) => ({ method: 'GET', path: `/v1/calls/${segment(callId)}` }),
		read: ({ body }) => (text(at(body, 'call_id')) === null ? null : callRow('bland', body, readCall)),
	},
	listCalls: {
		request: (query) => ({ method: 'GET', path: '/v1/calls', query: callFilters(query) }),
		read: (answer, query) => {
			const rows = at(answer.body, 'calls');
			if (!Array.isArray(rows)) return null;
			const next = nextIndex(query, rows.length, number(at(answer.body, 'total_count')));
			return { results: callRows('bland', rows, readCall), next };
		},
	},
	listsByNumber: true,
	rowsAreBrief: true,
	// "Stop All Active Calls": https://docs.bland.ai/api-v1/post/calls-active-stop
	idsOfMany: ['active'],
	// It also cancels a call that is scheduled or queued. A fault may come inside a 2xx, so the word counts.
	endCall: {
		request: ({ callId }) => ({ method: 'POST', path: `/v1/calls/${segment(callId)}/stop` }),
		read: ({ body }, { callId }) =>
			at(body, 'status') === 'success' && !reportsFault(body) ? { callId, status: 'completed', outcome: 'cancelled' } : null,
	},
	recording: { request: ({ callId }) => ({ method: 'GET', path: `/v1/recordings/${segment(callId)}` }) },
	listAgents,
	listVoices,
	listNumbers,
	callerNumber: { isRequired: false, isSentAs: 'number' },
	agentIsOptional: true,
	fieldTexts: {
		agentId: {
			placeholder: 'e.g. persona:1a2b or pathway:1a2b',
			hint: 'A persona, or By ID pathway: and the ID of a pathway; leave it empty to use Prompt under Options',
		},
		language: { placeholder: 'e.g. babel-de', hint: 'A code of Bland, such as de or babel-de' },
	},
	// "Calls must be scheduled at least 5 minutes in advance, or more"
	scheduleLead: 300,
	readEvents,
	webhook,
};

const pageSize = (query: CallQuery): number => Math.min(callsPerPage, Math.max(1, query.limit));
const firstIndex = (query: CallQuery): number => Number(query.cursor ?? 0);

/**
 * Rows of a page are counted from the newest call, and `to` is exclusive. A call that comes in between moves the rows, so a call may be
 * shown twice, and none is left out.
 */
function callFilters(query: CallQuery): Record<string, string | number> {
	const from = firstIndex(query);
	const filters: Record<string, string | number> = { from, to: from + pageSize(query), limit: pageSize(query) };
	if (query.to !== null) filters.to_number = query.to;
	if (query.after !== null) filters.start_date = wholeSecond(query.after, 0);
	if (query.before !== null) filters.end_date = wholeSecond(query.before, 1);
	return filters;
}

/** "2026-02-19T00:00:00+00:00", the form that the page shows. Both ends are included, and the caller filters exactly. */
const wholeSecond = (iso: string, more: number): string => `${new Date(Date.parse(iso) + more * 1000).toISOString().slice(0, 19)}+00:00`;

/** The index of the next page, or null at the end. `total_count` is the number of all calls that match the filters. */
function nextIndex(query: CallQuery, got: number, total: number | null): string | null {
	const reached = firstIndex(query) + got;
	if (got === 0 || (total !== null ? reached >= total : got < pageSize(query))) return null;
	return String(reached);
}
