import type { IExecuteFunctions } from 'n8n-workflow';
import type { StrictServer } from '../servers/strictServer.mts';
import { expectNoSecret } from './canary.mts';
import { registerNode, runNode } from './engine.mts';
import { credentialOf, otherSecret } from './sendCall.mts';
import { built } from './built.mts';

/** The built package's own modules, so that they meet the same copy of n8n-workflow as in n8n. */
const { connect, isConnection } = built('shared/transport/connect') as typeof import('../../nodes/shared/transport/connect.ts');
const { send } = built('shared/transport/send') as typeof import('../../nodes/shared/transport/send.ts');
const registry = built('shared/providers/registry') as typeof import('../../nodes/shared/providers/registry.ts');
const record = built('shared/call/record') as typeof import('../../nodes/shared/call/record.ts');

export const { callRecord, unknownAnalysis } = record;
export const { providers, supports } = registry;

type Provider = import('../../nodes/shared/providers/provider.ts').Provider;
type Operation<I, O> = import('../../nodes/shared/providers/provider.ts').Operation<I, O>;
export type CallQuery = import('../../nodes/shared/providers/provider.ts').CallQuery;
export type CallRecord = import('../../nodes/shared/call/record.ts').CallRecord;
export type Choice = import('../../nodes/shared/providers/provider.ts').Choice;
type HttpRequest = import('../../nodes/shared/call/http').HttpRequest;
export type HttpAnswer = import('../../nodes/shared/call/http').HttpAnswer;

/** The provider's object of the built package. */
export function providerOf(id: string): Provider {
	const found = registry.providerById(id);
	if (!found) throw new Error(`no provider ${id}`);
	return found;
}

/** Asks a provider inside a real execution context of n8n. */
export interface Asker {
	provider: Provider;
	ask(request: HttpRequest): Promise<HttpAnswer>;
	/** One operation; `null` where the answer is no 2xx or cannot be read. */
	run<I, O>(operation: Operation<I, O> | undefined, input: I): Promise<O | null>;
}

/** Runs `work` as the body of a node with the credential that leads to this server, and returns what it returns. */
export async function inNode<T>(server: StrictServer<any>, work: (asker: Asker) => Promise<T>): Promise<T> {
	const provider = providerOf(server.provider);
	let result: { value: T } | undefined;
	let failure: unknown;
	const body = async (context: IExecuteFunctions): Promise<void> => {
		const connection = await connect(context, provider, 5);
		if (!isConnection(connection)) throw new Error(connection.detail);
		const ask = async (request: HttpRequest): Promise<HttpAnswer> => {
			const exchanged = await send(context, connection, request);
			if ('fault' in exchanged) throw new Error(`${request.path}: ${JSON.stringify(exchanged.fault)}`);
			return exchanged.answer;
		};
		const run: Asker['run'] = async (operation, input) => {
			if (!operation) throw new Error(`${provider.id} has no such operation`);
			const answer = await ask(operation.request(input, connection.settings));
			return answer.status >= 200 && answer.status < 300 ? operation.read(answer, input) : null;
		};
		result = { value: await work({ provider, ask, run }) };
	};
	const type = registerNode('reader', async (context) => {
		await body(context).catch((error: unknown) => void (failure = error));
		return [[]];
	});
	const run = await runNode({ type, credential: credentialOf(server) });
	if (failure) throw failure;
	if (!result) throw new Error(`the node did not run: ${String(run.error?.message)}`);
	expectNoSecret(result.value, server.key, otherSecret);
	return result.value;
}

export const everything: CallQuery = {
	agentId: null,
	to: null,
	after: null,
	before: null,
	search: null,
	cursor: null,
	limit: 100,
};

/** All pages of a list, at most 50. */
export async function allPages<I extends { cursor: string | null }, R>(
	asker: Asker,
	operation: Operation<I, { results: R[]; next: string | null }> | undefined,
	query: I,
): Promise<{ results: R[]; pages: number }> {
	const results: R[] = [];
	let cursor = query.cursor;
	for (let pages = 1; pages <= 50; pages++) {
		const page = await asker.run(operation, { ...query, cursor });
		if (page === null) throw new Error(`page ${pages} could not be read`);
		results.push(...page.results);
		cursor = page.next;
		if (cursor === null) return { results, pages };
	}
	throw new Error('the list has no end');
}
