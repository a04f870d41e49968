import { at, isObject, text } from '../../call/json';
import { segment } from '../../call/http';
import { callRows } from '../listBody';
import type { CallQuery, Choice, Page, Provider } from '../provider';
import { readNumber } from './callerNumber';
import { capabilities, events } from './capabilities';
import { readEvents, webhook } from './events';
import { checkCall, placeCallRequest, readPlacement } from './placement';
import { readCall } from './record';
import { readElevenlabsRefusal } from './refusal';
import { dialOf, userIdOf } from './userId';

/** Workspaces with data residency are separate: a key belongs to one host. Source: SDK, src/environments.ts */
export const elevenlabsHosts = {
	global: 'https://api.elevenlabs.io',
	us: 'https://api.us.elevenlabs.io',
	eu: 'https://api.eu.residency.elevenlabs.io',
	in: 'https://api.in.residency.elevenlabs.io',
} as const;

/** The most rows that one page of a list may have. */
const pageSize = 100;
const conversations = '/v1/convai/conversations';

/** ElevenLabs Agents: https://elevenlabs.io/docs/api-reference, a host for each residency, header `xi-api-key`. */
export const elevenlabs: Provider = {
	id: 'elevenlabs',
	displayName: 'ElevenLabs',
	credentialType: 'elevenlabsVoiceApi',
	authentication: { header: 'xi-api-key', prefix: '' },
	capabilities,
	events,
	scriptNotice:
		'The script is sent as first message and prompt of this call alone, and the chosen agent speaks it. Allow these overrides at ElevenLabs, under Security of the agent, or the call fails.',
	reconcileHint: 'Look in the conversations of the agent at ElevenLabs for one of this time; its user ID is the reference.',
	remedies: {
		unauthorized: 'Check the API key in the credential. It needs the permission for Agents, and works only in the Region of its workspace.',
		agent_unavailable:
			'Choose another agent or From Number. A number is called by the way it was imported, Twilio, Exotel or SIP trunk: choose it from the list anew.',
	},
	baseUrl: (settings) => (elevenlabsHosts as Record<string, string>)[String(settings.region)] ?? String(settings.baseUrl),
	check: checkCall,
	placeCall: { request: placeCallRequest, read: readPlacement },
	readRefusal: readElevenlabsRefusal,
	getCall: {
		request: ({ callId }) => ({ method: 'GET', path: `${conversations}/${segment(callId)}` }),
		read: ({ body }, { callId }) => {
			if (!isObject(body) || text(body.status) === null) return null;
			const record = readCall(body);
			return { record: { ...record, callId: record.callId ?? callId }, row: body };
		},
	},
	listCalls: {
		request: (query) => ({ method: 'GET', path: conversations, query: callFilters(query) }),
		read: ({ body }, query) => {
			const rows = at(body, 'conversations');
			if (!Array.isArray(rows)) return null;
			const dial = soughtDial(query);
			// A row tells neither reference nor attempt. If the list was filtered by them, they are those of every row.
			const read = (row: unknown) => {
				const record = readCall(row);
				return dial === null || record.reference !== null ? record : { ...record, ...dial };
			};
			return { results: callRows('elevenlabs', rows, read), next: nextCursor(body) };
		},
	},
	listsByReference: true,
	rowsAreNameless: true,
	rowsAreBrief: true,
	recording: {
		request: ({ callId }) => ({ method: 'GET', path: `${conversations}/${segment(callId)}/audio` }),
	},
	listAgents: {
		request: ({ search, cursor }) => ({
			method: 'GET',
			path: '/v1/convai/agents',
			query: { page_size: pageSize, ...(search ? { search } : {}), ...(cursor ? { cursor } : {}) },
		}),
		read: ({ body }) => pageOf(at(body, 'agents'), readAgent, nextCursor(body)),
	},
	listVoices: {
		request: ({ search, cursor }) => ({
			method: 'GET',
			path: '/v2/voices',
			query: { page_size: pageSize, ...(search ? { search } : {}), ...(cursor ? { next_page_token: cursor } : {}) },
		}),
		read: ({ body }) => pageOf(at(body, 'voices'), readVoice, at(body, 'has_more') === true ? text(at(body, 'next_page_token')) : null),
	},
	// The answer is the bare list of all numbers.
	listNumbers: {
		request: () => ({ method: 'GET', path: '/v1/convai/phone-numbers' }),
		read: ({ body }) => pageOf(body, readNumber, null),
	},
	callerNumber: { isRequired: true, isSentAs: 'id' },
	agentForScripts: true,
	fieldTexts: { language: { placeholder: 'e.g. de' } },
	readEvents,
	webhook,
};

/** The dial that a list is filtered by. A search for a text finds the dial with this `user_id`. */
const soughtDial = ({ dial, search }: CallQuery) => dial ?? (search === null ? null : dialOf(search));

function callFilters(query: CallQuery): Record<string, string | number> {
	const filters: Record<string, string | number> = {
		page_size: Math.min(pageSize, Math.max(1, query.limit)),
		summary_mode: 'include',
	};
	const dial = soughtDial(query);
	if (query.agentId !== null) filters.agent_id = query.agentId;
	if (dial !== null) filters.user_id = userIdOf(dial);
	// The filters are whole seconds, and the docs do not say whether they are inclusive. So one more second is requested on either side.
	if (query.after !== null) filters.call_start_after_unix = Math.floor(Date.parse(query.after) / 1000) - 1;
	if (query.before !== null) filters.call_start_before_unix = Math.ceil(Date.parse(query.before) / 1000) + 1;
	if (query.cursor !== null) filters.cursor = query.cursor;
	return filters;
}

const nextCursor = (body: unknown): string | null => (at(body, 'has_more') === true ? text(at(body, 'next_cursor')) : null);

function pageOf(rows: unknown, read: (row: unknown) => Choice | null, next: string | null): Page<Choice> | null {
	return Array.isArray(rows) ? { results: rows.map(read).filter((choice) => choice !== null), next } : null;
}

function readAgent(row: unknown): Choice | null {
	const id = text(at(row, 'agent_id'));
	return id === null || at(row, 'archived') === true ? null : { id, name: text(at(row, 'name')) ?? id };
}

function readVoice(row: unknown): Choice | null {
	const id = text(at(row, 'voice_id'));
	return id === null ? null : { id, name: text(at(row, 'name')) ?? id, description: text(at(row, 'category')) ?? undefined };
}
