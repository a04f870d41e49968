import type { IPollFunctions, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import type { ProblemType } from '../shared/call/problem';
import type { Provider } from '../shared/providers/provider';
import { wayOutOf } from '../shared/providers/waysOut';
import type { HttpAnswer } from '../shared/call/http';
import { verdictOf } from '../shared/transport/phase';
import type { TransportFault } from '../shared/transport/phase';

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
			if (verdictOf(answer.status) !== 'refused') {
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
