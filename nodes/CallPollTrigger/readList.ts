import { reportable } from '../shared/call/bugReport';
import type { CallRow } from '../shared/call/listedCall';
import type { Result } from '../shared/call/result';
import { ok } from '../shared/call/result';
import { listOfCalls } from '../shared/providers/listBody';
import type { CallQuery, Provider } from '../shared/providers/provider';
import type { RequestError } from '../shared/transport/request';
import { request } from '../shared/transport/request';
import type { CallerContext, Connection } from '../shared/transport/send';
import { classifyStatus } from '../shared/call/http';
import type { IPollFunctions, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { ProblemType } from '../shared/call/problem';
import { wayOutOf } from '../shared/providers/refusal';
import type { HttpAnswer } from '../shared/call/http';

interface ListRequest {
	agentId: string | null;
	/** ISO 8601 UTC. `null` for no limit. */
	after: string | null;
	/** The maximum number of pages. A longer list is a fault and is never cut silently. */
	mostPages: number;
}

const perPage = 100;

/** All calls of the account, or of the agent, since a time: every page, or the fault of the first bad page. */
export async function listCalls(
	context: CallerContext,
	connection: Connection,
	{ agentId, after, mostPages }: ListRequest,
): Promise<Result<CallRow[], ListFault>> {
	const list = listOfCalls(connection.provider);
	if (list === undefined) return { ok: false, fault: { kind: 'no_list' } };
	const query: CallQuery = { agentId, to: null, after, before: null, search: null, cursor: null, limit: perPage };
	const calls: CallRow[] = [];
	for (let page = 0; page < mostPages; page++) {
		const asked = await request(context, connection, list, query);
		if (!asked.ok) return asked;
		const { value, answer } = asked.value;
		const isNamed = value.results.length === 0 || value.results.some(({ record }) => record.callId !== null);
		if (!isNamed) return { ok: false, fault: { kind: 'unreadable', answer } };
		calls.push(...value.results.filter(({ record }) => agentId === null || (record.agentId ?? agentId) === agentId));
		if (value.next === null) return ok(calls);
		query.cursor = value.next;
	}
	return { ok: false, fault: { kind: 'too_long', pages: mostPages } };
}

/** Why a list of calls could not be read to its end. */
type ListFault = RequestError | { kind: 'no_list' } | { kind: 'too_long'; pages: number };

/** A failed poll loses nothing: it stores nothing, and the next poll covers its time too. */
const next = 'The next poll tries again, and nothing is lost until then.';

/** Advice for refusals that applies only to polling. */
const waysOut: Partial<Record<ProblemType, string>> = {
	rate_limited: 'Set a longer interval under Poll Times.',
	agent_unavailable: 'Choose another agent.',
};

/**
 * Throws the fault as one sentence with the advice in the message itself, because a workflow that cannot be activated shows nothing else.
 * The provider's words are left out: some of them make n8n stop trying.
 * @throws NodeApiError if the provider answered with an error status, else NodeOperationError
 */
export function throwListFault(context: IPollFunctions, provider: Provider, fault: ListFault): never {
	const sentence = sentenceOf(provider, fault);
	const node = context.getNode();
	if (fault.kind !== 'status') throw reportable(node, new NodeOperationError(node, sentence));
	const told = { message: sentence, httpCode: String(fault.answer.status) };
	throw reportable(node, new NodeApiError(node, { message: sentence } as JsonObject, told));
}

function sentenceOf(provider: Provider, fault: ListFault): string {
	const { displayName } = provider;
	switch (fault.kind) {
		case 'unreached': {
			// Without the error code: n8n replaces a message that names a code with its own sentence.
			const what = fault.fault.timedOut ? 'did not answer in time' : 'could not be reached';
			return `${displayName} ${what} when its calls were to be listed. ${next} If this goes on, check the Base URL in the credential.`;
		}
		case 'status': {
			const { answer } = fault;
			if (classifyStatus(answer.status) !== 'refused') {
				return `${displayName} answered with status ${answer.status} instead of its list of calls. ${next} If this goes on, check the Base URL in the credential.`;
			}
			return `${displayName} refused to list its calls (${answer.status}). ${wayOut(provider, answer)}`;
		}
		case 'no_list':
		case 'unreadable': {
			const isKeyRefused = fault.kind === 'unreadable' && provider.readRefusal(fault.answer).type === 'unauthorized';
			const way = isKeyRefused ? wayOut(provider, fault.answer) : 'Check the API key and the Base URL in the credential.';
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
