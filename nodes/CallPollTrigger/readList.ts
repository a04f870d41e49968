import { rowIn } from '../shared/call/record';
import type { Json } from '../shared/call/json';
import type { CallRecord } from '../shared/call/record';
import { readListedCalls } from '../shared/providers/listBody';
import type { CallQuery, Page, Provider } from '../shared/providers/provider';
import type { CallerContext, Connection } from '../shared/transport/send';
import { send } from '../shared/transport/send';
import { classifyStatus } from '../shared/call/http';
import type { IPollFunctions, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { ProblemType } from '../shared/call/problem';
import { wayOutOf } from '../shared/providers/refusal';
import type { HttpAnswer } from '../shared/call/http';
import type { TransportFault } from '../shared/transport/classify';

export interface Listing {
	records: CallRecord[];
	/** The answers the records were read from, for `rawRow`. */
	bodies: unknown[];
}

export interface ListRequest {
	agentId: string | null;
	/** ISO 8601 UTC; `null` for no limit. */
	after: string | null;
	/** Pages at most; a list that goes on after them is a fault, never cut in silence. */
	mostPages: number;
}

const perPage = 100;

/** All calls of the account, or of the agent, since a time: every page, or the fault of the first bad one. */
export async function listCalls(
	context: CallerContext,
	connection: Connection,
	{ agentId, after, mostPages }: ListRequest,
): Promise<Listing | ListFault> {
	const query: CallQuery = { agentId, to: null, after, before: null, search: null, cursor: null, limit: perPage };
	const listing: Listing = { records: [], bodies: [] };
	for (let page = 0; page < mostPages; page++) {
		const read = await readPage(context, connection, query);
		if ('fault' in read) return read;
		listing.records.push(...read.results.filter((one) => agentId === null || (one.agentId ?? agentId) === agentId));
		listing.bodies.push(read.body);
		if (read.next === null) return listing;
		query.cursor = read.next;
	}
	return { fault: 'too_long', pages: mostPages };
}

async function readPage(
	context: CallerContext,
	connection: Connection,
	query: CallQuery,
): Promise<(Page<CallRecord> & { body: unknown }) | ListFault> {
	const operation = connection.provider.listCalls;
	if (operation === undefined) return { fault: 'unreadable' };
	const exchanged = await send(context, connection, operation.request(query, connection.settings));
	if ('fault' in exchanged) return { fault: 'unreached', transport: exchanged.fault };
	const { answer } = exchanged;
	if (classifyStatus(answer.status) !== 'answered') return { fault: 'status', answer };
	const page = readListedCalls(connection.provider, answer, query);
	if (page === null || (page.results.length > 0 && !page.results.some(({ callId }) => callId !== null)))
		return { fault: 'unreadable', answer };
	return { ...page, body: answer.body };
}

/** The provider's own row of a call in the answers of a list. */
export function rawRow(bodies: readonly unknown[], callId: string | null): Json {
	for (const body of bodies) {
		const row = rowIn(body, callId);
		if (row !== null) return row;
	}
	return null;
}

/** Why a list of calls could not be read to its end. */
export type ListFault =
	| { fault: 'unreached'; transport: TransportFault }
	| { fault: 'status'; answer: HttpAnswer }
	| { fault: 'unreadable'; answer?: HttpAnswer }
	| { fault: 'too_long'; pages: number };

/** Nothing is lost by a poll that fails: it leaves no trace, and the next one covers its time too. */
const next = 'The next poll tries again, and nothing is lost until then.';

/** What only polling can do about a refusal. */
const waysOut: Partial<Record<ProblemType, string>> = {
	rate_limited: 'Set a longer interval under Poll Times.',
	agent_unavailable: 'Choose another agent.',
};

/**
 * Throws the fault as one sentence with the way out in the message itself: a workflow that cannot be activated shows
 * nothing else. Words of the provider stay out of it: n8n stops trying when it reads certain ones there.
 * @throws NodeApiError where the provider answered with an error status, else NodeOperationError
 */
export function throwListFault(context: IPollFunctions, provider: Provider, fault: ListFault): never {
	const sentence = sentenceOf(provider, fault);
	if (fault.fault !== 'status') throw new NodeOperationError(context.getNode(), sentence);
	throw new NodeApiError(context.getNode(), { message: sentence } as JsonObject, {
		message: sentence,
		httpCode: String(fault.answer.status),
	});
}

function sentenceOf(provider: Provider, fault: ListFault): string {
	const { displayName } = provider;
	switch (fault.fault) {
		case 'unreached': {
			// Without the code: n8n puts a sentence of its own in place of a message that names one.
			const what = fault.transport.timedOut ? 'did not answer in time' : 'could not be reached';
			return `${displayName} ${what} when its calls were to be listed. ${next} If this goes on, check the Base URL in the credential.`;
		}
		case 'status': {
			const { answer } = fault;
			if (classifyStatus(answer.status) !== 'refused') {
				return `${displayName} answered with status ${answer.status} instead of its list of calls. ${next} If this goes on, check the Base URL in the credential.`;
			}
			return `${displayName} refused to list its calls (${answer.status}). ${wayOut(provider, answer)}`;
		}
		case 'unreadable': {
			const refused = fault.answer === undefined ? null : provider.readRefusal(fault.answer).type;
			const way =
				fault.answer !== undefined && refused === 'unauthorized'
					? wayOut(provider, fault.answer)
					: 'Check the API key and the Base URL in the credential.';
			return `${displayName} answered with something that is no list of calls. ${next} ${way}`;
		}
		case 'too_long':
			return `${displayName} lists more calls than the ${fault.pages} pages that one poll reads. Choose one agent, and use a trigger for each.`;
	}
}

function wayOut(provider: Provider, answer: HttpAnswer): string {
	const { type } = provider.readRefusal(answer);
	return waysOut[type] ?? wayOutOf(type, provider);
}
