import type { JsonObject } from '../../call/json';
import { at, isObject, list, text } from '../../call/json';
import type { HttpAnswer, HttpRequest } from '../../call/http';
import type { CallRow } from '../../call/listedCall';
import { callRow } from '../listBody';
import type { CallQuery, Choice, ListQuery, Operation, Page } from '../provider';
import { readCall } from './record';

/** "limit (default 50, max 1000)". */
const callsPerPage = 1000;
/** Who asks for this many wants as many as there are. Rows are light. */
const usualPage = 100;
const choicesPerPage = 100;

/** Begins the cursor of the second list, see `listCalls`. */
const ownList = 'own:';

/**
 * POST /v3/list-calls. The calls to one number, or of one reference, are listed whole: a call that waits to be dialed or that never
 * connected has no start time, and a filter by time would hide it. Without a number, the calls since an instant take two lists: all calls
 * that began, then our own by the dial time in their metadata, begun or not. A call of ours that began is in both lists.
 * Source: https://github.com/RetellAI/retell-typescript-sdk/blob/main/src/resources/call.ts (CallListParams)
 */
export const listCalls: Operation<CallQuery, Page<CallRow>> = {
	request: (query) => ({
		method: 'POST',
		path: '/v3/list-calls',
		body: {
			filter_criteria: filtersOf(query),
			sort_order: 'descending',
			limit: query.to === null && query.limit < usualPage ? Math.max(1, query.limit) : callsPerPage,
			...keyOf(query.cursor?.replace(ownList, '') ?? null),
		},
	}),
	read: (answer, query) => {
		const page = pageOf(answer, (row) => callRow('retell', row, readCall));
		if (page === null || !isTimed(query)) return page;
		if (query.cursor?.startsWith(ownList)) return { ...page, next: page.next === null ? null : ownList + page.next };
		// A page that says that more follows and does not say where is the last one, and a fault.
		return { ...page, next: page.next ?? (at(answer.body, 'has_more') === true ? null : ownList) };
	},
};

/** Whether the list is limited by time, which needs two lists. */
const isTimed = ({ to, after, before, ...query }: CallQuery): boolean =>
	to === null && referenceIn(query) === null && (after !== null || before !== null);

const referenceIn = ({ dial, search }: Pick<CallQuery, 'dial' | 'search'>): string | null => dial?.reference ?? search;

/** All conditions count together. A number outweighs the reference: an earlier try may have had another reference. */
function filtersOf(query: CallQuery): JsonObject {
	const reference = referenceIn(query);
	const agent: JsonObject = query.agentId === null ? {} : { agent: [{ agent_id: query.agentId }] };
	if (query.to !== null) return { ...agent, to_number: equals(query.to) };
	if (reference !== null) return { ...agent, metadata: [{ ...equals(reference), key: 'reference' }] };
	if (!isTimed(query)) return agent;
	const time = timeFilter(query);
	return query.cursor?.startsWith(ownList) ? { ...agent, metadata: [{ ...time, key: 'dialedAtMs' }] } : { ...agent, start_timestamp: time };
}

const equals = (value: string): JsonObject => ({ type: 'string', op: 'eq', value });

function timeFilter({ after, before }: CallQuery): JsonObject {
	const [from, until] = [after, before].map((time) => (time === null ? null : Date.parse(time)));
	if (from !== null && until !== null) return { type: 'range', op: 'bt', value: [from, until] };
	return { type: 'number', ...(from === null ? { op: 'lt', value: until } : { op: 'ge', value: from }) };
}

/** POST /v2/list-agents. A search is made by the provider, too. */
export const listAgents: Operation<ListQuery, Page<Choice>> = {
	request: ({ search, cursor }) => ({
		method: 'POST',
		path: '/v2/list-agents',
		query: { limit: choicesPerPage, ...keyOf(cursor) },
		body: { filter_criteria: { channel: equals('voice'), ...(search !== null && { query: search }) } },
	}),
	read: (answer) => choicesOf(answer, (row) => choice(at(row, 'agent_id'), at(row, 'agent_name'))),
};

/** GET /v2/list-phone-numbers. The number itself is what a call takes. */
export const listNumbers: Operation<ListQuery, Page<Choice>> = {
	request: ({ cursor }): HttpRequest => ({
		method: 'GET',
		path: '/v2/list-phone-numbers',
		query: { limit: choicesPerPage, ...keyOf(cursor) },
	}),
	read: (answer) =>
		choicesOf(answer, (row) => {
			const number = text(at(row, 'phone_number'));
			const pretty = text(at(row, 'phone_number_pretty')) ?? number;
			const nickname = text(at(row, 'nickname'));
			const named = choice(number, nickname === null ? pretty : `${nickname} (${pretty})`);
			return named === null || number === null ? null : { ...named, number };
		}),
};

/** GET /list-voices: one array without pages. */
export const listVoices: Operation<ListQuery, Page<Choice>> = {
	request: () => ({ method: 'GET', path: '/list-voices' }),
	read: (answer) => {
		if (!Array.isArray(answer.body)) return null;
		const voices = answer.body.map((row) => {
			const words = ['provider', 'gender', 'accent'].flatMap((name) => text(at(row, name)) ?? []);
			const voice = choice(at(row, 'voice_id'), at(row, 'voice_name'));
			return voice === null ? null : { ...voice, description: words.join(', ') || undefined };
		});
		return { results: voices.filter((voice) => voice !== null), next: null };
	},
};

const keyOf = (key: string | null): Record<string, string> => (key === null || key === '' ? {} : { pagination_key: key });

function choice(id: unknown, name: unknown): Choice | null {
	const known = text(id);
	return known === null ? null : { id: known, name: text(name) ?? known };
}

/** The choices of a page, each once: an agent may be listed once for each of its versions. */
function choicesOf(answer: HttpAnswer, read: (row: unknown) => Choice | null): Page<Choice> | null {
	const page = pageOf(answer, read);
	if (page === null) return null;
	const byId = new Map(page.results.flatMap((choice) => (choice === null ? [] : [[choice.id, choice] as const])));
	return { results: [...byId.values()], next: page.next };
}

/** Reads `{items, has_more, pagination_key}`. */
function pageOf<T>({ body }: HttpAnswer, read: (row: unknown) => T): Page<T> | null {
	if (!isObject(body) || !Array.isArray(body.items)) return null;
	return { results: list(body.items).map(read), next: body.has_more === true ? text(body.pagination_key) : null };
}
