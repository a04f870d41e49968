import { at, list, text } from '../../call/json';
import type { CallRequest } from '../../call/request';
import type { HttpAnswer } from '../../call/http';
import type { Choice, ListQuery, Operation, Page } from '../provider';

/** The two kinds of agents that a call can name. Our agent ID is the kind, a colon and Bland's own ID. */
const kinds = { persona: 'persona_id', pathway: 'pathway_id' } as const;
type Kind = keyof typeof kinds;

/** Our ID of an agent. */
export const agentIdOf = (kind: Kind, id: string): string => `${kind}:${id}`;

/** The field of a call and the value that name this agent, or null if the ID has neither form. */
export function agentField(agentId: string): Partial<Record<(typeof kinds)[Kind], string>> | null {
	const [, kind, id] = /^(persona|pathway):([^\s:]+)$/.exec(agentId) ?? [];
	return kind === undefined ? null : { [kinds[kind as Kind]]: id };
}

/** The agent of a call in a list or an event, or null. */
export function agentIn(row: unknown): string | null {
	const [persona, pathway] = [text(at(row, kinds.persona)), text(at(row, kinds.pathway))];
	if (persona !== null) return agentIdOf('persona', persona);
	return pathway === null ? null : agentIdOf('pathway', pathway);
}

/** Whether the call is spoken by an agent of Bland, not by a prompt or a script of its own. */
export const hasAgent = (call: CallRequest): boolean => call.scripted === null && call.agentId !== null;

/** "Number of personas to return per page (max 100)." */
const perPage = 100;

/** Personas. Source: https://docs.bland.ai/api-v1/get/personas */
export const listAgents: Operation<ListQuery, Page<Choice>> = {
	request: ({ cursor }) => ({ method: 'GET', path: '/v1/personas', query: { page: Number(cursor ?? 1), limit: perPage } }),
	read: (answer, { cursor }) => {
		const rows = at(answer.body, 'data');
		if (!Array.isArray(rows)) return null;
		return { results: choicesOf(rows, readPersona), next: rows.length < perPage ? null : String(Number(cursor ?? 1) + 1) };
	},
};

/** Voices, in one page. A call takes the ID or the name. Source: https://docs.bland.ai/api-v1/get/voices */
export const listVoices: Operation<ListQuery, Page<Choice>> = {
	request: () => ({ method: 'GET', path: '/v1/voices' }),
	read: (answer) => onePage(answer, 'voices', readVoice),
};

/** Numbers that calls can come from, in one page. Source: https://docs.bland.ai/api-v1/get/outbound */
export const listNumbers: Operation<ListQuery, Page<Choice>> = {
	request: () => ({ method: 'GET', path: '/v1/outbound' }),
	read: (answer) => onePage(answer, 'outbound_numbers', readNumber),
};

function onePage({ body }: HttpAnswer, name: string, read: (row: unknown) => Choice | null): Page<Choice> | null {
	const rows = at(body, name);
	return Array.isArray(rows) ? { results: choicesOf(rows, read), next: null } : null;
}

const choicesOf = (rows: unknown[], read: (row: unknown) => Choice | null): Choice[] => rows.map(read).filter((choice) => choice !== null);

function readPersona(row: unknown): Choice | null {
	const id = text(at(row, 'id'));
	if (id === null || text(at(row, 'deleted_at')) !== null) return null;
	return { id: agentIdOf('persona', id), name: text(at(row, 'name')) ?? id, description: text(at(row, 'description')) ?? undefined };
}

function readVoice(row: unknown): Choice | null {
	const id = text(at(row, 'id'));
	if (id === null) return null;
	const tags = list(at(row, 'tags')).map(String).join(', ');
	return { id, name: text(at(row, 'name')) ?? id, description: text(at(row, 'description'), tags) ?? undefined };
}

function readNumber(row: unknown): Choice | null {
	const number = text(at(row, 'phone_number'));
	return number === null ? null : { id: number, name: number, number };
}
