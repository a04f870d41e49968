import { at, dayOf, instant, list, number, text } from '../../call/json';
import type { CallRequest } from '../../call/request';
import type { FieldIssue } from '../../call/result';
import type { HttpAnswer } from '../../call/http';
import { segment } from '../../call/http';
import type { CallQuery, Choice, Page, Provider } from '../provider';
import { callRow } from '../listBody';
import { e164Of } from '../../phoneNumber/spelling';
import { checkReserved, checkReservedContext, ownContextNames } from '../reserved';
import { capabilities, events } from './capabilities';
import { readEvents, readCall } from './events';
import { placeCallRequest, readPlacement, readTalkoverRefusal } from './placement';
import { webhook } from './webhook';

const perPage = 100;

/** Talkover: https://docs.talkover.ai, https://app.talkover.ai/api/v1, Bearer environment token. */
export const talkover: Provider = {
	id: 'talkover',
	displayName: 'Talkover',
	credentialType: 'talkoverVoiceApi',
	authentication: { header: 'Authorization', prefix: 'Bearer ' },
	capabilities,
	events,
	scriptNotice:
		'The agent chosen above speaks the script. Open that agent at Talkover and write {{greeting}} and {{script}} into its prompt, where they are to be said: Make Call fills them in. <a href="https://github.com/n8n-nodes-voice-calls/n8n-nodes-voice-calls/blob/main/docs/reference/scripts.md" target="_blank">More</a>.',
	reconcileHint: 'Look for a call to this number in the call list of Talkover; the context holds the reference.',
	baseUrl: (settings) => String(settings.baseUrl),
	check: (call) => [
		...checkCampaign(call),
		...checkReserved(call, call.scripted ? ['script', 'greeting'] : []),
		...checkReservedContext(call, ownContextNames),
	],
	placeCall: { request: placeCallRequest, read: readPlacement },
	readRefusal: readTalkoverRefusal,
	listCalls: {
		request: (query) => ({ method: 'GET', path: '/calls', query: callFilters(query) }),
		read: (answer, query) => paged(answer, query.cursor, (row) => callRow('talkover', row, readCall)),
	},
	listsByNumber: true,
	// "Standard: 100 requests per minute": https://docs.talkover.ai/en/api-reference/introduction
	requestsPerMinute: 100,
	rateHeaders: { limit: 'x-ratelimit-limit', remaining: 'x-ratelimit-remaining' },
	agentNeededFor: ['endCall'],
	endCall: {
		// The field is named call_sid and takes the ID that make-call returned (end-call page).
		request: ({ callId, agentId }) => ({
			method: 'POST',
			path: `/agents/${segment(agentId ?? '')}/end-call`,
			body: { call_sid: callId },
		}),
		read: (answer, { callId }) => ({
			callId,
			status: 'completed',
			outcome: 'cancelled',
			endedAt: instant(at(answer.body, 'data', 'ended_at')),
			endReason: text(at(answer.body, 'data', 'ended_reason')),
		}),
	},
	listAgents: {
		request: ({ search, cursor }) => ({
			method: 'GET',
			path: '/agents',
			query: {
				status: 'published',
				direction: 'outbound',
				per_page: perPage,
				page: Number(cursor ?? 1),
				...(search ? { search } : {}),
			},
		}),
		read: (answer, { cursor }) => paged(answer, cursor, readAgent),
	},
	listNumbers: {
		request: () => ({ method: 'GET', path: '/phone-numbers', query: { has_voice: true } }),
		read: (answer) => ({
			results: list(at(answer.body, 'data'))
				.map(readNumber)
				.filter((choice) => choice !== null),
			next: null,
		}),
	},
	listVoices: {
		request: () => ({ method: 'GET', path: '/voice-templates' }),
		read: (answer) => ({
			results: list(at(answer.body, 'data'))
				.flatMap((template) => list(at(template, 'voices')))
				.map(readVoice)
				.filter((choice) => choice !== null),
			next: null,
		}),
	},
	readEvents,
	webhook,
};

function callFilters(query: CallQuery): Record<string, string | number> {
	const filters: Record<string, string | number> = { per_page: perPage, page: Number(query.cursor ?? 1) };
	if (query.agentId !== null) filters.agent_id = query.agentId;
	// The filters are days, not instants, in a zone that the page does not name. So one more day on either side is requested, and the caller
	// filters exactly.
	if (query.after !== null) filters.date_from = dayOf(query.after, -1);
	if (query.before !== null) filters.date_to = dayOf(query.before, 1);
	if (query.to !== null) filters.search = query.to;
	return filters;
}

/** A page of a list. Agents use `meta`, calls use `pagination`. Both count pages from 1. */
function paged<T>(answer: HttpAnswer, cursor: string | null, read: (row: unknown) => T | null): Page<T> | null {
	const data = at(answer.body, 'data');
	if (!Array.isArray(data)) return null;
	const paging = at(answer.body, 'pagination') ?? at(answer.body, 'meta');
	const page = Number(cursor ?? 1);
	const last = number(at(paging, 'last_page')) ?? page;
	return {
		results: data.map(read).filter((row) => row !== null),
		next: data.length > 0 && page < last ? String(page + 1) : null,
	};
}

function readAgent(row: unknown): Choice | null {
	const id = text(at(row, 'id'));
	return id === null ? null : { id, name: text(at(row, 'label'), at(row, 'name')) ?? id };
}

function readNumber(row: unknown): Choice | null {
	const number = e164Of(at(row, 'number'));
	return number === null ? null : { id: number, name: number, number };
}

function readVoice(row: unknown): Choice | null {
	const id = text(at(row, 'id'));
	return id === null ? null : { id, name: text(at(row, 'name')) ?? id, description: text(at(row, 'language')) ?? undefined };
}

function checkCampaign(call: CallRequest): FieldIssue[] {
	if (call.campaignId === null || call.delaySeconds === null) return [];
	return [
		{
			type: 'invalid_parameters',
			field: 'Campaign ID',
			sentence: 'cannot be combined with a delay or a scheduled time: the campaign has its own schedule. Remove one of the two.',
		},
	];
}
